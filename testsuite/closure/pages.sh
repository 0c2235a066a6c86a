# SPDX-License-Identifier: MIT
# The closures of memory/early.c and fork.c on systems whose pages have 4, 16
# and 64 KiB: an emulator can be told so.  Catches slots in a page of code.
case "$HOST $EMULATOR" in
  aarch64*linux*\ qemu-aarch64*) ;;
  *) echo "no emulator of AArch64"; exit 77 ;;
esac
test "$SHARED" = 1 || { echo "no shared library"; exit 77; }
cat >size.c <<'END'
#include <stdio.h>
#include <unistd.h>

int
main (void)
{
  printf ("%ld\n", sysconf (_SC_PAGESIZE));
  return 0;
}
END
link="-L$BUILD/.libs -lffi -Wl,-rpath,$BUILD/.libs"
# shellcheck disable=SC2086
$CC $CFLAGS size.c -o size $LDFLAGS || exit 1
for test in early fork; do
  $CC $CFLAGS -I"$SRC/include" -I"$SRC/testsuite/lib" \
    "$SRC/testsuite/memory/$test.c" -o $test $LDFLAGS $link -pthread || exit 1
done
for page in 4096 16384 65536; do
  qemu="${EMULATOR%% *} -p $page ${EMULATOR#"${EMULATOR%% *}"}"
  test "$($qemu ./size)" = $page || { echo "no pages of $page"; exit 77; }
  for test in early fork; do
    if $qemu ./$test; then
      echo "PASS: $test, $page"
    else
      echo "FAIL: $test, $page"
    fi
  done
done
