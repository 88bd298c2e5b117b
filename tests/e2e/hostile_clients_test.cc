// Clients that break the protocol, flood, stall and vanish, against the real service. After each a control program on the same
// service is right; after all, the service holds no more than before.

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <future>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "google/protobuf/unknown_field_set.h"
#include "grpcpp/create_channel_posix.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/channel_arguments.h"
#include "gtest/gtest.h"
#include "isobridge/v1/sandbox.pb.h"
#include "tests/e2e/conversation.h"
#include "tests/e2e/eventually.h"
#include "tests/e2e/process_table.h"
#include "tests/e2e/resident_peak.h"
#include "tests/e2e/server_process.h"

namespace isobridge::e2e {
namespace {

using isobridge::v1::AnswerRefused;
using isobridge::v1::ExecuteResponse;
using isobridge::v1::ExecutionError;

constexpr absl::Duration kPatience = absl::Seconds(30);
constexpr size_t kMiB = 1u << 20;
// What a service may hold for one stream that misbehaves, far below what its client could make it hold without a bound.
constexpr size_t kMostForOneStream = 256 * kMiB;
// What the allocator keeps when everything is over.
constexpr size_t kMostKept = 96 * kMiB;

// A connection of which a test holds the other end.
class Connection {
 public:
  explicit Connection(const ServerProcess& server) : fd_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    std::string_view path = server.addresses().front();
    EXPECT_TRUE(absl::ConsumePrefix(&path, "unix:"));
    sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = {}};
    path.copy(address.sun_path, sizeof(address.sun_path) - 1);
    EXPECT_EQ(connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  }
  ~Connection() { close(fd_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool Write(std::string_view bytes) { return send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0; }
  // The server's end of the connection is closed, within kPatience.
  bool AwaitEnd() {
    const timeval patience = {.tv_sec = absl::ToInt64Seconds(kPatience), .tv_usec = 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    char buffer[4096];
    ssize_t count = 0;
    while ((count = recv(fd_, buffer, sizeof(buffer), 0)) > 0) {
    }
    return count == 0 || errno == ECONNRESET;
  }
  // As when a client's host is gone: no word of farewell.
  void Cut() { shutdown(fd_, SHUT_RDWR); }
  std::shared_ptr<grpc::Channel> Channel() { return grpc::CreateInsecureChannelFromFd("hostile", dup(fd_)); }
  // What its client doesn't read stays with the server, but for 64 KiB.
  std::shared_ptr<grpc::Channel> NarrowChannel() {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
    return grpc::CreateCustomInsecureChannelFromFd("hostile", dup(fd_), arguments);
  }

 private:
  const int fd_;
};

// One service for all of them.
class HostileClients : public testing::Test {
 protected:
  struct Held {
    size_t processes;
    size_t files;
    size_t resident;
  };

  static void SetUpTestSuite() {
    server_ = new ServerProcess({.flags = {"--warm_workers=2", "--max_workers=8", "--stall_timeout=2s"}, .listen = {}});
    control_ = new std::shared_ptr<grpc::Channel>(server_->Connect());
    for (int i = 0; i < 20; ++i) EXPECT_EQ(Execute(*control_, "6 * 7").json(), "42");
    absl::SleepFor(absl::Milliseconds(200));
    before_ = Holds();
  }
  static void TearDownTestSuite() {
    EXPECT_TRUE(Eventually(kPatience, [] { return Holds().files <= before_.files && Holds().processes <= before_.processes; }))
        << "before: " << before_.files << " files, " << before_.processes << " processes; now: " << Holds().files << ", "
        << Holds().processes;
    EXPECT_LT(Holds().resident, before_.resident + kMostKept);
    delete control_;
    delete server_;
  }
  // After each, whatever it was.
  void TearDown() override { EXPECT_EQ(Execute(*control_, "6 * 7").json(), "42"); }

  static Held Holds() {
    return {.processes = ProcessTable::DescendantsOf(server_->pid()).size(),
            .files = ProcessTable::OpenFilesOf(server_->pid()),
            .resident = ProcessTable::ResidentBytesOf(server_->pid())};
  }

  static ServerProcess* server_;
  static std::shared_ptr<grpc::Channel>* control_;
  static Held before_;
};

ServerProcess* HostileClients::server_ = nullptr;
std::shared_ptr<grpc::Channel>* HostileClients::control_ = nullptr;
HostileClients::Held HostileClients::before_ = {};

// ---- messages -------------------------------------------------------------------------------------------------------

class HostileMessagesTest : public HostileClients {};

TEST_F(HostileMessagesTest, AnswersBeforeTheirTimeTwiceLateAndForUnknownCalls) {
  Conversation conversation(*control_);
  conversation.Start(Program("const a = [await external_t(), await external_t()]; await external_t(); return a", {"t"}));
  conversation.Answer(2, "\"early\"");
  conversation.Answer(2, "\"twice\"");
  conversation.Answer(0, "\"of no call\"");
  conversation.Answer(4'000'000'000, "\"never made\"");
  EXPECT_EQ(conversation.NextCall().id(), 1);
  conversation.Answer(1, "\"first\"");
  conversation.Answer(1, "\"again\"");
  EXPECT_EQ(conversation.NextCall().id(), 2);
  EXPECT_EQ(conversation.NextCall().id(), 3);
  conversation.Answer(3, "0");
  const Transcript transcript = conversation.Finish();
  EXPECT_EQ(transcript.json(), R"(["first","early"])");
  std::vector<AnswerRefused::Reason> reasons;
  for (const ExecuteResponse& message : transcript.messages) {
    if (message.has_answer_refused()) reasons.push_back(message.answer_refused().reason());
  }
  EXPECT_THAT(reasons, testing::ElementsAre(AnswerRefused::REASON_DUPLICATE, AnswerRefused::REASON_UNKNOWN,
                                            AnswerRefused::REASON_DUPLICATE));
}

TEST_F(HostileMessagesTest, AnswersThatAreNoJsonFailTheCall) {
  for (const char* json : {"{", "undefined", "1 2", "NaN", "'a'", "[1,]"}) {
    const auto answer = [&](const auto&) { return json; };
    EXPECT_EQ(Execute(*control_, Program("try { await external_t() } catch (e) { return e.code }", {"t"}), answer).json(),
              "\"ANSWER_NOT_JSON\"")
        << json;
  }
}

TEST_F(HostileMessagesTest, MessageThatCannotBeParsedEndsTheStream) {
  const auto answer = [](const auto&) { return "\xff"; };
  const grpc::Status status = Execute(*control_, Program("return await external_t()", {"t"}), answer).status;
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), testing::HasSubstr("no isobridge.v1.ExecuteRequest"));
}

TEST_F(HostileMessagesTest, MillionsOfEmptyPartsAreRefusedUnparsed) {
  std::string parts;
  parts.reserve(60 * kMiB);
  // RunRequest.answers, empty: parsed, each takes thirty times as much.
  while (parts.size() < 60 * kMiB) parts += std::string("\x12\x00", 2);
  const grpc::Slice slice(parts);
  const grpc::ByteBuffer request(&slice, 1);

  ResidentPeak peak(server_->pid());
  grpc::ClientContext context;
  grpc::ByteBuffer response;
  std::promise<grpc::Status> done;
  grpc::GenericStub(server_->Connect())
      .UnaryCall(&context, "/isobridge.v1.Sandbox/Run", {}, &request, &response,
                 [&](grpc::Status status) { done.set_value(std::move(status)); });
  const grpc::Status status = done.get_future().get();

  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), testing::HasSubstr("fields, the limit"));
  EXPECT_LT(peak.bytes(), before_.resident + kMostForOneStream);
}

TEST_F(HostileMessagesTest, HundredMegabytesAreRefused) {
  ResidentPeak peak(server_->pid());
  const auto answer = [](const auto&) { return std::string(100'000'000, ' '); };
  const Transcript transcript = Execute(server_->Connect(), Program("return await external_t()", {"t"}), answer);
  EXPECT_EQ(transcript.status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_LT(peak.bytes(), before_.resident + kMostForOneStream);
}

// A megabyte would become a gigabyte before anybody looked at its size.
TEST_F(HostileMessagesTest, CompressedMessagesAreRefusedPacked) {
  const auto stub = isobridge::v1::Sandbox::NewStub(server_->Connect());
  for (const grpc_compression_algorithm algorithm : {GRPC_COMPRESS_GZIP, GRPC_COMPRESS_DEFLATE}) {
    grpc::ClientContext context;
    context.set_compression_algorithm(algorithm);
    isobridge::v1::RunRequest request;
    *request.mutable_start() = Program(absl::StrCat("return 1 // ", std::string(100'000, 'x')));
    isobridge::v1::RunResponse response;
    const grpc::Status status = stub->Run(&context, request, &response);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNIMPLEMENTED) << status.error_message();
  }
}

TEST_F(HostileMessagesTest, SixtyMegabytesOfBracketsFailTheCall) {
  isobridge::v1::Start start = Program("try { await external_t() } catch (e) { return e.code }", {"t"});
  start.mutable_limits()->set_answer_bytes(64 * kMiB);
  const auto answer = [](const auto&) { return std::string(60'000'000, '['); };
  EXPECT_EQ(Execute(server_->Connect(), start, answer).json(), "\"ANSWER_TOO_DEEP\"");
}

TEST_F(HostileMessagesTest, SecondStartEndsTheStream) {
  Conversation conversation(*control_);
  conversation.Start(Program("return await external_t()", {"t"}));
  conversation.NextCall();
  conversation.Start(Program("1"));
  const grpc::Status status = conversation.Finish().status;
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ViolatedField(status), "start");
}

TEST_F(HostileMessagesTest, AnswerBeforeStartAndEmptyMessageEndTheStream) {
  Conversation early(*control_), empty(*control_);
  early.Answer(1, "1");
  EXPECT_EQ(early.Finish().status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  empty.Start(Program("return await external_t()", {"t"}));
  empty.Send({});
  EXPECT_EQ(empty.Finish().status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(HostileMessagesTest, TenThousandToolsAreTooMany) {
  std::vector<std::string> tools;
  for (int i = 0; i < 10'000; ++i) tools.push_back(absl::StrCat("tool_", i));
  const grpc::Status status = Execute(*control_, Program("1", tools)).status;
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(ErrorReason(status), testing::StartsWith("TOO_MANY_TOOLS"));
}

TEST_F(HostileMessagesTest, HugeToolNameIsRefusedInAShortMessage) {
  const grpc::Status status = Execute(*control_, Program("1", {std::string(10 * kMiB, 'a')})).status;
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_LT(status.error_message().size(), 1'000u);
}

TEST_F(HostileMessagesTest, LimitThatNobodyKnowsIsRefused) {
  isobridge::v1::Start start = Program("1 + 1");
  isobridge::v1::Limits* limits = start.mutable_limits();
  limits->GetReflection()->MutableUnknownFields(limits)->AddVarint(1'000, 1);
  const grpc::Status status = Execute(*control_, start).status;
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ViolatedField(status), "start.limits");
}

TEST_F(HostileMessagesTest, SchemaOfFourMegabytesIsRefusedInAShortMessage) {
  std::string deep;
  while (deep.size() < 4 * kMiB) deep += R"({"items":)";
  isobridge::v1::Start start = Program("1", {"t"});
  start.mutable_tools(0)->set_input_schema_json(deep);
  const grpc::Status status = Execute(*control_, start).status;
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ViolatedField(status), "start.tools[0].input_schema_json");
  EXPECT_LT(status.error_message().size(), 1'000u);
}

TEST_F(HostileMessagesTest, HugeFieldsThatNobodyKnowsAreIgnored) {
  isobridge::v1::Start start = Program("1 + 1", {"t"});
  isobridge::v1::Tool* tool = start.mutable_tools(0);
  tool->GetReflection()->MutableUnknownFields(tool)->AddLengthDelimited(1'000, std::string(30 * kMiB, '{'));
  EXPECT_EQ(Execute(server_->Connect(), start).json(), "2");
}

TEST_F(HostileMessagesTest, FloodOfMetadataIsRefused) {
  Conversation conversation(server_->Connect());
  for (int i = 0; i < 1'000; ++i) conversation.AddMetadata(absl::StrCat("x-flood-", i), std::string(1'000, 'x'));
  conversation.Start(Program("1"));
  // gRPC refuses the headers, or its client finds the connection closed before it has sent them all.
  EXPECT_THAT(conversation.Finish().status.error_code(),
              testing::AnyOf(grpc::StatusCode::RESOURCE_EXHAUSTED, grpc::StatusCode::UNAVAILABLE));
}

// ---- memory ---------------------------------------------------------------------------------------------------------

class HostileFloodTest : public HostileClients {};

TEST_F(HostileFloodTest, RefusalsThatNobodyReadsAreBounded) {
  ResidentPeak peak(server_->pid());
  isobridge::v1::Start start = Program("return await external_t()", {"t"});
  Connection connection(*server_);
  Conversation conversation(connection.NarrowChannel());
  conversation.Start(start);
  // Sooner or later the connection holds no more of them, and the client has stalled.
  while (conversation.Answer(0, "1")) {
  }
  EXPECT_EQ(conversation.Finish().status.error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_LT(peak.bytes(), before_.resident + kMostForOneStream);
}

TEST_F(HostileFloodTest, AnswersThatNoProgramTakesAreBounded) {
  ResidentPeak peak(server_->pid());
  constexpr uint32_t kCalls = 500;
  isobridge::v1::Start start =
      Program(absl::StrCat("for (let i = 0; i < ", kCalls, "; i++) external_t(); await external_go(); for (;;);"), {"t", "go"});
  start.mutable_limits()->mutable_cpu_time()->set_seconds(3);
  Conversation conversation(server_->Connect());
  conversation.Start(start);
  while (conversation.NextCall().id() <= kCalls) {
  }
  conversation.Answer(kCalls + 1, "1");
  const std::string megabyte = absl::StrCat("\"", std::string(kMiB, 'x'), "\"");
  for (uint32_t id = 1; id <= kCalls; ++id) conversation.Answer(id, megabyte);
  EXPECT_EQ(conversation.Finish().code(), ExecutionError::CODE_CPU_TIME_LIMIT);
  EXPECT_LT(peak.bytes(), before_.resident + kMostForOneStream);
}

TEST_F(HostileFloodTest, CallsThatWaitTheirTurnAreBounded) {
  ResidentPeak peak(server_->pid());
  isobridge::v1::Start start = Program(
      "const x = 'x'.repeat(1e6); const e = []; for (let i = 0; i < 400; i++) external_t(x).catch(x => e.push(x.code));"
      "await new Promise(r => setTimeout(r, 100)); return [...new Set(e)]",
      {"t"});
  start.mutable_limits()->set_calls_in_flight(1);
  EXPECT_EQ(Execute(server_->Connect(), start).json(), R"(["CALLS_TOO_LARGE"])");
  EXPECT_LT(peak.bytes(), before_.resident + kMostForOneStream);
}

// ---- connections ----------------------------------------------------------------------------------------------------

class HostileConnectionTest : public HostileClients {};

// A service of its own: connections without an RPC end soon, others' too.
class SlowConnectionTest : public testing::Test {
 protected:
  // Sends `bytes` over many connections, a byte of each at a time, while others are served.
  void Trickle(std::string_view bytes) {
    for (const char& byte : bytes) {
      for (const auto& connection : connections_) connection->Write({&byte, 1});
      absl::SleepFor(absl::Milliseconds(60));
      EXPECT_EQ(Execute(server_.Connect(), "6 * 7").json(), "42");
    }
  }
  void Connect() {
    for (int i = 0; i < 100; ++i) connections_.push_back(std::make_unique<Connection>(server_));
  }
  void SendAll(std::string_view bytes) {
    for (const auto& connection : connections_) EXPECT_TRUE(connection->Write(bytes));
  }

  const ServerProcess server_{{.flags = {"--warm_workers=2", "--handshake_timeout=4s", "--idle_timeout=4s"}}};
  std::vector<std::unique_ptr<Connection>> connections_;
};

constexpr std::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

TEST_F(SlowConnectionTest, PrefaceThatNeverEndsEndsTheConnection) {
  const size_t files = ProcessTable::OpenFilesOf(server_.pid());
  Connect();
  Trickle(kPreface.substr(0, kPreface.size() - 1));
  for (const auto& connection : connections_) EXPECT_TRUE(connection->AwaitEnd());
  EXPECT_TRUE(Eventually(kPatience, [&] { return ProcessTable::OpenFilesOf(server_.pid()) <= files + 8; }));
  EXPECT_EQ(Execute(server_.Connect(), "6 * 7").json(), "42");
}

TEST_F(SlowConnectionTest, HeadersThatNeverEndEndTheConnection) {
  const size_t files = ProcessTable::OpenFilesOf(server_.pid());
  Connect();
  constexpr std::string_view kNoSettings("\0\0\0\4\0\0\0\0\0", 9);
  // Headers of 4 KiB on stream 1, of which twenty bytes come: literal fields without an index.
  constexpr std::string_view kHeaders("\0\x10\0\1\4\0\0\0\1", 9);
  SendAll(absl::StrCat(kPreface, kNoSettings, kHeaders));
  Trickle(absl::StrCat(std::string_view("\0\x7f", 2), std::string(18, 'a')));
  for (const auto& connection : connections_) EXPECT_TRUE(connection->AwaitEnd());
  EXPECT_TRUE(Eventually(kPatience, [&] { return ProcessTable::OpenFilesOf(server_.pid()) <= files + 8; }));
  EXPECT_EQ(Execute(server_.Connect(), "6 * 7").json(), "42");
}

TEST_F(HostileConnectionTest, GarbageEndsTheConnection) {
  Connection http(*server_), noise(*server_), frame(*server_);
  http.Write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_TRUE(http.AwaitEnd());
  noise.Write(std::string(kMiB, '\xff'));
  EXPECT_TRUE(noise.AwaitEnd());
  // A frame of 16 MB, which HTTP/2 forbids unless agreed on.
  frame.Write(absl::StrCat(kPreface, std::string_view("\xff\xff\xff\0\0\0\0\0\1", 9), std::string(kMiB, 'x')));
  EXPECT_TRUE(frame.AwaitEnd());
}

// ---- vanishing ------------------------------------------------------------------------------------------------------

struct State {
  const char* name;
  void (*reach)(Conversation&);
};
void PrintTo(const State& state, std::ostream* out) { *out << state.name; }

void StartAndAwaitLine(Conversation& conversation, const std::string& code) {
  conversation.Start(Program("console.log('here');" + code, {"t"}));
  while (!conversation.Next()->has_console()) {
  }
}

constexpr State kStates[] = {
    {"BeforeItsProgramRuns", [](Conversation& c) { c.Start(Program("for (;;);")); }},
    {"WhileItsProgramComputes", [](Conversation& c) { StartAndAwaitLine(c, "for (;;);"); }},
    {"WithACallOutstanding",
     [](Conversation& c) {
       c.Start(Program("return await external_t()", {"t"}));
       c.NextCall();
     }},
    {"WithAThousandCallsUnread",
     [](Conversation& c) {
       StartAndAwaitLine(c, "for (let i = 0; i < 1000; i++) external_t('x'.repeat(1000)); await external_t()");
     }},
    {"AfterAnAnswer",
     [](Conversation& c) {
       c.Start(Program("await external_t(); for (;;);", {"t"}));
       c.Answer(c.NextCall().id(), "1");
     }},
    {"WhileATimerWaits", [](Conversation& c) { StartAndAwaitLine(c, "await new Promise(r => setTimeout(r, 3600e3))"); }},
    {"WithConsoleUnread", [](Conversation& c) { StartAndAwaitLine(c, "for (;;) console.log('x'.repeat(10000))"); }},
    {"WithItsResultUnread", [](Conversation& c) { StartAndAwaitLine(c, "return 'x'.repeat(4e6)"); }},
    {"HalfClosed",
     [](Conversation& c) {
       StartAndAwaitLine(c, "for (;;);");
       c.HalfClose();
     }},
};

class VanishingClientTest : public HostileClients, public testing::WithParamInterface<State> {
 protected:
  // Its worker is gone, and replaced.
  void ExpectNothingLeft() {
    EXPECT_TRUE(Eventually(kPatience, [] { return Holds().processes <= before_.processes && Holds().files <= before_.files; }))
        << Holds().processes << " processes, " << Holds().files << " files";
  }
};

TEST_P(VanishingClientTest, CancelledLeavesNothing) {
  {
    Conversation conversation(*control_);
    GetParam().reach(conversation);
    conversation.TryCancel();
  }
  ExpectNothingLeft();
}

TEST_P(VanishingClientTest, CutLeavesNothing) {
  {
    Connection connection(*server_);
    Conversation conversation(connection.Channel());
    GetParam().reach(conversation);
    connection.Cut();
  }
  ExpectNothingLeft();
}

INSTANTIATE_TEST_SUITE_P(All, VanishingClientTest, testing::ValuesIn(kStates), [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace isobridge::e2e
