# SPDX-License-Identifier: MIT
# make install with DESTDIR and --libdir puts everything in its place, and
# pkg-config's words compile and link a program with it.
root=$PWD/root
make -s -C "$BUILD" install DESTDIR="$root" >log 2>&1 || { cat log; exit 1; }
eval "$(sed -n '/^[a-z_]*=/p' "$BUILD/libffi.pc")"
for file in "$includedir/ffi.h" "$includedir/ffitarget.h" \
    "$libdir/pkgconfig/libffi.pc"; do
  test -f "$root$file" || { echo "missing: $file"; exit 1; }
done
grep -rq '@' "$root$includedir/ffi.h" && {
  echo "unsubstituted words in ffi.h"
  exit 1
}
if test "$SHARED" = 1 && test -e "$BUILD/.libs/libffi.so"; then
  test -e "$root$libdir/libffi.so.8" || { echo "no libffi.so.8"; exit 1; }
fi

# On Windows, where programs look for DLLs in the folder of their own: a
# program that has nothing but what was installed.
cp "$SRC/testsuite/call/version.c" .
case $SHARED:$HOST in
  1:*mingw*)
    test -f "$root$libdir/libffi.dll.a" || { echo "no libffi.dll.a"; exit 1; }
    mkdir -p outside && cp "$root$prefix/bin/libffi-8.dll" outside &&
      $CC $CFLAGS -I"$root$prefix/include" -I"$SRC/testsuite/lib" version.c \
        -o outside/t.exe -L"$root$libdir" -lffi $LDFLAGS &&
      WINEPATH= $EMULATOR outside/t.exe || exit 1 ;;
esac

PKG=$(command -v pkg-config || command -v pkgconf) || {
  echo "no pkg-config: only the files were looked at"
  exit 77
}
PKG_CONFIG_PATH=$root$libdir/pkgconfig PKG_CONFIG_SYSROOT_DIR=$root
PKG_CONFIG_LIBDIR=$PKG_CONFIG_PATH
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR PKG_CONFIG_LIBDIR
export PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 PKG_CONFIG_ALLOW_SYSTEM_LIBS=1
test "$($PKG --modversion libffi)" = 3.8.0 || { echo "version"; exit 1; }
$CC $CFLAGS -I"$SRC/testsuite/lib" version.c -o t \
  $($PKG --cflags --libs libffi) $LDFLAGS || exit 1
case $HOST in
  *mingw*) ;;
  *) LD_LIBRARY_PATH=$root$libdir $EMULATOR ./t || exit 1 ;;
esac
