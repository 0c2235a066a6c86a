# SPDX-License-Identifier: MIT
# With -mbranch-protection=standard each object, also that of a source which is
# for another processor and so empty, has the notes of BTI and PAC, and each function of the assembly files begins with
# a landing pad.  They are looked at alone: the linker drops the library's
# own note if the compiler's start files have none (Debian's).
case $HOST in
  aarch64*linux*) ;;
  *) echo "not AArch64 Linux"; exit 77 ;;
esac
case $CFLAGS in
  *-flto* | *-fsanitize*) echo "not in this kind of build"; exit 77 ;;
esac
test "$READELF" != no || { echo "no readelf"; exit 77; }
test "$OBJDUMP" != no || { echo "no objdump"; exit 77; }
printf '#ifdef __APPLE__\n# error no notes\n#endif\nint x;\n' >probe.c
$CC -mbranch-protection=standard -c probe.c -o probe.o 2>/dev/null &&
  $READELF -nW probe.o | grep -q BTI || { echo "no BTI notes"; exit 77; }

wrong ()
{
  echo "$*"
  exit 1
}

# The functions in FILE that an indirect call may not land on; L... are labels.
unguarded ()
{
  $OBJDUMP -d "$1" | awk '
    /^[0-9a-f]+ <[^L].*>:$/ { name = $2; next }
    name != "" { if (!/bti\tc|paci[ab]sp/) print name; name = "" }'
}

n=0
for protection in standard pac-ret+b-key bti; do
  case $protection in
    # clang's has Guarded Control Stacks besides.
    standard) note='BTI, PAC\(, .*\)*' pad=yes ;;
    bti) note=BTI pad=yes ;;
    *) note=PAC pad=no ;;
  esac
  for source in "$SRC"/src/*/*.S; do
    n=$((n + 1))
    $CC $CFLAGS -mbranch-protection=$protection -fPIC \
      -I"$SRC/include" -I"$SRC/src" -c "$source" -o t.o || wrong "does not compile: $source"
    $READELF -nW t.o | grep -q "AArch64 feature: $note\$" ||
      wrong "no notes of $protection: $source"
    $READELF -SW t.o | grep -q 'note.GNU-stack' ||
      wrong "no stack note: $source"
    test $pad = no && continue
    test -z "$(unguarded t.o)" ||
      wrong "no landing pad ($protection): $source: $(unguarded t.o)"
  done
done
test "$n" -gt 6 || wrong "no sources"

case $CFLAGS in
  *-mbranch-protection=standard*)
    archive=$BUILD/.libs/libffi.a
    test -e "$archive" || exit 0
    members=$($READELF -nW "$archive" | grep -c '^File: ')
    notes=$($READELF -nW "$archive" | grep -c 'AArch64 feature: BTI, PAC')
    test "$members" -gt 9 && test "$members" = "$notes" ||
      wrong "$notes of $members objects in libffi.a have notes" ;;
esac
exit 0
