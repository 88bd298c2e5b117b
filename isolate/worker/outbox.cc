#include "isolate/worker/outbox.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <string_view>

#include "bridge/frame.h"
#include "isolate/worker/exit_status.h"
#include "isolate/worker/own_stack.h"
#include "isolate/worker/resident_peak.h"

namespace isobridge::isolate {
namespace {

constexpr size_t kWriteBytes = 64u << 10;
constexpr int64_t kWriteNs = 10'000'000;

int64_t MonotonicNs() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

void WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written > 0) {
      bytes.remove_prefix(static_cast<size_t>(written));
    } else if (written < 0 && errno != EINTR) {
      _exit(kExitSupervisorGone);
    }
  }
}

}  // namespace

Outbox::Outbox(int fd) : fd_(fd) { out_of_memory_.mutable_finished()->set_reason(worker::v1::Finished::REASON_HEAP_LIMIT); }

void Outbox::Append(worker::v1::FromWorker& frame) {
  frame.set_execution(execution_);
  frame.set_events(events_);
  bridge::AppendFrame(frame, &buffer_);
  complete_ = buffer_.size();
  if (flushed_ || complete_ >= kWriteBytes || MonotonicNs() - last_write_ns_ >= kWriteNs) Write();
  flushed_ = false;
}

void Outbox::Flush() {
  if (complete_ > 0) Write();
  flushed_ = true;
}

void Outbox::ExitOutOfMemory(uint64_t heap_peak_bytes) {
  WriteAll(fd_, {buffer_.data(), complete_});
  out_of_memory_.set_execution(execution_);
  out_of_memory_.set_events(events_);
  out_of_memory_.mutable_finished()->set_heap_peak_bytes(heap_peak_bytes);
  out_of_memory_.mutable_finished()->set_resident_peak_bytes(ResidentPeakBytes());
  out_of_memory_.mutable_finished()->set_stack_peak_bytes(OwnStack::PeakBytes());

  uint8_t frame[bridge::kFrameHeaderBytes + 128];
  const uint32_t size = static_cast<uint32_t>(out_of_memory_.ByteSizeLong());
  for (size_t i = 0; i < bridge::kFrameHeaderBytes; ++i) frame[i] = static_cast<uint8_t>(size >> (8 * i));
  out_of_memory_.SerializeWithCachedSizesToArray(frame + bridge::kFrameHeaderBytes);
  WriteAll(fd_, {reinterpret_cast<const char*>(frame), bridge::kFrameHeaderBytes + size});
  _exit(kExitOutOfMemory);
}

void Outbox::Write() {
  WriteAll(fd_, {buffer_.data(), complete_});
  buffer_.clear();
  complete_ = 0;
  last_write_ns_ = MonotonicNs();
}

}  // namespace isobridge::isolate
