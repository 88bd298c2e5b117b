#ifndef ISOBRIDGE_ISOLATE_POOL_ENDING_H_
#define ISOBRIDGE_ISOLATE_POOL_ENDING_H_

namespace isobridge::isolate {

// What the end of a process says about the health of the next ones.
enum class Ending {
  // Nothing: it had answered, or was killed by whoever had it, at a limit for example.
  kOrderly,
  // It ended by itself without an answer: because of the program, or because no program can run on this machine.
  kCrashed,
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_POOL_ENDING_H_
