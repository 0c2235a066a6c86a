# SPDX-License-Identifier: MIT
# What is wrong is refused with one line, status 2, and no call: all of them
# name printf-like functions that would print.
. "$SRC/testsuite/dlcall/lib/common"
test_library || exit 1

# Prototypes.
wrong () { expected=$1; shift; refuses "$expected" "$libc" "$@"; }
wrong "prototype, column 1: unknown type 'itn'" 'itn puts(const char *)' x
wrong "prototype, column 16: unknown type 'chra'" 'int puts(const chra)' x
wrong "'x' is not a pointer" 'int puts(const chra *)' x
wrong "'puts' is not a prototype: write the types too" puts x
wrong "C++ names are not read" 'std::string puts(int)' 1
wrong "C++" 'int puts(std::string)' 1
wrong "C++" 'template<int> int puts(int)' 1
wrong 'a comment without its end' 'int puts(int) /* ' 1
wrong 'line 2, column 4: unknown type' 'int
f (itn)' 1
wrong "prototype, column 22: expected ')' at the end" \
  'int puts(const char *' x
wrong "column 23: ')' is out of place" 'int puts(const char *))' x
wrong 'declared as a variable' 'int puts' x
wrong 'neither function nor variable' 'struct s {int x;};'
wrong 'no name' 'int (int)' 1
wrong 'expected the name' 'int'
wrong 'expected the name' 'int;'
wrong "column 1: expected a type at the end" ''
wrong "before '('" '('
wrong "expected ')' at the end" 'int ((('
wrong "'long float' is not a type" 'long float puts(int)' 1
wrong "'signed unsigned' is not a type" 'signed unsigned puts(int)' 1
wrong "'long long long' is not a type" 'long long long puts(int)' 1
wrong "'int' twice" 'int int puts(int)' 1
wrong 'a parameter of type void' 'int puts(int, void)' 1
wrong "expected ')' before ','" 'int puts(void, int)' 1
wrong "expected ')' before ','" 'int puts(int, ..., int)' 1
wrong 'not complete' 'int puts(struct s)' 1
wrong 'not complete' 'struct s puts(int)' 1
wrong 'cannot return an array or a function' 'int puts(int)(int)' 1
wrong 'cannot return an array or a function' 'int puts(int)[2]' 1
wrong 'has no members' 'int puts(struct {})' 1
wrong "a member's name" 'int puts(struct {int;})' 1
wrong 'complete type' 'int puts(struct {int a[];})' 1
wrong 'complete type' 'int puts(struct s {struct s a;})' 1
wrong 'at least one element' 'int puts(struct {int a[0];})' 1
wrong 'larger than' 'int puts(struct {int a[1000000];})' 1
wrong 'too many elements' 'int puts(struct {int a[99999999999999999999];})' 1
wrong 'does not fit into 3 bits' 'int puts(struct {int a : 3;})' '{4}'
wrong 'wider than its type' 'int puts(struct {char a : 9;})' 1
wrong 'of an integer type' 'int puts(struct {float a : 9;})' 1
wrong 'must have no name' 'int puts(struct {int a : 0;})' 1
wrong 'width of a bit-field' 'int puts(struct {int a : b;})' 1
wrong 'too many values' 'int puts(struct {int a : 3, : 4;})' '{1, 2}'
wrong 'power of two' 'int puts(struct __attribute__((aligned(3))) {int a;})' 1
wrong 'defined before' 'int puts(struct s {int a;}, struct s {int b;})' 1 1
wrong 'another kind' 'int puts(struct s {int a;}, union s)' 1 1
wrong 'not supported here' 'int puts(struct __attribute__((mode(DI))) {int a;})' 1
wrong 'not supported here' 'int puts(int) __attribute__((stdcall))' 1
wrong 'must be a number' 'enum {A = B} puts(int)' 1
wrong 'out of range' 'enum {A = 1 << 99} puts(int)' 1
wrong 'power of two' 'int puts(int __attribute__((vector_size(12))))' 1
deep=int
i=0
while test $i -lt 70; do
  deep="struct {$deep m;}"
  i=$((i + 1))
done
wrong 'nested more than 60 deep' "int puts($deep)" '{}'
wrong "out of place" 'int puts(int) x'

# Libraries and symbols.
refuses 'libnone.so.9' libnone.so.9 'int puts(const char *)' x
refuses "no symbol 'none_such_at_all_anywhere'" "$libc" \
  'int none_such_at_all_anywhere(const char *)' x
