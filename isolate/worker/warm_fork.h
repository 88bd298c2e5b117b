#ifndef ISOBRIDGE_ISOLATE_WORKER_WARM_FORK_H_
#define ISOBRIDGE_ISOLATE_WORKER_WARM_FORK_H_

#include <sys/types.h>

namespace isobridge::isolate {

// Forks a process whose V8 is warm, as a child of this process's parent.
//
// V8 marks its pages MADV_DONTFORK, so that a fork would find holes in their place. This library defines `madvise` for the whole
// executable (link with -rdynamic, so that libnode's calls resolve to it), which drops that one advice. It is only right in a
// process with one thread, with V8's --single-threaded.
class WarmFork {
 public:
  // Finds out where the C library keeps the thread's id. Aborts if that can't be found out.
  WarmFork();

  // As fork(), but the child is the caller's sibling: its parent reaps it and gets SIGCHLD. -1 with errno set if it fails.
  // Neither runs pthread_atfork handlers.
  pid_t Sibling();

 private:
  // The C library's copy of the thread id, which raise() and abort() use; the kernel updates it in the child.
  pid_t* const thread_id_;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_WARM_FORK_H_
