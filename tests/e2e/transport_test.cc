// How clients reach the service: TLS, mTLS and rotation, health and reflection.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "grpc/reflection/v1/reflection.grpc.pb.h"
#include "grpc/reflection/v1alpha/reflection.grpc.pb.h"
#include "grpcpp/client_context.h"
#include "grpcpp/security/credentials.h"
#include "gtest/gtest.h"
#include "tests/e2e/certificates.h"
#include "tests/e2e/conversation.h"
#include "tests/e2e/eventually.h"
#include "tests/e2e/health.h"
#include "tests/e2e/server_process.h"

namespace isobridge::e2e {
namespace {

using grpc::reflection::v1::ServerReflectionRequest;
using grpc::reflection::v1::ServerReflectionResponse;
using ::testing::HasSubstr;

ServerProcess::Options Tls(const Certificates& certificates, std::vector<std::string> flags = {}) {
  flags.insert(flags.end(), {"--tls_cert=" + certificates.certificate("server"), "--tls_key=" + certificates.key("server"),
                             "--tls_reload_interval=1s"});
  return {.flags = std::move(flags), .listen = {"localhost:0"}};
}

// What reflection answers to one question; `Service` is its v1 or its v1alpha.
template <typename Service>
ServerReflectionResponse Ask(const std::shared_ptr<grpc::Channel>& channel, const ServerReflectionRequest& question,
                             grpc::Status* status) {
  const auto stub = Service::NewStub(channel);
  grpc::ClientContext context;
  const auto stream = stub->ServerReflectionInfo(&context);
  ServerReflectionResponse answer;
  stream->Write(question);
  stream->WritesDone();
  stream->Read(&answer);
  *status = stream->Finish();
  return answer;
}

TEST(TransportTest, TlsServesThoseWhoTrustTheAuthority) {
  const Certificates certificates;
  certificates.MakeAuthority("authority");
  certificates.MakeAuthority("stranger");
  certificates.Issue("server", "authority");
  const ServerProcess server(Tls(certificates));
  EXPECT_EQ(Execute(server.Connect(certificates.Trusting("authority")), "6 * 7").json(), "42");
  EXPECT_EQ(Execute(server.Connect(certificates.Trusting("stranger")), "1").status.error_code(), grpc::StatusCode::UNAVAILABLE);
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
  EXPECT_EQ(Execute(server.Connect(certificates.Trusting("authority", "client")), "6 * 7").json(), "42");
  EXPECT_EQ(Execute(server.Connect(certificates.Trusting("authority")), "1").status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(Execute(server.Connect(certificates.Trusting("authority", "intruder")), "1").status.error_code(),
            grpc::StatusCode::UNAVAILABLE);
}

TEST(TransportTest, RenewedCertificateIsTakenUpAndOldConnectionsGoOn) {
  const Certificates certificates;
  certificates.MakeAuthority("old");
  certificates.MakeAuthority("renewed");
  certificates.Issue("server", "old");
  const ServerProcess server(Tls(certificates));
  const auto before = server.Connect(certificates.Trusting("old"));
  Conversation running(before);
  running.Start(Program("return await external_t()", {"t"}));
  running.NextCall();

  certificates.Issue("server", "renewed");
  EXPECT_TRUE(
      Eventually(absl::Seconds(20), [&] { return Execute(server.Connect(certificates.Trusting("renewed")), "1").status.ok(); }));
  running.Answer(1, "\"went on\"");
  EXPECT_EQ(running.Finish().json(), "\"went on\"");
}

TEST(TransportTest, AuthoritiesThatAreNoneChangeNothing) {
  const Certificates certificates;
  certificates.MakeAuthority("authority");
  certificates.MakeAuthority("next");
  certificates.Issue("server", "authority");
  certificates.Issue("client", "authority");
  certificates.Issue("next.client", "next");
  certificates.Replace("trusted", "authority");
  const ServerProcess server(Tls(certificates, {"--tls_client_ca=" + certificates.certificate("trusted")}));
  const auto serves = [&](const std::string& client) {
    return Execute(server.Connect(certificates.Trusting("authority", client)), "1").status.ok();
  };
  ASSERT_TRUE(serves("client"));
  const std::string right = Certificates::Read(certificates.certificate("authority"));
  for (const auto& [text, reason] : {std::pair<std::string, std::string>{"", "is empty"},
                                     {"garbage", "holds no certificate"},
                                     {right + right.substr(0, right.size() / 2), "is cut off or broken"}}) {
    certificates.Overwrite("trusted", text);
    EXPECT_TRUE(Eventually(absl::Seconds(20), [&] { return absl::StrContains(server.Log(), reason); })) << server.Log();
    EXPECT_TRUE(serves("client")) << reason;
  }
  EXPECT_THAT(server.Log(), HasSubstr("certificates_refused"));
  certificates.Replace("trusted", "next");
  EXPECT_TRUE(Eventually(absl::Seconds(20), [&] { return serves("next.client"); }));
  EXPECT_FALSE(serves("client"));
}

TEST(TransportTest, CertificateThatCannotServeIsToldAtStart) {
  const Certificates certificates;
  certificates.MakeAuthority("a");
  certificates.MakeAuthority("b");
  std::string output;
  const auto start = [&](const std::string& certificate, const std::string& key) {
    EXPECT_EQ(RunIsobridge({"serve", "--listen=localhost:0", "--tls_cert=" + certificate, "--tls_key=" + key}, &output).status,
              1);
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

template <typename Service>
void ExpectReflection(const std::shared_ptr<grpc::Channel>& channel) {
  ServerReflectionRequest services, symbol;
  services.set_list_services("");
  symbol.set_file_containing_symbol("isobridge.v1.Sandbox");
  grpc::Status status;
  const std::string listed = Ask<Service>(channel, services, &status).list_services_response().ShortDebugString();
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_THAT(listed, HasSubstr("\"isobridge.v1.Sandbox\""));
  EXPECT_THAT(listed, HasSubstr("\"grpc.health.v1.Health\""));
  const auto files = Ask<Service>(channel, symbol, &status).file_descriptor_response();
  ASSERT_GT(files.file_descriptor_proto_size(), 0);
  EXPECT_THAT(files.file_descriptor_proto(0), HasSubstr("isobridge/v1/sandbox.proto"));
  symbol.set_file_containing_symbol("grpc.health.v1.Health");
  EXPECT_EQ(Ask<Service>(channel, symbol, &status).file_descriptor_response().file_descriptor_proto_size(), 1);
}

TEST(TransportTest, ReflectionListsAndDescribesTheService) {
  const ServerProcess server;
  ExpectReflection<grpc::reflection::v1::ServerReflection>(server.Connect());
  ExpectReflection<grpc::reflection::v1alpha::ServerReflection>(server.Connect());
}

TEST(TransportTest, ReflectionRefusesLongQuestionsUnparsed) {
  const ServerProcess server;
  ServerReflectionRequest question;
  question.set_file_by_filename(std::string(5'000, 'x'));
  grpc::Status status;
  Ask<grpc::reflection::v1::ServerReflection>(server.Connect(), question, &status);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), HasSubstr("the limit is 4096"));
}

TEST(TransportTest, ReflectionEndsStreamsThatAskNothing) {
  const ServerProcess server({.flags = {"--stall_timeout=1s"}});
  grpc::ClientContext context;
  const auto stub = grpc::reflection::v1::ServerReflection::NewStub(server.Connect());
  EXPECT_EQ(stub->ServerReflectionInfo(&context)->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST(TransportTest, ReflectionCanBeSwitchedOff) {
  const ServerProcess server({.flags = {"--noreflection"}});
  ServerReflectionRequest services;
  services.set_list_services("");
  grpc::Status status;
  Ask<grpc::reflection::v1alpha::ServerReflection>(server.Connect(), services, &status);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNIMPLEMENTED);
}

}  // namespace
}  // namespace isobridge::e2e
