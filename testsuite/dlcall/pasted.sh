# SPDX-License-Identifier: MIT
# Text as manual pages and headers have it, and what else a user tries first.
. "$SRC/testsuite/dlcall/lib/common"
opens
test "$libc" = libc.so.6 || skip "these functions are Unix's"

prints '{quot = 3, rem = 2}' $libc '#include <stdlib.h>
/* Standard C library */
[[nodiscard]] extern div_t div(int numerator, int denominator)
  __attribute__((const)); // both' 17 5
prints 4 $libc 'static inline int abs(int x) { return x < 0 ? -x : x; }' -4
prints 4 $libc 'int abs(int) noexcept' -4
prints 4 $libc 'int magnitude(int) __asm__("abs");' -4
prints '"bc"' $libc \
  'char *strchr(const char *_Nonnull restrict s, int c)' abc "'b'"
prints 65 $libc 'void *memchr(const void s[.n], int c, size_t n);
  int toupper(int)' 97
prints '-1
errno 2 (No such file or directory)' $libc \
  'int open(const char *pathname, int flags, ...)' /none/such 0
prints '-1
errno 22 (Invalid argument)' $libc \
  'FILE *file; int lseek(int fd, off_t offset, int whence)' 0 -1 77
prints '&{tm_sec = 1, tm_min = 0, tm_hour = 0}' $libc \
  'struct tm {int tm_sec, tm_min, tm_hour;};
   struct tm *gmtime(const time_t *timep);' '&86401'
prints 'yes' $libc 'enum answer {no, yes}; enum answer abs(int)' -1
prints '7' $libc 'enum answer {no, yes}; enum answer abs(int)' -7
prints 0 $libc 'typedef enum {REAL, MONOTONIC = 1} clock_kind;
  int clock_getres(clock_kind, struct timespec *)' MONOTONIC NULL
prints 5 $libc 'size_t wcslen(const wchar_t *s)' 'grün€'
prints 'L"n€"' $libc 'wchar_t *wcschr(const wchar_t *, wchar_t)' 'grün€' \
  "'n'"
if big_endian; then localhost=0x7f000001; else localhost=0x0100007f; fi
prints '"127.0.0.1"' $libc 'char *inet_ntoa(struct in_addr in)' "{$localhost}"
prints '2
argument 3 -> 10
argument 4 -> 20' $libc 'int sscanf(const char *, const char *, ...)' \
  '10 20' '%d %d' '&0' '&0'
prints '2
argument 3 -> 2.5
argument 4 -> "word"' $libc 'int sscanf(const char *, const char *, ...)' \
  '2.5 word' '%lf %s' '&0.0' '[8]'
prints '"ab\302\205\377"' $libc 'char *strdup(const char *)' \
  "$(printf 'ab\302\205\377')"
prints '"abc"
argument 1 -> {0x61, 0x62, 0x63, 0x00, 0xff}' $libc \
  'char *strcpy(unsigned char *, const char *)' '{0, 0, 0, 0, 0xff}' abc
prints '"abc"
argument 1 -> "abc"' $libc 'char *strcpy(uint8_t *, const char *)' '[8]' abc
case $($CC -dumpmachine) in
  *linux-gnu*)
    prints "\"$(basename "$program")\"" $libc \
      'extern char *program_invocation_short_name' ;;
esac
HOME=/here dlcall $libc 'extern char **environ' >out
grep -q '^{".*"HOME=/here".*, NULL}$' out && echo "PASS: environ" ||
  { echo "FAIL: environ"; cat out; }

# A function that dies: one line, and a status of its own.
dies ()
{
  expected=$1
  shift
  status=0
  dlcall "$@" >out 2>err || status=$?
  test $status = 3 && ! test -s out && test "$(cat err)" = "$expected" &&
    echo "PASS: $expected" ||
    { echo "FAIL: $expected: status $status"; cat out err; }
}
if test -z "$EMULATOR"; then
  dies 'dlcall: strlen: SIGSEGV at address 0x0' $libc \
    'size_t strlen(const char *)' NULL
  dies 'dlcall: abort: SIGABRT' $libc 'void abort(void)'
fi

# Text for the linker.
cat >libtext.so <<END
/* GNU ld script */
GROUP ( /lib/libm.so.6 AS_NEEDED ( /lib/libmvec.so.1 ) )
END
refuses 'it names /lib/libm.so.6' ./libtext.so 'double sqrt(double)' 2

# Deep nesting ends with a line, not with the stack.
many () { awk -v n=20000 -v s="$1" 'BEGIN { while (n--) printf "%s", s }'; }
prints 0 $libc "int abs(int), *$(many '*')x; int abs(int)" 0
refuses 'written {...}' $libc 'int puts(int *)' "$(many '{')"
refuses "expected ')' at the end" $libc "int $(many '(')"
refuses 'expected a type' $libc "$(many '{')"
