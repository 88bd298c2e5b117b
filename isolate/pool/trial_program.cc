#include "isolate/pool/trial_program.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace isobridge::isolate {
namespace {

constexpr absl::Duration kTime = absl::Seconds(10);
constexpr char kCode[] = "return [1, 2, 3].map((x) => x * 2)";
constexpr char kValue[] = "[2,4,6]";
constexpr size_t kSeedBytes = 32;

worker::v1::ToWorker BeginFrame(absl::Time now) {
  worker::v1::ToWorker frame;
  frame.set_execution(1);
  worker::v1::Begin* const begin = frame.mutable_begin();
  begin->set_code(kCode);
  begin->set_seed(std::string(kSeedBytes, 't'));
  begin->set_now_us(absl::ToUnixMicros(now));
  begin->mutable_limits()->set_result_bytes(1'000);
  begin->mutable_limits()->set_cpu_seconds(static_cast<uint32_t>(kTime / absl::Seconds(1)));
  return frame;
}

}  // namespace

std::shared_ptr<TrialProgram> TrialProgram::Run(EventLoop* loop, std::unique_ptr<bridge::Worker> worker,
                                                std::function<void(absl::Status)> done) {
  std::shared_ptr<TrialProgram> trial(new TrialProgram(loop, std::move(worker), std::move(done)));
  trial->Begin();
  return trial;
}

TrialProgram::~TrialProgram() { loop_->Cancel(deadline_); }

void TrialProgram::Begin() {
  deadline_ = loop_->At(loop_->Now() + kTime, [weak = weak_from_this()] {
    if (auto trial = weak.lock()) trial->End(absl::DeadlineExceededError("it took longer than ten seconds"));
  });
  worker_->Listen(this);
  worker_->Send(BeginFrame(loop_->Now()));
}

void TrialProgram::OnFrame(worker::v1::FromWorker frame) {
  const bool right = frame.finished().value_json() == kValue;
  End(right ? absl::OkStatus() : absl::InternalError("it answered something else"));
}

void TrialProgram::OnGarbage(absl::Status what) { End(std::move(what)); }

void TrialProgram::OnExit(bridge::WorkerExit exit) {
  End(absl::UnavailableError(exit.signal != 0 ? absl::StrCat("signal ", exit.signal, " ended it")
                                              : absl::StrCat("it ended with status ", exit.status)));
}

// The first end counts. The worker may be inside a callback, so it is told later.
void TrialProgram::End(absl::Status status) {
  if (ended_.exchange(true)) return;
  loop_->Post([weak = weak_from_this(), status = std::move(status)] {
    if (auto trial = weak.lock()) trial->done_(status);
  });
}

}  // namespace isobridge::isolate
