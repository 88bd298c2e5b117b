#include "service/tenant_table.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "service/setting_text.h"
#include "service/yaml_place.h"
#include "yaml-cpp/yaml.h"

namespace isobridge::service {
namespace {

constexpr size_t kMaxName = 128;
constexpr std::string_view kTenants = "tenants";
constexpr std::string_view kName = "name";
constexpr std::string_view kTokens = "token_sha256";
constexpr std::string_view kExecutions = "executions";
constexpr std::string_view kCpuPerMinute = "cpu_per_minute";
constexpr std::string_view kHeapBytes = "heap_bytes";

absl::Status Refuse(const std::string& path, const YAML::Node& node, std::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(YamlPlace(path, node.Mark()), ": ", what));
}

bool IsName(std::string_view text) {
  return !text.empty() && text.size() <= kMaxName && std::ranges::all_of(text, [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || std::string_view("_.:/@-").find(c) != std::string_view::npos;
  });
}

std::optional<bridge::Sha256Digest> HashOf(std::string_view text) {
  std::string bytes;
  if (text.size() != 2 * bridge::Sha256Digest().size() || !absl::HexStringToBytes(text, &bytes)) return std::nullopt;
  bridge::Sha256Digest hash;
  std::ranges::copy(bytes, hash.begin());
  return hash;
}

// Keys that are known, each once.
absl::Status CheckKeys(const YAML::Node& node, const std::string& path, std::initializer_list<std::string_view> known) {
  std::set<std::string> seen;
  for (const auto& entry : node) {
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
    if (std::ranges::find(known, key) == known.end()) {
      std::string all;
      for (const std::string_view one : known) absl::StrAppend(&all, all.empty() ? "" : ", ", one);
      return Refuse(path, entry.first, absl::StrCat("there is no key '", key, "' here; known: ", all));
    }
    if (!seen.insert(key).second) return Refuse(path, entry.first, absl::StrCat(key, " stands here twice"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> NameOf(const YAML::Node& tenant, const std::string& path) {
  const YAML::Node name = tenant[std::string(kName)];
  if (!name.IsDefined()) return Refuse(path, tenant, "a tenant lacks its `name`");
  if (!name.IsScalar() || !IsName(name.Scalar())) {
    return Refuse(path, name, "`name` is 1 to 128 of letters, digits and _.:/@-");
  }
  return name.Scalar();
}

absl::StatusOr<std::vector<bridge::Sha256Digest>> HashesOf(const YAML::Node& tenant, const std::string& path) {
  std::vector<bridge::Sha256Digest> hashes;
  const YAML::Node tokens = tenant[std::string(kTokens)];
  if (!tokens.IsDefined()) return hashes;
  if (!tokens.IsSequence()) return Refuse(path, tokens, "`token_sha256` is a list, like [9f86d081…]");
  for (const YAML::Node& token : tokens) {
    const auto hash = token.IsScalar() ? HashOf(token.Scalar()) : std::nullopt;
    if (!hash.has_value()) {
      return Refuse(path, token,
                    "this is not a SHA-256 in 64 hexadecimal digits; make one with: printf %s \"$TOKEN\" | sha256sum");
    }
    hashes.push_back(*hash);
  }
  return hashes;
}

template <typename T>
absl::Status ReadQuota(const YAML::Node& tenant, std::string_view key, const std::string& path, std::optional<T>* quota) {
  const YAML::Node node = tenant[std::string(key)];
  if (!node.IsDefined()) return absl::OkStatus();
  if (!node.IsScalar()) return Refuse(path, node, absl::StrCat("`", key, "` is one value"));
  T value;
  if (absl::Status status = ReadText(node.Scalar(), &value); !status.ok()) {
    return Refuse(path, node, absl::StrCat("`", key, "`: ", status.message()));
  }
  if (value <= T{})
    return Refuse(path, node, absl::StrCat("`", key, "` must be more than 0; leave it out for what holds for all"));
  *quota = value;
  return absl::OkStatus();
}

absl::StatusOr<TenantTable::Quota> QuotaOf(const YAML::Node& tenant, const std::string& path) {
  TenantTable::Quota quota;
  absl::Status status = ReadQuota(tenant, kExecutions, path, &quota.executions);
  status.Update(ReadQuota(tenant, kCpuPerMinute, path, &quota.cpu_per_minute));
  status.Update(ReadQuota(tenant, kHeapBytes, path, &quota.heap_bytes));
  if (!status.ok()) return status;
  return quota;
}

absl::StatusOr<YAML::Node> Load(const std::string& text, const std::string& path) {
  YAML::Node root = YAML::Load(text);
  if (!root.IsMap()) return Refuse(path, root, "the file must be a mapping with `tenants`, a list");
  if (absl::Status status = CheckKeys(root, path, {kTenants}); !status.ok()) return status;
  YAML::Node tenants = root[std::string(kTenants)];
  if (!tenants.IsDefined() || !tenants.IsSequence()) return Refuse(path, root, "`tenants` must be a list");
  return tenants;
}

}  // namespace

absl::StatusOr<TenantTable> TenantTable::Parse(const std::string& text, const std::string& path) try {
  const absl::StatusOr<YAML::Node> tenants = Load(text, path);
  if (!tenants.ok()) return tenants.status();
  TenantTable table;
  std::set<std::string> names;
  std::map<bridge::Sha256Digest, std::string> owners;
  for (const YAML::Node& tenant : *tenants) {
    if (!tenant.IsMap()) return Refuse(path, tenant, "a tenant is a mapping with `name` and `token_sha256`");
    if (absl::Status status = CheckKeys(tenant, path, {kName, kTokens, kExecutions, kCpuPerMinute, kHeapBytes}); !status.ok())
      return status;
    absl::StatusOr<std::string> name = NameOf(tenant, path);
    if (!name.ok()) return name.status();
    if (!names.insert(*name).second) return Refuse(path, tenant, absl::StrCat("tenant ", *name, " stands there twice"));
    const auto quota = service::QuotaOf(tenant, path);
    if (!quota.ok()) return quota.status();
    table.quotas_[*name] = *quota;
    const auto hashes = HashesOf(tenant, path);
    if (!hashes.ok()) return hashes.status();
    for (const bridge::Sha256Digest& hash : *hashes) {
      if (const auto [owner, fresh] = owners.emplace(hash, *name); !fresh) {
        return Refuse(path, tenant, absl::StrCat("tenant ", *name, " has a token that is ", owner->second, "'s already"));
      }
      table.tokens_.push_back({.hash = hash, .tenant = *name});
    }
  }
  if (table.tokens_.size() > kMaxTokens) {
    return Refuse(path, *tenants, absl::StrCat(table.tokens_.size(), " tokens are too many; at most ", kMaxTokens));
  }
  return table;
} catch (const YAML::Exception& error) {
  return absl::InvalidArgumentError(absl::StrCat(YamlPlace(path, error.mark), ": ", error.msg));
}

TenantTable::Quota TenantTable::QuotaOf(const std::string& tenant) const {
  const auto found = quotas_.find(tenant);
  return found == quotas_.end() ? Quota() : found->second;
}

std::optional<std::string> TenantTable::OwnerOf(std::string_view token) const {
  const bridge::Sha256Digest hash = bridge::Sha256({token});
  const Token* owner = nullptr;
  for (const Token& candidate : tokens_) {
    if (CRYPTO_memcmp(candidate.hash.data(), hash.data(), hash.size()) == 0) owner = &candidate;
  }
  return owner == nullptr ? std::nullopt : std::optional(owner->tenant);
}

}  // namespace isobridge::service
