#ifndef ISOBRIDGE_CLIENTS_CLI_SERVICE_ERROR_H_
#define ISOBRIDGE_CLIENTS_CLI_SERVICE_ERROR_H_

#include <string>

#include "grpcpp/support/status.h"

namespace isobridge::cli {

// The text of a failed RPC: code, message, and what the error details add: wrong fields, when to try again, the correlation id.
std::string DescribeServiceError(const grpc::Status& status);

// Whether the service doesn't know the tools that the request named: it is to be sent again with them.
bool IsCatalogUnknown(const grpc::Status& status);

}  // namespace isobridge::cli

#endif  // ISOBRIDGE_CLIENTS_CLI_SERVICE_ERROR_H_
