#include "isolate/worker/own_stack.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include <utility>

// Seen by libnode in place of the C library's.
extern "C" __attribute__((visibility("default"), used)) int pthread_getattr_np(pthread_t thread,
                                                                               pthread_attr_t* attributes) noexcept {
  using isobridge::isolate::OwnStack;
  if (const OwnStack* stack = OwnStack::Current(); stack != nullptr) {
    pthread_attr_init(attributes);
    return pthread_attr_setstack(attributes, stack->bottom(), stack->bytes());
  }
  static const auto next = reinterpret_cast<int (*)(pthread_t, pthread_attr_t*)>(dlsym(RTLD_NEXT, "pthread_getattr_np"));
  return next(thread, attributes);
}

namespace isobridge::isolate {
namespace {

// Frames of C++ builtins that don't touch every page still land in it.
constexpr size_t kGuardBytes = 64u << 10;
// What C++ functions leave untouched in their frames.
constexpr size_t kGapBytes = 32u << 10;
constexpr size_t kPageBytes = 4096;

char* MapStack(size_t bytes) {
  void* map = mmap(nullptr, kGuardBytes + bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);
  if (map == MAP_FAILED || mprotect(static_cast<char*>(map) + kGuardBytes, bytes, PROT_READ | PROT_WRITE) != 0) {
    perror("isobridge_worker: no memory for a stack");
    abort();
  }
  return static_cast<char*>(map) + kGuardBytes;
}

}  // namespace

OwnStack::OwnStack(size_t bytes, std::function<void(OwnStack&)> run)
    : bytes_(bytes), base_(MapStack(bytes)), run_(std::move(run)) {
  getcontext(&inside_);
  inside_.uc_stack.ss_sp = base_;
  inside_.uc_stack.ss_size = bytes_;
  inside_.uc_link = nullptr;
  // makecontext passes integers only.
  const uintptr_t self = reinterpret_cast<uintptr_t>(this);
  makecontext(&inside_, reinterpret_cast<void (*)()>(&OwnStack::Enter), 2, static_cast<unsigned int>(self >> 32),
              static_cast<unsigned int>(self));
}

OwnStack::~OwnStack() { munmap(base_ - kGuardBytes, kGuardBytes + bytes_); }

void OwnStack::Resume(int message) {
  message_ = message;
  current_ = this;
  swapcontext(&outside_, &inside_);
  current_ = nullptr;
}

int OwnStack::Pause() {
  ForgetBelow(static_cast<char*>(__builtin_frame_address(0)) - kPageBytes);
  swapcontext(&inside_, &outside_);
  return message_;
}

size_t OwnStack::PeakBytes() {
  if (current_ == nullptr) return 0;
  const char* lowest = static_cast<char*>(__builtin_frame_address(0));
  for (const char* word = lowest; word > current_->bottom() && lowest - word < static_cast<ptrdiff_t>(kGapBytes);) {
    word -= sizeof(uintptr_t);
    if (*reinterpret_cast<const volatile uintptr_t*>(word) != 0) lowest = word;
  }
  return static_cast<size_t>(current_->top() - lowest);
}

// Pages of their own are given back: forks inherit none of them.
void OwnStack::ForgetBelow(char* address) {
  char* const page = reinterpret_cast<char*>(reinterpret_cast<uintptr_t>(address) & ~(kPageBytes - 1));
  if (page > base_) madvise(base_, static_cast<size_t>(page - base_), MADV_DONTNEED);
}

void OwnStack::Enter(unsigned int high, unsigned int low) {
  OwnStack* self = reinterpret_cast<OwnStack*>(uintptr_t{high} << 32 | low);
  self->run_(*self);
  abort();
}

}  // namespace isobridge::isolate
