#include "isolate/pool/zygote_client.h"

#include <algorithm>
#include <utility>

#include "absl/log/log.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace isobridge::isolate {
namespace {

// One that dies sooner counts as one that can't live.
constexpr absl::Duration kHealthyLife = absl::Seconds(5);

}  // namespace

ZygoteClient::ZygoteClient(EventLoop* loop, ChildProcesses* children, ZygoteOptions options, telemetry::Observer* observer)
    : loop_(loop), children_(children), options_(std::move(options)), observer_(observer) {}

ZygoteClient::~ZygoteClient() = default;

void ZygoteClient::Start() { StartOne(Place::kCurrent); }

void ZygoteClient::StartOne(Place place) {
  if (stopped_) return;
  // The callbacks know the process by its address, which they only compare.
  auto address = std::make_shared<ZygoteProcess*>(nullptr);
  absl::StatusOr<std::shared_ptr<ZygoteProcess>> zygote =
      ZygoteProcess::Start(loop_, children_, options_,
                           {.ready = [this, address](const worker::v1::ZygoteInfo& info) { OnReady(*address, info); },
                            .gone = [this, address](const std::string& reason) { OnGone(*address, reason); }});
  if (!zygote.ok()) return Failed(std::string(zygote.status().message()));
  *address = zygote->get();
  started_ = loop_->Now();
  (place == Place::kCurrent ? current_ : next_) = *std::move(zygote);
}

void ZygoteClient::Fork(Forked forked) {
  if (stopped_) {
    loop_->Post([forked = std::move(forked)] { forked(absl::UnavailableError("the pool is shutting down")); });
    return;
  }
  if (ready()) {
    current_->Fork(std::move(forked));
    if (current_->forks() >= options_.max_forks) Replace();
    return;
  }
  waiting_.push_back(std::move(forked));
  if (back_off_.broken()) loop_->Post([this] { FailWaiting(); });
}

void ZygoteClient::FailWaiting() {
  if (ready()) return;
  for (Forked& forked : std::exchange(waiting_, {})) {
    forked(absl::UnavailableError(absl::StrCat("the ", options_.name, " zygote doesn't start: ", last_failure_)));
  }
}

void ZygoteClient::OnReady(ZygoteProcess* zygote, const worker::v1::ZygoteInfo& info) {
  info_ = info;
  if (!info.warm())
    LOG(ERROR) << options_.name << " zygote: forks of a warm V8 fail here; each process starts its own, many times slower";
  if (zygote == next_.get()) {
    PromoteNext();
  } else if (zygote != current_.get()) {
    return;
  }
  ReplaceLater();
  for (Forked& forked : std::exchange(waiting_, {})) current_->Fork(std::move(forked));
}

void ZygoteClient::PromoteNext() {
  if (current_ != nullptr) {
    retired_.push_back(current_);
    current_->Retire();
  }
  current_ = std::move(next_);
}

void ZygoteClient::ReplaceLater() {
  loop_->Cancel(age_);
  age_ = loop_->At(loop_->Now() + options_.max_age, [this] { Replace(); });
}

void ZygoteClient::Replace() {
  if (next_ == nullptr && !stopped_ && restart_ == 0) StartOne(Place::kNext);
}

void ZygoteClient::OnGone(ZygoteProcess* zygote, const std::string& reason) {
  const auto old = std::find_if(retired_.begin(), retired_.end(), [&](const auto& one) { return one.get() == zygote; });
  if (old != retired_.end()) {
    retired_.erase(old);
    return;
  }
  if (stopped_) return;
  if (zygote == next_.get()) {
    next_.reset();
  } else {
    current_.reset();
    if (next_ != nullptr) current_ = std::move(next_);
  }
  if (loop_->Now() - started_ >= kHealthyLife) back_off_.Succeeded();
  Failed(reason);
}

void ZygoteClient::Failed(const std::string& reason) {
  last_failure_ = reason;
  const absl::Duration wait = back_off_.Failed();
  LOG(ERROR) << options_.name << " zygote lost: " << reason << "; "
             << (current_ != nullptr ? "another one is there" : "starting another") << " in " << wait;
  if (observer_ != nullptr) observer_->ZygoteLost(options_.name, reason);
  if (back_off_.broken()) FailWaiting();
  loop_->Cancel(restart_);
  restart_ = loop_->At(loop_->Now() + wait, [this] {
    restart_ = 0;
    if (current_ == nullptr) {
      StartOne(Place::kCurrent);
    } else {
      Replace();
    }
  });
}

void ZygoteClient::Stop() {
  stopped_ = true;
  loop_->Cancel(std::exchange(restart_, 0));
  loop_->Cancel(std::exchange(age_, 0));
  for (const auto* zygote : {&current_, &next_}) {
    if (*zygote != nullptr) (*zygote)->Kill();
  }
  for (const auto& zygote : retired_) zygote->Kill();
  for (Forked& forked : std::exchange(waiting_, {})) {
    loop_->Post([forked = std::move(forked)] { forked(absl::UnavailableError("the pool is shutting down")); });
  }
}

}  // namespace isobridge::isolate
