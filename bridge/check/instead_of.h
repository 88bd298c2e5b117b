#ifndef ISOBRIDGE_BRIDGE_CHECK_INSTEAD_OF_H_
#define ISOBRIDGE_BRIDGE_CHECK_INSTEAD_OF_H_

#include <string_view>

namespace isobridge::bridge {

// What a program is to use instead of a global of other environments that models reach for, as a sentence; empty if nothing is
// known of that name. The runtime says the same where a program runs unchecked.
std::string_view AdviceInsteadOf(std::string_view global);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_CHECK_INSTEAD_OF_H_
