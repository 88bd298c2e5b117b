#ifndef ISOBRIDGE_CLIENTS_CLI_JSON_TEXT_H_
#define ISOBRIDGE_CLIENTS_CLI_JSON_TEXT_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "jsoncons/json.hpp"

namespace isobridge::cli {

// A JSON document that keeps the order of its members.
using Json = jsoncons::ojson;

// Nesting beyond this is refused: far above what the service takes, far below what would exhaust a stack.
inline constexpr int kMaxJsonDepth = 512;

// How numbers are kept: as they were written (but -0, which becomes 0), or as values, so that 1.50 equals 1.5.
enum class Numbers { kAsWritten, kAsValues };

// Parses one JSON document, without comments. The error says what was expected and where: "line 3, column 7: …".
absl::StatusOr<Json> ParseJson(std::string_view text, Numbers numbers = Numbers::kAsWritten);

// The document in its shortest form.
std::string CompactJson(const Json& json);

// The document indented by two. Control characters that a terminal would act on are escaped.
std::string PrettyJson(const Json& json);

}  // namespace isobridge::cli

#endif  // ISOBRIDGE_CLIENTS_CLI_JSON_TEXT_H_
