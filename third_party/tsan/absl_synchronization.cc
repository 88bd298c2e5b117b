// Tells ThreadSanitizer of Abseil's mutex and notification, which as a package of the system are not instrumented: without that each
// datum that they guard would look like a race.

#include <sanitizer/tsan_interface.h>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "third_party/tsan/real_function.h"

extern "C" void AnnotateIgnoreReadsBegin(const char* file, int line);
extern "C" void AnnotateIgnoreReadsEnd(const char* file, int line);

namespace {

using absl::Condition;
using absl::CondVar;
using absl::Mutex;
using absl::Notification;
using absl::synchronization_internal::KernelTimeout;

// Notify() stores behind the mutex what HasBeenNotified(), which is inline and therefore instrumented, loads with acquire.
void* NotifiedYet(const Notification* notification) {
  static_assert(sizeof(Notification) > sizeof(Mutex));
  return const_cast<char*>(reinterpret_cast<const char*>(notification) + sizeof(Mutex));
}

}  // namespace

void Mutex::lock() {
  ISOBRIDGE_REAL(void (*)(Mutex*), "_ZN4absl", "5Mutex4lockEv");
  real(this);
  __tsan_acquire(this);
}

void Mutex::unlock() {
  ISOBRIDGE_REAL(void (*)(Mutex*), "_ZN4absl", "5Mutex6unlockEv");
  __tsan_release(this);
  real(this);
}

bool Mutex::try_lock() {
  ISOBRIDGE_REAL(bool (*)(Mutex*), "_ZN4absl", "5Mutex8try_lockEv");
  const bool locked = real(this);
  if (locked) __tsan_acquire(this);
  return locked;
}

void Mutex::lock_shared() {
  ISOBRIDGE_REAL(void (*)(Mutex*), "_ZN4absl", "5Mutex11lock_sharedEv");
  real(this);
  __tsan_acquire(this);
}

void Mutex::unlock_shared() {
  ISOBRIDGE_REAL(void (*)(Mutex*), "_ZN4absl", "5Mutex13unlock_sharedEv");
  __tsan_release(this);
  real(this);
}

bool Mutex::try_lock_shared() {
  ISOBRIDGE_REAL(bool (*)(Mutex*), "_ZN4absl", "5Mutex15try_lock_sharedEv");
  const bool locked = real(this);
  if (locked) __tsan_acquire(this);
  return locked;
}

bool Mutex::AwaitCommon(const Condition& condition, KernelTimeout timeout) {
  ISOBRIDGE_REAL(bool (*)(Mutex*, const Condition&, KernelTimeout), "_ZN4absl",
                 "5Mutex11AwaitCommonERKNS0_9ConditionENS0_24synchronization_internal13KernelTimeoutE");
  __tsan_release(this);
  const bool holds = real(this, condition, timeout);
  __tsan_acquire(this);
  return holds;
}

bool Mutex::LockWhenCommon(const Condition& condition, KernelTimeout timeout, bool write) {
  ISOBRIDGE_REAL(bool (*)(Mutex*, const Condition&, KernelTimeout, bool), "_ZN4absl",
                 "5Mutex14LockWhenCommonERKNS0_9ConditionENS0_24synchronization_internal13KernelTimeoutEb");
  const bool holds = real(this, condition, timeout, write);
  __tsan_acquire(this);
  return holds;
}

bool CondVar::WaitCommon(Mutex* mutex, KernelTimeout timeout) {
  ISOBRIDGE_REAL(bool (*)(CondVar*, Mutex*, KernelTimeout), "_ZN4absl",
                 "7CondVar10WaitCommonEPNS0_5MutexENS0_24synchronization_internal13KernelTimeoutE");
  __tsan_release(mutex);
  const bool timed_out = real(this, mutex, timeout);
  __tsan_acquire(mutex);
  return timed_out;
}

// Whoever unlocks a mutex evaluates the conditions of those that wait for it, after it announced that it lets go.
bool Condition::Eval() const {
  ISOBRIDGE_REAL(bool (*)(const Condition*), "_ZNK4absl", "9Condition4EvalEv");
  AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
  const bool holds = real(this);
  AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
  return holds;
}

void Notification::Notify() {
  ISOBRIDGE_REAL(void (*)(Notification*), "_ZN4absl", "12Notification6NotifyEv");
  __tsan_release(NotifiedYet(this));
  real(this);
}

void Notification::WaitForNotification() const {
  ISOBRIDGE_REAL(void (*)(const Notification*), "_ZNK4absl", "12Notification19WaitForNotificationEv");
  real(this);
  __tsan_acquire(NotifiedYet(this));
}

bool Notification::WaitForNotificationWithTimeout(absl::Duration timeout) const {
  ISOBRIDGE_REAL(bool (*)(const Notification*, absl::Duration), "_ZNK4absl",
                 "12Notification30WaitForNotificationWithTimeoutENS0_8DurationE");
  const bool notified = real(this, timeout);
  if (notified) __tsan_acquire(NotifiedYet(this));
  return notified;
}

bool Notification::WaitForNotificationWithDeadline(absl::Time deadline) const {
  ISOBRIDGE_REAL(bool (*)(const Notification*, absl::Time), "_ZNK4absl",
                 "12Notification31WaitForNotificationWithDeadlineENS0_4TimeE");
  const bool notified = real(this, deadline);
  if (notified) __tsan_acquire(NotifiedYet(this));
  return notified;
}
