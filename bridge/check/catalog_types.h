#ifndef ISOBRIDGE_BRIDGE_CHECK_CATALOG_TYPES_H_
#define ISOBRIDGE_BRIDGE_CHECK_CATALOG_TYPES_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "bridge/catalog/catalog.h"
#include "bridge/check/declared_tools.h"
#include "bridge/check/tool_types.h"
#include "bridge/program_checker.h"
#include "bridge/result_cache.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::bridge {

// The types of a catalog's tools, of which it is known that they compile.
struct ProvenTypes {
  ToolTypes types;
  // `Tool.name`, by number.
  std::vector<std::string> tool_names;
  // All paths of tools that the program may not call: "external_a_b", "tools.a.b" and so on.
  std::set<std::string, std::less<>> forbidden;
  // Of tools that had to be declared as taking and giving anything: why.
  std::vector<isobridge::v1::ToolNote> notes;
  // Why that is so of all of them; empty: it isn't.
  std::string untyped = {};
};

// Makes the types of catalogs, and has the type checker look at each set once, by itself: a tool whose declaration doesn't
// compile is declared without types, and spoils no other. The tools of a catalog are declared once, whichever of them are
// allowed.
//
// Thread-safe.
class CatalogTypes {
 public:
  using Callback = std::function<void(absl::StatusOr<std::shared_ptr<const ProvenTypes>>)>;

  // `checker` outlives it. `max_bytes` of results are kept.
  CatalogTypes(ProgramChecker* checker, uint64_t max_bytes) : checker_(checker), declared_(max_bytes / 2), kept_(max_bytes / 2) {}

  // Calls `done`, perhaps before returning. `allowed`: whether each tool may be called; empty: all. Any status means that nothing
  // can be checked now, as ProgramChecker tells it.
  void Prove(const std::string& tenant, const Catalog& catalog, const std::vector<bool>& allowed, Callback done);

 private:
  std::shared_ptr<const DeclaredTools> Declared(const std::string& tenant, const Catalog& catalog);
  void Keep(const ResultKey& key, const std::shared_ptr<const ProvenTypes>& types);

  ProgramChecker* const checker_;
  ResultCache<DeclaredTools> declared_;
  ResultCache<ProvenTypes> kept_;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_CHECK_CATALOG_TYPES_H_
