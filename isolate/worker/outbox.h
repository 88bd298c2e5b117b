#ifndef ISOBRIDGE_ISOLATE_WORKER_OUTBOX_H_
#define ISOBRIDGE_ISOLATE_WORKER_OUTBOX_H_

#include <cstddef>
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
// Isolate thread only. SIGPIPE must be ignored.
class Outbox {
 public:
  // `fd` must outlive the outbox; it need not be open before the first Append.
  explicit Outbox(int fd);
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  // Sets `execution` and `events` on every frame appended from now on.
  void SetExecution(uint64_t execution) { execution_ = execution; }
  void SetEvents(uint64_t events) { events_ = events; }

  void Append(worker::v1::FromWorker& frame);
  void Flush();

  // Sends what was appended and a Finished frame with REASON_HEAP_LIMIT, then exits. Allocates nothing and may be called at any
  // point, from within Append too: for V8's out-of-memory handlers.
  [[noreturn]] void ExitOutOfMemory(uint64_t heap_peak_bytes);

 private:
  void Write();

  const int fd_;
  uint64_t execution_ = 0;
  uint64_t events_ = 0;
  std::string buffer_;
  // So much of `buffer_` is whole frames.
  size_t complete_ = 0;
  bool flushed_ = true;
  int64_t last_write_ns_ = 0;
  // Made ahead, while there is memory.
  worker::v1::FromWorker out_of_memory_;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_OUTBOX_H_
