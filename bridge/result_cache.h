#ifndef ISOBRIDGE_BRIDGE_RESULT_CACHE_H_
#define ISOBRIDGE_BRIDGE_RESULT_CACHE_H_

#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <list>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "bridge/memory_budget.h"
#include "bridge/sha256.h"

namespace isobridge::bridge {

// SHA-256 over what a result follows from.
using ResultKey = Sha256Digest;

// The tenant is to be a part of the key: who made a result may be hostile once it has read a hostile source, so what it made of
// the next one may only reach the tenant that it served.
ResultKey MakeResultKey(std::initializer_list<std::string_view> parts);

// Results of compilations or checks, the least recently used dropped first when they are too large together.
//
// Thread-safe.
template <typename Result>
class ResultCache {
 public:
  // `max_bytes` counts what Put was told and about 200 bytes an entry; 0 keeps nothing. `account` has a say, too; null: it
  // doesn't.
  explicit ResultCache(uint64_t max_bytes, std::unique_ptr<MemoryBudget::Account> account = nullptr)
      : max_bytes_(max_bytes), account_(std::move(account)) {}

  // Null if it isn't there.
  std::shared_ptr<const Result> Find(const ResultKey& key) ABSL_LOCKS_EXCLUDED(mu_) {
    absl::MutexLock lock(mu_);
    const auto found = index_.find(key);
    if (found == index_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->result;
  }

  // In place of what was there.
  void Put(const ResultKey& key, std::shared_ptr<const Result> result, uint64_t result_bytes) ABSL_LOCKS_EXCLUDED(mu_) {
    const uint64_t bytes = kEntryBytes + result_bytes;
    absl::MutexLock lock(mu_);
    if (const auto found = index_.find(key); found != index_.end()) Drop(found->second);
    if (bytes > max_bytes_) return;
    entries_.push_front({key, std::move(result), bytes});
    index_.emplace(key, entries_.begin());
    bytes_ += bytes;
    while (bytes_ > max_bytes_ || (account_ != nullptr && !account_->HoldIfFree(bytes_).ok())) Drop(std::prev(entries_.end()));
  }

  // What was not used for the longest. False: there is nothing.
  bool LetGo() ABSL_LOCKS_EXCLUDED(mu_) {
    absl::MutexLock lock(mu_);
    if (entries_.empty()) return false;
    Drop(std::prev(entries_.end()));
    if (account_ != nullptr) account_->HoldIfFree(bytes_).IgnoreError();  // Less is always granted.
    return true;
  }

  uint64_t bytes() const ABSL_LOCKS_EXCLUDED(mu_) {
    absl::MutexLock lock(mu_);
    return bytes_;
  }

 private:
  static constexpr uint64_t kEntryBytes = 200;

  struct Entry {
    ResultKey key;
    std::shared_ptr<const Result> result;
    uint64_t bytes;
  };

  void Drop(typename std::list<Entry>::iterator entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    bytes_ -= entry->bytes;
    index_.erase(entry->key);
    entries_.erase(entry);
  }

  const uint64_t max_bytes_;

  mutable absl::Mutex mu_;
  const std::unique_ptr<MemoryBudget::Account> account_ ABSL_PT_GUARDED_BY(mu_);
  // The most recently used first.
  std::list<Entry> entries_ ABSL_GUARDED_BY(mu_);
  std::map<ResultKey, typename std::list<Entry>::iterator> index_ ABSL_GUARDED_BY(mu_);
  uint64_t bytes_ ABSL_GUARDED_BY(mu_) = 0;
};

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_RESULT_CACHE_H_
