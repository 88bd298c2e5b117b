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
#include "bridge/catalog/catalog.h"
#include "google/protobuf/repeated_field.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::bridge {

// Keeps catalogs by tenant and digest, so that a client sends its tools once and names them from then on, and what is made of
// them is made once. What one tenant registered, another can't name.
//
// Over a bound, the tenant that takes the most of it loses what it has not used for the longest: nobody pushes out others by
// registering a lot.
//
// Thread-safe.
class CatalogCache {
 public:
  struct Options {
    // Of all catalogs, as Catalog::bytes counts. 0 keeps none.
    uint64_t max_bytes = 256u << 20;
    uint32_t max_catalogs = 1'000;
    // Of one catalog.
    uint32_t max_tools = 5'000;
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
  // for a digest that is none or is not that of the tools; UnknownCatalog for one that isn't kept.
  absl::StatusOr<std::shared_ptr<const Catalog>> Resolve(const std::string& tenant, Naming naming) ABSL_LOCKS_EXCLUDED(mu_);
  // The same for tools that are registered by themselves: what can't be kept is an error.
  absl::StatusOr<std::shared_ptr<const Catalog>> Register(const std::string& tenant,
                                                          google::protobuf::RepeatedPtrField<isobridge::v1::Tool> tools)
      ABSL_LOCKS_EXCLUDED(mu_);

  uint64_t bytes() const ABSL_LOCKS_EXCLUDED(mu_);
  size_t size() const ABSL_LOCKS_EXCLUDED(mu_);

 private:
  // The most recently used first.
  using Catalogs = std::list<std::shared_ptr<const Catalog>>;
  struct Tenant {
    Catalogs catalogs;
    std::map<std::string, Catalogs::iterator, std::less<>> by_digest;
    uint64_t bytes = 0;
  };

  std::shared_ptr<const Catalog> Find(const std::string& tenant, std::string_view digest) ABSL_LOCKS_EXCLUDED(mu_);
  void Keep(const std::string& tenant, const std::shared_ptr<const Catalog>& catalog) ABSL_LOCKS_EXCLUDED(mu_);
  // Those that were dropped, to be destroyed without the lock.
  Catalogs Shrink() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const Options options_;

  // Guarded by mu_.
  mutable absl::Mutex mu_;
  std::map<std::string, Tenant> tenants_ ABSL_GUARDED_BY(mu_);
  uint64_t bytes_ ABSL_GUARDED_BY(mu_) = 0;
  size_t size_ ABSL_GUARDED_BY(mu_) = 0;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_CATALOG_CATALOG_CACHE_H_
