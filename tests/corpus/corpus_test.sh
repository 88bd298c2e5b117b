#!/bin/bash
# The corpus and its tools, without a service.
PYTHONPATH=clients/python:tests/corpus exec python3 -B tests/corpus/corpus_test.py
