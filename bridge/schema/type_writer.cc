#include "bridge/schema/type_writer.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

namespace isobridge::bridge {
namespace {

// Kinds of values, as bits, in the order in which a union lists them.
enum Kind : uint8_t { kString = 1, kNumber = 2, kBoolean = 4, kObject = 8, kArray = 16, kNull = 32 };
constexpr uint8_t kAllKinds = 63;

// References are followed this far to see what kinds of values they allow.
constexpr int kMaxKindsDepth = 100;
constexpr size_t kMaxTupleItems = 32;
// Members of a union of literals, and bytes of a literal.
constexpr size_t kMaxLiterals = 200;
constexpr size_t kMaxLiteralBytes = 500;
// An index signature repeats the types of all members.
constexpr size_t kMaxIndexBytes = 200;
// A required name without a schema of its own has the type of all others, again.
constexpr size_t kMaxRepeatedBytes = 200;
constexpr size_t kMaxLineBytes = 90;
// Longer text is for nobody to read, and each level would lengthen it.
constexpr size_t kMaxIndentedBytes = 16u << 10;
constexpr std::string_view kOpenObject = "{ [key: string]: unknown }";

uint8_t KindOfType(std::string_view type) {
  if (type == "string") return kString;
  if (type == "number" || type == "integer") return kNumber;
  if (type == "boolean") return kBoolean;
  if (type == "object") return kObject;
  if (type == "array") return kArray;
  if (type == "null") return kNull;
  return 0;
}

uint8_t KindOfValue(const OrderedJson& value) {
  if (value.is_null()) return kNull;
  if (value.is_bool()) return kBoolean;
  if (value.is_object()) return kObject;
  if (value.is_array()) return kArray;
  return value.is_number() ? kNumber : kString;
}

std::string_view TextOfKind(uint8_t kind) {
  switch (kind) {
    case kString:
      return "string";
    case kNumber:
      return "number";
    case kBoolean:
      return "boolean";
    case kObject:
      return kOpenObject;
    case kArray:
      return "unknown[]";
    default:
      return "null";
  }
}

std::string Unlimited(uint8_t kinds) {
  std::vector<std::string_view> texts;
  for (uint8_t kind = kString; kind <= kNull; kind <<= 1) {
    if ((kinds & kind) != 0) texts.push_back(TextOfKind(kind));
  }
  return absl::StrJoin(texts, " | ");
}

bool IsTrue(const OrderedJson& schema, std::string_view keyword) {
  const OrderedJson* value = Member(schema, keyword);
  return value != nullptr && value->is_bool() && value->as<bool>();
}

bool IsFalse(const OrderedJson* schema) { return schema != nullptr && schema->is_bool() && !schema->as<bool>(); }

bool IsSchema(const OrderedJson* json) { return json != nullptr && (json->is_object() || json->is_bool()); }

uint64_t CountOf(const OrderedJson& schema, std::string_view keyword, uint64_t otherwise) {
  const OrderedJson* value = Member(schema, keyword);
  if (value == nullptr || !value->is_number()) return otherwise;
  const double number = value->as<double>();
  return number >= 0 && number < 1e9 ? static_cast<uint64_t>(number) : otherwise;
}

std::set<std::string> RequiredNames(const OrderedJson& schema) {
  std::set<std::string> names;
  const OrderedJson* required = Member(schema, "required");
  if (required == nullptr || !required->is_array()) return names;
  for (const OrderedJson& name : required->array_range()) {
    if (name.is_string()) names.insert(name.as<std::string>());
  }
  return names;
}

std::string Key(const std::string& name) {
  const bool plain = !name.empty() && !absl::ascii_isdigit(static_cast<unsigned char>(name.front())) &&
                     std::all_of(name.begin(), name.end(), [](char c) {
                       return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '$';
                     });
  return plain ? name : Quoted(name);
}

// Every object has these, as functions: an optional member of the name would make `{}` unfit.
bool IsInherited(std::string_view name) {
  constexpr std::string_view kNames[] = {"constructor",    "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable",
                                         "toLocaleString", "toString",       "valueOf",       "__proto__"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

// What a single value is as a type. Wider for what has no literal.
std::string Literal(const OrderedJson& value) {
  if (value.is_array()) {
    std::vector<std::string> items;
    for (const OrderedJson& item : value.array_range()) items.push_back(Literal(item));
    return absl::StrCat("[", absl::StrJoin(items, ", "), "]");
  }
  if (value.is_object()) {
    std::vector<std::string> members;
    for (const auto& member : value.object_range())
      members.push_back(absl::StrCat(Key(std::string(member.key())), ": ", Literal(member.value())));
    return members.empty() ? "{ [key: string]: never }" : absl::StrCat("{ ", absl::StrJoin(members, "; "), " }");
  }
  if (value.is_string() && !value.is_number()) return Quoted(value.as<std::string>());
  // Integers beyond 64 bits are text with a tag.
  if (value.is_number() && (value.is_string() || !std::isfinite(value.as<double>()))) return "number";
  return TextOf(value);
}

std::string Indented(std::string text) {
  return text.size() > kMaxIndentedBytes ? text : absl::StrReplaceAll(text, {{"\n", "\n  "}});
}

std::string_view LastToken(std::string_view reference) {
  const size_t cut = reference.find_last_of("/#");
  return cut == std::string_view::npos ? reference : reference.substr(cut + 1);
}

}  // namespace

// ---- kinds ------------------------------------------------------------------------------------------------------------

uint8_t TypeWriter::Kinds(const SchemaPlace& place, int depth) {
  if (place.json->is_bool()) return place.json->as<bool>() ? kAllKinds : 0;
  if (depth > kMaxKindsDepth) return kAllKinds;
  // While it is being found out, a schema that refers to itself allows everything.
  const auto [found, added] = kinds_.emplace(place.json, kAllKinds);
  if (!added) return found->second;
  const uint8_t kinds = ReadKinds(place, depth + 1);
  kinds_[place.json] = kinds;
  return kinds;
}

uint8_t TypeWriter::ReadKinds(const SchemaPlace& place, int depth) {
  const OrderedJson& schema = *place.json;
  uint8_t kinds = kAllKinds;
  if (const OrderedJson* ref = Member(schema, "$ref"); ref != nullptr && ref->is_string()) {
    const std::optional<SchemaPlace> target = index_->Resolve(place, ref->as<std::string>());
    if (target.has_value()) kinds &= Kinds(*target, depth);
    if (index_->dialect(place.resource) == Dialect::k7) return kinds;
  }
  if (const OrderedJson* type = Member(schema, "type")) {
    uint8_t own = 0;
    if (!type->is_array()) own = NamedKinds(*type);
    if (type->is_array()) {
      for (const OrderedJson& name : type->array_range()) own |= NamedKinds(name);
    }
    if (IsTrue(schema, "nullable")) own |= kNull;
    kinds &= own;
  }
  if (const OrderedJson* value = Member(schema, "const")) kinds &= KindOfValue(*value);
  if (const OrderedJson* values = Member(schema, "enum"); values != nullptr && values->is_array()) {
    uint8_t own = IsTrue(schema, "nullable") ? kNull : 0;
    for (const OrderedJson& value : values->array_range()) own |= KindOfValue(value);
    kinds &= own;
  }
  if (const OrderedJson* all = Member(schema, "allOf"); all != nullptr && all->is_array()) {
    for (const OrderedJson& json : all->array_range()) {
      if (IsSchema(&json)) kinds &= Kinds(index_->Inside(place, json), depth);
    }
  }
  for (const std::string_view keyword : {"anyOf", "oneOf"}) {
    if (const OrderedJson* list = Member(schema, keyword)) kinds &= UnionKinds(place, *list, depth);
  }
  return kinds;
}

// Nothing is held against a schema that names a type which there isn't, so nothing is told of it.
uint8_t TypeWriter::NamedKinds(const OrderedJson& type) {
  const uint8_t kinds = type.is_string() ? KindOfType(type.as<std::string>()) : 0;
  if (kinds != 0) return kinds;
  notes_.push_back(absl::StrCat("type ", Cut(TextOf(type), 200), " is none of JSON Schema's"));
  return kAllKinds;
}

uint8_t TypeWriter::UnionKinds(const SchemaPlace& place, const OrderedJson& list, int depth) {
  if (!list.is_array() || list.empty()) return kAllKinds;
  uint8_t kinds = 0;
  for (const OrderedJson& json : list.array_range())
    kinds |= IsSchema(&json) ? Kinds(index_->Inside(place, json), depth) : kAllKinds;
  return kinds;
}

// ---- names ------------------------------------------------------------------------------------------------------------

std::string TypeWriter::NameOf(const SchemaPlace& place, std::string_view hint) {
  const auto [found, added] = by_place_.emplace(place.json, named_.size());
  if (added) {
    const std::string name = named_.empty() ? root_name_ : names_->Take(absl::StrCat(root_name_, PascalCase(hint)));
    named_.push_back({.name = name, .place = place, .kinds = kAllKinds, .type = {}});
  }
  return named_[found->second].name;
}

std::string TypeWriter::Write(const std::string& name, Root root) {
  root_name_ = name;
  NameOf(index_->root(), "");
  if (root == Root::kObject && (Kinds(index_->root(), 0) & kObject) != 0) named_[0].kinds = kObject;
  // Writing one may name others.
  for (size_t i = 0; i < named_.size(); ++i) {
    Type type = Of(named_[i].place, named_[i].kinds);
    named_[i].type = std::move(type);
  }
  BreakCycles();
  std::string text;
  for (const Named& named : named_) {
    if (detail_ == DocDetail::kFull && &named != &named_.front())
      absl::StrAppend(&text, DocComment(Prose(*named.place.json), ""));
    absl::StrAppend(&text, "type ", named.name, " = ", named.type.text, ";\n");
  }
  return text;
}

std::string TypeWriter::Inline(const SchemaPlace& place) {
  // So that what it refers to has a name of its own.
  if (named_.empty()) NameOf(index_->root(), "");
  std::string text = Of(place, kAllKinds).text;
  return absl::StrReplaceAll(text, {{"\n  ", " "}, {"\n", " "}});
}

// A type that would consist of itself is no type. Each is looked at once: where a walk comes back to one that it is inside of,
// that one is unknown.
void TypeWriter::BreakCycles() {
  enum class State { kNew, kInside, kDone };
  struct Step {
    size_t type;
    size_t next;
  };
  std::unordered_map<std::string, size_t> by_name;
  for (size_t i = 0; i < named_.size(); ++i) by_name.emplace(named_[i].name, i);
  std::vector<State> states(named_.size(), State::kNew);
  std::set<size_t> of_themselves;
  for (size_t first = 0; first < named_.size(); ++first) {
    if (states[first] != State::kNew) continue;
    // By hand: a chain may be longer than the stack is deep.
    std::vector<Step> inside = {{first, 0}};
    states[first] = State::kInside;
    while (!inside.empty()) {
      Step& step = inside.back();
      const std::vector<std::string>& bare = named_[step.type].type.bare;
      if (step.next == bare.size()) {
        states[step.type] = State::kDone;
        inside.pop_back();
        continue;
      }
      const auto found = by_name.find(bare[step.next++]);
      if (found == by_name.end()) continue;
      if (states[found->second] == State::kInside) of_themselves.insert(found->second);
      if (states[found->second] != State::kNew) continue;
      states[found->second] = State::kInside;
      inside.push_back({found->second, 0});
    }
  }
  for (const size_t type : of_themselves) {
    Named& named = named_[type];
    notes_.push_back(absl::StrCat("the type ", named.name, " would consist of itself"));
    named.type = {.text = "unknown", .binding = Binding::kAtom, .bare = {}};
  }
}

// ---- expressions ------------------------------------------------------------------------------------------------------

std::string TypeWriter::Parenthesised(const Type& type, Binding binding) {
  return type.binding > binding ? absl::StrCat("(", type.text, ")") : type.text;
}

TypeWriter::Type TypeWriter::Union(std::vector<Type> types) {
  std::vector<std::string> parts;
  Type result;
  for (Type& type : types) {
    if (type.unknown()) return {.text = "unknown", .binding = Binding::kAtom, .bare = {}};
    if (type.text == "never" || std::find(parts.begin(), parts.end(), type.text) != parts.end()) continue;
    parts.push_back(type.text);
    result.binding = type.binding;
    result.bare.insert(result.bare.end(), type.bare.begin(), type.bare.end());
  }
  if (parts.empty()) return {.text = "never", .binding = Binding::kAtom, .bare = {}};
  if (parts.size() > 1) result.binding = Binding::kUnion;
  result.text = absl::StrJoin(parts, " | ");
  return result;
}

TypeWriter::Type TypeWriter::Intersection(std::vector<Type> types) {
  std::erase_if(types, [](const Type& type) { return type.unknown(); });
  if (types.empty()) return {.text = "unknown", .binding = Binding::kAtom, .bare = {}};
  if (types.size() == 1) return std::move(types.front());
  std::vector<std::string> parts;
  Type result{.text = {}, .binding = Binding::kIntersection, .bare = {}};
  for (const Type& type : types) {
    if (type.text == "never") return type;
    const std::string part = Parenthesised(type, Binding::kIntersection);
    if (std::find(parts.begin(), parts.end(), part) == parts.end()) parts.push_back(part);
    result.bare.insert(result.bare.end(), type.bare.begin(), type.bare.end());
  }
  if (parts.size() == 1) return std::move(types.front());
  result.text = absl::StrJoin(parts, " & ");
  return result;
}

TypeWriter::Type TypeWriter::Inside(const SchemaPlace& place, const OrderedJson& json) {
  if (!IsSchema(&json)) return {.text = "unknown", .binding = Binding::kAtom, .bare = {}};
  return Of(index_->Inside(place, json), kAllKinds);
}

TypeWriter::Type TypeWriter::Of(const SchemaPlace& place, uint8_t kinds) {
  if (place.json->is_bool() && place.json->as<bool>() && kinds == kAllKinds)
    return {.text = "unknown", .binding = Binding::kAtom, .bare = {}};
  kinds &= Kinds(place, 0);
  if (kinds == 0) return {.text = "never", .binding = Binding::kAtom, .bare = {}};
  if (place.json->is_bool()) return Own(place, kinds);
  const OrderedJson& schema = *place.json;
  if (const OrderedJson* negated = Member(schema, "not");
      negated != nullptr && ((negated->is_bool() && !IsFalse(negated)) || (negated->is_object() && negated->empty()))) {
    return {.text = "never", .binding = Binding::kAtom, .bare = {}};
  }

  std::vector<Type> parts;
  if (const OrderedJson* ref = Member(schema, "$ref"); ref != nullptr && ref->is_string()) {
    parts.push_back(Reference(place, *ref));
    if (index_->dialect(place.resource) == Dialect::k7) return parts.front();
  }
  if (const OrderedJson* all = Member(schema, "allOf"); all != nullptr && all->is_array()) {
    for (const OrderedJson& json : all->array_range()) {
      if (IsSchema(&json)) parts.push_back(Of(index_->Inside(place, json), kinds));
    }
  }
  for (const std::string_view keyword : {"anyOf", "oneOf"}) {
    if (const OrderedJson* list = Member(schema, keyword); list != nullptr && list->is_array() && !list->empty())
      parts.push_back(Alternatives(place, *list, kinds));
  }
  const bool has_shape = std::any_of(schema.object_range().begin(), schema.object_range().end(), [](const auto& member) {
    constexpr std::string_view kShapes[] = {"properties",        "required", "additionalProperties",
                                            "patternProperties", "items",    "additionalItems",
                                            "prefixItems",       "const",    "enum"};
    return std::find(std::begin(kShapes), std::end(kShapes), std::string_view(member.key())) != std::end(kShapes);
  });
  // Beside others, whose kinds are the same already, it says nothing new.
  const bool told = std::any_of(parts.begin(), parts.end(), [](const Type& type) { return !type.unknown(); });
  if (has_shape || !told) parts.insert(parts.begin(), Own(place, kinds));
  return Intersection(std::move(parts));
}

TypeWriter::Type TypeWriter::Reference(const SchemaPlace& place, const OrderedJson& reference) {
  const std::string text = reference.as<std::string>();
  const std::optional<SchemaPlace> target = index_->Resolve(place, text);
  if (!target.has_value()) {
    notes_.push_back(absl::StrCat("$ref ", Quoted(Cut(text, 200)), " names nothing in the schema"));
    return {.text = "unknown", .binding = Binding::kAtom, .bare = {}};
  }
  if (target->json->is_bool()) return Of(*target, kAllKinds);
  std::string name = NameOf(*target, LastToken(text));
  return {.text = name, .binding = Binding::kAtom, .bare = {name}};
}

TypeWriter::Type TypeWriter::Alternatives(const SchemaPlace& place, const OrderedJson& list, uint8_t kinds) {
  std::vector<Type> types;
  for (const OrderedJson& json : list.array_range()) {
    if (!IsSchema(&json)) return {.text = "unknown", .binding = Binding::kAtom, .bare = {}};
    types.push_back(Of(index_->Inside(place, json), kinds));
  }
  return Union(std::move(types));
}

// What the schema says by itself, without what it refers to.
TypeWriter::Type TypeWriter::Own(const SchemaPlace& place, uint8_t kinds) {
  const OrderedJson& schema = *place.json;
  if (Member(schema, "const") != nullptr || (Member(schema, "enum") != nullptr && Member(schema, "enum")->is_array()))
    return Values(schema, kinds);
  const auto has_any = [&](std::initializer_list<std::string_view> keywords) {
    return std::any_of(keywords.begin(), keywords.end(),
                       [&](std::string_view keyword) { return Member(schema, keyword) != nullptr; });
  };
  const bool has_object = has_any({"properties", "required", "additionalProperties", "patternProperties"});
  const bool has_array = has_any({"items", "prefixItems", "maxItems"});
  if (kinds == kAllKinds && !has_object && !has_array) return {.text = "unknown", .binding = Binding::kAtom, .bare = {}};
  std::vector<Type> types;
  for (uint8_t kind = kString; kind <= kNull; kind <<= 1) {
    if ((kinds & kind) == 0) continue;
    if (kind == kObject && has_object) {
      types.push_back(Object(place));
    } else if (kind == kArray && has_array) {
      types.push_back(Array(place));
    } else {
      types.push_back({.text = std::string(TextOfKind(kind)), .binding = Binding::kAtom, .bare = {}});
    }
  }
  return Union(std::move(types));
}

TypeWriter::Type TypeWriter::Values(const OrderedJson& schema, uint8_t kinds) const {
  std::vector<Type> types;
  const auto add = [&](const OrderedJson& value) {
    if ((KindOfValue(value) & kinds) == 0) return;
    std::string text = Literal(value);
    if (text.size() > kMaxLiteralBytes) text = TextOfKind(KindOfValue(value));
    types.push_back({.text = std::move(text), .binding = Binding::kAtom, .bare = {}});
  };
  if (const OrderedJson* value = Member(schema, "const")) {
    add(*value);
    return Union(std::move(types));
  }
  const OrderedJson& values = *Member(schema, "enum");
  if (values.size() > kMaxLiterals) return {.text = Unlimited(kinds), .binding = Binding::kUnion, .bare = {}};
  for (const OrderedJson& value : values.array_range()) add(value);
  if (IsTrue(schema, "nullable") && (kinds & kNull) != 0) add(OrderedJson::null());
  return Union(std::move(types));
}

// ---- arrays and objects -----------------------------------------------------------------------------------------------

TypeWriter::Type TypeWriter::Array(const SchemaPlace& place) {
  const OrderedJson& schema = *place.json;
  const OrderedJson* items = Member(schema, "items");
  if (items != nullptr && items->is_array()) return Tuple(place, *items, Member(schema, "additionalItems"));
  if (const OrderedJson* prefix = Member(schema, "prefixItems"); prefix != nullptr && prefix->is_array() && !prefix->empty())
    return Tuple(place, *prefix, items);
  if (CountOf(schema, "maxItems", 1) == 0 || IsFalse(items)) return {.text = "[]", .binding = Binding::kAtom, .bare = {}};
  if (items == nullptr) return {.text = "unknown[]", .binding = Binding::kAtom, .bare = {}};
  return {
      .text = absl::StrCat(Parenthesised(Inside(place, *items), Binding::kAtom), "[]"), .binding = Binding::kAtom, .bare = {}};
}

// Items that may be missing are optional ones.
TypeWriter::Type TypeWriter::Tuple(const SchemaPlace& place, const OrderedJson& prefix, const OrderedJson* rest) {
  if (prefix.size() > kMaxTupleItems) return {.text = "unknown[]", .binding = Binding::kAtom, .bare = {}};
  const uint64_t least = CountOf(*place.json, "minItems", 0);
  const uint64_t most = CountOf(*place.json, "maxItems", ~uint64_t{0});
  std::vector<std::string> items;
  for (const OrderedJson& json : prefix.array_range()) {
    if (items.size() == most) break;
    const Type type = Inside(place, json);
    items.push_back(items.size() < least ? type.text : absl::StrCat(Parenthesised(type, Binding::kAtom), "?"));
  }
  if (most > prefix.size() && !IsFalse(rest)) {
    const std::string type = rest == nullptr ? "unknown" : Parenthesised(Inside(place, *rest), Binding::kAtom);
    items.push_back(absl::StrCat("...", type, "[]"));
  }
  return {.text = absl::StrCat("[", absl::StrJoin(items, ", "), "]"), .binding = Binding::kAtom, .bare = {}};
}

std::string TypeWriter::MemberText(const OrderedJson& schema, const std::string& key, bool required, const Type& type) const {
  const std::string comment = detail_ == DocDetail::kFull ? DocComment(Prose(schema), "") : "";
  return absl::StrCat(comment, key, required ? ": " : "?: ", type.text, ";");
}

TypeWriter::Type TypeWriter::Object(const SchemaPlace& place) {
  const OrderedJson& schema = *place.json;
  std::set<std::string> required = RequiredNames(schema);
  std::vector<std::string> members;
  // Their types, for the index signature, which must cover them.
  std::vector<std::string> types;
  if (const OrderedJson* properties = Member(schema, "properties"); properties != nullptr && properties->is_object()) {
    for (const auto& property : properties->object_range()) {
      const std::string name(property.key());
      const bool needed = required.erase(name) > 0;
      if (IsInherited(name) && !needed) continue;
      const Type type = Inside(place, property.value());
      members.push_back(MemberText(property.value(), Key(name), needed, type));
      types.push_back(type.text);
      if (!needed) types.push_back("undefined");
    }
  }
  const OrderedJson* additional = Member(schema, "additionalProperties");
  const OrderedJson* patterns = Member(schema, "patternProperties");
  const bool has_patterns = patterns != nullptr && patterns->is_object() && !patterns->empty();
  const Type unknown{.text = "unknown", .binding = Binding::kAtom, .bare = {}};
  // Once: it may nest as deep as schemas do.
  const Type others = additional == nullptr ? unknown : Inside(place, *additional);
  const Type& undeclared = has_patterns || others.text.size() > kMaxRepeatedBytes ? unknown : others;
  for (const std::string& name : required) {
    members.push_back(absl::StrCat(Key(name), ": ", undeclared.text, ";"));
    types.push_back(undeclared.text);
  }
  if (const std::string index = IndexSignature(place, types, others); !index.empty()) members.push_back(index);
  if (members.empty()) return {.text = std::string(kOpenObject), .binding = Binding::kAtom, .bare = {}};

  std::string text = absl::StrCat("{ ", absl::StrJoin(members, " "), " }");
  if (text.size() > kMaxLineBytes || text.find('\n') != std::string::npos) {
    text = absl::StrCat("{\n  ", Indented(absl::StrJoin(members, "\n")), "\n}");
  } else {
    // The semicolon before the brace is not needed on one line.
    text.erase(text.size() - 3, 1);
  }
  return {.text = std::move(text), .binding = Binding::kAtom, .bare = {}};
}

// What other members may be, or "" if there are none or nothing is said about them. `members`: the types of the named ones;
// `others`: what `additionalProperties` says.
std::string TypeWriter::IndexSignature(const SchemaPlace& place, const std::vector<std::string>& members, const Type& others) {
  const OrderedJson& schema = *place.json;
  const OrderedJson* additional = Member(schema, "additionalProperties");
  const OrderedJson* patterns = Member(schema, "patternProperties");
  const bool has_patterns = patterns != nullptr && patterns->is_object() && !patterns->empty();
  if (IsFalse(additional) && !has_patterns) return members.empty() ? "[key: string]: never;" : "";
  if (additional == nullptr && !has_patterns) return "";
  std::vector<Type> types;
  if (!IsFalse(additional)) types.push_back(others);
  if (has_patterns) {
    for (const auto& pattern : patterns->object_range()) types.push_back(Inside(place, pattern.value()));
  }
  size_t bytes = 0;
  for (const std::string& type : members) {
    bytes += type.size();
    types.push_back({.text = type, .binding = Binding::kUnion, .bare = {}});
  }
  if (bytes > kMaxIndexBytes) return "[key: string]: unknown;";
  return absl::StrCat("[key: string]: ", Union(std::move(types)).text, ";");
}

}  // namespace isobridge::bridge
