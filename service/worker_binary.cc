#include "service/worker_binary.h"

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

absl::StatusOr<std::string> FindWorkerBinary(const std::string& configured) {
  if (!configured.empty()) {
    if (IsExecutable(configured)) return configured;
    return absl::NotFoundError(absl::StrCat("worker_binary: ", configured, " is not there, or can't be executed"));
  }
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return absl::NotFoundError("worker_binary: can't read /proc/self/exe; set worker_binary");
  const std::string places[] = {
      self.parent_path() / "isobridge_worker",
      self.string() + ".runfiles/isobridge/isolate/worker/isobridge_worker",
      (self.parent_path().parent_path() / "isolate/worker/isobridge_worker").string(),
  };
  for (const std::string& place : places) {
    if (IsExecutable(place)) return place;
  }
  return absl::NotFoundError(absl::StrCat("worker_binary: not found at ", absl::StrJoin(places, ", "), "; set worker_binary"));
}

}  // namespace isobridge::service
