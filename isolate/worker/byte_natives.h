#ifndef ISOBRIDGE_ISOLATE_WORKER_BYTE_NATIVES_H_
#define ISOBRIDGE_ISOLATE_WORKER_BYTE_NATIVES_H_

#include <cstddef>
#include <string_view>

#include "v8.h"

namespace isobridge::isolate {

// Adds to the natives of the runtime what turns text into bytes and back (//isolate/runtime:encoding.js, crypto.js). They trust
// the types of their arguments. A RangeError is thrown where a result would be longer than V8's longest string or buffer.
//
//   base64Encode(text)             undefined if the text has characters over U+00FF
//   base64Decode(text)             the bytes as characters up to U+00FF; undefined if the text is no forgiving Base64
//   utf8Encode(text)               a Uint8Array
//   utf8EncodeInto(text, bytes)    [UTF-16 units read, bytes written]
//   utf8Decode(bytes?, pending, stream, fatal)
//                                  [text, pending]; `pending` are the bytes, as characters, of a character that a stream has
//                                  begun; undefined if `fatal` and the bytes are no UTF-8
//   digest(variant, bytes)         an ArrayBuffer
void AddByteNatives(v8::Local<v8::Context> context, v8::Local<v8::Object> natives);

// How many bytes at the end begin a character of UTF-8 that isn't complete: 0 to 3.
size_t IncompleteUtf8Suffix(std::string_view bytes);

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_BYTE_NATIVES_H_
