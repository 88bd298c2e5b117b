#ifndef ISOBRIDGE_ISOLATE_WORKER_BUFFER_BYTES_H_
#define ISOBRIDGE_ISOLATE_WORKER_BUFFER_BYTES_H_

#include <string_view>

#include "v8.h"

namespace isobridge::isolate {

// The bytes of an ArrayBuffer or a view, in place: until the program runs. What a view has lost by a resize or a transfer is not
// among them.
std::string_view BufferBytes(v8::Local<v8::Value> source);

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_BUFFER_BYTES_H_
