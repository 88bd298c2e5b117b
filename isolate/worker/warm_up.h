#ifndef ISOBRIDGE_ISOLATE_WORKER_WARM_UP_H_
#define ISOBRIDGE_ISOLATE_WORKER_WARM_UP_H_

#include <cstdint>
#include <string_view>

#include "isobridge/worker/v1/frames.pb.h"

namespace isobridge::isolate {

// The program that a zygote rehearses: what models commonly write, so that its bytecode, caches and pages are there in every
// fork. It leaves nothing on any object that outlives it.
extern const std::string_view kWarmProgram;
// A short one, for the pages that a fork writes anyway.
extern const std::string_view kTouchProgram;

inline constexpr int kWarmRounds = 3;
inline constexpr uint32_t kRehearsalEvents = 100;

// A Begin, and answers to what the program then asks for.
worker::v1::Begin Rehearsal(std::string_view code);
worker::v1::Settle RehearsalAnswer(uint32_t call);
worker::v1::TimerFired RehearsalTimer(uint32_t event);

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_WARM_UP_H_
