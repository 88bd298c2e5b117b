#include "isolate/worker/virtual_clock_platform.h"

#include <utility>

#include "isolate/worker/virtual_clock.h"
#include "libplatform/libplatform.h"

namespace isobridge::isolate {
namespace {

class VirtualClockPlatform final : public v8::Platform {
 public:
  explicit VirtualClockPlatform(std::unique_ptr<v8::Platform> base) : base_(std::move(base)) {}

  double MonotonicallyIncreasingTime() override { return static_cast<double>(VirtualClock::NowMicros()) / 1e6; }
  // Whole milliseconds, as `Date` has them.
  int64_t CurrentClockTimeMilliseconds() override { return VirtualClock::NowMicros() / 1000; }
  double CurrentClockTimeMillis() override { return static_cast<double>(CurrentClockTimeMilliseconds()); }
  double CurrentClockTimeMillisecondsHighResolution() override { return static_cast<double>(VirtualClock::NowMicros()) / 1e3; }

  v8::PageAllocator* GetPageAllocator() override { return base_->GetPageAllocator(); }
  v8::ThreadIsolatedAllocator* GetThreadIsolatedAllocator() override { return base_->GetThreadIsolatedAllocator(); }
  void OnCriticalMemoryPressure() override { base_->OnCriticalMemoryPressure(); }
  int NumberOfWorkerThreads() override { return base_->NumberOfWorkerThreads(); }
  std::shared_ptr<v8::TaskRunner> GetForegroundTaskRunner(v8::Isolate* isolate, v8::TaskPriority priority) override {
    return base_->GetForegroundTaskRunner(isolate, priority);
  }
  bool IdleTasksEnabled(v8::Isolate* isolate) override { return base_->IdleTasksEnabled(isolate); }
  std::unique_ptr<v8::ScopedBlockingCall> CreateBlockingScope(v8::BlockingType type) override {
    return base_->CreateBlockingScope(type);
  }
  StackTracePrinter GetStackTracePrinter() override { return base_->GetStackTracePrinter(); }
  v8::TracingController* GetTracingController() override { return base_->GetTracingController(); }
  void DumpWithoutCrashing() override { base_->DumpWithoutCrashing(); }
  v8::HighAllocationThroughputObserver* GetHighAllocationThroughputObserver() override {
    return base_->GetHighAllocationThroughputObserver();
  }

 protected:
  std::unique_ptr<v8::JobHandle> CreateJobImpl(v8::TaskPriority priority, std::unique_ptr<v8::JobTask> task,
                                               const v8::SourceLocation& location) override {
    return base_->CreateJob(priority, std::move(task), location);
  }
  void PostTaskOnWorkerThreadImpl(v8::TaskPriority priority, std::unique_ptr<v8::Task> task,
                                  const v8::SourceLocation& location) override {
    base_->PostTaskOnWorkerThread(priority, std::move(task), location);
  }
  void PostDelayedTaskOnWorkerThreadImpl(v8::TaskPriority priority, std::unique_ptr<v8::Task> task, double delay_in_seconds,
                                         const v8::SourceLocation& location) override {
    base_->PostDelayedTaskOnWorkerThread(priority, std::move(task), delay_in_seconds, location);
  }

 private:
  const std::unique_ptr<v8::Platform> base_;
};

}  // namespace

std::unique_ptr<v8::Platform> NewVirtualClockPlatform() {
  return std::make_unique<VirtualClockPlatform>(v8::platform::NewSingleThreadedDefaultPlatform());
}

}  // namespace isobridge::isolate
