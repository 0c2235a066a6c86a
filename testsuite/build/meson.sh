# SPDX-License-Identifier: MIT
# dependency ('libffi') of Meson in a project outside of this one, through
# pkg-config and through CMake.
. "$SRC/testsuite/build/project/common"
command -v meson >path || skip "no meson"
command -v ninja >path || skip "no ninja"

# Neither sees another copy.
PKG_CONFIG_LIBDIR=$root$libdir/pkgconfig PKG_CONFIG_SYSROOT_DIR=$root
export PKG_CONFIG_LIBDIR PKG_CONFIG_SYSROOT_DIR

# try METHOD ARGUMENT...
try ()
{
  method=$1
  shift
  if meson setup "b-$method" "$project" -Dmethod="$method" "$@" >log 2>&1 &&
     ninja -C "b-$method" >>log 2>&1; then
    works "meson: $method" "b-$method/outside"
    test "$SHARED" = 0 || uses "meson: $method" shared "b-$method/outside"
  else
    cat log
    echo "FAIL: meson: $method does not build"
  fi
}

if command -v pkg-config >path; then try pkg-config; fi
if command -v cmake >path; then
  try cmake --cmake-prefix-path="$root$prefix"
fi
