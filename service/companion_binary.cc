#include "service/companion_binary.h"

#include <unistd.h>

#include <filesystem>
#include <string>
#include <system_error>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace isobridge::service {
namespace {

bool IsExecutable(const std::string& path) { return access(path.c_str(), X_OK) == 0; }

}  // namespace

absl::StatusOr<std::string> FindCompanionBinary(const CompanionBinary& binary, const std::string& configured) {
  if (!configured.empty()) {
    if (IsExecutable(configured)) return configured;
    return absl::FailedPreconditionError(absl::StrCat(binary.setting, ": ", configured, " is not there, or can't be executed"));
  }
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return absl::NotFoundError(absl::StrCat(binary.setting, ": can't read /proc/self/exe; set ", binary.setting));
  const std::filesystem::path target = binary.target;
  const std::string places[] = {
      self.parent_path() / target.filename(),
      absl::StrCat(self.string(), ".runfiles/isobridge/", binary.target),
      (self.parent_path().parent_path() / target).string(),
  };
  for (const std::string& place : places) {
    if (IsExecutable(place)) return place;
  }
  return absl::NotFoundError(
      absl::StrCat(binary.setting, ": not found at ", absl::StrJoin(places, ", "), "; set ", binary.setting));
}

}  // namespace isobridge::service
