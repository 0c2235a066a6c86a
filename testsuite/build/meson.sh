# SPDX-License-Identifier: MIT
# dependency ('libffi') of Meson in a project outside of this one, through
# pkg-config and through CMake.
. "$SRC/testsuite/build/project/common"
command -v meson >path || skip "no meson"
command -v ninja >path || skip "no ninja"

# Neither sees another copy.
PKG_CONFIG_LIBDIR=$root$libdir/pkgconfig PKG_CONFIG_SYSROOT_DIR=$root
export PKG_CONFIG_LIBDIR PKG_CONFIG_SYSROOT_DIR

# What Meson has to be told of another machine than this one.
machine=
if test "$NATIVE" != 1; then
  words () { for word; do printf "'%s', " "$word"; done; }
  value () { echo "$1" | $CC -E -P -x c -; }
  test "$(value __BYTE_ORDER__)" = 4321 && endian=big || endian=little
  # It knows the size of pointers by the name alone.
  case $HOST:$(value __SIZEOF_POINTER__) in
    aarch64*) family=aarch64 ;;
    mips*:8) family=mips64 ;;
    mips*) family=mips ;;
    i?86*) family=x86 ;;
    *) family=${HOST%%-*} ;;
  esac
  cat >machine <<END
[binaries]
c = [$(words $CC)]
exe_wrapper = [$(words $EMULATOR)]
pkgconfig = 'pkg-config'
cmake = 'cmake'
[host_machine]
system = 'linux'
cpu_family = '$family'
cpu = '${HOST%%-*}'
endian = '$endian'
END
  machine='--cross-file machine'
fi

# try METHOD ARGUMENT...
try ()
{
  method=$1
  shift
  if meson setup "b-$method" "$project" -Dmethod="$method" $machine \
       "$@" >log 2>&1 &&
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
