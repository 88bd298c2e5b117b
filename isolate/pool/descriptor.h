#ifndef ISOBRIDGE_ISOLATE_POOL_DESCRIPTOR_H_
#define ISOBRIDGE_ISOLATE_POOL_DESCRIPTOR_H_

#include <unistd.h>

#include <utility>

namespace isobridge::isolate {

// Owns a file descriptor and closes it. Movable; thread-compatible.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { Close(); }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      Close();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }

  // -1: none.
  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }

  void Close() {
    if (fd_ >= 0) close(std::exchange(fd_, -1));
  }

 private:
  int fd_ = -1;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_POOL_DESCRIPTOR_H_