case $($CC -dumpmachine):$CC in
  *linux-gnu*:*musl*) ;;
  *linux-gnu* | *mingw*)
    refuses "'variable' is a variable" "$functions" 'int variable(void)'
    refuses "the nearest is 'strlen'" "$libc" 'int strlne(const char *)' x
    refuses "'puts' is a function" "$libc" 'extern int puts' ;;
esac

# Arguments.
wrong 'puts takes 1 argument, not 0' 'int puts(const char *)'
wrong 'puts takes 1 argument, not 2' 'int puts(const char *)' a b
wrong 'puts takes 2 arguments, not 1: text, n' 'int puts(char *text, int n)' a
wrong 'printf takes at least 1 argument, not 0' 'int printf(char *, ...)'
wrong 'argument 1: 99999999999 does not fit int' 'int putchar(int)' \
  99999999999
wrong '2147483648 does not fit int' 'int putchar(int)' 2147483648
wrong '-2147483649 does not fit int' 'int putchar(int)' -2147483649
wrong '0xffffffff does not fit int' 'int putchar(int)' 0xffffffff
wrong '-1 does not fit unsigned' 'int putchar(unsigned)' -1
wrong '256 does not fit uint8_t' 'int putchar(uint8_t)' 256
wrong 'does not fit uint64_t' 'int putchar(uint64_t)' 18446744073709551616
wrong 'does not fit uint64_t' 'int putchar(uint64_t)' \
  1000000000000000000000000000000000000000000000000000
wrong "'65.5' is not an integer" 'int putchar(int)' 65.5
wrong "'' is not an integer" 'int putchar(int)' ''
wrong "'08' is not an integer" 'int putchar(int)' 08
wrong "'0x' is not an integer" 'int putchar(int)' 0x
wrong "'1lul' is not an integer" 'int putchar(int)' 1lul
wrong "'''' is not an integer" 'int putchar(int)' "''"
wrong "'2' is neither 0 nor 1" 'int putchar(bool)' 2
wrong '1e400 does not fit double' 'int putchar(double)' 1e400
wrong '1e39 does not fit float' 'int putchar(float)' 1e39
wrong '1e-400 does not fit double' 'int putchar(double)' 1e-400
wrong "'abc' is not a number" 'int putchar(double)' abc
wrong "'1.5x' is not a number" 'int putchar(double)' 1.5x
wrong 'is not a complex number' 'int putchar(double _Complex)' 1+2
wrong "argument 1: '\\q' is not an escape" 'int puts(const char *)' 'a\q'
wrong "is not an escape" 'int puts(const char *)' 'a\'
wrong "is not an escape" 'int puts(const char *)' '\x'
wrong "is not an escape" 'int puts(const char *)' '\777'
wrong 'no closing "' 'int puts(const char *)' '"a'
wrong 'after the closing "' 'int puts(const char *)' '"a" b'
wrong 'a struct is written {...}' 'int puts(struct p {int x, y;})' 5
wrong 'too many values' 'int puts(struct {int x, y;})' '{1, 2, 3}'
wrong 'too many values' 'int puts(struct {int x[2];})' '{{1, 2, 3}}'
wrong 'too many values' 'int puts(struct {int x[2];})' '{{[2] = 3}}'
wrong 'too many values' 'int puts(union {int i; float f;})' '{1, 2}'
wrong 'no member is called z' 'int puts(struct {int x;})' '{.z = 2}'
wrong "expected '='" 'int puts(struct {int x;})' '{.x}'
wrong "'{' without '}'" 'int puts(struct {int x;})' '{{}'
wrong "'}' without '{'" 'int puts(struct {int x;})' '{}}'
wrong 'too many for an array of 2' 'int puts(struct {char c[2];})' '{"abc"}'
wrong "argument 2: 'x' is not a pointer" 'int puts(int, int *)' 1 x
wrong "no symbol 'none_such'" 'int puts(int *)' '&none_such'
wrong 'does not fit a pointer' 'int puts(int *)' 0x10000000000000000
wrong 'cannot make' 'int puts(int *)' '[0]'
wrong 'cannot make' 'int puts(int *)' '[99999999999]'
wrong 'does not fit any integer type' 'int printf(char *, ...)' x 99999999999999999999
wrong '300 does not fit int8_t' 'int puts(struct {int8_t x;})' '{300}'

# Options.
refuses "no ABI 'none_such' here" --abi none_such "$libc" 'int f(int)' 1
refuses 'unknown option --none' --none
refuses '--abi needs a value' --abi
refuses "'b' is out of place" --list a b
refuses 'expected LIBRARY PROTOTYPE'
refuses 'expected a prototype after' "$libc"
refuses 'none_such: No such file' --list none_such
case $HOST in
  *mingw*) refuses 'Permission denied' --list / ;;
  *) refuses 'directory' --list / ;;
esac
