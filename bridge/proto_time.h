#ifndef ISOBRIDGE_BRIDGE_PROTO_TIME_H_
#define ISOBRIDGE_BRIDGE_PROTO_TIME_H_

#include <cstdint>

#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace isobridge::bridge {

// Conversions of finite times and durations; fractions of a nanosecond are cut.
inline void SetDuration(absl::Duration value, google::protobuf::Duration* out) {
  const int64_t seconds = absl::IDivDuration(value, absl::Seconds(1), &value);
  out->set_seconds(seconds);
  out->set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(value)));
}

inline void SetTimestamp(absl::Time value, google::protobuf::Timestamp* out) {
  const int64_t seconds = absl::ToUnixSeconds(value);
  out->set_seconds(seconds);
  out->set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(value - absl::FromUnixSeconds(seconds))));
}

inline absl::Time ToTime(const google::protobuf::Timestamp& value) {
  return absl::FromUnixSeconds(value.seconds()) + absl::Nanoseconds(value.nanos());
}

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_PROTO_TIME_H_
