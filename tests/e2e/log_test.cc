// What the service writes to standard error.

#include <signal.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "grpcpp/security/credentials.h"
#include "gtest/gtest.h"
#include "tests/e2e/certificates.h"
#include "tests/e2e/conversation.h"
#include "tests/e2e/process_table.h"
#include "tests/e2e/server_process.h"

namespace isobridge::e2e {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

// The event of each line; a line that is no JSON object is its own.
std::vector<std::string> Events(const std::string& log) {
  std::vector<std::string> events;
  const std::vector<std::string> lines = absl::StrSplit(log, '\n', absl::SkipEmpty());
  for (const std::string& line : lines) {
    google::protobuf::Struct object;
    const bool parsed = google::protobuf::util::JsonStringToMessage(line, &object).ok();
    EXPECT_TRUE(parsed) << "no JSON: " << line;
    for (const char* field : {"time", "severity", "event"}) {
      EXPECT_TRUE(object.fields().contains(field)) << field << " is missing: " << line;
    }
    events.push_back(parsed ? object.fields().at("event").string_value() : line);
  }
  return events;
}

TEST(LogTest, EveryLineIsJsonWhateverGoesWrong) {
  const Certificates certificates;
  certificates.MakeAuthority("authority");
  certificates.Issue("server", "authority");
  ServerProcess server({.flags = {"--log_format=json", "--tls_cert=" + certificates.certificate("server"),
                                  "--tls_key=" + certificates.key("server")},
                        .listen = {"localhost:0"}});
  // gRPC itself logs a handshake that fails.
  EXPECT_EQ(Execute(server.Connect(), "1").status.error_code(), grpc::StatusCode::UNAVAILABLE);
  grpc::SslCredentialsOptions trusting;
  trusting.pem_root_certs = Certificates::Read(certificates.certificate("authority"));
  Conversation victim(server.Connect(grpc::SslCredentials(trusting)));
  victim.Start(Program(kComputeThenWait, {"t"}));
  victim.NextCall();
  kill(ProcessTable::BusiestWorkerOf(server.pid()).pid, SIGSEGV);
  victim.Finish();
  for (const Process& zygote : ProcessTable::ZygotesOf(server.pid(), "worker")) kill(zygote.pid, SIGKILL);
  server.Signal(SIGTERM);
  ASSERT_TRUE(server.AwaitExit().has_value());

  const std::vector<std::string> events = Events(server.Log());
  for (const char* event : {"listening", "started", "grpc", "worker_lost", "draining", "ended"}) {
    EXPECT_THAT(events, Contains(event));
  }
}

TEST(LogTest, SecondSignalWithNothingRunningCutsNothingShort) {
  ServerProcess server;
  server.Signal(SIGTERM);
  server.Signal(SIGINT);
  ASSERT_TRUE(server.AwaitExit().has_value());
  EXPECT_THAT(server.Log(), HasSubstr("ended cut_short=false"));
}

TEST(LogTest, SecondSignalDuringAProgramCutsItShort) {
  ServerProcess server;
  Conversation running(server.Connect());
  running.Start(Program("return await external_t()", {"t"}));
  running.NextCall();
  server.Signal(SIGTERM);
  server.Signal(SIGINT);
  ASSERT_TRUE(server.AwaitExit().has_value());
  EXPECT_THAT(server.Log(), HasSubstr("ended cut_short=true"));
}

TEST(LogTest, StartThatFailsIsJson) {
  std::string log;
  const Exit exit = RunIsobridge({"serve", "--log_format=json", "--listen=unix:/tmp"}, &log);
  EXPECT_EQ(exit.status, 1);
  EXPECT_THAT(Events(log), Contains("failed"));
}

TEST(LogTest, TextTellsWhereItListens) {
  const ServerProcess server;
  EXPECT_THAT(server.Log(), HasSubstr("event=listening address=" + server.addresses()[0]));
  EXPECT_THAT(server.Log(), HasSubstr(" start_ms="));
}

}  // namespace
}  // namespace isobridge::e2e
