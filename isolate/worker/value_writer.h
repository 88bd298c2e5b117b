#ifndef ISOBRIDGE_ISOLATE_WORKER_VALUE_WRITER_H_
#define ISOBRIDGE_ISOLATE_WORKER_VALUE_WRITER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/repeated_field.h"
#include "isobridge/worker/v1/frames.pb.h"
#include "isolate/worker/runtime.h"
#include "v8.h"

namespace isobridge::isolate {

// A value of the program as JSON, or why not.
struct WrittenValue {
  enum class Outcome {
    kWritten,
    kTooLarge,         // `size` is its size.
    kNotSerializable,  // `problem` names what and where.
    kInterrupted,      // JavaScript was terminated meanwhile.
  };
  Outcome outcome = Outcome::kWritten;
  // Empty: undefined.
  std::string json;
  uint64_t size = 0;
  // Writing was stopped early: `size` is what was counted until then.
  bool size_is_lower_bound = false;
  std::string problem;
  // What was converted or left out, with paths.
  std::vector<std::string> losses;
  // Bytes that stand beside the JSON; they count for `size`.
  google::protobuf::RepeatedPtrField<worker::v1::Attachment> attachments;
  // `json` was cut: `size` is that of the whole.
  bool truncated = false;
};

// How much of a value's conversion is worth a warning.
enum class Losses {
  kAll,
  kUnusual,  // Not what every JSON.stringify does: undefined properties left out, Dates as strings.
};

// Writes values as JSON; the contract stands in //isolate/runtime:values.js. Getters, toJSON and proxies of the program run, each
// property once.
//
// Isolate thread only, inside the context's scope.
class ValueWriter {
 public:
  ValueWriter(v8::Isolate* isolate, Runtime* runtime) : isolate_(isolate), runtime_(runtime) {}

  struct Terms {
    // What paths begin with: "result", "args".
    std::string_view root;
    uint64_t max_bytes;
    Losses losses;
    // Whether bytes become attachments.
    bool attaching = false;
    // Whether what is too large is cut, rather than kTooLarge.
    bool truncating = false;
  };
  WrittenValue Write(v8::Local<v8::Context> context, v8::Local<v8::Value> value, const Terms& terms);

 private:
  // Replaces `value` by a plain one if it needs that. False: `written` says why not, or `caught` has something.
  bool MakePlain(v8::Local<v8::Context> context, const Terms& terms, v8::Local<v8::Value>* value, WrittenValue* written);
  // What Convert told beside the value. False: JavaScript was terminated.
  bool TakeParts(v8::Local<v8::Context> context, v8::Local<v8::Array> parts, WrittenValue* written);
  // The JSON of a plain value, and the size of the whole. False: `caught` has something.
  bool Stringify(v8::Local<v8::Context> context, v8::Local<v8::Value> value, const Terms& terms, WrittenValue* written);
  bool Truncate(v8::Local<v8::Context> context, v8::Local<v8::Value> value, const Terms& terms, WrittenValue* written);
  void Explain(v8::Local<v8::Context> context, const v8::TryCatch& caught, std::string_view root, WrittenValue* written);

  v8::Isolate* const isolate_;
  Runtime* const runtime_;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_VALUE_WRITER_H_
