#include "bridge/schema/type_names.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace isobridge::bridge {
namespace {

constexpr size_t kMaxNameBytes = 100;

}  // namespace

std::string PascalCase(std::string_view text) {
  std::string name;
  bool word_begins = true;
  for (const char c : text) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '$') {
      word_begins = true;
      continue;
    }
    if (name.size() == kMaxNameBytes) break;
    name.push_back(word_begins ? absl::ascii_toupper(static_cast<unsigned char>(c)) : c);
    word_begins = false;
  }
  if (name.empty() || absl::ascii_isdigit(static_cast<unsigned char>(name.front()))) return absl::StrCat("T", name);
  return name;
}

std::string TypeNames::Take(const std::string& wanted) {
  std::string name = wanted;
  for (int number = 2; !taken_.insert(name).second; ++number) name = absl::StrCat(wanted, "_", number);
  return name;
}

}  // namespace isobridge::bridge
