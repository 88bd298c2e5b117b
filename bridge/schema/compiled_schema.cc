#include "bridge/schema/compiled_schema.h"

#include <algorithm>
#include <functional>
#include <unordered_map>

#include "absl/strings/str_cat.h"
#include "bridge/schema/ecma_pattern.h"

namespace isobridge::bridge {
namespace {

constexpr size_t kMaxNodes = 20000;
// Of the patterns of one schema: how many, and RE2's instructions in all. One that is too large to be read counts as many.
constexpr size_t kMaxPatterns = 32;
constexpr int kMaxInstructions = 12'000;
constexpr int kInstructionsOfUnread = 4'000;

uint8_t TypeBit(std::string_view name) {
  if (name == "null") return kNullType;
  if (name == "boolean") return kBooleanType;
  if (name == "integer") return kIntegerType;
  if (name == "number") return kNumberType;
  if (name == "string") return kStringType;
  if (name == "array") return kArrayType;
  if (name == "object") return kObjectType;
  return 0;
}

// The nodes that are held against the same value as `node`.
std::vector<SchemaNodeId> InPlace(const SchemaNode& node) {
  std::vector<SchemaNodeId> nodes = {node.ref, node.negated, node.condition, node.then, node.otherwise};
  if (node.dynamic_ref.has_value()) nodes.push_back(node.dynamic_ref->target);
  for (const auto* list : {&node.all_of, &node.any_of, &node.one_of}) nodes.insert(nodes.end(), list->begin(), list->end());
  for (const auto& [name, dependent] : node.dependent_schemas) nodes.push_back(dependent);
  std::erase(nodes, kNoNode);
  return nodes;
}

}  // namespace

// Reads one schema after the other until every one that is referred to has been read: no recursion.
class SchemaCompiler {
 public:
  enum class Patterns { kCompiled, kLeftOut };

  SchemaCompiler(SchemaIndex* index, Patterns patterns, CompiledSchema* out) : index_(index), patterns_(patterns), out_(out) {}

  // The schema of a text.
  static absl::StatusOr<std::unique_ptr<const CompiledSchema>> Compile(std::string_view text, SchemaIndex::Documents others,
                                                                       Patterns patterns) {
    absl::StatusOr<std::unique_ptr<SchemaIndex>> index = SchemaIndex::Create(text, std::move(others));
    if (!index.ok()) return index.status();
    std::unique_ptr<CompiledSchema> schema(new CompiledSchema());
    if (absl::Status status = SchemaCompiler(index->get(), patterns, schema.get()).Run(); !status.ok()) return status;
    return schema;
  }

  absl::Status Run() {
    NodeOf(index_->root());
    for (size_t i = 0; i < places_.size(); ++i) {
      if (i >= kMaxNodes) return absl::InvalidArgumentError(absl::StrCat("the schema has more than ", kMaxNodes, " subschemas"));
      if (absl::Status status = Read(static_cast<SchemaNodeId>(i)); !status.ok()) return status;
    }
    return RefuseIdleCycles();
  }

 private:
  SchemaNodeId NodeOf(const SchemaPlace& place) {
    const auto [found, added] = ids_.emplace(place.json, static_cast<SchemaNodeId>(places_.size()));
    if (added) {
      places_.push_back(place);
      out_->nodes_.emplace_back().resource = place.resource;
    }
    return found->second;
  }

  // The keyword's value as a node, or kNoNode.
  SchemaNodeId Sub(const SchemaPlace& place, std::string_view keyword) {
    const OrderedJson* json = Member(*place.json, keyword);
    return json == nullptr ? kNoNode : SubNode(place, keyword, *json);
  }

  SchemaNodeId SubNode(const SchemaPlace& place, std::string_view keyword, const OrderedJson& json) {
    if (!json.is_object() && !json.is_bool()) {
      Fail(keyword, "is to be a schema, which is an object or a boolean");
      return kNoNode;
    }
    return NodeOf(index_->Inside(place, json));
  }

  std::vector<SchemaNodeId> SubList(const SchemaPlace& place, std::string_view keyword) {
    std::vector<SchemaNodeId> nodes;
    const OrderedJson* list = Member(*place.json, keyword);
    if (list == nullptr) return nodes;
    if (!list->is_array()) Fail(keyword, "is to be an array of schemas");
    if (!list->is_array()) return nodes;
    for (const OrderedJson& json : list->array_range()) nodes.push_back(SubNode(place, keyword, json));
    return nodes;
  }

  // Calls `take` with each member of the keyword's object.
  void EachMember(const SchemaPlace& place, std::string_view keyword,
                  const std::function<void(const std::string&, const OrderedJson&)>& take) {
    const OrderedJson* map = Member(*place.json, keyword);
    if (map == nullptr) return;
    if (!map->is_object()) return Fail(keyword, "is to be an object");
    for (const auto& member : map->object_range()) take(std::string(member.key()), member.value());
  }

