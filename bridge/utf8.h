#ifndef ISOBRIDGE_BRIDGE_UTF8_H_
#define ISOBRIDGE_BRIDGE_UTF8_H_

#include <string_view>

#include "simdutf.h"

namespace isobridge::bridge {

inline bool IsUtf8(std::string_view text) { return simdutf::validate_utf8(text.data(), text.size()); }

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_UTF8_H_
