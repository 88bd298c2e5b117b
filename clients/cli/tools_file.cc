#include "clients/cli/tools_file.h"

#include <filesystem>
#include <initializer_list>
#include <unordered_set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/text_file.h"

namespace isobridge::cli {
namespace {

// Where in the file something stands: "tools.json: tool 'rating', case 2".
using Place = std::string;

absl::Status Wrong(const Place& place, std::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(place, ": ", what));
}

absl::Status OnlyKeys(const Json& object, std::initializer_list<std::string_view> known, const Place& place) {
  for (const auto& member : object.object_range()) {
    bool found = false;
    for (std::string_view key : known) found |= key == member.key();
    if (!found) {
      return Wrong(place, absl::StrCat("has \"", std::string_view(member.key()), "\", which means nothing here; it may have ",
                                       absl::StrJoin(known, ", ")));
    }
  }
  return absl::OkStatus();
}

// A whole number of milliseconds, or `fallback` if there is no such member.
absl::StatusOr<absl::Duration> Milliseconds(const Json& object, const std::string& key, absl::Duration fallback,
                                            const Place& place) {
  if (!object.contains(key)) return fallback;
  const Json& value = object.at(key);
  constexpr uint64_t kDay = uint64_t{24} * 60 * 60 * 1000;
  if (!value.is_uint64() || value.as<uint64_t>() > kDay) {
    return Wrong(place, absl::StrCat("\"", key, "\" is ", CompactJson(value),
                                     "; it must be a whole number of milliseconds, at most ", kDay));
  }
  return absl::Milliseconds(value.as<uint64_t>());
}

absl::StatusOr<std::string> Text(const Json& object, const std::string& key, const Place& place) {
  if (!object.contains(key)) return std::string();
  if (!object.at(key).is_string())
    return Wrong(place, absl::StrCat("\"", key, "\" is ", CompactJson(object.at(key)), "; it must be a string"));
  return object.at(key).as<std::string>();
}

absl::StatusOr<ToolError> ParseError(const Json& error, const Place& place) {
  if (!error.is_object())
    return Wrong(place, "\"error\" must be an object such as {\"message\": \"out of stock\", \"code\": \"NO_STOCK\"}");
  if (absl::Status status = OnlyKeys(error, {"message", "code", "name", "data"}, place); !status.ok()) return status;
  ToolError parsed;
  for (auto [key, field] : {std::pair{"message", &parsed.message}, {"code", &parsed.code}, {"name", &parsed.name}}) {
    absl::StatusOr<std::string> text = Text(error, key, place);
    if (!text.ok()) return text.status();
    *field = *std::move(text);
  }
  if (parsed.message.empty()) return Wrong(place, "\"error\" has no \"message\"");
  if (error.contains("data")) parsed.data_json = CompactJson(error.at("data"));
  return parsed;
}

absl::StatusOr<ToolAnswer> ParseAnswer(const Json& object, const Place& place) {
  if (object.contains("result") == object.contains("error")) {
    return Wrong(place, "must have either \"result\" or \"error\"");
  }
  if (object.contains("result")) return ToolAnswer{.result_json = CompactJson(object.at("result"))};
  absl::StatusOr<ToolError> error = ParseError(object.at("error"), place);
  if (!error.ok()) return error.status();
  return ToolAnswer{.error = *std::move(error)};
}

absl::StatusOr<AnswerCase> ParseCase(const Json& object, absl::Duration delay, const Place& place) {
  if (!object.is_object()) return Wrong(place, "must be an object such as {\"args\": {\"id\": 1}, \"result\": 4.5}");
  if (absl::Status status = OnlyKeys(object, {"args", "times", "result", "error", "delay_ms"}, place); !status.ok())
    return status;
  AnswerCase parsed;
  if (object.contains("args")) {
    if (!object.at("args").is_object()) return Wrong(place, "\"args\" must be an object with the members to match");
    parsed.args = *ParseJson(CompactJson(object.at("args")), Numbers::kAsValues);
  }
  if (object.contains("times")) {
    const Json& times = object.at("times");
    if (!times.is_uint64() || times.as<uint64_t>() == 0) {
      return Wrong(place, absl::StrCat("\"times\" is ", CompactJson(times), "; it must be a whole number from 1"));
    }
    parsed.times = times.as<uint64_t>();
  }
  absl::StatusOr<absl::Duration> own_delay = Milliseconds(object, "delay_ms", delay, place);
  if (!own_delay.ok()) return own_delay.status();
  absl::StatusOr<ToolAnswer> answer = ParseAnswer(object, place);
  if (!answer.ok()) return answer.status();
  parsed.delay = *own_delay;
  parsed.answer = *std::move(answer);
  return parsed;
}

absl::StatusOr<CommandTool> ParseCommand(const Json& tool, const std::string& folder, const Place& place) {
  if (absl::Status status = OnlyKeys(tool, {"command", "timeout_ms"}, place); !status.ok()) return status;
  const Json& command = tool.at("command");
  constexpr std::string_view kShape = "\"command\" must be a list of strings such as [\"python3\", \"tool.py\"]";
  if (!command.is_array() || command.empty()) return Wrong(place, kShape);
  CommandTool parsed{.folder = folder};
  for (const Json& word : command.array_range()) {
    if (!word.is_string() || word.as<std::string>().find('\0') != std::string::npos) return Wrong(place, kShape);
    parsed.argv.push_back(word.as<std::string>());
  }
  if (parsed.argv[0].empty()) return Wrong(place, "the first word of \"command\" is empty");
  absl::StatusOr<absl::Duration> timeout = Milliseconds(tool, "timeout_ms", parsed.timeout, place);
  if (!timeout.ok()) return timeout.status();
  parsed.timeout = *timeout;
  return parsed;
}

absl::StatusOr<CasesTool> ParseCases(const Json& tool, const Place& place) {
  if (absl::Status status = OnlyKeys(tool, {"cases", "delay_ms"}, place); !status.ok()) return status;
  const Json& cases = tool.at("cases");
  if (!cases.is_array() || cases.empty()) return Wrong(place, "\"cases\" must be a list of at least one case");
  absl::StatusOr<absl::Duration> delay = Milliseconds(tool, "delay_ms", absl::ZeroDuration(), place);
  if (!delay.ok()) return delay.status();
  CasesTool parsed;
  for (const Json& one : cases.array_range()) {
    absl::StatusOr<AnswerCase> answer = ParseCase(one, *delay, absl::StrCat(place, ", case ", parsed.cases.size() + 1));
    if (!answer.ok()) return answer.status();
    parsed.cases.push_back(*std::move(answer));
  }
  return parsed;
}

absl::StatusOr<CasesTool> ParseFixed(const Json& tool, const Place& place) {
  if (absl::Status status = OnlyKeys(tool, {"result", "error", "delay_ms"}, place); !status.ok()) return status;
  absl::StatusOr<AnswerCase> only = ParseCase(tool, absl::ZeroDuration(), place);
  if (!only.ok()) return only.status();
  return CasesTool{.cases = {*std::move(only)}};
}

template <typename Kind>
absl::StatusOr<Tool> Add(absl::StatusOr<Kind> kind, Tool tool) {
  if (!kind.ok()) return kind.status();
  tool.kind = *std::move(kind);
  return tool;
}

// Takes what the file says of the tool for models out of `json`.
absl::StatusOr<Tool> TakeDescription(std::string_view name, Json* json, const Place& place) {
  Tool tool{.name = std::string(name), .kind = CasesTool{}};
  absl::StatusOr<std::string> description = Text(*json, "description", place);
  if (!description.ok()) return description.status();
  tool.description = *std::move(description);
  for (auto [key, field] : {std::pair{"input_schema", &tool.input_schema}, {"output_schema", &tool.output_schema}}) {
    if (!json->contains(key)) continue;
    const Json& schema = json->at(key);
    if (!schema.is_object() && !schema.is_bool())
      return Wrong(place, absl::StrCat("\"", key, "\" must be a JSON Schema, an object"));
    *field = CompactJson(schema);
  }
  for (const char* key : {"description", "input_schema", "output_schema"}) json->erase(key);
  return tool;
}

absl::StatusOr<Tool> ParseTool(std::string_view name, Json tool, const std::string& folder, const Place& place) {
  absl::StatusOr<Tool> described = Tool{.name = std::string(name), .kind = CasesTool{}};
  if (tool.is_object()) described = TakeDescription(name, &tool, place);
  if (!described.ok()) return described.status();
  if (tool.is_object() && tool.contains("command")) return Add(ParseCommand(tool, folder, place), *std::move(described));
  if (tool.is_object() && tool.contains("cases")) return Add(ParseCases(tool, place), *std::move(described));
  if (tool.is_object() && (tool.contains("result") || tool.contains("error"))) {
    return Add(ParseFixed(tool, place), *std::move(described));
  }
  std::string found;
  if (tool.is_object() && !tool.empty()) {
    for (const auto& member : tool.object_range())
      absl::StrAppend(&found, found.empty() ? "; it has \"" : ", \"", std::string_view(member.key()), "\"");
  }
  return Wrong(place, absl::StrCat("must be an object with \"command\", \"result\", \"error\" or \"cases\"", found));
}

bool IsBegin(jsoncons::staj_event_type type) {
  return type == jsoncons::staj_event_type::begin_object || type == jsoncons::staj_event_type::begin_array;
}

bool IsEnd(jsoncons::staj_event_type type) {
  return type == jsoncons::staj_event_type::end_object || type == jsoncons::staj_event_type::end_array;
}

// A document keeps only one of two members with the same name; a tool that silently vanished would be hard to find.
absl::Status RefuseSameNames(std::string_view text, const std::string& path) {
  std::unordered_set<std::string> seen;
  int depth = 0;
  std::error_code error;
  jsoncons::json_string_cursor cursor(text, error);
  for (; !error && !cursor.done(); cursor.next(error)) {
    const jsoncons::staj_event_type type = cursor.current().event_type();
    depth += IsBegin(type) - IsEnd(type);
    if (type != jsoncons::staj_event_type::key || depth != 1) continue;
    if (std::string name = cursor.current().get<std::string>(); !seen.insert(name).second) {
      return Wrong(absl::StrCat(path, ", line ", cursor.context().line()), absl::StrCat("there are two tools '", name, "'"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ToolsFile> ToolsFile::Load(const std::string& path) {
  absl::StatusOr<std::string> text = ReadTextFile(path);
  if (!text.ok()) return text.status();
  return Parse(*text, path);
}

absl::StatusOr<ToolsFile> ToolsFile::Parse(std::string_view text, const std::string& path) {
  absl::StatusOr<Json> json = ParseJson(text);
  if (!json.ok()) return absl::InvalidArgumentError(absl::StrCat(path, " is no JSON: ", json.status().message()));
  if (!json->is_object()) return Wrong(path, "must be a JSON object with one member for each tool");
  if (absl::Status status = RefuseSameNames(text, path); !status.ok()) return status;
  const std::string folder = std::filesystem::path(path).parent_path();
  ToolsFile file;
  for (const auto& member : json->object_range()) {
    absl::StatusOr<Tool> tool =
        ParseTool(member.key(), member.value(), folder, absl::StrCat(path, ": tool '", std::string_view(member.key()), "'"));
    if (!tool.ok()) return tool.status();
    file.tools.push_back(*std::move(tool));
  }
  return file;
}

}  // namespace isobridge::cli
