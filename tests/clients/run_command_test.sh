#!/bin/bash
# run_command_test.sh ISOBRIDGE: what `isobridge run` prints where, its exit status, and that nothing outlives it.
set -u
isobridge=$1
export TMPDIR
TMPDIR=$(mktemp -d /tmp/isobridge-test-XXXXXX)
work=$(mktemp -d /tmp/isobridge-test-XXXXXX)
trap 'rm -rf "$TMPDIR" "$work"' EXIT
failures=0

# check NAME COMMAND…: one claim.
check() {
  local name=$1
  shift
  if "$@"; then echo "ok: $name"; else
    echo "FAILED: $name: $*"
    echo "status $status, standard output:" && cat "$work/out"
    echo "standard error:" && cat "$work/err"
    failures=$((failures + 1))
  fi
}
run() {
  "$isobridge" run "$@" >"$work/out" 2>"$work/err"
  status=$?
}
status_is() { [ "$status" = "$1" ]; }
out_is() { [ "$(cat "$work/out")" = "$1" ]; }
err_has() { grep -qF -- "$1" "$work/err"; }
file() { printf '%s' "$2" >"$work/$1"; }
# Nothing of a run is left: no process that inherited its environment, no file.
process_left() { env -u TMPDIR grep -qas -- "TMPDIR=$TMPDIR" /proc/[0-9]*/environ; }
nothing_left() { [ -z "$(ls "$TMPDIR")" ] && ! process_left; }

file sum.ts 'console.log("adding"); return { sum: input.a + 1 };'
run "$work/sum.ts" --input '{"a": 2}'
check "a value is status 0" status_is 0
check "the value alone is on standard output" out_is $'{\n  "sum": 3\n}'
check "console lines are on standard error" err_has "log     adding"

file input.json '{"a": 41}'
run - --input "$work/input.json" <"$work/sum.ts"
check "program from standard input, input from a file" out_is $'{\n  "sum": 42\n}'

file undefined.ts 'undefined'
run "$work/undefined.ts"
check "undefined prints nothing" out_is ""
check "undefined is status 0" status_is 0

file throw.ts $'const a: number = 1;\nthrow new TypeError("no good");'
run "$work/throw.ts"
check "a program that throws is status 1" status_is 1
check "its error is shown" err_has "TypeError: no good"
check "its code frame is shown" err_has '> 2 | throw new TypeError("no good");'

run "$work/sum.ts" --json --input '{"a": 2}'
check "--json is status 0" status_is 0
check "--json prints one object a line, from started to finished" python3 -c '
import json, sys
kinds = [list(json.loads(line))[0] for line in open(sys.argv[1])]
assert kinds == ["started", "console", "finished"], kinds' "$work/out"
check "--json leaves standard error alone" [ ! -s "$work/err" ]

run --no_such_flag
check "a bad flag is status 2" status_is 2
run "$work/missing.ts"
check "a missing program is status 2" status_is 2
run "$work/sum.ts" --input '{"a"'
check "bad input is status 2" status_is 2
check "bad input is explained" err_has "--input is neither JSON"
run "$work/sum.ts" --input missing.json
check "a missing input is named" err_has "can't open missing.json: No such file"
file hi.json '{"hi": {"command": ["echo", "hi"]}}'
file hi.ts 'return await external_hi({})'
run "$work/hi.ts" --tools "$work/hi.json"
check "a tool that writes no JSON is told" err_has "wrote no JSON to standard output: line 1, column 1: expected a value"
run "$work/hi.ts" --tools "$work/hi.ts"
check "a tools file that is no JSON is told" err_has "hi.ts is no JSON: line 1, column 1: expected a value"
file bad.json '{"t": {"comand": ["ls"]}}'
run "$work/sum.ts" --tools "$work/bad.json"
check "a bad tools file is status 2" status_is 2
check "a bad tools file is explained" err_has "bad.json: tool 't': must be an object with"
check "a misspelt key is named" err_has 'it has "comand"'
file name.json '{"not a name": {"result": 1}}'
run "$work/sum.ts" --tools "$work/name.json"
check "a request that the service refuses is status 2" status_is 2
unknown=$(printf '0%.0s' {1..64})
run "$work/sum.ts" --catalog "$unknown" --input '{"a": 2}'
check "an unknown catalog without tools is status 2" status_is 2
check "it is refused by the service" err_has "CATALOG_UNKNOWN"
check "how to mend that is told" err_has "with --tools they are sent again"
file seven.json '{"seven": {"result": 7}}'
file seven.ts 'return await external_seven({})'
run "$work/seven.ts" --catalog "$unknown" --tools "$work/seven.json"
check "an unknown catalog with tools is status 0" status_is 0
check "its tools are sent" out_is 7
check "that they are is told" err_has "those of --tools are sent"
run "$work/seven.ts" --tools "$work/seven.json" --json --settled_calls --truncate --result_bytes 100 --allow seven
check "a call that is settled is told" grep -q '"callSettled"' "$work/out"
file long.ts '"x".repeat(1000)'
run "$work/long.ts" --truncate --result_bytes 100
check "a long result is cut" status_is 0
check "it says so" grep -q 'more characters' "$work/out"
file two.json '{"seven": {"result": 7}, "eight": {"result": 8}}'
run "$work/seven.ts" --tools "$work/two.json" --allow eight --check off
check "a tool that is not allowed fails the program" status_is 1
check "as if it were not there" err_has "external_seven is not defined"
run "$work/sum.ts" --server "unix:$work/nowhere"
check "no service is status 3" status_is 3
check "no service is explained" err_has "No such file or directory"
check "what to do is told" err_has "start the service there (./dev serve), or check the address"
run --help
check "--help is status 0" status_is 0
check "--help tells the exit status" grep -q "^Exit status: 0" "$work/out"
check "after all these nothing is left" nothing_left

