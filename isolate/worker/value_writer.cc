#include "isolate/worker/value_writer.h"

#include <algorithm>

#include "isolate/worker/attachment_values.h"
#include "isolate/worker/v8_text.h"

namespace isobridge::isolate {
namespace {

// A value that is a little too large is written, so that its size can be told; one that is larger still is not.
constexpr uint64_t kWrittenBeyondLimit = 8u << 20;
constexpr size_t kProblemBytes = 4'000;
// More than any heap has.
constexpr double kNoBound = 1e15;
constexpr int kTruncations = 6;
// With less room, nothing but marks would be left.
constexpr uint64_t kLeastTruncated = 100;

constexpr std::string_view kUndefined = "undefined";

// `bytes` as the runtime counts them.
void SetStoppedAt(v8::Local<v8::Value> bytes, WrittenValue* written) {
  written->outcome = WrittenValue::Outcome::kTooLarge;
  written->size = static_cast<uint64_t>(bytes.As<v8::Number>()->Value());
  written->size_is_lower_bound = true;
}

}  // namespace

WrittenValue ValueWriter::Write(v8::Local<v8::Context> context, v8::Local<v8::Value> value, const Terms& terms) {
  WrittenValue written;
  if (value->IsUndefined()) return written;
  v8::HandleScope handles(isolate_);
  v8::TryCatch caught(isolate_);
  if (!MakePlain(context, terms, &value, &written) || value->IsUndefined() || !Stringify(context, value, terms, &written)) {
    if (caught.HasCaught()) Explain(context, caught, terms.root, &written);
    if (caught.HasTerminated()) caught.ReThrow();
  }
  return written;
}

bool ValueWriter::Stringify(v8::Local<v8::Context> context, v8::Local<v8::Value> value, const Terms& terms,
                            WrittenValue* written) {
  const uint64_t attached = written->size;
  const uint64_t room = terms.max_bytes - std::min(terms.max_bytes, attached);
  v8::Local<v8::String> json;
  if (terms.truncating) {
    // Its JSON may be longer than a string can be: it is counted first.
    v8::Local<v8::Value> shape;
    if (!runtime_->ShapeOf(context, value, static_cast<double>(room + kWrittenBeyondLimit)).ToLocal(&shape)) return false;
    const double weight = shape.As<v8::Number>()->Value();
    if (weight != Runtime::kPlain && weight != Runtime::kLossy) {
      SetStoppedAt(shape, written);
      return Truncate(context, value, terms, written);
    }
  }
  if (!v8::JSON::Stringify(context, value).ToLocal(&json)) return false;
  const uint64_t bytes = json->Utf8LengthV2(isolate_);
  written->size = attached + bytes;
  if (written->size > terms.max_bytes) {
    written->outcome = WrittenValue::Outcome::kTooLarge;
    // Attachments can't be cut.
    return !terms.truncating || room < kLeastTruncated || Truncate(context, value, terms, written);
  }
  written->json.resize(bytes);
  json->WriteUtf8V2(isolate_, written->json.data(), written->json.size(), v8::String::WriteFlags::kReplaceInvalidUtf8);
  // What V8 writes for what has no JSON: a toJSON may have appeared meanwhile.
  if (written->json == kUndefined) written->json.clear();
  return true;
}

// `written` says how large the whole is.
bool ValueWriter::Truncate(v8::Local<v8::Context> context, v8::Local<v8::Value> value, const Terms& terms,
                           WrittenValue* written) {
  // Paths into what is cut away would lead nowhere.
  written->attachments.Clear();
  double room = static_cast<double>(terms.max_bytes);
  for (int round = 0; round < kTruncations; ++round) {
    v8::Local<v8::Value> cut;
    v8::Local<v8::String> json;
    if (!runtime_->Cut(context, value, room).ToLocal(&cut) || !v8::JSON::Stringify(context, cut).ToLocal(&json)) return false;
    const uint64_t bytes = json->Utf8LengthV2(isolate_);
    if (bytes <= terms.max_bytes) {
      written->json.resize(bytes);
      json->WriteUtf8V2(isolate_, written->json.data(), written->json.size(), v8::String::WriteFlags::kReplaceInvalidUtf8);
      written->outcome = WrittenValue::Outcome::kWritten;
      written->truncated = true;
      return true;
    }
    // Escapes, and letters of several bytes: it is counted in UTF-16.
    room *= 0.9 * static_cast<double>(terms.max_bytes) / static_cast<double>(bytes);
  }
  return true;
}

bool ValueWriter::MakePlain(v8::Local<v8::Context> context, const Terms& terms, v8::Local<v8::Value>* value,
                            WrittenValue* written) {
  const double bound = terms.truncating ? kNoBound : static_cast<double>(terms.max_bytes + kWrittenBeyondLimit);
  v8::Local<v8::Value> shape;
  if (!runtime_->ShapeOf(context, *value, bound).ToLocal(&shape)) return false;
  const double kind = shape.As<v8::Number>()->Value();
  if (kind == Runtime::kPlain) return true;
  if (kind != Runtime::kLossy) {
    SetStoppedAt(shape, written);
    return false;
  }
  v8::Local<v8::Value> converted;
  if (!runtime_->Convert(context, *value, terms.root, bound, terms.losses == Losses::kAll, terms.attaching).ToLocal(&converted))
    return false;
  if (converted->IsNumber()) {
    SetStoppedAt(converted, written);
    return false;
  }
  v8::Local<v8::Array> parts = converted.As<v8::Array>();
  return TakeParts(context, parts, written) && parts->Get(context, 0).ToLocal(value);
}

bool ValueWriter::TakeParts(v8::Local<v8::Context> context, v8::Local<v8::Array> parts, WrittenValue* written) {
  v8::Local<v8::Value> attachments;
  if (!parts->Get(context, 1).ToLocal(&attachments)) return false;
  for (uint32_t i = 0; i < attachments.As<v8::Array>()->Length(); ++i) {
    v8::Local<v8::Value> attachment;
    if (!attachments.As<v8::Array>()->Get(context, i).ToLocal(&attachment) ||
        !ReadAttachment(context, attachment.As<v8::Array>(), written->attachments.Add())) {
      return false;
    }
    const worker::v1::Attachment& taken = written->attachments[static_cast<int>(i)];
    written->size += taken.path().size() + taken.data().size();
  }
  for (uint32_t i = 2; i < parts->Length(); ++i) {
    v8::Local<v8::Value> loss;
    if (!parts->Get(context, i).ToLocal(&loss)) return false;
    written->losses.push_back(ToUtf8(isolate_, loss.As<v8::String>(), kProblemBytes));
  }
  return true;
}

void ValueWriter::Explain(v8::Local<v8::Context> context, const v8::TryCatch& caught, std::string_view root,
                          WrittenValue* written) {
  written->outcome = WrittenValue::Outcome::kInterrupted;
  if (caught.HasTerminated()) return;
  v8::Local<v8::Value> thrown = caught.Exception();
  v8::TryCatch again(isolate_);
  v8::Local<v8::Value> described;
  v8::Local<v8::Value> message;
  if (!runtime_->Describe(context, thrown).ToLocal(&described) ||
      !described.As<v8::Object>()->Get(context, 1).ToLocal(&message)) {
    if (again.HasTerminated()) return;
    written->problem = std::string(root) + " can't be written as JSON";
  } else {
    written->problem = ToUtf8(isolate_, message.As<v8::String>(), kProblemBytes);
  }
  written->outcome = WrittenValue::Outcome::kNotSerializable;
  if (written->problem == "Maximum call stack size exceeded") written->problem = std::string(root) + " is nested too deeply";
  if (!written->problem.starts_with(root))
    written->problem = std::string(root) + " can't be written as JSON: " + written->problem;
}

}  // namespace isobridge::isolate
