#ifndef ISOBRIDGE_TELEMETRY_OBSERVERS_H_
#define ISOBRIDGE_TELEMETRY_OBSERVERS_H_

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "telemetry/observer.h"

namespace isobridge::telemetry {

// Tells several observers, in order, of all that happens.
//
// Thread-safe.
class Observers final : public Observer {
 public:
  // They outlive it.
  explicit Observers(std::vector<Observer*> all) : all_(std::move(all)) {}

  void ExecutionStarted(std::string_view execution_id) override {
    for (Observer* const one : all_) one->ExecutionStarted(execution_id);
  }
  void ExecutionFinished(std::string_view execution_id, const ExecutionSummary& summary) override {
    for (Observer* const one : all_) one->ExecutionFinished(execution_id, summary);
  }
  void WorkerLost(std::string_view execution_id, std::string_view reason) override {
    for (Observer* const one : all_) one->WorkerLost(execution_id, reason);
  }
  void LockdownTested(uint32_t attempts, uint32_t stopped) override {
    for (Observer* const one : all_) one->LockdownTested(attempts, stopped);
  }
  void ZygoteLost(std::string_view role, std::string_view reason) override {
    for (Observer* const one : all_) one->ZygoteLost(role, reason);
  }
  void ProcessForked(std::string_view role) override {
    for (Observer* const one : all_) one->ProcessForked(role);
  }
  void ProcessEnded(std::string_view role, int signal) override {
    for (Observer* const one : all_) one->ProcessEnded(role, signal);
  }

 private:
  const std::vector<Observer*> all_;
};

}  // namespace isobridge::telemetry

#endif  // ISOBRIDGE_TELEMETRY_OBSERVERS_H_
