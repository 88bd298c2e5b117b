#include "isolate/worker/byte_natives.h"

#include <simdutf.h>
#include <string.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <new>
#include <string>

#include "isolate/worker/buffer_bytes.h"
#include "isolate/worker/native_function.h"
#include "isolate/worker/sha.h"
#include "isolate/worker/v8_text.h"

namespace isobridge::isolate {
namespace {

using Info = v8::FunctionCallbackInfo<v8::Value>;

void ThrowTooLong(v8::Isolate* isolate) {
  isolate->ThrowException(v8::Exception::RangeError(Literal(isolate, "the result is too long: work on smaller pieces")));
}

// Null if there is no memory: what a program can size must not end the process.
std::unique_ptr<char[]> Allocate(size_t bytes) { return std::unique_ptr<char[]>(new (std::nothrow) char[bytes]); }

void ReturnLatin1(const Info& info, const char* data, size_t size) {
  v8::Local<v8::String> text;
  if (size <= static_cast<size_t>(v8::String::kMaxLength) &&
      v8::String::NewFromOneByte(info.GetIsolate(), reinterpret_cast<const uint8_t*>(data), v8::NewStringType::kNormal,
                                 static_cast<int>(size))
          .ToLocal(&text)) {
    info.GetReturnValue().Set(text);
  } else {
    ThrowTooLong(info.GetIsolate());
  }
}

// The characters of a string that has none over U+00FF.
std::unique_ptr<char[]> Latin1(v8::Isolate* isolate, v8::Local<v8::String> text) {
  std::unique_ptr<char[]> bytes = Allocate(static_cast<size_t>(text->Length()));
  if (bytes != nullptr) {
    text->WriteOneByteV2(isolate, 0, static_cast<uint32_t>(text->Length()), reinterpret_cast<uint8_t*>(bytes.get()));
  }
  return bytes;
}

void Base64Encode(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::String> text = info[0].As<v8::String>();
  if (!text->ContainsOnlyOneByte()) return;
  const size_t size = static_cast<size_t>(text->Length());
  const std::unique_ptr<char[]> bytes = Latin1(isolate, text);
  const std::unique_ptr<char[]> base64 = Allocate(simdutf::base64_length_from_binary(size));
  if (bytes == nullptr || base64 == nullptr) return ThrowTooLong(isolate);
  ReturnLatin1(info, base64.get(), simdutf::binary_to_base64(bytes.get(), size, base64.get()));
}

void Base64Decode(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::String> text = info[0].As<v8::String>();
  if (!text->ContainsOnlyOneByte()) return;
  const size_t size = static_cast<size_t>(text->Length());
  const std::unique_ptr<char[]> base64 = Latin1(isolate, text);
  if (base64 == nullptr) return ThrowTooLong(isolate);
  const std::unique_ptr<char[]> bytes = Allocate(simdutf::maximal_binary_length_from_base64(base64.get(), size));
  if (bytes == nullptr) return ThrowTooLong(isolate);
  const simdutf::result result = simdutf::base64_to_binary(base64.get(), size, bytes.get());
  if (result.error == simdutf::error_code::SUCCESS) ReturnLatin1(info, bytes.get(), result.count);
}

void Utf8Encode(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::String> text = info[0].As<v8::String>();
  const size_t size = text->Utf8LengthV2(isolate);
  v8::Local<v8::ArrayBuffer> buffer;
  if (!v8::ArrayBuffer::MaybeNew(isolate, size).ToLocal(&buffer)) return ThrowTooLong(isolate);
  if (size > 0) {
    text->WriteUtf8V2(isolate, static_cast<char*>(buffer->Data()), size, v8::String::WriteFlags::kReplaceInvalidUtf8);
  }
  info.GetReturnValue().Set(v8::Uint8Array::New(buffer, 0, size));
}

void ReturnPair(const Info& info, v8::Local<v8::Value> first, v8::Local<v8::Value> second) {
  v8::Local<v8::Value> pair[] = {first, second};
  info.GetReturnValue().Set(v8::Array::New(info.GetIsolate(), pair, 2));
}

void Utf8EncodeInto(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::String> text = info[0].As<v8::String>();
  const std::string_view bytes = BufferBytes(info[1]);
  size_t read = 0;
  size_t written = 0;
  if (!bytes.empty()) {
    written = text->WriteUtf8V2(isolate, const_cast<char*>(bytes.data()), bytes.size(),
                                v8::String::WriteFlags::kReplaceInvalidUtf8, &read);
  }
  ReturnPair(info, v8::Number::New(isolate, static_cast<double>(read)), v8::Number::New(isolate, static_cast<double>(written)));
}

enum class Decoded { kText, kInvalid, kTooLong };

// Appends to `text`.
Decoded DecodeUtf8(v8::Isolate* isolate, std::string_view bytes, bool fatal, v8::Local<v8::String>* text) {
  if (bytes.empty()) return Decoded::kText;
  if (fatal && !simdutf::validate_utf8(bytes.data(), bytes.size())) return Decoded::kInvalid;
  v8::Local<v8::String> more;
  if (!FromUtf8(isolate, bytes).ToLocal(&more) || more->Length() > v8::String::kMaxLength - (*text)->Length()) {
    return Decoded::kTooLong;
  }
  *text = v8::String::Concat(isolate, *text, more);
  return Decoded::kText;
}

// Moves bytes from the beginning of `bytes` to `pending`, as long as they continue the character that begins there.
void CompletePending(std::string* pending, std::string_view* bytes) {
  while (!bytes->empty() && IncompleteUtf8Suffix(*pending) == pending->size()) {
    const std::string longer = *pending + bytes->front();
    if (IncompleteUtf8Suffix(longer) != longer.size() && !simdutf::validate_utf8(longer.data(), longer.size())) return;
    *pending = longer;
    bytes->remove_prefix(1);
  }
}

void Utf8Decode(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  std::string_view bytes = info[0]->IsUndefined() ? std::string_view() : BufferBytes(info[0]);
  v8::Local<v8::String> pending_text = info[1].As<v8::String>();
  std::string pending(static_cast<size_t>(pending_text->Length()), '\0');
  pending_text->WriteOneByteV2(isolate, 0, static_cast<uint32_t>(pending.size()), reinterpret_cast<uint8_t*>(pending.data()));
  const bool stream = info[2]->IsTrue();
  const bool fatal = info[3]->IsTrue();

  if (!pending.empty()) CompletePending(&pending, &bytes);
  std::string left;
  if (stream && bytes.empty() && IncompleteUtf8Suffix(pending) == pending.size()) {
    left.swap(pending);
  } else if (stream) {
    left = bytes.substr(bytes.size() - IncompleteUtf8Suffix(bytes));
    bytes.remove_suffix(left.size());
  }
  v8::Local<v8::String> text = v8::String::Empty(isolate);
  Decoded decoded = DecodeUtf8(isolate, pending, fatal, &text);
  if (decoded == Decoded::kText) decoded = DecodeUtf8(isolate, bytes, fatal, &text);
  switch (decoded) {
    case Decoded::kText: {
      v8::Local<v8::String> rest;
      if (v8::String::NewFromOneByte(isolate, reinterpret_cast<const uint8_t*>(left.data()), v8::NewStringType::kNormal,
                                     static_cast<int>(left.size()))
              .ToLocal(&rest)) {
        ReturnPair(info, text, rest);
      }
      return;
    }
    case Decoded::kInvalid:
      return;
    case Decoded::kTooLong:
      return ThrowTooLong(isolate);
  }
}

void Digest(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  const std::string digest = Sha(static_cast<ShaVariant>(info[0].As<v8::Int32>()->Value()), BufferBytes(info[1]));
  v8::Local<v8::ArrayBuffer> buffer;
  if (!v8::ArrayBuffer::MaybeNew(isolate, digest.size()).ToLocal(&buffer)) return ThrowTooLong(isolate);
  memcpy(buffer->Data(), digest.data(), digest.size());
  info.GetReturnValue().Set(buffer);
}

struct ByteRange {
  uint8_t from;
  uint8_t to;
};

// What may follow a lead byte.
ByteRange SecondByte(uint8_t lead) {
  switch (lead) {
    case 0xe0:
      return {0xa0, 0xbf};
    case 0xed:
      return {0x80, 0x9f};
    case 0xf0:
      return {0x90, 0xbf};
    case 0xf4:
      return {0x80, 0x8f};
    default:
      return {0x80, 0xbf};
  }
}

// Of the character that a byte leads; 0 if it leads none of several bytes.
size_t CharacterBytes(uint8_t lead) {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

}  // namespace

size_t IncompleteUtf8Suffix(std::string_view bytes) {
  for (size_t size = 1; size <= std::min<size_t>(3, bytes.size()); ++size) {
    const std::string_view suffix = bytes.substr(bytes.size() - size);
    const uint8_t lead = static_cast<uint8_t>(suffix[0]);
    if ((lead & 0xc0) == 0x80) continue;
    if (CharacterBytes(lead) <= size) return 0;
    const ByteRange second = SecondByte(lead);
    if (size == 1 || (static_cast<uint8_t>(suffix[1]) >= second.from && static_cast<uint8_t>(suffix[1]) <= second.to))
      return size;
    return 0;
  }
  return 0;
}

void AddByteNatives(v8::Local<v8::Context> context, v8::Local<v8::Object> natives) {
  const struct {
    std::string_view name;
    v8::FunctionCallback callback;
  } functions[] = {{"base64Encode", Base64Encode},     {"base64Decode", Base64Decode}, {"utf8Encode", Utf8Encode},
                   {"utf8EncodeInto", Utf8EncodeInto}, {"utf8Decode", Utf8Decode},     {"digest", Digest}};
  for (const auto& [name, callback] : functions) DefineNative(context, natives, name, callback, nullptr, 0);
}

}  // namespace isobridge::isolate
