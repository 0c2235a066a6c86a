# SPDX-License-Identifier: MIT
# The library built by Meson: no warning, the programs of its tests, the same
# exports and version, and programs of the suite.
. "$SRC/testsuite/build/systems/common"
command -v meson >path || skip "no meson"
command -v ninja >path || skip "no ninja"
grep -q "version : '$(sed -n \
  's/^#define FFI_VERSION_STRING "\(.*\)"/\1/p' "$SRC/include/ffi.h")'" \
  "$SRC/meson.build"
verdict $? 'meson: version'

words () { for word; do printf "'%s', " "$word"; done; }
machine=--native-file
case $HOST in *mingw*) system=windows ;; *) system=linux ;; esac
{
  echo '[binaries]'
  echo "c = [$(words $CC)]"
  echo "ar = '$($CC -print-prog-name=ar)'"
  echo "strip = '$($CC -print-prog-name=strip)'"
  if test "$NATIVE" != 1; then
    machine=--cross-file
    test -z "$EMULATOR" || echo "exe_wrapper = [$(words $EMULATOR)]"
    printf '%s\n' '[host_machine]' "system = '$system'" \
      "cpu_family = '${HOST%%-*}'" "cpu = '${HOST%%-*}'" "endian = 'little'"
  fi
} >machine
meson setup b "$SRC" $machine machine -Dtests=true \
  -Dc_args="$CFLAGS" >log 2>&1 && ninja -C b >>log 2>&1
status=$?
test $status = 0 || { tail -n 30 log; verdict $status 'meson: builds'; exit; }
! grep -i 'warning: [^U]' log
verdict $? 'meson: builds without a warning'
case $HOST in
  *mingw*) suite meson b/*.dll b/*.dll.a b/libffi.a ;;
  *)
    meson test -C b >log 2>&1
    status=$?
    test $status = 0 || tail -n 30 log
    verdict $status 'meson: test'
    exports "$BUILD/.libs/libffi.so" >ours
    exports b/libffi.so >theirs
    cmp ours theirs && test -s ours
    verdict $? 'meson: exports'
    suite meson b/libffi.so b/libffi.so.8 b/libffi.a ;;
esac
