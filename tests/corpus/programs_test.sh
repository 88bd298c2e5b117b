#!/bin/bash
# programs_test.sh ISOBRIDGE FLAGS…: every program of the corpus, or with --mutants every mutant, against a service.
isobridge=$1
shift
# The machine may be busy: here, every program is to be checked.
export SERVE_FLAGS=--check_time=30s
export PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=clients/python:tests/corpus
exec tests/clients/with_server.sh "$isobridge" bash -c 'exec python3 tests/corpus/run.py --server "$ISOBRIDGE_ADDRESS" "$@"' -- "$@"
