#ifndef ISOBRIDGE_ISOLATE_WORKER_OUTBOX_H_
#define ISOBRIDGE_ISOLATE_WORKER_OUTBOX_H_

#include <cstdint>
#include <string>

#include "isobridge/worker/v1/frames.pb.h"

namespace isobridge::isolate {

// Frames on their way to the supervisor.
//
// The first frame after a Flush goes out at once, so that a call leaves while the program goes on computing; further ones are
// collected until Flush, 64 KiB or 10 ms, so that a thousand parallel calls cost a few system calls. Writes block when the
// supervisor doesn't read: that is the program's back-pressure. Exits the process if the supervisor is gone.
//
// Isolate thread only.
class Outbox {
 public:
  explicit Outbox(int fd) : fd_(fd) {}
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  // Sets `execution` and `events` on every frame appended from now on.
  void SetExecution(uint64_t execution) { execution_ = execution; }
  void SetEvents(uint64_t events) { events_ = events; }

  void Append(worker::v1::FromWorker& frame);
  void Flush();

 private:
  void Write();

  const int fd_;
  uint64_t execution_ = 0;
  uint64_t events_ = 0;
  std::string buffer_;
  bool flushed_ = true;
  int64_t last_write_ns_ = 0;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_OUTBOX_H_
