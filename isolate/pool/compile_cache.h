#ifndef ISOBRIDGE_ISOLATE_POOL_COMPILE_CACHE_H_
#define ISOBRIDGE_ISOLATE_POOL_COMPILE_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "bridge/program_compiler.h"
#include "bridge/sha256.h"

namespace isobridge::isolate {

// SHA-256 over tenant, language and source.
using CompileKey = bridge::Sha256Digest;

// The tenant is a part of the key: a compiler is hostile once it has read a hostile source, so what it made of the next one may
// only reach the tenant that it served.
CompileKey MakeCompileKey(std::string_view tenant, std::string_view source, int language);

// Results of compilations, the least recently used dropped first when they are too large together.
//
// Thread-safe.
class CompileCache {
 public:
  // `max_bytes` counts code, messages and about 200 bytes an entry; 0 keeps nothing.
  explicit CompileCache(uint64_t max_bytes) : max_bytes_(max_bytes) {}

  // Null if it isn't there.
  std::shared_ptr<const bridge::CompiledProgram> Find(const CompileKey& key) ABSL_LOCKS_EXCLUDED(mu_);
  void Put(const CompileKey& key, std::shared_ptr<const bridge::CompiledProgram> program) ABSL_LOCKS_EXCLUDED(mu_);

  uint64_t bytes() const ABSL_LOCKS_EXCLUDED(mu_);

 private:
  struct Entry {
    CompileKey key;
    std::shared_ptr<const bridge::CompiledProgram> program;
    uint64_t bytes;
  };

  const uint64_t max_bytes_;

  mutable absl::Mutex mu_;
  // The most recently used first.
  std::list<Entry> entries_ ABSL_GUARDED_BY(mu_);
  std::map<CompileKey, std::list<Entry>::iterator> index_ ABSL_GUARDED_BY(mu_);
  uint64_t bytes_ ABSL_GUARDED_BY(mu_) = 0;
};

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_POOL_COMPILE_CACHE_H_
