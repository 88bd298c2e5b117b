#include "isolate/worker/runtime_natives.h"

#include <string>

#include "isolate/worker/byte_natives.h"
#include "isolate/worker/native_function.h"
#include "isolate/worker/program_stack.h"
#include "isolate/worker/quiet_reading.h"
#include "isolate/worker/url_natives.h"
#include "isolate/worker/v8_text.h"
#include "isolate/worker/value_kind.h"
#include "isolate/worker/virtual_clock.h"

namespace isobridge::isolate {
namespace {

// More than any text that PositionOfError knows.
constexpr size_t kErrorTextBytes = 1'000;

using Info = v8::FunctionCallbackInfo<v8::Value>;

RuntimeParts* Parts(const Info& info) { return OwnerOf<RuntimeParts>(info); }

void ReturnText(const Info& info, std::string_view utf8) {
  v8::Local<v8::String> text;
  if (FromUtf8(info.GetIsolate(), utf8).ToLocal(&text)) info.GetReturnValue().Set(text);
}

// What reading an object's properties takes; the numbers stand in //isolate/runtime:values.js, too.
enum class ReadingKind : int {
  kRunsCode = 0,  // Code of the program, or not worth finding out.
  kObject = 1,    // No proxy. Its properties may be accessors.
  kArray = 2,     // Length and elements are there, and no element is a proxy or undefined.
  kLongArray = 3,
};

// Undefined is no JSON in any case, and what a tool that is a getter answers to a quiet reader.
v8::Array::CallbackResult StopAtProxyOrUndefined(uint32_t, v8::Local<v8::Value> element, void* found) {
  if (!element->IsProxy() && !element->IsUndefined()) return v8::Array::CallbackResult::kContinue;
  *static_cast<bool*>(found) = true;
  return v8::Array::CallbackResult::kBreak;
}

ReadingKind ReadingOf(v8::Isolate* isolate, v8::Local<v8::Value> value, double max_length) {
  if (value->IsProxy()) return ReadingKind::kRunsCode;
  if (!value->IsArray()) return ReadingKind::kObject;
  v8::Local<v8::Array> array = value.As<v8::Array>();
  if (array->Length() > max_length) return ReadingKind::kLongArray;
  v8::TryCatch caught(isolate);
  const QuietReading quiet(isolate);
  bool found = false;
  const bool quiet_to_the_end = array->Iterate(isolate->GetCurrentContext(), StopAtProxyOrUndefined, &found).IsJust();
  if (caught.HasTerminated()) caught.ReThrow();
  return quiet_to_the_end && !found ? ReadingKind::kArray : ReadingKind::kRunsCode;
}

void Reading(const Info& info) {
  info.GetReturnValue().Set(static_cast<int>(ReadingOf(info.GetIsolate(), info[0], info[1].As<v8::Number>()->Value())));
}

void Kind(const Info& info) { info.GetReturnValue().Set(static_cast<int>(KindOf(info[0]))); }

// The innermost target; null of a revoked proxy.
void ProxyTarget(const Info& info) {
  v8::Local<v8::Value> value = info[0];
  while (value->IsProxy()) value = value.As<v8::Proxy>()->GetTarget();
  info.GetReturnValue().Set(value);
}

void PromiseState(const Info& info) { info.GetReturnValue().Set(static_cast<int>(info[0].As<v8::Promise>()->State())); }

void PromiseResult(const Info& info) { info.GetReturnValue().Set(info[0].As<v8::Promise>()->Result()); }

// As it was written, whatever the program did to RegExp.prototype.
void RegExpText(const Info& info) {
  v8::Local<v8::RegExp> regexp = info[0].As<v8::RegExp>();
  std::string text = "/" + ToUtf8(info.GetIsolate(), regexp->GetSource()) + "/";
  const int flags = regexp->GetFlags();
  const struct {
    v8::RegExp::Flags flag;
    char letter;
  } letters[] = {{v8::RegExp::kHasIndices, 'd'},  {v8::RegExp::kGlobal, 'g'}, {v8::RegExp::kIgnoreCase, 'i'},
                 {v8::RegExp::kMultiline, 'm'},   {v8::RegExp::kDotAll, 's'}, {v8::RegExp::kUnicode, 'u'},
                 {v8::RegExp::kUnicodeSets, 'v'}, {v8::RegExp::kSticky, 'y'}};
  for (const auto& [flag, letter] : letters) {
    if ((flags & flag) != 0) text += letter;
  }
  ReturnText(info, text);
}

// Own keys but the indices.
void NamedKeys(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Array> keys;
  if (info[0]
          .As<v8::Object>()
          ->GetPropertyNames(isolate->GetCurrentContext(), v8::KeyCollectionMode::kOwnOnly, v8::ALL_PROPERTIES,
                             v8::IndexFilter::kSkipIndices, v8::KeyConversionMode::kConvertToString)
          .ToLocal(&keys)) {
    info.GetReturnValue().Set(keys);
  }
}

// Whether the program wrote this function.
void IsProgramFunction(const Info& info) {
  v8::Local<v8::Value> script = info[0].As<v8::Function>()->GetScriptOrigin().ResourceName();
  const bool is =
      !script.IsEmpty() && script->IsString() && ToUtf8(info.GetIsolate(), script.As<v8::String>(), 64) == kProgramName;
  info.GetReturnValue().Set(is);
}

void Emit(const Info& info) {
  Parts(info)->console->Write(info.GetIsolate(), info[0].As<v8::Uint32>()->Value(), info[1].As<v8::String>());
}

// Whether the console's limits are used up; counts the line that is about to be lost.
void Dropping(const Info& info) {
  ConsoleOutput* console = Parts(info)->console;
  if (!console->open()) console->Drop();
  info.GetReturnValue().Set(!console->open());
}

// Milliseconds since the program began; exactly 0 until the first event.
void Now(const Info& info) {
  info.GetReturnValue().Set(static_cast<double>(VirtualClock::NowMicros() - Parts(info)->began_us) / 1000);
}

void TimeOrigin(const Info& info) { info.GetReturnValue().Set(static_cast<double>(Parts(info)->began_us) / 1000); }

void CurrentStack(const Info& info) {
  std::string text;
  const std::string frames = CurrentProgramStack(info.GetIsolate()).frames;
  for (std::string_view rest = frames; !rest.empty();) {
    const std::string_view frame = rest.substr(0, rest.find('\n'));
    text.append(text.empty() ? "    " : "\n    ").append(frame);
    rest.remove_prefix(frame.size() + (frame.size() < rest.size() ? 1 : 0));
  }
  ReturnText(info, text);
}

// "line:column" in the source of a line and a column of the code, for the innermost frame of an error with the text info[2].
void ErrorPosition(const Info& info) {
  const ProgramPosition position =
      PositionOfError(ToUtf8(info.GetIsolate(), info[2].As<v8::String>(), kErrorTextBytes),
                      {.line = info[0].As<v8::Uint32>()->Value(), .column = info[1].As<v8::Uint32>()->Value()});
  ReturnText(info, std::to_string(position.line) + ":" + std::to_string(position.column));
}

// What a listener threw.
void ReportUncaught(const Info& info) { Parts(info)->microtasks->KeepUncaught(info[0]); }

void ToolHint(const Info& info) { ReturnText(info, Parts(info)->tools->Hint()); }

void Suggest(const Info& info) {
  ReturnText(info, Parts(info)->tools->Suggest(ToUtf8(info.GetIsolate(), info[0].As<v8::String>(), 300)));
}

}  // namespace

v8::Local<v8::Object> NewRuntimeNatives(v8::Local<v8::Context> context, RuntimeParts* parts) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::Local<v8::Object> natives = v8::Object::New(isolate, v8::Null(isolate), nullptr, nullptr, 0);
  const struct {
    std::string_view name;
    v8::FunctionCallback callback;
  } functions[] = {{"kind", Kind},
                   {"reading", Reading},
                   {"proxyTarget", ProxyTarget},
                   {"promiseState", PromiseState},
                   {"promiseResult", PromiseResult},
                   {"regExpText", RegExpText},
                   {"namedKeys", NamedKeys},
                   {"isProgramFunction", IsProgramFunction},
                   {"emit", Emit},
                   {"dropping", Dropping},
                   {"now", Now},
                   {"timeOrigin", TimeOrigin},
                   {"currentStack", CurrentStack},
                   {"errorPosition", ErrorPosition},
                   {"reportUncaught", ReportUncaught},
                   {"toolHint", ToolHint},
                   {"suggest", Suggest}};
  for (const auto& [name, callback] : functions) DefineNative(context, natives, name, callback, parts, 0);
  parts->timers->Install(context, natives);
  AddByteNatives(context, natives);
  AddUrlNatives(context, natives);
  return natives;
}

}  // namespace isobridge::isolate
