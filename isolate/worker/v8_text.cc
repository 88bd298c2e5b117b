#include "isolate/worker/v8_text.h"

#include <algorithm>

namespace isobridge::isolate {

v8::Local<v8::String> Literal(v8::Isolate* isolate, std::string_view ascii) {
  return v8::String::NewFromOneByte(isolate, reinterpret_cast<const uint8_t*>(ascii.data()), v8::NewStringType::kInternalized,
                                    static_cast<int>(ascii.size()))
      .ToLocalChecked();
}

v8::MaybeLocal<v8::String> FromUtf8(v8::Isolate* isolate, std::string_view utf8) {
  if (utf8.size() > static_cast<size_t>(v8::String::kMaxLength)) return {};
  return v8::String::NewFromUtf8(isolate, utf8.data(), v8::NewStringType::kNormal, static_cast<int>(utf8.size()));
}

std::string ToUtf8(v8::Isolate* isolate, v8::Local<v8::String> string, size_t max_bytes) {
  std::string utf8(std::min(string->Utf8LengthV2(isolate), max_bytes), '\0');
  utf8.resize(string->WriteUtf8V2(isolate, utf8.data(), utf8.size(), v8::String::WriteFlags::kReplaceInvalidUtf8));
  return utf8;
}

}  // namespace isobridge::isolate
