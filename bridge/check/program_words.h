#ifndef ISOBRIDGE_BRIDGE_CHECK_PROGRAM_WORDS_H_
#define ISOBRIDGE_BRIDGE_CHECK_PROGRAM_WORDS_H_

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace isobridge::bridge {

// `=` stands at `at`, behind white space, but no comparison and no arrow; or an operator that assigns. So much white space that
// its end is not looked for counts as one.
bool IsAssignedBehind(std::u16string_view text, size_t at);

// What a program says of names, wherever they stand. It is read once, so that it may be asked for every finding: who writes a
// program chooses how long it is and how much is found in it.
//
// Immutable once made, so thread-safe. The text outlives it.
class ProgramWords {
 public:
  explicit ProgramWords(std::u16string_view text);

  // Names are UTF-8. `interface X`, `type X`, `class X` or `enum X`.
  bool DeclaresType(std::string_view name) const;
  // `typeof x`: the program knows that it may not be there.
  bool AsksFor(std::string_view name) const;
  // `o.x = …`, or somewhere properties are added whose names show only when the program runs.
  bool MayAdd(std::string_view property) const;

  // How many more parentheses are opened than closed from `begin` to `end`, which is not before it nor behind the text.
  int Opened(size_t begin, size_t end) const { return opened_[end] - opened_[begin]; }

 private:
  using Names = std::set<std::u16string_view>;

  void TakeWord(std::u16string_view text, size_t begin, size_t end, std::u16string_view before, char16_t mark);

  Names types_;
  Names asked_for_;
  Names assigned_;
  bool adds_by_computed_name_ = false;
  // Before each position, and at the end.
  std::vector<int32_t> opened_;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_CHECK_PROGRAM_WORDS_H_
