#include "bridge/catalog/catalog_cache.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "bridge/byte_text.h"
#include "bridge/catalog/catalog_digest.h"
#include "bridge/error_reason.h"
#include "bridge/field_error.h"
#include "bridge/thread_time.h"

namespace isobridge::bridge {
namespace {

// Most catalogs are small.
constexpr uint64_t kAccountStep = 1'024;
// Of a digest that is none, in a message.
constexpr size_t kMostShown = 80;

absl::Status UnknownCatalog(std::string_view digest) {
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat("catalog ", digest,
                                                 " is not known here (it was never registered, or was dropped to make room, or "
                                                 "the service was restarted); send the tools again")),
      "CATALOG_UNKNOWN");
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Catalog>> CatalogCache::Resolve(const std::string& tenant, Naming naming) {
  const std::string digest_field = absl::StrCat(naming.prefix, "catalog_digest");
  if (!naming.digest.empty() && !IsCatalogDigest(naming.digest)) {
    return FieldError(digest_field, absl::StrCat("\"", absl::Utf8SafeCHexEscape(naming.digest.substr(0, kMostShown)),
                                                 "\" is no digest: 64 hexadecimal digits, lower case"));
  }
  if (naming.tools.empty()) {
    if (naming.digest.empty()) return Catalog::Empty();
    std::shared_ptr<const Catalog> found = Find(tenant, naming.digest);
    if (found == nullptr) return UnknownCatalog(naming.digest);
    return found;
  }
  std::string digest = CatalogDigest(naming.tools);
  if (!naming.digest.empty() && naming.digest != digest) {
    return FieldError(digest_field, absl::StrCat("is not the digest of the tools that were sent with it, which is ", digest));
  }
  if (std::shared_ptr<const Catalog> found = Find(tenant, digest)) return found;
  const ThreadTime begun;
  absl::StatusOr<std::shared_ptr<const Catalog>> made =
      Catalog::Create(std::move(naming.tools), std::move(digest), options_.max_tools, absl::StrCat(naming.prefix, "tools"),
                      options_.memory == nullptr ? nullptr : options_.memory->Open(tenant, kAccountStep));
  if (options_.charge != nullptr) options_.charge(tenant, begun.Used());
  if (made.ok()) Keep(tenant, *made);
  return made;
}

absl::StatusOr<std::shared_ptr<const Catalog>> CatalogCache::Register(
    const std::string& tenant, google::protobuf::RepeatedPtrField<isobridge::v1::Tool> tools) {
  if (tools.empty()) return FieldError("tools", "is empty; a program without tools needs no catalog");
  absl::StatusOr<std::shared_ptr<const Catalog>> catalog =
      Resolve(tenant, {.tools = std::move(tools), .digest = "", .prefix = ""});
  if (catalog.ok() && (*catalog)->bytes() > options_.max_bytes) {
    const uint64_t bytes = (*catalog)->bytes();
    return FieldOverLimit(
        "tools",
        absl::StrCat("take ", ByteText(bytes), " with what is made of them; the server keeps ", ByteText(options_.max_bytes),
                     " in all (catalog_cache_bytes): send them with each start"),
        {.reason = "CATALOG_TOO_LARGE", .name = "catalog_cache_bytes", .limit = options_.max_bytes, .used = bytes});
  }
  return catalog;
}

std::shared_ptr<const Catalog> CatalogCache::Find(const std::string& tenant, std::string_view digest) {
  Catalogs dropped;
  absl::MutexLock lock(mu_);
  const auto own = tenants_.find(tenant);
  if (own == tenants_.end()) return nullptr;
  const auto found = own->second.by_digest.find(digest);
  if (found == own->second.by_digest.end()) return nullptr;
  Catalogs& catalogs = own->second.catalogs;
  catalogs.splice(catalogs.begin(), catalogs, found->second);
  Kept& kept = catalogs.front();
  const std::shared_ptr<const Catalog> catalog = kept.catalog;
  // It may have grown.
  const uint64_t before = std::exchange(kept.bytes, catalog->bytes());
  own->second.bytes += kept.bytes - before;
  bytes_ += kept.bytes - before;
  Shrink(&dropped);
  return catalog;
}

void CatalogCache::Keep(const std::string& tenant, const std::shared_ptr<const Catalog>& catalog) {
  const uint64_t bytes = catalog->bytes();
  if (bytes > options_.max_bytes || options_.max_catalogs == 0) return;
  Catalogs dropped;
  {
    absl::MutexLock lock(mu_);
    Tenant& own = tenants_[tenant];
    if (own.by_digest.contains(catalog->digest())) return;  // Made twice at the same time.
    own.catalogs.push_front({.catalog = catalog, .bytes = bytes});
    own.by_digest.emplace(catalog->digest(), own.catalogs.begin());
    own.bytes += bytes;
    bytes_ += bytes;
    ++size_;
    Shrink(&dropped);
  }
  if (options_.on_kept != nullptr) options_.on_kept(tenant, catalog);
}

void CatalogCache::Shrink(Catalogs* dropped) {
  while (bytes_ > options_.max_bytes || size_ > options_.max_catalogs) {
    const bool by_bytes = bytes_ > options_.max_bytes;
    const auto most = std::max_element(tenants_.begin(), tenants_.end(), [by_bytes](const auto& a, const auto& b) {
      return by_bytes ? a.second.bytes < b.second.bytes : a.second.catalogs.size() < b.second.catalogs.size();
    });
    Drop(most->first, std::prev(most->second.catalogs.end()), dropped);
  }
}

void CatalogCache::Drop(const std::string& tenant, Catalogs::iterator kept, Catalogs* dropped) {
  const auto own = tenants_.find(tenant);
  own->second.by_digest.erase(kept->catalog->digest());
  own->second.bytes -= kept->bytes;
  bytes_ -= kept->bytes;
  --size_;
  dropped->splice(dropped->end(), own->second.catalogs, kept);
  if (own->second.catalogs.empty()) tenants_.erase(own);
}

bool CatalogCache::DropUnused(const std::string& tenant, Catalogs* dropped) {
  const auto own = tenants_.find(tenant);
  if (own == tenants_.end()) return false;
  Catalogs& catalogs = own->second.catalogs;
  for (auto kept = catalogs.end(); kept != catalogs.begin();) {
    --kept;
    // Nobody else has it, or can get it without the lock.
    if (kept->catalog.use_count() > 1) continue;
    Drop(tenant, kept, dropped);
    return true;
  }
  return false;
}

bool CatalogCache::LetGo(const std::string& tenant, MemoryBudgetOptions::Whose whose) {
  Catalogs dropped;
  absl::MutexLock lock(mu_);
  if (DropUnused(tenant, &dropped)) return true;
  if (whose == MemoryBudgetOptions::Whose::kTenants) return false;
  std::vector<std::pair<uint64_t, std::string>> others;
  for (const auto& [name, other] : tenants_) others.emplace_back(other.bytes, name);
  std::sort(others.rbegin(), others.rend());
  return std::any_of(others.begin(), others.end(), [&](const auto& other) { return DropUnused(other.second, &dropped); });
}

uint64_t CatalogCache::bytes() const {
  absl::MutexLock lock(mu_);
  return bytes_;
}

size_t CatalogCache::size() const {
  absl::MutexLock lock(mu_);
  return size_;
}

}  // namespace isobridge::bridge
