#include "isolate/lockdown/landlock_ruleset.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

namespace isobridge::isolate {
namespace {

// struct landlock_ruleset_attr as of ABI 6. Older kernels accept the longer form as long as what they don't know is zero.
struct HandledRights {
  uint64_t files = 0;
  uint64_t network = 0;
  uint64_t scopes = 0;
};

constexpr unsigned kVersionFlag = 1;

// struct landlock_path_beneath_attr.
struct __attribute__((packed)) FileRule {
  uint64_t rights = 0;
  int32_t file = -1;
};

constexpr int kFileRule = 1;
constexpr uint64_t kExecuteFile = 1;
constexpr uint64_t kReadFile = 1 << 2;

std::string Failed(const char* what) { return std::string("lockdown: ") + what + ": " + std::strerror(errno); }

int CreateRuleset(const HandledRights& rights) {
  return static_cast<int>(syscall(SYS_landlock_create_ruleset, &rights, sizeof(rights), 0u));
}

// All bits of one field that this kernel takes. Asking the kernel covers rights that are newer than this source.
uint64_t SupportedBits(uint64_t HandledRights::* field) {
  uint64_t supported = 0;
  for (uint64_t bit = 1; bit != 0; bit <<= 1) {
    HandledRights one;
    one.*field = bit;
    const int fd = CreateRuleset(one);
    if (fd < 0) break;
    close(fd);
    supported |= bit;
  }
  return supported;
}

}  // namespace

LandlockRuleset::~LandlockRuleset() {
  if (fd_ >= 0) close(fd_);
}

std::string LandlockRuleset::Prepare() {
  const long abi = syscall(SYS_landlock_create_ruleset, nullptr, 0, kVersionFlag);
  if (abi <= 0) {
    // Not built in, or not switched on at boot. A container's filter that doesn't know the call says EPERM.
    if (abi == 0 || errno == ENOSYS || errno == EOPNOTSUPP || errno == EPERM) return "";
    return Failed("landlock_create_ruleset(VERSION)");
  }
  HandledRights rights;
  rights.files = SupportedBits(&HandledRights::files);
  rights.network = SupportedBits(&HandledRights::network);
  rights.scopes = SupportedBits(&HandledRights::scopes);
  if (rights.files == 0) return Failed("landlock_create_ruleset: no right is accepted");
  fd_ = CreateRuleset(rights);
  if (fd_ < 0) return Failed("landlock_create_ruleset");
  abi_ = static_cast<int>(abi);
  return "";
}

std::string LandlockRuleset::AllowExecution(int descriptor) {
  if (fd_ < 0) return "";
  const FileRule rule = {.rights = kExecuteFile | kReadFile, .file = descriptor};
  return syscall(SYS_landlock_add_rule, fd_, kFileRule, &rule, 0u) == 0 ? "" : Failed("landlock_add_rule");
}

std::string LandlockRuleset::Enforce() {
  if (fd_ < 0) return "";
  if (syscall(SYS_landlock_restrict_self, fd_, 0u) != 0) return Failed("landlock_restrict_self");
  close(fd_);
  fd_ = -1;
  return "";
}

}  // namespace isobridge::isolate
