#!/bin/bash
# python_client_test.sh ISOBRIDGE: runs the test of the Python client against a service.
export EXAMPLES=examples PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=clients/python:examples/top_products
exec tests/clients/with_server.sh "$1" python3 tests/clients/python_client_test.py
