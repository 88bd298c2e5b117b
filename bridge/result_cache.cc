#include "bridge/result_cache.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace isobridge::bridge {

ResultKey MakeResultKey(std::initializer_list<std::string_view> parts) {
  std::string joined;
  for (const std::string_view part : parts) absl::StrAppend(&joined, part);
  // With the lengths, no two different lists give the same bytes.
  std::string lengths;
  for (const std::string_view part : parts) absl::StrAppend(&lengths, part.size(), ",");
  return Sha256({lengths, ";", joined});
}

}  // namespace isobridge::bridge
