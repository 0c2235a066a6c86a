# SPDX-License-Identifier: MIT
# Two builds in different folders make the same libraries, byte for byte, with
# debugging information.
host=
test "$NATIVE" = 1 || host=--host=$HOST
test "$STATIC" = 0 || host="$host --disable-shared"
case "$CC $CFLAGS" in
  *-fsanitize* | *-flto* | *-coverage*) echo "not in this kind of build"
    exit 77 ;;
esac
test -x "$SRC/configure" || { echo "no configure"; exit 77; }
unset MAKEFLAGS MFLAGS MAKELEVEL

# build FOLDER SOURCE: SOURCE as seen from FOLDER.
build ()
{
  (cd "$1" && "$2/configure" $host CC="$CC" CFLAGS="-g -O1" --disable-docs &&
     make libffi.la) >log 2>&1 || {
    tail -n 20 log
    echo "does not build"
    exit 1
  }
}

mkdir -p one another/folder/deep
build one "$SRC"
ln -s "$SRC" source
build another/folder/deep "$PWD/source"
for file in libffi.so libffi.a; do
  test -e one/.libs/$file || continue
  cmp one/.libs/$file another/folder/deep/.libs/$file || {
    echo "$file differs"
    exit 1
  }
done
