#!/bin/bash
# dev_test.sh: what ./dev asks of Docker, of Bazel and of its user, with stubs of both in their place.
set -u
work=$(mktemp -d /tmp/isobridge-test-XXXXXX)
trap 'rm -rf "$work"' EXIT
failures=0
clone=$work/clone
mkdir -p "$clone/deploy" "$clone/tests" "$clone/clients/cli" "$work/bin"
cp dev package.json package-lock.json "$clone/"
cp deploy/packages.txt deploy/versions.txt "$clone/deploy/"
cp tests/summary.py "$clone/tests/"
cp clients/cli/run_options.cc "$clone/clients/cli/"
echo 'return 1' >"$work/program.ts"

# stub NAME: an executable of that name, its text on standard input.
stub() { cat >"$work/bin/$1" && chmod +x "$work/bin/$1"; }
# Answers that the image is there; `run` refuses what Docker refuses, notes its arguments and runs the command with nothing of the
# environment but what it was told.
stub docker <<'STUB'
#!/bin/bash
echo "docker $*" >>"$STUB_LOG"
[ "$1" = run ] || exit 0
shift
environment=()
while [ $# -gt 0 ]; do
  case $1 in
    --rm | --init | -i | -t) shift ;;
    --network | --user) shift 2 ;;
    -e) environment+=("$2"); shift 2 ;;
    -w) folder=$2; shift 2 ;;
    -v)
      [[ " ${places:-} " != *" ${2#*:} "* ]] || { echo "Duplicate mount point: ${2#*:}" >&2; exit 125; }
      places+=" ${2#*:}"
      shift 2
      ;;
    *) break ;;
  esac
done
shift
cd "$folder" && exec env -i PATH="$PATH" STUB_LOG="$STUB_LOG" "${environment[@]}" "$@"
STUB
# As Bazel: needs a name of its user, knows no build settings for other commands. `test` reports two targets, one of them cached.
stub bazel <<'STUB'
#!/bin/bash
echo "bazel $*" >>"$STUB_LOG"
[ -n "${USER:-}" ] || { echo "unable to determine user name" >&2; exit 2; }
while [[ ${1:-} == --* ]]; do shift; done
command=${1:-}
shift
case $command in
  shutdown | clean) [ $# = 0 ] || { echo "Unrecognized option: $1" >&2; exit 2; } ;;
  test)
    for argument; do
      case $argument in
        --build_event_json_file=*)
          printf '%s\n' '{"id":{"testResult":{"label":"//a:b"}},"testResult":{"status":"PASSED","cachedLocally":true}}' \
            '{"id":{"testResult":{"label":"//a:c"}},"testResult":{"status":"PASSED"}}' >"${argument#*=}"
          ;;
      esac
    done
    ;;
esac
STUB
stub npm </dev/null

# check NAME COMMAND…: one claim.
check() {
  local name=$1
  shift
  if "$@"; then echo "ok: $name"; else
    echo "FAILED: $name: $*"
    tail -n +1 "$work/out" "$work/err" "$work/log"
    failures=$((failures + 1))
  fi
}
# dev FOLDER ARGUMENTS…: runs ./dev in a folder.
dev() {
  : >"$work/log"
  (cd "$1" && env PATH="$work/bin:$PATH" HOME="$work" USER=somebody STUB_LOG="$work/log" ISOBRIDGE_CACHE="$work/cache" \
    ISOBRIDGE_MODE="${mode:-docker}" ISOBRIDGE_BUILD=name "$clone/dev" "${@:2}") >"$work/out" 2>"$work/err"
  status=$?
}
status_is() { [ "$status" = "$1" ]; }
out_has() { grep -qF -- "$1" "$work/out"; }
err_has() { grep -qF -- "$1" "$work/err"; }
log_has() { grep -qF -- "$1" "$work/log"; }
log_lacks() { ! log_has "$1"; }
last_line_is() { [ "$(tail -1 "$work/out")" = "$1" ]; }

dev "$clone" build //a:b
check "a build in Docker works in the repository itself" status_is 0
check "the container runs as the user" log_has "--user $(id -u):$(id -g)"
check "the home outlives the container" log_has "-e HOME=$work/cache/home"
check "Bazel gets its settings" log_has "build --disk_cache=$work/cache/disk"
check "the name of the build goes along" log_has "--output_base=$work/cache/bazel/name"
check "no container is started to stop a server that ended with its own" log_lacks "shutdown"

dev "$work" shell printenv ISOBRIDGE_CACHE ISOBRIDGE_BUILD
check "settings reach the inside" out_has "$work/cache"
check "and the name of the build" out_has name

dev "$clone" bazel shutdown
check "bazel shutdown is given no settings of a build" status_is 0

dev "$clone" test //a/...
check "tests in Docker are counted" last_line_is "2 passed, 0 failed"
check "what was not run again is told" err_has "1 of 2 test targets are unchanged since they passed"

dev "$clone" sanitize //a/...
check "sanitizers run the tests once each" log_has "--config=tsan"
check "and are counted together" last_line_is "4 passed, 0 failed"
dev "$clone" sanitize asan //a/...
check "one of them alone" last_line_is "2 passed, 0 failed"
dev "$clone" fuzz ten
check "fuzzing is told for how long in seconds" err_has "'ten' is no number of seconds and no target"
dev "$clone" fuzz 1 //a:b_fuzz
check "a fuzz target that can't be run has failed" last_line_is "0 passed, 1 failed"

mode=host
if command -v dpkg-query >/dev/null && dpkg-query -W bazel-bootstrap >/dev/null 2>&1; then
  dev "$clone" build //a:b
  check "a build on the host works" status_is 0
  check "without Docker" log_lacks docker
  check "and stops its Bazel server" log_has "shutdown"
fi
mode=moon
dev "$clone" build //a:b
check "an unknown mode is refused" err_has "ISOBRIDGE_MODE is 'moon'; it is host, chroot or docker"

mode=docker
dev "$work" run program.ts --tool x
check "a wrong flag of run is told" err_has "there is no flag --tool; ./dev run --help lists them"
check "before anything is built" log_lacks bazel
dev "$work" run missing.ts
check "a missing program is told" err_has "can't open missing.ts"
check "also before anything is built" log_lacks bazel
dev "$work" run program.ts --wall_time=5s --json --input=1 --catalog=x
check "right flags are built for" log_has "//service:isobridge"

[ "$failures" = 0 ] || { echo "$failures failed"; exit 1; }
