#ifndef ISOBRIDGE_ISOLATE_WORKER_OWN_STACK_H_
#define ISOBRIDGE_ISOLATE_WORKER_OWN_STACK_H_

#include <ucontext.h>

#include <cstddef>
#include <functional>

namespace isobridge::isolate {

// Runs a function on a stack of its own, mapped apart from the process's first one, which it can leave and re-enter: V8 warms up
// on it, pauses, and goes on in each fork. While it is paused, all that the function has is memory at rest.
//
// V8's garbage collector asks the C library where the thread's stack begins, and reads everything from there to where it is. This
// library therefore defines `pthread_getattr_np` for the whole executable (link with -rdynamic): on such a stack it tells of it.
//
// Thread-compatible: one thread resumes and pauses. Nothing is unwound when it is destroyed.
class OwnStack {
 public:
  // `run` must not return.
  OwnStack(size_t bytes, std::function<void(OwnStack&)> run);
  ~OwnStack();
  OwnStack(const OwnStack&) = delete;
  OwnStack& operator=(const OwnStack&) = delete;

  // Enters the stack: starts `run`, or goes on where it paused, with `message` as what Pause returns. Returns at the next Pause.
  void Resume(int message);

  // Leaves the stack until the next Resume and returns its message. Called on this stack only. What was deeper is zero then.
  int Pause();

  // Of the last Resume.
  int message() const { return message_; }

  // One past the highest address.
  char* top() const { return base_ + bytes_; }
  char* bottom() const { return base_; }
  size_t bytes() const { return bytes_; }

  // The stack that runs now; null on the process's first one.
  static const OwnStack* Current() { return current_; }

  // How deep the stack that runs now has been since its last pause, bytes from its top; 0 on the process's first one. A frame
  // that left 32 KiB of itself untouched hides what was below it. Allocates nothing, reads all that was used.
  static size_t PeakBytes();

 private:
  static void Enter(unsigned int high, unsigned int low);
  void ForgetBelow(char* address);

  static inline const OwnStack* current_ = nullptr;

  const size_t bytes_;
  char* const base_;
  const std::function<void(OwnStack&)> run_;
  int message_ = 0;
  ucontext_t inside_;
  ucontext_t outside_;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_OWN_STACK_H_
