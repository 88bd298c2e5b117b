#ifndef ISOBRIDGE_ISOLATE_WORKER_URL_NATIVES_H_
#define ISOBRIDGE_ISOLATE_WORKER_URL_NATIVES_H_

#include "v8.h"

namespace isobridge::isolate {

// Adds to the natives of the runtime what parses and writes URLs (//isolate/runtime:url.js). They trust the types of their
// arguments; texts have no lone surrogates. A RangeError is thrown for texts of more than 16 MiB.
//
//   urlParse(text, base?)      the parts in the order of urlPart; undefined if the text or the base is no URL
//   urlSet(href, part, text)   the parts after one was set; undefined if it can't be set to that
//   queryParse(text)           [name, value, name, value …]
//   queryWrite(list)           the text of such a list
void AddUrlNatives(v8::Local<v8::Context> context, v8::Local<v8::Object> natives);

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_URL_NATIVES_H_
