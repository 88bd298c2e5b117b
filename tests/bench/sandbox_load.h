#ifndef ISOBRIDGE_TESTS_BENCH_SANDBOX_LOAD_H_
#define ISOBRIDGE_TESTS_BENCH_SANDBOX_LOAD_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "isobridge/v1/sandbox.grpc.pb.h"
#include "tests/bench/figures.h"

namespace isobridge::bench {

std::unique_ptr<isobridge::v1::Sandbox::Stub> ConnectSandbox(const std::string& address);

// One program and how its client answers.
struct Job {
  std::string code;
  std::vector<std::string> tools = {};
  isobridge::v1::Limits limits = {};
  // Without, so that the other rows say what they always said.
  isobridge::v1::CheckMode check = isobridge::v1::CHECK_MODE_OFF;
  // The answer to every call.
  std::string answer_json = "{}";
};

struct JobTimes {
  absl::Duration total;
  // From sending an answer to receiving the next call.
  Samples calls;
  // From sending the last answer to `finished`.
  absl::Duration last_answer_to_end;
  std::string value_json;
};

// Runs it and CHECKs that it returned.
JobTimes RunJob(isobridge::v1::Sandbox::Stub& stub, const Job& job);

// Runs it to whatever end, answering nothing; returns at once where it is refused.
void RunToAnyEnd(isobridge::v1::Sandbox::Stub& stub, const Job& job);

// Executions a second on `streams` streams at a time, for `length`; `next` makes each job from a number that is never repeated.
double MeasureExecutionRate(const std::string& address, int streams, absl::Duration length, const std::function<Job(int)>& next);

// An execution that has called a tool and waits for the answer; ended by destroying it.
class WaitingExecution {
 public:
  explicit WaitingExecution(isobridge::v1::Sandbox::Stub& stub);
  ~WaitingExecution();

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<isobridge::v1::ExecuteRequest, isobridge::v1::ExecuteResponse>> stream_;
};

}  // namespace isobridge::bench

#endif  // ISOBRIDGE_TESTS_BENCH_SANDBOX_LOAD_H_
