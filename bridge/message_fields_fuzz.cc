// A message's bytes, cut as the first byte says, against the check of how many fields they have. What passes and is a message has
// at most as many as the second byte says, and what protobuf takes apart into no more passes.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "bridge/fuzz_script.h"
#include "bridge/message_fields.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/message.h"
#include "google/protobuf/stubs/logging.h"
#include "google/protobuf/unknown_field_set.h"
#include "isobridge/v1/sandbox.pb.h"
#include "isobridge/worker/v1/frames.pb.h"

namespace isobridge::bridge {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::UnknownField;
using google::protobuf::UnknownFieldSet;

// At every depth, as they come. None: protobuf takes `bytes` for no message, or they have a group, of which we have none.
std::optional<int> FieldsIn(const std::string& bytes, const Descriptor& type) {
  UnknownFieldSet fields;
  if (!fields.ParseFromString(bytes)) return std::nullopt;
  int count = fields.field_count();
  for (int i = 0; i < fields.field_count(); ++i) {
    const UnknownField& field = fields.field(i);
    if (field.type() == UnknownField::TYPE_GROUP) return std::nullopt;
    if (field.type() != UnknownField::TYPE_LENGTH_DELIMITED) continue;
    const FieldDescriptor* const known = type.FindFieldByNumber(field.number());
    if (known == nullptr || known->message_type() == nullptr) continue;
    const std::optional<int> inner = FieldsIn(field.length_delimited(), *known->message_type());
    if (!inner.has_value()) return std::nullopt;
    count += *inner;
  }
  return count;
}

// What of a message takes memory of its own, at every depth.
int PartsOf(const Message& message) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  int parts = reflection.GetUnknownFields(message).field_count();
  for (const FieldDescriptor* const field : fields) {
    const int size = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    parts += field->is_packable() ? 1 : size;
    if (field->message_type() == nullptr) continue;
    for (int i = 0; i < size; ++i) {
      parts += PartsOf(field->is_repeated() ? reflection.GetRepeatedMessage(message, field, i)
                                            : reflection.GetMessage(message, field));
    }
  }
  return parts;
}

// Has no descriptor to find them by.
int PartsOf(const worker::v1::FromWorker& frame) {
  const worker::v1::Finished& finished = frame.finished();
  return finished.warnings_size() + finished.attachments_size() + finished.error().causes_size() +
         frame.call().attachments_size() + frame.compiled().tool_uses_size();
}

// The first `size` bytes of `stream`, which comes `piece` bytes at a time; none behind them is read.
absl::Status CheckInPieces(std::string_view stream, int size, int piece, const Descriptor& type, int max_fields) {
  google::protobuf::io::ArrayInputStream in(stream.data(), static_cast<int>(stream.size()), piece);
  absl::Status status = CheckFields(&in, size, type, max_fields);
  Require(in.ByteCount() <= size);
  return status;
}

template <typename Request>
void CheckRequest(std::string_view stream, int size, int piece, int max_fields) {
  const Descriptor& type = *Request::descriptor();
  const absl::Status status = CheckInPieces(stream, size, piece, type, max_fields);
  const std::string bytes(stream.substr(0, static_cast<size_t>(size)));
  Require(status == CheckInPieces(bytes, size, size, type, max_fields));
  const std::optional<int> fields = FieldsIn(bytes, type);
  if (fields.has_value() && *fields <= max_fields) Require(status.ok());
  Request request;
  if (!status.ok() || !request.ParseFromString(bytes)) return;
  Require(fields.has_value() && *fields <= max_fields);
  Require(PartsOf(request) <= max_fields);
}

void CheckFrame(std::string_view bytes, int max_fields) {
  worker::v1::FromWorker frame;
  if (!CheckFrameFields(bytes, max_fields).ok()) return;
  if (frame.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) Require(PartsOf(frame) <= max_fields);
}

}  // namespace
}  // namespace isobridge::bridge

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // Text that is no UTF-8 would fill the log.
  const google::protobuf::LogSilencer silence;
  if (size < 3) return 0;
  const int piece = data[0] + 1;
  const int max_fields = data[1];
  const std::string_view stream(reinterpret_cast<const char*>(data) + 3, size - 3);
  const int behind = std::min(static_cast<int>(data[2] % 16), static_cast<int>(stream.size()));
  const int within = static_cast<int>(stream.size()) - behind;
  isobridge::bridge::CheckRequest<isobridge::v1::ExecuteRequest>(stream, within, piece, max_fields);
  isobridge::bridge::CheckRequest<isobridge::v1::RunRequest>(stream, within, piece, max_fields);
  // Nothing is behind it, so that AddressSanitizer sees what is read there.
  isobridge::bridge::CheckFrame(stream, max_fields);
  return 0;
}
