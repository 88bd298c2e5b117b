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
// Before nothing but a mark is left.
constexpr int kTruncations = 6;

constexpr std::string_view kUndefined = "undefined";

// `bytes` as the runtime counts them.
void SetStoppedAt(v8::Local<v8::Value> bytes, WrittenValue* written) {
  written->outcome = WrittenValue::Outcome::kTooLarge;
  written->size += static_cast<uint64_t>(bytes.As<v8::Number>()->Value());
  written->size_is_lower_bound = true;
}

uint64_t BytesOf(const google::protobuf::RepeatedPtrField<worker::v1::Attachment>& attachments) {
  uint64_t bytes = 0;
  for (const worker::v1::Attachment& one : attachments) bytes += one.path().size() + one.data().size();
  return bytes;
}

}  // namespace

WrittenValue ValueWriter::Write(v8::Local<v8::Context> context, v8::Local<v8::Value> value, const Terms& terms) {
  WrittenValue written;
  if (value->IsUndefined()) return written;
  v8::HandleScope handles(isolate_);
  v8::TryCatch caught(isolate_);
  Plain plain;
  if (!MakePlain(context, terms, value, &plain, &written) || plain.value->IsUndefined() ||
      !Stringify(context, plain, terms, &written)) {
    if (caught.HasCaught()) Explain(context, caught, terms.root, &written);
    if (caught.HasTerminated()) caught.ReThrow();
  }
  return written;
}

std::optional<uint64_t> ValueWriter::SetJson(v8::Local<v8::Context> context, v8::Local<v8::Value> value, uint64_t max_bytes,
                                             WrittenValue* written) {
  v8::Local<v8::String> json;
  if (!v8::JSON::Stringify(context, value).ToLocal(&json)) return std::nullopt;
  const uint64_t bytes = json->Utf8LengthV2(isolate_);
  if (bytes > max_bytes) return bytes;
  written->json.resize(bytes);
  json->WriteUtf8V2(isolate_, written->json.data(), written->json.size(), v8::String::WriteFlags::kReplaceInvalidUtf8);
  // What V8 writes for what has no JSON: a toJSON may have appeared meanwhile.
  if (written->json == kUndefined) written->json.clear();
  return bytes;
}

bool ValueWriter::Stringify(v8::Local<v8::Context> context, const Plain& plain, const Terms& terms, WrittenValue* written) {
  written->size = BytesOf(written->attachments);
  if (terms.truncating) {
    // Its JSON may be longer than a string can be: it is counted first.
    v8::Local<v8::Value> shape;
    if (!runtime_->ShapeOf(context, plain.value, static_cast<double>(terms.max_bytes + kWrittenBeyondLimit)).ToLocal(&shape))
      return false;
    const double weight = shape.As<v8::Number>()->Value();
    if (weight != Runtime::kPlain && weight != Runtime::kLossy) {
      SetStoppedAt(shape, written);
      return Truncate(context, plain, terms, written);
    }
  }
  const std::optional<uint64_t> bytes =
      SetJson(context, plain.value, terms.max_bytes - std::min(terms.max_bytes, written->size), written);
  if (!bytes.has_value()) return false;
  written->size += *bytes;
  if (written->size <= terms.max_bytes) return true;
  written->outcome = WrittenValue::Outcome::kTooLarge;
  return !terms.truncating || Truncate(context, plain, terms, written);
}

// `written` says how large the whole is.
bool ValueWriter::Truncate(v8::Local<v8::Context> context, const Plain& plain, const Terms& terms, WrittenValue* written) {
  written->attachments.Clear();
  double room = static_cast<double>(terms.max_bytes);
  for (int round = 0; round <= kTruncations; ++round) {
    if (round == kTruncations) room = 0;
    v8::Local<v8::Value> parts;
    Plain cut;
    WrittenValue kept;
    if (!runtime_->Cut(context, plain.value, room, plain.attachments).ToLocal(&parts) ||
        !TakeParts(context, parts.As<v8::Array>(), &cut, &kept)) {
      return false;
    }
    const uint64_t attached = BytesOf(kept.attachments);
    const std::optional<uint64_t> bytes =
        SetJson(context, cut.value, terms.max_bytes - std::min(terms.max_bytes, attached), &kept);
    if (!bytes.has_value()) return false;
    if (*bytes + attached <= terms.max_bytes) {
      written->json = std::move(kept.json);
      written->attachments.Swap(&kept.attachments);
      for (std::string& loss : kept.losses) written->losses.push_back(std::move(loss));
      written->outcome = WrittenValue::Outcome::kWritten;
      written->truncated = true;
      return true;
    }
    // Escapes, and letters of several bytes: it is counted in UTF-16.
    room *= 0.9 * static_cast<double>(terms.max_bytes) / static_cast<double>(*bytes + attached);
  }
  return true;
}

bool ValueWriter::MakePlain(v8::Local<v8::Context> context, const Terms& terms, v8::Local<v8::Value> value, Plain* plain,
                            WrittenValue* written) {
  *plain = {.value = value, .attachments = v8::Array::New(isolate_)};
  const double bound = terms.truncating ? kNoBound : static_cast<double>(terms.max_bytes + kWrittenBeyondLimit);
  v8::Local<v8::Value> shape;
  if (!runtime_->ShapeOf(context, value, bound).ToLocal(&shape)) return false;
  const double kind = shape.As<v8::Number>()->Value();
  if (kind == Runtime::kPlain) return true;
  if (kind != Runtime::kLossy) {
    SetStoppedAt(shape, written);
    return false;
  }
  v8::Local<v8::Value> converted;
  if (!runtime_->Convert(context, value, terms.root, bound, terms.losses == Losses::kAll, terms.attaching).ToLocal(&converted))
    return false;
  if (converted->IsNumber()) {
    SetStoppedAt(converted, written);
    return false;
  }
  return TakeParts(context, converted.As<v8::Array>(), plain, written);
}

bool ValueWriter::TakeParts(v8::Local<v8::Context> context, v8::Local<v8::Array> parts, Plain* plain, WrittenValue* written) {
  v8::Local<v8::Value> attachments;
  if (!parts->Get(context, 0).ToLocal(&plain->value) || !parts->Get(context, 1).ToLocal(&attachments)) return false;
  plain->attachments = attachments.As<v8::Array>();
  for (uint32_t i = 0; i < plain->attachments->Length(); ++i) {
    v8::Local<v8::Value> attachment;
    if (!plain->attachments->Get(context, i).ToLocal(&attachment) ||
        !ReadAttachment(context, attachment.As<v8::Array>(), written->attachments.Add())) {
      return false;
    }
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
