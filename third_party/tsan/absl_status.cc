// Tells ThreadSanitizer of the count of a status' owners: without that the last one, who deletes it, would look like a race with
// whoever read it before.

#include <sanitizer/tsan_interface.h>

#include <mutex>

#include "absl/status/internal/status_internal.h"
#include "third_party/tsan/real_function.h"

using absl::status_internal::StatusRep;

extern "C" void AnnotateIgnoreSyncBegin(const char* file, int line);
extern "C" void AnnotateIgnoreSyncEnd(const char* file, int line);

namespace {

// Owners let go one at a time, so that the one who turns out to be the last has heard of all others of the same status; of other
// statuses nobody hears, which would hide races.
class Turn {
 public:
  Turn() {
    AnnotateIgnoreSyncBegin(__FILE__, __LINE__);
    mutex_.lock();
    AnnotateIgnoreSyncEnd(__FILE__, __LINE__);
  }
  ~Turn() {
    AnnotateIgnoreSyncBegin(__FILE__, __LINE__);
    mutex_.unlock();
    AnnotateIgnoreSyncEnd(__FILE__, __LINE__);
  }

 private:
  static constinit std::mutex mutex_;
};

constinit std::mutex Turn::mutex_;

}  // namespace

void StatusRep::Unref() const {
  ISOBRIDGE_REAL(void (*)(const StatusRep*), "_ZNK4absl", "15status_internal9StatusRep5UnrefEv");
  const Turn turn;
  __tsan_release(const_cast<StatusRep*>(this));
  __tsan_acquire(const_cast<StatusRep*>(this));
  real(this);
}
