#ifndef ISOBRIDGE_ISOLATE_WORKER_TEST_SUPERVISOR_H_
#define ISOBRIDGE_ISOLATE_WORKER_TEST_SUPERVISOR_H_

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bridge/frame.h"
#include "isobridge/worker/v1/frames.pb.h"

namespace isobridge::isolate {

// One end of a socket pair, with frames in both directions. Blocks, and gives up after 20 seconds without a byte.
class FrameSocket {
 public:
  explicit FrameSocket(int fd);
  ~FrameSocket();
  FrameSocket(const FrameSocket&) = delete;
  FrameSocket& operator=(const FrameSocket&) = delete;

  int fd() const { return fd_; }
  void Send(const google::protobuf::MessageLite& message);
  // With `descriptors` in the first byte's company.
  void Send(const google::protobuf::MessageLite& message, const std::vector<int>& descriptors);
  // False at the end of the stream, or when it took too long.
  bool Receive(google::protobuf::MessageLite* message);

 private:
  const int fd_;
  bridge::FrameReader reader_;
};

// A process that a zygote forked.
class TestFork {
 public:
  TestFork(pid_t pid, int socket, int error_pipe);
  // Kills and reaps the process if it still lives.
  ~TestFork();

  pid_t pid() const { return pid_; }
  FrameSocket& socket() { return socket_; }

  // Reads up to and with the first frame, which must be Ready.
  bool AwaitReady(worker::v1::Ready* ready = nullptr);
  // Sends Begin with `code`, and reads up to Finished. Nothing if the process died before.
  std::optional<worker::v1::Finished> Run(const std::string& code, uint64_t execution = 1);
  void Begin(const std::string& code, uint64_t execution = 1);
  std::optional<worker::v1::Finished> AwaitFinished();

  // Waits for the process's end. Its wait status.
  int Reap();
  // Whether it has ended by now, and how.
  bool Exited(int* status);
  // Processor time that it has used; 0 after Exited said that it has ended.
  int64_t CpuMillis() const;
  // What it wrote to standard error, after its end.
  std::string Errors();

 private:
  const pid_t pid_;
  FrameSocket socket_;
  const int error_pipe_;
  bool reaped_ = false;
  int status_ = 0;
};

// Plays the supervisor for one zygote: starts it, has it fork, and reaps the forks, which are this process's own children.
class TestSupervisor {
 public:
  // Starts the executable with these arguments beside --control_fd, and waits for its first reply.
  explicit TestSupervisor(const std::vector<std::string>& arguments);
  // Ends and reaps the zygote.
  ~TestSupervisor();

  pid_t pid() const { return pid_; }
  FrameSocket& control() { return *control_; }
  const worker::v1::ZygoteInfo& info() const { return info_; }

  // Nothing if the zygote can't fork.
  std::unique_ptr<TestFork> Fork();
  // Waits for the zygote's end after its socket was closed. Its wait status.
  int Close();

 private:
  pid_t pid_ = -1;
  uint64_t next_id_ = 1;
  std::unique_ptr<FrameSocket> control_;
  worker::v1::ZygoteInfo info_;
};

// Of the worker executable, beside the running test.
std::string WorkerBinary();

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_TEST_SUPERVISOR_H_
