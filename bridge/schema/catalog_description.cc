#include "bridge/schema/catalog_description.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "bridge/schema/program_guide.h"
#include "bridge/schema/type_names.h"

namespace isobridge::bridge {
namespace {

constexpr uint64_t kBytesPerToken = 3;

// Everything declared with `detail`, or nothing if it is over `max_bytes`.
std::optional<std::string> DeclareAll(const std::vector<ToolText>& tools, bool namespaces, DocDetail detail, uint64_t max_bytes,
                                      std::vector<std::pair<size_t, std::string>>* notes) {
  TypeNames names;
  std::string text;
  notes->clear();
  for (size_t i = 0; i < tools.size(); ++i) {
    ToolDeclaration tool = DeclareTool(tools[i], detail, &names);
    absl::StrAppend(&text, tool.text);
    if (text.size() > max_bytes) return std::nullopt;
    for (std::string& note : tool.notes) notes->emplace_back(i, std::move(note));
  }
  if (namespaces) absl::StrAppend(&text, DeclareNamespaces(tools));
  if (text.size() > max_bytes) return std::nullopt;
  return text;
}

// `// Not declared here: a, b and 7 more.`
std::string NameOmitted(const std::vector<ToolText>& tools, const std::vector<size_t>& omitted, uint64_t max_bytes) {
  std::string names;
  size_t named = 0;
  const auto line = [&] {
    const size_t rest = omitted.size() - named;
    return absl::StrCat(
        "// Not all functions are declared here. Find others inside the program: `await codemode.search('words')` gives "
        "paths and signatures, `await codemode.describe(path)` a declaration. Others",
        named == 0 ? ": " : " are: ", names, rest == 0 ? "" : absl::StrCat(named == 0 ? "" : " and ", rest, " more"), ".\n");
  };
  std::string text = line();
  for (const size_t tool : omitted) {
    absl::StrAppend(&names, names.empty() ? "" : ", ", "external_", tools[tool].flat);
    ++named;
    std::string longer = line();
    if (longer.size() > max_bytes) break;
    text = std::move(longer);
  }
  return text;
}

// As many as fit without comments, in their order, with a share kept for the names of the others.
void DeclareSome(const std::vector<ToolText>& tools, uint64_t max_bytes, CatalogDescription* out) {
  const uint64_t for_names = max_bytes / 4;
  TypeNames names;
  for (size_t i = 0; i < tools.size(); ++i) {
    ToolDeclaration tool = DeclareTool(tools[i], DocDetail::kNone, &names);
    if (out->declarations.size() + tool.text.size() > max_bytes - for_names) {
      out->omitted.push_back(i);
      continue;
    }
    absl::StrAppend(&out->declarations, tool.text);
    for (std::string& note : tool.notes) out->notes.emplace_back(i, std::move(note));
  }
  const std::string omitted = NameOmitted(tools, out->omitted, max_bytes - out->declarations.size());
  if (out->declarations.size() + omitted.size() <= max_bytes) absl::StrAppend(&out->declarations, omitted);
}

}  // namespace

uint64_t EstimateTokens(std::string_view text) { return (text.size() + kBytesPerToken - 1) / kBytesPerToken; }

absl::StatusOr<CatalogDescription> CatalogDescription::Create(const std::vector<ToolText>& tools, const Options& options) {
  CatalogDescription description;
  description.guide = ProgramGuide(options.host_tool, tools);
  const uint64_t guide_tokens = EstimateTokens(description.guide);
  if (options.token_budget != 0 && guide_tokens > options.token_budget) {
    return absl::InvalidArgumentError(absl::StrCat("is ", options.token_budget, ", but the instructions alone take ",
                                                   guide_tokens, "; raise it, or leave it unset for no limit"));
  }
  const uint64_t max_bytes = options.token_budget == 0 ? ~uint64_t{0} : (options.token_budget - guide_tokens) * kBytesPerToken;
  bool complete = false;
  for (const DocDetail detail : {DocDetail::kFull, DocDetail::kBrief, DocDetail::kNone}) {
    description.detail = detail;
    std::optional<std::string> text = DeclareAll(tools, options.namespaces, detail, max_bytes, &description.notes);
    if (!text.has_value()) continue;
    description.declarations = *std::move(text);
    complete = true;
    break;
  }
  if (!complete) {
    description.notes.clear();
    DeclareSome(tools, max_bytes, &description);
  }
  description.tokens = guide_tokens + EstimateTokens(description.declarations);
  return description;
}

}  // namespace isobridge::bridge
