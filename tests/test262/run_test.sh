#!/bin/bash
# run_test.sh: the runner on a small suite of its own, against the service at $ISOBRIDGE_ADDRESS and the V8 of the Node here.
set -u
work=$(mktemp -d "${TEST_TMPDIR:-/tmp}/test262-XXXXXX")
failures=0
run() { python3 tests/test262/run.py --server "$ISOBRIDGE_ADDRESS" --suite tests/test262/testdata --exclusions "$1" >"$work/out" 2>&1; }
check() {
  echo "$1: $([ "$2" = "$3" ] && echo ok || echo "FAILED, $2 instead of $3")"
  [ "$2" = "$3" ] || failures=$((failures + 1))
}

: >"$work/none.txt"
run "$work/none.txt"
check "differences are status 1" $? 1
check "and counted; what fails on both sides is none" "$(tail -1 "$work/out")" "6 passed, 2 failed"
check "one is told with its reason" "$(grep -c 'DIFFERS built-ins/code_from_string.js: plain V8 passes; the other: threw EvalError' "$work/out")" 1
check "early errors, errors of a type and asynchronous tests pass on both sides" "$(awk '/^language/ { print $2, $3, $4 }' "$work/out")" "3 2 2"

cat >"$work/known.txt" <<'END'
feature:WeakRef  no collector is to be seen
text:new Function\(  no code from strings
feature:Atomics  explains nothing
END
run "$work/known.txt"
check "what is meant is status 0" $? 0
check "and not counted" "$(tail -1 "$work/out")" "8 passed, 0 failed"
check "an exclusion that explains nothing is told" "$(grep -c 'an exclusion explains nothing: feature:Atomics' "$work/out")" 1
[ $failures = 0 ] || cat "$work/out"
exit $((failures > 0))
