#!/bin/bash
# node_test.sh ISOBRIDGE TEST: runs a test of Node against a service.
export EXAMPLES=examples NODE_PATH=$TEST_SRCDIR/npm/node_modules
exec tests/clients/with_server.sh "$1" node --preserve-symlinks --preserve-symlinks-main "$2"
