#!/bin/sh
# SPDX-License-Identifier: MIT
# Programs that are started as arguments of the dynamic linker, which the
# kernel takes for the program: with the static library, and with the shared.
[ -z "$EMULATOR" ] || { echo "an emulator starts the program"; exit 77; }
case "$CFLAGS $LDFLAGS" in
  *-fsanitize*) echo "sanitizers want to be started"; exit 77 ;;
esac
cat > row.c <<'EOF'
#include "row.h"
int
main (int argc, char **argv)
{
  live_init ();
  row_check (argv[argc - 1]);
  return 0;
}
EOF
ran=0
for kind in static shared; do
  case $kind in
    static) library=$BUILD/.libs/libffi.a define=-DFFI_STATIC_BUILD ;;
    shared) library=$BUILD/.libs/libffi.so define= ;;
  esac
  [ -f "$library" ] || continue
  # shellcheck disable=SC2086
  $CC $CFLAGS $define -I"$SRC/include" \
    -I"$SRC/testsuite/lib" -I"$SRC/testsuite/memory" row.c -o $kind \
    $LDFLAGS "$library" -Wl,-rpath,"$BUILD/.libs" -pthread || exit 1
  linker=$(readelf -l $kind 2>/dev/null \
           | sed -n 's/.*interpreter: \(.*\)]/\1/p')
  [ -n "$linker" ] && "$linker" --help >/dev/null 2>&1 || continue
  "$linker" ./$kind "by the dynamic linker, $kind" ||
    echo "FAIL: by the dynamic linker, $kind"
  ran=1
done
[ $ran = 1 ] || { echo "no dynamic linker that starts programs"; exit 77; }
