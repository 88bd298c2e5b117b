// Tools found by words: by clients, and by programs.

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "isobridge/v1/sandbox.grpc.pb.h"
#include "isobridge/v1/sandbox.pb.h"
#include "tests/e2e/conversation.h"
#include "tests/e2e/server_process.h"

namespace isobridge::e2e {
namespace {

using isobridge::v1::SearchRequest;
using isobridge::v1::SearchResponse;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class DiscoveryTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = new ServerProcess(); }
  static void TearDownTestSuite() { delete server_; }

  grpc::Status Search(const SearchRequest& request, SearchResponse* response) {
    grpc::ClientContext context;
    return isobridge::v1::Sandbox::NewStub(channel_)->Search(&context, request, response);
  }

  static inline ServerProcess* server_ = nullptr;
  const std::shared_ptr<grpc::Channel> channel_ = server_->Connect();
};

template <typename Message>
Message WithTools(Message message) {
  isobridge::v1::Tool* tool = message.add_tools();
  tool->set_name("github.create-issue");
  tool->set_description("Opens an issue. In a repository.");
  tool->set_input_schema_json(R"({"type":"object","properties":{"title":{"type":"string"}},"required":["title"]})");
  message.add_tools()->set_name("github.list_issues");
  message.add_tools()->set_name("mail.send");
  return message;
}

std::string Echo(const isobridge::v1::Call& call) { return absl::StrCat("\"", call.tool(), "\""); }

TEST_F(DiscoveryTest, ClientsSearchByWordsAndTurnPages) {
  SearchRequest request = WithTools(SearchRequest());
  request.set_query("createIssue");
  request.set_limit(1);
  SearchResponse response;
  ASSERT_TRUE(Search(request, &response).ok());
  EXPECT_EQ(response.total(), 2u);
  EXPECT_EQ(response.next_offset(), 1u);
  EXPECT_EQ(response.hits(0).tool(), "github.create-issue");
  EXPECT_EQ(response.hits(0).path(), "external_github_create_issue");
  EXPECT_EQ(response.hits(0).description(), "Opens an issue.");
  EXPECT_EQ(response.hits(0).signature(), "external_github_create_issue(input: { title: string }): Promise<unknown>");

  SearchRequest named;
  named.set_catalog_digest(response.catalog_digest());
  named.set_namespace_("mail");
  response.Clear();
  ASSERT_TRUE(Search(named, &response).ok());
  EXPECT_EQ(response.total(), 1u);
  EXPECT_EQ(response.hits(0).tool(), "mail.send");
}

