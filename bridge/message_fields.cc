#include "bridge/message_fields.h"

#include <cstdint>
#include <optional>

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "isobridge/worker/v1/frames.pb.h"

namespace isobridge::bridge {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;
using worker::v1::Finished;
using worker::v1::FromWorker;

constexpr int kMaxDepth = 16;

// Which fields with a length are messages.
class DescribedType {
 public:
  explicit DescribedType(const Descriptor* descriptor) : descriptor_(descriptor) {}
  std::optional<DescribedType> Submessage(int field) const {
    const FieldDescriptor* found = descriptor_->FindFieldByNumber(field);
    if (found == nullptr || found->message_type() == nullptr) return std::nullopt;
    return DescribedType(found->message_type());
  }

 private:
  const Descriptor* descriptor_;
};

class FrameType {
 public:
  std::optional<FrameType> Submessage(int field) const {
    switch (place_) {
      case Place::kFrame:
        return FrameType(field == FromWorker::kFinishedFieldNumber ? Place::kFinished : Place::kPart);
      case Place::kFinished:
        if (field == Finished::kErrorFieldNumber) return FrameType(Place::kPart);
        return std::nullopt;
      case Place::kPart:
        return std::nullopt;
    }
    return std::nullopt;
  }

  static FrameType Outermost() { return FrameType(Place::kFrame); }

 private:
  enum class Place : uint8_t { kFrame, kFinished, kPart };

  explicit FrameType(Place place) : place_(place) {}

  Place place_;
};

template <typename Type>
class Counter {
 public:
  Counter(CodedInputStream* in, int max_fields) : in_(*in), max_fields_(max_fields), left_(max_fields) {}

  // The next `size` bytes. `type` is null where only the sender may know what they are.
  absl::Status Message(int size, const Type& type, int depth) {
    if (depth > kMaxDepth) return Malformed();
    const CodedInputStream::Limit outer = in_.PushLimit(size);
    absl::Status status = Fields(type, depth);
    if (status.ok() && in_.BytesUntilLimit() != 0) status = Malformed();
    in_.PopLimit(outer);
    return status;
  }

 private:
  static absl::Status Malformed() { return absl::InvalidArgumentError("it is malformed"); }
  static absl::Status When(bool read) { return read ? absl::OkStatus() : Malformed(); }

  absl::Status Fields(const Type& type, int depth) {
    while (const uint32_t tag = in_.ReadTag()) {
      if (--left_ < 0) return absl::ResourceExhaustedError(absl::StrCat("it has more than ", max_fields_, " fields, the limit"));
      if (absl::Status status = Field(tag, type, depth); !status.ok()) return status;
    }
    return When(in_.ConsumedEntireMessage());
  }

  absl::Status Field(uint32_t tag, const Type& type, int depth) {
    uint32_t length;
    uint64_t number;
    switch (WireFormatLite::GetTagWireType(tag)) {
      case WireFormatLite::WIRETYPE_VARINT:
        return When(in_.ReadVarint64(&number));
      case WireFormatLite::WIRETYPE_FIXED64:
        return When(in_.ReadLittleEndian64(&number));
      case WireFormatLite::WIRETYPE_FIXED32:
        return When(in_.ReadLittleEndian32(&length));
      case WireFormatLite::WIRETYPE_LENGTH_DELIMITED: {
        if (!in_.ReadVarint32(&length) || length > static_cast<uint32_t>(in_.BytesUntilLimit())) return Malformed();
        const std::optional<Type> submessage = type.Submessage(WireFormatLite::GetTagFieldNumber(tag));
        const int size = static_cast<int>(length);
        return submessage.has_value() ? Message(size, *submessage, depth + 1) : When(in_.Skip(size));
      }
      default:
        return Malformed();
    }
  }

  CodedInputStream& in_;
  const int max_fields_;
  int left_;
};

}  // namespace

absl::Status CheckFields(google::protobuf::io::ZeroCopyInputStream* stream, int size, const Descriptor& type, int max_fields) {
  CodedInputStream in(stream);
  return Counter<DescribedType>(&in, max_fields).Message(size, DescribedType(&type), 1);
}

absl::Status CheckFrameFields(std::string_view bytes, int max_fields) {
  CodedInputStream in(reinterpret_cast<const uint8_t*>(bytes.data()), static_cast<int>(bytes.size()));
  return Counter<FrameType>(&in, max_fields).Message(static_cast<int>(bytes.size()), FrameType::Outermost(), 1);
}

}  // namespace isobridge::bridge
