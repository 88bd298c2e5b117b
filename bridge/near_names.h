#ifndef ISOBRIDGE_BRIDGE_NEAR_NAMES_H_
#define ISOBRIDGE_BRIDGE_NEAR_NAMES_H_

#include <cstddef>
#include <string_view>
#include <vector>

namespace isobridge::bridge {

// Up to `count` names out of `names` that `wanted` was probably meant to be, best first. Of many names the first 2,000 are looked
// through.
std::vector<std::string_view> NearNames(std::string_view wanted, const std::vector<std::string_view>& names, size_t count);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_NEAR_NAMES_H_
