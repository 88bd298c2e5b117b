#ifndef ISOBRIDGE_CLIENTS_CLI_UNIQUE_FD_H_
#define ISOBRIDGE_CLIENTS_CLI_UNIQUE_FD_H_

#include <unistd.h>

#include <utility>

namespace isobridge::cli {

// Owns a file descriptor, or none (-1). Thread-compatible.
class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    if (this != &other) {
      Close();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }
  ~UniqueFd() { Close(); }

  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }

  // The caller owns it from now on.
  int Release() { return std::exchange(fd_, -1); }

  void Close() {
    if (fd_ >= 0) close(std::exchange(fd_, -1));
  }

 private:
  int fd_ = -1;
};

}  // namespace isobridge::cli

#endif  // ISOBRIDGE_CLIENTS_CLI_UNIQUE_FD_H_
