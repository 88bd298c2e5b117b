#include "bridge/tool_description.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "bridge/catalog/catalog.h"
#include "bridge/field_error.h"
#include "bridge/schema/catalog_description.h"

namespace isobridge::bridge {
namespace {

using isobridge::v1::DescribeRequest;
using isobridge::v1::DescribeResponse;
using isobridge::v1::ToolNote;

constexpr size_t kMaxHostToolBytes = 64;

absl::Status CheckHostTool(std::string_view name) {
  if (name.size() > kMaxHostToolBytes)
    return FieldError("host_tool_name", absl::StrCat("has ", name.size(), " characters; the limit is ", kMaxHostToolBytes));
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == '-';
  });
  if (!plain)
    return FieldError("host_tool_name",
                      absl::StrCat("\"", absl::Utf8SafeCHexEscape(name), "\" has characters other than A-Z a-z 0-9 _ . -"));
  return absl::OkStatus();
}

DescribeResponse::Detail DetailOf(const CatalogDescription& description) {
  if (!description.omitted.empty()) return DescribeResponse::DETAIL_PARTIAL;
  switch (description.detail) {
    case DocDetail::kFull:
      return DescribeResponse::DETAIL_COMPLETE;
    case DocDetail::kBrief:
      return DescribeResponse::DETAIL_BRIEF;
    case DocDetail::kNone:
      return DescribeResponse::DETAIL_TYPES_ONLY;
  }
  return DescribeResponse::DETAIL_UNSPECIFIED;
}

void AddNote(const std::string& tool, std::string message, DescribeResponse* response) {
  isobridge::v1::ToolNote* note = response->add_notes();
  note->set_tool(tool);
  note->set_message(std::move(message));
}

// `untyped`: the tools whose types don't compile.
absl::StatusOr<DescribeResponse> Describe(const DescribeRequest& request, const ToolTable& table,
                                          const std::vector<ToolNote>& untyped) {
  DescribeResponse response;
  std::set<std::string_view> bare;
  for (const ToolNote& note : untyped) {
    bare.insert(note.tool());
    AddNote(note.tool(), note.message(), &response);
  }
  std::vector<ToolText> tools;
  for (uint32_t i = 0; i < table.size(); ++i) {
    ToolText& tool = tools.emplace_back(table.text(i));
    if (bare.contains(table.name(i))) tool.input_schema = tool.output_schema = "";
  }

  CatalogDescription::Options options{.token_budget = request.token_budget(), .namespaces = request.declare_namespaces()};
  if (!request.host_tool_name().empty()) options.host_tool = request.host_tool_name();
  absl::StatusOr<CatalogDescription> description = CatalogDescription::Create(tools, options);
  if (!description.ok()) return FieldError("token_budget", description.status().message());

  response.set_detail(DetailOf(*description));
  response.set_tokens(static_cast<uint32_t>(std::min<uint64_t>(description->tokens, std::numeric_limits<uint32_t>::max())));
  response.set_instructions(std::move(description->guide));
  response.set_declarations(std::move(description->declarations));
  for (const size_t tool : description->omitted) response.add_omitted_tools(table.name(static_cast<uint32_t>(tool)));
  for (auto& [tool, message] : description->notes)
    AddNote(table.name(static_cast<uint32_t>(tool)), std::move(message), &response);
  return response;
}

}  // namespace

void DescribeTools(DescribeRequest request, const std::string& tenant, CatalogCache* catalogs, CatalogTypes* types,
                   const Later& later, std::function<void(absl::StatusOr<DescribeResponse>)> done) {
  if (absl::Status status = CheckHostTool(request.host_tool_name()); !status.ok()) return done(std::move(status));
  const absl::StatusOr<std::shared_ptr<const Catalog>> catalog = catalogs->Resolve(
      tenant,
      {.tools = std::move(*request.mutable_tools()), .digest = std::move(*request.mutable_catalog_digest()), .prefix = ""});
  if (!catalog.ok()) return done(catalog.status());
  types->Prove(tenant, **catalog, /*allowed=*/{},
               [request = std::move(request), catalog = *catalog, later,
                done = std::move(done)](const absl::StatusOr<std::shared_ptr<const ProvenTypes>>& proven) {
                 later([=, untyped = proven.ok() ? (*proven)->notes : std::vector<ToolNote>()] {
                   done(Describe(request, catalog->tools(), untyped));
                 });
               });
}

}  // namespace isobridge::bridge
