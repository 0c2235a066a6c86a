# SPDX-License-Identifier: MIT
# The examples do what they say.  Their output is compared, or looked into
# where it holds times or addresses.
skip () { echo "$1"; exit 77; }
test -f "$BUILD/examples/hello$EXEEXT" || skip "the examples are not built"
if test -d "$BUILD/examples/.libs"; then
  LD_LIBRARY_PATH=$BUILD/.libs
  export LD_LIBRARY_PATH
fi

run ()
{
  program=$BUILD/examples/$1
  folder=$(dirname "$program")/.libs
  if test -f "$folder/$(basename "$1")$EXEEXT"; then
    program=$folder/$(basename "$1")
  fi
  shift
  $EMULATOR "$program" "$@" 2>&1
}

# is NAME EXPECTED ACTUAL
is ()
{
  if test "$2" = "$3"; then
    echo "PASS: $1"
  else
    echo "FAIL: $1"
    printf 'expected:\n%s\ngot:\n%s\n' "$2" "$3"
  fi
}

is hello 'Hello from a function that was described, not declared.' "$(run hello)"
is sort '4 15 31 65 92
92 65 31 15 4' "$(run sort)"
is errors 'int (void *, float): fine
int (void *, ...), called with a float: a variadic argument that C promotes
the same with a double: fine
a result of an empty struct: a type that cannot be passed
an argument without a type: a type that cannot be passed
ABI number 1000: not an ABI of this platform
a closure of void (void): fine' "$(run errors)"
is plans '3
3
2' "$(run plans 10 | tee out | grep -c ' ns per call, sum 25$'
      grep -c ' ns per call, sum 250$' out
      grep -c '^[0-9]* arguments, a plan of [1-9][0-9]* bytes$' out)"

# What follows needs dlopen.
test "$STATIC" = 0 || exit 0
if test -f "$BUILD/examples/binding$EXEEXT"; then
  is binding '3
(none)
interrupted 2
0
expected LIBRARY FUNCTION RESULT(ARGUMENTS) VALUE...
there is no such function, or it cannot be called so
there are more or fewer values than arguments' "$(printf '%s\n' '- abs i(i) -3' '- getenv s(s) NOT_SET' \
    '- signal v(if) 2 interrupted' '- raise i(i) 2' '- abs' \
    '- none_such i(i) 1' '- abs i(i) 1 2' | run binding)"
fi
test -f "$BUILD/examples/stack" || exit 0
is stack 'hello from C
1024
0.625
6
4
15
31
92
92
31
15
4
4
15
31
92
found' "$(run stack <"$SRC/examples/stack.fs")"
is 'stack: an error' 'stack: unknown word: nonsense
1' "$(echo 1 nonsense | run stack; echo $?)"
is 'stack: an error within a callback' 'stack: the stack is empty
1' "$(run stack <<'END'
from libc.so.6 qsort pointer size size pointer -- void
: bad drop drop drop ;
callback cmp bad pointer pointer -- int
"12345678" 2 4 cmp qsort
END
echo $?)"

$CC $CFLAGS -O2 -fPIC -shared $LDFLAGS "$SRC/examples/plugin/units.c" \
  -o units.so || exit 1
is 'plugin: list' '[./units.so] ready
fahrenheit dd
seconds iii
ending ss
greet vs' "$(run plugin/host ./units.so)"
is 'plugin: double' '[./units.so] ready
68' "$(run plugin/host ./units.so fahrenheit 20)"
is 'plugin: int' '[./units.so] ready
-7020' "$(run plugin/host ./units.so seconds -2 3)"
is 'plugin: string' '[./units.so] ready
gz' "$(run plugin/host ./units.so ending a.tar.gz)"
is 'plugin: callback' '[./units.so] ready
[./units.so] me' "$(run plugin/host ./units.so greet me)"
is 'plugin: refused' 'host: 2x: not a number' \
  "$(run plugin/host ./units.so fahrenheit 2x 2>&1 | grep host)"
