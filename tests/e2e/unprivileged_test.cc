// The service as a container starts it under a restricted policy: no user of the host's, no capability, nothing to write to, and
// the container's own seccomp filter around it.

#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "isobridge/v1/sandbox.grpc.pb.h"
#include "tests/e2e/container_system_calls.h"
#include "tests/e2e/conversation.h"
#include "tests/e2e/process_table.h"
#include "tests/e2e/server_process.h"

namespace isobridge::e2e {
namespace {

constexpr uid_t kNobody = 65'534;

// What a container's program may not make with clone().
constexpr scmp_datum_t kNamespaces =
    CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;
// Linux itself, 32-bit Linux, and both without address randomisation; the last one asks.
constexpr scmp_datum_t kPersonalities[] = {0x0, 0x8, 0x20000, 0x20008, 0xffffffff};

bool Failed(const char* what) {
  perror(what);
  return false;
}

// Moves this process and its descendants into a copy of all that is mounted, in which nothing can be written. A copy, because "/"
// need not be where something is mounted.
bool MakeReadOnly() {
  // Without root only a user namespace may change mounts.
  const int namespaces = geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER;
  if (unshare(namespaces) != 0) return Failed("unshare");
  // So that nothing of it is seen outside. Whoever made a chroot, where this can't be done, has seen to that.
  if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 && errno != EINVAL) return Failed("mount");
  const int tree = open_tree(AT_FDCWD, "/", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
  if (tree < 0) return Failed("open_tree");
  mount_attr read_only = {.attr_set = MOUNT_ATTR_RDONLY, .attr_clr = 0, .propagation = 0, .userns_fd = 0};
  if (mount_setattr(tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &read_only, sizeof(read_only)) != 0) return Failed("mount_setattr");
  if (move_mount(tree, "", AT_FDCWD, "/mnt", MOVE_MOUNT_F_EMPTY_PATH) != 0) return Failed("move_mount");
  if (chdir("/mnt") != 0 || chroot(".") != 0) return Failed("chroot");
  return true;
}

// Leaving root takes every capability along.
bool BecomeNobody() {
  if (geteuid() != 0) return true;
  if (setgroups(0, nullptr) != 0 || setgid(kNobody) != 0 || setuid(kNobody) != 0) return Failed("setuid");
  return true;
}

bool Allow(scmp_filter_ctx filter, int call) { return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0; }

bool Allow(scmp_filter_ctx filter, int call, scmp_arg_cmp when) {
  return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, when) == 0;
}

// Calls that this libseccomp or this processor doesn't know are left out.
bool AllowContainerSystemCalls(scmp_filter_ctx filter) {
  for (std::string_view subject : kContainerSystemCalls) {
    for (std::string_view name : absl::StrSplit(subject, ' ')) {
      const int call = seccomp_syscall_resolve_name(std::string(name).c_str());
      if (call >= 0 && !Allow(filter, call)) return Failed("seccomp_rule_add");
    }
  }
  return true;
}

bool AllowByArguments(scmp_filter_ctx filter) {
  for (const scmp_datum_t personality : kPersonalities) {
    if (!Allow(filter, SCMP_SYS(personality), SCMP_A0(SCMP_CMP_EQ, personality))) return Failed("personality");
  }
  return Allow(filter, SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, kNamespaces, 0)) &&
         Allow(filter, SCMP_SYS(socket), SCMP_A0(SCMP_CMP_NE, AF_VSOCK)) &&
         // Its flags lie in memory; the C library then uses clone().
         seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
}

