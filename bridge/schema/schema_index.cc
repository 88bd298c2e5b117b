#include "bridge/schema/schema_index.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "ada.h"
#include "bridge/schema/schema_limits.h"

namespace isobridge::bridge {
namespace {

// Of a document without an `$id`; relative ones are resolved against it.
constexpr std::string_view kDefaultUri = "schema:///root";

constexpr std::string_view kOneSchema[] = {
    "additionalItems",  "additionalProperties", "contains", "contentSchema", "else", "if", "not", "propertyNames", "then",
    "unevaluatedItems", "unevaluatedProperties"};
constexpr std::string_view kListsOfSchemas[] = {"allOf", "anyOf", "oneOf", "prefixItems"};
constexpr std::string_view kMapsOfSchemas[] = {
    "$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"};

bool IsSchema(const OrderedJson& json) { return json.is_object() || json.is_bool(); }

std::string PercentDecoded(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    std::string byte;
    if (text[i] == '%' && i + 2 < text.size() && absl::HexStringToBytes(text.substr(i + 1, 2), &byte)) {
      decoded += byte;
      i += 2;
    } else {
      decoded.push_back(text[i]);
    }
  }
  return decoded;
}

// A URI without its fragment, and the fragment.
struct SplitUri {
  std::string uri;
  std::string fragment;
};

std::optional<SplitUri> Join(const std::string& base, std::string_view reference) {
  const auto base_url = ada::parse<ada::url_aggregator>(base);
  if (!base_url) return std::nullopt;
  auto url = ada::parse<ada::url_aggregator>(reference, &*base_url);
  if (!url) return std::nullopt;
  const std::string_view hash = url->get_hash();
  SplitUri split{.uri = {}, .fragment = PercentDecoded(hash.empty() ? hash : hash.substr(1))};
  url->set_hash("");
  split.uri = std::string(url->get_href());
  if (!split.uri.empty() && split.uri.back() == '#') split.uri.pop_back();
  return split;
}

const std::string* TextMember(const OrderedJson& json, std::string_view name, std::string* storage) {
  const OrderedJson* member = Member(json, name);
  if (member == nullptr || !member->is_string()) return nullptr;
  *storage = member->as<std::string>();
  return storage;
}

Dialect DialectOf(const OrderedJson& root, Dialect otherwise) {
  std::string schema;
  if (TextMember(root, "$schema", &schema) == nullptr) return otherwise;
  for (const std::string_view old : {"draft-03", "draft-04", "draft-06", "draft-07"}) {
    if (schema.find(old) != std::string::npos) return Dialect::k7;
  }
  return Dialect::k2020;
}

}  // namespace

void ForEachSubschema(const OrderedJson& schema, const std::function<void(const OrderedJson&)>& visit) {
  if (!schema.is_object()) return;
  const auto visit_schema = [&](const OrderedJson& json) {
    if (IsSchema(json)) visit(json);
  };
  for (const std::string_view name : kOneSchema) {
    if (const OrderedJson* json = Member(schema, name)) visit_schema(*json);
  }
  const auto visit_list = [&](const OrderedJson& list) {
    if (!list.is_array()) return;
    for (const OrderedJson& json : list.array_range()) visit_schema(json);
  };
  for (const std::string_view name : kListsOfSchemas) {
    if (const OrderedJson* list = Member(schema, name)) visit_list(*list);
  }
  if (const OrderedJson* items = Member(schema, "items")) {
    visit_schema(*items);
    visit_list(*items);
  }
  for (const std::string_view name : kMapsOfSchemas) {
    const OrderedJson* map = Member(schema, name);
    if (map == nullptr || !map->is_object()) continue;
    for (const auto& member : map->object_range()) visit_schema(member.value());
  }
}

absl::StatusOr<std::unique_ptr<SchemaIndex>> SchemaIndex::Create(std::string_view text, Documents others) {
  std::unique_ptr<SchemaIndex> index(new SchemaIndex(std::move(others)));
  if (absl::Status status = index->AddDocument(text, std::string(kDefaultUri), Dialect::k2020); !status.ok()) return status;
  return index;
}

absl::Status SchemaIndex::AddDocument(std::string_view text, std::string uri, Dialect otherwise) {
  if (text.size() > kMaxSchemaBytes) {
    return absl::InvalidArgumentError(absl::StrCat("the schema has ", text.size(), " bytes; the limit is ", kMaxSchemaBytes));
  }
  absl::StatusOr<OrderedJson> json = ParseOrdered(text, kMaxSchemaDepth);
  if (!json.ok()) return absl::InvalidArgumentError(absl::StrCat("the schema is not JSON: ", json.status().message()));
  if (!IsSchema(*json)) return absl::InvalidArgumentError("the schema is neither an object nor a boolean");
  roots_.push_back(std::make_unique<OrderedJson>(*std::move(json)));
  const OrderedJson& root = *roots_.back();
  const int resource = resources();
  resources_.push_back({.uri = uri, .root = &root, .dialect = DialectOf(root, otherwise), .anchors = {}, .dynamic_anchors = {}});
  by_uri_.emplace(std::move(uri), resource);
  by_root_.emplace(&root, resource);
  AddPlaces(root, resource);
  return absl::OkStatus();
}