  std::optional<double> Number(const SchemaPlace& place, std::string_view keyword) {
    const OrderedJson* json = Member(*place.json, keyword);
    if (json == nullptr) return std::nullopt;
    if (json->is_number()) return json->as<double>();
    // Draft 4 has booleans there.
    if (!keyword.starts_with("exclusive") || !json->is_bool()) Fail(keyword, "is to be a number");
    return std::nullopt;
  }

  std::optional<uint64_t> Count(const SchemaPlace& place, std::string_view keyword) {
    const std::optional<double> number = Number(place, keyword);
    if (!number.has_value()) return std::nullopt;
    if (!(*number >= 0)) Fail(keyword, "is to be no less than 0");
    if (!(*number >= 0)) return std::nullopt;
    return *number >= 1e15 ? uint64_t{1} << 62 : static_cast<uint64_t>(*number);
  }

  std::vector<std::string> Names(std::string_view keyword, const OrderedJson& json) {
    std::vector<std::string> names;
    if (!json.is_array()) return names;
    for (const OrderedJson& name : json.array_range()) {
      if (name.is_string()) names.push_back(name.as<std::string>());
    }
    return names;
  }

  // Null if it is left out.
  std::shared_ptr<const EcmaPattern> Pattern(std::string_view keyword, std::string_view text) {
    if (patterns_ == Patterns::kLeftOut) return nullptr;
    const auto [found, added] = by_text_.try_emplace(std::string(text));
    if (!added) return found->second;
    absl::StatusOr<std::shared_ptr<const EcmaPattern>> pattern = Compiled(text);
    if (pattern.ok()) return found->second = *std::move(pattern);
    const std::string note = absl::StrCat(keyword, " ", Quoted(Cut(text, 100)), " ", pattern.status().message());
    if (out_->unchecked_.size() < kMaxPatterns) out_->unchecked_.push_back(note);
    return nullptr;
  }

  absl::StatusOr<std::shared_ptr<const EcmaPattern>> Compiled(std::string_view text) {
    if (out_->patterns_ >= kMaxPatterns || instructions_ >= kMaxInstructions)
      return absl::InvalidArgumentError("is one too many: the schema's other patterns take as much as is allowed");
    absl::StatusOr<std::unique_ptr<const EcmaPattern>> pattern = EcmaPattern::Create(text);
    instructions_ += pattern.ok() ? (*pattern)->size() : kInstructionsOfUnread;
    if (!pattern.ok()) return pattern.status();
    ++out_->patterns_;
    return *std::move(pattern);
  }

  void Fail(std::string_view keyword, std::string_view what) {
    if (status_.ok()) status_ = absl::InvalidArgumentError(absl::StrCat(keyword, " ", what));
  }

  // ---- keywords ----

  absl::Status Read(SchemaNodeId id) {
    const SchemaPlace place = places_[id];
    // Filled apart: reading adds nodes, which moves them.
    SchemaNode node;
    node.resource = place.resource;
    if (place.json->is_bool()) {
      node.never = !place.json->as<bool>();
    } else {
      ReadReferences(place, &node);
      if (index_->dialect(place.resource) == Dialect::k2020 || Member(*place.json, "$ref") == nullptr) ReadKeywords(place, &node);
    }
    out_->nodes_[id] = std::move(node);
    return status_;
  }

  void ReadReferences(const SchemaPlace& place, SchemaNode* node) {
    if (const OrderedJson* ref = Member(*place.json, "$ref"); ref != nullptr) node->ref = Target(place, "$ref", *ref);
    const OrderedJson* ref = Member(*place.json, "$dynamicRef");
    if (ref == nullptr || index_->dialect(place.resource) == Dialect::k7) return;
    const SchemaNodeId target = Target(place, "$dynamicRef", *ref);
    if (target == kNoNode) return;
    const OrderedJson* anchor = Member(*places_[target].json, "$dynamicAnchor");
    const std::string reference = ref->as<std::string>();
    const bool dynamic =
        anchor != nullptr && anchor->is_string() && reference.ends_with(absl::StrCat("#", anchor->as<std::string>()));
    if (!dynamic) {
      node->all_of.push_back(target);
      return;
    }
    node->dynamic_ref = {anchor->as<std::string>(), target};
    for (int resource = 0; resource < index_->resources(); ++resource) {
      const std::optional<SchemaPlace> other = index_->DynamicAnchor(resource, node->dynamic_ref->anchor);
      if (other.has_value()) out_->dynamic_anchors_[{resource, node->dynamic_ref->anchor}] = NodeOf(*other);
    }
  }

