#ifndef ISOBRIDGE_BRIDGE_FRAME_FIELDS_H_
#define ISOBRIDGE_BRIDGE_FRAME_FIELDS_H_

#include <string_view>

#include "absl/status/status.h"

namespace isobridge::bridge {

// Whether a worker::v1::FromWorker may be parsed: two bytes of an empty submessage become forty in memory, so a frame within its
// size could still fill it. RESOURCE_EXHAUSTED for more than `max_fields` fields, its own and those of its submessages; what
// these contain in turn can't multiply. INVALID_ARGUMENT for bytes that are no message. Allocates nothing, and takes time for the
// fields that it counts, not for their contents.
absl::Status CheckFields(std::string_view bytes, int max_fields);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_FRAME_FIELDS_H_
