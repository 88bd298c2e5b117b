#!/bin/bash
# programs_test.sh ISOBRIDGE: every program of the corpus against a service.
export PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=clients/python:tests/corpus
exec tests/clients/with_server.sh "$1" bash -c 'exec python3 tests/corpus/run.py --server "$ISOBRIDGE_ADDRESS"'
