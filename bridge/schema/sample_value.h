#ifndef ISOBRIDGE_BRIDGE_SCHEMA_SAMPLE_VALUE_H_
#define ISOBRIDGE_BRIDGE_SCHEMA_SAMPLE_VALUE_H_

#include <optional>
#include <string>
#include <string_view>

#include "bridge/schema/json.h"

namespace isobridge::bridge {

// A value that the schema accepts, for an example: what the schema itself gives as one, else made from its keywords, with
// required properties only. Nothing if none was found that validates.
std::optional<OrderedJson> SampleValue(std::string_view schema);

// JSON as one writes it in a program: `{ city: "<city>", days: 3 }`.
std::string ProgramText(const OrderedJson& value);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_SCHEMA_SAMPLE_VALUE_H_
