#!/bin/bash
# with_server.sh ISOBRIDGE COMMAND…: runs a command while a service of its own listens at $ISOBRIDGE_ADDRESS, and returns its status.
# $SERVE_FLAGS are further flags for the service.
set -u
isobridge=$1
shift
folder=$(mktemp -d /tmp/isobridge-test-XXXXXX)
mkfifo "$folder/ready"
# shellcheck disable=SC2086
"$isobridge" serve --listen="unix:$folder/socket" --ready_fd=3 ${SERVE_FLAGS-} 3>"$folder/ready" >"$folder/log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null; wait $server 2>/dev/null; rm -rf "$folder"' EXIT
# Ends without a line when the service ends instead.
if ! read -r _ <"$folder/ready"; then
  echo "the service did not become ready:" >&2
  cat "$folder/log" >&2
  exit 1
fi
ISOBRIDGE_ADDRESS=unix:$folder/socket "$@"
status=$?
if [ $status != 0 ]; then
  echo "the service's log:" >&2
  tail -30 "$folder/log" >&2
fi
exit $status
