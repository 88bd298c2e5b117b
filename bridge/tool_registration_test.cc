#include "bridge/tool_registration.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "bridge/fake_program_checker.h"
#include "bridge/field_error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace isobridge::bridge {
namespace {

using isobridge::v1::RegisterCatalogRequest;
using isobridge::v1::RegisterCatalogResponse;
using ::testing::HasSubstr;

RegisterCatalogRequest Naming(const std::vector<std::string>& tools) {
  RegisterCatalogRequest request;
  for (const std::string& name : tools) request.add_tools()->set_name(name);
  return request;
}

class ToolRegistrationTest : public ::testing::Test {
 protected:
  absl::StatusOr<RegisterCatalogResponse> Register(const RegisterCatalogRequest& request) {
    absl::StatusOr<RegisterCatalogResponse> answer = absl::UnknownError("not answered");
    RegisterTools(request, "tenant", &catalogs_, &types_, [&](auto response) { answer = std::move(response); });
    return answer;
  }

  FakeProgramChecker checker_;
  CatalogCache catalogs_{{}};
  CatalogTypes types_{&checker_, 1u << 20};
};

TEST_F(ToolRegistrationTest, ToldWhichToolDoesNotCompile) {
  TypeFinding finding;
  finding.messages.push_back({2590, "Expression produces a union type that is too complex to represent."});
  checker_.declarations_report.findings.push_back(finding);

  const auto response = Register(Naming({"first", "second"}));
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->digest().size(), 64u);
  EXPECT_EQ(response->unproven(), "");
  ASSERT_EQ(response->notes_size(), 1);
  EXPECT_EQ(response->notes(0).tool(), "first");
  EXPECT_THAT(response->notes(0).message(), HasSubstr("too complex"));
}

TEST_F(ToolRegistrationTest, WithoutACheckerItIsKnownAndUnproven) {
  checker_.refusal = absl::UnavailableError("this service has no type checker");
  const auto response = Register(Naming({"a"}));
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->unproven(), "this service has no type checker");
  EXPECT_TRUE(catalogs_.Resolve("tenant", {.tools = {}, .digest = response->digest(), .prefix = ""}).ok());
}

TEST_F(ToolRegistrationTest, ACheckerWithoutTimeLeavesItUnprovenOnceForAllTools) {
  checker_.refusal = absl::DeadlineExceededError("took too long");
  const auto response = Register(Naming({"a", "b"}));
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->unproven(), "took too long");
  EXPECT_EQ(response->notes_size(), 0);
}

TEST_F(ToolRegistrationTest, BadToolsAreRefusedBeforeAnythingIsAsked) {
  EXPECT_EQ(ViolationOf(Register(Naming({"not ok"})).status())->field, "tools[0].name");
  EXPECT_TRUE(checker_.declaration_sets.empty());
}

}  // namespace
}  // namespace isobridge::bridge
