# SPDX-License-Identifier: MIT
# gdb sees the caller of ffi_call, and of a closure, in its backtrace.
command -v gdb >/dev/null || { echo "no gdb"; exit 77; }
test "$NATIVE" = 1 || { echo "gdb would see the emulator"; exit 77; }
cat >t.c <<'END'
#include "paths.h"
static void leave (void) { }
__attribute__ ((noinline)) static void
outermost (leave_function *path)
{
  path_leave = leave;
  path ();
  __asm__ volatile ("");
}
int
main (void)
{
#define TRY(name) outermost (path_##name);
  PATHS (TRY)
  return 0;
}
END
if test "$SHARED" = 1; then
  link="-L$BUILD/.libs -lffi -Wl,-rpath,$BUILD/.libs"
else
  link=$BUILD/.libs/libffi.a
fi
$CC $CFLAGS -g -O0 -I"$SRC/include" -I"$SRC/testsuite/lib" \
  -I"$SRC/testsuite/unwind" t.c -o t $LDFLAGS $link -lm -pthread || exit 1
ASAN_OPTIONS=detect_leaks=0 gdb -q -batch -nx \
  -ex 'set debuginfod enabled off' -ex 'set startup-with-shell off' \
  -ex 'break leave' -ex 'run' \
  -ex 'python
import gdb
seen = 0
while gdb.selected_inferior ().pid and gdb.selected_inferior ().threads ():
    names, frame = [], gdb.newest_frame ()
    while frame is not None:
        names.append (frame.name () or "?")
        frame = frame.older ()
    print ("STACK:", " ".join (names))
    gdb.execute ("continue")
end' ./t >log 2>&1
grep -q 'STACK:' log || {
  grep -qi 'python\|ptrace' log && { echo "gdb cannot do it here"; exit 77; }
  cat log
  exit 1
}
total=$(grep -c 'STACK:' log)
good=$(grep -c 'STACK: leave .*path_.* outermost main *$' log)
test "$total" -ge 11 && test "$good" = "$total" || {
  cat log
  echo "$good of $total backtraces are whole"
  exit 1
}
