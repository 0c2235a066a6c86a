# SPDX-License-Identifier: MIT
# Each change that testsuite/mutation/equivalent says no test can notice is one
# of the sources as they are.
test "$NATIVE" = 1 || { echo "a native build does this"; exit 77; }
command -v python3 >path || { echo "no python3"; exit 77; }
python3 "$SRC/testsuite/mutation/run" --check
