#!/bin/sh
# SPDX-License-Identifier: MIT
# Allocation failures one by one: faults/library.c with the static library,
# whose requests for memory the linker leads through faults/wrap.c.
. "$SRC/testsuite/memory/faults/common"
# shellcheck disable=SC2046,SC2086
$CC $CFLAGS -DFFI_STATIC_BUILD -I"$SRC/include" -I"$SRC/testsuite/lib" \
  -I"$SRC/testsuite/memory" "$faults/library.c" "$faults/wrap.c" -o t \
  $LDFLAGS "$BUILD/.libs/libffi.a" $(cat "$faults/wrap.flags") -pthread ||
  exit 1
exec $EMULATOR ./t
