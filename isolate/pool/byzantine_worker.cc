// Stands in for isobridge_worker in tests of the supervisor: speaks its side of the protocol as zygote, worker and compiler. A
// zygote breaks it in the one way that --play=NAME says, after --honest_forks=N; a worker or compiler in the way that its program
// names. Contains no V8, and applies the lockdown only where a play tries that: what it does is what a worker could do whose V8
// has fallen.
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "bridge/frame.h"
#include "isobridge/worker/v1/frames.pb.h"
#include "isolate/lockdown/lockdown.h"

namespace isobridge::isolate {
namespace {

constexpr int kSocket = 3;
constexpr int kExitEndOfStream = 10;
constexpr char kHugeLength[] = "\xff\xff\xff\x7f";

struct Options {
  std::string role = "worker";
  std::string play = "nothing";
  // For zygotes that announce somebody else.
  pid_t pid = 0;
  int honest_forks = 0;
};

Options Parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument.starts_with("--role=")) options.role = argument.substr(7);
    if (argument.starts_with("--play=")) options.play = argument.substr(7);
    if (argument.starts_with("--pid=")) options.pid = atoi(argv[i] + 6);
    if (argument.starts_with("--honest_forks=")) options.honest_forks = atoi(argv[i] + 15);
  }
  // The other role is honest, so that the service gets as far as the one that is not.
  if (options.role == "compiler") options.play = "nothing";
  return options;
}

void Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(kSocket, bytes.data(), bytes.size());
    if (count <= 0) _exit(kExitEndOfStream);
    bytes.remove_prefix(static_cast<size_t>(count));
  }
}

void Send(const google::protobuf::MessageLite& message) {
  std::string bytes;
  bridge::AppendFrame(message, &bytes);
  Write(bytes);
}

[[noreturn]] void Hang() {
  for (;;) pause();
}

// ---- The zygote.

class Zygote {
 public:
  explicit Zygote(const Options& options) : options_(options), play_(options.play) {}

  void Serve() {
    SayReady();
    for (int sockets[2]; Receive(sockets);) Fork(sockets);
  }

  // The rest of a fork's life.
  std::function<void()> become;

 private:
  worker::v1::ForkReply Info() const {
    worker::v1::ForkReply reply;
    reply.mutable_info()->set_v8_version("13.6.0");
    reply.mutable_info()->set_engine_id(std::string(64, 'b'));
    reply.mutable_info()->set_warm(true);
    return reply;
  }

  void SayReady() {
    if (play_ == "zygote_dies") _exit(1);
    if (play_ == "zygote_never_ready") Hang();
    if (play_ == "zygote_ready_without_info") return Send(worker::v1::ForkReply());
    if (play_ == "zygote_ready_with_false_id") {
      worker::v1::ForkReply reply = Info();
      reply.mutable_info()->set_engine_id("\xff\n");
      return Send(reply);
    }
    Send(Info());
    if (play_ == "zygote_ready_twice") Send(Info());
    if (play_ == "zygote_falls_back") {
      worker::v1::ForkReply reply = Info();
      reply.mutable_info()->set_warm(false);
      Send(reply);
    }
    while (play_ == "zygote_floods") Send(Info());
    while (play_ == "zygote_floods_errors") dprintf(STDERR_FILENO, "help\n");
    if (play_ == "zygote_sends_garbage") Write(std::string_view("\x04\0\0\0\xff\xff\xff\xff", 8));
    if (play_ == "zygote_announces_too_much") Write(std::string_view(kHugeLength, 4));
    if (play_ == "zygote_answers_unasked") Reply(99, getpid());
  }

  void Reply(uint64_t id, pid_t pid) {
    worker::v1::ForkReply reply;
    reply.set_id(id);
    reply.set_pid(pid);
    Send(reply);
  }

