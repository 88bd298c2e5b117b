#include "bridge/frame_fields.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"

namespace isobridge::bridge {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

class Counter {
 public:
  Counter(CodedInputStream* in, int max_fields) : in_(*in), max_fields_(max_fields), left_(max_fields) {}

  // Up to the end of the bytes, or of the limit that was pushed. `submessages`: whether the fields with a length are messages.
  absl::Status Message(bool submessages) {
    while (const uint32_t tag = in_.ReadTag()) {
      if (--left_ < 0) return absl::ResourceExhaustedError(absl::StrCat("it has more than ", max_fields_, " fields, the limit"));
      if (absl::Status status = Field(WireFormatLite::GetTagWireType(tag), submessages); !status.ok()) return status;
    }
    return in_.ConsumedEntireMessage() ? absl::OkStatus() : Malformed();
  }

 private:
  static absl::Status Malformed() { return absl::InvalidArgumentError("it is malformed"); }
  static absl::Status When(bool read) { return read ? absl::OkStatus() : Malformed(); }

  absl::Status Field(WireFormatLite::WireType type, bool submessages) {
    uint32_t length;
    uint64_t number;
    switch (type) {
      case WireFormatLite::WIRETYPE_VARINT:
        return When(in_.ReadVarint64(&number));
      case WireFormatLite::WIRETYPE_FIXED64:
        return When(in_.ReadLittleEndian64(&number));
      case WireFormatLite::WIRETYPE_FIXED32:
        return When(in_.ReadLittleEndian32(&length));
      case WireFormatLite::WIRETYPE_LENGTH_DELIMITED:
        if (!in_.ReadVarint32(&length) || length > static_cast<uint32_t>(in_.BytesUntilTotalBytesLimit())) return Malformed();
        return submessages ? Submessage(static_cast<int>(length)) : When(in_.Skip(static_cast<int>(length)));
      default:
        return Malformed();
    }
  }

  absl::Status Submessage(int length) {
    const CodedInputStream::Limit outer = in_.PushLimit(length);
    absl::Status status = Message(false);
    if (status.ok() && in_.BytesUntilLimit() != 0) status = Malformed();
    in_.PopLimit(outer);
    return status;
  }

  CodedInputStream& in_;
  const int max_fields_;
  int left_;
};

}  // namespace

absl::Status CheckFields(std::string_view bytes, int max_fields) {
  CodedInputStream in(reinterpret_cast<const uint8_t*>(bytes.data()), static_cast<int>(bytes.size()));
  in.SetTotalBytesLimit(static_cast<int>(bytes.size()));
  return Counter(&in, max_fields).Message(true);
}

}  // namespace isobridge::bridge
