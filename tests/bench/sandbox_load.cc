#include "tests/bench/sandbox_load.h"

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <memory>

#include "absl/log/check.h"
#include "absl/time/clock.h"
#include "tests/bench/rate.h"

namespace isobridge::bench {
namespace {

using isobridge::v1::ExecuteRequest;
using isobridge::v1::ExecuteResponse;
using isobridge::v1::Sandbox;

ExecuteRequest StartOf(const Job& job) {
  ExecuteRequest request;
  request.mutable_start()->set_code(job.code);
  request.mutable_start()->set_check(job.check);
  *request.mutable_start()->mutable_limits() = job.limits;
  for (const std::string& tool : job.tools) request.mutable_start()->add_tools()->set_name(tool);
  return request;
}

}  // namespace

std::unique_ptr<Sandbox::Stub> ConnectSandbox(const std::string& address) {
  grpc::ChannelArguments args;
  args.SetMaxReceiveMessageSize(-1);
  args.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return Sandbox::NewStub(grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), args));
}

JobTimes RunJob(Sandbox::Stub& stub, const Job& job) {
  JobTimes times;
  const ExecuteRequest request = StartOf(job);
  const absl::Time start = absl::Now();
  grpc::ClientContext context;
  auto stream = stub.Execute(&context);
  stream->Write(request);
  ExecuteRequest answer;
  answer.mutable_call_result()->set_result_json(job.answer_json);
  ExecuteResponse response;
  absl::Time answered = absl::InfinitePast();
  bool finished = false;
  while (stream->Read(&response)) {
    if (response.has_call()) {
      const absl::Time now = absl::Now();
      if (answered != absl::InfinitePast()) times.calls.Add(now - answered);
      answer.mutable_call_result()->set_id(response.call().id());
      answered = absl::Now();
      stream->Write(answer);
    } else if (response.has_finished()) {
      finished = true;
      times.last_answer_to_end = absl::Now() - answered;
      CHECK(response.finished().has_value()) << response.DebugString();
      times.value_json = response.finished().value().json();
    }
  }
  const grpc::Status status = stream->Finish();
  CHECK(status.ok() && finished) << status.error_message();
  times.total = absl::Now() - start;
  return times;
}

void RunToAnyEnd(Sandbox::Stub& stub, const Job& job) {
  grpc::ClientContext context;
  auto stream = stub.Execute(&context);
  stream->Write(StartOf(job));
  ExecuteResponse response;
  while (stream->Read(&response)) {
  }
  (void)stream->Finish();
}

double MeasureExecutionRate(const std::string& address, int streams, absl::Duration length, const std::function<Job(int)>& next) {
  std::atomic<int> number = 0;
  return MeasureRate(streams, length, [&] {
    return [&, stub = std::shared_ptr<Sandbox::Stub>(ConnectSandbox(address))] { RunJob(*stub, next(number++)); };
  });
}

WaitingExecution::WaitingExecution(Sandbox::Stub& stub) {
  stream_ = stub.Execute(&context_);
  stream_->Write(StartOf({.code = "return await external_wait({})", .tools = {"wait"}}));
  ExecuteResponse response;
  do {
    CHECK(stream_->Read(&response));
  } while (!response.has_call());
}

WaitingExecution::~WaitingExecution() {
  context_.TryCancel();
  ExecuteResponse response;
  while (stream_->Read(&response)) {
  }
  (void)stream_->Finish();
}

}  // namespace isobridge::bench
