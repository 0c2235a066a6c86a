# SPDX-License-Identifier: MIT
# The same with the other one of gcc and clang, whose callees trust their
# callers more.
exec sh "$SRC/testsuite/abi/gen/run" "${COUNT-600}" "${SEED-50}" other
