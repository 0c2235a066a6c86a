# SPDX-License-Identifier: MIT
# Generated signatures against code of the compiler that built the library:
# wrong registers, alignment, widening, results, stale bytes, closures, plans.
exec sh "$SRC/testsuite/abi/gen/run" "${COUNT-600}" "${SEED-1}" same
