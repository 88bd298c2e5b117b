#include "service/termination.h"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace isobridge::service {

absl::StatusOr<std::unique_ptr<Termination>> Termination::Create(std::function<void(int count)> on_signal) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  const int signals = signalfd(-1, &set, SFD_CLOEXEC);
  if (signals < 0) return absl::ErrnoToStatus(errno, "can't watch for signals");
  const int end = eventfd(0, EFD_CLOEXEC);
  if (end < 0) {
    close(signals);
    return absl::ErrnoToStatus(errno, "can't watch for signals");
  }
  return std::unique_ptr<Termination>(new Termination(signals, end, std::move(on_signal)));
}

Termination::Termination(int signals, int end, std::function<void(int count)> on_signal)
    : signals_(signals), end_(end), on_signal_(std::move(on_signal)), thread_([this] { Run(); }) {}

Termination::~Termination() {
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = write(end_, &one, sizeof(one));  // An eventfd at 0 takes it.
  thread_.join();
  close(signals_);
  close(end_);
}

void Termination::Run() {
  int count = 0;
  for (;;) {
    pollfd fds[] = {{.fd = signals_, .events = POLLIN, .revents = 0}, {.fd = end_, .events = POLLIN, .revents = 0}};
    if (poll(fds, 2, -1) < 0) continue;
    if (fds[1].revents != 0) return;
    signalfd_siginfo received;
    if (read(signals_, &received, sizeof(received)) == sizeof(received)) on_signal_(++count);
  }
}

}  // namespace isobridge::service
