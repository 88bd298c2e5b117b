#ifndef ISOBRIDGE_BRIDGE_CHECK_CATALOG_TYPES_H_
#define ISOBRIDGE_BRIDGE_CHECK_CATALOG_TYPES_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "bridge/catalog/catalog.h"
#include "bridge/check/declared_tools.h"
#include "bridge/check/tool_types.h"
#include "bridge/memory_budget.h"
#include "bridge/program_checker.h"
#include "bridge/result_cache.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::bridge {

// The types of a catalog's tools, which programs can be checked against: those that don't compile are left out.
struct ProvenTypes {
  ToolTypes types;
  // `Tool.name`, by number.
  std::vector<std::string> tool_names;
  // All paths of tools that the program may not call: "external_a_b", "tools.a.b" and so on.
  std::set<std::string, std::less<>> forbidden;
  // Of tools whose types don't compile, so that they are declared as taking and giving anything: what is wrong with them.
  std::vector<isobridge::v1::ToolNote> notes;
  // Why it is not known of any, so that all are declared so; empty: it is known.
  std::string untyped;
  // When they are worth another look, if it is not known.
  absl::Time next_look = absl::InfiniteFuture();
};

struct CatalogTypesOptions {
  // Told what is kept, as no tenant's; null: nobody counts.
  MemoryBudget* memory = nullptr;
  // Types that the checker had no time for, or found too large, are left out for so long, so that programs meanwhile needn't wait
  // for that to happen again.
  absl::Duration look_again = absl::Seconds(10);
  // Hears what processor time the service itself used to make them, on the thread that did. Null: nobody.
  std::function<void(const std::string& tenant, absl::Duration cpu_time)> charge;
};

// Makes the types of catalogs, and has the type checker look at each set once, by itself: a tool whose declaration doesn't
// compile is declared without types, and spoils no other. The tools of a catalog are declared once, whichever of them are
// allowed. Meant to be asked when a catalog is registered, so that executions find the answer.
//
// Thread-safe.
class CatalogTypes {
 public:
  using Callback = std::function<void(absl::StatusOr<std::shared_ptr<const ProvenTypes>>)>;

  // `checker` outlives it. `max_bytes` of results are kept.
  CatalogTypes(ProgramChecker* checker, uint64_t max_bytes, CatalogTypesOptions options = {})
      : checker_(checker),
        options_(std::move(options)),
        declared_(max_bytes / 2, OpenAccount()),
        kept_(max_bytes / 2, OpenAccount()) {}

  // Calls `done`, perhaps before returning; who asks for what is being looked at waits for the same answer. `allowed`: whether
  // each tool may be called; empty: all. Any status means that nothing can be checked now, as ProgramChecker tells it.
  void Prove(const std::string& tenant, const Catalog& catalog, const std::vector<bool>& allowed, Callback done)
      ABSL_LOCKS_EXCLUDED(mu_);

  // Drops results that were not asked for for the longest. False: there are none.
  bool LetGo() { return kept_.LetGo() || declared_.LetGo(); }

 private:
  std::unique_ptr<MemoryBudget::Account> OpenAccount() const {
    return options_.memory == nullptr ? nullptr : options_.memory->Open("", 4'096);
  }
  void Charge(const std::string& tenant, absl::Duration cpu_time) const {
    if (options_.charge != nullptr) options_.charge(tenant, cpu_time);
  }
  std::shared_ptr<const DeclaredTools> Declared(const std::string& tenant, const Catalog& catalog);
  void Keep(const ResultKey& key, const std::shared_ptr<const ProvenTypes>& types);
  void Finish(const ResultKey& key, const absl::StatusOr<std::shared_ptr<const ProvenTypes>>& types) ABSL_LOCKS_EXCLUDED(mu_);

  ProgramChecker* const checker_;
  const CatalogTypesOptions options_;

  // Self-synchronised.
  ResultCache<DeclaredTools> declared_;
  ResultCache<ProvenTypes> kept_;

  // Guarded by mu_.
  absl::Mutex mu_;
  // Who waits for sets that are being looked at.
  std::map<ResultKey, std::vector<Callback>> proving_ ABSL_GUARDED_BY(mu_);
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_CHECK_CATALOG_TYPES_H_
