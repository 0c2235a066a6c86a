# SPDX-License-Identifier: MIT
# The header compiles alone, without a warning, in each standard that programs
# use, from C99 to C++20; twice is once.
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
for std in c11 c17 gnu11 gnu17; do
  try $CC $CFLAGS -std=$std -pedantic t.c
done
for std in gnu89 gnu99; do
  try $CC $CFLAGS -std=$std t.c
done
if test "$CXX" != no; then
  for std in c++11 c++14 c++17 c++20; do
    try $CXX $CFLAGS -std=$std t.cc
  done
fi
exit $bad
