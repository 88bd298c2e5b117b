#ifndef ISOBRIDGE_BRIDGE_SCHEMA_DOC_COMMENT_H_
#define ISOBRIDGE_BRIDGE_SCHEMA_DOC_COMMENT_H_

#include <string>
#include <string_view>

#include "bridge/schema/json.h"

namespace isobridge::bridge {

// How much of a schema's prose its declaration carries.
enum class DocDetail {
  kNone,
  // The first sentence of a tool's description; nothing on its parameters.
  kBrief,
  // Descriptions, defaults, formats, limits and examples.
  kFull,
};

// A JSDoc comment with a line break at its end, each line behind `indent`, or "" if there is nothing to say. No text ends the
// comment early or brings a control character in.
std::string DocComment(std::string_view text, std::string_view indent);

// What the annotations and limits of a schema say: the description, then tags (`@default 5`, `@minimum 0`).
std::string Prose(const OrderedJson& schema);

// Up to the end of the first sentence or line, at most 120 bytes.
std::string FirstSentence(std::string_view text);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_SCHEMA_DOC_COMMENT_H_
