#include "isolate/worker/random_globals.h"

#include <memory>
#include <string>

#include "isolate/worker/native_function.h"
#include "isolate/worker/runtime.h"
#include "isolate/worker/v8_text.h"

namespace isobridge::isolate {
namespace {

// Of one call, as in browsers.
constexpr size_t kMaxBytes = 65'536;

void Random(const v8::FunctionCallbackInfo<v8::Value>& info) {
  info.GetReturnValue().Set(OwnerOf<RandomStream>(info)->NextDouble());
}

bool IsIntegerArray(v8::Local<v8::Value> value) {
  return value->IsTypedArray() && !value->IsFloat64Array() && !value->IsFloat32Array() && !value->IsFloat16Array();
}

void GetRandomValues(const v8::FunctionCallbackInfo<v8::Value>& info) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  if (!info[0]->IsArrayBufferView()) {
    isolate->ThrowException(v8::Exception::TypeError(Literal(isolate, "crypto.getRandomValues needs an integer typed array")));
    return;
  }
  if (!IsIntegerArray(info[0])) {
    Runtime::ThrowDomException(context, "TypeMismatchError", "crypto.getRandomValues needs an integer typed array");
    return;
  }
  v8::Local<v8::TypedArray> array = info[0].As<v8::TypedArray>();
  if (array->ByteLength() > kMaxBytes) {
    Runtime::ThrowDomException(context, "QuotaExceededError", "crypto.getRandomValues fills at most 65536 bytes at once");
    return;
  }
  const size_t offset = array->ByteOffset();
  const size_t size = array->ByteLength();
  uint8_t* data = static_cast<uint8_t*>(array->Buffer()->Data());
  if (size > 0) OwnerOf<RandomStream>(info)->Fill(data + offset, size);
  info.GetReturnValue().Set(array);
}

void RandomUuid(const v8::FunctionCallbackInfo<v8::Value>& info) {
  uint8_t bytes[16];
  OwnerOf<RandomStream>(info)->Fill(bytes, sizeof(bytes));
  bytes[6] = static_cast<uint8_t>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<uint8_t>((bytes[8] & 0x3f) | 0x80);
  std::string text;
  for (size_t i = 0; i < sizeof(bytes); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += "0123456789abcdef"[bytes[i] >> 4];
    text += "0123456789abcdef"[bytes[i] & 15];
  }
  info.GetReturnValue().Set(v8::String::NewFromUtf8(info.GetIsolate(), text.c_str()).ToLocalChecked());
}

}  // namespace

void InstallRandomGlobals(v8::Local<v8::Context> context, v8::Local<v8::Object> global, RandomStream* stream) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::Local<v8::Object> math = global->Get(context, Literal(isolate, "Math")).ToLocalChecked().As<v8::Object>();
  DefineNative(context, math, "random", Random, stream, 0);
  v8::Local<v8::Object> crypto = global->Get(context, Literal(isolate, "crypto")).ToLocalChecked().As<v8::Object>();
  DefineNative(context, crypto, "getRandomValues", GetRandomValues, stream, 1);
  DefineNative(context, crypto, "randomUUID", RandomUuid, stream, 0);
}

}  // namespace isobridge::isolate
