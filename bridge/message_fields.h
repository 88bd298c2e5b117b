#ifndef ISOBRIDGE_BRIDGE_MESSAGE_FIELDS_H_
#define ISOBRIDGE_BRIDGE_MESSAGE_FIELDS_H_

#include <string_view>

#include "absl/status/status.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/zero_copy_stream.h"

namespace isobridge::bridge {

// Whether bytes of an untrusted sender may be parsed as a message of `type`: two bytes of an empty submessage become a hundred in
// memory, so a message within its size could still fill it. RESOURCE_EXHAUSTED for more than `max_fields` fields, its own and
// those of its submessages at every depth. INVALID_ARGUMENT for bytes that are no message, or nest deeper than any of ours.
// Allocates nothing, and takes time for the fields that it counts, not for their contents.
//
// Of the next `size` bytes of `stream`.
absl::Status CheckFields(google::protobuf::io::ZeroCopyInputStream* stream, int size, const google::protobuf::Descriptor& type,
                         int max_fields);

// The same for a worker::v1::FromWorker, which has no descriptor: its fields with a length are messages, and so is the error of a
// Finished, which has causes; what else they contain in turn can't multiply.
absl::Status CheckFrameFields(std::string_view bytes, int max_fields);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_MESSAGE_FIELDS_H_
