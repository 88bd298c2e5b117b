#ifndef ISOBRIDGE_BRIDGE_CATALOG_DISCOVERY_H_
#define ISOBRIDGE_BRIDGE_CATALOG_DISCOVERY_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "bridge/catalog/catalog.h"

namespace isobridge::bridge {

inline constexpr uint32_t kDefaultHits = 10;
inline constexpr uint32_t kMostHits = 50;

// What is asked of a catalog.
struct ToolQuery {
  // Words, or a path; at most 1,000 bytes. Empty: every tool.
  std::string text;
  // Hits of one answer, 1 to kMostHits.
  uint32_t limit = kDefaultHits;
  // Hits before the first one that is wanted.
  uint32_t offset = 0;
  // "github": only tools inside; empty: everywhere.
  std::string space;
};

struct ToolHit {
  uint32_t tool;
  // "external_github_get_issue"
  std::string path;
  // The first sentence.
  std::string description;
  // `external_github_get_issue(input: { id: number }): Promise<unknown>`, cut where it is long.
  std::string signature;
};

struct ToolHits {
  // Of all pages.
  uint32_t total = 0;
  // Of the next page; 0: this is the last one.
  uint32_t next_offset = 0;
  std::vector<ToolHit> hits;
};

// Whether each tool of a catalog may be told of: the others are as if they were not there. Empty: all.
using AllowedTools = std::vector<bool>;

// Best first. INVALID_ARGUMENT, a FieldError for `query`, `limit` or `namespace`.
absl::StatusOr<ToolHits> SearchTools(const Catalog& catalog, const ToolQuery& query, const AllowedTools& allowed = {});

// What a program gets for `codemode.search` and `codemode.describe` with the arguments [first, second] as JSON; itself JSON.
// INVALID_ARGUMENT for arguments that aren't as they should be, and says how; NOT_FOUND, with the names that come near, for a
// path that is no tool's.
absl::StatusOr<std::string> SearchToolsJson(const Catalog& catalog, std::string_view args_json, const AllowedTools& allowed = {});
absl::StatusOr<std::string> DescribeToolJson(const Catalog& catalog, std::string_view args_json,
                                             const AllowedTools& allowed = {});

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_CATALOG_DISCOVERY_H_
