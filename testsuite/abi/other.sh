# SPDX-License-Identifier: MIT
# The same with the other one of gcc and clang, whose callees trust their
# callers more.
BATCH=${BATCH-150}   # so that each convention gets its turn
export BATCH
exec sh "$SRC/testsuite/abi/gen/run" "${COUNT-600}" "${SEED-50}" other
