#ifndef ISOBRIDGE_ISOLATE_WORKER_VALUE_WRITER_H_
#define ISOBRIDGE_ISOLATE_WORKER_VALUE_WRITER_H_

#include <cstdint>
#include <optional>
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
  // A value without anything that JSON doesn't have, and its attachments as the runtime tells them.
  struct Plain {
    v8::Local<v8::Value> value;
    v8::Local<v8::Array> attachments;
  };
  // False: `written` says why there is none, or `caught` has something.
  bool MakePlain(v8::Local<v8::Context> context, const Terms& terms, v8::Local<v8::Value> value, Plain* plain,
                 WrittenValue* written);
  // What Convert and Cut tell: the value, its attachments, and losses. False: JavaScript was terminated.
  bool TakeParts(v8::Local<v8::Context> context, v8::Local<v8::Array> parts, Plain* plain, WrittenValue* written);
  // The JSON of a plain value, and the size of the whole. False: `caught` has something.
  bool Stringify(v8::Local<v8::Context> context, const Plain& plain, const Terms& terms, WrittenValue* written);
  bool Truncate(v8::Local<v8::Context> context, const Plain& plain, const Terms& terms, WrittenValue* written);
  // The bytes of the JSON; it is kept if they are at most `max_bytes`.
  std::optional<uint64_t> SetJson(v8::Local<v8::Context> context, v8::Local<v8::Value> value, uint64_t max_bytes,
                                  WrittenValue* written);
  void Explain(v8::Local<v8::Context> context, const v8::TryCatch& caught, std::string_view root, WrittenValue* written);

  v8::Isolate* const isolate_;
  Runtime* const runtime_;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_VALUE_WRITER_H_
