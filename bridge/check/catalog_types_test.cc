#include "bridge/check/catalog_types.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "bridge/fake_program_checker.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::shared_ptr<const Catalog> Tools(const std::string& digest) {
  google::protobuf::RepeatedPtrField<isobridge::v1::Tool> tools;
  for (const char* name : {"good", "bad"}) {
    isobridge::v1::Tool* tool = tools.Add();
    tool->set_name(name);
    tool->set_input_schema_json(R"({"type":"object","properties":{"a":{"type":"string"}}})");
  }
  return *Catalog::Create(std::move(tools), digest, 10, "tools");
}

std::shared_ptr<const ProvenTypes> Prove(CatalogTypes& types, const Catalog& catalog, const std::vector<bool>& allowed = {}) {
  std::shared_ptr<const ProvenTypes> proven;
  types.Prove("tenant", catalog, allowed, [&](auto result) {
    if (result.ok()) proven = *result;
  });
  return proven;
}

TEST(CatalogTypesTest, ACatalogIsCheckedOnce) {
  FakeProgramChecker checker;
  CatalogTypes types(&checker, 1u << 20);
  const auto first = Prove(types, *Tools("d"));
  EXPECT_EQ(Prove(types, *Tools("d")), first);
  EXPECT_THAT(checker.declaration_sets, SizeIs(1));
  EXPECT_THAT(first->notes, IsEmpty());
  EXPECT_THAT(first->tool_names, ElementsAre("good", "bad"));
}

TEST(CatalogTypesTest, MakingThemIsChargedToTheTenantOnce) {
  FakeProgramChecker checker;
  absl::Duration charged;
  CatalogTypes types(&checker, 1u << 20, {.charge = [&](const std::string& tenant, absl::Duration cpu_time) {
    EXPECT_EQ(tenant, "tenant");
    charged += cpu_time;
  }});
  Prove(types, *Tools("d"));
  const absl::Duration once = charged;
  EXPECT_GT(once, absl::ZeroDuration());
  Prove(types, *Tools("d"));
  EXPECT_EQ(charged, once);
}

TEST(CatalogTypesTest, WhoAsksMeanwhileGetsTheSameAnswer) {
  FakeProgramChecker checker;
  CatalogTypes types(&checker, 1u << 20);
  checker.hold_declarations = true;
  std::vector<std::shared_ptr<const ProvenTypes>> answers;
  for (int i = 0; i < 2; ++i) types.Prove("tenant", *Tools("d"), {}, [&](auto result) { answers.push_back(*result); });
  EXPECT_THAT(answers, IsEmpty());
  checker.Answer(checker.waiting, checker.declarations_report);
  ASSERT_THAT(answers, SizeIs(2));
  EXPECT_EQ(answers[0], answers[1]);
  EXPECT_THAT(checker.declaration_sets, SizeIs(1));
}

TEST(CatalogTypesTest, AToolThatDoesNotCompileSpoilsNoOther) {
  FakeProgramChecker checker;
  CatalogTypes types(&checker, 1u << 20);
  const auto whole = Prove(types, *Tools("whole"));
  TypeFinding finding;
  finding.messages.push_back({2300, "Duplicate identifier."});
  finding.start = static_cast<uint32_t>(whole->types.signature(0).size());
  finding.end = finding.start;
  checker.declarations_report.findings.push_back(finding);

  const auto mended = Prove(types, *Tools("mended"));
  ASSERT_NE(mended, nullptr);
  EXPECT_THAT(mended->types.declarations()->text, HasSubstr("external_good(input?: GoodInput)"));
  EXPECT_THAT(mended->types.declarations()->text, HasSubstr("external_bad(input?: any): Promise<any>"));
  ASSERT_THAT(mended->notes, SizeIs(1));
  EXPECT_EQ(mended->notes[0].tool(), "bad");
  EXPECT_THAT(mended->notes[0].message(), HasSubstr("Duplicate identifier."));
}

TEST(CatalogTypesTest, TypesThatCannotBeCheckedInTimeAreLeftOut) {
  FakeProgramChecker checker;
  CatalogTypes types(&checker, 1u << 20, {.look_again = absl::ZeroDuration()});
  checker.refusal = absl::DeadlineExceededError("took too long");
  const auto proven = Prove(types, *Tools("d"));
  ASSERT_NE(proven, nullptr);
  EXPECT_EQ(proven->untyped, "took too long");
  EXPECT_THAT(proven->notes, IsEmpty());
  EXPECT_THAT(proven->types.declarations()->text, HasSubstr("external_good(input?: any)"));

  checker.refusal = absl::OkStatus();
  EXPECT_EQ(Prove(types, *Tools("d"))->untyped, "");
}

TEST(CatalogTypesTest, TypesThatTookTooLongAreNotTriedAgainAtOnce) {
  FakeProgramChecker checker;
  CatalogTypes types(&checker, 1u << 20, {.look_again = absl::Hours(1)});
  checker.refusal = absl::DeadlineExceededError("took too long");
  Prove(types, *Tools("d"));
  EXPECT_EQ(Prove(types, *Tools("d"))->untyped, "took too long");
  EXPECT_THAT(checker.declaration_sets, SizeIs(1));
}

TEST(CatalogTypesTest, WithoutACheckerThereIsNothing) {
  FakeProgramChecker checker;
  CatalogTypes types(&checker, 1u << 20);
  checker.refusal = absl::UnavailableError("no checker");
  EXPECT_EQ(Prove(types, *Tools("d")), nullptr);
}

TEST(CatalogTypesTest, ToolsThatAreNotAllowedAreNotDeclared) {
  FakeProgramChecker checker;
  CatalogTypes types(&checker, 1u << 20);
  const auto proven = Prove(types, *Tools("d"), {false, true});
  EXPECT_EQ(proven->types.ToolCalled("external_bad"), 1u);
  EXPECT_THAT(proven->forbidden, ElementsAre("codemode.good", "external_good", "tools.good"));
  EXPECT_EQ(proven->types.ToolCalled("external_good"), std::nullopt);
  EXPECT_NE(Prove(types, *Tools("d")), proven);
}

TEST(CatalogTypesTest, ToolsAreDeclaredOnceWhicheverAreAllowed) {
  FakeProgramChecker checker;
  CatalogTypes types(&checker, 1u << 20);
  const auto all = Prove(types, *Tools("d"));
  const auto one = Prove(types, *Tools("d"), {false, true});
  EXPECT_EQ(&one->types.signature(1), &all->types.signature(1));
  EXPECT_THAT(checker.declaration_sets, SizeIs(2));
  // Nothing is found in them, so what was checked is what is used.
  EXPECT_EQ(Prove(types, *Tools("d"))->types.declarations(), all->types.declarations());
}

}  // namespace
}  // namespace isobridge::bridge
