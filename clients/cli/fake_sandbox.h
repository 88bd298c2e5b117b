#ifndef ISOBRIDGE_CLIENTS_CLI_FAKE_SANDBOX_H_
#define ISOBRIDGE_CLIENTS_CLI_FAKE_SANDBOX_H_

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "isobridge/v1/sandbox.grpc.pb.h"

namespace isobridge::cli {

// A Sandbox service on a unix socket that does with each stream what a test says, in place of running a program. Thread-safe.
class FakeSandbox : private isobridge::v1::Sandbox::Service {
 public:
  using Stream = grpc::ServerReaderWriter<isobridge::v1::ExecuteResponse, isobridge::v1::ExecuteRequest>;
  using Handler = std::function<grpc::Status(const isobridge::v1::Start& start, Stream* stream)>;

  explicit FakeSandbox(Handler handler) : handler_(std::move(handler)) {
    // Not TEST_TMPDIR: the path of a socket must be short.
    std::string folder = "/tmp/fake-sandbox-XXXXXX";
    folder_ = mkdtemp(folder.data());
    grpc::ServerBuilder builder;
    builder.AddListeningPort(address(), grpc::InsecureServerCredentials());
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }

  ~FakeSandbox() override {
    server_->Shutdown();
    std::filesystem::remove_all(folder_);
  }

  std::string address() const { return "unix:" + folder_ + "/socket"; }

 private:
  grpc::Status Execute(grpc::ServerContext*, Stream* stream) override {
    isobridge::v1::ExecuteRequest request;
    if (!stream->Read(&request) || !request.has_start()) return {grpc::StatusCode::INVALID_ARGUMENT, "no start"};
    return handler_(request.start(), stream);
  }

  const Handler handler_;
  std::string folder_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace isobridge::cli

#endif  // ISOBRIDGE_CLIENTS_CLI_FAKE_SANDBOX_H_
