#!/bin/sh
# SPDX-License-Identifier: MIT
# --explain --abi for every machine's conventions, on any machine, against the
# golden tables, whose rows came out of compilers: sizes and alignments of the
# types that differ between platforms, and where signatures travel.
. "$SRC/testsuite/dlcall/lib/common"
tables=$SRC/testsuite/place

# table | the ABI's name
tables_of='
x86_64-sysv x86_64-sysv
x32 x32
win64 gnuw64
win64-clang win64
aarch64 aarch64
aarch64_be aarch64_be
aarch64-ilp32 aarch64-ilp32
aarch64-apple aarch64-apple
aarch64-windows aarch64-windows
arm-vfp arm-vfp
arm-sysv arm-sysv
armeb-vfp armeb-vfp
armeb-sysv armeb-sysv
arm-apple arm-apple
arm-watch arm-watch
arm-windows arm-windows
riscv-lp64 riscv-lp64
riscv-lp64f riscv-lp64f
riscv-lp64d riscv-lp64d
riscv-ilp32 riscv-ilp32
riscv-ilp32f riscv-ilp32f
riscv-ilp32d riscv-ilp32d
riscv-ilp32e riscv-ilp32e
loongarch-lp64s loongarch-lp64s
loongarch-lp64f loongarch-lp64f
loongarch-lp64d loongarch-lp64d
loongarch-ilp32s loongarch-ilp32s
loongarch-ilp32f loongarch-ilp32f
loongarch-ilp32d loongarch-ilp32d
i386-sysv i386-linux-cdecl
i386-stdcall i386-linux-stdcall
i386-fastcall i386-linux-fastcall
i386-thiscall i386-linux-thiscall
i386-pascal i386-linux-pascal
i386-register i386-linux-register
i386-freebsd i386-freebsd-cdecl
i386-macos i386-darwin-cdecl
i386-windows i386-mingw-cdecl
i386-windows-stdcall i386-mingw-stdcall
i386-windows-fastcall i386-mingw-fastcall
i386-windows-thiscall i386-mingw-thiscall
i386-msvc i386-msvc-cdecl
i386-msvc-fastcall i386-msvc-fastcall
i386-msvc-thiscall i386-msvc-thiscall
mips-o32 mips-o32
mips-o32-soft mips-o32-soft
mips-n32 mips-n32
mips-n32-soft mips-n32-soft
mips-n64 mips-n64
mips-n64-soft mips-n64-soft
mipsel-o32 mipsel-o32
mipsel-o32-soft mipsel-o32-soft
mipsel-n32 mipsel-n32
mipsel-n32-soft mipsel-n32-soft
mipsel-n64 mipsel-n64
mipsel-n64-soft mipsel-n64-soft
powerpc64le powerpc64le
powerpc64le-ieee powerpc64le-ieee
powerpc64le-ldbl64 powerpc64le-ldbl64
powerpc64-elfv1 powerpc64-elfv1
powerpc64-elfv1-altivec powerpc64-elfv1-altivec
powerpc64-elfv2 powerpc64-elfv2
powerpc64-elfv2-ldbl64 powerpc64-elfv2-ldbl64
powerpc powerpc
powerpc-ldbl64 powerpc-ldbl64
powerpc-svr4 powerpc-svr4
powerpc-soft powerpc-soft
powerpc-soft-svr4 powerpc-soft-svr4
powerpc-altivec powerpc-altivec
s390x s390x
s390x-vx s390x-vx
s390x-ldbl64 s390x-ldbl64
s390x-soft s390x-soft
s390 s390
s390-vx s390-vx
s390-ldbl64 s390-ldbl64
s390-soft s390-soft
'

# A signature as the tables have it | as C has it.
signatures='
void f(int ×8, i8, i16, int, double, float) | void f(int, int, int, int, int, int, int, int, int8_t, int16_t, int, double, float)
void f(int ×7, {i64,i64}, int) | void f(int, int, int, int, int, int, int, struct {int64_t a, b;}, int)
{double,i64} f({double,i64}) | struct {double d; int64_t i;} f(struct {double d; int64_t i;})
{float,float} f({float,float}) | struct {float x, y;} f(struct {float x, y;})
void f(int ×4, i8, i16, int, double, float) | void f(int, int, int, int, int8_t, int16_t, int, double, float)
{i64} f({i64}, int) | struct {int64_t i;} f(struct {int64_t i;}, int)
void f(int ×3, i64, int) | void f(int, int, int, int64_t, int)
{float×4} f({float×4}) | struct {float a, b, c, d;} f(struct {float a, b, c, d;})
double f(float, double, int, float) | double f(float, double, int, float)
i64 f(int, int) | int64_t f(int, int)
int f(i8, double, i64, {char[3]}) | int f(int8_t, double, int64_t, struct {char c[3];})
'

