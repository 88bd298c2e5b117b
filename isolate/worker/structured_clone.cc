#include "isolate/worker/structured_clone.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

#include "isolate/worker/native_function.h"
#include "isolate/worker/runtime.h"
#include "isolate/worker/v8_text.h"

namespace isobridge::isolate {
namespace {

constexpr std::string_view kDataCloneError = "DataCloneError";

// Refuses what can't be cloned: also objects of the platform, of which V8 would see properties alone.
class CloneErrors final : public v8::ValueSerializer::Delegate {
 public:
  explicit CloneErrors(v8::Isolate* isolate) : isolate_(isolate), object_prototype_(v8::Object::New(isolate)->GetPrototypeV2()) {}
  void ThrowDataCloneError(v8::Local<v8::String> message) override {
    Runtime::ThrowDomException(isolate_->GetCurrentContext(), kDataCloneError, ToUtf8(isolate_, message, 1'000));
  }
  bool HasCustomHostObject(v8::Isolate*) override { return true; }
  v8::Maybe<bool> IsHostObject(v8::Isolate*, v8::Local<v8::Object> object) override {
    if (object->InternalFieldCount() > 0) return v8::Just(true);
    // Most are plain.
    v8::Local<v8::Value> prototype = object->GetPrototypeV2();
    if (prototype->IsNull() || prototype == object_prototype_) return v8::Just(false);
    return Runtime::IsPlatformObject(isolate_->GetCurrentContext(), object);
  }
  v8::Maybe<bool> WriteHostObject(v8::Isolate*, v8::Local<v8::Object> object) override {
    Runtime::ThrowDomException(isolate_->GetCurrentContext(), kDataCloneError,
                               "#<" + ToUtf8(isolate_, object->GetConstructorName(), 100) + "> could not be cloned.");
    return v8::Nothing<bool>();
  }

 private:
  v8::Isolate* const isolate_;
  const v8::Local<v8::Value> object_prototype_;
};

// The buffers to move instead of copying; false if an exception was thrown.
bool Transferred(v8::Local<v8::Context> context, v8::Local<v8::Value> options, std::vector<v8::Local<v8::ArrayBuffer>>* buffers) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::Local<v8::Value> list;
  if (!options->IsObject()) return true;
  if (!options.As<v8::Object>()->Get(context, Literal(isolate, "transfer")).ToLocal(&list)) return false;
  if (!list->IsArray()) return true;
  v8::Local<v8::Array> items = list.As<v8::Array>();
  for (uint32_t i = 0; i < items->Length(); ++i) {
    v8::Local<v8::Value> item;
    if (!items->Get(context, i).ToLocal(&item)) return false;
    bool usable = item->IsArrayBuffer() && item.As<v8::ArrayBuffer>()->IsDetachable();
    for (const v8::Local<v8::ArrayBuffer>& earlier : *buffers) usable = usable && earlier != item;
    if (!usable) {
      Runtime::ThrowDomException(context, kDataCloneError, "only ArrayBuffers can be transferred, each once");
      return false;
    }
    buffers->push_back(item.As<v8::ArrayBuffer>());
  }
  return true;
}

void StructuredClone(const v8::FunctionCallbackInfo<v8::Value>& info) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  std::vector<v8::Local<v8::ArrayBuffer>> buffers;
  if (!Transferred(context, info[1], &buffers)) return;

  CloneErrors errors(isolate);
  v8::ValueSerializer serializer(isolate, &errors);
  for (uint32_t i = 0; i < buffers.size(); ++i) serializer.TransferArrayBuffer(i, buffers[i]);
  serializer.WriteHeader();
  if (!serializer.WriteValue(context, info[0]).FromMaybe(false)) return;
  std::vector<std::shared_ptr<v8::BackingStore>> stores;
  for (const v8::Local<v8::ArrayBuffer>& buffer : buffers) {
    stores.push_back(buffer->GetBackingStore());
    if (!buffer->Detach(v8::Local<v8::Value>()).FromMaybe(false)) return;
  }

  const std::pair<uint8_t*, size_t> bytes = serializer.Release();
  v8::ValueDeserializer deserializer(isolate, bytes.first, bytes.second);
  for (uint32_t i = 0; i < stores.size(); ++i) {
    deserializer.TransferArrayBuffer(i, v8::ArrayBuffer::New(isolate, std::move(stores[i])));
  }
  v8::Local<v8::Value> clone;
  if (deserializer.ReadHeader(context).FromMaybe(false) && deserializer.ReadValue(context).ToLocal(&clone)) {
    info.GetReturnValue().Set(clone);
  }
  free(bytes.first);
}

}  // namespace

void InstallStructuredClone(v8::Local<v8::Context> context, v8::Local<v8::Object> global) {
  DefineNative(context, global, "structuredClone", StructuredClone, nullptr, 1);
}

}  // namespace isobridge::isolate
