#include "bridge/tool_description.h"

#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "bridge/fake_program_checker.h"
#include "bridge/field_error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using isobridge::v1::DescribeRequest;
using isobridge::v1::DescribeResponse;
using ::testing::HasSubstr;

DescribeRequest TwoTools() {
  DescribeRequest request;
  for (const char* name : {"first", "second"}) {
    isobridge::v1::Tool* tool = request.add_tools();
    tool->set_name(name);
    tool->set_description("Does something.");
    tool->set_input_schema_json(R"({"type":"object","properties":{"a":{"type":"string"}},"required":["a"]})");
  }
  return request;
}

class ToolDescriptionTest : public ::testing::Test {
 protected:
  absl::StatusOr<DescribeResponse> Describe(const DescribeRequest& request) {
    absl::StatusOr<DescribeResponse> answer = absl::UnknownError("not answered");
    std::function<void()> rest;
    DescribeTools(
        request, "tenant", &catalogs_, &types_, [&](auto work) { rest = std::move(work); },
        [&](auto response) { answer = std::move(response); });
    // The checker has answered.
    EXPECT_TRUE(absl::IsUnknown(answer.status()));
    rest();
    return answer;
  }

  FakeProgramChecker checker_;
  CatalogCache catalogs_{{}};
  CatalogTypes types_{&checker_, 1u << 20};
};

TEST_F(ToolDescriptionTest, AToolThatDoesNotCompileIsDeclaredWithoutTypesAndSpoilsNoOther) {
  TypeFinding finding;
  finding.messages.push_back({2590, "too complex"});
  checker_.declarations_report.findings.push_back(finding);

  const auto response = Describe(TwoTools());
  ASSERT_TRUE(response.ok());
  EXPECT_THAT(response->declarations(), HasSubstr("external_first(input?: unknown): Promise<unknown>"));
  EXPECT_THAT(response->declarations(), HasSubstr("external_second(input: SecondInput)"));
  EXPECT_THAT(response->declarations(), HasSubstr("Does something."));
  ASSERT_EQ(response->notes_size(), 1);
  EXPECT_EQ(response->notes(0).tool(), "first");
  EXPECT_THAT(response->notes(0).message(), HasSubstr("too complex"));
}

TEST_F(ToolDescriptionTest, WithoutACheckerEverythingIsTold) {
  checker_.refusal = absl::UnavailableError("no checker");
  const auto response = Describe(TwoTools());
  ASSERT_TRUE(response.ok());
  EXPECT_THAT(response->declarations(), HasSubstr("external_first(input: FirstInput)"));
  EXPECT_EQ(response->notes_size(), 0);
}

TEST_F(ToolDescriptionTest, ABudgetThatIsTooSmallNamesTheField) {
  DescribeRequest request = TwoTools();
  request.set_token_budget(1);
  EXPECT_EQ(ViolationOf(Describe(request).status())->field, "token_budget");
}

}  // namespace
}  // namespace isobridge::bridge
