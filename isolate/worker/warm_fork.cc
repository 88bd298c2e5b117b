#include "isolate/worker/warm_fork.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <iterator>

// Seen by libnode in place of the C library's.
extern "C" __attribute__((visibility("default"), used)) int madvise(void* address, size_t size, int advice) noexcept {
  if (advice == MADV_DONTFORK) return 0;
  return static_cast<int>(syscall(SYS_madvise, address, size, advice));
}

namespace isobridge::isolate {
namespace {

// The thread's descriptor starts where pthread_self points; the id lies within its first bytes in every known version.
constexpr size_t kDescriptorBytes = 1024;

pid_t* ThreadIdCandidate(size_t offset) { return reinterpret_cast<pid_t*>(reinterpret_cast<char*>(pthread_self()) + offset); }

// The address that the kernel knows (PR_GET_TID_ADDRESS) is another one since glibc 2.43. The C library's own fork() updates its
// copy in the child, so that is the one word that holds the parent's id before and the child's id after.
pid_t* FindThreadId() {
  const pid_t parent = static_cast<pid_t>(syscall(SYS_gettid));
  bool was_parent[kDescriptorBytes / sizeof(pid_t)];
  for (size_t i = 0; i < std::size(was_parent); ++i) was_parent[i] = *ThreadIdCandidate(i * sizeof(pid_t)) == parent;
  auto* found = static_cast<size_t*>(mmap(nullptr, sizeof(size_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  if (found == MAP_FAILED) abort();

  const pid_t child = fork();
  if (child == 0) {
    const pid_t self = static_cast<pid_t>(syscall(SYS_gettid));
    for (size_t i = 0; i < std::size(was_parent); ++i) {
      if (was_parent[i] && *ThreadIdCandidate(i * sizeof(pid_t)) == self) *found = i * sizeof(pid_t);
    }
    _exit(0);
  }
  if (child > 0) waitpid(child, nullptr, 0);
  const size_t offset = *found;
  munmap(found, sizeof(size_t));
  if (offset != 0) return ThreadIdCandidate(offset);
  fprintf(stderr, "isobridge_worker: the C library's copy of the thread id was not found; forks would be unsound\n");
  abort();
}

}  // namespace

WarmFork::WarmFork() : thread_id_(FindThreadId()) {}

pid_t WarmFork::Sibling() {
  constexpr long kFlags = CLONE_PARENT | CLONE_CHILD_SETTID | SIGCHLD;
#if defined(__x86_64__)
  return static_cast<pid_t>(syscall(SYS_clone, kFlags, nullptr, nullptr, thread_id_, nullptr));
#else
  return static_cast<pid_t>(syscall(SYS_clone, kFlags, nullptr, nullptr, nullptr, thread_id_));
#endif
}

}  // namespace isobridge::isolate
