#ifndef ISOBRIDGE_BRIDGE_TOOL_SEARCH_H_
#define ISOBRIDGE_BRIDGE_TOOL_SEARCH_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "bridge/catalog/catalog_cache.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::bridge {

// Answers `Search`: finds or makes the tools on the caller's thread, and searches them where `later` calls what it is given,
// which calls `done` once. The answer is a pure function of the tools and the rest of the request. INVALID_ARGUMENT, a
// FieldError, for what isobridge.v1.SearchRequest does not allow; UnknownCatalog as CatalogCache has it.
void SearchForTools(isobridge::v1::SearchRequest request, const std::string& tenant, CatalogCache* catalogs,
                    const std::function<void(std::function<void()> work)>& later,
                    std::function<void(absl::StatusOr<isobridge::v1::SearchResponse>)> done);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_TOOL_SEARCH_H_
