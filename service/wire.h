#ifndef ISOBRIDGE_SERVICE_WIRE_H_
#define ISOBRIDGE_SERVICE_WIRE_H_

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "grpcpp/support/byte_buffer.h"

namespace isobridge::service {

// The most fields of one request, those of its parts included: about five for each of the answers that `Run` takes at most. They
// may take fifty times as much memory as bytes on the wire.
inline constexpr int kMaxRequestFields = 600'000;

// gRPC would parse a request before anybody could ask whose it is, however many fields it has: RPCs take bytes, and parse them
// here.
//
// INVALID_ARGUMENT, a bridge::FieldError, for bytes that are no such message or have more than kMaxRequestFields fields.
absl::Status ParseRequest(const grpc::ByteBuffer& bytes, google::protobuf::Message* request);

// `response` is not too large for a message, 2 GiB.
grpc::ByteBuffer ToBytes(const google::protobuf::Message& response);

}  // namespace isobridge::service

#endif  // ISOBRIDGE_SERVICE_WIRE_H_
