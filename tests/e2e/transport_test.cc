// How clients reach the service: TLS, mTLS and rotation, health and reflection.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/security/credentials.h"
#include "gtest/gtest.h"
#include "tests/e2e/certificates.h"
#include "tests/e2e/conversation.h"
#include "tests/e2e/health.h"
#include "tests/e2e/server_process.h"

namespace isobridge::e2e {
namespace {

using ::testing::HasSubstr;

// A client that trusts `authority` and, if named, has `own` certificate.
std::shared_ptr<grpc::ChannelCredentials> Trusting(const Certificates& certificates, const std::string& authority,
                                                   const std::string& own = "") {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = Certificates::Read(certificates.certificate(authority));
  if (!own.empty()) {
    options.pem_cert_chain = Certificates::Read(certificates.certificate(own));
    options.pem_private_key = Certificates::Read(certificates.key(own));
  }
  return grpc::SslCredentials(options);
}

ServerProcess::Options Tls(const Certificates& certificates, std::vector<std::string> flags = {}) {
  flags.insert(flags.end(), {"--tls_cert=" + certificates.certificate("server"), "--tls_key=" + certificates.key("server"), "--tls_reload_interval=1s"});
  return {.flags = std::move(flags), .listen = {"localhost:0"}};
}

// Sends one message on a stream of `method` and returns the first answer's bytes.
std::string AskOnce(const std::shared_ptr<grpc::Channel>& channel, const std::string& method, const std::string& request) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
  grpc::CompletionQueue queue;
  const auto step = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  const auto call = stub.PrepareCall(&context, method, &queue);
  const grpc::Slice slice(request);
  grpc::ByteBuffer answer;
  call->StartCall(nullptr);
  bool ok = step();
  if (ok) call->Write(grpc::ByteBuffer(&slice, 1), nullptr);
  ok = ok && step();
  if (ok) call->Read(&answer, nullptr);
  ok = ok && step();
  EXPECT_TRUE(ok) << method;
  context.TryCancel();
  grpc::Slice whole;
  return ok && answer.DumpToSingleSlice(&whole).ok() ? std::string(reinterpret_cast<const char*>(whole.begin()), whole.size()) : "";
}

// A field of ServerReflectionRequest.
std::string Field(char number, const std::string& value) {
  return std::string{static_cast<char>(number << 3 | 2), static_cast<char>(value.size())} + value;
}

constexpr char kReflection[] = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";

TEST(TransportTest, TlsServesThoseWhoTrustTheAuthority) {
  const Certificates certificates;
  certificates.MakeAuthority("authority");
  certificates.MakeAuthority("stranger");
  certificates.Issue("server", "authority");
  const ServerProcess server(Tls(certificates));
  EXPECT_EQ(Execute(server.Connect(Trusting(certificates, "authority")), "6 * 7").json(), "42");
  EXPECT_EQ(Execute(server.Connect(Trusting(certificates, "stranger")), "1").status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(Execute(server.Connect(), "1").status.error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST(TransportTest, MutualTlsTurnsAwayClientsWithoutACertificate) {
  const Certificates certificates;
  certificates.MakeAuthority("authority");
  certificates.MakeAuthority("stranger");
  certificates.Issue("server", "authority");
  certificates.Issue("client", "authority");
  certificates.Issue("intruder", "stranger");
  const ServerProcess server(Tls(certificates, {"--tls_client_ca=" + certificates.certificate("authority")}));
  EXPECT_EQ(Execute(server.Connect(Trusting(certificates, "authority", "client")), "6 * 7").json(), "42");
  EXPECT_EQ(Execute(server.Connect(Trusting(certificates, "authority")), "1").status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(Execute(server.Connect(Trusting(certificates, "authority", "intruder")), "1").status.error_code(),
            grpc::StatusCode::UNAVAILABLE);
}

TEST(TransportTest, RenewedCertificateIsTakenUpAndOldConnectionsGoOn) {
  const Certificates certificates;
  certificates.MakeAuthority("old");
  certificates.MakeAuthority("new");
  certificates.Issue("server", "old");
  const ServerProcess server(Tls(certificates));
  const auto before = server.Connect(Trusting(certificates, "old"));
  Conversation running(before);
  running.Start(Program("return await external_t()", {"t"}));
  running.NextCall();

  certificates.Issue("server", "new");
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  bool taken_up = false;
  while (!taken_up && absl::Now() < deadline) {
    taken_up = Execute(server.Connect(Trusting(certificates, "new")), "1").status.ok();
    if (!taken_up) absl::SleepFor(absl::Milliseconds(50));
  }
  EXPECT_TRUE(taken_up);
  running.Answer(1, "\"went on\"");
  EXPECT_EQ(running.Finish().json(), "\"went on\"");
}

TEST(TransportTest, CertificateThatCannotServeIsToldAtStart) {
  const Certificates certificates;
  certificates.MakeAuthority("a");
  certificates.MakeAuthority("b");
  std::string output;
  const auto start = [&](const std::string& certificate, const std::string& key) {
    EXPECT_EQ(RunIsobridge({"serve", "--listen=localhost:0", "--tls_cert=" + certificate, "--tls_key=" + key}, &output).status, 1);
    return output;
  };
  EXPECT_THAT(start("/nowhere.pem", certificates.key("a")), HasSubstr("can't read /nowhere.pem: No such file"));
  EXPECT_THAT(start(certificates.key("a"), certificates.key("a")), HasSubstr("holds no certificate in PEM form"));
  EXPECT_THAT(start(certificates.certificate("a"), certificates.key("b")), HasSubstr("is not the key of the certificate in"));
}

TEST(TransportTest, HealthIsToldByService) {
  const ServerProcess server;
  const auto channel = server.Connect();
  EXPECT_EQ(HealthOf(channel, ""), Health::kServing);
  EXPECT_EQ(HealthOf(channel, "isobridge.v1.Sandbox"), Health::kServing);
  EXPECT_EQ(HealthOf(channel, "other.Service"), Health::kUnknownService);
}

TEST(TransportTest, ReflectionListsAndDescribesTheService) {
  const ServerProcess server;
  const auto channel = server.Connect();
  const std::string services = AskOnce(channel, kReflection, Field(7, ""));
  EXPECT_THAT(services, HasSubstr("isobridge.v1.Sandbox"));
  EXPECT_THAT(services, HasSubstr("grpc.health.v1.Health"));
  EXPECT_THAT(AskOnce(channel, kReflection, Field(4, "isobridge.v1.Sandbox")), HasSubstr("isobridge/v1/sandbox.proto"));
}

TEST(TransportTest, ReflectionCanBeSwitchedOff) {
  const ServerProcess server({.flags = {"--noreflection"}, .listen = {}});
  grpc::GenericStub stub(server.Connect());
  EXPECT_EQ(Execute(server.Connect(), "1").json(), "1");
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareCall(&context, kReflection, &queue);
  grpc::Status status;
  void* tag = nullptr;
  bool ok = false;
  call->StartCall(nullptr);
  queue.Next(&tag, &ok);
  call->Finish(&status, nullptr);
  queue.Next(&tag, &ok);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNIMPLEMENTED);
}

}  // namespace
}  // namespace isobridge::e2e
