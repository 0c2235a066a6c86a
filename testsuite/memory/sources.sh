#!/bin/sh
# SPDX-License-Identifier: MIT
# Each way to more closures by itself: sources/sources.c with the static
# library, whose system calls the linker leads through it.  The arguments are
# the program's.
. "$SRC/testsuite/memory/faults/common"
wrap=-Wl,--wrap=mremap,--wrap=syscall,--wrap=mprotect,--wrap=mmap,--wrap=mmap64
wrap=$wrap,--wrap=fstat
# shellcheck disable=SC2086
$CC $CFLAGS -DFFI_STATIC_BUILD -I"$SRC/include" -I"$SRC/testsuite/lib" \
  -I"$SRC/testsuite/memory" "$SRC/testsuite/memory/sources/sources.c" -o t \
  $LDFLAGS "$BUILD/.libs/libffi.a" $wrap -pthread || exit 1
exec $EMULATOR ./t "$@"
