#include "bridge/check/program_check.h"

#include <memory>
#include <string>
#include <utility>

#include "bridge/fake_program_checker.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

std::shared_ptr<const Catalog> OneTool() {
  google::protobuf::RepeatedPtrField<isobridge::v1::Tool> tools;
  tools.Add()->set_name("one");
  return *Catalog::Create(std::move(tools), "digest", 10, "tools");
}

TEST(ProgramVerdictTest, StrictBlocksWhatWasCheckedWithoutItsTools) {
  const ProgramVerdict untyped = {.diagnostics = {}, .skipped = "", .untyped = "took too long", .notes = {}};
  EXPECT_TRUE(untyped.Blocks(isobridge::v1::CHECK_MODE_STRICT));
  EXPECT_FALSE(untyped.Blocks(isobridge::v1::CHECK_MODE_BLOCK_CERTAIN));
  EXPECT_FALSE(ProgramVerdict().Blocks(isobridge::v1::CHECK_MODE_STRICT));
}

TEST(ProgramCheckTest, TellsWhatReadingTheFindingsTookOfTheService) {
  FakeProgramChecker checker;
  TypeFinding finding;
  finding.messages.push_back({2304, "Cannot find name 'nope'."});
  checker.report.findings.push_back(finding);
  CatalogTypes types(&checker, 1u << 20);
  const ProgramCheck check(&checker, &types, isobridge::v1::CHECK_MODE_ADVISE);
  const auto time_of = [&](const std::string& source) {
    absl::Duration taken;
    const auto program = std::make_shared<const CompiledProgram>(CompiledProgram{.code = source});
    check.Check({.tenant = "t", .source = source, .program = program, .catalog = Catalog::Empty(), .allowed_tools = {}},
                [&](const ProgramVerdict& verdict) { taken = verdict.cpu_time; });
    return taken;
  };
  const absl::Duration shorter = time_of("nope");
  EXPECT_GT(shorter, absl::ZeroDuration());
  EXPECT_GT(time_of("nope" + std::string(2'000'000, ';')), shorter);
}

// What its types took is part of the time that a program is checked in.
TEST(ProgramCheckTest, TheTimeCountsFromTheQuestionAndNotFromTheTypes) {
  FakeProgramChecker checker;
  checker.hold_declarations = true;
  CatalogTypes types(&checker, 1u << 20);
  const ProgramCheck check(&checker, &types, isobridge::v1::CHECK_MODE_ADVISE);
  const absl::Time asked = absl::Now();
  check.Check({.tenant = "t",
               .source = "1",
               .program = std::make_shared<const CompiledProgram>(CompiledProgram{.code = "1"}),
               .catalog = OneTool(),
               .allowed_tools = {}},
              [](const ProgramVerdict&) {});
  const absl::Time waits = absl::Now();
  absl::SleepFor(absl::Milliseconds(5));
  std::exchange(checker.waiting, nullptr)(CheckResult{.report = std::make_shared<const TypeReport>(), .cached = false});

  ASSERT_EQ(checker.programs.size(), 1u);
  EXPECT_GE(checker.last_asked, asked);
  EXPECT_LE(checker.last_asked, waits);
}

}  // namespace
}  // namespace isobridge::bridge
