#ifndef ISOBRIDGE_ISOLATE_WORKER_V8_TEXT_H_
#define ISOBRIDGE_ISOLATE_WORKER_V8_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "v8.h"

namespace isobridge::isolate {

// A string constant of ours: short, ASCII.
v8::Local<v8::String> Literal(v8::Isolate* isolate, std::string_view ascii);

// Empty if the text is longer than V8's longest string. Bytes that are no UTF-8 become U+FFFD.
v8::MaybeLocal<v8::String> FromUtf8(v8::Isolate* isolate, std::string_view utf8);

// Lone surrogates become U+FFFD. At most `max_bytes`, cut between characters.
std::string ToUtf8(v8::Isolate* isolate, v8::Local<v8::String> string, size_t max_bytes = SIZE_MAX);

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_V8_TEXT_H_
