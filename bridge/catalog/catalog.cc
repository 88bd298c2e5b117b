#include "bridge/catalog/catalog.h"

#include <algorithm>
#include <utility>

#include "bridge/schema/tool_declaration.h"

namespace isobridge::bridge {
namespace {

// Of schemas made ready, for one catalog. Further ones are made for each execution that needs them.
constexpr uint64_t kMostSchemaBytes = 8u << 20;
// A node of a schema takes about this many times its shortest text, `{},`.
constexpr uint64_t kSchemaBytesPerByte = 400;
// A list of parameters takes less than this, and a property `"a":{}` at most about so many times its text.
constexpr size_t kMostListBytes = 1'300;
constexpr size_t kMostBytesPerByte = 20;
constexpr uint64_t kOwnBytes = 4'096;

uint64_t SchemaTextBytes(const ToolTable& tools) {
  uint64_t bytes = 0;
  for (uint32_t i = 0; i < tools.size(); ++i) bytes += tools.input_schema(i).size() + tools.output_schema(i).size();
  return bytes;
}

uint64_t ParameterBytes(const ToolTable& tools) {
  uint64_t bytes = 0;
  for (uint32_t i = 0; i < tools.size(); ++i) bytes += std::min(tools.input_schema(i).size() * kMostBytesPerByte, kMostListBytes);
  return bytes;
}

uint64_t BytesOf(const ToolTable& tools, const SearchIndex& search) {
  return kOwnBytes + tools.bytes() + search.bytes() + tools.size() * kMostSignatureBytes + ParameterBytes(tools) +
         std::min(kMostSchemaBytes, SchemaTextBytes(tools) * kSchemaBytesPerByte);
}

}  // namespace

Catalog::Catalog(ToolTable tools, std::string digest)
    : tools_(std::move(tools)), search_(tools_), digest_(std::move(digest)), bytes_(BytesOf(tools_, search_)) {}

std::shared_ptr<const Catalog> Catalog::Empty() {
  static const auto& empty = *new std::shared_ptr<const Catalog>(new Catalog(ToolTable(), ""));
  return empty;
}

absl::StatusOr<std::shared_ptr<const Catalog>> Catalog::Create(google::protobuf::RepeatedPtrField<isobridge::v1::Tool> tools,
                                                               std::string digest, uint32_t max_tools, std::string_view field) {
  absl::StatusOr<ToolTable> table = ToolTable::Create(std::move(tools), max_tools, field);
  if (!table.ok()) return table.status();
  return std::shared_ptr<const Catalog>(new Catalog(*std::move(table), std::move(digest)));
}

std::string_view Catalog::SchemaText(uint32_t tool, Side side) const {
  return side == Side::kArguments ? tools_.input_schema(tool) : tools_.output_schema(tool);
}

std::string Catalog::Signature(uint32_t tool) const {
  {
    absl::MutexLock lock(mu_);
    const auto found = signatures_.find(tool);
    if (found != signatures_.end()) return found->second;
  }
  std::string signature = ToolSignature(tools_.text(tool));
  absl::MutexLock lock(mu_);
  signatures_.try_emplace(tool, signature);
  return signature;
}

const std::string& Catalog::Parameters(uint32_t tool) const {
  {
    absl::MutexLock lock(mu_);
    const auto found = parameters_.find(tool);
    if (found != parameters_.end()) return found->second;
  }
  std::string parameters = ParameterList(tools_.input_schema(tool));
  absl::MutexLock lock(mu_);
  return parameters_.try_emplace(tool, std::move(parameters)).first->second;
}

std::shared_ptr<const Catalog::ReadySchema> Catalog::Schema(uint32_t tool, Side side) const {
  {
    absl::MutexLock lock(mu_);
    const auto found = schemas_.find({tool, side});
    if (found != schemas_.end()) return found->second;
  }
  // Two may make the same one: neither waits for the other.
  auto ready = std::make_shared<ReadySchema>();
  if (auto schema = CompiledSchema::Create(SchemaText(tool, side)); schema.ok()) {
    ready->schema = *std::move(schema);
  } else {
    ready->problem = std::string(schema.status().message());
  }
  const uint64_t bytes = ready->schema == nullptr ? ready->problem.size() : ready->schema->bytes();
  absl::MutexLock lock(mu_);
  if (schema_bytes_ + bytes <= kMostSchemaBytes && schemas_.try_emplace({tool, side}, ready).second) schema_bytes_ += bytes;
  return ready;
}

}  // namespace isobridge::bridge
