#include "clients/cli/text_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/unique_fd.h"

namespace isobridge::cli {
namespace {

constexpr size_t kMaxBytes = size_t{256} << 20;

absl::StatusOr<std::string> ReadAll(int fd, const std::string& name) {
  std::string text;
  char buffer[65536];
  for (;;) {
    const ssize_t n = read(fd, buffer, sizeof(buffer));
    if (n == 0) return text;
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return absl::NotFoundError(absl::StrCat("can't read ", name, ": ", std::strerror(errno)));
    text.append(buffer, static_cast<size_t>(n));
    if (text.size() > kMaxBytes) return absl::ResourceExhaustedError(absl::StrCat(name, " is longer than 256 MiB"));
  }
}

}  // namespace

absl::StatusOr<std::string> ReadTextFile(const std::string& path) {
  if (path == "-") return ReadAll(STDIN_FILENO, "standard input");
  UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.is_open()) return absl::NotFoundError(absl::StrCat("can't open ", path, ": ", std::strerror(errno)));
  return ReadAll(fd.get(), path);
}

}  // namespace isobridge::cli
