#!/bin/sh
# SPDX-License-Identifier: MIT
# Locks of the pool that stay taken: locks/locks.c with the static library,
# whose array of shards gets a name that the program can use.
[ -f "$BUILD/.libs/libffi.a" ] || { echo "no static library"; exit 77; }
case "$CFLAGS $LDFLAGS" in
  *-flto* | *-fsanitize*) echo "not in this kind of build"; exit 77 ;;
esac
objcopy=$($CC -print-prog-name=objcopy) nm=$($CC -print-prog-name=nm)
command -v "$objcopy" >/dev/null && command -v "$nm" >/dev/null ||
  { echo "no objcopy and nm"; exit 77; }
ar x "$BUILD/.libs/libffi.a" || exit 1
# shellcheck disable=SC2046
set -- $($nm -S libffi_la-exec.o | grep ' shards$')
test $# = 4 || { echo "no shards in this kind of build"; exit 77; }
shards=32
$objcopy --redefine-sym shards=ffi_test_shards \
  --globalize-symbol=ffi_test_shards libffi_la-exec.o exec.o || {
  test -s exec.o && exit 1
  echo "objcopy is another processor's"
  exit 77
}
# shellcheck disable=SC2086
$CC $CFLAGS -DFFI_STATIC_BUILD -DSHARDS=$shards \
  -DSHARD=$((0x$2 / shards)) -I"$SRC/include" -I"$SRC/testsuite/lib" \
  -I"$SRC/testsuite/memory" "$SRC/testsuite/memory/locks/locks.c" exec.o \
  -o t $LDFLAGS "$BUILD/.libs/libffi.a" -pthread || exit 1
exec $EMULATOR ./t
