#include "isolate/pool/compile_cache.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace isobridge::isolate {
namespace {

constexpr uint64_t kEntryBytes = 200;

}  // namespace

CompileKey MakeCompileKey(std::string_view tenant, std::string_view source, int language) {
  // Lengths first, so that no two different triples give the same bytes.
  const std::string head = absl::StrCat(language, ",", tenant.size(), ",", tenant);
  return bridge::Sha256({head, source});
}

std::shared_ptr<const bridge::CompiledProgram> CompileCache::Find(const CompileKey& key) {
  absl::MutexLock lock(mu_);
  const auto found = index_.find(key);
  if (found == index_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->program;
}

void CompileCache::Put(const CompileKey& key, std::shared_ptr<const bridge::CompiledProgram> program) {
  const uint64_t bytes = kEntryBytes + program->code.size() + program->error.size() +
                         program->inserted_breaks.size() * sizeof program->inserted_breaks[0];
  absl::MutexLock lock(mu_);
  if (bytes > max_bytes_ || index_.contains(key)) return;
  entries_.push_front({key, std::move(program), bytes});
  index_.emplace(key, entries_.begin());
  bytes_ += bytes;
  while (bytes_ > max_bytes_) {
    bytes_ -= entries_.back().bytes;
    index_.erase(entries_.back().key);
    entries_.pop_back();
  }
}

uint64_t CompileCache::bytes() const {
  absl::MutexLock lock(mu_);
  return bytes_;
}

}  // namespace isobridge::isolate
