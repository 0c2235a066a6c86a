# SPDX-License-Identifier: MIT
# The library without a build system: every source is given to the compiler at
# once, without an option that it needs.  No two objects have the same name,
# what is not public is hidden, and programs run.  And the list of sources is
# that of the files.
verdict () { if test "$1" = 0; then echo "PASS: $2"; else echo "FAIL: $2"; fi; }

(cd "$SRC" && ls src/*.c src/*/*.c src/*/*.S) | LC_ALL=C sort >files
sed -n 's/^\t\([^ ]*\).*/\1/p' "$SRC/src/sources.mk" | LC_ALL=C sort >listed
diff files listed
verdict $? 'src/sources.mk names each source once'
test -z "$(sed 's,.*/,,; s/\.[cS]$//' files | sort | uniq -d)"
verdict $? 'no two sources have the same stem'

. "$SRC/testsuite/plain/programs"
# gcc takes assembly for C90, which has no variadic macros.
$CC "$@" -O2 -Wall -Wextra -pedantic -Wno-variadic-macros -Werror -c \
  -I"$SRC/include" -I"$SRC/src" \
  "$SRC"/src/*.c "$SRC"/src/*/*.c "$SRC"/src/*/*.S
verdict $? 'all sources compile for this processor'
test "$(ls ./*.o | wc -l)" = "$(wc -l <files)"
verdict $? 'an object a source'
"$ar" rc libffi.a ./*.o
verdict $? 'the archive'
symbols
programs
