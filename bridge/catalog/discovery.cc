#include "bridge/catalog/discovery.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "bridge/field_error.h"
#include "bridge/near_names.h"
#include "bridge/schema/doc_comment.h"
#include "bridge/schema/json.h"
#include "bridge/schema/tool_declaration.h"
#include "bridge/schema/type_names.h"

namespace isobridge::bridge {
namespace {

constexpr size_t kMostQueryBytes = 1'000;
constexpr uint32_t kArgumentDepth = 8;
constexpr size_t kMostNear = 5;
// Of a path or an option, in a message.
constexpr size_t kMostShown = 100;
constexpr size_t kMostDeclarationBytes = 64u << 10;

constexpr std::string_view kSearchUsage = "codemode.search(query, { limit, offset, namespace })";
constexpr std::string_view kDescribeUsage = "codemode.describe(path)";

bool Allows(const AllowedTools& allowed, uint32_t tool) { return allowed.empty() || allowed[tool]; }

std::vector<uint32_t> Find(const Catalog& catalog, const AllowedTools& allowed, std::string_view query, std::string_view space) {
  std::vector<uint32_t> found = catalog.search().Find(query, space);
  std::erase_if(found, [&](uint32_t tool) { return !Allows(allowed, tool); });
  return found;
}

std::string PathOf(const Catalog& catalog, uint32_t tool) { return absl::StrCat("external_", catalog.tools().text(tool).flat); }

absl::Status Bad(std::string_view usage, std::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(usage, ": ", what));
}

// The arguments of a call: those that the program left out are null.
absl::StatusOr<OrderedJson> Arguments(std::string_view args_json, std::string_view usage) {
  absl::StatusOr<OrderedJson> args = ParseOrdered(args_json, kArgumentDepth);
  if (!args.ok() || !args->is_array() || args->size() != 2) return Bad(usage, "the arguments can't be read");
  return args;
}

absl::StatusOr<std::string> TextArgument(const OrderedJson& value, std::string_view usage, std::string_view name) {
  if (!value.is_string()) return Bad(usage, absl::StrCat(name, " must be a string, is ", Cut(TextOf(value), kMostShown)));
  return value.as<std::string>();
}

absl::StatusOr<uint32_t> CountArgument(const OrderedJson& value, std::string_view name) {
  if (value.is<uint32_t>()) return value.as<uint32_t>();
  return Bad(kSearchUsage, absl::StrCat(name, " must be a whole number from 0, is ", Cut(TextOf(value), kMostShown)));
}

absl::Status ReadOption(std::string_view name, const OrderedJson& value, ToolQuery* query) {
  if (value.is_null()) return absl::OkStatus();
  if (name == "namespace") {
    absl::StatusOr<std::string> space = TextArgument(value, kSearchUsage, name);
    if (space.ok()) query->space = *std::move(space);
    return space.status();
  }
  if (name != "limit" && name != "offset") {
    return Bad(kSearchUsage, absl::StrCat("there is no option ", Quoted(Cut(name, kMostShown))));
  }
  const absl::StatusOr<uint32_t> count = CountArgument(value, name);
  if (count.ok()) (name == "limit" ? query->limit : query->offset) = *count;
  return count.status();
}

absl::StatusOr<ToolQuery> ReadQuery(std::string_view args_json) {
  const absl::StatusOr<OrderedJson> args = Arguments(args_json, kSearchUsage);
  if (!args.ok()) return args.status();
  ToolQuery query;
  absl::StatusOr<std::string> text = TextArgument((*args)[0], kSearchUsage, "query");
  if (!text.ok()) return text.status();
  query.text = *std::move(text);
  const OrderedJson& options = (*args)[1];
  if (options.is_null()) return query;
  if (!options.is_object())
    return Bad(kSearchUsage, absl::StrCat("the options must be an object, are ", Cut(TextOf(options), kMostShown)));
  for (const auto& option : options.object_range()) {
    if (absl::Status status = ReadOption(std::string_view(option.key()), option.value(), &query); !status.ok()) return status;
  }
  return query;
}

std::string Described(const Catalog& catalog, uint32_t tool) {
  TypeNames names;
  const ToolText text = catalog.tools().text(tool);
  const ToolDeclaration declaration = DeclareTool(text, DocDetail::kFull, &names);
  return absl::StrCat(R"({"path":)", Quoted(absl::StrCat("external_", text.flat)), R"(,"name":)",
                      Quoted(catalog.tools().name(tool)), R"(,"declaration":)",
                      Quoted(Cut(declaration.text, kMostDeclarationBytes)), "}");
}

// Tools that were probably meant: what a search finds, or names that are spelt alike.
std::vector<std::string> Near(const Catalog& catalog, const AllowedTools& allowed, std::string_view path) {
  std::vector<std::string> near;
  for (const uint32_t tool : Find(catalog, allowed, path, "")) {
    if (near.size() == kMostNear) return near;
    near.push_back(PathOf(catalog, tool));
  }
  if (!near.empty()) return near;
  std::vector<std::string> flat;
  for (uint32_t i = 0; i < catalog.tools().size(); ++i) {
    if (Allows(allowed, i)) flat.push_back(catalog.tools().text(i).flat);
  }
  for (const std::string_view name : NearNames(path, {flat.begin(), flat.end()}, kMostNear))
    near.push_back(absl::StrCat("external_", name));
  return near;
}

absl::Status NoSuchTool(const Catalog& catalog, const AllowedTools& allowed, std::string_view path) {
  const std::string shown = Quoted(Cut(path, kMostShown));
  if (catalog.tools().size() == 0) return absl::NotFoundError(absl::StrCat(shown, " is no tool: this program has none"));
  if (const size_t inside = Find(catalog, allowed, "", path).size(); inside > 0) {
    return absl::NotFoundError(absl::StrCat(shown, " is a namespace of ", inside,
                                            " tools: codemode.search(\"\", { namespace: ", shown, " }) lists them"));
  }
  const std::vector<std::string> near = Near(catalog, allowed, path);
  return absl::NotFoundError(absl::StrCat(shown, " is no tool. ",
                                          near.empty() ? "codemode.search(query) finds tools by words"
                                                       : absl::StrCat("Did you mean ", absl::StrJoin(near, ", "), "?")));
}

}  // namespace

