# SPDX-License-Identifier: MIT
# pkg-config's words, shared and --static, in a project outside of this one.
. "$SRC/testsuite/build/project/common"
PKG=$(command -v pkg-config || command -v pkgconf) || skip "no pkg-config"
PKG_CONFIG_LIBDIR=$root$libdir/pkgconfig PKG_CONFIG_SYSROOT_DIR=$root
export PKG_CONFIG_LIBDIR PKG_CONFIG_SYSROOT_DIR

test "$($PKG --modversion libffi)" = 3.8.0 && echo "PASS: version" ||
  echo "FAIL: version"
if test "$SHARED" = 1; then
  $CC $CFLAGS "$project/main.c" -o shared $LDFLAGS \
    $($PKG --cflags --libs libffi) || echo "FAIL: pkg-config does not link"
  works 'pkg-config' ./shared
  uses 'pkg-config' shared ./shared
fi
test -e "$root$libdir/libffi.a" || exit 0
echo 'int main (void) { return 0; }' >probe.c
$CC -static probe.c -o probe 2>log || exit 0
$CC $CFLAGS -static "$project/main.c" -o static $LDFLAGS \
  $($PKG --static --cflags --libs libffi) ||
  echo "FAIL: pkg-config --static does not link"
works 'pkg-config --static' ./static
uses 'pkg-config --static' static ./static
