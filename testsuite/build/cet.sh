# SPDX-License-Identifier: MIT
# A build with -fcf-protection has the notes of IBT and SHSTK: each object
# that goes into the library is compiled alone and looked at.
case $HOST in
  x86_64*linux*) ;;
  *) echo "not x86-64 Linux"; exit 77 ;;
esac
case $CFLAGS in
  *-flto* | *-fsanitize*) echo "not in this kind of build"; exit 77 ;;
esac
test "$READELF" != no || { echo "no readelf"; exit 77; }
printf 'int x;\n' >probe.c
$CC -fcf-protection -c probe.c -o probe.o 2>/dev/null &&
  $READELF -nW probe.o | grep -q IBT || { echo "no -fcf-protection"; exit 77; }
n=0
for source in "$SRC"/src/*/*.S; do
  n=$((n + 1))
  $CC $CFLAGS -fcf-protection -fPIC -I"$SRC/include" -I"$SRC/src" \
    -c "$source" -o t.o ||
    { echo "does not compile: $source"; exit 1; }
  test -s t.o || continue
  $READELF -nW t.o | grep -q 'IBT.*SHSTK' ||
    { echo "no IBT and SHSTK notes: $source"; exit 1; }
  $READELF -SW t.o | grep -q 'note.GNU-stack' ||
    { echo "no stack note: $source"; exit 1; }
done
test "$n" -gt 1
