#ifndef ISOBRIDGE_BRIDGE_FUZZ_SCRIPT_H_
#define ISOBRIDGE_BRIDGE_FUZZ_SCRIPT_H_

#include <cstddef>
#include <cstdint>
#include <source_location>
#include <string>
#include <string_view>

namespace google::protobuf {
class Message;
}

namespace isobridge::bridge {

// A fuzzer's input as a list of decisions, taken from its beginning; zeros when it is used up.
class FuzzScript {
 public:
  FuzzScript(const uint8_t* data, size_t size) : rest_(reinterpret_cast<const char*>(data), size) {}

  bool over() const { return rest_.empty(); }
  uint8_t Byte();
  // Its length is the next byte.
  std::string Text();
  std::string Rest();

  // Sets fields of `message`, and of messages in it, whichever the script says; at most 255 of each. Clears it if it is one that
  // gRPC would not deliver, since its text is no UTF-8.
  void Fill(google::protobuf::Message* message);

 private:
  void FillFields(google::protobuf::Message* message, int depth);

  std::string_view rest_;
};

// Ends the process, as a finding, if `condition` doesn't hold; says where.
void Require(bool condition, std::source_location where = std::source_location::current());

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_FUZZ_SCRIPT_H_
