#ifndef ISOBRIDGE_BRIDGE_SCHEMA_SCHEMA_INDEX_H_
#define ISOBRIDGE_BRIDGE_SCHEMA_SCHEMA_INDEX_H_

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"
#include "bridge/schema/json.h"

namespace isobridge::bridge {

// What a keyword means where the drafts differ.
enum class Dialect {
  // Also of a schema that names no draft. `items` as an array, `definitions` and `dependencies` are understood as well.
  k2020,
  // Draft 7 and older: `$ref` stands alone, whatever is beside it.
  k7,
};

// A subschema: its JSON and the resource, a part of a document with a URI of its own, that it lies in.
struct SchemaPlace {
  const OrderedJson* json = nullptr;
  int resource = 0;
};

// Calls `visit` with each JSON directly inside `schema` that is a schema itself.
void ForEachSubschema(const OrderedJson& schema, const std::function<void(const OrderedJson&)>& visit);

// One schema document, with what its references mean. References to other documents are never fetched: only those that Create was
// given are found.
//
// Thread-compatible: Resolve may read another document.
class SchemaIndex {
 public:
  using Documents = std::map<std::string, std::string, std::less<>>;

  // `others`: texts by URI. INVALID_ARGUMENT: no JSON, or neither an object nor a boolean, or larger or deeper than
  // schema_limits.h allows.
  static absl::StatusOr<std::unique_ptr<SchemaIndex>> Create(std::string_view text, Documents others = {});

  SchemaIndex(const SchemaIndex&) = delete;
  SchemaIndex& operator=(const SchemaIndex&) = delete;

  SchemaPlace root() const { return {roots_.front().get(), 0}; }

  // `json` lies inside `outer`, without another schema between.
  SchemaPlace Inside(const SchemaPlace& outer, const OrderedJson& json) const;

  // What `$ref` or `$dynamicRef` names, or nothing.
  std::optional<SchemaPlace> Resolve(const SchemaPlace& from, std::string_view reference);

  Dialect dialect(int resource) const { return resources_[resource].dialect; }
  // The place that has `$dynamicAnchor` of this name in the resource, or nothing.
  std::optional<SchemaPlace> DynamicAnchor(int resource, std::string_view name) const;
  int resources() const { return static_cast<int>(resources_.size()); }

 private:
  struct Resource {
    std::string uri;
    const OrderedJson* root;
    Dialect dialect;
    std::map<std::string, SchemaPlace, std::less<>> anchors;
    std::map<std::string, SchemaPlace, std::less<>> dynamic_anchors;
  };

  explicit SchemaIndex(Documents others) : others_(std::move(others)) {}

  // `otherwise`: the dialect of a document that names none.
  absl::Status AddDocument(std::string_view text, std::string uri, Dialect otherwise);
  void AddPlaces(const OrderedJson& root, int resource);
  // The resource that begins at `json`, or `outer`.
  int AddResource(const OrderedJson& json, int outer);
  std::optional<int> FindResource(const std::string& uri, Dialect otherwise);
  std::optional<SchemaPlace> FollowPointer(int resource, std::string_view pointer) const;

  Documents others_;
  std::vector<std::unique_ptr<OrderedJson>> roots_;
  std::vector<Resource> resources_;
  std::unordered_map<std::string, int> by_uri_;
  std::unordered_map<const OrderedJson*, int> by_root_;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_SCHEMA_SCHEMA_INDEX_H_
