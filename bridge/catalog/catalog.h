#ifndef ISOBRIDGE_BRIDGE_CATALOG_CATALOG_H_
#define ISOBRIDGE_BRIDGE_CATALOG_CATALOG_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "bridge/catalog/search_index.h"
#include "bridge/memory_budget.h"
#include "bridge/schema/compiled_schema.h"
#include "bridge/tool_table.h"
#include "google/protobuf/repeated_field.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::bridge {

// The tools of one or many executions, with all that is made of them once: the table of names, what workers are told, the index
// by which they are found, their signatures, and the schemas made ready.
//
// Thread-safe; what it tells never changes.
class Catalog {
 public:
  // A catalog without tools.
  static std::shared_ptr<const Catalog> Empty();
  // `digest` is CatalogDigest(tools). What it takes is charged to `account`, if that isn't null, as long as it lives.
  // INVALID_ARGUMENT, a FieldError below `field`, for what isobridge.v1.Tool does not allow. RESOURCE_EXHAUSTED, as the account
  // has it.
  static absl::StatusOr<std::shared_ptr<const Catalog>> Create(google::protobuf::RepeatedPtrField<isobridge::v1::Tool> tools,
                                                               std::string digest, uint32_t max_tools, std::string_view field,
                                                               std::unique_ptr<MemoryBudget::Account> account = nullptr);

  Catalog(const Catalog&) = delete;
  Catalog& operator=(const Catalog&) = delete;

  const ToolTable& tools() const { return tools_; }
  const SearchIndex& search() const { return search_; }
  // Empty without tools.
  const std::string& digest() const { return digest_; }
  // What it takes in memory, about; more and more as it is used.
  uint64_t bytes() const ABSL_LOCKS_EXCLUDED(mu_);

  // Which of a tool's schemas.
  enum class Side { kArguments, kResult };
  // Empty if the tool has none.
  std::string_view SchemaText(uint32_t tool, Side side) const;
  // A schema, or why it can't be used.
  struct ReadySchema {
    std::unique_ptr<const CompiledSchema> schema;
    std::string problem;
    // What it takes of whoever asked for it: nothing, if the catalog keeps it.
    uint64_t bytes = 0;
  };
  // Of a tool that has one. Made ready when it is first asked for, and kept for everybody as long as there is room.
  std::shared_ptr<const ReadySchema> Schema(uint32_t tool, Side side) const ABSL_LOCKS_EXCLUDED(mu_);
  // The same, or null if it is not kept.
  std::shared_ptr<const ReadySchema> KeptSchema(uint32_t tool, Side side) const ABSL_LOCKS_EXCLUDED(mu_);

  // ToolSignature, kept likewise.
  std::string Signature(uint32_t tool) const ABSL_LOCKS_EXCLUDED(mu_);
  // ParameterList of its input, kept likewise.
  std::string Parameters(uint32_t tool) const ABSL_LOCKS_EXCLUDED(mu_);

 private:
  enum class Kind { kSignature, kParameters };

  Catalog(ToolTable tools, std::string digest, std::unique_ptr<MemoryBudget::Account> account);

  template <typename Make>
  std::string Text(Kind kind, uint32_t tool, Make make) const ABSL_LOCKS_EXCLUDED(mu_);
  // False: there is no room for more.
  bool MayKeep(uint64_t more) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  // Constant after construction.
  const ToolTable tools_;
  const SearchIndex search_;
  const std::string digest_;

  // Guarded by mu_.
  mutable absl::Mutex mu_;
  mutable uint64_t bytes_ ABSL_GUARDED_BY(mu_);
  const std::unique_ptr<MemoryBudget::Account> account_ ABSL_PT_GUARDED_BY(mu_);
  mutable uint64_t schema_bytes_ ABSL_GUARDED_BY(mu_) = 0;
  mutable std::map<std::pair<uint32_t, Side>, std::shared_ptr<const ReadySchema>> schemas_ ABSL_GUARDED_BY(mu_);
  mutable std::map<std::pair<uint32_t, Kind>, std::string> texts_ ABSL_GUARDED_BY(mu_);
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_CATALOG_CATALOG_H_
