# SPDX-License-Identifier: MIT
# Microsoft's cl, which does not compile GNU C, is told so in one line by each
# source, by the amalgamation and by the build systems.  clang stands in for cl:
# Microsoft's mode, without what tells of clang and of GNU C.
verdict () { if test "$1" = 0; then echo "PASS: $2"; else echo "FAIL: $2"; fi; }
clang=
for name in clang-19 clang; do
  test -n "$clang" || ! command -v $name >path || clang=$name
done
test -n "$clang" || { echo "no clang"; exit 77; }
told='libffi is GNU C: use clang-cl instead of cl'

# refused NUMBER ARGUMENT...: so many files are, as by cl, which stops at its first
# #error.
refused ()
{
  number=$1
  shift
  "$clang" --target=x86_64-pc-windows-msvc -fms-compatibility -fsyntax-only \
    -Wno-unknown-pragmas -Wfatal-errors -U__clang__ -U__GNUC__ -U__x86_64__ \
    -D_M_X64=100 "$@" >log 2>&1
  test "$(grep -c "error: \"$told\"" log)" = "$number" &&
    test "$(grep -c 'error: ' log)" = "$number" || { cat log; return 1; }
}

set -- "$SRC"/src/*.c "$SRC"/src/*/*.c
refused $# -I"$SRC/include" -I"$SRC/src" "$@"
verdict $? 'each source'
if command -v python3 >path; then
  python3 "$SRC/tools/amalgamate" one && refused 1 one/ffi.c
  verdict $? 'the amalgamation'
fi
if command -v cmake >path; then
  ! cmake -S "$SRC" -B b -DCMAKE_C_COMPILER_ID=MSVC \
    -DCMAKE_C_COMPILER_ID_RUN=1 -DCMAKE_C_COMPILER_FORCED=1 >log 2>&1 &&
    grep -q "^ *$told" log
  verdict $? 'cmake'
fi
grep -q "error ('$told')" "$SRC/meson.build"
verdict $? 'meson.build'
