# SPDX-License-Identifier: MIT
# Programs linked statically, and as static PIE, with the archive.
archive=$BUILD/.libs/libffi.a
test -f "$archive" || { echo "no static library"; exit 77; }
case $CFLAGS in
  *-fsanitize*) echo "sanitizers do not link statically"; exit 77 ;;
esac
printf 'int main (void) { return 0; }\n' >probe.c
tried=0
for how in -static -static-pie; do
  $CC $CFLAGS $how probe.c -o probe $LDFLAGS -lm -pthread 2>/dev/null ||
    continue
  $EMULATOR ./probe 2>/dev/null || continue
  pic=
  test $how = -static || pic=-fPIE
  for test in call/pick.c closure/pick.c closure/alloc.c memory/maps.c; do
    $CC $CFLAGS $pic $how -DFFI_STATIC_BUILD -I"$SRC/include" \
      -I"$SRC/testsuite/lib" "$SRC/testsuite/$test" -o t \
      $LDFLAGS "$archive" -lm -pthread || { echo "$how: $test"; exit 1; }
    $EMULATOR ./t >log 2>&1 || {
      status=$?
      tail -n 3 log
      test "$status" = 77 || { echo "failed: $how $test"; exit 1; }
    }
    tried=$((tried + 1))
  done
done
test $tried -gt 0 || { echo "static programs do not work here"; exit 77; }
