# SPDX-License-Identifier: MIT
# The options of configure: each builds without a warning and works.
. "$SRC/testsuite/build/again/common"
host= threads=-pthread
test "$NATIVE" = 1 || host=--host=$HOST
test "$STATIC" = 0 || host="$host --disable-shared"
case $HOST in *mingw*) threads='-static -lpthread' ;; esac

# build NAME OPTION...
build ()
{
  folder=$1
  shift
  mkdir "$folder" && cd "$folder" || exit 1
  "$SRC/configure" $host CC="$CC" CFLAGS="$CFLAGS -Werror" --disable-docs \
    --disable-dependency-tracking --cache-file=../cache "$@" >log 2>&1 &&
    make libffi.la >>log 2>&1 || {
    tail -n 20 log
    echo "does not build: $*"
    exit 1
  }
  cd ..
}

# try NAME TEST: a program of the suite with the build NAME.
try ()
{
  # shellcheck disable=SC2046
  $CC $CFLAGS $(sed -n 's/^Cflags: -I[^ ]* *//p' "$1/libffi.pc") \
    -DFFI_STATIC_BUILD -I"$SRC/include" -I"$SRC/testsuite/lib" \
    "$SRC/testsuite/$2" -o t $LDFLAGS "$1/.libs/libffi.a" -lm $threads &&
    $EMULATOR ./t >log 2>&1 || {
    status=$?
    tail -n 5 log
    test "$status" = 77 || { echo "$1: $2 fails"; exit 1; }
  }
}

# script NAME SCRIPT ARGUMENT...: a script of the suite with the build NAME.
script ()
{
  name=$1 script=$2
  shift 2
  rm -rf script && mkdir script && cd script || exit 1
  BUILD=$PWD/../$name sh "$SRC/testsuite/$script" "$@" >log 2>&1 || {
    status=$?
    tail -n 5 log
    test "$status" = 77 || { echo "$name: $script fails"; exit 1; }
  }
  cd ..
}

build no-raw --disable-raw-api --enable-debug --disable-written-tramp
grep -q '^Cflags: .* -DFFI_NO_RAW_API$' no-raw/libffi.pc || exit 1
if test "$READELF" != no && test -e no-raw/.libs/libffi.so; then
  $READELF --dyn-syms -W no-raw/.libs/libffi.so | grep -q 'raw' && {
    echo "the raw API is in a library without it"
    exit 1
  }
fi
for test in call/raw.c call/pick.c closure/pick.c call/bad-input.c; do
  try no-raw $test
done
script no-raw memory/sources.sh unwritten

build double-map --disable-exec-static-tramp --disable-shared
test ! -e double-map/.libs/libffi.so || exit 1
for test in closure/pick.c closure/alloc.c closure/qsort.c closure/raw.c \
    memory/many.c memory/maps.c memory/wx.c threads/hammer.c; do
  try double-map $test
done
script double-map memory/faults.sh
