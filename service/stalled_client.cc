#include "service/stalled_client.h"

#include <string>
#include <string_view>

namespace isobridge::service {

void CancelStalled(grpc::CallbackServerContext* context, telemetry::Log* log) {
  const std::string peer = context->peer();
  log->Write(telemetry::Severity::kWarning, "client_stalled", {{"peer", std::string_view(peer)}});
  context->TryCancel();
}

}  // namespace isobridge::service
