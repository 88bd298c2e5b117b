#!/usr/bin/env bash
# clang-tidy over the service's own sources. $1: the execution root of a build, where generated headers lie; then, as Bazel writes
# them, the folders to look at (//bridge/...), all unless told.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
execroot=${1:?the execution root of the build}
shift
bin=$(ls -d "$execroot"/bazel-out/*-fastbuild/bin | head -1)
folders=(bridge isolate service telemetry clients)
if [ $# -gt 0 ]; then
  folders=()
  for target in "$@"; do
    folder=${target#//}
    folder=${folder%%:*}
    folders+=("${folder%/...}")
  done
fi

mapfile -t sources < <(find "${folders[@]}" -name '*.cc' ! -name '*_test.cc' ! -name '*_fuzz.cc' | sort -u)
export flags="-std=c++20 -fno-rtti -I. -I$bin -I$bin/proto -isystem /usr/include/node"
# The sources come before the compiler's flags.
# shellcheck disable=SC2016
printf '%s\n' "${sources[@]}" | xargs -P "$(nproc)" -n 4 bash -c 'clang-tidy --quiet "$@" -- $flags' clang-tidy