  SchemaNodeId Target(const SchemaPlace& place, std::string_view keyword, const OrderedJson& reference) {
    if (!reference.is_string()) {
      Fail(keyword, "is to be a string");
      return kNoNode;
    }
    const std::string text = reference.as<std::string>();
    const std::optional<SchemaPlace> target = index_->Resolve(place, text);
    if (target.has_value()) return NodeOf(*target);
    Fail(keyword, absl::StrCat(Quoted(Cut(text, 200)), " names nothing in this schema; other documents are not fetched"));
    return kNoNode;
  }

  void ReadKeywords(const SchemaPlace& place, SchemaNode* node) {
    ReadValues(place, node);
    ReadScalars(place, node);
    ReadArrays(place, node);
    ReadObjects(place, node);
    for (const SchemaNodeId all : SubList(place, "allOf")) node->all_of.push_back(all);
    node->any_of = SubList(place, "anyOf");
    node->one_of = SubList(place, "oneOf");
    node->negated = Sub(place, "not");
    node->condition = Sub(place, "if");
    if (node->condition != kNoNode) {
      node->then = Sub(place, "then");
      node->otherwise = Sub(place, "else");
    }
  }

  void ReadValues(const SchemaPlace& place, SchemaNode* node) {
    if (const OrderedJson* type = Member(*place.json, "type")) node->types = Types(*type);
    const OrderedJson* values = Member(*place.json, "enum");
    if (values != nullptr && values->is_array()) {
      node->values.emplace();
      for (const OrderedJson& value : values->array_range()) node->values->push_back(Sorted(value));
    } else if (values != nullptr) {
      Fail("enum", "is to be an array");
    }
    if (const OrderedJson* value = Member(*place.json, "const")) AddConst(Sorted(*value), node);
    // OpenAPI's, which widens what the other keywords say.
    const OrderedJson* nullable = Member(*place.json, "nullable");
    if (nullable == nullptr || !nullable->is_bool() || !nullable->as<bool>()) return;
    if (node->types != 0) node->types |= kNullType;
    if (node->values.has_value()) node->values->push_back(SortedJson::null());
  }

  void AddConst(SortedJson value, SchemaNode* node) {
    const bool possible =
        !node->values.has_value() || std::find(node->values->begin(), node->values->end(), value) != node->values->end();
    node->values.emplace();
    if (possible) node->values->push_back(std::move(value));
  }

  uint8_t Types(const OrderedJson& json) {
    uint8_t types = 0;
    const auto add = [&](const OrderedJson& name) {
      const uint8_t bit = name.is_string() ? TypeBit(name.as<std::string>()) : 0;
      if (bit == 0) Fail("type", absl::StrCat("has ", Cut(TextOf(name), 100), ", which is no type of JSON Schema"));
      types |= bit;
    };
    if (!json.is_array()) {
      add(json);
      return types;
    }
    for (const OrderedJson& name : json.array_range()) add(name);
    return types;
  }

  void ReadScalars(const SchemaPlace& place, SchemaNode* node) {
    node->minimum = Number(place, "minimum");
    node->maximum = Number(place, "maximum");
    node->exclusive_minimum = Number(place, "exclusiveMinimum");
    node->exclusive_maximum = Number(place, "exclusiveMaximum");
    node->multiple_of = Number(place, "multipleOf");
    if (node->multiple_of.has_value() && !(*node->multiple_of > 0)) Fail("multipleOf", "is to be more than 0");
    node->min_length = Count(place, "minLength");
    node->max_length = Count(place, "maxLength");
    if (const OrderedJson* pattern = Member(*place.json, "pattern"); pattern != nullptr && pattern->is_string()) {
      node->pattern = Pattern("pattern", pattern->as<std::string>());
    }
  }

  void ReadArrays(const SchemaPlace& place, SchemaNode* node) {
    const OrderedJson* items = Member(*place.json, "items");
    if (items != nullptr && items->is_array()) {
      node->prefix_items = SubList(place, "items");
      node->items = Sub(place, "additionalItems");
    } else {
      node->prefix_items = SubList(place, "prefixItems");
      node->items = Sub(place, "items");
    }
    node->contains = Sub(place, "contains");
    if (node->contains != kNoNode && index_->dialect(place.resource) == Dialect::k2020) {
      node->min_contains = Count(place, "minContains");
      node->max_contains = Count(place, "maxContains");
    }
    node->min_items = Count(place, "minItems");
    node->max_items = Count(place, "maxItems");
    const OrderedJson* unique = Member(*place.json, "uniqueItems");
    node->unique_items = unique != nullptr && unique->is_bool() && unique->as<bool>();
    node->unevaluated_items = Unevaluated(place, "unevaluatedItems");
  }

