# SPDX-License-Identifier: MIT
# The header compiles alone, without a warning, in each standard that programs
# use, from C89 and C++98 on, also pedantically; twice is once.
cat >t.c <<'END'
#include <ffi.h>
#include <ffi.h>
int main (void) { return ffi_type_sint.size == 4 ? 0 : 1; }
END
cp t.c t.cc
bad=0
try ()
{
  "$@" -Wall -Wextra -Werror -I"$SRC/include" -c -o t.o || {
    echo "failed: $*"
    bad=1
  }
}
for std in c89 c99 c11 c17 gnu89 gnu99 gnu11 gnu17; do
  try $CC $CFLAGS -std=$std -pedantic t.c
done
if test "$CXX" != no; then
  for std in c++98 c++11 c++14 c++17 c++20; do
    try $CXX $CFLAGS -std=$std -pedantic-errors t.cc
  done
fi
exit $bad
