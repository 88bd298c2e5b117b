#ifndef ISOBRIDGE_BRIDGE_ATTACHMENTS_H_
#define ISOBRIDGE_BRIDGE_ATTACHMENTS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "google/protobuf/repeated_field.h"
#include "isobridge/v1/sandbox.pb.h"
#include "isobridge/worker/v1/frames.pb.h"

namespace isobridge::bridge {

// Bytes beside JSON, as clients and as workers send them.
using ClientAttachments = google::protobuf::RepeatedPtrField<isobridge::v1::Attachment>;
using WorkerAttachments = google::protobuf::RepeatedPtrField<worker::v1::Attachment>;

inline constexpr int kMostAttachments = 1'000;

// What they count for the limit of their text.
uint64_t BytesOf(const ClientAttachments& attachments);
uint64_t BytesOf(const WorkerAttachments& attachments);

// INVALID_ARGUMENT says what is wrong: there are too many, or a path is no JSON Pointer in UTF-8.
absl::Status CheckAttachments(const ClientAttachments& attachments);
absl::Status CheckAttachments(const WorkerAttachments& attachments);

// Takes the bytes out of `from`.
void MoveAttachments(ClientAttachments* from, WorkerAttachments* to);
void MoveAttachments(WorkerAttachments* from, ClientAttachments* to);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_ATTACHMENTS_H_
