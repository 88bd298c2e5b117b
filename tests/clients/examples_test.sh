#!/bin/bash
# examples_test.sh ISOBRIDGE FOLDER: `isobridge run` prints exactly what the example's expected.json has, and starts and ends a
# service for it.
set -u
isobridge=$1
folder=$2
export TMPDIR
TMPDIR=$(mktemp -d /tmp/isobridge-test-XXXXXX)
trap 'rm -rf "$TMPDIR"' EXIT
"$isobridge" run "$folder/program.ts" --tools "$folder/tools.json" >"$TMPDIR/result.json" 2>"$TMPDIR/shown"
status=$?
cat "$TMPDIR/shown"
[ $status = 0 ] || { echo "exit status $status" && exit 1; }
diff "$folder/expected.json" "$TMPDIR/result.json" || exit 1
rm "$TMPDIR/result.json" "$TMPDIR/shown"
left=$(ls "$TMPDIR")
[ -z "$left" ] || { echo "left behind: $left" && exit 1; }
