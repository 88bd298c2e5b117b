#ifndef ISOBRIDGE_BRIDGE_CODE_FRAME_H_
#define ISOBRIDGE_BRIDGE_CODE_FRAME_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace isobridge::bridge {

// The lines of `source` around a place, numbered, with a marker under the column:
//
//     2 | const a = await external_weather({});
//   > 3 | return a.b.c;
//       |          ^
//
// `line` and `column` count from 1, columns in UTF-16 code units. Long lines are cut around the column. Empty if the source has no
// such line.
std::string CodeFrame(std::string_view source, uint32_t line, uint32_t column);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_CODE_FRAME_H_
