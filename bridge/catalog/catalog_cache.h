#ifndef ISOBRIDGE_BRIDGE_CATALOG_CATALOG_CACHE_H_
#define ISOBRIDGE_BRIDGE_CATALOG_CATALOG_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "bridge/catalog/catalog.h"
#include "bridge/memory_budget.h"
#include "google/protobuf/repeated_field.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::bridge {

// Keeps catalogs by tenant and digest, so that a client sends its tools once and names them from then on, and what is made of
// them is made once. What one tenant registered, another can't name.
//
// Over a bound, the tenant that takes the most of it loses what it has not used for the longest: nobody pushes out others by
// registering a lot. A catalog that is used stays, and stays charged to its tenant, until nobody uses it.
//
// Thread-safe.
class CatalogCache {
 public:
  struct Options {
    // Of all catalogs, as Catalog::bytes counts when one is named. 0 keeps none.
    uint64_t max_bytes = 256u << 20;
    uint32_t max_catalogs = 1'000;
    // Of one catalog.
    uint32_t max_tools = 5'000;
    // What catalogs hold is charged there as long as they live, kept or used. Outlives the cache; null: nobody counts.
    MemoryBudget* memory = nullptr;
    // Hears what processor time making a catalog took, on the thread that did. Null: nobody.
    std::function<void(const std::string& tenant, absl::Duration cpu_time)> charge;
    // Hears, on the thread that brought it, of each catalog that is newly kept.
    std::function<void(const std::string& tenant, const std::shared_ptr<const Catalog>& catalog)> on_kept;
  };

  explicit CatalogCache(Options options) : options_(std::move(options)) {}

  // What a request says of its tools.
  struct Naming {
    google::protobuf::RepeatedPtrField<isobridge::v1::Tool> tools;
    // Empty, or the digest of tools that are not sent, or of those that are.
    std::string digest;
    // Goes before the names of fields in errors: "start.", or nothing.
    std::string_view prefix;
  };
  // The catalog of a request: kept from before, or made of its tools and kept. INVALID_ARGUMENT, a FieldError, for bad tools and
  // for a digest that is none or is not that of the tools; UnknownCatalog for one that isn't kept; RESOURCE_EXHAUSTED, as
  // MemoryBudget says it.
  absl::StatusOr<std::shared_ptr<const Catalog>> Resolve(const std::string& tenant, Naming naming) ABSL_LOCKS_EXCLUDED(mu_);
  // The same for tools that are registered by themselves: what can't be kept is an error.
  absl::StatusOr<std::shared_ptr<const Catalog>> Register(const std::string& tenant,
                                                          google::protobuf::RepeatedPtrField<isobridge::v1::Tool> tools)
      ABSL_LOCKS_EXCLUDED(mu_);

  // Drops what nobody uses and was not named for the longest: of `tenant`, or else, if everybody's memory is short, of the tenant
  // that keeps the most. False: there is nothing.
  bool LetGo(const std::string& tenant, MemoryBudgetOptions::Whose whose) ABSL_LOCKS_EXCLUDED(mu_);

  uint64_t bytes() const ABSL_LOCKS_EXCLUDED(mu_);
  size_t size() const ABSL_LOCKS_EXCLUDED(mu_);

 private:
  struct Kept {
    std::shared_ptr<const Catalog> catalog;
    // When it was last named.
    uint64_t bytes;
  };
  // The most recently used first.
  using Catalogs = std::list<Kept>;
  struct Tenant {
    Catalogs catalogs;
    std::map<std::string, Catalogs::iterator, std::less<>> by_digest;
    uint64_t bytes = 0;
  };

  std::shared_ptr<const Catalog> Find(const std::string& tenant, std::string_view digest) ABSL_LOCKS_EXCLUDED(mu_);
  void Keep(const std::string& tenant, const std::shared_ptr<const Catalog>& catalog) ABSL_LOCKS_EXCLUDED(mu_);
  // These two add those that were dropped, to be destroyed without the lock.
  void Shrink(Catalogs* dropped) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Drop(const std::string& tenant, Catalogs::iterator kept, Catalogs* dropped) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  bool DropUnused(const std::string& tenant, Catalogs* dropped) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const Options options_;

  // Guarded by mu_.
  mutable absl::Mutex mu_;
  std::map<std::string, Tenant> tenants_ ABSL_GUARDED_BY(mu_);
  uint64_t bytes_ ABSL_GUARDED_BY(mu_) = 0;
  size_t size_ ABSL_GUARDED_BY(mu_) = 0;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_CATALOG_CATALOG_CACHE_H_
