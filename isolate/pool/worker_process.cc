#include "isolate/pool/worker_process.h"

#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <string_view>
#include <utility>

#include "absl/log/check.h"
#include "absl/strings/str_cat.h"
#include "bridge/message_fields.h"

namespace isobridge::isolate {
namespace {

constexpr size_t kLastWordsBytes = 4096;
// A pipe holds no more, and nobody else writes to it any more when it is read.
constexpr size_t kStandardErrorBytes = 64u << 10;
// The most come with a result: its warnings, of three fields each. The bridge keeps a thousand.
constexpr int kMaxFrameFields = 10'000;
// Reads in a row from one worker before others get their turn.
constexpr int kReadsInARow = 16;
constexpr size_t kChunkBytes = 64u << 10;
constexpr int kChunksAtOnce = 16;
// What waits for a process that doesn't read; one frame more than this may be sent, however large. It counts as drained when half
// of it is free, so that process and sender don't take turns frame by frame.
constexpr size_t kQueueBytes = 16u << 20;
constexpr size_t kDrainedBytes = kQueueBytes / 2;

std::string LastWords(int fd) {
  std::string text;
  char buffer[kLastWordsBytes];
  size_t total = 0;
  ssize_t count;
  while (total < 2 * kStandardErrorBytes && (count = read(fd, buffer, sizeof(buffer))) > 0) {
    total += static_cast<size_t>(count);
    text.append(buffer, static_cast<size_t>(count));
    if (text.size() > kLastWordsBytes) text.erase(0, text.size() - kLastWordsBytes);
  }
  return text;
}

}  // namespace

// Shared by the handle, which users hold, and the loop, which holds it until the process is reaped.
class WorkerProcess::Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(EventLoop* loop, ForkedProcess process, const Options& options, Callbacks callbacks)
      : loop_(loop),
        socket_(std::move(process.socket)),
        standard_error_(std::move(process.standard_error)),
        process_(std::move(process.process)),
        busy_(options.busy),
        role_(options.role),
        observer_(options.observer),
        callbacks_(std::move(callbacks)),
        max_frame_bytes_(options.max_frame_bytes),
        reader_(options.max_frame_bytes) {}

  void Start(ChildProcesses* children);

  void Listen(bridge::WorkerListener* listener) ABSL_LOCKS_EXCLUDED(mu_);
  void Send(const worker::v1::ToWorker& frame) ABSL_LOCKS_EXCLUDED(mu_);
  bool Congested() const ABSL_LOCKS_EXCLUDED(mu_);
  void SetReading(bool reading) ABSL_LOCKS_EXCLUDED(mu_);
  void Kill() ABSL_LOCKS_EXCLUDED(mu_);
  // The handle is gone: nothing more is delivered after this returns.
  void Abandon() ABSL_LOCKS_EXCLUDED(mu_);
  void Signal(int signal) { process_->Signal(signal); }
  absl::Duration CpuTime() const ABSL_LOCKS_EXCLUDED(mu_);
  uint32_t landlock_abi() const { return landlock_abi_.load(std::memory_order_relaxed); }

 private:
  // Loop thread only.
  void OnSocket(uint32_t events);
  void AwaitRoom() ABSL_LOCKS_EXCLUDED(mu_);
  void OnExit(const ChildExit& exit);
  void Pump();
  void PumpLater();
  bool ReadOnce();
  void DeliverBuffered();
  void OnFrameBytes(std::string_view bytes);
  void OnReady(const worker::v1::FromWorker& frame);
  void Garbage(absl::Status what);
  void TellReady(absl::Status status);
  void Finish();

  bool Paused() ABSL_LOCKS_EXCLUDED(mu_);
  // Calls the listener, if there is one, without the lock.
  template <typename Call>
  bool Deliver(Call call) ABSL_LOCKS_EXCLUDED(mu_);
  void Enqueue(std::string frame) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Flush() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void DropOutgoing() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void FlushInLoop() ABSL_LOCKS_EXCLUDED(mu_);
  void Sent(size_t bytes) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  // Constant after Start.
  EventLoop* const loop_;
  const Descriptor socket_;
  const Descriptor standard_error_;
  const std::shared_ptr<ChildProcess> process_;
  BusyWorkers* const busy_;
  const std::string role_;
  telemetry::Observer* const observer_;

  // Loop thread only.
  Callbacks callbacks_;
  const uint32_t max_frame_bytes_;
  bridge::FrameReader reader_;
  EventLoop::WatchId watch_ = 0;
  bool ready_ = false;
  // It gave the answer that it was asked for.
  bool answered_ = false;
  // The socket may hold bytes that weren't read.
  bool readable_ = false;
  // Its next turn is posted.
  bool pump_posted_ = false;
  // After garbage nothing more is read.
  bool garbage_ = false;
  std::optional<ChildExit> exit_;
  std::optional<std::string> last_words_;
  bool finished_ = false;