  SchemaNodeId Unevaluated(const SchemaPlace& place, std::string_view keyword) {
    if (index_->dialect(place.resource) == Dialect::k7) return kNoNode;
    const SchemaNodeId node = Sub(place, keyword);
    if (node != kNoNode) out_->tracks_evaluation_ = true;
    return node;
  }

  void ReadObjects(const SchemaPlace& place, SchemaNode* node) {
    EachMember(place, "properties", [&](const std::string& name, const OrderedJson& json) {
      node->properties[name] = SubNode(place, "properties", json);
    });
    EachMember(place, "patternProperties", [&](const std::string& name, const OrderedJson& json) {
      std::shared_ptr<const EcmaPattern> pattern = Pattern("patternProperties", name);
      if (pattern != nullptr) node->pattern_properties.push_back({std::move(pattern), SubNode(place, "patternProperties", json)});
    });
    // What an unreadable pattern covers is not known to be additional.
    const OrderedJson* patterns = Member(*place.json, "patternProperties");
    const bool all_read = patterns == nullptr || !patterns->is_object() || patterns->size() == node->pattern_properties.size();
    if (all_read) node->additional_properties = Sub(place, "additionalProperties");
    node->property_names = Sub(place, "propertyNames");
    if (const OrderedJson* required = Member(*place.json, "required")) node->required = Names("required", *required);
    node->min_properties = Count(place, "minProperties");
    node->max_properties = Count(place, "maxProperties");
    EachMember(place, "dependentRequired", [&](const std::string& name, const OrderedJson& json) {
      node->dependent_required.emplace_back(name, Names("dependentRequired", json));
    });
    EachMember(place, "dependentSchemas", [&](const std::string& name, const OrderedJson& json) {
      node->dependent_schemas.emplace_back(name, SubNode(place, "dependentSchemas", json));
    });
    EachMember(place, "dependencies", [&](const std::string& name, const OrderedJson& json) {
      if (json.is_array()) {
        node->dependent_required.emplace_back(name, Names("dependencies", json));
      } else {
        node->dependent_schemas.emplace_back(name, SubNode(place, "dependencies", json));
      }
    });
    node->unevaluated_properties = Unevaluated(place, "unevaluatedProperties");
  }

  // ---- cycles ----

  // A depth-first search over what is held against the same value.
  absl::Status RefuseIdleCycles() const {
    enum class State : uint8_t { kNew, kOpen, kDone };
    std::vector<State> states(out_->nodes_.size(), State::kNew);
    struct Step {
      SchemaNodeId node;
      std::vector<SchemaNodeId> left;
    };
    for (SchemaNodeId start = 0; start < static_cast<SchemaNodeId>(states.size()); ++start) {
      if (states[start] != State::kNew) continue;
      std::vector<Step> path;
      path.push_back({start, InPlace(out_->nodes_[start])});
      states[start] = State::kOpen;
      while (!path.empty()) {
        Step& step = path.back();
        if (step.left.empty()) {
          states[step.node] = State::kDone;
          path.pop_back();
          continue;
        }
        const SchemaNodeId next = step.left.back();
        step.left.pop_back();
        if (states[next] == State::kOpen)
          return absl::InvalidArgumentError("the schema refers to itself without going deeper into the value");
        if (states[next] == State::kDone) continue;
        states[next] = State::kOpen;
        path.push_back({next, InPlace(out_->nodes_[next])});
      }
    }
    return absl::OkStatus();
  }

  SchemaIndex* const index_;
  const Patterns patterns_;
  CompiledSchema* const out_;
  std::vector<SchemaPlace> places_;
  std::unordered_map<const OrderedJson*, SchemaNodeId> ids_;
  std::unordered_map<std::string, std::shared_ptr<const EcmaPattern>> by_text_;
  int instructions_ = 0;
  absl::Status status_;
};

absl::StatusOr<std::unique_ptr<const CompiledSchema>> CompiledSchema::Create(std::string_view text,
                                                                             SchemaIndex::Documents others) {
  return SchemaCompiler::Compile(text, std::move(others), SchemaCompiler::Patterns::kCompiled);
}

absl::StatusOr<std::unique_ptr<const CompiledSchema>> CompiledSchema::CreateWithoutPatterns(std::string_view text) {
  return SchemaCompiler::Compile(text, {}, SchemaCompiler::Patterns::kLeftOut);
}

SchemaNodeId CompiledSchema::DynamicAnchor(int resource, std::string_view name) const {
  const auto found = dynamic_anchors_.find({resource, std::string(name)});
  return found == dynamic_anchors_.end() ? kNoNode : found->second;
}

}  // namespace isobridge::bridge
