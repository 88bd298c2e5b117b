#include "service/wire.h"

#include <string>

#include "absl/log/check.h"
#include "absl/strings/str_cat.h"
#include "bridge/field_error.h"
#include "bridge/message_fields.h"
#include "grpcpp/support/proto_buffer_reader.h"
#include "grpcpp/support/proto_buffer_writer.h"

namespace isobridge::service {
namespace {

absl::Status Refuse(const grpc::ByteBuffer& bytes, const google::protobuf::Message& request, std::string_view what) {
  return bridge::FieldError(
      "message", absl::StrCat("these ", bytes.Length(), " bytes are no ", request.GetDescriptor()->full_name(), ": ", what));
}

}  // namespace

absl::Status ParseRequest(const grpc::ByteBuffer& bytes, google::protobuf::Message* request) {
  // Each reader takes its own reference to the bytes.
  grpc::ByteBuffer counted = bytes;
  grpc::ProtoBufferReader fields(&counted);
  if (!fields.status().ok()) return Refuse(bytes, *request, fields.status().error_message());
  const absl::Status status =
      bridge::CheckFields(&fields, static_cast<int>(bytes.Length()), *request->GetDescriptor(), kMaxRequestFields);
  if (!status.ok()) return Refuse(bytes, *request, status.message());
  grpc::ByteBuffer parsed = bytes;
  grpc::ProtoBufferReader reader(&parsed);
  if (!reader.status().ok() || !request->ParseFromZeroCopyStream(&reader)) return Refuse(bytes, *request, "it is malformed");
  return absl::OkStatus();
}

grpc::ByteBuffer ToBytes(const google::protobuf::Message& response) {
  grpc::ByteBuffer bytes;
  grpc::ProtoBufferWriter writer(&bytes, grpc::kProtoBufferWriterMaxBufferLength, static_cast<int>(response.ByteSizeLong()));
  CHECK(response.SerializeToZeroCopyStream(&writer));
  return bytes;
}

}  // namespace isobridge::service
