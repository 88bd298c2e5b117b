#ifndef ISOBRIDGE_BRIDGE_TOOL_REGISTRATION_H_
#define ISOBRIDGE_BRIDGE_TOOL_REGISTRATION_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "bridge/catalog/catalog_cache.h"
#include "bridge/check/catalog_types.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::bridge {

// Answers `RegisterCatalog`: calls `done` once, perhaps before returning, when it is known which tools' types compile, or that it
// can't be known. Errors are those of CatalogCache. Takes about 0.1 ms for each tool on the caller's thread.
void RegisterTools(isobridge::v1::RegisterCatalogRequest request, const std::string& tenant, CatalogCache* catalogs,
                   CatalogTypes* types, std::function<void(absl::StatusOr<isobridge::v1::RegisterCatalogResponse>)> done);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_TOOL_REGISTRATION_H_
