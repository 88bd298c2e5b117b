#include "bridge/check/catalog_types.h"

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "bridge/schema/tool_text.h"
#include "bridge/tool_table.h"

namespace isobridge::bridge {
namespace {

// What the types of a catalog are made of; lives while the checker looks at them.
struct Making {
  std::vector<ToolText> tools;
  std::vector<std::string> names;
  std::set<std::string, std::less<>> forbidden;
  // Views of the texts point into these.
  std::vector<std::string> schemas;
};

std::shared_ptr<const Making> Begin(const ToolTable& table, const std::vector<bool>& allowed) {
  auto making = std::make_shared<Making>();
  making->schemas.reserve(2 * table.size());
  for (uint32_t i = 0; i < table.size(); ++i) {
    ToolText tool = table.text(i);
    if (!allowed.empty() && !allowed[i]) {
      making->forbidden.insert({absl::StrCat("external_", tool.flat), absl::StrCat("tools.", tool.dotted),
                                absl::StrCat("codemode.", tool.dotted), absl::StrCat("codemode.", tool.flat)});
      continue;
    }
    tool.description = "";
    tool.input_schema = making->schemas.emplace_back(tool.input_schema);
    tool.output_schema = making->schemas.emplace_back(tool.output_schema);
    making->tools.push_back(std::move(tool));
    making->names.push_back(table.name(i));
  }
  return making;
}

isobridge::v1::ToolNote Note(const std::string& tool, std::string_view why) {
  isobridge::v1::ToolNote note;
  note.set_tool(tool);
  note.set_message(absl::StrCat("its types can't be used, so programs are checked as if it took and gave anything: ", why));
  return note;
}

std::set<size_t> AllOf(const Making& making) {
  std::set<size_t> all;
  for (size_t i = 0; i < making.tools.size(); ++i) all.insert(i);
  return all;
}

// The tools that the checker finds faults in, and what they are.
std::shared_ptr<const ProvenTypes> Mend(const Making& making, const ToolTypes& types, const TypeReport& report) {
  std::set<size_t> untyped;
  std::vector<isobridge::v1::ToolNote> notes;
  for (const TypeFinding& finding : report.findings) {
    const std::optional<size_t> tool = types.ToolAt(finding.start);
    if (tool.has_value() && untyped.insert(*tool).second) {
      notes.push_back(Note(making.names[*tool], finding.messages.front().text));
    }
  }
  return std::make_shared<const ProvenTypes>(
      ProvenTypes{ToolTypes(making.tools, untyped), making.names, making.forbidden, std::move(notes)});
}

std::shared_ptr<const ProvenTypes> WithoutTypes(const Making& making, std::string_view why) {
  std::vector<isobridge::v1::ToolNote> notes;
  for (const std::string& name : making.names) notes.push_back(Note(name, why));
  return std::make_shared<const ProvenTypes>(
      ProvenTypes{ToolTypes(making.tools, AllOf(making)), making.names, making.forbidden, std::move(notes), std::string(why)});
}

}  // namespace

void CatalogTypes::Prove(const std::string& tenant, const Catalog& catalog, const std::vector<bool>& allowed, Callback done) {
  std::string subset;
  for (const bool one : allowed) subset.push_back(one ? '1' : '0');
  const ResultKey key = MakeResultKey({tenant, catalog.digest(), subset});
  if (std::shared_ptr<const ProvenTypes> kept = kept_.Find(key)) return done(std::move(kept));

  const std::shared_ptr<const Making> making = Begin(catalog.tools(), allowed);
  const auto types = std::make_shared<const ToolTypes>(making->tools);
  if (making->tools.empty()) {
    auto proven = std::make_shared<const ProvenTypes>(ProvenTypes{*types, {}, making->forbidden, {}});
    Keep(key, proven);
    return done(std::move(proven));
  }
  checker_->CheckDeclarations(
      tenant, types->declarations(),
      [this, key, making, types, done = std::move(done)](const absl::StatusOr<CheckResult>& result) {
        std::shared_ptr<const ProvenTypes> proven;
        if (result.ok()) {
          proven = Mend(*making, *types, *result->report);
        } else if (absl::IsDeadlineExceeded(result.status()) || absl::IsResourceExhausted(result.status())) {
          proven = WithoutTypes(*making, result.status().message());
          // Perhaps only now.
          return done(std::move(proven));
        } else {
          return done(result.status());
        }
        Keep(key, proven);
        done(std::move(proven));
      });
}

void CatalogTypes::Keep(const ResultKey& key, const std::shared_ptr<const ProvenTypes>& types) {
  // The text three times, and what it is found by.
  kept_.Put(key, types, 4 * types->types.declarations()->text.size());
}

}  // namespace isobridge::bridge
