#include "tests/e2e/process_table.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_set>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace isobridge::e2e {
namespace {

// What there is of a file; nothing if it is gone.
std::string ReadFile(const std::string& path) {
  // Not by iterators: they throw where the process goes while it is read.
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// The number behind `name` in a file of "name: number" lines; 0 if there is none.
uint64_t NumberOf(const std::string& text, std::string_view name) {
  for (std::string_view line : absl::StrSplit(text, '\n')) {
    if (!absl::ConsumePrefix(&line, name)) continue;
    uint64_t number = 0;
    std::istringstream(std::string(line.substr(1))) >> number;
    return number;
  }
  return 0;
}

std::string RoleOf(pid_t pid) {
  for (std::string_view argument : absl::StrSplit(ReadFile(absl::StrCat("/proc/", pid, "/cmdline")), '\0')) {
    if (absl::ConsumePrefix(&argument, "--role=")) return std::string(argument);
  }
  return "";
}

// None if it has gone meanwhile.
std::optional<Process> Read(pid_t pid) {
  const std::string stat = ReadFile(absl::StrCat("/proc/", pid, "/stat"));
  const size_t name_end = stat.rfind(')');
  if (name_end == stat.npos) return std::nullopt;
  Process process{.pid = pid, .role = RoleOf(pid)};
  std::istringstream fields(stat.substr(name_end + 1));
  std::string skipped;
  fields >> process.state >> process.parent;
  for (int field = 5; field < 14; ++field) fields >> skipped;
  uint64_t user = 0, system = 0;
  fields >> user >> system;
  process.ticks = user + system;
  process.confined = NumberOf(ReadFile(absl::StrCat("/proc/", pid, "/status")), "Seccomp") == 2;
  return process;
}

std::vector<Process> All() {
  std::vector<Process> all;
  std::error_code gone;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", gone)) {
    pid_t pid = 0;
    if (!absl::SimpleAtoi(entry.path().filename().string(), &pid)) continue;
    if (auto process = Read(pid)) all.push_back(*process);
  }
  return all;
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Process& process) {
  return out << "pid " << process.pid << " of " << process.parent << " " << process.state << " role '" << process.role << "'";
}

std::vector<Process> ProcessTable::DescendantsOf(pid_t ancestor) {
  const std::vector<Process> all = All();
  std::unordered_set<pid_t> family = {ancestor};
  std::vector<Process> descendants;
  for (size_t before = 0; before != family.size();) {
    before = family.size();
    for (const Process& process : all) {
      if (family.contains(process.parent) && family.insert(process.pid).second) descendants.push_back(process);
    }
  }
  return descendants;
}

std::vector<Process> ProcessTable::WorkersOf(pid_t server) {
  std::vector<Process> workers = DescendantsOf(server);
  // A zygote's own child runs its start-up check; workers are the server's.
  std::erase_if(workers,
                [&](const Process& p) { return p.parent != server || p.role != "worker" || !p.confined || p.state == 'Z'; });
  return workers;
}

Process ProcessTable::BusiestWorkerOf(pid_t server) {
  const std::vector<Process> workers = WorkersOf(server);
  return workers.empty() ? Process() : *std::ranges::max_element(workers, {}, &Process::ticks);
}

std::vector<Process> ProcessTable::ZygotesOf(pid_t server, const std::string& role) {
  std::vector<Process> zygotes = DescendantsOf(server);
  std::erase_if(zygotes, [&](const Process& p) { return p.role != role || p.confined || p.state == 'Z'; });
  return zygotes;
}

size_t ProcessTable::OpenFilesOf(pid_t pid) {
  const std::filesystem::directory_iterator files(absl::StrCat("/proc/", pid, "/fd"));
  return static_cast<size_t>(std::distance(begin(files), end(files)));
}

uint64_t ProcessTable::ResidentBytesOf(pid_t pid) {
  return NumberOf(ReadFile(absl::StrCat("/proc/", pid, "/status")), "VmRSS") * 1024;
}

}  // namespace isobridge::e2e
