#include "bridge/catalog/catalog_digest.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "bridge/sha256.h"

namespace isobridge::bridge {
namespace {

using isobridge::v1::Tool;

constexpr size_t kDigits = 64;
constexpr size_t kFraming = 48;

// A field that isn't set takes no part, so that a field which is added one day leaves the digests of today as they are.
void AppendField(int number, const std::string& value, std::string* form) {
  if (!value.empty()) absl::StrAppend(form, number, "=", value.size(), ":", value, ",");
}

}  // namespace

std::string CatalogDigest(const google::protobuf::RepeatedPtrField<Tool>& tools) {
  size_t size = 0;
  for (const Tool& tool : tools) size += tool.ByteSizeLong() + kFraming;
  std::string form;
  form.reserve(size);
  for (const Tool& tool : tools) {
    AppendField(Tool::kNameFieldNumber, tool.name(), &form);
    AppendField(Tool::kDescriptionFieldNumber, tool.description(), &form);
    AppendField(Tool::kInputSchemaJsonFieldNumber, tool.input_schema_json(), &form);
    AppendField(Tool::kOutputSchemaJsonFieldNumber, tool.output_schema_json(), &form);
    form += ';';
  }
  return absl::BytesToHexString(AsText(Sha256({form})));
}

bool IsCatalogDigest(std::string_view text) {
  return text.size() == kDigits &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace isobridge::bridge
