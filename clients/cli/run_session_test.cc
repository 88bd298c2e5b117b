#include "clients/cli/run_session.h"

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "clients/cli/fake_sandbox.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "grpcpp/create_channel.h"
#include "gtest/gtest.h"

namespace isobridge::cli {
namespace {

using isobridge::v1::ExecuteRequest;
using isobridge::v1::ExecuteResponse;
using isobridge::v1::Start;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Notes the order of what it hears.
class Notes : public RunObserver {
 public:
  void OnCatalogUnknown() override { Add("catalog unknown"); }
  void OnMessage(const ExecuteResponse& message) override { Add("message " + std::to_string(message.message_case())); }
  void OnAnswer(uint32_t id, const ToolAnswer&) override { Add("answer " + std::to_string(id)); }
  std::vector<std::string> notes() {
    absl::MutexLock lock(mu_);
    return notes_;
  }

 private:
  void Add(std::string note) {
    absl::MutexLock lock(mu_);
    notes_.push_back(std::move(note));
  }
  absl::Mutex mu_;
  std::vector<std::string> notes_;
};

void WriteCall(FakeSandbox::Stream* stream, uint32_t id, const std::string& tool) {
  ExecuteResponse response;
  response.mutable_call()->set_id(id);
  response.mutable_call()->set_tool(tool);
  response.mutable_call()->set_args_json("{}");
  stream->Write(response);
}

void WriteFinished(FakeSandbox::Stream* stream, const std::string& json) {
  ExecuteResponse response;
  response.mutable_finished()->mutable_value()->set_json(json);
  stream->Write(response);
}

class RunSessionTest : public testing::Test {
 protected:
  // Runs a session with the tools against a service that does `handler`; `during` gets the session on a thread of its own.
  RunOutcome Run(
      FakeSandbox::Handler handler, std::string_view tools = "{}", std::function<void(RunSession*)> during = [](RunSession*) {}) {
    FakeSandbox fake(std::move(handler));
    const ToolsFile file = *ToolsFile::Parse(tools, "tools.json");
    const auto stub = isobridge::v1::Sandbox::NewStub(grpc::CreateChannel(fake.address(), grpc::InsecureChannelCredentials()));
    RunSession session(stub.get(), file, {.tool_processes = 4}, &notes_);
    std::thread other([&] { during(&session); });
    Start start;
    start.set_code("return 1");
    start.set_catalog_digest(catalog_);
    RunOutcome outcome = session.Run(start);
    other.join();
    return outcome;
  }

