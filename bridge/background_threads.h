#ifndef ISOBRIDGE_BRIDGE_BACKGROUND_THREADS_H_
#define ISOBRIDGE_BRIDGE_BACKGROUND_THREADS_H_

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "bridge/background.h"
#include "bridge/fair_queue.h"

namespace isobridge::bridge {

// Threads that do what is added: the oldest of each tenant first, and the tenants take turns. One tenant never has all threads,
// if there is more than one.
//
// Thread-safe.
class BackgroundThreads final : public Background {
 public:
  explicit BackgroundThreads(unsigned threads);
  ~BackgroundThreads() override { End(); }

  // Returns when everything that was added is done and the threads are gone. What is added from then on is done by who adds it,
  // before Add returns. Called by one thread at a time.
  void End() ABSL_LOCKS_EXCLUDED(mu_);

  void Add(const std::string& tenant, std::function<void()> work) override ABSL_LOCKS_EXCLUDED(mu_);

 private:
  struct Item {
    std::string tenant;
    std::function<void()> work;
  };

  void Work() ABSL_LOCKS_EXCLUDED(mu_);
  // Waits for it. None: the end.
  std::optional<Item> Next() ABSL_LOCKS_EXCLUDED(mu_);
  void Done(const std::string& tenant) ABSL_LOCKS_EXCLUDED(mu_);

  const size_t most_of_tenant_;

  absl::Mutex mu_;
  absl::CondVar changed_;
  FairQueue<Item> added_ ABSL_GUARDED_BY(mu_);
  // How many threads work for each tenant.
  std::map<std::string, size_t> busy_ ABSL_GUARDED_BY(mu_);
  bool ending_ ABSL_GUARDED_BY(mu_) = false;

  std::vector<std::thread> threads_;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_BACKGROUND_THREADS_H_
