# SPDX-License-Identifier: MIT
# Each allocation of dlcall's and the library's fails in turn: a line that
# tells so, status 2, no output, and no block is left.
. "$SRC/testsuite/memory/faults/common"
# shellcheck disable=SC2046,SC2086
$CC $CFLAGS -DFFI_STATIC_BUILD -I"$SRC/include" -I"$faults" \
  "$SRC"/examples/dlcall/*.c "$faults/wrap.c" "$faults/program.c" -o t \
  $LDFLAGS "$BUILD/.libs/libffi.a" $(cat "$faults/wrap.flags") $LIBS -lm ||
  exit 1

# try ARGUMENT...: a command that succeeds if nothing fails.
try ()
{
  $EMULATOR ./t "$@" >whole 2>errors || { echo "FAIL: $* fails"; return; }
  n=1
  while :; do
    FAIL_AT=$n $EMULATOR ./t "$@" >out 2>errors
    status=$?
    grep -q 'not reached' errors && break
    test "$(wc -l <errors)" -eq 1 && grep -q 'no memory' errors &&
      test "$status" -eq 2 && test ! -s out || {
      cat errors
      echo "FAIL: $*, allocation $n, status $status"
      return
    }
    n=$((n + 1))
  done
  test "$n" -gt 3 && cmp -s whole out && echo "PASS: $1 $2, $n times" ||
    echo "FAIL: $* needs no memory, or differs"
}

try - 'int snprintf(char *, size_t, const char *, ...)' '[20]' 20 '%d %s' 5 x
try --explain 'struct {int a; double b[3];} f(char, union {float x; int y;})'
try --abi aarch64 --explain 'int f(struct {char a[3];} *, ...)'
printf 'b\na\n' >lines
try --list lines