  // The next request and its two descriptors; false at the end.
  bool Receive(int* sockets) {
    for (;;) {
      std::string_view bytes;
      if (requests_.Next(&bytes) == bridge::FrameReader::Result::kFrame) {
        for (int i = 0; i < 2; ++i) {
          sockets[i] = descriptors_.front();
          descriptors_.pop_front();
        }
        return request_.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
      }
      const bridge::FrameReader::Space space = requests_.Prepare();
      iovec chunk = {space.data, space.size};
      alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * 2)];
      msghdr message = {};
      message.msg_iov = &chunk;
      message.msg_iovlen = 1;
      message.msg_control = control;
      message.msg_controllen = sizeof(control);
      const ssize_t count = recvmsg(kSocket, &message, MSG_CMSG_CLOEXEC);
      if (count <= 0) return false;
      requests_.Commit(static_cast<size_t>(count));
      int received[2];
      if (const cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr) {
        memcpy(received, CMSG_DATA(header), sizeof(received));
        descriptors_.insert(descriptors_.end(), received, received + 2);
      }
    }
  }

  void Fork(const int* sockets) {
    if (play_ == "zygote_never_forks") Hang();
    const pid_t supervisor = getppid();
    const pid_t pid = static_cast<pid_t>(syscall(SYS_clone, CLONE_PARENT | SIGCHLD, nullptr, nullptr, nullptr, nullptr));
    if (pid == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
      if (getppid() != supervisor) _exit(kExitEndOfStream);
      dup2(sockets[0], kSocket);
      dup2(sockets[1], STDERR_FILENO);
      syscall(SYS_close_range, kSocket + 1, ~0u, 0);
      become();
      _exit(0);
    }
    close(sockets[0]);
    close(sockets[1]);
    if (play_ == "zygote_dies_before_it_answers") _exit(1);
    Reply(request_.id(), Announced(pid));
    last_ = pid;
  }

  pid_t Announced(pid_t pid) {
    if (forks_++ < options_.honest_forks) return pid;
    if (play_ == "zygote_announces_another") return options_.pid;
    if (play_ == "zygote_announces_itself") return getpid();
    if (play_ == "zygote_announces_a_negative") return -1;
    if (play_ == "zygote_announces_twice" && last_ != 0) return last_;
    return pid;
  }

  const Options options_;
  const std::string play_;
  bridge::FrameReader requests_;
  std::deque<int> descriptors_;
  worker::v1::ForkRequest request_;
  int forks_ = 0;
  pid_t last_ = 0;
};

// ---- A worker.

class Worker {
 public:
  explicit Worker(std::string role) : role_(std::move(role)) {}

  void Live() {
    worker::v1::FromWorker ready;
    ready.mutable_ready();
    Send(ready);
    while (role_ == "compiler") Compile();
    const auto request = Receive();
    execution_ = request.execution();
    const auto play = Plays().find(request.begin().code());
    // A play that is misspelt is no breach.
    if (play == Plays().end()) Finish("\"honest\""), _exit(0);
    play->second(this);
    Hang();
  }

 private:
  using Play = std::function<void(Worker*)>;

