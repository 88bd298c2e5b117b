#ifndef ISOBRIDGE_BRIDGE_SCHEMA_CATALOG_DESCRIPTION_H_
#define ISOBRIDGE_BRIDGE_SCHEMA_CATALOG_DESCRIPTION_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "bridge/schema/doc_comment.h"
#include "bridge/schema/tool_declaration.h"

namespace isobridge::bridge {

// Tools in the words and types that a model needs to write programs for them, within a budget of tokens.
struct CatalogDescription {
  struct Options {
    // Of guide and declarations together; 0: no limit.
    uint64_t token_budget = 0;
    std::string host_tool = "run_program";
    // Also declares `tools` and `codemode`.
    bool namespaces = false;
  };

  std::string guide;
  std::string declarations;
  uint64_t tokens = 0;
  // How much of the descriptions the declarations have.
  DocDetail detail = DocDetail::kFull;
  // The tools that are not declared, by their number; empty when the declarations are complete.
  std::vector<size_t> omitted;
  // For people, by the tool's number: where a declaration says less than the schema, and why.
  std::vector<std::pair<size_t, std::string>> notes;

  // Comments are given up first, then tools from the end. INVALID_ARGUMENT: the guide alone is over the budget.
  static absl::StatusOr<CatalogDescription> Create(const std::vector<ToolText>& tools, const Options& options);
};

// An estimate that is rather too high: a token for three bytes of UTF-8.
uint64_t EstimateTokens(std::string_view text);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_SCHEMA_CATALOG_DESCRIPTION_H_
