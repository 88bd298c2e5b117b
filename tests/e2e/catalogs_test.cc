// Tools that are sent once and named by their digest from then on.

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "isobridge/v1/sandbox.grpc.pb.h"
#include "isobridge/v1/sandbox.pb.h"
#include "tests/e2e/conversation.h"
#include "tests/e2e/server_process.h"
#include "tests/e2e/tokens.h"

namespace isobridge::e2e {
namespace {

using isobridge::v1::RegisterCatalogRequest;
using isobridge::v1::RegisterCatalogResponse;
using isobridge::v1::Warning;
using ::testing::Contains;
using ::testing::HasSubstr;

grpc::Status Register(const std::shared_ptr<grpc::Channel>& channel, const RegisterCatalogRequest& request,
                      RegisterCatalogResponse* response) {
  grpc::ClientContext context;
  return isobridge::v1::Sandbox::NewStub(channel)->RegisterCatalog(&context, request, response);
}

class CatalogsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = new ServerProcess(); }
  static void TearDownTestSuite() { delete server_; }

  static inline ServerProcess* server_ = nullptr;
  const std::shared_ptr<grpc::Channel> channel_ = server_->Connect();
};

// A catalog of a whole company: `tool_0` to `tool_4999`, in 50 namespaces.
RegisterCatalogRequest Company() {
  RegisterCatalogRequest request;
  for (int i = 0; i < 5'000; ++i) {
    isobridge::v1::Tool* tool = request.add_tools();
    tool->set_name(absl::StrCat("team", i % 50, ".tool_", i));
    tool->set_description(absl::StrCat("Does what number ", i, " does."));
    tool->set_input_schema_json(R"({"type":"object","properties":{"id":{"type":"integer"}},"required":["id"]})");
  }
  return request;
}

std::string Echo(const isobridge::v1::Call& call) { return absl::StrCat(R"({"tool":")", call.tool(), R"("})"); }

isobridge::v1::Start Naming(const std::string& code, const std::string& digest) {
  isobridge::v1::Start start = Program(code);
  start.set_catalog_digest(digest);
  return start;
}

TEST_F(CatalogsTest, RegisteredToolsAreCalledByDigest) {
  RegisterCatalogResponse registered;
  ASSERT_TRUE(Register(channel_, Company(), &registered).ok());
  const Transcript transcript = Execute(
      channel_,
      Naming("return [await external_team7_tool_4007({ id: 1 }), await tools.team0.tool_0({ id: 2 })]", registered.digest()),
      Echo);
  EXPECT_EQ(transcript.json(), R"([{"tool":"team7.tool_4007"},{"tool":"team0.tool_0"}])");
  EXPECT_EQ(transcript.messages.front().started().catalog_digest(), registered.digest());
}

TEST_F(CatalogsTest, ArgumentsAreHeldAgainstTheSchemasOfNamedTools) {
  RegisterCatalogResponse registered;
  ASSERT_TRUE(Register(channel_, Company(), &registered).ok());
  const Transcript transcript =
      Execute(channel_, Naming("await external_team7_tool_4007({ id: 'x' })", registered.digest()), Echo);
  EXPECT_EQ(transcript.finished().error().thrown_code(), "ARGS_INVALID");
}

TEST_F(CatalogsTest, ToolsThatWereSentAreKnownByTheDigestOfStarted) {
  isobridge::v1::Start start = Program("return await external_a()", {"a"});
  const Transcript first = Execute(channel_, start, Echo);
  const std::string digest = first.messages.front().started().catalog_digest();
  EXPECT_EQ(digest.size(), 64u);
  EXPECT_EQ(Execute(channel_, Naming("return await external_a()", digest), Echo).json(), R"({"tool":"a"})");
  start.set_catalog_digest(digest);
  EXPECT_EQ(Execute(channel_, start, Echo).json(), R"({"tool":"a"})");
  start.mutable_tools(0)->set_name("b");
  EXPECT_EQ(ViolatedField(Execute(channel_, start, Echo).status), "start.catalog_digest");
}

