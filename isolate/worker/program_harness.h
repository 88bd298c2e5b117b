#ifndef ISOBRIDGE_ISOLATE_WORKER_PROGRAM_HARNESS_H_
#define ISOBRIDGE_ISOLATE_WORKER_PROGRAM_HARNESS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "isobridge/worker/v1/frames.pb.h"
#include "isolate/worker/outbox.h"
#include "isolate/worker/program.h"
#include "v8.h"

namespace isobridge::isolate {

// Runs one program over real V8 in the test's process and keeps its frames: plays the supervisor, an event at a time.
//
// One at a time. Isolate thread only.
class ProgramHarness {
 public:
  // How the context comes about.
  enum class Start { kPlain, kSnapshot };
  explicit ProgramHarness(Start start = Start::kPlain, size_t heap_bytes = 256u << 20);
  ~ProgramHarness();
  ProgramHarness(const ProgramHarness&) = delete;
  ProgramHarness& operator=(const ProgramHarness&) = delete;

  // To be changed before Run. Generous limits, a seed of zeros, 2026-01-02T03:04:05Z.
  worker::v1::Begin& begin() { return begin_; }
  // Adds a tool with the usual paths.
  ProgramHarness& Tool(const std::string& name);
  Program& program() { return *program_; }
  v8::Isolate* isolate() const { return isolate_; }

  ProgramHarness& Run(std::string_view code);
  ProgramHarness& Answer(uint32_t call, std::string_view json);
  ProgramHarness& AnswerLookup(uint32_t lookup, std::string_view json);
  ProgramHarness& Fail(uint32_t call, const worker::v1::Error& error);
  ProgramHarness& Fire(uint32_t timer, int64_t now_us = 0);

  // Everything that was sent, in order.
  std::vector<worker::v1::FromWorker> Frames();
  std::vector<worker::v1::Call> Calls();
  // "level text" of each line.
  std::vector<std::string> Console();
  std::vector<std::string> Warnings();
  // Empty, with reason 0, as long as the program runs.
  worker::v1::Finished Finished();
  // The result as JSON, "undefined", "Name: message" of an error, or "running".
  std::string Outcome();

 private:
  std::unique_ptr<v8::ArrayBuffer::Allocator> allocator_;
  v8::Isolate* isolate_;
  v8::Global<v8::Context> context_;
  const int fd_;
  Outbox outbox_;
  worker::v1::Begin begin_;
  std::vector<std::string> tools_;
  std::unique_ptr<Program> program_;
};

// The outcome of a program that needs no answers.
std::string Evaluate(std::string_view code);
// The console lines of one.
std::vector<std::string> ConsoleOf(std::string_view code);
// The warnings of one.
std::vector<std::string> WarningsOf(std::string_view code);

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_PROGRAM_HARNESS_H_
