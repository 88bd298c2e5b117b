#ifndef ISOBRIDGE_CLIENTS_CLI_PRINTABLE_H_
#define ISOBRIDGE_CLIENTS_CLI_PRINTABLE_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace isobridge::cli {

// Whether a text may run over several lines.
enum class LineBreaks { kKept, kEscaped };

// `text` with everything that a terminal would act on, rather than show, written as \uXXXX: control characters and the marks
// that reverse the direction of writing. What a program logs is as untrusted as the program. Bytes that are no UTF-8 become
// U+FFFD. Tabs are kept.
std::string Printable(std::string_view text, LineBreaks line_breaks);

// Terminal columns that `text` takes at most; printable text only.
size_t DisplayWidth(std::string_view text);

// `text` cut to at most `columns` (1 or more), with "…" at the end of what was cut; printable text only.
std::string CutToWidth(std::string_view text, size_t columns);

}  // namespace isobridge::cli

#endif  // ISOBRIDGE_CLIENTS_CLI_PRINTABLE_H_
