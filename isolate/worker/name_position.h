#ifndef ISOBRIDGE_ISOLATE_WORKER_NAME_POSITION_H_
#define ISOBRIDGE_ISOLATE_WORKER_NAME_POSITION_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace isobridge::isolate {

// A place in a program's code, as V8 counts: both from 1, columns in UTF-16 code units.
struct CodePosition {
  uint32_t line = 0;
  uint32_t column = 0;
};

// Where the program uses the variable `name`, which V8 says isn't there, or isn't there yet. V8 knows only the place of the
// statement or of the expression around it, `near`: the name stands at or after it, or before it if that is an assignment's
// operator. Comments, texts, regular expressions, property names and keys don't count. Empty if it isn't found within the next
// 64 KiB, or if the program makes a ReferenceError there itself.
std::optional<CodePosition> NamePosition(std::string_view code, CodePosition near, std::string_view name);

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_NAME_POSITION_H_
