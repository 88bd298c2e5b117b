#ifndef ISOBRIDGE_ISOLATE_POOL_ZYGOTE_FIXTURE_H_
#define ISOBRIDGE_ISOLATE_POOL_ZYGOTE_FIXTURE_H_

#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "isolate/pool/child_process.h"
#include "isolate/pool/loop_fixture.h"
#include "isolate/pool/zygote_client.h"
#include "telemetry/observer.h"

namespace isobridge::isolate {

// A ZygoteClient on a loop of its own, with zygotes of the real worker executable.
//
// For the test's thread, except where something is said to run on the loop.
class ZygoteFixture : public LoopFixture, public telemetry::Observer {
 protected:
  static constexpr absl::Duration kPatience = absl::Seconds(30);

  static ZygoteOptions Worker() {
    return {.name = "worker",
            .executable = absl::StrCat(getenv("TEST_SRCDIR"), "/", getenv("TEST_WORKSPACE"), "/isolate/worker/isobridge_worker"),
            .arguments = {"--role=worker", "--control_fd=3", absl::StrCat("--heap_bytes=", 128 << 20), "--profile=jit",
                          "--landlock=prefer", "--huge_text=false"}};
  }

  void Start(ZygoteOptions options) {
    client_ = std::make_unique<ZygoteClient>(loop_.get(), &children_, std::move(options), this);
    OnLoop([this] { client_->Start(); });
  }

  void TearDown() override {
    if (client_ != nullptr) OnLoop([this] { client_->Stop(); });
    OnLoop([this] { children_.KillAll(); });
    AwaitOnLoop("the end of every process", [this] { return children_.ReapEnded(); });
    loop_->End();
  }

  // Looks on the loop until `so`; only what no event tells.
  void AwaitOnLoop(const std::string& what, const std::function<bool()>& so) {
    const absl::Time deadline = absl::Now() + kPatience;
    for (bool is = false; !is;) {
      OnLoop([&] { is = so(); });
      ASSERT_TRUE(is || absl::Now() < deadline) << "never: " << what;
      if (!is) absl::SleepFor(absl::Milliseconds(2));
    }
  }

  // Asks for one fork and waits for it. The process is killed at the end.
  absl::StatusOr<ForkedProcess> Fork() {
    absl::Notification done;
    absl::StatusOr<ForkedProcess> result;
    loop_->Post([&] {
      client_->Fork([&](absl::StatusOr<ForkedProcess> process) {
        if (process.ok()) children_.WhenEnded(*process->process, [](const ChildExit&) {});
        result = std::move(process);
        done.Notify();
      });
    });
    EXPECT_TRUE(done.WaitForNotificationWithTimeout(kPatience));
    return result;
  }

  // The zygote that forks now; 0 while there is none.
  pid_t Pid() {
    pid_t pid = 0;
    OnLoop([&] { pid = client_->ready() ? client_->pid() : 0; });
    return pid;
  }
  pid_t AwaitPidOtherThan(pid_t old) {
    pid_t pid = 0;
    AwaitOnLoop("another zygote", [&] {
      pid = client_->ready() ? client_->pid() : 0;
      return pid != 0 && pid != old;
    });
    return pid;
  }

  // "role: reason" of each zygote that was lost.
  std::vector<std::string> Lost() {
    absl::MutexLock lock(mu_);
    return lost_;
  }

  ChildProcesses children_{loop_.get()};
  std::unique_ptr<ZygoteClient> client_;

 private:
  void ZygoteLost(std::string_view role, std::string_view reason) override {
    absl::MutexLock lock(mu_);
    lost_.push_back(absl::StrCat(role, ": ", reason));
  }

  absl::Mutex mu_;
  std::vector<std::string> lost_ ABSL_GUARDED_BY(mu_);
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_POOL_ZYGOTE_FIXTURE_H_
