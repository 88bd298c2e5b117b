#include "bridge/check/catalog_types.h"

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "bridge/schema/tool_text.h"
#include "bridge/tool_table.h"

namespace isobridge::bridge {
namespace {

// What is found out of the types of a catalog; lives while the checker looks at them.
struct Making {
  ToolTypes types;
  std::vector<std::string> names;
  std::set<std::string, std::less<>> forbidden;
};

std::shared_ptr<const Making> Begin(std::shared_ptr<const DeclaredTools> declared, const ToolTable& table,
                                    const std::vector<bool>& allowed) {
  auto making = std::make_shared<Making>(Making{ToolTypes(std::move(declared), allowed), {}, {}});
  for (uint32_t i = 0; i < table.size(); ++i) {
    making->names.push_back(table.name(i));
    if (allowed.empty() || allowed[i]) continue;
    const ToolText tool = table.text(i);
    making->forbidden.insert({absl::StrCat("external_", tool.flat), absl::StrCat("tools.", tool.dotted),
                              absl::StrCat("codemode.", tool.dotted), absl::StrCat("codemode.", tool.flat)});
  }
  return making;
}

isobridge::v1::ToolNote Note(const std::string& tool, std::string_view why) {
  isobridge::v1::ToolNote note;
  note.set_tool(tool);
  note.set_message(absl::StrCat("its types can't be used, so programs are checked as if it took and gave anything: ", why));
  return note;
}

// The tools that the checker finds faults in, and what they are.
std::shared_ptr<const ProvenTypes> Mend(const Making& making, const TypeReport& report) {
  std::set<size_t> untyped;
  std::vector<isobridge::v1::ToolNote> notes;
  for (const TypeFinding& finding : report.findings) {
    const std::optional<size_t> tool = making.types.ToolAt(finding.start);
    if (tool.has_value() && untyped.insert(*tool).second) {
      notes.push_back(Note(making.names[*tool], finding.messages.front().text));
    }
  }
  return std::make_shared<const ProvenTypes>(ProvenTypes{untyped.empty() ? making.types : making.types.Without(untyped),
                                                         making.names, making.forbidden, std::move(notes)});
}

std::shared_ptr<const ProvenTypes> WithoutTypes(const Making& making, const std::vector<bool>& allowed, std::string_view why) {
  std::set<size_t> untyped;
  std::vector<isobridge::v1::ToolNote> notes;
  for (size_t i = 0; i < making.names.size(); ++i) {
    if (!allowed.empty() && !allowed[i]) continue;
    untyped.insert(i);
    notes.push_back(Note(making.names[i], why));
  }
  return std::make_shared<const ProvenTypes>(
      ProvenTypes{making.types.Without(untyped), making.names, making.forbidden, std::move(notes), std::string(why)});
}

}  // namespace

void CatalogTypes::Prove(const std::string& tenant, const Catalog& catalog, const std::vector<bool>& allowed, Callback done) {
  std::string subset;
  for (const bool one : allowed) subset.push_back(one ? '1' : '0');
  const ResultKey key = MakeResultKey({tenant, catalog.digest(), subset});
  if (std::shared_ptr<const ProvenTypes> kept = kept_.Find(key)) return done(std::move(kept));

  const std::shared_ptr<const Making> making = Begin(Declared(tenant, catalog), catalog.tools(), allowed);
  if (making->types.empty()) {
    auto proven = std::make_shared<const ProvenTypes>(ProvenTypes{making->types, making->names, making->forbidden, {}});
    Keep(key, proven);
    return done(std::move(proven));
  }
  checker_->CheckDeclarations(
      tenant, making->types.declarations(),
      [this, key, making, allowed, done = std::move(done)](const absl::StatusOr<CheckResult>& result) {
        std::shared_ptr<const ProvenTypes> proven;
        if (result.ok()) {
          proven = Mend(*making, *result->report);
        } else if (absl::IsDeadlineExceeded(result.status()) || absl::IsResourceExhausted(result.status())) {
          // Perhaps only now.
          return done(WithoutTypes(*making, allowed, result.status().message()));
        } else {
          return done(result.status());
        }
        Keep(key, proven);
        done(std::move(proven));
      });
}

std::shared_ptr<const DeclaredTools> CatalogTypes::Declared(const std::string& tenant, const Catalog& catalog) {
  const ResultKey key = MakeResultKey({tenant, catalog.digest()});
  if (std::shared_ptr<const DeclaredTools> kept = declared_.Find(key)) return kept;
  std::vector<ToolText> tools;
  for (uint32_t i = 0; i < catalog.tools().size(); ++i) tools.push_back(catalog.tools().text(i));
  auto declared = std::make_shared<const DeclaredTools>(tools);
  declared_.Put(key, declared, declared->bytes());
  return declared;
}

void CatalogTypes::Keep(const ResultKey& key, const std::shared_ptr<const ProvenTypes>& types) {
  // Of a name, what is kept beside it.
  constexpr uint64_t kNameBytes = 80;
  uint64_t bytes = types->types.bytes();
  for (const std::string& name : types->tool_names) bytes += name.size() + kNameBytes;
  for (const std::string& path : types->forbidden) bytes += path.size() + kNameBytes;
  for (const isobridge::v1::ToolNote& note : types->notes) bytes += note.ByteSizeLong() + kNameBytes;
  kept_.Put(key, types, bytes);
}

}  // namespace isobridge::bridge