  std::atomic<uint32_t> landlock_abi_ = 0;

  mutable absl::Mutex mu_;
  bridge::WorkerListener* listener_ ABSL_GUARDED_BY(mu_) = nullptr;
  bool delivering_ ABSL_GUARDED_BY(mu_) = false;
  bool reading_ ABSL_GUARDED_BY(mu_) = true;
  bool killed_ ABSL_GUARDED_BY(mu_) = false;
  bool abandoned_ ABSL_GUARDED_BY(mu_) = false;
  // The process has ended before anybody listened.
  bool end_untold_ ABSL_GUARDED_BY(mu_) = false;
  // The socket is of no use any more.
  bool broken_ ABSL_GUARDED_BY(mu_) = false;
  absl::Duration cpu_before_ ABSL_GUARDED_BY(mu_);
  // Frames that the socket has not taken; `sent_` bytes of the first are gone.
  std::deque<std::string> outgoing_ ABSL_GUARDED_BY(mu_);
  size_t sent_ ABSL_GUARDED_BY(mu_) = 0;
  // The loop is told when the socket takes more. Only then: each message that the worker reads would wake it.
  bool awaits_room_ ABSL_GUARDED_BY(mu_) = false;
  // Of `outgoing_`, as a whole.
  size_t outgoing_bytes_ ABSL_GUARDED_BY(mu_) = 0;
  bool congested_ ABSL_GUARDED_BY(mu_) = false;
};

void WorkerProcess::Connection::Start(ChildProcesses* children) {
  if (observer_ != nullptr) observer_->ProcessForked(role_);
  auto self = shared_from_this();
  children->WhenEnded(*process_, [self](const ChildExit& exit) { self->OnExit(exit); });
  absl::StatusOr<EventLoop::WatchId> watch =
      loop_->Watch(socket_.get(), EPOLLIN, [self](uint32_t events) { self->OnSocket(events); });
  if (watch.ok()) {
    watch_ = *watch;
  } else {
    // Out of kernel memory: the process ends at once, and is reported like one that died before it was ready.
    Signal(SIGKILL);
  }
}

void WorkerProcess::Connection::Listen(bridge::WorkerListener* listener) {
  const absl::Duration cpu_time = process_->CpuTime();
  absl::MutexLock lock(mu_);
  CHECK(listener_ == nullptr) << "a worker has one listener";
  listener_ = listener;
  cpu_before_ = cpu_time;
  // It may have died in the pool: then its end is delivered now.
  if (end_untold_) loop_->Post([self = shared_from_this()] { self->Pump(); });
}

void WorkerProcess::Connection::Send(const worker::v1::ToWorker& frame) {
  if (frame.has_begin() && frame.begin().limits().cpu_seconds() > 0) process_->LimitCpu(frame.begin().limits().cpu_seconds());
  if (frame.has_begin() && busy_ != nullptr) busy_->Watch(process_);
  std::string bytes;
  bridge::AppendFrame(frame, &bytes);
  absl::MutexLock lock(mu_);
  if (broken_) return;
  const bool idle = outgoing_.empty();
  Enqueue(std::move(bytes));
  // Otherwise the loop flushes when the socket takes more.
  if (idle) Flush();
  if (outgoing_bytes_ > kQueueBytes) congested_ = true;
}

void WorkerProcess::Connection::Enqueue(std::string frame) {
  outgoing_bytes_ += frame.size();
  if (!outgoing_.empty() && outgoing_.back().size() + frame.size() <= kChunkBytes) {
    outgoing_.back() += frame;
  } else {
    outgoing_.push_back(std::move(frame));
  }
}

void WorkerProcess::Connection::Flush() {
  while (!outgoing_.empty()) {
    iovec chunks[kChunksAtOnce];
    const int count = static_cast<int>(std::min<size_t>(outgoing_.size(), kChunksAtOnce));
    for (int i = 0; i < count; ++i) chunks[i] = {outgoing_[i].data(), outgoing_[i].size()};
    chunks[0] = {outgoing_[0].data() + sent_, outgoing_[0].size() - sent_};
    msghdr message = {};
    message.msg_iov = chunks;
    message.msg_iovlen = static_cast<size_t>(count);
    const ssize_t bytes = sendmsg(socket_.get(), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (bytes < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN) {
        if (!std::exchange(awaits_room_, true)) loop_->Post([self = shared_from_this()] { self->AwaitRoom(); });
        return;
      }
      // Its end follows by itself.
      DropOutgoing();
      return;
    }
    Sent(static_cast<size_t>(bytes));
  }
}

void WorkerProcess::Connection::DropOutgoing() {
  broken_ = true;
  outgoing_.clear();
  sent_ = 0;
  outgoing_bytes_ = 0;
}

