#include "service/file_contents.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace isobridge::service {

absl::StatusOr<std::string> FileContents(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  // Not by iterators: those throw what a read that fails throws, as of a directory.
  if (!file || !(text << file.rdbuf())) {
    return absl::InvalidArgumentError(absl::StrCat("can't read ", path, ": ", errno == 0 ? "it is empty" : std::strerror(errno)));
  }
  return std::move(text).str();
}

}  // namespace isobridge::service
