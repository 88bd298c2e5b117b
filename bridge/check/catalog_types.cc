#include "bridge/check/catalog_types.h"

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bridge/schema/tool_text.h"
#include "bridge/thread_time.h"
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
    for (std::string& path : PathsOf(table.text(i))) making->forbidden.insert(std::move(path));
  }
  return making;
}

isobridge::v1::ToolNote Note(const std::string& tool, std::string_view why) {
  isobridge::v1::ToolNote note;
  note.set_tool(tool);
  note.set_message(absl::StrCat("its types can't be used, so programs are checked as if it took and gave anything: ", why));
  return note;
}

// Without the types of the tools that the checker finds faults in.
std::shared_ptr<const ProvenTypes> Mend(const Making& making, const TypeReport& report) {
  std::set<size_t> untyped;
  std::vector<isobridge::v1::ToolNote> notes;
  for (const TypeFinding& finding : report.findings) {
    const std::optional<size_t> tool = making.types.ToolAt(finding.start);
    if (tool.has_value() && untyped.insert(*tool).second) {
      notes.push_back(Note(making.names[*tool], finding.messages.front().text));
    }
  }
  return std::make_shared<const ProvenTypes>(ProvenTypes{.types = untyped.empty() ? making.types : making.types.Without(untyped),
                                                         .tool_names = making.names,
                                                         .forbidden = making.forbidden,
                                                         .notes = std::move(notes),
                                                         .untyped = ""});
}

std::shared_ptr<const ProvenTypes> WithoutTypes(const Making& making, const std::vector<bool>& allowed, std::string_view why,
                                                absl::Time next_look) {
  std::set<size_t> untyped;
  for (size_t i = 0; i < making.names.size(); ++i) {
    if (allowed.empty() || allowed[i]) untyped.insert(i);
  }
  return std::make_shared<const ProvenTypes>(ProvenTypes{.types = making.types.Without(untyped),
                                                         .tool_names = making.names,
                                                         .forbidden = making.forbidden,
                                                         .notes = {},
                                                         .untyped = std::string(why),
                                                         .next_look = next_look});
}

// Perhaps not for ever.
bool WasTooMuch(const absl::Status& status) { return absl::IsDeadlineExceeded(status) || absl::IsResourceExhausted(status); }

}  // namespace

void CatalogTypes::Prove(const std::string& tenant, const Catalog& catalog, const std::vector<bool>& allowed, Callback done) {
  std::string subset;
  for (const bool one : allowed) subset.push_back(one ? '1' : '0');
  const ResultKey key = MakeResultKey({tenant, catalog.digest(), subset});
  {
    absl::MutexLock lock(mu_);
    const auto [waiting, first] = proving_.try_emplace(key);
    waiting->second.push_back(std::move(done));
    if (!first) return;
  }
  if (std::shared_ptr<const ProvenTypes> kept = kept_.Find(key); kept != nullptr && absl::Now() < kept->next_look) {
    return Finish(key, kept);
  }

  const ThreadTime begun;
  const std::shared_ptr<const Making> making = Begin(Declared(tenant, catalog), catalog.tools(), allowed);
  Charge(tenant, begun.Used());
  if (making->types.empty()) return Finish(key, Mend(*making, TypeReport()));
  checker_->CheckDeclarations(
      tenant, making->types.declarations(), [this, tenant, key, making, allowed](const absl::StatusOr<CheckResult>& result) {
        if (!result.ok() && !WasTooMuch(result.status())) return Finish(key, result.status());
        const ThreadTime answered;
        const auto types = result.ok()
                               ? Mend(*making, *result->report)
                               : WithoutTypes(*making, allowed, result.status().message(), absl::Now() + options_.look_again);
        Charge(tenant, answered.Used());
        Finish(key, types);
      });
}

void CatalogTypes::Finish(const ResultKey& key, const absl::StatusOr<std::shared_ptr<const ProvenTypes>>& types) {
  if (types.ok()) Keep(key, *types);
  std::vector<Callback> waiting;
  {
    absl::MutexLock lock(mu_);
    waiting = std::move(proving_.extract(key).mapped());
  }
  for (const Callback& done : waiting) done(types);
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