  static const std::map<std::string, Play>& Plays() {
    static const auto* const plays = new std::map<std::string, Play>{
        {"nothing", [](Worker* w) { w->Finish("\"nothing\""), _exit(0); }},
        {"calls_and_returns",
         [](Worker* w) {
           w->Call(1, 0);
           const std::string answer = w->Receive().settle().json();
           ++w->events_;
           w->Finish(answer), _exit(0);
         }},
        {"never_answers", [](Worker*) {}},
        {"stops_itself", [](Worker*) { raise(SIGSTOP); }},
        {"exits_at_once", [](Worker*) { _exit(0); }},
        {"dies_after_begin", [](Worker*) { raise(SIGSEGV); }},
        {"dies_after_a_call", [](Worker* w) { w->Call(1, 0), raise(SIGSEGV); }},
        {"dies_inside_a_frame", [](Worker* w) { Write(w->Frame().substr(0, 6)), raise(SIGSEGV); }},
        {"sends_half_a_frame", [](Worker* w) { Write(w->Frame().substr(0, 6)); }},
        {"sends_garbage", [](Worker*) { Write(std::string_view("\x04\0\0\0\xff\xff\xff\xff", 8)); }},
        {"announces_too_much", [](Worker*) { Write(std::string_view(kHugeLength, 4)); }},
        {"sends_empty_frames", [](Worker*) { Write(std::string(4, '\0')); }},
        {"is_ready_again",
         [](Worker*) {
           worker::v1::FromWorker frame;
           frame.mutable_ready();
           Send(frame);
         }},
        {"is_a_compiler",
         [](Worker* w) {
           worker::v1::FromWorker frame;
           frame.set_execution(w->execution_);
           frame.mutable_compiled()->set_code("1");
           Send(frame);
         }},
        {"speaks_for_another", [](Worker* w) { ++w->execution_, w->Finish("\"forged\""); }},
        {"knows_the_future", [](Worker* w) { w->events_ = 7, w->Finish("\"forged\""); }},
        {"calls_an_unknown_tool", [](Worker* w) { w->Call(1, 1u << 30); }},
        {"skips_a_call", [](Worker* w) { w->Call(2, 0); }},
        {"repeats_a_call", [](Worker* w) { w->Call(1, 0), w->Call(1, 0); }},
        {"calls_with_bad_json", [](Worker* w) { w->Call(1, 0, "{\"a\":"); }},
        {"calls_with_bad_text", [](Worker* w) { w->Call(1, 0, "\"\xff\""); }},
        {"calls_with_deep_json", [](Worker* w) { w->Call(1, 0, std::string(1u << 20, '[')); }},
        {"skips_a_timer", [](Worker* w) { w->SetTimer(2); }},
        {"clears_an_unknown_timer",
         [](Worker* w) {
           worker::v1::FromWorker frame = w->Stamped();
           frame.mutable_timer_cleared()->set_timer(5);
           Send(frame);
         }},
        {"finishes_without_outcome",
         [](Worker* w) {
           worker::v1::FromWorker frame = w->Stamped();
           frame.mutable_finished();
           Send(frame);
         }},
        {"finishes_with_bad_json", [](Worker* w) { w->Finish("}"); }},
        {"finishes_and_goes_on", [](Worker* w) { w->Finish("\"once\""), w->Call(1, 0), w->Finish("\"twice\""); }},
        {"dies_while_finishing", [](Worker* w) { Write(w->FinishedFrame("1").substr(0, 9)), raise(SIGSEGV); }},
        {"stops_while_finishing", [](Worker* w) { Write(w->FinishedFrame("1").substr(0, 9)), raise(SIGSTOP); }},
        {"finishes_and_stops", [](Worker* w) { w->Finish("\"once\""), raise(SIGSTOP); }},
        {"opens_a_socket", [](Worker* w) { w->Confined([] { return socket(AF_UNIX, SOCK_STREAM, 0); }); }},
        {"forks", [](Worker* w) { w->Confined([] { return syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0); }); }},
        {"executes_a_program",
         [](Worker* w) {
           char path[] = "/bin/true";
           char* const arguments[] = {path, nullptr};
           w->Confined([&] { return execv(path, arguments); });
         }},
        {"kills_its_parent", [](Worker* w) { w->Confined([] { return kill(getppid(), SIGKILL); }); }},
        {"floods_console",
         [](Worker* w) {
           for (;;) w->SendConsole();
         }},
        {"floods_calls",
         [](Worker* w) {
           for (uint32_t call = 1;; ++call) w->Call(call, 0);
         }},
        {"floods_timers",
         [](Worker* w) {
           for (uint32_t timer = 1;; ++timer) w->SetTimer(timer, 3'600'000);
         }},
        {"floods_due_timers",
         [](Worker* w) {
           for (uint32_t timer = 1;; ++timer) w->SetTimer(timer);
         }},
        {"takes_no_answers",
         [](Worker* w) {
           for (uint32_t call = 1; call <= 1'000; ++call) w->Call(call, 0);
         }},
        {"never_reads",
         [](Worker* w) {
           for (uint32_t call = 1; call <= 8; ++call) w->Call(call, 0);
         }},
    };
    return *plays;
  }

