#include "clients/cli/json_text.h"

#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/printable.h"

namespace isobridge::cli {
namespace {

// The parser says "JSON syntax_error" or "Invalid value" of whatever begins like no value.
std::string Explain(const std::error_code& error) {
  if (!error) return "there is no value";
  if (error == jsoncons::json_errc::syntax_error || error == jsoncons::json_errc::invalid_value ||
      error == jsoncons::json_errc::expected_value) {
    return "expected a value: an object, a list, a text in double quotes, a number, true, false or null";
  }
  return error.message();
}

}  // namespace

absl::StatusOr<Json> ParseJson(std::string_view text, Numbers numbers) {
  const auto options = jsoncons::json_options()
                           .lossless_number(numbers == Numbers::kAsWritten)
                           .allow_comments(false)
                           .max_nesting_depth(kMaxJsonDepth);
  jsoncons::json_decoder<Json> decoder;
  jsoncons::json_string_reader reader(text, decoder, options);
  std::error_code error;
  reader.read(error);
  // Past its first document, a reader only checks that nothing but white space follows.
  if (!error) reader.check_done(error);
  if (!error && decoder.is_valid()) return decoder.get_result();
  return absl::InvalidArgumentError(absl::StrCat("line ", reader.line(), ", column ", reader.column(), ": ", Explain(error)));
}

std::string CompactJson(const Json& json) {
  std::string text;
  json.dump(text);
  return text;
}

std::string PrettyJson(const Json& json) {
  std::string text;
  // Otherwise a comma at the end of a line has a space behind it.
  json.dump_pretty(text, jsoncons::json_options().indent_size(2).spaces_around_comma(jsoncons::spaces_option::no_spaces));
  return Printable(text, LineBreaks::kKept);
}

}  // namespace isobridge::cli
