#ifndef ISOBRIDGE_ISOLATE_WORKER_FRAME_OUTPUT_H_
#define ISOBRIDGE_ISOLATE_WORKER_FRAME_OUTPUT_H_

#include <cstdint>

#include "isobridge/worker/v1/frames.pb.h"
#include "isolate/worker/outbox.h"

namespace isobridge::isolate {

// Where the parts of a program put their frames: the outbox, or nowhere while the program is being warmed.
//
// Isolate thread only.
class FrameOutput {
 public:
  explicit FrameOutput(Outbox* outbox) : outbox_(outbox) {}

  void Send(worker::v1::FromWorker& frame) {
    if (!muted_) outbox_->Append(frame);
  }
  void SetEvents(uint64_t events) {
    if (!muted_) outbox_->SetEvents(events);
  }
  [[noreturn]] void ExitOutOfMemory(uint64_t heap_peak_bytes) { outbox_->ExitOutOfMemory(heap_peak_bytes); }

  // Drops frames for as long as it lives.
  class Mute {
   public:
    explicit Mute(FrameOutput* output) : output_(output) { output_->muted_ = true; }
    ~Mute() { output_->muted_ = false; }
    Mute(const Mute&) = delete;
    Mute& operator=(const Mute&) = delete;

   private:
    FrameOutput* const output_;
  };

 private:
  Outbox* const outbox_;
  bool muted_ = false;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_FRAME_OUTPUT_H_
