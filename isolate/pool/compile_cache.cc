#include "isolate/pool/compile_cache.h"

#include <openssl/evp.h>

#include <string>
#include <utility>

#include "absl/log/check.h"
#include "absl/strings/str_cat.h"

namespace isobridge::isolate {
namespace {

constexpr uint64_t kEntryBytes = 200;

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

}  // namespace

CompileKey MakeCompileKey(std::string_view tenant, std::string_view source, int language) {
  // Lengths first, so that no two different triples give the same bytes.
  const std::string head = absl::StrCat(language, ",", tenant.size(), ",", tenant);
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  CompileKey key;
  CHECK(EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1 &&
        EVP_DigestUpdate(context.get(), head.data(), head.size()) == 1 &&
        EVP_DigestUpdate(context.get(), source.data(), source.size()) == 1 &&
        EVP_DigestFinal_ex(context.get(), key.data(), nullptr) == 1);
  return key;
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
