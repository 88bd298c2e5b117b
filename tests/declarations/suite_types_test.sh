#!/usr/bin/env bash
# suite_types_test.sh SUITE_DECLARATIONS CHECK_TYPES TYPESCRIPT
set -euo pipefail
"$1" | node "$2" "$3"