void WorkerProcess::Connection::Sent(size_t bytes) {
  sent_ += bytes;
  outgoing_bytes_ -= bytes;
  while (!outgoing_.empty() && sent_ >= outgoing_.front().size()) {
    sent_ -= outgoing_.front().size();
    outgoing_.pop_front();
  }
}

bool WorkerProcess::Connection::Congested() const {
  absl::MutexLock lock(mu_);
  return congested_;
}

void WorkerProcess::Connection::SetReading(bool reading) {
  absl::MutexLock lock(mu_);
  if (reading_ == reading) return;
  reading_ = reading;
  if (reading) loop_->Post([self = shared_from_this()] { self->Pump(); });
}

void WorkerProcess::Connection::Kill() {
  Signal(SIGKILL);
  absl::MutexLock lock(mu_);
  // What it sent is delivered even if reading was paused, so that its end can be.
  if (!reading_ && !killed_) loop_->Post([self = shared_from_this()] { self->Pump(); });
  killed_ = true;
}

void WorkerProcess::Connection::Abandon() {
  Signal(SIGKILL);
  absl::MutexLock lock(mu_);
  CHECK(!delivering_ || !loop_->InLoop()) << "a worker must not be destroyed inside a callback of its listener";
  mu_.Await(absl::Condition(+[](bool* delivering) { return !*delivering; }, &delivering_));
  if (!reading_ || end_untold_) loop_->Post([self = shared_from_this()] { self->Pump(); });
  listener_ = nullptr;
  abandoned_ = true;
  killed_ = true;
  DropOutgoing();
}

absl::Duration WorkerProcess::Connection::CpuTime() const {
  const absl::Duration now = process_->CpuTime();
  absl::MutexLock lock(mu_);
  return std::max(now - cpu_before_, absl::ZeroDuration());
}

bool WorkerProcess::Connection::Paused() {
  absl::MutexLock lock(mu_);
  return !reading_ && !killed_;
}

template <typename Call>
bool WorkerProcess::Connection::Deliver(Call call) {
  bridge::WorkerListener* listener;
  {
    absl::MutexLock lock(mu_);
    if (listener_ == nullptr) return false;
    listener = listener_;
    delivering_ = true;
  }
  call(listener);
  absl::MutexLock lock(mu_);
  delivering_ = false;
  return true;
}

// Until all is sent.
void WorkerProcess::Connection::AwaitRoom() { loop_->Rewatch(watch_, EPOLLIN | EPOLLOUT); }

void WorkerProcess::Connection::OnSocket(uint32_t events) {
  if ((events & EPOLLOUT) != 0) FlushInLoop();
  if ((events & ~static_cast<uint32_t>(EPOLLOUT)) == 0) return;
  readable_ = true;
  if (!pump_posted_) Pump();
}

void WorkerProcess::Connection::FlushInLoop() {
  {
    absl::MutexLock lock(mu_);
    Flush();
    if (outgoing_.empty() && std::exchange(awaits_room_, false)) loop_->Rewatch(watch_, EPOLLIN);
    if (!congested_ || outgoing_bytes_ > kDrainedBytes) return;
    congested_ = false;
  }
  Deliver([](bridge::WorkerListener* listener) { listener->OnDrained(); });
}

void WorkerProcess::Connection::OnExit(const ChildExit& exit) {
  if (observer_ != nullptr) observer_->ProcessEnded(role_, exit.signal);
  exit_ = exit;
  readable_ = true;
  Pump();
}

// Delivers what has come, as long as somebody wants it, and then the end.
void WorkerProcess::Connection::Pump() {
  if (finished_) return;
  DeliverBuffered();
  for (int reads = 0; readable_ && !garbage_ && !Paused(); ++reads) {
    if (reads == kReadsInARow) return PumpLater();
    readable_ = ReadOnce();
    DeliverBuffered();
  }
  if (exit_.has_value() && (garbage_ || !Paused())) Finish();
}

// Its turns come one after the other, however often the socket says that there is more.
void WorkerProcess::Connection::PumpLater() {
  if (std::exchange(pump_posted_, true)) return;
  loop_->Post([self = shared_from_this()] {
    self->pump_posted_ = false;
    self->Pump();
  });
}

// False: nothing more for now.
bool WorkerProcess::Connection::ReadOnce() {
  const bridge::FrameReader::Space space = reader_.Prepare();
  const ssize_t count = recv(socket_.get(), space.data, space.size, MSG_DONTWAIT);
  if (count <= 0) return count < 0 && errno == EINTR;
  reader_.Commit(static_cast<size_t>(count));
  return static_cast<size_t>(count) == space.size || exit_.has_value();
}