TEST_F(DiscoveryTest, BadSearchesNameTheField) {
  SearchResponse response;
  SearchRequest request = WithTools(SearchRequest());
  request.set_limit(51);
  EXPECT_EQ(ViolatedField(Search(request, &response)), "limit");
  request.set_limit(0);
  request.set_query(std::string(1'001, 'x'));
  EXPECT_EQ(ViolatedField(Search(request, &response)), "query");
}

TEST_F(DiscoveryTest, AProgramFindsAndCallsATool) {
  const isobridge::v1::Start start = WithTools(Program(R"js(
    const { total, hits } = await codemode.search('open an issue', { limit: 1, namespace: 'github' });
    const { declaration } = await codemode.describe(hits[0].path);
    const tool = globalThis[hits[0].path];
    return [total, hits[0].signature, declaration.includes('title: string'), await tool({ title: 'x' })];
  )js"));
  const Transcript transcript = Execute(channel_, start, Echo);
  EXPECT_EQ(transcript.json(),
            R"j([2,"external_github_create_issue(input: { title: string }): Promise<unknown>",true,"github.create-issue"])j");
  // The client heard of the call alone.
  EXPECT_THAT(transcript.outline(), ElementsAre("started", "call 1", "finished"));
  EXPECT_EQ(transcript.finished().usage().calls(), 1u);
  EXPECT_EQ(transcript.finished().usage().events(), 3u);
}

// Least privilege: a program hears nothing of tools that it may not call.
TEST_F(DiscoveryTest, AProgramIsToldOfAllowedToolsAlone) {
  isobridge::v1::Start start = WithTools(Program(R"js(
    const told = async (make) => { try { return JSON.stringify(await make()); } catch (e) { return String(e.message); } };
    return await Promise.all([
      () => codemode.search('issue'), () => codemode.search(''), () => codemode.search('', { namespace: 'github' }),
      () => codemode.describe('github.create-issue'), () => codemode.describe('github'), () => codemode.describe('creat_issue'),
      () => external_github_create_issue({}), () => tools.github.create_issue({}), () => codemode.nothing({}), () => fetch('x'),
      () => Object.keys(tools).concat(Object.keys(codemode)), () => Object.keys(globalThis),
    ].map(told));
  )js"));
  start.add_allowed_tools("mail.send");
  const Transcript transcript = Execute(channel_, start, Echo);
  ASSERT_TRUE(transcript.finished().has_value()) << transcript.finished().ShortDebugString();
  EXPECT_THAT(transcript.calls(), IsEmpty());
  EXPECT_THAT(transcript.json(), HasSubstr("external_mail_send"));
  EXPECT_THAT(transcript.json(), Not(HasSubstr("title")));
  EXPECT_THAT(transcript.json(), Not(HasSubstr("list_issues")));
  EXPECT_THAT(transcript.json(), Not(HasSubstr("Did you mean external_github")));
  start.set_code("return (await codemode.search('')).hits.map((hit) => hit.name).concat(await external_mail_send({}));");
  EXPECT_EQ(Execute(channel_, start, Echo).json(), R"(["mail.send","mail.send"])");
}

TEST_F(DiscoveryTest, FailuresAreErrorsThatAProgramCanMend) {
  const Transcript transcript = Execute(channel_, WithTools(Program(R"js(
    const told = async (promise) => promise.then(() => 'found', (e) => `${e.name} ${e.code}: ${e.message}`);
    return [await told(codemode.describe('github.creat_isue')), await told(codemode.search(7)), await told(codemode.search('x', { limit: 99 })),
            await told(codemode.search(() => 1))];
  )js")));
  EXPECT_THAT(transcript.json(),
              HasSubstr("Error NO_SUCH_TOOL: \\\"github.creat_isue\\\" is no tool. Did you mean external_github"));
  EXPECT_THAT(
      transcript.json(),
      HasSubstr("TypeError LOOKUP_INVALID: codemode.search(query, { limit, offset, namespace }): query must be a string, is 7"));
  EXPECT_THAT(transcript.json(), HasSubstr("it must be from 1 to 50"));
  EXPECT_THAT(transcript.json(), HasSubstr("is a function"));
}

TEST_F(DiscoveryTest, ToolsOfTheseNamesAreReachedByTheirOtherPaths) {
  isobridge::v1::Start start = Program(
      "return [await external_search({}), await tools.search({}), await tools.describe.it({}), await codemode.describe_it({}),"
      " (await codemode.search('describe it')).hits[0].path, Object.keys(codemode)]",
      {"search", "describe.it"});
  EXPECT_EQ(Execute(channel_, start, Echo).json(),
            R"(["search","search","describe.it","describe.it","external_describe_it",["describe_it"]])");
}

TEST_F(DiscoveryTest, AskingTooOftenFailsInTheProgram) {
  const Transcript transcript = Execute(channel_, Program(R"js(
    let asked = 0;
    try { for (;;) { await codemode.search('x'); ++asked; } } catch (error) { return [asked, error.code, error.message]; }
  )js"));
  EXPECT_THAT(transcript.json(),
              HasSubstr(R"([200,"LOOKUP_LIMIT","the program has asked for its tools 200 times, which is the limit (lookups))"));
}

// On the thread that serves every worker, its 200 questions would hold up everybody until the last is answered.
TEST_F(DiscoveryTest, WhoAsksForALongTimeHoldsUpNobody) {
  isobridge::v1::Start start =
      Program("await Promise.all(Array.from({ length: 200 }, () => codemode.describe('x'))); return 'all'", {"x"});
  std::string properties;
  for (int i = 0; i < 3'000; ++i) absl::StrAppend(&properties, i == 0 ? "" : ",", "\"property_", i, R"(":{"type":"string"})");
  start.mutable_tools(0)->set_input_schema_json(absl::StrCat(R"({"type":"object","properties":{)", properties, "}}"));
  start.mutable_limits()->mutable_cpu_time()->set_seconds(1);
  std::atomic<bool> over = false;
  std::thread asking([&] {
    EXPECT_EQ(Execute(channel_, start).code(), isobridge::v1::ExecutionError::CODE_CPU_TIME_LIMIT);
    over = true;
  });
  absl::Duration longest;
  while (!over) {
    const absl::Time began = absl::Now();
    EXPECT_EQ(Execute(channel_, "return 1").json(), "1");
    longest = std::max(longest, absl::Now() - began);
  }
  asking.join();
  EXPECT_LT(longest, absl::Seconds(5));
}

TEST_F(DiscoveryTest, LookupsAreInOrderWithOtherEvents) {
  const isobridge::v1::Start start = WithTools(Program(R"js(
    const order = [];
    await Promise.all([codemode.search('mail').then(() => order.push('search')),
                       codemode.describe('mail.send').then(() => { order.push('describe'); return tools.mail.send({}); }),
                       tools.mail.send({}).then(() => order.push('send'))]);
    return order;
  )js"));
  Conversation conversation(channel_);
  conversation.Start(start);
  const uint32_t sent = conversation.NextCall().id();
  // It is made when both lookups have their answers.
  const uint32_t described = conversation.NextCall().id();
  conversation.Answer(sent, "1");
  conversation.Answer(described, "1");
  EXPECT_EQ(conversation.Finish().json(), R"(["search","describe","send"])");
}

TEST_F(DiscoveryTest, WhatDoesntFitTheBudgetCanBeSearched) {
  isobridge::v1::DescribeRequest request;
  for (int i = 0; i < 300; ++i) request.add_tools()->set_name(absl::StrCat("some_tool_with_a_long_name_", i));
  request.set_token_budget(2'000);
  request.set_declare_namespaces(true);
  isobridge::v1::DescribeResponse response;
  grpc::ClientContext context;
  ASSERT_TRUE(isobridge::v1::Sandbox::NewStub(channel_)->Describe(&context, request, &response).ok());
  EXPECT_THAT(response.declarations(), HasSubstr("await codemode.search('words')"));
  request.clear_token_budget();
  grpc::ClientContext again;
  ASSERT_TRUE(isobridge::v1::Sandbox::NewStub(channel_)->Describe(&again, request, &response).ok());
  EXPECT_THAT(response.declarations(), HasSubstr("search(query: string, options?:"));
}

}  // namespace
}  // namespace isobridge::e2e
