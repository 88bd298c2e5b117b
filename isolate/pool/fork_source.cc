#include "isolate/pool/fork_source.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "isolate/pool/worker_process.h"

namespace isobridge::isolate {

// One process on its way, until it is ready or has failed; then until it is gone.
class ForkSource::Making : public std::enable_shared_from_this<Making> {
 public:
  Making(const ForkSource* source, Made made, Gone gone) : source_(source), made_(std::move(made)), gone_(std::move(gone)) {}

  void OnForked(absl::StatusOr<ForkedProcess> process) {
    if (!process.ok()) return made_(process.status());
    auto self = shared_from_this();
    worker_ = WorkerProcess::Create(source_->loop_, source_->children_, *std::move(process), source_->options_.process,
                                    {.ready = [self](absl::Status status) { self->OnReady(std::move(status)); },
                                     .gone = [self](Ending ending) { self->OnGone(ending); }});
    deadline_ = source_->loop_->At(source_->loop_->Now() + source_->options_.ready_time, [self] {
      self->late_ = true;
      self->worker_->Kill();
    });
  }

 private:
  void OnReady(absl::Status status) {
    source_->loop_->Cancel(deadline_);
    // One that became ready while it was being killed is late, too.
    if (late_) {
      status = absl::UnavailableError(
          absl::StrCat("the process was not ready within ", absl::FormatDuration(source_->options_.ready_time)));
    }
    if (!status.ok()) {
      // The end of the process has come, or follows; nobody is told of it.
      gone_ = nullptr;
      // The worker is inside this callback.
      source_->loop_->Post([worker = std::shared_ptr<WorkerProcess>(std::move(worker_))] {});
      return made_(std::move(status));
    }
    if (source_->options_.on_ready != nullptr) source_->options_.on_ready(static_cast<int>(worker_->landlock_abi()));
    made_(std::move(worker_));
  }

  void OnGone(Ending ending) {
    if (gone_ != nullptr) gone_(ending);
  }

  const ForkSource* const source_;
  Made made_;
  Gone gone_;
  bridge::Timers::Id deadline_ = 0;
  bool late_ = false;
  std::unique_ptr<WorkerProcess> worker_;
};

void ForkSource::Make(Made made, Gone gone) {
  auto making = std::make_shared<Making>(this, std::move(made), std::move(gone));
  zygote_->Fork([making](absl::StatusOr<ForkedProcess> process) { making->OnForked(std::move(process)); });
}

}  // namespace isobridge::isolate
