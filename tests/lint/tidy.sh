#!/usr/bin/env bash
# clang-tidy over the service's own sources. $1: the execution root of a finished build, where generated headers lie.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
execroot=${1:?the execution root of the build}
bin=$(ls -d "$execroot"/bazel-out/*-fastbuild/bin | head -1)

mapfile -t sources < <(find bridge isolate service telemetry clients -name '*.cc' ! -name '*_test.cc' ! -name '*_fuzz.cc' | sort)
printf '%s\n' "${sources[@]}" | xargs -P 2 -n 4 clang-tidy --quiet -- -std=c++20 -fno-rtti -I. -I"$bin" -I"$bin/proto" \
  -isystem /usr/include/node
