#ifndef ISOBRIDGE_CLIENTS_CLI_RUN_VIEW_H_
#define ISOBRIDGE_CLIENTS_CLI_RUN_VIEW_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock_interface.h"
#include "absl/time/time.h"
#include "clients/cli/run_observer.h"

namespace isobridge::cli {

// Shows a run to a person: a line for each call when it has ended, console lines, warnings, the error and a summary; on a
// terminal also a live line for each call that waits. The program's value is not shown here.
//
// Whatever comes from the program or its tools is shown so that the terminal does not act on it.
//
// Thread-safe; `write` is called under a lock.
class RunView : public RunObserver {
 public:
  struct Options {
    enum class Kind { kPlain, kTerminal } kind = Kind::kPlain;
    enum class Colors { kOff, kOn } colors = Colors::kOff;
    // Lines about calls are cut to this; console lines and errors are never cut.
    size_t columns = 100;
    // Live lines beyond these are counted only.
    size_t max_live_lines = 8;
  };

  RunView(Options options, absl::Clock* clock, std::function<void(std::string_view)> write);

  void OnMessage(const isobridge::v1::ExecuteResponse& message) override;
  void OnAnswer(uint32_t id, const ToolAnswer& answer) override;
  void OnToolLog(std::string_view tool, std::string_view text) override;
  void OnCatalogUnknown() override;
  void OnBeat() override;

 private:
  struct Pending {
    std::string tool;
    std::string args;
    absl::Time since;
  };
  enum class Style { kPlain, kFaint, kGreen, kYellow, kRed };

  void CallEnded(uint32_t id, std::string_view outcome, Style style, std::string_view detail) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void ShowFinished(const isobridge::v1::Finished& finished) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void ShowAdvice(const isobridge::v1::Diagnostic& diagnostic) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void ShowError(const isobridge::v1::ExecutionError& error) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void ShowSummary(const isobridge::v1::Finished& finished) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Labelled(std::string_view label, Style style, std::string_view text) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  // Prints lines that stay, above the live ones.
  void Print(std::string_view text) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  std::string LiveLines() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  std::string CallText(uint32_t id, const Pending& call) const;
  std::string Styled(Style style, std::string_view text) const;

  // Constant after construction.
  const Options options_;
  absl::Clock* const clock_;
  const std::function<void(std::string_view)> write_;

  absl::Mutex mu_;
  std::map<uint32_t, Pending> pending_ ABSL_GUARDED_BY(mu_);
  size_t live_lines_ ABSL_GUARDED_BY(mu_) = 0;
};

}  // namespace isobridge::cli

#endif  // ISOBRIDGE_CLIENTS_CLI_RUN_VIEW_H_
