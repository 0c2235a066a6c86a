# SPDX-License-Identifier: MIT
# The benchmark runs, opens two libraries of one SONAME apart, measures every
# signature, and draws them.  The numbers are not judged.
skip () { echo "$1"; exit 77; }
test "$SHARED" = 1 || skip "the library is static"
case $HOST in *mingw*) skip "no dlopen" ;; esac
set -e

bench=$SRC/bench
flags="$CFLAGS -O2 -I$SRC/include"
$CC $flags -fPIC -fvisibility=hidden -shared $LDFLAGS \
  "$bench/targets.c" "$bench/stubs.c" -o bench-targets.so
$CC $flags -DBENCH_LIBRARY="\"$BUILD/.libs/libffi.so\"" \
  -DBENCH_TARGETS="\"$PWD/bench-targets.so\"" -DBENCH_PEER='"none"' \
  "$bench/bench.c" "$bench/library.c" "$bench/measure.c" \
  "$bench/counter.c" "$bench/closures.c" "$bench/report.c" "$bench/svg.c" \
  -o bench $LDFLAGS $LIBS -lpthread -lm
cp "$BUILD/.libs/libffi.so" peer.so

# Every signature has the stub, and ffi_call of both libraries.
$EMULATOR ./bench --rounds 1 --only call,closure,prep --csv --svg bars.svg \
  --peer ./peer.so >lines
calls=$(grep -c '^call,[a-z_0-9]*,ffi_call,' lines)
test "$calls" = 32
test "$(grep -c ',peer.so,' lines)" = "$(grep -c ',this library,' lines)"
test "$(grep -c '^call,[a-z_0-9]*,stub,' lines)" = 16
test "$(grep -c '^closure,' lines)" = 48
awk -F, 'NR > 1 && !($5 > 0) { exit 1 }' lines
grep -q '^</svg>$' bars.svg

# What is not there is refused, and one library against itself.
refused () {
  if $EMULATOR ./bench --rounds 1 --only call,void "$@" >refused 2>&1; then
    echo "not refused: $*"
    exit 1
  fi
}
refused --peer ./missing.so
refused --library ./missing.so
refused --peer "$BUILD/.libs/libffi.so"
