#include "bridge/check/program_check.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "bridge/check/diagnosis.h"
#include "bridge/thread_time.h"

namespace isobridge::bridge {

using isobridge::v1::CheckMode;
using isobridge::v1::Diagnostic;

namespace {

// `@ts-ignore` and the like would say what is looked at. Positions stay.
std::string WithoutDirectives(std::string_view program) { return absl::StrReplaceAll(program, {{"@ts-", "@ts_"}}); }

std::vector<isobridge::v1::ToolNote> NotesOf(const ProvenTypes& types) {
  std::vector<isobridge::v1::ToolNote> notes = types.notes;
  if (!types.untyped.empty()) {
    notes.emplace_back().set_message(absl::StrCat(
        "the types of the tools can't be used, so programs are checked as if they took and gave anything: ", types.untyped));
  }
  return notes;
}

}  // namespace

bool ProgramVerdict::Blocks(CheckMode mode) const {
  if (mode != isobridge::v1::CHECK_MODE_BLOCK_CERTAIN && mode != isobridge::v1::CHECK_MODE_STRICT) return false;
  const bool strict = mode == isobridge::v1::CHECK_MODE_STRICT;
  if (strict && !(skipped.empty() && untyped.empty())) return true;
  return std::ranges::any_of(diagnostics, [strict](const Diagnostic& diagnostic) {
    return strict || diagnostic.severity() == Diagnostic::SEVERITY_ERROR;
  });
}

CheckMode ProgramCheck::ModeFor(CheckMode asked, isobridge::v1::Language language) const {
  if (asked != isobridge::v1::CHECK_MODE_UNSPECIFIED) return asked;
  return language == isobridge::v1::LANGUAGE_JAVASCRIPT ? isobridge::v1::CHECK_MODE_OFF : default_mode_;
}

void ProgramCheck::Check(ProgramToCheck program, std::function<void(ProgramVerdict)> done) const {
  const absl::Time asked = absl::Now();
  const auto shared = std::make_shared<const ProgramToCheck>(std::move(program));
  types_->Prove(
      shared->tenant, *shared->catalog, shared->allowed_tools,
      [checker = checker_, shared, asked,
       done = std::move(done)](const absl::StatusOr<std::shared_ptr<const ProvenTypes>>& types) {
        if (!types.ok())
          return done({.diagnostics = {}, .skipped = std::string(types.status().message()), .untyped = "", .notes = {}});
        const std::string& text = shared->program->checked_text;
        checker->Check(shared->tenant, WithoutDirectives(text.empty() ? shared->source : text), (*types)->types.declarations(),
                       asked, [shared, types = *types, done](const absl::StatusOr<CheckResult>& result) {
                         const ThreadTime begun;
                         ProgramVerdict verdict{
                             .diagnostics = {}, .skipped = "", .untyped = types->untyped, .notes = NotesOf(*types)};
                         if (result.ok()) {
                           verdict.cached = result->cached;
                           verdict.diagnostics = Diagnose(*result->report, {.source = shared->source,
                                                                            .program = *shared->program,
                                                                            .types = types->types,
                                                                            .tool_names = types->tool_names,
                                                                            .forbidden = types->forbidden,
                                                                            .arguments_enforced = shared->arguments_enforced});
                         } else {
                           verdict.skipped = result.status().message();
                           verdict.skipped_for_good = absl::IsInvalidArgument(result.status());
                         }
                         verdict.cpu_time = begun.Used();
                         done(std::move(verdict));
                       });
      });
}

}  // namespace isobridge::bridge
