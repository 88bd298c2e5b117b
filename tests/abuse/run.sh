#!/bin/sh
# usage: run.sh SERVICE PROFILE [--service_flag=FLAG ...] [CASE or FAMILY ...]
folder=$(cd "$(dirname "$0")" && pwd)
service=$1 profile=$2
shift 2
# Python looks beside the file that a link leads to; the stubs lie beside the link.
export PYTHONPATH=$folder
exec python3 -B "$folder/run.py" --service "$service" --profile "$profile" --cases "$folder/cases" --control "$folder/control.ts" "$@"
