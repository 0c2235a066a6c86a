# SPDX-License-Identifier: MIT
# The shared library: no text relocation, no executable stack, no segment
# writable and executable, RELRO in full, and the properties of -fcf-protection
# if it was asked for.  Programs with either library: no segment writable and
# executable either, as a PLT is on 32-bit PowerPC if one call goes through it
# without a GOT pointer.
test "$SHARED" = 1 || { echo "no shared library"; exit 77; }
library=$BUILD/.libs/libffi.so
test -e "$library" || { echo "no ELF library"; exit 77; }
test "$READELF" != no || { echo "no readelf"; exit 77; }
case $CFLAGS in
  *-fsanitize*) echo "a sanitizer's build"; exit 77 ;;
esac

wrong ()
{
  echo "$*"
  exit 1
}

$READELF -dW "$library" >dynamic
$READELF -lW "$library" >segments
$READELF -nW "$library" >notes
grep -q 'TEXTREL' dynamic && wrong "text relocations"
grep -q 'GNU_STACK.* RWE ' segments && wrong "executable stack"
case $HOST in
  mips*) ;;
  *) grep -q 'GNU_STACK.* RW ' segments || wrong "no stack note" ;;
esac
grep -q 'LOAD.* RWE ' segments && wrong "segment writable and executable"
for file in "$library" "$BUILD/.libs/libffi.a"; do
  test -e "$file" || continue
  $CC $CFLAGS -I"$SRC/include" -I"$SRC/testsuite/lib" \
    "$SRC/testsuite/closure/alloc.c" -o program $LDFLAGS "$file" -lm \
    -pthread || wrong "no program with $file"
  $READELF -lW program >its-segments
  grep -q 'LOAD.* RWE ' its-segments &&
    wrong "program with $file: segment writable and executable"
done
case $HOST in
  mips*) ;;
  *)
    grep -q 'GNU_RELRO' segments || wrong "no RELRO"
    grep -qE 'BIND_NOW|FLAGS.*NOW' dynamic || wrong "lazy binding" ;;
esac
case $CFLAGS in
  *-fcf-protection=none*) ;;
  *-fcf-protection*)
    case $HOST in
      x86_64*)
        grep -q 'IBT.*SHSTK' notes || wrong "no IBT and SHSTK notes" ;;
    esac ;;
esac
# The linker drops the note if the compiler's start files have none, unless it
# is told to set it.
case $CFLAGS in
  *-mbranch-protection=standard*)
    $CC $CFLAGS -shared -fPIC -x c /dev/null -o probe.so &&
      $READELF -nW probe.so >probe
    grep -q 'BTI' notes || {
      grep -q 'BTI' probe && wrong "no BTI note"
      grep -q '^LIB_LDFLAGS = .*force-bti' "$BUILD/Makefile" &&
        wrong "no BTI note, though forced"
    } ;;
esac
exit 0
