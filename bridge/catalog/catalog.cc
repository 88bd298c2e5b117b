#include "bridge/catalog/catalog.h"

#include <utility>

#include "bridge/schema/tool_declaration.h"

namespace isobridge::bridge {
namespace {

// Of schemas made ready, for one catalog. Further ones are made for each execution that needs them.
constexpr uint64_t kMostSchemaBytes = 8u << 20;
constexpr uint64_t kOwnBytes = 4'096;
// Of a text or schema that is kept, what is kept beside it.
constexpr uint64_t kEntryBytes = 112;

}  // namespace

Catalog::Catalog(ToolTable tools, std::string digest, std::unique_ptr<MemoryBudget::Account> account)
    : tools_(std::move(tools)),
      search_(tools_),
      digest_(std::move(digest)),
      bytes_(kOwnBytes + tools_.bytes() + search_.bytes()),
      account_(std::move(account)) {}

std::shared_ptr<const Catalog> Catalog::Empty() {
  static const auto& empty = *new std::shared_ptr<const Catalog>(new Catalog(ToolTable(), "", nullptr));
  return empty;
}

absl::StatusOr<std::shared_ptr<const Catalog>> Catalog::Create(google::protobuf::RepeatedPtrField<isobridge::v1::Tool> tools,
                                                               std::string digest, uint32_t max_tools, std::string_view field,
                                                               std::unique_ptr<MemoryBudget::Account> account) {
  absl::StatusOr<ToolTable> table = ToolTable::Create(std::move(tools), max_tools, field);
  if (!table.ok()) return table.status();
  MemoryBudget::Account* const charged = account.get();
  std::shared_ptr<const Catalog> catalog(new Catalog(*std::move(table), std::move(digest), std::move(account)));
  // Not under the lock of a catalog that others know: other catalogs may be let go of for it.
  absl::Status status = charged == nullptr ? absl::OkStatus() : charged->Hold(catalog->bytes());
  if (!status.ok()) return status;
  return catalog;
}

uint64_t Catalog::bytes() const {
  absl::MutexLock lock(mu_);
  return bytes_;
}

bool Catalog::MayKeep(uint64_t more) const {
  if (account_ != nullptr && !account_->HoldIfFree(bytes_ + more).ok()) return false;
  bytes_ += more;
  return true;
}

std::string_view Catalog::SchemaText(uint32_t tool, Side side) const {
  return side == Side::kArguments ? tools_.input_schema(tool) : tools_.output_schema(tool);
}

template <typename Make>
std::string Catalog::Text(Kind kind, uint32_t tool, Make make) const {
  {
    absl::MutexLock lock(mu_);
    const auto found = texts_.find({tool, kind});
    if (found != texts_.end()) return found->second;
  }
  std::string text = make();
  absl::MutexLock lock(mu_);
  if (!texts_.contains({tool, kind}) && MayKeep(kEntryBytes + text.size())) texts_.emplace(std::pair(tool, kind), text);
  return text;
}

std::string Catalog::Signature(uint32_t tool) const {
  return Text(Kind::kSignature, tool, [&] { return ToolSignature(tools_.text(tool)); });
}

std::string Catalog::Parameters(uint32_t tool) const {
  return Text(Kind::kParameters, tool, [&] { return ParameterList(tools_.input_schema(tool)); });
}

std::shared_ptr<const Catalog::ReadySchema> Catalog::KeptSchema(uint32_t tool, Side side) const {
  absl::MutexLock lock(mu_);
  const auto found = schemas_.find({tool, side});
  return found == schemas_.end() ? nullptr : found->second;
}

std::shared_ptr<const Catalog::ReadySchema> Catalog::Schema(uint32_t tool, Side side) const {
  if (auto kept = KeptSchema(tool, side); kept != nullptr) return kept;
  // Two may make the same one: neither waits for the other.
  auto ready = std::make_shared<ReadySchema>();
  if (auto schema = CompiledSchema::Create(SchemaText(tool, side)); schema.ok()) {
    ready->schema = *std::move(schema);
  } else {
    ready->problem = std::string(schema.status().message());
  }
  ready->bytes = kEntryBytes + (ready->schema == nullptr ? ready->problem.size() : ready->schema->bytes());
  absl::MutexLock lock(mu_);
  if (const auto found = schemas_.find({tool, side}); found != schemas_.end()) return found->second;
  if (schema_bytes_ + ready->bytes > kMostSchemaBytes || !MayKeep(ready->bytes)) return ready;
  schema_bytes_ += std::exchange(ready->bytes, 0);
  return schemas_.emplace(std::pair(tool, side), std::move(ready)).first->second;
}

}  // namespace isobridge::bridge
