# SPDX-License-Identifier: MIT
# README.md's C example compiles as printed and does what the text says, and
# dlcall prints what the README shows.
set -e
readme=$SRC/README.md
sed -n '/^```c$/,/^```$/p' "$readme" | sed '/^```/d' >example.c
test -s example.c
if test "$SHARED" = 1; then
  LD_LIBRARY_PATH=$BUILD/.libs
  export LD_LIBRARY_PATH
  library="-L$BUILD/.libs -lffi"
else
  library="$BUILD/.libs/libffi.a -DFFI_STATIC_BUILD"
fi
$CC $CFLAGS -Wall -Wextra -Werror -I"$SRC/include" example.c -o example \
  $LDFLAGS $library $LIBS -lpthread
text=$($EMULATOR ./example)
grep -F -q "\`$text\`" "$readme"
echo "PASS: the C example"

test "$STATIC" = 0 || exit 0
program=$BUILD/dlcall$EXEEXT
test ! -f "$BUILD/.libs/dlcall$EXEEXT" || program=$BUILD/.libs/dlcall$EXEEXT
awk '!/^    / { on = 0 } /^    \$ dlcall/ { on = 1 } on' "$readme" |
  sed 's/^    //' >session
test "$(grep -c '^\$ dlcall' session)" -ge 4
dlcall () { $EMULATOR "$program" "$@"; }
# They name Linux's libraries, a variable that Windows does not have, and a
# function that has another name there.
case $HOST in
  *mingw*)
    sed -i 's/lib[cm]\.so\.6/msvcrt.dll/
            s/int open(/int _open(/
            /extern char \*program_invocation/,+1d' session ;;
esac
sed -n 's/^\$ //p' session >commands
. ./commands >got
grep -v '^\$ ' session >expected
cmp got expected
echo "PASS: what dlcall is shown to print"
