#ifndef ISOBRIDGE_ISOLATE_WORKER_CONSOLE_OUTPUT_H_
#define ISOBRIDGE_ISOLATE_WORKER_CONSOLE_OUTPUT_H_

#include <cstdint>
#include <string>

#include "isobridge/worker/v1/frames.pb.h"
#include "isolate/worker/frame_output.h"
#include "v8.h"

namespace isobridge::isolate {

// The console lines of one program, within their limits.
//
// Isolate thread only.
class ConsoleOutput {
 public:
  explicit ConsoleOutput(FrameOutput* output) : output_(output) {}

  // Starts over.
  void Reset(uint64_t max_bytes, uint32_t max_lines);

  // Whether a further line would be seen at all. A line for which it is false must still be reported by Drop.
  bool open() const { return bytes_left_ > 0 && lines_left_ > 0; }

  // Sends a line; cuts it where it reaches the limit. `level` is an isobridge.v1.Console.Level.
  void Write(v8::Isolate* isolate, uint32_t level, v8::Local<v8::String> text);
  void Drop() { ++dropped_; }

  // What was lost, for a warning; empty if nothing was.
  std::string Loss() const;

 private:
  FrameOutput* const output_;
  uint64_t max_bytes_ = 0;
  uint32_t max_lines_ = 0;
  uint64_t bytes_left_ = 0;
  uint32_t lines_left_ = 0;
  uint64_t dropped_ = 0;
  uint64_t cut_ = 0;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_CONSOLE_OUTPUT_H_