TEST_F(CatalogsTest, AProgramWithoutToolsHasNoCatalog) {
  EXPECT_EQ(Execute(channel_, "return 1").messages.front().started().catalog_digest(), "");
}

TEST_F(CatalogsTest, UnknownDigestIsAReasonToSendTheTools) {
  const grpc::Status status = Execute(channel_, Naming("return 1", std::string(64, '0'))).status;
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ErrorReason(status), "CATALOG_UNKNOWN");
  EXPECT_THAT(status.error_message(), HasSubstr("send the tools again"));
}

TEST_F(CatalogsTest, WhatIsNoDigestNamesTheField) {
  const grpc::Status status = Execute(channel_, Naming("return 1", "sha256:abc")).status;
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ViolatedField(status), "start.catalog_digest");
}

TEST_F(CatalogsTest, DescribeTakesADigestToo) {
  RegisterCatalogRequest request;
  request.add_tools()->set_name("weather.get");
  RegisterCatalogResponse registered;
  ASSERT_TRUE(Register(channel_, request, &registered).ok());
  isobridge::v1::DescribeRequest describe;
  describe.set_catalog_digest(registered.digest());
  isobridge::v1::DescribeResponse described;
  grpc::ClientContext context;
  ASSERT_TRUE(isobridge::v1::Sandbox::NewStub(channel_)->Describe(&context, describe, &described).ok());
  EXPECT_THAT(described.declarations(), HasSubstr("declare function external_weather_get("));
}

TEST_F(CatalogsTest, BadToolsAreRefusedWhenTheyAreRegistered) {
  RegisterCatalogRequest request;
  RegisterCatalogResponse registered;
  EXPECT_EQ(ViolatedField(Register(channel_, request, &registered)), "tools");
  request.add_tools()->set_name("ok");
  request.add_tools()->set_name("not ok");
  EXPECT_EQ(ViolatedField(Register(channel_, request, &registered)), "tools[1].name");
  for (int i = 0; i < 5'000; ++i) request.add_tools()->set_name(absl::StrCat("t", i));
  EXPECT_THAT(ErrorReason(Register(channel_, request, &registered)), HasSubstr("TOO_MANY_TOOLS"));
}

// ---- declarations that don't compile ----------------------------------------------------------------------------------

// Every schema says what the one before does, and something of its own: for TypeScript, one of too many possibilities.
std::string TooComplex() {
  std::string all;
  for (int i = 0; i < 24; ++i) {
    absl::StrAppend(&all, i == 0 ? "" : ",", R"({"anyOf":[{"type":"object","properties":{"a)", i,
                    R"(":{"const":1}}},{"type":"object","properties":{"b)", i, R"(":{"const":2}}}]})");
  }
  return absl::StrCat(R"({"type":"object","allOf":[)", all, "]}");
}

RegisterCatalogRequest OneOfTwoTooComplex() {
  RegisterCatalogRequest request;
  isobridge::v1::Tool* bad = request.add_tools();
  bad->set_name("bad");
  bad->set_input_schema_json(TooComplex());
  isobridge::v1::Tool* good = request.add_tools();
  good->set_name("good");
  good->set_input_schema_json(R"({"type":"object","properties":{"id":{"type":"integer"}},"required":["id"]})");
  return request;
}

