#!/bin/sh
folder=$(cd "$(dirname "$0")" && pwd)
PYTHONPATH=$folder:$folder/../../clients/python exec python3 -B "$folder/judge_test.py"
