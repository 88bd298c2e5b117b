#include "isolate/worker/buffer_bytes.h"

#include <cstddef>

namespace isobridge::isolate {

// V8's CopyContents takes a view whose length follows its buffer's for empty.
std::string_view BufferBytes(v8::Local<v8::Value> source) {
  v8::Local<v8::ArrayBuffer> buffer;
  size_t offset = 0;
  size_t size;
  if (source->IsArrayBufferView()) {
    v8::Local<v8::ArrayBufferView> view = source.As<v8::ArrayBufferView>();
    buffer = view->Buffer();
    offset = view->ByteOffset();
    size = view->ByteLength();
  } else {
    buffer = source.As<v8::ArrayBuffer>();
    size = buffer->ByteLength();
  }
  if (size == 0) return {};
  return {static_cast<const char*>(buffer->Data()) + offset, size};
}

}  // namespace isobridge::isolate
