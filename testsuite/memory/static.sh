#!/bin/sh
# SPDX-License-Identifier: MIT
# The tests of this folder that matter to a static executable, as one; and as
# one that runs anywhere (static-pie).
[ -f "$BUILD/.libs/libffi.a" ] || { echo "no static library"; exit 77; }
case "$CFLAGS $LDFLAGS" in
  *-fsanitize*) echo "sanitizers are not static"; exit 77 ;;
esac
kinds='-static -static-pie' tests='many fork threads'
case $HOST in *mingw*) kinds=-static tests='many threads' ;; esac
ran=0
for kind in $kinds; do
  echo 'int main (void) { return 0; }' > probe.c
  $CC $CFLAGS $kind -fPIE probe.c -o probe $LDFLAGS 2>/dev/null \
    && $EMULATOR ./probe || continue
  for test in $tests; do
    $CC $CFLAGS $kind -fPIE -DFFI_STATIC_BUILD -I"$SRC/include" \
      -I"$SRC/testsuite/lib" "$SRC/testsuite/memory/$test.c" \
      -o "$test" $LDFLAGS "$BUILD/.libs/libffi.a" -pthread || exit 1
    $EMULATOR "./$test"
    case $? in
      0) echo "PASS: $test $kind" ;;
      77) ;;             # not for this kind of build
      *) echo "FAIL: $test $kind" ;;
    esac
    ran=1
  done
done
[ $ran = 1 ] || { echo "no static executables here"; exit 77; }
