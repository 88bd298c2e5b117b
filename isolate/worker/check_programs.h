#ifndef ISOBRIDGE_ISOLATE_WORKER_CHECK_PROGRAMS_H_
#define ISOBRIDGE_ISOLATE_WORKER_CHECK_PROGRAMS_H_

#include <span>
#include <string_view>

namespace isobridge::isolate {

// A program that leans on one part of V8, and its result.
struct CheckProgram {
  std::string_view name;
  // The body of an async function that needs no tool. Returns a string or a number.
  std::string_view code;
  // The result as a string.
  std::string_view expected;
};

// Programs that would show a V8 damaged by a fork: JIT, garbage collection, collections, regular expressions, BigInt, Intl, typed
// arrays, promises. All together take about 100 ms.
std::span<const CheckProgram> CheckPrograms();

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_CHECK_PROGRAMS_H_
