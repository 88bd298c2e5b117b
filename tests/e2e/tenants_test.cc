// Who a client is, and that tenants are kept apart.

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "grpc/reflection/v1/reflection.grpc.pb.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "tests/e2e/certificates.h"
#include "tests/e2e/conversation.h"
#include "tests/e2e/eventually.h"
#include "tests/e2e/health.h"
#include "tests/e2e/server_process.h"
#include "tests/e2e/tokens.h"

namespace isobridge::e2e {
namespace {

using ::testing::HasSubstr;

constexpr absl::Duration kPatience = absl::Seconds(20);

// A server that knows its clients by the tokens of a file.
class TokenTest : public ::testing::Test {
 protected:
  TokenTest() { Write(Tenant("a", kHashA) + Tenant("b", kHashB)); }
  ~TokenTest() override { std::filesystem::remove(path_); }

  // The list of tenants, put in the file's place by renaming.
  void Write(const std::string& tenants) {
    std::ofstream(path_ + ".new") << "tenants:\n" << tenants;
    std::filesystem::rename(path_ + ".new", path_);
  }
  std::vector<std::string> Flags() const { return {"--auth=token", "--tenants_file=" + path_, "--tenants_reload_interval=1s"}; }

  const std::string path_ = ::testing::TempDir() + "/tenants_test.yaml";
};

// What becomes of "6 * 7" with an `authorization`; empty: with none.
Transcript As(const ServerProcess& server, const std::string& authorization) {
  Conversation conversation(server.Connect());
  if (!authorization.empty()) conversation.AddMetadata("authorization", authorization);
  conversation.Start(Program("6 * 7"));
  return conversation.Finish();
}

// Waits until the token is (not) accepted any more.
bool AwaitAccepted(const ServerProcess& server, const std::string& token, bool accepted) {
  return Eventually(kPatience, [&] { return As(server, "Bearer " + token).status.ok() == accepted; });
}

TEST_F(TokenTest, OnlyAKnownTokenIsServed) {
  const ServerProcess server({.flags = Flags(), .listen = {}});
  EXPECT_EQ(As(server, absl::StrCat("Bearer ", kTokenA)).json(), "42");
  EXPECT_EQ(As(server, absl::StrCat("bearer ", kTokenB)).json(), "42");
  const auto expect_refused = [&](const std::string& authorization, const std::string& advice) {
    const grpc::Status status = As(server, authorization).status;
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
    EXPECT_THAT(status.error_message(), HasSubstr(advice));
  };
  expect_refused("", "send the metadata `authorization: Bearer TOKEN`");
  expect_refused("Bearer wrong", "ask this server's operator for another");
  expect_refused("Bearer ", "is nobody's");
  expect_refused(absl::StrCat("Bearer ", kHashA), "is nobody's");
  expect_refused(absl::StrCat("Basic ", kTokenA), "must stand there once and be `Bearer TOKEN`");
}

TEST_F(TokenTest, EveryRpcButHealthAsksForIt) {
  const ServerProcess server({.flags = Flags(), .listen = {}});
  const auto channel = server.Connect();
  const auto stub = isobridge::v1::Sandbox::NewStub(channel);
  isobridge::v1::GetCapabilitiesResponse capabilities;
  grpc::ClientContext first;
  EXPECT_EQ(stub->GetCapabilities(&first, {}, &capabilities).error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(capabilities.version(), "");
  isobridge::v1::RunRequest program;
  isobridge::v1::RunResponse response;
  *program.mutable_start() = Program("1");
  grpc::ClientContext second;
  EXPECT_EQ(stub->Run(&second, program, &response).error_code(), grpc::StatusCode::UNAUTHENTICATED);

  const auto reflection = grpc::reflection::v1::ServerReflection::NewStub(channel);
  grpc::ClientContext third, fourth;
  EXPECT_EQ(reflection->ServerReflectionInfo(&third)->Finish().error_code(), grpc::StatusCode::UNAUTHENTICATED);
  fourth.AddMetadata("authorization", absl::StrCat("Bearer ", kTokenA));
  const auto stream = reflection->ServerReflectionInfo(&fourth);
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(HealthOf(channel, ""), Health::kServing);
}

TEST_F(TokenTest, WithdrawnTokenEndsAndABrokenFileChangesNothing) {
  const ServerProcess server({.flags = Flags(), .listen = {}});
  Conversation running(server.Connect());
  running.AddMetadata("authorization", absl::StrCat("Bearer ", kTokenA));
  running.Start(Program("return await external_t()", {"t"}));
  running.NextCall();

  Write(Tenant("b", kHashB));
  EXPECT_TRUE(AwaitAccepted(server, kTokenA, false));
  EXPECT_EQ(As(server, absl::StrCat("Bearer ", kTokenB)).json(), "42");
  Write("- nme: a\n");
  EXPECT_TRUE(Eventually(kPatience, [&] { return absl::StrContains(server.Log(), "tenants_refused"); }));
  EXPECT_THAT(server.Log(), HasSubstr("there is no key 'nme' here"));
  EXPECT_EQ(As(server, absl::StrCat("Bearer ", kTokenB)).json(), "42");
  Write(Tenant("a", kHashA));
  EXPECT_TRUE(AwaitAccepted(server, kTokenA, true));
  // Who was let in goes on.
  running.Answer(1, "\"went on\"");
  EXPECT_EQ(running.Finish().json(), "\"went on\"");
}

// Whether the tenant had sent this program before: what was compiled is shared within a tenant alone.
bool Compiled(const std::shared_ptr<grpc::Channel>& channel) {
  const Transcript transcript = Execute(channel, "'program of the tenants test'");
  EXPECT_TRUE(transcript.status.ok()) << transcript.status.error_message();
  return transcript.finished().usage().compile_cached();
}

TEST(MutualTlsTest, CertificateNamesItsTenant) {
  const Certificates certificates;
  certificates.MakeAuthority("authority");
  certificates.Issue("server", "authority");
  certificates.Issue("one", "authority", "DNS:one,URI:spiffe://test/a,URI:spiffe://test/b");
  certificates.Issue("two", "authority", "URI:spiffe://test/a");
  certificates.Issue("three", "authority", "URI:spiffe://test/b");
  certificates.Issue("four", "authority", "DNS:one");
  certificates.Issue("one.by.name", "authority", "");
  const ServerProcess server(
      {.flags = {"--tls_cert=" + certificates.certificate("server"), "--tls_key=" + certificates.key("server"),
                 "--tls_client_ca=" + certificates.certificate("authority")},
       .listen = {"localhost:0"}});
  const auto connect = [&](const std::string& name) { return server.Connect(certificates.Trusting("authority", name)); };
  EXPECT_FALSE(Compiled(connect("one")));
  EXPECT_TRUE(Compiled(connect("two")));
  EXPECT_FALSE(Compiled(connect("three")));
  EXPECT_FALSE(Compiled(connect("four")));
  EXPECT_FALSE(Compiled(connect("one.by.name")));
  EXPECT_TRUE(Compiled(connect("one")));
}

// Names in a certificate of the kinds that the authority vouches for; a client asks for others beside them.
class CertificateNameTest : public ::testing::Test {
 protected:
  CertificateNameTest() {
    certificates_.MakeAuthority("authority");
    certificates_.Issue("server", "authority");
    server_ = std::make_unique<ServerProcess>(ServerProcess::Options{
        .flags = {"--tls_cert=" + certificates_.certificate("server"), "--tls_key=" + certificates_.key("server"),
                  "--tls_client_ca=" + certificates_.certificate("authority")},
        .listen = {"localhost:0"}});
  }
  // The common name is `name`.
  std::shared_ptr<grpc::Channel> With(const std::string& name, const std::string& names) {
    certificates_.Issue(name, "authority", names);
    return server_->Connect(certificates_.Trusting("authority", name));
  }

  const Certificates certificates_;
  std::unique_ptr<ServerProcess> server_;
};

TEST_F(CertificateNameTest, TheSameTextIsAnotherTenantInEachKindOfName) {
  EXPECT_FALSE(Compiled(With("research", "")));
  EXPECT_FALSE(Compiled(With("a", "DNS:research")));
  EXPECT_FALSE(Compiled(With("b", "URI:research")));
  EXPECT_FALSE(Compiled(With("c", "URI:dns:research")));
  EXPECT_TRUE(Compiled(With("d", "DNS:research")));
}

TEST_F(CertificateNameTest, CommonNameIsNobodyBesideOtherNames) {
  for (const char* names : {"IP:10.0.0.1", "email:a@b.c", "RID:1.2.3.4"}) {
    const grpc::Status status = Execute(With("research", names), "1").status;
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED) << names;
    EXPECT_THAT(status.error_message(), HasSubstr("names nobody"));
  }
}

TEST_F(CertificateNameTest, EmptyUriIsRefusedAndNotPassedOver) {
  // URI "" and DNS name "one", which openssl doesn't write from words.
  const grpc::Status status = Execute(With("a", "DER:30:07:86:00:82:03:6f:6e:65"), "1").status;
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_THAT(status.error_message(), HasSubstr("is not 1 to 256 printable"));
}

TEST(MutualTlsTest, AddressWhereClientsCannotBeKnownIsRefused) {
  const Certificates certificates;
  certificates.MakeAuthority("a");
  const std::vector<std::string> tls = {"--tls_cert=" + certificates.certificate("a"), "--tls_key=" + certificates.key("a")};
  const auto refusal = [&](std::vector<std::string> flags) {
    flags.insert(flags.begin(), "serve");
    flags.insert(flags.end(), tls.begin(), tls.end());
    std::string output;
    EXPECT_EQ(RunIsobridge(flags, &output).status, 1);
    return output;
  };
  EXPECT_THAT(refusal({"--listen=unix:/tmp/isobridge-tenants-test", "--tls_client_ca=" + certificates.certificate("a")}),
              HasSubstr("auth=mtls wants"));
  EXPECT_THAT(refusal({"--listen=0.0.0.0:0"}), HasSubstr("clients need not say who they are (auth=none)"));
}

}  // namespace
}  // namespace isobridge::e2e
