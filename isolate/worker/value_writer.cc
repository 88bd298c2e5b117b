#include "isolate/worker/value_writer.h"

#include "isolate/worker/v8_text.h"

namespace isobridge::isolate {
namespace {

// A value that is a little too large is written, so that its size can be told; one that is larger still is not.
constexpr uint64_t kWrittenBeyondLimit = 8u << 20;
constexpr size_t kProblemBytes = 4'000;

constexpr std::string_view kUndefined = "undefined";

// `bytes` as the runtime counts them.
void SetStoppedAt(v8::Local<v8::Value> bytes, WrittenValue* written) {
  written->outcome = WrittenValue::Outcome::kTooLarge;
  written->size = static_cast<uint64_t>(bytes.As<v8::Number>()->Value());
  written->size_is_lower_bound = true;
}

}  // namespace

WrittenValue ValueWriter::Write(v8::Local<v8::Context> context, v8::Local<v8::Value> value, std::string_view root,
                                uint64_t max_bytes, Losses losses) {
  WrittenValue written;
  if (value->IsUndefined()) return written;
  v8::HandleScope handles(isolate_);
  v8::TryCatch caught(isolate_);
  v8::Local<v8::String> json;
  if (!MakePlain(context, root, max_bytes, losses, &value, &written) || value->IsUndefined() ||
      !v8::JSON::Stringify(context, value).ToLocal(&json)) {
    if (caught.HasCaught()) Explain(context, caught, root, &written);
    if (caught.HasTerminated()) caught.ReThrow();
    return written;
  }
  written.size = json->Utf8LengthV2(isolate_);
  if (written.size > max_bytes) {
    written.outcome = WrittenValue::Outcome::kTooLarge;
    return written;
  }
  written.json.resize(written.size);
  json->WriteUtf8V2(isolate_, written.json.data(), written.json.size(), v8::String::WriteFlags::kReplaceInvalidUtf8);
  // What V8 writes for what has no JSON: a toJSON may have appeared meanwhile.
  if (written.json == kUndefined) written.json.clear();
  return written;
}

bool ValueWriter::MakePlain(v8::Local<v8::Context> context, std::string_view root, uint64_t max_bytes, Losses losses,
                            v8::Local<v8::Value>* value, WrittenValue* written) {
  const double bound = static_cast<double>(max_bytes + kWrittenBeyondLimit);
  v8::Local<v8::Value> shape;
  if (!runtime_->ShapeOf(context, *value, bound).ToLocal(&shape)) return false;
  const double kind = shape.As<v8::Number>()->Value();
  if (kind == Runtime::kPlain) return true;
  if (kind != Runtime::kLossy) {
    SetStoppedAt(shape, written);
    return false;
  }
  v8::Local<v8::Value> converted;
  if (!runtime_->Convert(context, *value, root, bound, losses == Losses::kAll).ToLocal(&converted)) return false;
  if (converted->IsNumber()) {
    SetStoppedAt(converted, written);
    return false;
  }
  v8::Local<v8::Array> parts = converted.As<v8::Array>();
  for (uint32_t i = 1; i < parts->Length(); ++i) {
    v8::Local<v8::Value> loss;
    if (!parts->Get(context, i).ToLocal(&loss)) return false;
    written->losses.push_back(ToUtf8(isolate_, loss.As<v8::String>(), kProblemBytes));
  }
  return parts->Get(context, 0).ToLocal(value);
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
