#!/bin/bash
# run_test.sh: the runner on a small suite of its own, against the service at $ISOBRIDGE_ADDRESS.
set -u
work=$(mktemp -d "${TEST_TMPDIR:-/tmp}/wpt-XXXXXX")
failures=0
run() { python3 tests/wpt/run.py --server "$ISOBRIDGE_ADDRESS" --suite tests/wpt/testdata --expectations "$1" console url >"$work/out" 2>&1; }
check() {
  echo "$1: $([ "$2" = "$3" ] && echo ok || echo "FAILED, $2 instead of $3")"
  [ "$2" = "$3" ] || failures=$((failures + 1))
}

: >"$work/none.txt"
run "$work/none.txt"
check "failures are status 1" $? 1
check "and counted" "$(tail -1 "$work/out")" "4 passed, 2 failed"
check "a subtest that fails is told" "$(grep -c 'FAIL console/logs.any.js#this one fails: failed: expected true, got false' "$work/out")" 1
check "a file that breaks off is told" "$(grep -c 'FAIL console/breaks.any.js#(file): Error: before the end' "$work/out")" 1

cat >"$work/expected.txt" <<'END'
console/logs.any.js#this * fails  it is there to fail
console/breaks.any.js  it breaks off
END
run "$work/expected.txt"
check "what is expected to fail is status 0" $? 0
check "and not counted as failed" "$(tail -1 "$work/out")" "4 passed, 0 failed"

echo 'console/logs.any.js' >"$work/bare.txt"
run "$work/bare.txt"
check "an expectation needs a reason" "$(grep -c 'bare.txt:1: a pattern needs a reason' "$work/out")" 1
[ $failures = 0 ] || cat "$work/out"
exit $((failures > 0))
