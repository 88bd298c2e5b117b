#include "isolate/worker/program_errors.h"

#include "bridge/byte_text.h"
#include "isolate/worker/v8_text.h"

namespace isobridge::isolate {
namespace {

constexpr size_t kFieldBytes = 64u << 10;

v8::Local<v8::String> Text(v8::Isolate* isolate, std::string_view utf8) {
  v8::Local<v8::String> text;
  return FromUtf8(isolate, utf8).ToLocal(&text) ? text : v8::String::Empty(isolate);
}

// Past whatever the program put on the prototypes.
void Define(v8::Local<v8::Context> context, v8::Local<v8::Object> object, std::string_view key, std::string_view value,
            v8::PropertyAttribute attributes) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  (void)object->DefineOwnProperty(context, Literal(isolate, key), Text(isolate, value), attributes).IsNothing();
}

// What became of an error's data on their way out.
std::vector<std::string> LossesOf(const WrittenValue& data, uint64_t max_bytes) {
  switch (data.outcome) {
    case WrittenValue::Outcome::kWritten:
      return data.losses;
    case WrittenValue::Outcome::kNotSerializable:
      return {"error.data was dropped: " + data.problem};
    case WrittenValue::Outcome::kTooLarge:
      return {"error.data was dropped: it takes " + std::string(data.size_is_lower_bound ? "at least " : "") +
              bridge::ByteText(data.size) + " of JSON; the limit result_bytes is " + bridge::ByteText(max_bytes)};
    case WrittenValue::Outcome::kInterrupted:
      break;
  }
  return {};
}

}  // namespace

v8::Local<v8::Object> NewProgramError(v8::Local<v8::Context> context, const ErrorText& text) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::Local<v8::String> message = Text(isolate, text.message);
  v8::Local<v8::Object> error;
  if (text.name == "TypeError") {
    error = v8::Exception::TypeError(message).As<v8::Object>();
  } else if (text.name == "RangeError") {
    error = v8::Exception::RangeError(message).As<v8::Object>();
  } else {
    error = v8::Exception::Error(message).As<v8::Object>();
    Define(context, error, "name", text.name, v8::DontEnum);
  }
  if (!text.code.empty()) Define(context, error, "code", text.code, v8::None);
  return error;
}

void SetProgramStack(v8::Local<v8::Context> context, v8::Local<v8::Object> error, const ErrorText& text,
                     const ProgramStack& stack) {
  std::string whole(text.name);
  if (!text.message.empty()) whole.append(": ").append(text.message);
  for (std::string_view rest = stack.frames; !rest.empty();) {
    const std::string_view frame = rest.substr(0, rest.find('\n'));
    whole.append("\n    ").append(frame);
    rest.remove_prefix(frame.size() + (frame.size() < rest.size() ? 1 : 0));
  }
  Define(context, error, "stack", whole, v8::DontEnum);
}

bool ThrownDescriber::Describe(v8::Local<v8::Context> context, v8::Local<v8::Value> thrown, uint64_t max_data_bytes,
                               worker::v1::Error* error, std::vector<std::string>* losses) {
  v8::HandleScope handles(isolate_);
  v8::TryCatch caught(isolate_);
  v8::Local<v8::Value> described;
  v8::Local<v8::Value> parts[6];
  bool whole = runtime_->Describe(context, thrown).ToLocal(&described);
  for (uint32_t i = 0; whole && i < 6; ++i) whole = described.As<v8::Object>()->Get(context, i).ToLocal(&parts[i]);
  if (!whole) {
    error->set_name("Error");
    error->set_message("The program threw a value that can't be described");
    if (caught.HasTerminated()) caught.ReThrow();
    return !caught.HasTerminated();
  }
  const auto text = [this, &parts](int i) { return ToUtf8(isolate_, parts[i].As<v8::String>(), kFieldBytes); };
  error->set_name(text(0));
  error->set_message(text(1));
  error->set_code(text(2));
  ProgramStack stack = ParseProgramStack(text(3));
  error->set_stack(std::move(stack.frames));
  error->set_line(stack.position.line);
  error->set_column(stack.position.column);
  v8::Local<v8::Array> causes = parts[5].As<v8::Array>();
  for (uint32_t i = 0; i < causes->Length(); ++i) {
    v8::Local<v8::Value> cause;
    if (causes->Get(context, i).ToLocal(&cause)) error->add_causes(ToUtf8(isolate_, cause.As<v8::String>(), kFieldBytes));
  }
  WrittenValue data =
      writer_->Write(context, parts[4], {.root = "error.data", .max_bytes = max_data_bytes, .losses = Losses::kUnusual});
  if (losses != nullptr) *losses = LossesOf(data, max_data_bytes);
  if (data.outcome == WrittenValue::Outcome::kWritten) error->set_data_json(std::move(data.json));
  if (caught.HasTerminated()) caught.ReThrow();
  return !caught.HasTerminated();
}

}  // namespace isobridge::isolate
