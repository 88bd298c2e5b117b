#ifndef ISOBRIDGE_ISOLATE_WORKER_VIRTUAL_CLOCK_PLATFORM_H_
#define ISOBRIDGE_ISOLATE_WORKER_VIRTUAL_CLOCK_PLATFORM_H_

#include <memory>

#include "v8-platform.h"

namespace isobridge::isolate {

// V8's single-threaded platform, with the virtual clock (virtual_clock.h) wherever V8 asks for the time: `Date` in a program, and
// the pace of the garbage collector, which then doesn't depend on how busy the machine is either.
//
// Isolate thread only. One for the process, before v8::V8::Initialize.
std::unique_ptr<v8::Platform> NewVirtualClockPlatform();

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_VIRTUAL_CLOCK_PLATFORM_H_
