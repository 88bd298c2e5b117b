#ifndef ISOBRIDGE_BRIDGE_SCHEMA_COMPILED_SCHEMA_H_
#define ISOBRIDGE_BRIDGE_SCHEMA_COMPILED_SCHEMA_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "bridge/schema/ecma_pattern.h"
#include "bridge/schema/json.h"
#include "bridge/schema/schema_index.h"

namespace isobridge::bridge {

// The types of JSON Schema, as bits.
enum SchemaType : uint8_t {
  kNullType = 1,
  kBooleanType = 2,
  kIntegerType = 4,
  kNumberType = 8,
  kStringType = 16,
  kArrayType = 32,
  kObjectType = 64,
};

// The number of a node in its CompiledSchema.
using SchemaNodeId = int;
inline constexpr SchemaNodeId kNoNode = -1;

// One schema, each keyword read. Of a keyword that is not there a number has no value, a list is empty and a node is kNoNode.
struct SchemaNode {
  struct PatternProperty {
    std::shared_ptr<const EcmaPattern> pattern;
    SchemaNodeId node;
  };
  struct DynamicRef {
    std::string anchor;
    // Where it points if no outer resource has that anchor.
    SchemaNodeId target;
  };

  int resource = 0;
  // The schema `false`.
  bool never = false;

  // SchemaType bits; 0: any.
  uint8_t types = 0;
  std::optional<std::vector<SortedJson>> values;

  std::optional<double> minimum, maximum, exclusive_minimum, exclusive_maximum, multiple_of;

  std::optional<uint64_t> min_length, max_length;
  std::shared_ptr<const EcmaPattern> pattern;

  std::vector<SchemaNodeId> prefix_items;
  SchemaNodeId items = kNoNode;
  SchemaNodeId contains = kNoNode;
  std::optional<uint64_t> min_contains, max_contains, min_items, max_items;
  bool unique_items = false;
  SchemaNodeId unevaluated_items = kNoNode;

  std::map<std::string, SchemaNodeId, std::less<>> properties;
  std::vector<PatternProperty> pattern_properties;
  SchemaNodeId additional_properties = kNoNode;
  SchemaNodeId property_names = kNoNode;
  std::vector<std::string> required;
  std::optional<uint64_t> min_properties, max_properties;
  std::vector<std::pair<std::string, std::vector<std::string>>> dependent_required;
  std::vector<std::pair<std::string, SchemaNodeId>> dependent_schemas;
  SchemaNodeId unevaluated_properties = kNoNode;

  SchemaNodeId ref = kNoNode;
  std::optional<DynamicRef> dynamic_ref;
  std::vector<SchemaNodeId> all_of, any_of, one_of;
  SchemaNodeId negated = kNoNode;
  SchemaNodeId condition = kNoNode, then = kNoNode, otherwise = kNoNode;
};

// A schema made ready for validation: JSON Schema 2020-12 or draft 7, and OpenAPI's `nullable`. `format` and `content*` are
// annotations and not held against anything.
//
// Immutable once made, so thread-safe.
class CompiledSchema {
 public:
  // INVALID_ARGUMENT, saying what is wrong and where, for what SchemaIndex refuses, a reference to nothing, a keyword whose value
  // is of the wrong type, more than 20,000 subschemas, and schemas that refer to themselves without going deeper into the value
  // (`{"$ref": "#"}`). A pattern that RE2 can't match is left out and told in unchecked(), and so are those beyond 32 different
  // ones, and beyond what takes a few milliseconds to compile.
  static absl::StatusOr<std::unique_ptr<const CompiledSchema>> Create(std::string_view text, SchemaIndex::Documents others = {});
  // For values without text and members, of which no pattern says anything: none is compiled.
  static absl::StatusOr<std::unique_ptr<const CompiledSchema>> CreateWithoutPatterns(std::string_view text);

  const SchemaNode& node(SchemaNodeId id) const { return nodes_[id]; }
  SchemaNodeId root() const { return 0; }
  // Whether any node looks at what other keywords left unevaluated.
  bool tracks_evaluation() const { return tracks_evaluation_; }
  // The node of a `$dynamicAnchor`, or kNoNode.
  SchemaNodeId DynamicAnchor(int resource, std::string_view name) const;

  // What it takes in memory, about.
  uint64_t bytes() const { return sizeof(*this) + nodes_.size() * kNodeBytes + patterns_ * EcmaPattern::kBytes; }

  // For people: what validation ignores although the schema says it.
  const std::vector<std::string>& unchecked() const { return unchecked_; }

 private:
  friend class SchemaCompiler;
  CompiledSchema() = default;

  // With a few names and values of its own.
  static constexpr uint64_t kNodeBytes = sizeof(SchemaNode) + 512;

  std::vector<SchemaNode> nodes_;
  std::map<std::pair<int, std::string>, SchemaNodeId> dynamic_anchors_;
  std::vector<std::string> unchecked_;
  // Different ones.
  size_t patterns_ = 0;
  bool tracks_evaluation_ = false;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_SCHEMA_COMPILED_SCHEMA_H_
