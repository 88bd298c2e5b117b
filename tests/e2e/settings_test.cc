// The command line, the configuration file and what is told when the service can't start.

#include <unistd.h>

#include <fstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "grpcpp/create_channel.h"
#include "gtest/gtest.h"
#include "isobridge/v1/sandbox.grpc.pb.h"
#include "tests/e2e/conversation.h"
#include "tests/e2e/health.h"
#include "tests/e2e/server_process.h"

namespace isobridge::e2e {
namespace {

using ::testing::HasSubstr;

// What `isobridge serve` says when it refuses to start with exit status `expected`.
std::string Refusal(std::vector<std::string> arguments, int expected) {
  arguments.insert(arguments.begin(), "serve");
  std::string output;
  EXPECT_EQ(RunIsobridge(arguments, &output).status, expected) << output;
  return output;
}

// A file in a folder that lives as long as the test.
std::string File(const std::string& name, const std::string& text) {
  const std::string path = ::testing::TempDir() + "/" + name;
  std::ofstream(path) << text;
  return path;
}

TEST(SettingsTest, UsageAndVersion) {
  std::string output;
  EXPECT_EQ(RunIsobridge({}, &output).status, 2);
  EXPECT_THAT(output, HasSubstr("example: isobridge serve"));
  EXPECT_EQ(RunIsobridge({"sreve"}, &output).status, 2);
  EXPECT_THAT(output, HasSubstr("there is no command 'sreve'"));
  EXPECT_EQ(RunIsobridge({"--version"}, &output).status, 0);
  EXPECT_THAT(output, HasSubstr("isobridge 0."));
  EXPECT_EQ(RunIsobridge({"serve", "--help"}, &output).status, 0);
  EXPECT_THAT(output, HasSubstr("--max_wall_time"));
}

TEST(SettingsTest, FileSetsAndCommandLineWins) {
  const std::string file = File("both.yaml", "max_wall_time: 40s\nmax_calls: 20000\nwarm_workers: 2\n");
  const ServerProcess server({.flags = {"--config=" + file, "--max_wall_time=50s"}});
  const auto stub = isobridge::v1::Sandbox::NewStub(server.Connect());
  isobridge::v1::GetCapabilitiesResponse response;
  grpc::ClientContext context;
  ASSERT_TRUE(stub->GetCapabilities(&context, {}, &response).ok());
  EXPECT_EQ(response.max_limits().wall_time().seconds(), 50);
  EXPECT_EQ(response.max_limits().calls(), 20000);
}

TEST(SettingsTest, MistakesInTheFileAreToldWithTheirLine) {
  EXPECT_THAT(Refusal({"--config=" + File("unknown.yaml", "\nmax_wal_time: 40s\n")}, 2),
              HasSubstr("unknown.yaml:2: there is no setting 'max_wal_time'"));
  EXPECT_THAT(Refusal({"--config=" + File("type.yaml", "warm_workers: many\n")}, 2),
              HasSubstr("type.yaml:1: warm_workers: 'many'"));
}

TEST(SettingsTest, SettingsThatDoNotGoTogetherAreNamed) {
  EXPECT_THAT(Refusal({"--default_wall_time=1h"}, 2), HasSubstr("default_wall_time: 1h is over max_wall_time"));
  EXPECT_THAT(Refusal({"--listen=127.0.0.1:0", "--tls_cert=a.pem"}, 1), HasSubstr("tls_cert and tls_key belong together"));
  EXPECT_THAT(Refusal({"--listen=0.0.0.0:0"}, 1), HasSubstr("allow_plaintext"));
  EXPECT_THAT(Refusal({"--listen=127.0.0.1:0", "--metrics_listen=0.0.0.0:0"}, 1), HasSubstr("metrics_listen is 0.0.0.0:0"));
  EXPECT_THAT(Refusal({"--auth=token"}, 2), HasSubstr("auth: token needs tenants_file"));
  EXPECT_THAT(Refusal({"--auth=mtls"}, 2), HasSubstr("auth: mtls needs tls_client_ca"));
  EXPECT_THAT(Refusal({"--tenants_file=t.yaml"}, 2), HasSubstr("tenants_file: it has no effect with auth=none"));
  EXPECT_THAT(Refusal({"--listen=127.0.0.1:0", "--auth=token", "--tenants_file=/nowhere"}, 1),
              HasSubstr("tenants_file: can't read /nowhere"));
  EXPECT_THAT(Refusal({"--listen=127.0.0.1:0", "--worker_binary=/nowhere"}, 1), HasSubstr("worker_binary: /nowhere"));
}

TEST(SettingsTest, SecondServerOnAnAddressSaysSo) {
  const ServerProcess tcp({.listen = {"127.0.0.1:0"}});
  EXPECT_THAT(Refusal({"--listen=" + tcp.addresses().front()}, 1),
              HasSubstr("another process listens on " + tcp.addresses().front()));
  const ServerProcess unix_socket;
  EXPECT_THAT(Refusal({"--listen=" + unix_socket.addresses().front()}, 1), HasSubstr("another process listens on unix:"));
  EXPECT_EQ(Execute(unix_socket.Connect(), "1").json(), "1");
}

TEST(SettingsTest, SocketPathThatIsTooLongSaysSo) {
  EXPECT_THAT(Refusal({"--listen=unix:/tmp/" + std::string(200, 'x')}, 2), HasSubstr("the system takes at most 107"));
}

TEST(SettingsTest, SeveralAddressesServeTheSame) {
  const std::string socket = "/tmp/isobridge-settings-test-" + std::to_string(getpid());
  const ServerProcess server({.listen = {"127.0.0.1:0", "unix:" + socket}});
  ASSERT_EQ(server.addresses().size(), 2);
  for (const std::string& address : server.addresses()) EXPECT_THAT(server.Log(), HasSubstr("address=" + address));
  EXPECT_EQ(Execute(server.Connect(), "1").json(), "1");
  EXPECT_EQ(HealthOf(grpc::CreateChannel("unix:" + socket, grpc::InsecureChannelCredentials()), ""), Health::kServing);
}

}  // namespace
}  // namespace isobridge::e2e
