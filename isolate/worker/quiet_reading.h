#ifndef ISOBRIDGE_ISOLATE_WORKER_QUIET_READING_H_
#define ISOBRIDGE_ISOLATE_WORKER_QUIET_READING_H_

#include "v8.h"

namespace isobridge::isolate {

// While it lives, what C++ reads from JavaScript objects runs nothing of the program: a getter or a trap throws instead. V8 keeps
// JavaScript out by itself, but calls native functions, which a program can make getters of: those with effects look at `active`.
//
// One at a time. Isolate thread only.
class QuietReading {
 public:
  explicit QuietReading(v8::Isolate* isolate)
      : no_javascript_(isolate, v8::Isolate::DisallowJavascriptExecutionScope::THROW_ON_FAILURE) {
    active_ = true;
  }
  ~QuietReading() { active_ = false; }
  QuietReading(const QuietReading&) = delete;
  QuietReading& operator=(const QuietReading&) = delete;

  static bool active() { return active_; }

 private:
  static inline bool active_ = false;
  const v8::Isolate::DisallowJavascriptExecutionScope no_javascript_;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_QUIET_READING_H_
