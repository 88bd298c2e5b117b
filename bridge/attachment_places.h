#ifndef ISOBRIDGE_BRIDGE_ATTACHMENT_PLACES_H_
#define ISOBRIDGE_BRIDGE_ATTACHMENT_PLACES_H_

#include <optional>
#include <string>
#include <string_view>

#include "bridge/attachments.h"

namespace isobridge::bridge {

struct MisplacedAttachment {
  int index = 0;
  // For people: where it points, and why nothing can go there.
  std::string problem;
};

// The first attachment that has no place in `json`, as the worker would find: an empty string that the path leads to and that no
// other attachment takes. None: all have one.
//
// `json` passed CheckJson, or is empty for undefined, and `attachments` CheckAttachments. One pass over the text, which builds
// nothing and looks into the arrays and objects on the paths alone.
std::optional<MisplacedAttachment> FindMisplaced(std::string_view json, const ClientAttachments& attachments);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_ATTACHMENT_PLACES_H_
