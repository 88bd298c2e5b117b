#include "isolate/worker/console_output.h"

#include <utility>

#include "isolate/worker/v8_text.h"

namespace isobridge::isolate {

void ConsoleOutput::Reset(uint64_t max_bytes, uint32_t max_lines) {
  max_bytes_ = bytes_left_ = max_bytes;
  max_lines_ = lines_left_ = max_lines;
  dropped_ = cut_ = 0;
}

void ConsoleOutput::Write(v8::Isolate* isolate, uint32_t level, v8::Local<v8::String> text) {
  if (!open()) return Drop();
  const size_t size = text->Utf8LengthV2(isolate);
  std::string line = ToUtf8(isolate, text, bytes_left_);
  if (size > bytes_left_) {
    ++cut_;
    bytes_left_ = 0;
  } else {
    bytes_left_ -= size;
  }
  --lines_left_;

  worker::v1::FromWorker frame;
  frame.mutable_console()->set_level(level);
  frame.mutable_console()->set_text(std::move(line));
  output_->Send(frame);
}

std::string ConsoleOutput::Loss() const {
  if (dropped_ == 0 && cut_ == 0) return "";
  std::string loss = "console: " + std::to_string(dropped_) + (dropped_ == 1 ? " line was dropped" : " lines were dropped");
  if (cut_ > 0) loss += " and the one before was cut";
  return loss + "; the limits are " + std::to_string(max_lines_) + " lines (console_lines) and " + std::to_string(max_bytes_) +
         " bytes (console_bytes)";
}

}  // namespace isobridge::isolate
