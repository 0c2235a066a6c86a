# SPDX-License-Identifier: MIT
# Generated signatures against code of the compiler that built the library:
# wrong registers, alignment, widening, results, stale bytes, closures, plans.
BATCH=${BATCH-150}   # so that each convention gets its turn
export BATCH
exec sh "$SRC/testsuite/abi/gen/run" "${COUNT-600}" "${SEED-1}" same
