#ifndef ISOBRIDGE_BRIDGE_CHECK_PROGRAM_PLACES_H_
#define ISOBRIDGE_BRIDGE_CHECK_PROGRAM_PLACES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/program_compiler.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::bridge {

// The places of a source: lines and columns of its UTF-16 code units, and what became of them when it was compiled.
//
// Thread-compatible. Source and program outlive it.
class ProgramPlaces {
 public:
  ProgramPlaces(std::string_view source, const CompiledProgram& program);

  const std::u16string& text() const { return text_; }

  // `position` is at most text().size().
  isobridge::v1::Location At(size_t position) const;

  // What stands there is not in the compiled program: it is a type, or was rewritten.
  bool IsErased(size_t start, size_t end) const;

  // The text between two positions as UTF-8.
  std::string Text(size_t start, size_t end) const;

 private:
  std::u16string text_;
  // Where each line begins.
  std::vector<size_t> lines_;
  std::u16string code_;
  std::vector<size_t> code_lines_;
  // The line of the source, from 0, that each line of the code is a part of.
  std::vector<size_t> source_lines_;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_CHECK_PROGRAM_PLACES_H_
