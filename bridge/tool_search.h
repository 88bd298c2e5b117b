#ifndef ISOBRIDGE_BRIDGE_TOOL_SEARCH_H_
#define ISOBRIDGE_BRIDGE_TOOL_SEARCH_H_

#include <string>

#include "absl/status/statusor.h"
#include "bridge/catalog/catalog_cache.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::bridge {

// The answer to `Search`. A pure function of the tools and the rest of the request. INVALID_ARGUMENT, a FieldError, for what
// isobridge.v1.SearchRequest does not allow; UnknownCatalog as CatalogCache has it.
absl::StatusOr<isobridge::v1::SearchResponse> SearchForTools(isobridge::v1::SearchRequest request, const std::string& tenant,
                                                             CatalogCache* catalogs);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_TOOL_SEARCH_H_
