# SPDX-License-Identifier: MIT
# --explain, against what the ABIs' documents say, and its picture.
. "$SRC/testsuite/dlcall/lib/common"

explained () { expected=$1; shift; prints "$expected" "$@"; }

if defined __x86_64__ && ! defined __ILP32__ && ! defined _WIN32; then
  explained 'ABI x86_64-sysv
argument 1   byte 0       rdi          sign-extended
argument 2   bytes 0-7    xmm0
argument 2   bytes 8-11   xmm1
argument 3   bytes 0-15   stack + 0
argument 4   bytes 0-3    rsi          zero-extended
argument 5   bytes 0-19   stack + 16
result       bytes 0-7    xmm0
result       bytes 8-15   rax
40 bytes of arguments on the stack' --explain \
    'struct {double d; long l;} f(int8_t, struct {float x, y, z;},
       long double, unsigned, struct {char c[20];})'
  explained 'ABI x86_64-sysv
result       bytes 0-23   rdi          the address of its memory
argument 1   bytes 0-3    xmm0
result       bytes 0-23   rax          the same address, returned' --explain 'struct {long l[3];} f(float)'
  dlcall --explain 'int f(long double _Complex)' >out
  grep -q '^argument 1   bytes 0-31   stack + 0$' out &&
    echo "PASS: a complex on the stack" || echo "FAIL: a complex on the stack"
elif defined __aarch64__; then
  # Apple has no rule of even registers.
  third=x2
  if defined __APPLE__; then third=x1; fi
  dlcall --explain 'void f(struct {float x, y, z;}, long, __int128)' >out
  grep -q '^argument 1   bytes 8-11   v2' out &&
    grep -q '^argument 2   bytes 0-7    x0$' out &&
    grep -q "^argument 3   bytes 0-7    $third\$" out &&
    echo "PASS: aarch64" || { echo "FAIL: aarch64"; cat out; }
fi

# Another data model: Windows's long has 4 bytes.
if defined __x86_64__ && ! dlcall --abi win64 --explain 'int f(int)' 2>&1 |
     grep -q 'no such ABI'; then
  explained 'ABI win64
argument 1   bytes 0-3    rcx          sign-extended
argument 2   bytes 0-15   rdx          the address of a copy
argument 3   bytes 0-3    r8           zero-extended
result       bytes 0-3    rax          sign-extended
32 bytes of arguments on the stack
16 bytes of copies, passed by address' --abi win64 \
    --explain 'long f(long, long double, unsigned)'
fi

# The picture: well formed, and the same prototype in it, escaped.
dlcall --svg a.svg --explain 'int f(int, struct {char c[999];})' >out
test "$(head -c 5 a.svg)" = '<svg ' && grep -q '^</svg>$' a.svg &&
  grep -q '<title>int f(int, struct {char c\[999\];})</title>' a.svg &&
  echo "PASS: a picture" || echo "FAIL: a picture"
if test -x /usr/bin/python3; then
  /usr/bin/python3 -c 'import xml.dom.minidom
xml.dom.minidom.parse ("a.svg")' && echo "PASS: the picture is XML" ||
    echo "FAIL: the picture is XML"
fi

# Names of parameters, and arguments behind "...".
if defined __x86_64__ && ! defined __ILP32__ && ! defined _WIN32; then
  explained 'ABI x86_64-sysv
argument 1 (format) bytes 0-7    rdi
argument 2          bytes 0-3    rsi          sign-extended
argument 3          bytes 0-7    xmm0
result              bytes 0-3    rax          sign-extended' \
    --explain 'int printf(const char *format, ...)' int double
fi
refuses 'is not a type' --explain 'int printf(const char *, ...)' itn
refuses 'argument 2: C passes no float' \
  --explain 'int printf(const char *, ...)' char
refuses 'C promotes' --abi s390x --explain 'int printf(const char *, ...)' char

# Floats of two bytes, and who has none.
explained 'ABI riscv-lp64d
argument 1   bytes 0-1    fa0          upper bits all ones
argument 2   bytes 0-1    fa1          upper bits all ones
argument 2   bytes 2-3    fa2          upper bits all ones
argument 3   bytes 0-1    fa3          upper bits all ones
argument 3   bytes 2-3    a0           sign-extended
argument 4   bytes 0-7    a1
result       bytes 0-1    fa0          upper bits all ones' \
  --abi riscv-lp64d --explain '__bf16 f(_Float16, _Float16 _Complex,
    struct {__bf16 a; short b;}, _Float16 __attribute__((vector_size(8))))'
refuses 'argument 2: functions of this ABI cannot pass this type' \
  --abi win64 --explain 'int f(int, _Float16)'
refuses 'the result: functions of this ABI cannot pass this type' \
  --abi s390x --explain '_Float16 f(int, int)'

# Members are counted: one bit-field beside a float is in a register of its own,
# of two each is in an integer register.
explained 'ABI riscv-lp64d
argument 1   bytes 0-3    fa0          upper bits all ones
argument 1   byte 4       a0
argument 2   bytes 0-7    a1' \
  --abi riscv-lp64d --explain 'void f(struct {float x; int a : 3;},
    struct {float x; int a : 3, b : 4;})'
# #pragma pack and attributes: 6, 8 and 12 bytes.
explained 'ABI i386-linux-cdecl
argument 1   bytes 0-5    stack + 0
argument 2   bytes 0-7    stack + 8
argument 3   bytes 0-11   stack + 16
28 bytes of arguments on the stack' --abi i386-linux-cdecl --explain '
#pragma pack (push, 2)
  struct a {int x; char c;};
#pragma pack (pop)
  struct b {int x; char c;};
  void f(struct a, struct b, struct __attribute__((pack (4)))
         {char c; long long x;})'

# No label of a picture is longer than the box that it stands in.
dlcall --abi aarch64-apple --svg b.svg --explain 'int f(int a, int b, int c,
  int d, int e, int f, int g, int h, char a_long_name, char j, short k, char l,
  struct {float x, y;} m)' >out
awk '/^<rect/ { match ($0, /width="[0-9]*/)
                width = substr ($0, RSTART + 7, RLENGTH - 7) + 0 }
     /class="what"/ { text = $0; gsub (/<[^>]*>/, "", text); n++
                      if (6 * length (text) > width) { print; bad = 1 } }
     END { exit bad || n < 10 }' b.svg &&
  echo "PASS: labels fit" || echo "FAIL: labels fit"

refuses 'prototype, column 7' --explain 'int f(itn)'
refuses 'no model' --model none_such --explain 'int f(int)'
refuses 'go with --explain' --svg x.svg libc.so.6 'int abs(int)' 1
refuses 'No such file' --svg none/x.svg --explain 'int f(int)'
refuses 'out of place' --explain 'int f(int)' 1
refuses 'needs a value' --explain
