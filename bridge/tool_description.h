#ifndef ISOBRIDGE_BRIDGE_TOOL_DESCRIPTION_H_
#define ISOBRIDGE_BRIDGE_TOOL_DESCRIPTION_H_

#include <string>

#include "absl/status/statusor.h"
#include "bridge/catalog/catalog_cache.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::bridge {

// The answer to `Describe`. A pure function of the tools and the rest of the request; takes about 0.1 ms for each tool.
// INVALID_ARGUMENT, a FieldError, for what isobridge.v1.DescribeRequest does not allow; UnknownCatalog as CatalogCache has it.
absl::StatusOr<isobridge::v1::DescribeResponse> DescribeTools(isobridge::v1::DescribeRequest request, const std::string& tenant,
                                                              CatalogCache* catalogs);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_TOOL_DESCRIPTION_H_