bool FilterAsContainersDo() {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return Failed("no_new_privs");
  const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  const bool loaded = AllowContainerSystemCalls(filter) && AllowByArguments(filter) && seccomp_load(filter) == 0;
  seccomp_release(filter);
  return loaded || Failed("seccomp_load");
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

// The value of a line of /proc/PID/status, and of one that means nothing else.
std::string StatusOf(pid_t pid, std::string_view name) {
  for (std::string_view line : absl::StrSplit(ReadFile(absl::StrCat("/proc/", pid, "/status")), '\n')) {
    if (absl::StartsWith(line, absl::StrCat(name, ":"))) return std::string(line.substr(name.size() + 1));
  }
  return "";
}

// seccomp filters around this process.
int OwnFilters() {
  int filters = 0;
  EXPECT_TRUE(absl::SimpleAtoi(StatusOf(getpid(), "Seccomp_filters"), &filters));
  return filters;
}

class UnprivilegedTest : public testing::Test {
 protected:
  // What was built lies where only its owner may look.
  UnprivilegedTest() {
    char folder[] = "/tmp/isobridge-unprivileged-XXXXXX";
    EXPECT_NE(mkdtemp(folder), nullptr);
    folder_ = folder;
    EXPECT_EQ(chmod(folder, 0755), 0);
    for (const char* file : {"service/isobridge", "isolate/worker/isobridge_worker", "isolate/checker/isobridge_checker"}) {
      const std::filesystem::path copy = folder_ / std::filesystem::path(file).filename();
      std::filesystem::copy_file(std::filesystem::canonical(Runfile(file)), copy);
      EXPECT_EQ(chmod(copy.c_str(), 0555), 0);
    }
  }
  ~UnprivilegedTest() override { std::filesystem::remove_all(folder_); }

  ServerProcess::Options Options(std::vector<std::string> flags) {
    return {.flags = std::move(flags), .listen = {"127.0.0.1:0"}, .executable = folder_ / "isobridge", .before = [] {
              return MakeReadOnly() && BecomeNobody() && FilterAsContainersDo();
            }};
  }

  std::filesystem::path folder_;
};

TEST_F(UnprivilegedTest, ServesInBothProfilesWithoutRightsOrFilesToWrite) {
  for (const char* profile : {"jit", "hardened"}) {
    const ServerProcess server(Options({absl::StrCat("--profile=", profile), "--landlock=prefer", "--check_time=30s"}));
    ASSERT_FALSE(server.addresses().empty());
    EXPECT_THAT(StatusOf(server.pid(), "CapEff"), testing::HasSubstr("0000000000000000"));
    EXPECT_THAT(StatusOf(server.pid(), "Uid"), testing::Not(testing::HasSubstr("\t0")));
    EXPECT_EQ(absl::StripAsciiWhitespace(StatusOf(server.pid(), "Seccomp_filters")), absl::StrCat(OwnFilters() + 1));
    for (std::string_view mount :
         absl::StrSplit(ReadFile(absl::StrCat("/proc/", server.pid(), "/mountinfo")), '\n', absl::SkipEmpty())) {
      const std::vector<std::string_view> fields = absl::StrSplit(mount, ' ');
      EXPECT_TRUE(absl::StartsWith(fields[5], "ro")) << mount;
    }

    const auto channel = server.Connect();
    const auto stub = isobridge::v1::Sandbox::NewStub(channel);
    grpc::ClientContext context;
    isobridge::v1::GetCapabilitiesResponse capabilities;
    ASSERT_TRUE(stub->GetCapabilities(&context, {}, &capabilities).ok());
    EXPECT_EQ(capabilities.confinement().profile(), profile);
    EXPECT_EQ(capabilities.confinement().fork(), "warm");
    EXPECT_GE(capabilities.confinement().self_test_size(), 25);
    const Transcript transcript =
        Execute(channel, Program("return 6 * await external_t()", {"t"}), [](const isobridge::v1::Call&) { return "7"; });
    EXPECT_EQ(transcript.json(), "42");

    EXPECT_TRUE(capabilities.check().available());
    isobridge::v1::Start wrong = Program("return nope");
    wrong.set_check(isobridge::v1::CHECK_MODE_UNSPECIFIED);
    EXPECT_EQ(Execute(channel, wrong).code(), isobridge::v1::ExecutionError::CODE_CHECK_FAILED);
  }
}

}  // namespace
}  // namespace isobridge::e2e