TEST(CatalogTypesTest, AToolThatDoesNotCompileIsToldWhenItIsRegisteredAndSpoilsNoOther) {
  // The machine may be busy.
  const ServerProcess server({.flags = {"--check_time=30s"}, .listen = {}});
  const auto channel = server.Connect();
  RegisterCatalogResponse registered;
  ASSERT_TRUE(Register(channel, OneOfTwoTooComplex(), &registered).ok());
  EXPECT_EQ(registered.unproven(), "");
  ASSERT_EQ(registered.notes_size(), 1) << registered.ShortDebugString();
  EXPECT_EQ(registered.notes(0).tool(), "bad");

  isobridge::v1::Start start = Naming("return await external_good({ idd: 1 });", registered.digest());
  start.set_check(isobridge::v1::CHECK_MODE_BLOCK_CERTAIN);
  EXPECT_EQ(Execute(channel, start).code(), isobridge::v1::ExecutionError::CODE_CHECK_FAILED);
  start.set_code("const r = await external_bad({}); return r.anything;");
  const Transcript transcript = Execute(channel, start, [](const auto&) { return R"({"anything":1})"; });
  EXPECT_EQ(transcript.json(), "1");
  EXPECT_THAT(transcript.warnings(), Contains(Warning::CODE_TOOL_TYPES_NOT_USED));

  isobridge::v1::DescribeRequest describe;
  describe.set_catalog_digest(registered.digest());
  isobridge::v1::DescribeResponse described;
  grpc::ClientContext context;
  ASSERT_TRUE(isobridge::v1::Sandbox::NewStub(channel)->Describe(&context, describe, &described).ok());
  EXPECT_THAT(described.declarations(), HasSubstr("external_bad(input?: unknown): Promise<unknown>"));
  EXPECT_THAT(described.declarations(), HasSubstr("external_good(input: GoodInput)"));
  ASSERT_EQ(described.notes_size(), 1);
  EXPECT_EQ(described.notes(0).tool(), "bad");
}

TEST(CatalogTypesTest, WithABrokenCheckerToolsAreRegisteredUnproven) {
  const ServerProcess server({.flags = {"--checker_binary=/bin/true"}, .listen = {}});
  const auto channel = server.Connect();
  RegisterCatalogResponse registered;
  ASSERT_TRUE(Register(channel, OneOfTwoTooComplex(), &registered).ok());
  EXPECT_THAT(registered.unproven(), HasSubstr("type checker"));
  EXPECT_EQ(registered.notes_size(), 0);
  EXPECT_EQ(Execute(channel, Naming("return 1", registered.digest())).json(), "1");
}

TEST(CatalogCacheSettingsTest, WhatIsOverTheBoundIsForgotten) {
  const ServerProcess server({.flags = {"--max_catalogs=1"}, .listen = {}});
  const auto channel = server.Connect();
  const std::string first = Execute(channel, Program("return 1", {"a"})).messages.front().started().catalog_digest();
  EXPECT_TRUE(Execute(channel, Naming("return 1", first)).status.ok());
  Execute(channel, Program("return 1", {"b"}));
  EXPECT_EQ(ErrorReason(Execute(channel, Naming("return 1", first)).status), "CATALOG_UNKNOWN");
}

TEST(CatalogCacheSettingsTest, AServerThatKeepsNothingSaysSo) {
  const ServerProcess server({.flags = {"--catalog_cache_bytes=0"}, .listen = {}});
  const auto channel = server.Connect();
  EXPECT_EQ(Execute(channel, Program("return 1", {"a"})).json(), "1");
  RegisterCatalogRequest request;
  request.add_tools()->set_name("a");
  RegisterCatalogResponse registered;
  EXPECT_THAT(ErrorReason(Register(channel, request, &registered)), HasSubstr("CATALOG_TOO_LARGE"));
}

// Digests are no secrets: knowing one must not be enough.
TEST(CatalogTenantsTest, ATenantCantNameTheToolsOfAnother) {
  const std::string path = ::testing::TempDir() + "/catalogs_test.yaml";
  std::ofstream(path) << TenantsAAndB();
  const ServerProcess server({.flags = {"--auth=token", "--tenants_file=" + path}, .listen = {}});
  const auto run = [&](const std::string& token, const isobridge::v1::Start& start) {
    Conversation conversation(server.Connect());
    conversation.AddMetadata("authorization", "Bearer " + token);
    conversation.Start(start);
    return conversation.Finish();
  };
  const std::string digest = run(kTokenA, Program("return 1", {"secret"})).messages.front().started().catalog_digest();
  EXPECT_TRUE(run(kTokenA, Naming("return 1", digest)).status.ok());
  EXPECT_EQ(ErrorReason(run(kTokenB, Naming("return 1", digest)).status), "CATALOG_UNKNOWN");
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace isobridge::e2e