# The sizes of structs under ABI, each by its last byte that travels: of a
# pointer, a long double, and two of a type with a char between them, which
# for sizes that are multiples of the alignment is size + align + size.
sizes_of ()
{
  dlcall --abi "$1" --explain 'void f(
    struct {char c[64]; void *p;}, struct {char c[64]; long double l;},
    struct {char c[64]; long double l; char d; long double m;},
    struct {char c[64]; long long l; char d; long long m;})' |
    awk '$1 == "argument" { sub (".*-", "", $4)
                            if ($4 + 0 > n[$2]) n[$2] = $4 + 0 }
      END { print n[1] - 63, n[2] - 63, n[3] - 63, n[4] - 63 }'
}

# What --explain printed, in the words of the tables.
words ()
{
  awk '
    /^argument|^result/ {
      n = $1 == "result" ? 2 : 3
      bytes = $(n + 1); where = $(n + 2); rest = n + 3
      if ($(n + 3) == "+" && where == "stack") {
        where = "S+" $(n + 4); rest = n + 5
      } else if ($(n + 3) == "+")
        rest = n + 5
      if ($1 == "result" && $(rest + 1) == "same") {
        sub (/\)/, ", echoed in " where ")", memory); next }
      if ($1 == "result" && $rest == "the") { memory = "mem(&→" where ")"; next }
      if ($rest == "the") where = "&→" where
      key = $1 == "result" ? 0 : $2
      if (key > last) last = key
      count[key]++
      text[key] = text[key] (count[key] > 1 ? " " : "") "[" bytes "]" where
      single[key] = where
    }
    /popped by the function$/ { pop = ", callee pops " $1 }
    END {
      for (i = 1; i <= last; i++)
        out = out (i > 1 ? "; " : "") (count[i] == 1 ? single[i] : text[i])
      result = count[0] == 1 ? single[0] : count[0] ? text[0] : "—"
      if (memory) result = memory
      print out " | " result pop
    }'
}

checked=0
while read -r table abi; do
  test -n "$table" || continue
  gold=$tables/$table.gold
  test -f "$gold" || { echo "FAIL: no table $table"; continue; }
  words=$(sizes_of "$abi")
  expected=$(sed -n 's|^model pointer=\([0-9]*\) ldbl=\([0-9]*\)/\([0-9]*\) align8=\([0-9]*\).*|\1 \2 \3 \4|p' "$gold" |
    head -n 1 | while read -r pointer size align eight; do
      echo "$pointer $size $((2 * size + align)) $((16 + eight))"
    done)
  if test "$words" = "$expected"; then
    echo "PASS: $abi: sizes of types"
  else
    echo "FAIL: $abi: sizes of types: $words, not $expected"
  fi
  echo "$signatures" >list
  while IFS='|' read -r row prototype; do
    row=${row% }
    test -n "$row" && grep -F -e "$row | " "$gold" >found || continue
    expected=$(sed -n '1s/^[^|]* | //p' found |
      sed 's/\.hi[0-9]*//g')
    got=$(dlcall --abi "$abi" --explain "$prototype" | words)
    if test "$got" = "$expected"; then
      echo "PASS: $abi: $row"
    else
      echo "FAIL: $abi: $row: $got, not $expected"
    fi
    checked=$((checked + 1))
  done <list
done <<END
$tables_of
END
test "$checked" -ge 90 && echo "PASS: $checked rows" ||
  echo "FAIL: only $checked rows"

# Every convention that is listed can be explained.
dlcall --list-abis >names
while read -r abi; do
  dlcall --abi "$abi" --svg x.svg --explain 'int f(char, double)' >out &&
    grep -q '^argument 2' out && grep -q '^</svg>$' x.svg ||
    echo "FAIL: --abi $abi"
done <names
test "$(wc -l <names)" -ge 60 && echo "PASS: all conventions" ||
  echo "FAIL: all conventions"
refuses "no ABI 'vax'" --abi vax --explain 'int f(int)'
refuses "no ABI 'mips-n32-vax'" --abi mips-n32-vax --explain 'int f(int)'
refuses 'stands alone' --list-abis x
