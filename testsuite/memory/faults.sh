#!/bin/sh
# SPDX-License-Identifier: MIT
# Allocation failures one by one: faults/library.c with the static library,
# whose requests for memory the linker leads through faults/wrap.c.
[ -f "$BUILD/.libs/libffi.a" ] || { echo "no static library"; exit 77; }
test "$STATIC" = 0 ||
  { echo "requests of a static C library's own would fail, too"; exit 77; }
case "$HOST" in *linux*) ;; *) echo "not Linux"; exit 77 ;; esac
case "$CFLAGS $LDFLAGS" in
  *-fsanitize*) echo "sanitizers allocate by themselves"; exit 77 ;;
esac
faults=$SRC/testsuite/memory/faults
# shellcheck disable=SC2046,SC2086
$CC $CFLAGS -DFFI_STATIC_BUILD -I"$BUILD/include" -I"$SRC/testsuite/lib" \
  -I"$SRC/testsuite/memory" "$faults/library.c" "$faults/wrap.c" -o t \
  $LDFLAGS "$BUILD/.libs/libffi.a" $(cat "$faults/wrap.flags") -pthread ||
  exit 1
exec $EMULATOR ./t
