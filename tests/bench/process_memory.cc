#include "tests/bench/process_memory.h"

#include <cstdlib>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"

namespace isobridge::bench {
namespace {

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// The number behind `field:` in a file of /proc; 0 if it is not there.
double Field(const std::string& text, const std::string& field) {
  const size_t at = text.find(absl::StrCat("\n", field, ":"));
  if (at == std::string::npos) return 0;
  return std::strtod(text.c_str() + at + field.size() + 2, nullptr);
}

}  // namespace

ProcessMemory ReadProcessMemory(pid_t pid) {
  const std::string rollup = ReadFile(absl::StrCat("/proc/", pid, "/smaps_rollup"));
  const std::string status = ReadFile(absl::StrCat("/proc/", pid, "/status"));
  return {.private_kib = Field(rollup, "Private_Clean") + Field(rollup, "Private_Dirty"),
          .page_table_kib = Field(status, "VmPTE"),
          .resident_kib = Field(status, "VmRSS")};
}

}  // namespace isobridge::bench