  void Compile() {
    const auto request = Receive();
    execution_ = request.execution();
    const std::string& play = request.compile().source();
    if (play == "compiler_dies") raise(SIGSEGV);
    if (play == "compiler_never_answers") Hang();
    if (play == "compiler_speaks_for_another") ++execution_;
    if (play == "compiler_sends_garbage") Write(std::string_view("\x04\0\0\0\xff\xff\xff\xff", 8));
    worker::v1::FromWorker frame = Stamped();
    frame.mutable_compiled()->set_code(play == "compiler_answers_twice" ? "nothing" : play);
    if (play == "compiler_sends_bad_text") frame.mutable_compiled()->mutable_error()->set_message("\xff");
    Send(frame);
    if (play == "compiler_answers_twice") Send(frame);
  }

  worker::v1::ToWorker Receive() {
    std::string_view bytes;
    while (frames_.Next(&bytes) != bridge::FrameReader::Result::kFrame) {
      const bridge::FrameReader::Space space = frames_.Prepare();
      const ssize_t count = read(kSocket, space.data, space.size);
      if (count <= 0) _exit(kExitEndOfStream);
      frames_.Commit(static_cast<size_t>(count));
    }
    worker::v1::ToWorker frame;
    frame.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
    return frame;
  }

  worker::v1::FromWorker Stamped() const {
    worker::v1::FromWorker frame;
    frame.set_execution(execution_);
    frame.set_events(events_);
    return frame;
  }
  std::string Frame() const {
    worker::v1::FromWorker frame = Stamped();
    frame.mutable_console()->set_text("cut");
    std::string bytes;
    bridge::AppendFrame(frame, &bytes);
    return bytes;
  }
  void SendConsole() const {
    worker::v1::FromWorker frame = Stamped();
    frame.mutable_console()->set_text(std::string(100, 'x'));
    Send(frame);
  }
  void Call(uint32_t call, uint32_t tool, const std::string& args = "[]") const {
    worker::v1::FromWorker frame = Stamped();
    frame.mutable_call()->set_call(call);
    frame.mutable_call()->set_tool(tool);
    frame.mutable_call()->set_args_json(args);
    Send(frame);
  }
  void SetTimer(uint32_t timer, uint32_t delay_ms = 0) const {
    worker::v1::FromWorker frame = Stamped();
    frame.mutable_timer_set()->set_timer(timer);
    frame.mutable_timer_set()->set_delay_ms(delay_ms);
    Send(frame);
  }
  std::string FinishedFrame(const std::string& value) const {
    worker::v1::FromWorker frame = Stamped();
    frame.mutable_finished()->set_value_json(value);
    frame.mutable_finished()->set_reason(worker::v1::Finished::REASON_RETURNED);
    std::string bytes;
    bridge::AppendFrame(frame, &bytes);
    return bytes;
  }
  void Finish(const std::string& value) const { Write(FinishedFrame(value)); }
  // Tries what the real lockdown forbids, and returns a result if it survives that.
  template <typename Attempt>
  void Confined(Attempt attempt) const {
    LockdownReport report;
    const std::string failure = LockDown({.landlock = LandlockPolicy::kPrefer}, &report);
    if (failure.empty()) attempt();
    Finish(failure.empty() ? "\"survived\"" : "\"not confined\"");
  }

  const std::string role_;
  bridge::FrameReader frames_;
  uint64_t execution_ = 0;
  uint64_t events_ = 0;
};

}  // namespace
}  // namespace isobridge::isolate

int main(int argc, char** argv) {
  using isobridge::isolate::Options;
  const Options options = isobridge::isolate::Parse(argc, argv);
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  isobridge::isolate::Zygote zygote(options);
  zygote.become = [&options] { isobridge::isolate::Worker(options.role).Live(); };
  zygote.Serve();
  return 0;
}