void WorkerProcess::Connection::DeliverBuffered() {
  std::string_view bytes;
  while (!garbage_ && !Paused()) {
    switch (reader_.Next(&bytes)) {
      case bridge::FrameReader::Result::kFrame:
        OnFrameBytes(bytes);
        break;
      case bridge::FrameReader::Result::kNeedMore:
        return;
      case bridge::FrameReader::Result::kTooLarge:
        Garbage(absl::ResourceExhaustedError(
            absl::StrCat("the worker announced a frame of more than ", max_frame_bytes_, " bytes, the limit")));
        return;
    }
  }
}

void WorkerProcess::Connection::OnFrameBytes(std::string_view bytes) {
  worker::v1::FromWorker frame;
  if (absl::Status fields = bridge::CheckFrameFields(bytes, kMaxFrameFields); !fields.ok()) {
    return Garbage(
        absl::Status(fields.code(), absl::StrCat("the worker's frame of ", bytes.size(), " bytes: ", fields.message())));
  }
  if (!frame.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Garbage(absl::InvalidArgumentError(absl::StrCat("the worker sent ", bytes.size(), " bytes that are no frame")));
  }
  if (!ready_) return OnReady(frame);
  answered_ = answered_ || frame.has_finished() || frame.has_compiled();
  if (!Deliver([&](bridge::WorkerListener* listener) { listener->OnFrame(std::move(frame)); })) {
    Garbage(absl::InvalidArgumentError("the worker sent a frame although nobody had asked it anything"));
  }
}

void WorkerProcess::Connection::OnReady(const worker::v1::FromWorker& frame) {
  if (!frame.has_ready() || frame.execution() != 0) {
    return Garbage(absl::InvalidArgumentError("the worker's first frame does not say that it is ready"));
  }
  ready_ = true;
  landlock_abi_.store(frame.ready().landlock_abi(), std::memory_order_relaxed);
  TellReady(absl::OkStatus());
}

// Without a listener nobody would kill it.
void WorkerProcess::Connection::Garbage(absl::Status what) {
  garbage_ = true;
  if (!Deliver([&](bridge::WorkerListener* listener) { listener->OnGarbage(what); })) Signal(SIGKILL);
  TellReady(std::move(what));
}

void WorkerProcess::Connection::TellReady(absl::Status status) {
  if (callbacks_.ready != nullptr) std::exchange(callbacks_.ready, nullptr)(std::move(status));
}

// The process is gone and what it sent was delivered. Its end waits for a listener, unless there will be none; its place is free
// now.
void WorkerProcess::Connection::Finish() {
  if (!last_words_.has_value()) last_words_ = LastWords(standard_error_.get());
  TellReady(absl::UnavailableError(absl::StrCat("the process ended with ", exit_->ToString(), " before it was ready",
                                                last_words_->empty() ? "" : "; it said: ", *last_words_)));
  Ending ending = Ending::kOrderly;
  {
    absl::MutexLock lock(mu_);
    end_untold_ = listener_ == nullptr && !abandoned_;
    finished_ = !end_untold_;
    if (!answered_ && !killed_) ending = Ending::kCrashed;
  }
  if (finished_) {
    if (watch_ != 0) loop_->Unwatch(watch_);
    Deliver([&](bridge::WorkerListener* listener) {
      listener->OnExit({.status = exit_->status,
                        .signal = exit_->signal,
                        .cpu_time = exit_->cpu_time,
                        .peak_resident_bytes = exit_->peak_resident_bytes,
                        .data_limit_bytes = exit_->data_limit_bytes,
                        .last_words = *last_words_});
    });
  }
  if (callbacks_.gone != nullptr) std::exchange(callbacks_.gone, nullptr)(ending);
}

std::unique_ptr<WorkerProcess> WorkerProcess::Create(EventLoop* loop, ChildProcesses* children, ForkedProcess process,
                                                     const Options& options, Callbacks callbacks) {
  auto connection = std::make_shared<Connection>(loop, std::move(process), options, std::move(callbacks));
  connection->Start(children);
  return std::unique_ptr<WorkerProcess>(new WorkerProcess(std::move(connection)));
}

WorkerProcess::~WorkerProcess() { connection_->Abandon(); }
void WorkerProcess::Listen(bridge::WorkerListener* listener) { connection_->Listen(listener); }
void WorkerProcess::Send(const worker::v1::ToWorker& frame) { connection_->Send(frame); }
bool WorkerProcess::Congested() const { return connection_->Congested(); }
void WorkerProcess::SetReading(bool reading) { connection_->SetReading(reading); }
void WorkerProcess::Stop() { connection_->Signal(SIGUSR1); }
void WorkerProcess::Kill() { connection_->Kill(); }
absl::Duration WorkerProcess::CpuTime() const { return connection_->CpuTime(); }
uint32_t WorkerProcess::landlock_abi() const { return connection_->landlock_abi(); }

}  // namespace isobridge::isolate