  Notes notes_;
  std::string catalog_;
};

TEST_F(RunSessionTest, StartCarriesTheToolsInOrder) {
  std::vector<std::string> names;
  const RunOutcome outcome = Run(
      [&](const Start& start, FakeSandbox::Stream* stream) {
        for (const auto& tool : start.tools()) names.push_back(tool.name());
        WriteFinished(stream, "1");
        return grpc::Status::OK;
      },
      R"({"b": {"result": 1}, "a": {"result": 2}})");
  EXPECT_TRUE(outcome.status.ok());
  EXPECT_EQ(outcome.finished->value().json(), "1");
  EXPECT_THAT(names, ElementsAre("b", "a"));
}

grpc::Status CatalogUnknown() {
  google::rpc::ErrorInfo info;
  info.set_reason("CATALOG_UNKNOWN");
  google::rpc::Status details;
  details.add_details()->PackFrom(info);
  return {grpc::StatusCode::FAILED_PRECONDITION, "not known", details.SerializeAsString()};
}

TEST_F(RunSessionTest, UnknownCatalogWithoutToolsIsTheServicesError) {
  catalog_ = "digest";
  int starts = 0;
  const RunOutcome outcome = Run([&](const Start&, FakeSandbox::Stream*) { return ++starts, CatalogUnknown(); });
  EXPECT_EQ(outcome.status.error_message(), "not known");
  EXPECT_EQ(starts, 1);
  EXPECT_THAT(notes_.notes(), IsEmpty());
}

TEST_F(RunSessionTest, NamedToolsAreSentOnlyToAServiceThatDoesntKnowThem) {
  catalog_ = "digest";
  std::vector<std::string> starts;
  const auto note = [&](const Start& start) {
    starts.push_back(start.catalog_digest() + " " + std::to_string(start.tools_size()));
  };
  RunOutcome outcome = Run(
      [&](const Start& start, FakeSandbox::Stream* stream) {
        note(start);
        WriteFinished(stream, "1");
        return grpc::Status::OK;
      },
      R"({"a": {"result": 1}})");
  EXPECT_EQ(outcome.finished->value().json(), "1");
  EXPECT_THAT(starts, ElementsAre("digest 0"));

  starts.clear();
  outcome = Run(
      [&](const Start& start, FakeSandbox::Stream* stream) {
        note(start);
        if (start.tools().empty()) return CatalogUnknown();
        WriteFinished(stream, "2");
        return grpc::Status::OK;
      },
      R"({"a": {"result": 1}})");
  EXPECT_EQ(outcome.finished->value().json(), "2");
  EXPECT_THAT(starts, ElementsAre("digest 0", " 1"));
  EXPECT_THAT(notes_.notes(), ElementsAre("message 7", "catalog unknown", "message 7"));
}

TEST_F(RunSessionTest, CallsAreAnsweredFromTheToolsFile) {
  std::string result, code;
  Run(
      [&](const Start&, FakeSandbox::Stream* stream) {
        ExecuteRequest request;
        WriteCall(stream, 1, "good");
        stream->Read(&request);
        result = request.call_result().result_json();
        WriteCall(stream, 2, "bad");
        stream->Read(&request);
        code = request.call_error().code();
        WriteFinished(stream, "1");
        return grpc::Status::OK;
      },
      R"({"good": {"result": [1]}, "bad": {"error": {"message": "m", "code": "C"}}})");
  EXPECT_EQ(result, "[1]");
  EXPECT_EQ(code, "C");
  EXPECT_THAT(notes_.notes(), ElementsAre("message 2", "answer 1", "message 2", "answer 2", "message 7"));
}

TEST_F(RunSessionTest, EndOfTheStreamEndsToolsThatStillRun) {
  const RunOutcome outcome = Run(
      [&](const Start&, FakeSandbox::Stream* stream) {
        WriteCall(stream, 1, "slow");
        WriteFinished(stream, "1");
        return grpc::Status::OK;
      },
      R"({"slow": {"command": ["sleep", "1000"]}})");
  EXPECT_TRUE(outcome.status.ok());
}

TEST_F(RunSessionTest, CancelAsksTheServiceAndReturnsItsWord) {
  std::string reason;
  const RunOutcome outcome = Run(
      [&](const Start&, FakeSandbox::Stream* stream) {
        ExecuteRequest request;
        stream->Read(&request);
        reason = request.cancel().reason();
        ExecuteResponse response;
        response.mutable_finished()->mutable_error()->set_code(isobridge::v1::ExecutionError::CODE_CANCELLED);
        stream->Write(response);
        return grpc::Status::OK;
      },
      "{}", [](RunSession* session) { session->Cancel("enough"); });
  EXPECT_EQ(reason, "enough");
  EXPECT_EQ(outcome.finished->error().code(), isobridge::v1::ExecutionError::CODE_CANCELLED);
}

TEST_F(RunSessionTest, AbandonEndsAStreamWhoseServiceIsSilent) {
  const RunOutcome outcome = Run(
      [&](const Start&, FakeSandbox::Stream* stream) {
        ExecuteRequest request;
        while (stream->Read(&request)) {
        }
        return grpc::Status::OK;
      },
      "{}", [](RunSession* session) { session->Abandon(); });
  EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(RunSessionTest, ServiceErrorIsTheStatus) {
  const RunOutcome outcome =
      Run([](const Start&, FakeSandbox::Stream*) { return grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "full"); });
  EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_FALSE(outcome.finished.has_value());
}

}  // namespace
}  // namespace isobridge::cli
