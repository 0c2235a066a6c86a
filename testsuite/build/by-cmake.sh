# SPDX-License-Identifier: MIT
# The library built by CMake: no warning, the programs of its ctest, the same
# exports, installed files, and programs of the suite.
. "$SRC/testsuite/build/systems/common"
command -v cmake >path || skip "no cmake"
set -- $CC
program=$1
shift
flags="$* $CFLAGS"
system=
case $HOST in
  *mingw*) system=-DCMAKE_SYSTEM_NAME=Windows ;;
  *) test "$NATIVE" = 1 || system=-DCMAKE_SYSTEM_NAME=Linux ;;
esac
generator='Unix Makefiles'
if command -v ninja >path; then generator=Ninja; fi

cmake -G "$generator" -S "$SRC" -B b -DCMAKE_C_COMPILER="$program" \
  -DCMAKE_C_FLAGS="$flags" -DCMAKE_ASM_FLAGS="$flags" $system \
  -DCMAKE_CROSSCOMPILING_EMULATOR="$(echo "$EMULATOR" | sed 's/ /;/g')" \
  -DCMAKE_INSTALL_PREFIX=/usr -DCMAKE_INSTALL_LIBDIR=lib >log 2>&1 &&
  cmake --build b >>log 2>&1
status=$?
test $status = 0 || { tail -n 30 log; verdict $status 'cmake: builds'; exit; }
! grep -i 'warning' log
verdict $? 'cmake: builds without a warning'
case $HOST in
  *mingw*)
    suite cmake b/*.dll b/*.dll.a b/libffi.a
    mv cmake/.libs/libffi-8.dll . 2>/dev/null
    verdict $? 'cmake: libffi-8.dll' ;;
  *)
    (cd b && ctest >../log 2>&1)
    status=$?
    test $status = 0 || tail -n 30 log
    verdict $status 'cmake: ctest'
    exports "$BUILD/.libs/libffi.so" >ours
    exports b/libffi.so >theirs
    cmp ours theirs && test -s ours
    verdict $? 'cmake: exports'
    suite cmake b/libffi.so b/libffi.so.8 b/libffi.a ;;
esac

DESTDIR=$PWD/root cmake --build b --target install >log 2>&1 &&
  make -s -C "$BUILD" install DESTDIR="$PWD/other" >log 2>&1
(cd root/usr && find include lib/pkgconfig lib/cmake ! -type d) | sort >files
for file in include/ffi.h include/ffitarget.h lib/pkgconfig/libffi.pc \
    lib/cmake/libffi/libffi-config.cmake \
    lib/cmake/libffi/libffi-config-version.cmake; do
  echo "$file"
done | sort >wanted
diff wanted files
verdict $? 'cmake: installs the headers and the packages'
! grep '@' root/usr/lib/pkgconfig/libffi.pc root/usr/lib/cmake/libffi/*
verdict $? 'cmake: no word of a template is left'
