#include "bridge/fuzz_script.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/stubs/logging.h"

namespace isobridge::bridge {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr int kMaxDepth = 4;
constexpr std::array<uint64_t, 8> kNumbers = {0, 1, 2, 64, 1'000, 1u << 20, 0x7FFF'FFFF, ~uint64_t{0}};

uint64_t Number(FuzzScript& script) {
  const uint8_t byte = script.Byte();
  return byte < 128 ? byte : kNumbers[byte % kNumbers.size()];
}

// Sets a field, or adds to it, whatever its type of C++.
template <typename Type>
void Put(Message* message, const FieldDescriptor* field, void (Reflection::*set)(Message*, const FieldDescriptor*, Type) const,
         void (Reflection::*add)(Message*, const FieldDescriptor*, Type) const, Type value) {
  const Reflection* const reflection = message->GetReflection();
  (reflection->*(field->is_repeated() ? add : set))(message, field, std::move(value));
}

}  // namespace

void Require(bool condition, std::source_location where) {
  if (condition) return;
  std::fprintf(stderr, "%s:%u: this doesn't hold\n", where.file_name(), where.line());
  std::abort();
}

uint8_t FuzzScript::Byte() {
  if (rest_.empty()) return 0;
  const uint8_t byte = static_cast<uint8_t>(rest_.front());
  rest_.remove_prefix(1);
  return byte;
}

std::string FuzzScript::Text() {
  const size_t announced = Byte();
  std::string text(rest_.substr(0, std::min(announced, rest_.size())));
  rest_.remove_prefix(text.size());
  return text;
}

std::string FuzzScript::Rest() { return std::string(std::exchange(rest_, {})); }

void FuzzScript::Fill(Message* message) {
  // It would tell of each text that is no UTF-8.
  [[maybe_unused]] static const auto loud = google::protobuf::SetLogHandler(nullptr);
  FillFields(message, 0);
  if (!message->ParseFromString(message->SerializeAsString())) message->Clear();
}

void FuzzScript::FillFields(Message* message, int depth) {
  const google::protobuf::Descriptor* const type = message->GetDescriptor();
  if (type->field_count() == 0) return;
  for (int left = Byte(); left > 0 && !over(); --left) {
    const FieldDescriptor* const field = type->field(Byte() % type->field_count());
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        Put(message, field, &Reflection::SetString, &Reflection::AddString, Text());
        break;
      case FieldDescriptor::CPPTYPE_MESSAGE: {
        const Reflection* const reflection = message->GetReflection();
        if (depth == kMaxDepth) break;
        FillFields(field->is_repeated() ? reflection->AddMessage(message, field) : reflection->MutableMessage(message, field),
                   depth + 1);
        break;
      }
      case FieldDescriptor::CPPTYPE_BOOL:
        Put(message, field, &Reflection::SetBool, &Reflection::AddBool, (Byte() & 1) != 0);
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        Put(message, field, &Reflection::SetEnumValue, &Reflection::AddEnumValue, static_cast<int>(Number(*this)));
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        Put(message, field, &Reflection::SetInt32, &Reflection::AddInt32, static_cast<int32_t>(Number(*this)));
        break;
      case FieldDescriptor::CPPTYPE_UINT32:
        Put(message, field, &Reflection::SetUInt32, &Reflection::AddUInt32, static_cast<uint32_t>(Number(*this)));
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        Put(message, field, &Reflection::SetInt64, &Reflection::AddInt64, static_cast<int64_t>(Number(*this)));
        break;
      case FieldDescriptor::CPPTYPE_UINT64:
        Put(message, field, &Reflection::SetUInt64, &Reflection::AddUInt64, Number(*this));
        break;
      // The protocol has none.
      case FieldDescriptor::CPPTYPE_FLOAT:
      case FieldDescriptor::CPPTYPE_DOUBLE:
        break;
    }
  }
}

}  // namespace isobridge::bridge
