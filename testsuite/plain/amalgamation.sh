# SPDX-License-Identifier: MIT
# The library as three files, which compile without an option or a warning: it
# has the public symbols, and programs run.
verdict () { if test "$1" = 0; then echo "PASS: $2"; else echo "FAIL: $2"; fi; }
command -v python3 >path || { echo "no python3"; exit 77; }
. "$SRC/testsuite/plain/programs"
python3 "$SRC/tools/amalgamate" one
verdict $? 'the files'
test "$(ls one)" = "$(printf '%s\n' ffi.S ffi.c ffi.h)"
verdict $? 'nothing else'
$CC "$@" -O2 -Wall -Wextra -Werror -c one/ffi.c &&
  $CC "$@" -Werror -c one/ffi.S -o assembly.o
verdict $? 'they compile for this processor'
"$ar" rc libffi.a ffi.o assembly.o
verdict $? 'the archive'
symbols
programs
