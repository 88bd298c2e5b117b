#ifndef ISOBRIDGE_ISOLATE_WORKER_ATTACHMENT_VALUES_H_
#define ISOBRIDGE_ISOLATE_WORKER_ATTACHMENT_VALUES_H_

#include <string>

#include "google/protobuf/repeated_field.h"
#include "isobridge/worker/v1/frames.pb.h"
#include "v8.h"

namespace isobridge::isolate {

// Bytes of a program on their way out: `attachment` is [keys that lead to its place, type, view or buffer, …], as the runtime's
// convert makes it. False: JavaScript was terminated.
bool ReadAttachment(v8::Local<v8::Context> context, v8::Local<v8::Array> attachment, worker::v1::Attachment* out);

// Bytes on their way in: puts a Uint8Array in the place of the empty string at each path of `value`, which JSON.parse has just
// made. The problem, for the program, if there is none; else empty.
std::string PlaceAttachments(v8::Local<v8::Context> context,
                             const google::protobuf::RepeatedPtrField<worker::v1::Attachment>& attachments,
                             v8::Local<v8::Value>* value);

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_ATTACHMENT_VALUES_H_
