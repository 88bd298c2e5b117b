#include "service/origin.h"

#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/time/time.h"

namespace isobridge::service {
namespace {

// version "-" trace-id "-" parent-id "-" flags, in lower-case hexadecimal.
bool IsTraceparent(std::string_view text) {
  constexpr std::string_view kForm = "hh-hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh-hhhhhhhhhhhhhhhh-hh";
  if (text.size() != kForm.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool hexadecimal = absl::ascii_isdigit(text[i]) || (text[i] >= 'a' && text[i] <= 'f');
    if (kForm[i] == 'h' ? !hexadecimal : text[i] != '-') return false;
  }
  return true;
}

std::string TraceparentOf(const grpc::ServerContextBase& context) {
  const auto found = context.client_metadata().find("traceparent");
  if (found == context.client_metadata().end()) return "";
  const std::string_view text(found->second.data(), found->second.size());
  return IsTraceparent(text) ? std::string(text) : "";
}

absl::Time DeadlineOf(const grpc::ServerContextBase& context) {
  const gpr_timespec deadline = context.raw_deadline();
  if (gpr_time_cmp(deadline, gpr_inf_future(deadline.clock_type)) == 0) return absl::InfiniteFuture();
  const gpr_timespec wall = gpr_convert_clock_type(deadline, GPR_CLOCK_REALTIME);
  return absl::FromUnixSeconds(wall.tv_sec) + absl::Nanoseconds(wall.tv_nsec);
}

}  // namespace

bridge::ExecutionOrigin OriginOf(const grpc::ServerContextBase& context, std::string tenant) {
  return {.tenant = std::move(tenant), .deadline = DeadlineOf(context), .traceparent = TraceparentOf(context)};
}

}  // namespace isobridge::service
