# SPDX-License-Identifier: MIT
# The library without a build system: every source is given to the compiler at
# once, without an option that it needs.  No two objects have the same name, what is not
# public is hidden, and programs run.  And the list of sources is that of the
# files.
verdict () { if test "$1" = 0; then echo "PASS: $2"; else echo "FAIL: $2"; fi; }

(cd "$SRC" && ls src/*.c src/*/*.c src/*/*.S) | LC_ALL=C sort >files
sed -n 's/^\t\([^ ]*\).*/\1/p' "$SRC/src/sources.mk" | LC_ALL=C sort >listed
diff files listed
verdict $? 'src/sources.mk names each source once'
test -z "$(sed 's,.*/,,; s/\.[cS]$//' files | sort | uniq -d)"
verdict $? 'no two sources have the same stem'

# Options that make another kind of code than the compiler does by itself, or
# name the processor, are not to be left out.
set --
for flag in $CFLAGS; do
  case $flag in -m* | -f*) set -- "$@" "$flag" ;; esac
done
# shellcheck disable=SC2086
$CC "$@" -O2 -Wall -Wextra -pedantic -Werror -c -I"$SRC/include" -I"$SRC/src" \
  "$SRC"/src/*.c "$SRC"/src/*/*.c "$SRC"/src/*/*.S
verdict $? 'all sources compile for this processor'
test "$(ls ./*.o | wc -l)" = "$(wc -l <files)"
verdict $? 'an object a source'
ar=$($CC -print-prog-name=ar)
command -v "$ar" >/dev/null || ar=ar
"$ar" rc libffi.a ./*.o
verdict $? 'the archive'

case "$CFLAGS $READELF" in
  *-flto* | *\ no) ;;
  *)
    $CC $CFLAGS -E -P -x c -DLIBFFI_ASM -I"$SRC/include" \
      "$SRC/libffi.map.in" | tr ';{}' '\n\n\n' |
      sed -n 's/^ *\(ffi_[a-z0-9_]*\) *$/\1/p' | sort -u >public
    $READELF -sW libffi.a 2>/dev/null |
      awk '$5 == "GLOBAL" && $6 == "DEFAULT" && $7 != "UND" { print $8 }' |
      sort -u >seen
    if test -s seen; then
      diff public seen
      verdict $? 'what is not public is hidden'
    fi ;;
esac

for test in call/pick.c closure/pick.c unwind/longjmp.c; do
  # shellcheck disable=SC2086
  $CC $CFLAGS -w -O1 -DFFI_STATIC_BUILD -I"$SRC/include" \
    -I"$SRC/testsuite/lib" "$SRC/testsuite/$test" -o t$EXEEXT $LDFLAGS \
    libffi.a $LIBS -lm -pthread && $EMULATOR ./t$EXEEXT >log 2>&1
  status=$?
  test $status = 77 && continue
  tail -n 5 log
  verdict $status "$test"
done
if test "$CXX" != no; then
  # shellcheck disable=SC2086
  $CXX $CFLAGS -w -O1 -DFFI_STATIC_BUILD -I"$SRC/include" \
    -I"$SRC/testsuite/lib" "$SRC/testsuite/unwind/exception.cc" -o t$EXEEXT \
    $LDFLAGS libffi.a $LIBS -lm -pthread && $EMULATOR ./t$EXEEXT >log 2>&1
  status=$?
  tail -n 5 log
  verdict $status unwind/exception.cc
fi
