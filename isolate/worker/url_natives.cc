#include "isolate/worker/url_natives.h"

#include <ada.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "isolate/worker/native_function.h"
#include "isolate/worker/v8_text.h"

namespace isobridge::isolate {
namespace {

constexpr size_t kMaxTextBytes = 16 << 20;

using Info = v8::FunctionCallbackInfo<v8::Value>;
using Url = ada::url_aggregator;

// The numbers stand in //isolate/runtime:url.js, too.
enum class Part { kHref, kOrigin, kProtocol, kUsername, kPassword, kHost, kHostname, kPort, kPathname, kSearch, kHash };

// Nothing if it is too long; then an exception is pending.
std::optional<std::string> TextOf(v8::Isolate* isolate, v8::Local<v8::Value> value) {
  v8::Local<v8::String> text = value.As<v8::String>();
  if (text->Utf8LengthV2(isolate) <= kMaxTextBytes) return ToUtf8(isolate, text);
  isolate->ThrowException(v8::Exception::RangeError(Literal(isolate, "the text is too long for a URL: at most 16 MiB")));
  return std::nullopt;
}

// Appends to `list`; false if V8 has no room for the text.
bool Add(v8::Isolate* isolate, std::string_view utf8, std::vector<v8::Local<v8::Value>>* list) {
  v8::Local<v8::String> text;
  if (!FromUtf8(isolate, utf8).ToLocal(&text)) return false;
  list->push_back(text);
  return true;
}

void ReturnList(const Info& info, std::vector<v8::Local<v8::Value>>* list) {
  info.GetReturnValue().Set(v8::Array::New(info.GetIsolate(), list->data(), list->size()));
}

void ReturnParts(const Info& info, const Url& url) {
  const std::string origin = url.get_origin();
  std::vector<v8::Local<v8::Value>> parts;
  for (const std::string_view part :
       {url.get_href(), std::string_view(origin), url.get_protocol(), url.get_username(), url.get_password(), url.get_host(),
        url.get_hostname(), url.get_port(), url.get_pathname(), url.get_search(), url.get_hash()}) {
    if (!Add(info.GetIsolate(), part, &parts)) return;
  }
  ReturnList(info, &parts);
}

void UrlParse(const Info& info) {
  const std::optional<std::string> text = TextOf(info.GetIsolate(), info[0]);
  if (!text.has_value()) return;
  if (info[1]->IsUndefined()) {
    const auto url = ada::parse<Url>(*text);
    if (url) ReturnParts(info, *url);
    return;
  }
  const std::optional<std::string> base_text = TextOf(info.GetIsolate(), info[1]);
  if (!base_text.has_value()) return;
  const auto base = ada::parse<Url>(*base_text);
  if (!base) return;
  const auto url = ada::parse<Url>(*text, &*base);
  if (url) ReturnParts(info, *url);
}

bool SetPart(Url* url, Part part, std::string_view text) {
  switch (part) {
    case Part::kHref:
      return url->set_href(text);
    case Part::kOrigin:
      return false;
    case Part::kProtocol:
      return url->set_protocol(text);
    case Part::kUsername:
      return url->set_username(text);
    case Part::kPassword:
      return url->set_password(text);
    case Part::kHost:
      return url->set_host(text);
    case Part::kHostname:
      return url->set_hostname(text);
    case Part::kPort:
      return url->set_port(text);
    case Part::kPathname:
      return url->set_pathname(text);
    case Part::kSearch:
      url->set_search(text);
      return true;
    case Part::kHash:
      url->set_hash(text);
      return true;
  }
  return false;
}

void UrlSet(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  const std::optional<std::string> href = TextOf(isolate, info[0]);
  if (!href.has_value()) return;
  const std::optional<std::string> text = TextOf(isolate, info[2]);
  if (!text.has_value()) return;
  auto url = ada::parse<Url>(*href);
  if (url && SetPart(&*url, static_cast<Part>(info[1].As<v8::Int32>()->Value()), *text)) ReturnParts(info, *url);
}

void QueryParse(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  const std::optional<std::string> text = TextOf(isolate, info[0]);
  if (!text.has_value()) return;
  // A question mark at the beginning would be dropped, which is the caller's to do.
  const ada::url_search_params params(text->starts_with('?') ? "?" + *text : *text);
  std::vector<v8::Local<v8::Value>> list;
  for (const auto& [name, value] : params) {
    if (!Add(isolate, name, &list) || !Add(isolate, value, &list)) return;
  }
  ReturnList(info, &list);
}

void QueryWrite(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  v8::Local<v8::Array> list = info[0].As<v8::Array>();
  ada::url_search_params params;
  size_t bytes = 0;
  for (uint32_t i = 0; i + 1 < list->Length(); i += 2) {
    v8::Local<v8::Value> name;
    v8::Local<v8::Value> value;
    if (!list->Get(context, i).ToLocal(&name) || !list->Get(context, i + 1).ToLocal(&value)) return;
    const std::optional<std::string> name_text = TextOf(isolate, name);
    if (!name_text.has_value()) return;
    const std::optional<std::string> value_text = TextOf(isolate, value);
    if (!value_text.has_value()) return;
    bytes += name_text->size() + value_text->size();
    if (bytes > kMaxTextBytes) {
      isolate->ThrowException(
          v8::Exception::RangeError(Literal(isolate, "the parameters are too long for a URL: at most 16 MiB")));
      return;
    }
    params.append(*name_text, *value_text);
  }
  v8::Local<v8::String> text;
  if (FromUtf8(isolate, params.to_string()).ToLocal(&text)) info.GetReturnValue().Set(text);
}

}  // namespace

void AddUrlNatives(v8::Local<v8::Context> context, v8::Local<v8::Object> natives) {
  const struct {
    std::string_view name;
    v8::FunctionCallback callback;
  } functions[] = {{"urlParse", UrlParse}, {"urlSet", UrlSet}, {"queryParse", QueryParse}, {"queryWrite", QueryWrite}};
  for (const auto& [name, callback] : functions) DefineNative(context, natives, name, callback, nullptr, 0);
}

}  // namespace isobridge::isolate
