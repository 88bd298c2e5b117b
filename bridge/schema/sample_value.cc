#include "bridge/schema/sample_value.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "bridge/schema/compiled_schema.h"
#include "bridge/schema/schema_index.h"
#include "bridge/schema/validator.h"

namespace isobridge::bridge {
namespace {

constexpr int kMaxDepth = 8;
// Of an example that anybody reads: values, and the bytes of names and of what the schema gives.
constexpr int kMaxValues = 100;
constexpr size_t kMaxBytes = 4096;
constexpr uint64_t kMaxItems = 3;

std::string StringFor(const OrderedJson& schema, std::string_view name) {
  const OrderedJson* format = Member(schema, "format");
  const std::string kind = format != nullptr && format->is_string() ? format->as<std::string>() : "";
  if (kind == "date") return "2026-01-31";
  if (kind == "date-time") return "2026-01-31T12:00:00Z";
  if (kind == "time") return "12:00:00Z";
  if (kind == "email") return "name@example.com";
  if (kind == "uri" || kind == "url") return "https://example.com/";
  if (kind == "uuid") return "00000000-0000-4000-8000-000000000000";
  return name.empty() ? "text" : absl::StrCat("<", name, ">");
}

OrderedJson NumberFor(const OrderedJson& schema) {
  for (const std::string_view keyword : {"minimum", "maximum"}) {
    const OrderedJson* bound = Member(schema, keyword);
    if (bound != nullptr && bound->is_number()) return *bound;
  }
  return OrderedJson(1);
}

class Sampler {
 public:
  explicit Sampler(SchemaIndex* index) : index_(index) {}

  OrderedJson Of(const SchemaPlace& place, std::string_view name, int depth) {
    ++values_;
    if (too_large() || depth > kMaxDepth || !place.json->is_object()) return OrderedJson::null();
    const OrderedJson& schema = *place.json;
    if (const OrderedJson* given = Given(schema)) {
      bytes_ += TextOf(*given).size();
      return too_large() ? OrderedJson::null() : *given;
    }
    if (const OrderedJson* ref = Member(schema, "$ref"); ref != nullptr && ref->is_string()) {
      const std::optional<SchemaPlace> target = index_->Resolve(place, ref->as<std::string>());
      if (target.has_value()) return Of(*target, name, depth + 1);
    }
    for (const std::string_view keyword : {"anyOf", "oneOf", "allOf"}) {
      const OrderedJson* list = Member(schema, keyword);
      const bool alone = Member(schema, "properties") == nullptr;
      if (alone && list != nullptr && list->is_array() && !list->empty())
        return Of(index_->Inside(place, (*list)[0]), name, depth + 1);
    }
    const std::string type = Type(schema);
    if (type == "object") return Object(place, depth);
    if (type == "array") return Array(place, name, depth);
    if (type == "string") return OrderedJson(StringFor(schema, name));
    if (type == "number" || type == "integer") return NumberFor(schema);
    if (type == "boolean") return OrderedJson(true);
    return OrderedJson::null();
  }

  // Then it was left unfinished.
  bool too_large() const { return values_ > kMaxValues || bytes_ > kMaxBytes; }

 private:
  static const OrderedJson* Given(const OrderedJson& schema) {
    if (const OrderedJson* value = Member(schema, "const")) return value;
    if (const OrderedJson* value = Member(schema, "example")) return value;
    for (const std::string_view keyword : {"examples", "enum"}) {
      const OrderedJson* list = Member(schema, keyword);
      if (list != nullptr && list->is_array() && !list->empty()) return &(*list)[0];
    }
    return Member(schema, "default");
  }

  static std::string Type(const OrderedJson& schema) {
    const OrderedJson* type = Member(schema, "type");
    if (type != nullptr && type->is_array() && !type->empty()) type = &(*type)[0];
    if (type != nullptr && type->is_string()) return type->as<std::string>();
    if (Member(schema, "properties") != nullptr) return "object";
    return Member(schema, "items") != nullptr ? "array" : "string";
  }

  OrderedJson Object(const SchemaPlace& place, int depth) {
    OrderedJson object(jsoncons::json_object_arg);
    const OrderedJson* required = Member(*place.json, "required");
    const OrderedJson* properties = Member(*place.json, "properties");
    if (required == nullptr || !required->is_array()) return object;
    for (const OrderedJson& json : required->array_range()) {
      const std::string name = json.is_string() ? json.as<std::string>() : "";
      ++values_;
      bytes_ += name.size();
      if (too_large()) break;
      const OrderedJson* schema = properties == nullptr ? nullptr : Member(*properties, name);
      object[name] =
          schema == nullptr ? OrderedJson(absl::StrCat("<", name, ">")) : Of(index_->Inside(place, *schema), name, depth + 1);
    }
    return object;
  }

  OrderedJson Array(const SchemaPlace& place, std::string_view name, int depth) {
    OrderedJson array(jsoncons::json_array_arg);
    const OrderedJson* least = Member(*place.json, "minItems");
    const uint64_t count = least != nullptr && least->is_number()
                               ? std::min<uint64_t>(kMaxItems, static_cast<uint64_t>(std::max(0.0, least->as<double>())))
                               : 1;
    const OrderedJson* items = Member(*place.json, "items");
    const OrderedJson* prefix = items != nullptr && items->is_array() ? items : Member(*place.json, "prefixItems");
    if (prefix != nullptr && prefix->is_array()) {
      for (const OrderedJson& item : prefix->array_range()) {
        if (too_large()) break;
        array.push_back(Of(index_->Inside(place, item), name, depth + 1));
      }
      return array;
    }
    for (uint64_t i = 0; items != nullptr && i < count; ++i) array.push_back(Of(index_->Inside(place, *items), name, depth + 1));
    return array;
  }

  SchemaIndex* const index_;
  int values_ = 0;
  size_t bytes_ = 0;
};

bool IsIdentifier(std::string_view name) {
  return !name.empty() && !absl::ascii_isdigit(static_cast<unsigned char>(name.front())) && name != "__proto__" &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '$'; });
}

}  // namespace

std::optional<OrderedJson> SampleValue(std::string_view schema) {
  const absl::StatusOr<std::unique_ptr<SchemaIndex>> index = SchemaIndex::Create(schema);
  if (!index.ok()) return std::nullopt;
  Sampler sampler(index->get());
  OrderedJson value = sampler.Of((*index)->root(), "", 0);
  if (sampler.too_large()) return std::nullopt;
  const auto compiled = CompiledSchema::Create(schema);
  if (!compiled.ok()) return std::nullopt;
  if (Validate(**compiled, TextOf(value)).verdict != SchemaResult::Verdict::kValid) return std::nullopt;
  return value;
}

std::string ProgramText(const OrderedJson& value) {
  std::vector<std::string> parts;
  if (value.is_object()) {
    for (const auto& member : value.object_range()) {
      const std::string name(member.key());
      parts.push_back(absl::StrCat(IsIdentifier(name) ? name : Quoted(name), ": ", ProgramText(member.value())));
    }
    return parts.empty() ? "{}" : absl::StrCat("{ ", absl::StrJoin(parts, ", "), " }");
  }
  if (!value.is_array()) return TextOf(value);
  for (const OrderedJson& item : value.array_range()) parts.push_back(ProgramText(item));
  return absl::StrCat("[", absl::StrJoin(parts, ", "), "]");
}

}  // namespace isobridge::bridge
