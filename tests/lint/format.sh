#!/usr/bin/env bash
# format.sh check|fix: C++ formatting by .clang-format and the protos by buf.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
mode=${1:?check or fix}

mapfile -t sources < <(find bridge isolate service telemetry clients tests -name '*.cc' -o -name '*.h' | sort)
status=0
if [ "$mode" = fix ]; then
  clang-format -i "${sources[@]}"
else
  clang-format --dry-run --Werror "${sources[@]}" || status=1
fi

buf=$(find "$ISOBRIDGE_NPM/@bufbuild" -path '*/bin/buf' | head -1)
[ -n "$buf" ] || { echo "buf is not among the npm packages of this architecture" >&2; exit 1; }
(cd proto && "$buf" lint) || status=1
if [ "$mode" = fix ]; then (cd proto && "$buf" format -w); else (cd proto && "$buf" format -d --exit-code >/dev/null) || { echo "proto/ is not formatted: ./dev format" >&2; status=1; }; fi

# No address of a package registry belongs in the repository.
if grep -rnE '"resolved"|registry\.[a-z]+\.(org|com)' package-lock.json package.json deploy dev; then
  echo "an address of a package registry" >&2
  status=1
fi
exit $status
