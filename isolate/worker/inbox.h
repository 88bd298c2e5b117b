#ifndef ISOBRIDGE_ISOLATE_WORKER_INBOX_H_
#define ISOBRIDGE_ISOLATE_WORKER_INBOX_H_

#include "bridge/frame.h"
#include "isobridge/worker/v1/frames.pb.h"
#include "isolate/worker/outbox.h"

namespace isobridge::isolate {

// Frames from the supervisor.
//
// Isolate thread only.
class Inbox {
 public:
  // `outbox` is flushed whenever the process is about to wait. Both must outlive the inbox.
  Inbox(int fd, Outbox* outbox) : fd_(fd), outbox_(outbox) {}
  Inbox(const Inbox&) = delete;
  Inbox& operator=(const Inbox&) = delete;

  // Waits for the next frame; false if a signal came first. Exits the process if the supervisor is gone or sends what is no
  // frame.
  bool Next(worker::v1::ToWorker* frame);

 private:
  bool Fill();

  const int fd_;
  Outbox* const outbox_;
  bridge::FrameReader reader_;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_INBOX_H_
