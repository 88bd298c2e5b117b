#include "bridge/checked_start.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "bridge/attachment_places.h"
#include "bridge/field_error.h"
#include "bridge/json_text.h"
#include "bridge/proto_time.h"
#include "bridge/random_bytes.h"
#include "bridge/utf8.h"

namespace isobridge::bridge {
namespace {

using isobridge::v1::Validation;

constexpr size_t kSeedBytes = 32;
constexpr size_t kMaxIdBytes = 64;
constexpr size_t kOwnIdBytes = 16;
constexpr size_t kMaxShownBytes = 80;
// google.protobuf.Timestamp: from year 1 to year 9999.
constexpr int64_t kMinTimestampSeconds = -62'135'596'800;
// Less a day, in which the program's clock stays valid however long it runs.
constexpr int64_t kMaxTimestampSeconds = 253'402'300'799 - 86'400;

bool IsIdCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == ':' ||
         c == '-';
}

absl::Status CheckCode(const std::string& code, uint64_t max_bytes) {
  if (code.empty()) return FieldError("start.code", "is empty; send the program's source");
  if (code.size() > max_bytes) {
    return FieldOverLimit("start.code", absl::StrCat("has ", code.size(), " bytes; the limit source_bytes is ", max_bytes),
                          {.reason = "SOURCE_TOO_LARGE", .name = "source_bytes", .limit = max_bytes, .used = code.size()});
  }
  if (!IsUtf8(code)) return FieldError("start.code", "is not UTF-8");
  return absl::OkStatus();
}

// How deep it nests.
absl::StatusOr<uint32_t> CheckInput(const std::string& json, const ClientAttachments& attachments, uint64_t max_bytes,
                                    uint32_t max_depth) {
  if (absl::Status status = CheckAttachments(attachments); !status.ok())
    return FieldError("start.input_attachments", status.message());
  const uint64_t bytes = json.size() + BytesOf(attachments);
  if (bytes > max_bytes) {
    return FieldOverLimit("start.input_json", absl::StrCat("has ", bytes, " bytes; the limit input_bytes is ", max_bytes),
                          {.reason = "INPUT_TOO_LARGE", .name = "input_bytes", .limit = max_bytes, .used = bytes});
  }
  const absl::StatusOr<uint32_t> depth = json.empty() ? 0 : CheckJson(json, max_depth);
  if (absl::IsOutOfRange(depth.status())) {
    return FieldOverLimit(
        "start.input_json", absl::StrCat(depth.status().message(), " levels, the limit json_depth"),
        {.reason = "INPUT_TOO_DEEP", .name = "json_depth", .limit = max_depth, .used = uint64_t{max_depth} + 1});
  }
  if (!depth.ok())
    return FieldError("start.input_json", absl::StrCat("is not JSON that can be used: ", depth.status().message()));
  if (attachments.empty()) return depth;
  if (const std::optional<MisplacedAttachment> misplaced = FindMisplaced(json, attachments)) {
    return FieldError(absl::StrCat("start.input_attachments[", misplaced->index, "].path"),
                      absl::StrCat(misplaced->problem, " in input_json"));
  }
  return depth;
}

absl::Status CheckTruncation(bool truncate_result, uint64_t result_bytes) {
  if (!truncate_result || result_bytes >= kMinTruncatedResultBytes) return absl::OkStatus();
  return FieldError("start.limits.result_bytes",
                    absl::StrCat("is ", result_bytes, "; with result_truncation it must be at least ", kMinTruncatedResultBytes,
                                 ", so that what is left of a result can say that it was cut"));
}

absl::StatusOr<isobridge::v1::Language> CheckLanguage(isobridge::v1::Language language) {
  switch (language) {
    case isobridge::v1::LANGUAGE_UNSPECIFIED:
      return isobridge::v1::LANGUAGE_TYPESCRIPT;
    case isobridge::v1::LANGUAGE_TYPESCRIPT:
    case isobridge::v1::LANGUAGE_JAVASCRIPT:
      return language;
    case isobridge::v1::Language_INT_MIN_SENTINEL_DO_NOT_USE_:
    case isobridge::v1::Language_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return FieldError("start.language", absl::StrCat("is ", static_cast<int>(language), ", which this server does not know"));
}

absl::Status CheckMode(std::string_view field, Validation::Mode mode, Validation::Mode* checked) {
  switch (mode) {
    case Validation::MODE_UNSPECIFIED:
      return absl::OkStatus();
    case Validation::MODE_OFF:
    case Validation::MODE_WARN:
    case Validation::MODE_ENFORCE:
      *checked = mode;
      return absl::OkStatus();
    case isobridge::v1::Validation_Mode_Validation_Mode_INT_MIN_SENTINEL_DO_NOT_USE_:
    case isobridge::v1::Validation_Mode_Validation_Mode_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return FieldError(field, absl::StrCat("is ", static_cast<int>(mode), ", which this server does not know"));
}

absl::StatusOr<isobridge::v1::CheckMode> CheckCheckMode(isobridge::v1::CheckMode mode) {
  switch (mode) {
    case isobridge::v1::CHECK_MODE_UNSPECIFIED:
    case isobridge::v1::CHECK_MODE_OFF:
    case isobridge::v1::CHECK_MODE_ADVISE:
    case isobridge::v1::CHECK_MODE_BLOCK_CERTAIN:
    case isobridge::v1::CHECK_MODE_STRICT:
      return mode;
    case isobridge::v1::CheckMode_INT_MIN_SENTINEL_DO_NOT_USE_:
    case isobridge::v1::CheckMode_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return FieldError("start.check", absl::StrCat("is ", static_cast<int>(mode), ", which this server does not know"));
}

absl::StatusOr<std::vector<bool>> CheckAllowedTools(const google::protobuf::RepeatedPtrField<std::string>& names,
                                                    const ToolTable& tools) {
  if (names.empty()) return std::vector<bool>();
  std::map<std::string_view, uint32_t> by_name;
  for (uint32_t i = 0; i < tools.size(); ++i) by_name.emplace(tools.name(i), i);
  std::vector<bool> allowed(tools.size(), false);
  for (int i = 0; i < names.size(); ++i) {
    const auto found = by_name.find(names[i]);
    if (found == by_name.end()) {
      return FieldError(absl::StrCat("start.allowed_tools[", i, "]"),
                        absl::StrCat("\"", absl::Utf8SafeCHexEscape(names[i].substr(0, kMaxShownBytes)),
                                     "\" is the name of none of the ", tools.size(), " tools"));
    }
    allowed[found->second] = true;
  }
  return allowed;
}

absl::StatusOr<std::string> CheckSeed(std::string seed) {
  if (seed.empty()) return RandomBytes(kSeedBytes);
  if (seed.size() != kSeedBytes)
    return FieldError("start.seed",
                      absl::StrCat("has ", seed.size(), " bytes; it must have ", kSeedBytes, ", or none for a random seed"));
  return seed;
}

absl::StatusOr<std::string> CheckId(std::string id) {
  if (id.empty()) return absl::BytesToHexString(RandomBytes(kOwnIdBytes));
  if (id.size() > kMaxIdBytes)
    return FieldError("start.execution_id", absl::StrCat("has ", id.size(), " characters; the limit is ", kMaxIdBytes));
  if (!std::all_of(id.begin(), id.end(), IsIdCharacter)) {
    return FieldError("start.execution_id",
                      absl::StrCat("\"", absl::Utf8SafeCHexEscape(id), "\" has characters other than A-Z a-z 0-9 _ . : -"));
  }
  return id;
}

absl::Status CheckTime(const google::protobuf::Timestamp& time) {
  if (time.seconds() < kMinTimestampSeconds || time.seconds() > kMaxTimestampSeconds || time.nanos() < 0 ||
      time.nanos() >= 1'000'000'000) {
    return FieldError("start.start_time", absl::StrCat(time.seconds(), " s and ", time.nanos(), " ns are no valid Timestamp"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<CheckedStart> CheckStart(isobridge::v1::Start start, const LimitPolicy& policy, const std::string& tenant,
                                        CatalogCache* catalogs) {
  CheckedStart checked;
  absl::StatusOr<Limits> limits = policy.Resolve(start.limits(), &checked.lowered);
  if (!limits.ok()) return limits.status();
  checked.limits = *limits;

  if (absl::Status status = CheckCode(start.code(), checked.limits.source_bytes); !status.ok()) return status;
  checked.code = std::move(*start.mutable_code());

  absl::StatusOr<isobridge::v1::Language> language = CheckLanguage(start.language());
  if (!language.ok()) return language.status();
  checked.language = *language;

  absl::StatusOr<std::shared_ptr<const Catalog>> catalog = catalogs->Resolve(
      tenant,
      {.tools = std::move(*start.mutable_tools()), .digest = std::move(*start.mutable_catalog_digest()), .prefix = "start."});
  if (!catalog.ok()) return catalog.status();
  checked.catalog = *std::move(catalog);

  checked.report_settled_calls = start.report_settled_calls();
  absl::StatusOr<std::vector<bool>> allowed = CheckAllowedTools(start.allowed_tools(), checked.catalog->tools());
  if (!allowed.ok()) return allowed.status();
  checked.allowed_tools = *std::move(allowed);

  absl::StatusOr<isobridge::v1::CheckMode> check = CheckCheckMode(start.check());
  if (!check.ok()) return check.status();
  checked.check = *check;

  const Validation& validation = start.validation();
  if (absl::Status status = CheckMode("start.validation.arguments", validation.arguments(), &checked.validation.arguments);
      !status.ok())
    return status;
  if (absl::Status status = CheckMode("start.validation.results", validation.results(), &checked.validation.results);
      !status.ok())
    return status;

  const absl::StatusOr<uint32_t> input_depth =
      CheckInput(start.input_json(), start.input_attachments(), checked.limits.input_bytes, checked.limits.json_depth);
  if (!input_depth.ok()) return input_depth.status();
  checked.input_depth = *input_depth;
  checked.input_json = std::move(*start.mutable_input_json());
  checked.input_attachments = std::move(*start.mutable_input_attachments());
  checked.attachments = start.attachments();
  checked.truncate_result = start.result_truncation();
  if (absl::Status status = CheckTruncation(checked.truncate_result, checked.limits.result_bytes); !status.ok()) return status;

  absl::StatusOr<std::string> seed = CheckSeed(std::move(*start.mutable_seed()));
  if (!seed.ok()) return seed.status();
  checked.seed = *std::move(seed);

  if (start.has_start_time()) {
    if (absl::Status status = CheckTime(start.start_time()); !status.ok()) return status;
    checked.start_time = ToTime(start.start_time());
  }
  absl::StatusOr<std::string> id = CheckId(std::move(*start.mutable_execution_id()));
  if (!id.ok()) return id.status();
  checked.execution_id = *std::move(id);
  return checked;
}

}  // namespace isobridge::bridge
