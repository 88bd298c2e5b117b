#include "tests/bench/echo_floor.h"

#include <grpcpp/grpcpp.h>
#include <unistd.h>

#include <memory>

#include "absl/log/check.h"
#include "absl/time/clock.h"
#include "echo.grpc.pb.h"
#include "tests/bench/rate.h"

namespace isobridge::bench {
namespace {

constexpr int kLargeBytes = 10'000'000;
// About what a `start` with a small program takes.
const char kSmall[] = "return 1 + 1 // as long as a small start message is, more or less";

class EchoReactor : public grpc::ServerBidiReactor<Payload, Payload> {
 public:
  EchoReactor() { StartRead(&request_); }
  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    // A large message is answered by a small one: its way back is not measured.
    response_.set_text(request_.text().size() > 1'000'000 ? "received" : request_.text());
    StartWrite(&response_);
  }
  void OnWriteDone(bool) override { StartRead(&request_); }
  void OnDone() override { delete this; }

 private:
  Payload request_;
  Payload response_;
};

class EchoService : public Echo::CallbackService {
 public:
  grpc::ServerBidiReactor<Payload, Payload>* Stream(grpc::CallbackServerContext*) override { return new EchoReactor(); }
};

std::unique_ptr<Echo::Stub> Connect(const std::string& address) {
  grpc::ChannelArguments args;
  args.SetMaxReceiveMessageSize(-1);
  args.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return Echo::NewStub(grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), args));
}

absl::Duration OneStream(Echo::Stub& stub) {
  const absl::Time start = absl::Now();
  grpc::ClientContext context;
  auto stream = stub.Stream(&context);
  Payload payload;
  payload.set_text(kSmall);
  stream->Write(payload);
  CHECK(stream->Read(&payload));
  stream->WritesDone();
  CHECK(!stream->Read(&payload));
  CHECK(stream->Finish().ok());
  return absl::Now() - start;
}

Samples RoundTrips(Echo::Stub& stub, const std::string& text, int count) {
  Samples samples;
  grpc::ClientContext context;
  auto stream = stub.Stream(&context);
  Payload request;
  request.set_text(text);
  Payload response;
  for (int i = 0; i < count; ++i) {
    const absl::Time start = absl::Now();
    stream->Write(request);
    CHECK(stream->Read(&response));
    samples.Add(absl::Now() - start);
  }
  stream->WritesDone();
  CHECK(stream->Finish().ok());
  return samples;
}

}  // namespace

int ServeEcho(const std::string& address) {
  EchoService service;
  grpc::ServerBuilder builder;
  builder.SetMaxReceiveMessageSize(-1);
  builder.AddListeningPort(address, grpc::InsecureServerCredentials());
  builder.RegisterService(&service);
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  CHECK(server != nullptr) << "can't listen on " << address;
  CHECK_EQ(write(STDOUT_FILENO, "ready\n", 6), 6);
  char byte;
  while (read(STDIN_FILENO, &byte, 1) > 0) {
  }
  server->Shutdown(absl::ToChronoTime(absl::Now()));
  return 0;
}

Floor MeasureFloor(const std::string& address, int count) {
  auto stub = Connect(address);
  Floor floor;
  for (int i = 0; i < count / 10; ++i) OneStream(*stub);
  for (int i = 0; i < count; ++i) floor.stream.Add(OneStream(*stub));
  floor.round_trip = RoundTrips(*stub, kSmall, count * 2);
  floor.large = RoundTrips(*stub, std::string(kLargeBytes, 'x'), 20);
  return floor;
}

double MeasureEchoRate(const std::string& address, int streams, absl::Duration length) {
  return MeasureRate(streams, length,
                     [&address] { return [stub = std::shared_ptr<Echo::Stub>(Connect(address))] { OneStream(*stub); }; });
}

}  // namespace isobridge::bench
