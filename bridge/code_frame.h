#ifndef ISOBRIDGE_BRIDGE_CODE_FRAME_H_
#define ISOBRIDGE_BRIDGE_CODE_FRAME_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace isobridge::bridge {

// Draws the lines of `source` around a position, with a caret under the column:
//
//     2 | const rows = await external_query();
//   > 3 | return rows.lenght.toFixed();
//       |                   ^
//     4 | }
//
// `line` and `column` are 1-based; columns are UTF-16 code units, as V8 counts them. A column beyond the end of its line is put
// behind it. Empty if there is no such line. Two lines stand before and after; a long line is cut around the caret, with an
// ellipsis. Tabs become one space; control characters, bytes that are no UTF-8 and characters that reorder text become U+FFFD, so
// that the frame is safe to print. At most a few kilobytes, whatever the source.
std::string CodeFrame(std::string_view source, uint32_t line, uint32_t column);

// Frames of one source, which is read once for all of them. It outlives this.
class CodeFrames {
 public:
  explicit CodeFrames(std::string_view source);

  // See CodeFrame.
  std::string At(uint32_t line, uint32_t column) const;

 private:
  // Without their breaks.
  std::vector<std::string_view> lines_;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_CODE_FRAME_H_
