# SPDX-License-Identifier: MIT
# A build in another folder makes this build's libraries, byte for byte, with
# debugging information.
case "$CC $CFLAGS" in
  *-fsanitize* | *-flto* | *-coverage*) echo "not in this kind of build"
    exit 77 ;;
esac
test -x "$SRC/configure" || { echo "no configure"; exit 77; }
test ! -e "$SRC/config.status" || {
  echo "the sources are configured: nothing else builds from them"
  exit 77
}
unset MAKEFLAGS MFLAGS MAKELEVEL

mkdir -p another/folder
ln -s "$SRC" source
source=$PWD/source
eval "set -- $("$BUILD/config.status" --config)"
cd another/folder || exit 1
{ "$source/configure" "$@" --srcdir="$source" --disable-dependency-tracking &&
  make libffi.la; } >log 2>&1 || {
  tail -n 20 log
  echo "does not build"
  exit 1
}
for file in libffi.so libffi.dll libffi.a; do
  test -e "$BUILD/.libs/$file" || continue
  cmp "$BUILD/.libs/$file" ".libs/$file" || {
    echo "$file differs"
    exit 1
  }
done
