#!/bin/sh
# SPDX-License-Identifier: MIT
# How much stack calls and closures take, by stack/stack.c; by gcc, optimizing.
case "$CC:$CFLAGS" in
  *-O0* | *-O1* | *-fsanitize* | *-coverage* | *clang*)
    echo "not compiled by gcc with -O2"; exit 77 ;;
esac
if test "$SHARED" = 1; then
  library="-L$BUILD/.libs -lffi -Wl,-rpath,$BUILD/.libs"
else
  library=$BUILD/.libs/libffi.a
fi
# shellcheck disable=SC2086
$CC $CFLAGS -I"$SRC/include" -I"$SRC/testsuite/lib" \
  "$SRC/testsuite/memory/stack/stack.c" -o t $LDFLAGS $library -pthread ||
  exit 1
exec $EMULATOR ./t
