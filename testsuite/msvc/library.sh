# SPDX-License-Identifier: MIT
# The library by clang-cl and lld-link, through CMake: the DLL, its import
# library and the static library for this processor, and for arm64 beside
# x86-64; without a warning.  The programs of ctest and a program in Microsoft's
# mode run with them.  A build for Windows does this.
verdict () { if test "$1" = 0; then echo "PASS: $2"; else echo "FAIL: $2"; fi; }
skip () { echo "$1"; exit 77; }
case $HOST in
  x86_64*mingw*) targets='x86_64 aarch64' ;;
  i?86*mingw*) targets=i686 ;;
  *) skip "a build for Windows does this" ;;
esac
for tool in clang-cl-19 lld-link-19 llvm-lib-19 llvm-dlltool-19 cmake ninja; do
  command -v $tool >path || skip "no $tool"
done
tools=$SRC/testsuite/msvc/tools
wine=/usr/include/wine/wine
test -d $wine/msvcrt || skip "no C headers for Microsoft's mode"
export INCLUDE="$wine/msvcrt;$wine/windows" LIB
version=$(sed -n 's/^#define FFI_VERSION_STRING "\(.*\)"/\1/p' \
  "$SRC/include/ffi.h")
unset CFLAGS LDFLAGS CC CXX

# cmake_for TARGET FOLDER SOURCE ARGUMENT...
cmake_for ()
{
  target=$1 folder=$2 source=$3
  shift 3
  # This clang has a builtin function that wine's winnt.h defines.
  cmake --no-warn-unused-cli -G Ninja -S "$source" -B "$folder" \
    -DCMAKE_SYSTEM_NAME=Windows \
    -DCMAKE_C_COMPILER=clang-cl-19 -DCMAKE_LINKER=/usr/bin/lld-link-19 \
    -DCMAKE_C_COMPILER_TARGET="$target" -DCMAKE_ASM_COMPILER_TARGET="$target" \
    -DCMAKE_AR=/usr/bin/llvm-lib-19 -DCMAKE_RC_COMPILER=/usr/bin/llvm-rc-19 \
    -DCMAKE_MT=/usr/bin/llvm-mt-19 -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_C_FLAGS=-D_InterlockedCompareExchange128=wine_128 \
    -DCMAKE_CROSSCOMPILING_EMULATOR="${WINDOWS%% *}" "$@" &&
    cmake --build "$folder"
}

# The public symbols, by libffi.map.
public ()
{
  clang-19 --target="$1" -DLIBFFI_ASM -E -P -x c -I"$SRC/include" \
    "$SRC/libffi.map.in" | tr ';{}' '\n\n\n' |
    sed -n 's/^ *\(ffi_[a-z0-9_]*\) *$/\1/p' | sort -u
}

for processor in $targets; do
  target=$processor-pc-windows-msvc b=b-$processor LIB=$PWD/sdk-$processor
  sh "$tools/make-sdk" "$target" "sdk-$processor" || exit 1
  testing=ON
  case $processor in aarch64) testing=OFF ;; esac
  cmake_for "$target" "$b" "$SRC" -DBUILD_TESTING=$testing \
    -DCMAKE_INSTALL_PREFIX="$PWD/root-$processor" >log 2>&1
  status=$?
  test $status = 0 || tail -n 30 log
  verdict $status "$processor: clang-cl builds"
  ! grep -i 'warning[: ]' log
  verdict $? "$processor: no warning"
  test -f $b/ffi-8.dll && test -f $b/ffi.lib && test -f $b/libffi.lib
  verdict $? "$processor: ffi-8.dll, ffi.lib and libffi.lib"
  llvm-readobj-19 --coff-exports $b/ffi-8.dll |
    sed -n 's/^ *Name: \(..*\)/\1/p' | sort >exported
  public "$target" | diff - exported
  verdict $? "$processor: exports"

  # In Microsoft's mode, with the DLL and with the static library.
  program=types-$processor
  clang-19 --target="$target" -fms-compatibility -Wall -Wextra -Werror -O1 \
    -I"$SRC/include" -c "$tools/types.c" -o $program.obj &&
    lld-link-19 /nologo /out:$b/$program.exe $program.obj $b/ffi.lib \
      msvcrt.lib &&
    clang-19 --target="$target" -fms-compatibility -O1 -DFFI_STATIC_BUILD \
      -I"$SRC/include" -c "$tools/types.c" -o $program.obj &&
    lld-link-19 /nologo /out:$b/$program-static.exe $program.obj $b/libffi.lib \
      msvcrt.lib kernel32.lib
  verdict $? "$processor: a program in Microsoft's mode is built"
  test $testing = ON || continue
  for name in $program $program-static; do
    $WINDOWS $b/$name.exe >log 2>&1
    status=$?
    test $status = 0 || { tail -n 5 log; echo "line $status"; }
    verdict $status "$processor: $name runs"
  done
  (cd $b && ctest >../log 2>&1)
  status=$?
  test $status = 0 || tail -n 30 log
  verdict $status "$processor: ctest"

  # Another project finds what is installed.
  cmake --build $b --target install >log 2>&1 &&
    cmake_for "$target" "outside-$processor" "$SRC/testsuite/build/project" \
      -DCMAKE_PREFIX_PATH="$PWD/root-$processor" >>log 2>&1 &&
    cp $b/ffi-8.dll outside-$processor &&
    for name in outside outside-static; do
      test "$($WINDOWS outside-$processor/$name.exe | tr -d '\r')" = \
        "libffi $version works" || { echo "$name"; exit 1; }
    done
  status=$?
  test $status = 0 || tail -n 20 log
  verdict $status "$processor: find_package"
done
