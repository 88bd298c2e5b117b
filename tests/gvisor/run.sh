#!/usr/bin/env bash
# usage: ./dev gvisor RUNSC [PROFILE [CASE or FAMILY ...]]
#
# Runs the attacks of tests/abuse inside a sandbox of gVisor: service, workers and the client that attacks. RUNSC is gVisor's
# executable (`CGO_ENABLED=0 go install gvisor.dev/gvisor/runsc@latest`). Root only. ./dev calls this as
#   run.sh ROOT FOLDERS RUNFILES RUNSC PROFILE [CASE or FAMILY ...]
# with the root file system, the folders that are to be seen in it (separated by colons), and what jit_test runs with.
set -euo pipefail
root=$1 folders=$2 runfiles=$3 runsc=$4 profile=$5
shift 5
[ -x "$runsc" ] || { echo "tests/gvisor: $runsc is no executable; it is the path of gVisor's runsc" >&2; exit 2; }
[ "$(id -u)" = 0 ] || { echo "tests/gvisor: runsc needs root here" >&2; exit 2; }

work=$(mktemp -d /tmp/isobridge-gvisor-XXXXXX)
name=isobridge-$$
runsc() { "$runsc" --root="$work/state" --network=none --platform=systrap --ignore-cgroups --overlay2=root:memory "$@"; }
cleanup() {
  runsc delete --force "$name" 2>/dev/null || true
  # runsc leaves a mount there.
  umount --lazy "$work"/state/* 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT
mkdir -p "$work/bundle" "$work/state"

ROOT=$root FOLDERS=$folders RUNFILES=$runfiles PROFILE=$profile python3 - "$@" >"$work/bundle/config.json" <<'PYTHON'
import json
import os
import sys

command = ["/bin/sh", "tests/abuse/run.sh", "service/isobridge", os.environ["PROFILE"], "--service_flag=--landlock=prefer", *sys.argv[1:]]
mounts = [
    {"destination": "/proc", "type": "proc", "source": "proc"},
    {"destination": "/dev", "type": "tmpfs", "source": "tmpfs"},
    {"destination": "/sys", "type": "sysfs", "source": "sysfs"},
    {"destination": "/tmp", "type": "tmpfs", "source": "tmpfs"},
]
mounts += [{"destination": folder, "type": "bind", "source": folder, "options": ["rbind", "ro"]} for folder in os.environ["FOLDERS"].split(":")]
print(json.dumps({
    "ociVersion": "1.0.0",
    "process": {
        "user": {"uid": 0, "gid": 0},
        "args": command,
        "env": ["PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/tmp", "LANG=C.UTF-8"],
        "cwd": os.environ["RUNFILES"],
        "noNewPrivileges": True,
    },
    "root": {"path": os.environ["ROOT"], "readonly": True},
    "hostname": "gvisor",
    "mounts": mounts,
    "linux": {"namespaces": [{"type": kind} for kind in ("pid", "mount", "ipc", "uts", "network")]},
}))
PYTHON
runsc run --bundle "$work/bundle" "$name"