void SchemaIndex::AddPlaces(const OrderedJson& root, int resource) {
  std::vector<SchemaPlace> left = {{&root, resource}};
  while (!left.empty()) {
    SchemaPlace place = left.back();
    left.pop_back();
    place.resource = AddResource(*place.json, place.resource);
    std::string name;
    if (TextMember(*place.json, "$anchor", &name) != nullptr) resources_[place.resource].anchors.emplace(name, place);
    if (TextMember(*place.json, "$dynamicAnchor", &name) != nullptr) {
      resources_[place.resource].anchors.emplace(name, place);
      resources_[place.resource].dynamic_anchors.emplace(name, place);
    }
    ForEachSubschema(*place.json, [&](const OrderedJson& json) { left.push_back({&json, place.resource}); });
  }
}

int SchemaIndex::AddResource(const OrderedJson& json, int outer) {
  std::string id;
  const bool has_id = TextMember(json, "$id", &id) != nullptr;
  const Dialect dialect = DialectOf(json, resources_[outer].dialect);
  const bool hidden = dialect == Dialect::k7 && Member(json, "$ref") != nullptr;
  if (!has_id || hidden) return outer;
  if (dialect == Dialect::k7 && id.starts_with("#")) {
    resources_[outer].anchors.emplace(id.substr(1), SchemaPlace{&json, outer});
    return outer;
  }
  const std::optional<SplitUri> uri = Join(resources_[outer].uri, id);
  if (!uri.has_value()) return outer;
  // At the root of a document it is another name of the same resource.
  if (resources_[outer].root == &json) {
    resources_[outer].uri = uri->uri;
    by_uri_.emplace(uri->uri, outer);
    return outer;
  }
  const int resource = resources();
  resources_.push_back({.uri = uri->uri, .root = &json, .dialect = dialect, .anchors = {}, .dynamic_anchors = {}});
  by_uri_.emplace(uri->uri, resource);
  by_root_.emplace(&json, resource);
  return resource;
}

SchemaPlace SchemaIndex::Inside(const SchemaPlace& outer, const OrderedJson& json) const {
  const auto found = by_root_.find(&json);
  return {&json, found == by_root_.end() ? outer.resource : found->second};
}

std::optional<int> SchemaIndex::FindResource(const std::string& uri, Dialect otherwise) {
  if (const auto found = by_uri_.find(uri); found != by_uri_.end()) return found->second;
  const auto other = others_.find(uri);
  if (other == others_.end()) return std::nullopt;
  const int resource = resources();
  if (!AddDocument(other->second, uri, otherwise).ok()) return std::nullopt;
  return resource;
}

std::optional<SchemaPlace> SchemaIndex::Resolve(const SchemaPlace& from, std::string_view reference) {
  SplitUri target{.uri = {}, .fragment = {}};
  int resource = from.resource;
  if (reference.starts_with('#')) {
    target.fragment = PercentDecoded(reference.substr(1));
  } else {
    std::optional<SplitUri> joined = Join(resources_[from.resource].uri, reference);
    if (!joined.has_value()) return std::nullopt;
    target = *std::move(joined);
    const std::optional<int> found = FindResource(target.uri, dialect(from.resource));
    if (!found.has_value()) return std::nullopt;
    resource = *found;
  }
  if (target.fragment.empty()) return SchemaPlace{resources_[resource].root, resource};
  if (target.fragment.front() == '/') return FollowPointer(resource, target.fragment.substr(1));
  const auto anchor = resources_[resource].anchors.find(target.fragment);
  if (anchor == resources_[resource].anchors.end()) return std::nullopt;
  return anchor->second;
}

std::optional<SchemaPlace> SchemaIndex::FollowPointer(int resource, std::string_view pointer) const {
  SchemaPlace place{resources_[resource].root, resource};
  for (const std::string_view escaped : absl::StrSplit(pointer, '/')) {
    const std::string token = absl::StrReplaceAll(escaped, {{"~1", "/"}, {"~0", "~"}});
    const OrderedJson* next = nullptr;
    if (place.json->is_object()) {
      next = Member(*place.json, token);
    } else if (size_t index = 0; place.json->is_array() && absl::SimpleAtoi(token, &index) && index < place.json->size()) {
      next = &(*place.json)[index];
    }
    if (next == nullptr) return std::nullopt;
    place = Inside(place, *next);
  }
  if (!IsSchema(*place.json)) return std::nullopt;
  return place;
}

std::optional<SchemaPlace> SchemaIndex::DynamicAnchor(int resource, std::string_view name) const {
  const auto found = resources_[resource].dynamic_anchors.find(name);
  if (found == resources_[resource].dynamic_anchors.end()) return std::nullopt;
  return found->second;
}

}  // namespace isobridge::bridge
