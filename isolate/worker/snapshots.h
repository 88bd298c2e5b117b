#ifndef ISOBRIDGE_ISOLATE_WORKER_SNAPSHOTS_H_
#define ISOBRIDGE_ISOLATE_WORKER_SNAPSHOTS_H_

#include <string_view>

#include "isolate/worker/process_options.h"

namespace isobridge::isolate {

// A V8 startup snapshot, made by snapshot_main when the executable was built and part of it.
struct Snapshot {
  std::string_view blob;
  // Hex.
  std::string_view sha256;
};

// Each profile has its own: code in a snapshot depends on V8's flags.
Snapshot SnapshotFor(Role role, Profile profile);

}  // namespace isobridge::isolate

#endif  // ISOBRIDGE_ISOLATE_WORKER_SNAPSHOTS_H_
