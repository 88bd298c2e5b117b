#!/bin/sh
# usage: run.sh SERVICE PROFILE [--service_flag=FLAG ...] [CASE or FAMILY ...]
folder=$(cd "$(dirname "$0")" && pwd)
service=$1 profile=$2
shift 2
# Python looks beside the file that a link leads to; the runner's other files lie beside the link.
export PYTHONPATH=$folder:$folder/../../clients/python
exec python3 -B "$folder/run.py" --service "$service" --profile "$profile" --cases "$folder/cases" --control "$folder/control.ts" "$@"
