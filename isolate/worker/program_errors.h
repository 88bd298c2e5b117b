#ifndef ISOBRIDGE_ISOLATE_WORKER_PROGRAM_ERRORS_H_
#define ISOBRIDGE_ISOLATE_WORKER_PROGRAM_ERRORS_H_

#include <string>
#include <string_view>
#include <vector>

#include "isobridge/worker/v1/frames.pb.h"
#include "isolate/worker/program_stack.h"
#include "isolate/worker/runtime.h"
#include "isolate/worker/value_writer.h"
#include "v8.h"

namespace isobridge::isolate {

// An Error with `name`, `message` and `code`, as a failed call rejects with. Empty only if there is no memory for it.
struct ErrorText {
  std::string_view name;
  std::string_view message;
  std::string_view code;
};
v8::Local<v8::Object> NewProgramError(v8::Local<v8::Context> context, const ErrorText& text);

// Gives an Error that was made outside the program the stack of the line that it belongs to.
void SetProgramStack(v8::Local<v8::Context> context, v8::Local<v8::Object> error, const ErrorText& text,
                     const ProgramStack& stack);

// Says what a program threw: name, message, code, data, the program's own frames and the innermost position. Whatever was thrown,
// there is a name and a message. What its data lost goes to `losses`, if that isn't null. May run getters of the program; false
// if JavaScript was terminated meanwhile.
class ThrownDescriber {
 public:
  ThrownDescriber(v8::Isolate* isolate, Runtime* runtime, ValueWriter* writer)
      : isolate_(isolate), runtime_(runtime), writer_(writer) {}

  bool Describe(v8::Local<v8::Context> context, v8::Local<v8::Value> thrown, uint64_t max_data_bytes, worker::v1::Error* error,
                std::vector<std::string>* losses);

 private:
  v8::Isolate* const isolate_;
  Runtime* const runtime_;
  ValueWriter* const writer_;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_PROGRAM_ERRORS_H_
