#ifndef ISOBRIDGE_ISOLATE_WORKER_ZYGOTE_H_
#define ISOBRIDGE_ISOLATE_WORKER_ZYGOTE_H_

#include <sys/types.h>

#include <cstdint>
#include <deque>

#include "bridge/frame.h"
#include "isobridge/worker/v1/frames.pb.h"
#include "isolate/lockdown/lockdown.h"
#include "isolate/worker/first_pages.h"
#include "isolate/worker/own_stack.h"
#include "isolate/worker/process_options.h"
#include "isolate/worker/warm_fork.h"

namespace isobridge::isolate {

// Forks locked-down processes when the supervisor asks for them, and does nothing else. Its V8 is warm and at rest on a stack of
// its own (fork_process.h), and its forks go on from there.
//
// A fork that runs the start-up check is under way while the first requests are served. If it fails, the zygote says so on
// standard error, executes itself anew with --warm=false and sends its information again. When the check is over and no request
// comes, the zygote warms more, moves V8's code, freezes its memory and learns from a scout which pages a worker writes first:
// forks after that are faster.
//
// One in a process's life, which must have one thread.
class Zygote {
 public:
  // `argv` is the process's own, for executing itself anew.
  Zygote(const ProcessOptions& options, char** argv);
  Zygote(const Zygote&) = delete;
  Zygote& operator=(const Zygote&) = delete;

  // Serves until the supervisor closes its end. Returns the exit status.
  int Serve();

 private:
  void Warm();
  void PrepareLockdown();
  void StartCheck();
  void FinishCheck();
  void FallBack();
  void SendInfo();
  void Wait();
  void UseIdleTime();
  void SendScout();
  // False at the end of the stream.
  bool Receive();
  void ServeRequests();
  void Fork(uint64_t id, int socket, int error_pipe);
  [[noreturn]] void BecomeFork(int socket, int error_pipe);
  void AwaitGroup(pid_t fork) const;
  void Send(const worker::v1::ForkReply& reply);
  int TakeDescriptor();

  const ProcessOptions options_;
  char** const argv_;
  const pid_t supervisor_;
  // By which the supervisor knows its forks.
  const pid_t group_;
  const bool symbols_bound_;
  WarmFork warm_fork_;
  Lockdown lockdown_;
  FirstPages first_pages_;
  OwnStack stack_;
  // All of a fork's descriptors from this one up belong to the zygote.
  int first_own_fd_ = -1;
  bridge::FrameReader requests_;
  // Received, not yet handed to a fork; two for each request.
  std::deque<int> descriptors_;
  pid_t check_ = -1;
  // The check's process holds the other end until it is gone.
  int check_fd_ = -1;
  // Checks in a row that were killed from outside, and begun again.
  int killed_checks_ = 0;
  bool warm_further_pending_;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_ZYGOTE_H_
