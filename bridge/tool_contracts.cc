#include "bridge/tool_contracts.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "bridge/schema/validator.h"
#include "bridge/thread_time.h"

namespace isobridge::bridge {
namespace {

using isobridge::v1::Validation;
using isobridge::v1::Warning;

}  // namespace

const CompiledSchema* ToolContracts::SchemaOf(uint32_t tool, Side side) {
  const auto [found, added] = schemas_.try_emplace({tool, side});
  if (!added) return found->second->schema.get();
  found->second = catalog_->Schema(tool, side);
  bytes_ += found->second->bytes;
  const Catalog::ReadySchema& ready = *found->second;
  const std::string_view what = side == Side::kArguments ? "input_schema_json" : "output_schema_json";
  if (ready.schema == nullptr) {
    Note(Warning::CODE_SCHEMA_NOT_USED, tool,
         absl::StrCat("its ", what, " can't be used, so nothing is held against it: ", ready.problem));
    return nullptr;
  }
  for (const std::string& unchecked : ready.schema->unchecked()) {
    Note(Warning::CODE_SCHEMA_NOT_USED, tool, absl::StrCat("a part of its ", what, " is left out: ", unchecked));
  }
  return ready.schema.get();
}

std::optional<std::string> ToolContracts::Check(uint32_t tool, Side side, std::string_view json) {
  const CompiledSchema* schema = SchemaOf(tool, side);
  if (schema == nullptr) return std::nullopt;
  if (json.empty()) return "it is undefined";
  const SchemaResult result = Validate(*schema, json);
  if (result.took_long) took_long_ = true;
  switch (result.verdict) {
    case SchemaResult::Verdict::kValid:
    case SchemaResult::Verdict::kNotJson:
      return std::nullopt;
    case SchemaResult::Verdict::kGaveUp:
      return absl::StrCat("it can't be checked: ", result.reason);
    case SchemaResult::Verdict::kInvalid:
      break;
  }
  const std::string_view root = side == Side::kArguments ? "input" : "result";
  return absl::StrJoin(result.faults, "; ", [&](std::string* out, const SchemaFault& fault) {
    absl::StrAppend(out, root, fault.path, " ", fault.message);
  });
}

std::optional<std::string> ToolContracts::Judge(Validation::Mode mode, uint32_t call, uint32_t tool, Side side,
                                                std::string_view json) {
  if (mode == Validation::MODE_OFF || catalog_->SchemaText(tool, side).empty()) return std::nullopt;
  const ThreadTime begun;
  std::optional<std::string> wrong = Check(tool, side, json);
  cpu_time_ += begun.Used();
  if (!wrong.has_value() || mode == Validation::MODE_ENFORCE) return wrong;
  Note(side == Side::kArguments ? Warning::CODE_ARGS_INVALID : Warning::CODE_ANSWER_INVALID, tool,
       absl::StrCat("call ", call, ": ", *wrong));
  return std::nullopt;
}

const std::string& ToolContracts::ParametersOf(uint32_t tool) {
  const auto [found, added] = parameters_.try_emplace(tool);
  if (added) {
    const ThreadTime begun;
    found->second = catalog_->Parameters(tool);
    cpu_time_ += begun.Used();
    bytes_ += found->second.size();
  }
  return found->second;
}

bool ToolContracts::TakesLong(uint32_t tool, std::string_view args_json) const {
  if (modes_.arguments == Validation::MODE_OFF || tool >= catalog_->tools().size()) return false;
  if (catalog_->SchemaText(tool, Side::kArguments).empty()) return false;
  if (took_long_) return true;
  const std::shared_ptr<const Catalog::ReadySchema> ready = catalog_->KeptSchema(tool, Side::kArguments);
  if (ready == nullptr) return true;
  if (ready->schema == nullptr || IsQuicklyValid(*ready->schema, args_json)) return false;
  // A quick look isn't tried in vain again and again.
  took_long_ = true;
  return true;
}

std::optional<std::string> ToolContracts::RefuseArguments(uint32_t call, uint32_t tool, std::string_view args_json) {
  const std::optional<std::string> wrong = Judge(modes_.arguments, call, tool, Side::kArguments, args_json);
  if (!wrong.has_value()) return std::nullopt;
  const std::string& parameters = ParametersOf(tool);
  return absl::StrCat("the arguments of ", catalog_->tools().name(tool),
                      " don't match its schema, so it was not called: ", *wrong,
                      parameters.empty() ? "" : absl::StrCat(". Its parameters are ", parameters));
}

std::optional<std::string> ToolContracts::RefuseResult(uint32_t call, uint32_t tool, std::string_view result_json) {
  const std::optional<std::string> wrong = Judge(modes_.results, call, tool, Side::kResult, result_json);
  if (!wrong.has_value()) return std::nullopt;
  return absl::StrCat("the result of ", catalog_->tools().name(tool),
                      " doesn't match its schema and was withheld, though the tool has run: ", *wrong);
}

void ToolContracts::Note(Warning::Code code, uint32_t tool, std::string message) {
  Finding& finding = findings_[{code, tool}];
  if (finding.times++ == 0) finding.first = std::move(message);
}

void ToolContracts::AddWarnings(google::protobuf::RepeatedPtrField<Warning>* warnings) const {
  for (const auto& [key, finding] : findings_) {
    Warning* warning = warnings->Add();
    warning->set_code(key.first);
    warning->set_message(absl::StrCat(catalog_->tools().name(key.second), ": ", finding.first,
                                      finding.times > 1 ? absl::StrCat(", and ", finding.times - 1, " more") : ""));
  }
}

}  // namespace isobridge::bridge
