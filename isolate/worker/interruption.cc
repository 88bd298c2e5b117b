#include "isolate/worker/interruption.h"

#include <algorithm>
#include <atomic>

namespace isobridge::isolate {
namespace {

// What the program may still take while it unwinds: a large Map in the middle of growing needs most of it.
constexpr size_t kHeadroomBytes = 64u << 20;

std::atomic<v8::Isolate*> watched{nullptr};
std::atomic<Interruption::Cause> current_cause{Interruption::Cause::kNone};
FrameOutput* exit_output = nullptr;
ProgramStack interrupted_at;
uint64_t heap_peak_bytes = 0;

void OnInterrupt(v8::Isolate* isolate, void*) {
  interrupted_at = CurrentProgramStack(isolate);
  isolate->TerminateExecution();
}

void Interrupt(Interruption::Cause cause) {
  Interruption::Cause none = Interruption::Cause::kNone;
  v8::Isolate* isolate = watched.load();
  if (isolate == nullptr || !current_cause.compare_exchange_strong(none, cause)) return;
  isolate->RequestInterrupt(OnInterrupt, nullptr);
}

uint64_t HeapBytes(v8::Isolate* isolate) {
  v8::HeapStatistics statistics;
  isolate->GetHeapStatistics(&statistics);
  return statistics.used_heap_size();
}

void BeforeCollection(v8::Isolate* isolate, v8::GCType, v8::GCCallbackFlags) {
  heap_peak_bytes = std::max(heap_peak_bytes, HeapBytes(isolate));
}

size_t NearHeapLimit(void*, size_t current_limit, size_t) {
  heap_peak_bytes = std::max<uint64_t>(heap_peak_bytes, current_limit);
  if (current_cause.load() == Interruption::Cause::kHeapLimit && exit_output != nullptr)
    exit_output->ExitOutOfMemory(heap_peak_bytes);
  Interrupt(Interruption::Cause::kHeapLimit);
  // Where a stop was asked for before, running out of heap is what ends the program.
  current_cause.store(Interruption::Cause::kHeapLimit);
  return current_limit + kHeadroomBytes;
}

}  // namespace

void Interruption::Watch(v8::Isolate* isolate) {
  watched.store(isolate);
  isolate->AddNearHeapLimitCallback(NearHeapLimit, nullptr);
  isolate->AddGCPrologueCallback(BeforeCollection);
}

void Interruption::Reset(FrameOutput* output) {
  current_cause.store(Cause::kNone);
  exit_output = output;
  interrupted_at = {};
  heap_peak_bytes = 0;
}

void Interruption::RequestStop() { Interrupt(Cause::kStopped); }

Interruption::Cause Interruption::cause() { return current_cause.load(); }

const ProgramStack& Interruption::where() { return interrupted_at; }

uint64_t Interruption::HeapPeakBytes(v8::Isolate* isolate) {
  heap_peak_bytes = std::max(heap_peak_bytes, HeapBytes(isolate));
  return heap_peak_bytes;
}

}  // namespace isobridge::isolate
