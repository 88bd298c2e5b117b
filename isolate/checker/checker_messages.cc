#include "isolate/checker/checker_messages.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace isobridge::isolate {
namespace {

using bridge::SortedJson;

constexpr std::string_view kLengthHeader = "Content-Length: ";
constexpr std::string_view kHeaderEnd = "\r\n\r\n";
constexpr size_t kMaxHeaderBytes = 128;
constexpr uint32_t kMaxDepth = 256;
constexpr size_t kMaxIdBytes = 64;
constexpr size_t kMaxTextBytes = 4'000;
constexpr size_t kMaxMessages = 12;
constexpr int kMaxCode = 100'000;
// "Did you forget to use 'await'?"
constexpr int kMissesAwait = 2773;

const SortedJson* Member(const SortedJson& json, std::string_view name) {
  if (!json.is_object()) return nullptr;
  const auto found = json.find(name);
  return found == json.object_range().end() ? nullptr : &found->value();
}

std::optional<uint64_t> Number(const SortedJson& json, std::string_view name) {
  const SortedJson* value = Member(json, name);
  if (value == nullptr || !value->is<uint64_t>()) return std::nullopt;
  return value->as<uint64_t>();
}

std::optional<std::string> Text(const SortedJson& json, std::string_view name) {
  const SortedJson* value = Member(json, name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return value->as<std::string>();
}

std::string WithHeader(std::string body) { return absl::StrCat(kLengthHeader, body.size(), kHeaderEnd, body); }

absl::Status Wrong(std::string_view what) { return absl::InvalidArgumentError(what); }

std::optional<bridge::TypeFinding::Message> ReadMessage(const SortedJson& json) {
  const std::optional<uint64_t> code = Number(json, "code");
  const std::optional<std::string> text = Text(json, "text");
  if (!code.has_value() || *code > kMaxCode || !text.has_value()) return std::nullopt;
  return bridge::TypeFinding::Message{static_cast<int>(*code), bridge::Cut(*text, kMaxTextBytes)};
}

// The message and what explains it, the first explanation of each.
bool ReadChain(const SortedJson& json, bridge::TypeFinding* finding) {
  const SortedJson* at = &json;
  while (at != nullptr && finding->messages.size() < kMaxMessages) {
    auto message = ReadMessage(*at);
    if (!message.has_value()) return false;
    finding->messages.push_back(*std::move(message));
    const SortedJson* chain = Member(*at, "messageChain");
    at = chain != nullptr && chain->is_array() && !chain->empty() ? &chain->at(0) : nullptr;
  }
  return true;
}

bool MissesAwait(const SortedJson& json) {
  const SortedJson* related = Member(json, "relatedInformation");
  return related != nullptr && related->is_array() &&
         std::ranges::any_of(related->array_range(), [](const SortedJson& one) { return Number(one, "code") == kMissesAwait; });
}

std::optional<bridge::TypeFinding> ReadFinding(const SortedJson& json, uint32_t length) {
  const std::optional<uint64_t> start = Number(json, "pos");
  const std::optional<uint64_t> end = Number(json, "end");
  bridge::TypeFinding finding;
  if (!start.has_value() || !end.has_value() || *start > *end || *end > length || !ReadChain(json, &finding)) return std::nullopt;
  finding.start = static_cast<uint32_t>(*start);
  finding.end = static_cast<uint32_t>(*end);
  finding.misses_await = MissesAwait(json);
  return finding;
}

}  // namespace

CheckerMessageReader::Result CheckerMessageReader::Next(std::string_view* message) {
  buffer_.erase(0, std::exchange(taken_, 0));
  const size_t header = buffer_.find(kHeaderEnd);
  if (header == std::string::npos) return buffer_.size() > kMaxHeaderBytes ? Result::kBroken : Result::kNeedMore;
  std::string_view line = std::string_view(buffer_).substr(0, header);
  size_t length = 0;
  if (!absl::ConsumePrefix(&line, kLengthHeader) || line.empty() || !absl::ascii_isdigit(line.front()) ||
      !absl::SimpleAtoi(line, &length) || length > kMaxCheckerMessageBytes) {
    return Result::kBroken;
  }
  const size_t begin = header + kHeaderEnd.size();
  if (buffer_.size() - begin < length) return Result::kNeedMore;
  *message = std::string_view(buffer_).substr(begin, length);
  taken_ = begin + length;
  return Result::kMessage;
}

absl::StatusOr<CheckerMessage> ReadCheckerMessage(std::string_view json) {
  absl::StatusOr<SortedJson> parsed = bridge::ParseSorted(json, kMaxDepth);
  if (!parsed.ok()) return Wrong(absl::StrCat("it is no JSON that can be used: ", parsed.status().message()));
  CheckerMessage message;
  if (const std::optional<std::string> method = Text(*parsed, "method")) {
    const SortedJson* id = Member(*parsed, "id");
    if (id == nullptr || !(id->is_string() || id->is<uint64_t>())) return Wrong("a request has no id");
    message.kind = CheckerMessage::Kind::kRequest;
    message.id = bridge::TextOf(*id);
    if (message.id.size() > kMaxIdBytes) return Wrong("a request's id is too long");
    message.method = *method;
    message.argument = Text(*parsed, "params").value_or("");
    return message;
  }
  const std::optional<uint64_t> number = Number(*parsed, "id");
  if (!number.has_value()) return Wrong("it is neither a request nor an answer");
  message.number = *number;
  if (const SortedJson* error = Member(*parsed, "error"); error != nullptr) {
    message.kind = CheckerMessage::Kind::kFailure;
    message.failure = bridge::Cut(Text(*error, "message").value_or("it failed"), kMaxTextBytes);
    return message;
  }
  message.kind = CheckerMessage::Kind::kAnswer;
  if (const SortedJson* result = Member(*parsed, "result"); result != nullptr) message.result = *result;
  return message;
}

std::string CheckerRequest(uint64_t number, std::string_view method, std::string_view params) {
  return WithHeader(absl::StrCat(R"({"jsonrpc":"2.0","id":)", number, R"(,"method":")", method, R"(","params":)", params, "}"));
}

std::string CheckerReply(std::string_view id, std::string_view result) {
  return WithHeader(absl::StrCat(R"({"jsonrpc":"2.0","id":)", id, R"(,"result":)", result, "}"));
}

absl::StatusOr<CheckerSnapshot> ReadSnapshot(const SortedJson& result) {
  const std::optional<uint64_t> number = Number(result, "snapshot");
  const SortedJson* projects = Member(result, "projects");
  if (!number.has_value() || projects == nullptr || !projects->is_array() || projects->size() != 1)
    return Wrong("it is no snapshot");
  const std::optional<std::string> project = Text(projects->at(0), "id");
  if (!project.has_value() || project->size() > kMaxIdBytes) return Wrong("its project has no id");
  return CheckerSnapshot{.number = *number, .project = *project};
}

absl::StatusOr<bridge::TypeReport> ReadFindings(const SortedJson& result, uint32_t length) {
  bridge::TypeReport report;
  if (result.is_null()) return report;
  if (!result.is_array()) return Wrong("it is no list of diagnostics");
  for (const SortedJson& json : result.array_range()) {
    if (report.findings.size() == bridge::TypeReport::kMaxFindings) break;
    std::optional<bridge::TypeFinding> finding = ReadFinding(json, length);
    if (!finding.has_value()) return Wrong("it is no diagnostic of the text");
    report.findings.push_back(*std::move(finding));
  }
  return report;
}

}  // namespace isobridge::isolate
