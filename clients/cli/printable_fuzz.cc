// Bytes of a program against what shows them on a terminal.

#include "clients/cli/printable.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using isobridge::cli::CutToWidth;
  using isobridge::cli::DisplayWidth;
  using isobridge::cli::LineBreaks;
  using isobridge::cli::Printable;
  if (size == 0) return 0;
  const size_t columns = size_t{1} + data[0];
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string shown = Printable(text, LineBreaks::kEscaped);
  for (const char c : shown) {
    const bool control = static_cast<uint8_t>(c) < 0x20 || c == 0x7F;
    if (control && c != '\t') __builtin_trap();
  }
  if (Printable(shown, LineBreaks::kEscaped) != shown) __builtin_trap();
  if (DisplayWidth(CutToWidth(shown, columns)) > columns) __builtin_trap();
  return 0;
}
