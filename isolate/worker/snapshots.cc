#include "isolate/worker/snapshots.h"

#include <cstddef>

// Defined in snapshots.S; each is a blob followed by 64 hex digits.
#define ISOBRIDGE_SNAPSHOT(name)                     \
  extern "C" const char isobridge_snapshot_##name[]; \
  extern "C" const char isobridge_snapshot_##name##_end[]

ISOBRIDGE_SNAPSHOT(worker_jit);
ISOBRIDGE_SNAPSHOT(worker_hardened);
ISOBRIDGE_SNAPSHOT(compiler_jit);
ISOBRIDGE_SNAPSHOT(compiler_hardened);
#undef ISOBRIDGE_SNAPSHOT

namespace isobridge::isolate {
namespace {

constexpr size_t kDigestBytes = 64;

Snapshot Split(const char* begin, const char* end) {
  const std::string_view file(begin, static_cast<size_t>(end - begin));
  return {.blob = file.substr(0, file.size() - kDigestBytes), .sha256 = file.substr(file.size() - kDigestBytes)};
}

}  // namespace

Snapshot SnapshotFor(Role role, Profile profile) {
  const bool jit = profile == Profile::kJit;
  switch (role) {
    case Role::kWorker:
      return jit ? Split(isobridge_snapshot_worker_jit, isobridge_snapshot_worker_jit_end)
                 : Split(isobridge_snapshot_worker_hardened, isobridge_snapshot_worker_hardened_end);
    case Role::kCompiler:
      return jit ? Split(isobridge_snapshot_compiler_jit, isobridge_snapshot_compiler_jit_end)
                 : Split(isobridge_snapshot_compiler_hardened, isobridge_snapshot_compiler_hardened_end);
  }
  return {};
}

}  // namespace isobridge::isolate
