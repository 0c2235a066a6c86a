# SPDX-License-Identifier: MIT
# "perf record --call-graph fp" sees whole stacks through a call and a closure.
test "$NATIVE" = 1 || { echo "perf would see the emulator"; exit 77; }
command -v perf >/dev/null || { echo "no perf"; exit 77; }
case $HOST in
  x86_64* | aarch64*) ;;
  *) echo "no chain of frame pointers, or not tried"; exit 77 ;;
esac
case "$CFLAGS $LDFLAGS" in
  *-fsanitize*) echo "not in this kind of build"; exit 77 ;;
esac
cat >t.c <<'END'
#include <ffi.h>
#include <time.h>
static ffi_cif cif;
static volatile double sink;
__attribute__ ((noinline)) static double
innermost (double x)
{
  for (int i = 0; i < 1000; i++)
    sink = sink * 0.5 + x;
  return sink;
}
static void
handler (ffi_cif *c, void *result, void **args, void *data)
{
  (void) c, (void) data;
  *(double *) result = innermost (*(double *) args[1]) + *(int *) args[0];
}
__attribute__ ((noinline)) static void
outermost (void *code, void **args)
{
  double result;
  ffi_call (&cif, FFI_FN (code), &result, args);
  sink += result;
}
int
main (void)
{
  ffi_type *types[] = { &ffi_type_sint, &ffi_type_double };
  int a = 1;
  double b = 2;
  void *args[] = { &a, &b }, *code;
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  clock_t end = clock () + CLOCKS_PER_SEC / 2;
  if (!closure
      || ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 2, &ffi_type_double, types)
         != FFI_OK
      || ffi_prep_closure_loc (closure, &cif, handler, 0, code) != FFI_OK)
    return 1;
  while (clock () < end)
    outermost (code, args);
  ffi_closure_free (closure);
  return 0;
}
END
if test "$SHARED" = 1; then
  link="-L$BUILD/.libs -lffi -Wl,-rpath,$BUILD/.libs"
else
  link=$BUILD/.libs/libffi.a
fi
# shellcheck disable=SC2086
$CC $CFLAGS -g -fno-omit-frame-pointer -fno-optimize-sibling-calls \
  -I"$SRC/include" t.c -o t $LDFLAGS $link -lm -pthread || exit 1
perf record -q -e cpu-clock --call-graph fp -o data ./t >log 2>&1 ||
  { echo "perf is not permitted here"; exit 77; }
perf script -i data -F ip,sym 2>/dev/null | awk '
  function count() {
    if (stack ~ / innermost /) {
      n++
      good += stack ~ / innermost .* outermost .*main /
    }
    stack = " "
  }
  /^$/ { count(); next }
  { stack = stack $2 " " }
  END { count(); print n + 0, good + 0 }' >counts
read -r n good <counts
test "$n" -gt 20 || { echo "perf took no samples here"; exit 77; }
echo "$good of $n stacks are whole"
test "$((good * 100))" -ge "$((n * 98))"
