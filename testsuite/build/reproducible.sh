# SPDX-License-Identifier: MIT
# A build in another folder makes this build's libraries, byte for byte, with
# debugging information.
. "$SRC/testsuite/build/again/common"
case "$CC $CFLAGS" in
  *-coverage*) echo "not in this kind of build"; exit 77 ;;
esac

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