absl::StatusOr<ToolHits> SearchTools(const Catalog& catalog, const ToolQuery& query, const AllowedTools& allowed) {
  if (query.text.size() > kMostQueryBytes)
    return FieldError("query",
                      absl::StrCat("has ", query.text.size(), " bytes; the limit is ", kMostQueryBytes, ": use a few words"));
  if (query.limit == 0 || query.limit > kMostHits)
    return FieldError("limit", absl::StrCat("is ", query.limit, "; it must be from 1 to ", kMostHits, ". `offset` turns pages"));
  const std::vector<uint32_t> found = Find(catalog, allowed, query.text, query.space);
  ToolHits hits{.total = static_cast<uint32_t>(found.size())};
  const size_t begin = std::min<size_t>(query.offset, found.size());
  const size_t end = std::min<size_t>(begin + query.limit, found.size());
  if (end < found.size()) hits.next_offset = static_cast<uint32_t>(end);
  for (size_t i = begin; i < end; ++i) {
    const uint32_t tool = found[i];
    hits.hits.push_back({.tool = tool,
                         .path = PathOf(catalog, tool),
                         .description = FirstSentence(catalog.tools().text(tool).description),
                         .signature = catalog.Signature(tool)});
  }
  return hits;
}

absl::StatusOr<std::string> SearchToolsJson(const Catalog& catalog, std::string_view args_json, const AllowedTools& allowed) {
  const absl::StatusOr<ToolQuery> query = ReadQuery(args_json);
  if (!query.ok()) return query.status();
  const absl::StatusOr<ToolHits> hits = SearchTools(catalog, *query, allowed);
  if (!hits.ok()) return Bad(kSearchUsage, hits.status().message());
  std::string json = absl::StrCat(R"({"total":)", hits->total, R"(,"offset":)", query->offset);
  if (hits->next_offset != 0) absl::StrAppend(&json, R"(,"nextOffset":)", hits->next_offset);
  absl::StrAppend(&json, R"(,"hits":[)");
  std::string_view separator;
  for (const ToolHit& hit : hits->hits) {
    absl::StrAppend(&json, separator, R"({"path":)", Quoted(hit.path), R"(,"name":)", Quoted(catalog.tools().name(hit.tool)),
                    R"(,"description":)", Quoted(hit.description), R"(,"signature":)", Quoted(hit.signature), "}");
    separator = ",";
  }
  return absl::StrCat(json, "]}");
}

absl::StatusOr<std::string> DescribeToolJson(const Catalog& catalog, std::string_view args_json, const AllowedTools& allowed) {
  const absl::StatusOr<OrderedJson> args = Arguments(args_json, kDescribeUsage);
  if (!args.ok()) return args.status();
  const absl::StatusOr<std::string> path = TextArgument((*args)[0], kDescribeUsage, "path");
  if (!path.ok()) return path.status();
  const std::optional<uint32_t> tool = catalog.search().At(Cut(*path, kMostQueryBytes));
  if (!tool.has_value() || !Allows(allowed, *tool)) return NoSuchTool(catalog, allowed, Cut(*path, kMostQueryBytes));
  return Described(catalog, *tool);
}

}  // namespace isobridge::bridge
