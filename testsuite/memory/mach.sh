#!/bin/sh
# SPDX-License-Identifier: MIT
# Closures of Apple's systems: mach/mach.c has their part of src/pool/unitmap.c,
# in place of the one in the static library.
. "$SRC/testsuite/memory/faults/common"
grep -q 'unitmap\.o' "$BUILD/.libs/libffi.a" ||
  { echo "unitmap.o is no member of the library"; exit 77; }
options=$(sed -n 's/^lib_cppflags = //p' "$BUILD/Makefile")
# shellcheck disable=SC2086
$CC $CFLAGS $options -DLIBFFI_BUILDING -DFFI_STATIC_BUILD -I"$SRC/include" \
  -I"$SRC/src" -I"$SRC/.ci/headers" -I"$SRC/testsuite/lib" \
  -I"$SRC/testsuite/memory" "$SRC/testsuite/memory/mach/mach.c" -o t \
  $LDFLAGS "$BUILD/.libs/libffi.a" -pthread || exit 1
exec $EMULATOR ./t
