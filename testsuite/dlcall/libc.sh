# SPDX-License-Identifier: MIT
# dlcall on the libraries every system has.
. "$SRC/testsuite/dlcall/lib/common"
opens

prints 1024 $libm 'double pow(double, double)' 2 10
prints '{quot = 3, rem = 2}' \
  $libc 'struct {int quot; int rem;} div(int, int)' 17 5
prints 'zlib has 7
11' $libc 'int printf(const char *, ...)' '%s has %d\n' zlib 7
# What msvcrt.dll does not have.
if test $libc = libc.so.6; then
# The result has a line of its own where the text has no end of line.
prints '|7|2.5|c|abc|18446744073709551615
33' $libc 'int printf(const char *, ...)' '|%d|%g|%c|%s|%llu' \
  7 2.5 "'c'" abc 18446744073709551615ull
prints -9223372036854775808 \
  $libc 'long long strtoll(const char *, char **, int)' \
  -9223372036854775808 NULL 0
prints 'NULL' $libc \
  'void (*signal(int sig, void (*handler)(int)))(int)' 14 NULL
prints 3 - 'int abs(int)' -3
prints 0.1 $libm 'float fabsf(float)' -0.1f
prints '5' $libm 'double cabs(double _Complex)' '3 - 4i'
prints '3 + 4i' $libm '_Complex float conjf(float _Complex)' 3-4i
else
prints '|7|2.5|c|abc|18446744073709551615
33' $libc 'int printf(const char *, ...)' '|%d|%g|%c|%s|%I64u' \
  7 2.5 "'c'" abc 18446744073709551615ull
prints -9223372036854775808 \
  $libc 'long long _strtoi64(const char *, char **, int)' \
  -9223372036854775808 NULL 0
prints 'NULL' $libc \
  'void (*signal(int sig, void (*handler)(int)))(int)' 2 NULL
prints 5 $libc 'double _hypot(double, double)' 3 -4
prints 5 $libc 'double _cabs(struct {double x, y;})' '{3, -4}'
fi
prints 'quiet' -q $libc 'int puts(const char *)' quiet
prints 'aAbA	"' -q $libc 'int puts(const char *);' 'a\x41b\101\t"'
prints 'say "hi"' -q $libc 'int puts(const char *)' '"say \"hi\""'
prints 5 $libc 'size_t strlen(const char *s)' hello
prints 0 $libc 'size_t strlen(const char *s)' ''
prints 1 $libc 'size_t strlen(const char *s)' ' '
prints 5 $libc 'size_t strlen(const char *s)' NULL1
prints 2147483647 $libc 'int abs(int)' -2147483647
prints NULL $libc 'char *getenv(const char *)' DLCALL_NOT_SET
prints '"b=c"' $libc 'char *strchr(const char *, int)' 'a b=c' "'b'"
prints '0.625
argument 2 -> 6' $libm 'double frexp(double, int *)' 40 '&0'
prints '3
argument 1 -> "5-x"' \
  $libc 'int sprintf(char *, const char *, ...)' '[20]' '%d-%s' 5 x
prints 'argument 1 -> {16843009, 33686018, 50529027}' $libc \
  'void qsort(int *, size_t, size_t, int (*)(const void *, const void *))' \
  '{0x3030303, 0x1010101, 0x2020202}' 3 4 '&strcmp'

prints 1000 $libm 'double pow(double, double)' 10 3
prints 1e+20 $libm 'double pow(double, double)' 10 20
prints 1.4142135623730951 $libm 'double sqrt(double)' 2
prints 0.5 $libm 'double fabs(double)' -0x1p-1
prints inf $libm 'double fabs(double)' -inf
prints 5e-324 $libm 'double fabs(double)' -5e-324
prints nan $libm 'double fabs(double)' nan

printf 'pear\napple\n\nfig\napp' >list
prints '
app
apple
fig
pear' --list list
printf 'b\nb\0a\na\0\na' >list
dlcall --list list >out
printf 'a\na\0\nb\nb\0a\n' >expected
if cmp -s out expected; then
  echo "PASS: lines with zeros"
else
  echo "FAIL: lines with zeros"
fi
: >list
dlcall --list list >out
if test -s out; then echo "FAIL: no lines"; else echo "PASS: no lines"; fi
awk 'BEGIN { srand (1); for (i = 0; i < 20000; i++) print rand () }' >list
dlcall --list list >out
LC_ALL=C sort list >expected
if cmp -s out expected; then
  echo "PASS: 20000 lines"
else
  echo "FAIL: 20000 lines"
fi

version=$(sed -n 's/^#define FFI_VERSION_STRING "\(.*\)"/\1/p' \
  "$SRC/include/ffi.h")
prints "dlcall (libffi) $version" --version
dlcall --help >out && grep -q '^usage: dlcall' out &&
  echo "PASS: --help" || echo "FAIL: --help"
if test -w /dev/full && test $libc = libc.so.6; then
  status=0
  dlcall --help >/dev/full 2>err || status=$?
  test $status = 1 && test -s err && echo "PASS: a full disk" ||
    echo "FAIL: a full disk"
fi
