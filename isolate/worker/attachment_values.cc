#include "isolate/worker/attachment_values.h"

#include <cstring>
#include <memory>
#include <string_view>

#include "isolate/worker/buffer_bytes.h"
#include "isolate/worker/v8_text.h"

namespace isobridge::isolate {
namespace {

constexpr size_t kTypeBytes = 100;

// One key, as a JSON Pointer has it.
std::string Escaped(const std::string& key) {
  std::string escaped;
  for (const char c : key) {
    if (c == '~') {
      escaped += "~0";
    } else if (c == '/') {
      escaped += "~1";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string Unescaped(std::string_view token) {
  std::string key;
  for (size_t i = 0; i < token.size(); ++i) {
    const bool escape = token[i] == '~' && i + 1 < token.size() && (token[i + 1] == '0' || token[i + 1] == '1');
    key += !escape ? token[i] : token[++i] == '0' ? '~' : '/';
  }
  return key;
}

v8::Local<v8::Value> NewBytes(v8::Isolate* isolate, const std::string& bytes) {
  v8::Local<v8::ArrayBuffer> buffer = v8::ArrayBuffer::New(isolate, bytes.size());
  if (!bytes.empty()) memcpy(buffer->Data(), bytes.data(), bytes.size());
  return v8::Uint8Array::New(buffer, 0, bytes.size());
}

// The member that `key` names. Only own ones: the prototypes are the program's.
bool HasMember(v8::Local<v8::Context> context, v8::Local<v8::Value> holder, v8::Local<v8::String> key) {
  return holder->IsObject() && holder.As<v8::Object>()->HasOwnProperty(context, key).FromMaybe(false);
}

bool IsEmptyText(v8::Local<v8::Value> value) { return value->IsString() && value.As<v8::String>()->Length() == 0; }

// Puts `bytes` in the stead of the empty text to which the path leads; false if there is none.
bool Place(v8::Local<v8::Context> context, std::string_view path, v8::Local<v8::Value> bytes, v8::Local<v8::Value> value) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  while (!path.empty()) {
    path.remove_prefix(1);
    const size_t end = path.find('/');
    v8::Local<v8::String> key;
    if (!FromUtf8(isolate, Unescaped(path.substr(0, end))).ToLocal(&key) || !HasMember(context, value, key)) return false;
    v8::Local<v8::Object> holder = value.As<v8::Object>();
    if (!holder->Get(context, key).ToLocal(&value)) return false;
    if (end == std::string_view::npos) return IsEmptyText(value) && holder->Set(context, key, bytes).FromMaybe(false);
    path.remove_prefix(end);
  }
  return false;
}

}  // namespace

bool ReadAttachment(v8::Local<v8::Context> context, v8::Local<v8::Array> attachment, worker::v1::Attachment* out) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::Local<v8::Value> keys;
  v8::Local<v8::Value> type;
  v8::Local<v8::Value> bytes;
  if (!attachment->Get(context, 0).ToLocal(&keys) || !attachment->Get(context, 1).ToLocal(&type) ||
      !attachment->Get(context, 2).ToLocal(&bytes)) {
    return false;
  }
  std::string path;
  for (uint32_t i = 0; i < keys.As<v8::Array>()->Length(); ++i) {
    v8::Local<v8::Value> key;
    if (!keys.As<v8::Array>()->Get(context, i).ToLocal(&key)) return false;
    path.append("/").append(Escaped(ToUtf8(isolate, key.As<v8::String>())));
  }
  out->set_path(std::move(path));
  if (type->IsString()) out->set_type(ToUtf8(isolate, type.As<v8::String>(), kTypeBytes));
  out->set_data(std::string(BufferBytes(bytes)));
  return true;
}

std::string PlaceAttachments(v8::Local<v8::Context> context,
                             const google::protobuf::RepeatedPtrField<worker::v1::Attachment>& attachments,
                             v8::Local<v8::Value>* value) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  for (const worker::v1::Attachment& attachment : attachments) {
    v8::Local<v8::Value> bytes = NewBytes(isolate, attachment.data());
    if (attachment.path().empty() && IsEmptyText(*value)) {
      *value = bytes;
    } else if (!Place(context, attachment.path(), bytes, *value)) {
      return "the JSON has no empty string at \"" + attachment.path() + "\", in whose place an attachment is to go";
    }
  }
  return "";
}

}  // namespace isobridge::isolate
