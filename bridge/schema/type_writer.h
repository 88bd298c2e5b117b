#ifndef ISOBRIDGE_BRIDGE_SCHEMA_TYPE_WRITER_H_
#define ISOBRIDGE_BRIDGE_SCHEMA_TYPE_WRITER_H_

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "bridge/schema/doc_comment.h"
#include "bridge/schema/schema_index.h"
#include "bridge/schema/type_names.h"

namespace isobridge::bridge {

// Writes a schema as TypeScript types. Every value that the schema accepts fits its type, except that an object with properties
// that doesn't mention `additionalProperties` is written without any others: so a misspelt name is found. Where TypeScript can't
// say what the schema does (patterns, limits, `not`, conditions), the type is wider.
//
// What `$ref` names becomes a type with a name, so that recursion is one, too; a reference to nothing, and a type that would
// consist of itself, are `unknown`.
class TypeWriter {
 public:
  // What an untyped schema at the root is taken for.
  enum class Root { kAny, kObject };

  // `index` and `names` outlive it.
  TypeWriter(SchemaIndex* index, TypeNames* names, DocDetail detail) : index_(index), names_(names), detail_(detail) {}

  // The declarations of the root, which is called `name`, a name that was taken, and of all that it refers to: each `type X = …;`
  // with a line break.
  std::string Write(const std::string& name, Root root);

  // The type of a subschema, on one line; what it refers to is named, but not declared.
  std::string Inline(const SchemaPlace& place);

  // For people: what was written as `unknown` although the schema says more.
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  // Of an expression, what binds least.
  enum class Binding { kAtom, kIntersection, kUnion };
  struct Type {
    std::string text;
    Binding binding = Binding::kAtom;
    // Named types that it consists of without an array or object between.
    std::vector<std::string> bare;

    bool unknown() const { return text == "unknown"; }
  };
  struct Named {
    std::string name;
    SchemaPlace place;
    uint8_t kinds;
    Type type;
  };

  std::string NameOf(const SchemaPlace& place, std::string_view hint);
  void BreakCycles();

  uint8_t Kinds(const SchemaPlace& place, int depth);
  uint8_t ReadKinds(const SchemaPlace& place, int depth);
  uint8_t NamedKinds(const OrderedJson& type);
  uint8_t UnionKinds(const SchemaPlace& place, const OrderedJson& list, int depth);

  // The type of the values of `kinds` that the schema accepts.
  Type Of(const SchemaPlace& place, uint8_t kinds);
  Type Reference(const SchemaPlace& place, const OrderedJson& reference);
  Type Own(const SchemaPlace& place, uint8_t kinds);
  Type Values(const OrderedJson& schema, uint8_t kinds) const;
  Type Alternatives(const SchemaPlace& place, const OrderedJson& list, uint8_t kinds);
  Type Array(const SchemaPlace& place);
  Type Tuple(const SchemaPlace& place, const OrderedJson& prefix, const OrderedJson* rest);
  Type Object(const SchemaPlace& place);
  std::string MemberText(const OrderedJson& schema, const std::string& key, bool required, const Type& type) const;
  std::string IndexSignature(const SchemaPlace& place, const std::vector<std::string>& members, const Type& others);

  Type Inside(const SchemaPlace& place, const OrderedJson& json);
  static Type Union(std::vector<Type> types);
  static Type Intersection(std::vector<Type> types);
  static std::string Parenthesised(const Type& type, Binding binding);

  SchemaIndex* const index_;
  TypeNames* const names_;
  const DocDetail detail_;
  std::string root_name_;
  // References stay valid while others are added.
  std::deque<Named> named_;
  std::unordered_map<const OrderedJson*, size_t> by_place_;
  std::unordered_map<const OrderedJson*, uint8_t> kinds_;
  std::vector<std::string> notes_;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_SCHEMA_TYPE_WRITER_H_
