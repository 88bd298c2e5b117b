#ifndef ISOBRIDGE_BRIDGE_TOOL_DESCRIPTION_H_
#define ISOBRIDGE_BRIDGE_TOOL_DESCRIPTION_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "bridge/catalog/catalog_cache.h"
#include "bridge/check/catalog_types.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::bridge {

// Calls `work` once, on a thread that it may keep.
using Later = std::function<void(std::function<void()> work)>;

// Answers `Describe`: calls `done` once, perhaps before returning, when it is known which tools' types compile; if that can't be
// known, all are told. Takes about 0.1 ms for each tool on the caller's thread, and again where `later` calls what it is given,
// since the checker's thread is everybody's. INVALID_ARGUMENT, a FieldError, for what isobridge.v1.DescribeRequest does not
// allow; UnknownCatalog as CatalogCache has it.
void DescribeTools(isobridge::v1::DescribeRequest request, const std::string& tenant, CatalogCache* catalogs, CatalogTypes* types,
                   const Later& later, std::function<void(absl::StatusOr<isobridge::v1::DescribeResponse>)> done);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_TOOL_DESCRIPTION_H_