# interrupted NAME SIGNAL: sends the signal once the tool runs.
interrupted() {
  rm -f "$work/runs"
  file wait.json "{\"wait\": {\"command\": [\"sh\", \"-c\", \"touch $work/runs; exec python3 -c 'import time; time.sleep(1000)'\"]}}"
  file wait.ts 'await external_wait({})'
  "$isobridge" run "$work/wait.ts" --tools "$work/wait.json" >"$work/out" 2>"$work/err" &
  local pid=$!
  while [ ! -e "$work/runs" ] && kill -0 $pid 2>/dev/null; do sleep 0.05; done
  kill "-$1" $pid
  wait $pid 2>/dev/null
  status=$?
}
interrupted INT
check "an interrupt is status 130" status_is 130
check "an interrupt is told by the service" err_has "CancelledError"
check "after an interrupt nothing is left" nothing_left
interrupted TERM
check "SIGTERM is status 143" status_is 143
check "after SIGTERM nothing is left" nothing_left
interrupted KILL
no_process_left() {
  for _ in $(seq 200); do
    process_left || return 0
    sleep 0.05
  done
  return 1
}
check "after SIGKILL neither service nor tool lives" no_process_left
check "after SIGKILL nothing is left" nothing_left

file endless.ts 'for (;;) { console.log("line"); await new Promise((resolve) => setTimeout(resolve, 10)); }'
"$isobridge" run "$work/endless.ts" --json 2>"$work/err" | head -3 >"$work/out"
status=${PIPESTATUS[0]}
check "a reader that leaves ends the run" status_is 3
check "and that is said" err_has "can't write to standard output"

# TLS, both ways.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1,DNS:localhost \
  -keyout "$work/key.pem" -out "$work/cert.pem" 2>"$work/err"
mkfifo "$work/ready"
"$isobridge" serve --listen=127.0.0.1:0 --tls_cert="$work/cert.pem" --tls_key="$work/key.pem" --tls_client_ca="$work/cert.pem" --ready_fd=3 \
  3>"$work/ready" >"$work/out" 2>"$work/err" &
server=$!
read -r line <"$work/ready"
address=${line##* }
run "$work/undefined.ts" --server "$address" --tls_ca "$work/cert.pem" --tls_cert "$work/cert.pem" --tls_key "$work/key.pem"
check "mutual TLS" status_is 0
run "$work/undefined.ts" --server "$address" --tls_ca "$work/cert.pem"
check "no client certificate is status 3" status_is 3
run "$work/undefined.ts" --server "$address"
check "plaintext to a TLS port is status 3" status_is 3
check "that it may want TLS is told" err_has "if it wants TLS, give --tls_ca"
kill $server
wait $server 2>/dev/null

# A service that knows its clients by tokens.
printf 'secret-token\n' >"$work/token"
file wrong 'another-token'
file two $'a b\n'
file tenants.yaml "tenants: [{name: me, token_sha256: [$(printf secret-token | sha256sum | cut -d' ' -f1)]}]"
"$isobridge" serve --listen="unix:$work/socket" --auth=token --tenants_file="$work/tenants.yaml" --ready_fd=3 \
  3>"$work/ready" >"$work/out" 2>"$work/err" &
server=$!
read -r line <"$work/ready"
run "$work/undefined.ts" --server "unix:$work/socket" --token_file "$work/token"
check "a token in a file" status_is 0
run "$work/undefined.ts" --server "unix:$work/socket"
check "no token is status 3" status_is 3
check "how to show one is told" err_has "--token_file, or --tls_cert with --tls_key, says who calls"
run "$work/undefined.ts" --server "unix:$work/socket" --token_file "$work/wrong"
check "a wrong token is status 3" status_is 3
check "a wrong token is not shown" [ -z "$(grep another-token "$work/err")" ]
run "$work/undefined.ts" --server "unix:$work/socket" --token_file "$work/two"
check "a file that is no token is status 2" status_is 2
check "how it should be is told" err_has "two must be one token alone"
kill $server
wait $server 2>/dev/null

[ $failures = 0 ]
