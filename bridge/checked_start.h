#ifndef ISOBRIDGE_BRIDGE_CHECKED_START_H_
#define ISOBRIDGE_BRIDGE_CHECKED_START_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/attachments.h"
#include "bridge/catalog/catalog.h"
#include "bridge/catalog/catalog_cache.h"
#include "bridge/limits.h"
#include "bridge/tool_contracts.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::bridge {

// A request to run a program, after all checks and with every choice made that the client left open.
struct CheckedStart {
  std::string code;
  isobridge::v1::Language language = isobridge::v1::LANGUAGE_TYPESCRIPT;
  // Never null.
  std::shared_ptr<const Catalog> catalog = Catalog::Empty();
  // Of the catalog's tools, those that may be called; empty: all.
  std::vector<bool> allowed_tools;
  // Unspecified: what the server says.
  isobridge::v1::CheckMode check = isobridge::v1::CHECK_MODE_UNSPECIFIED;
  ToolContracts::Modes validation;
  bool report_settled_calls = false;
  bool attachments = false;
  bool truncate_result = false;
  std::string input_json;
  // How deep it nests.
  uint32_t input_depth = 0;
  ClientAttachments input_attachments;
  Limits limits;
  // Limits that were lowered to the server's maxima: a sentence for each.
  std::vector<std::string> lowered;
  // 32 bytes.
  std::string seed;
  // The program's clock at its start; none: the server's.
  std::optional<absl::Time> start_time;
  std::string execution_id;
};

// INVALID_ARGUMENT, a FieldError with the path of the field, for anything that isobridge.v1.Start does not allow.
// UnknownCatalog for tools that are named but not known. RESOURCE_EXHAUSTED, as MemoryBudget says it, for tools that there is no
// memory for.
absl::StatusOr<CheckedStart> CheckStart(isobridge::v1::Start start, const LimitPolicy& policy, const std::string& tenant,
                                        CatalogCache* catalogs);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_CHECKED_START_H_
