# SPDX-License-Identifier: MIT
# examples/vendor: each build system makes its program of a copy of the
# library's sources.
verdict () { if test "$1" = 0; then echo "PASS: $2"; else echo "FAIL: $2"; fi; }
test "$NATIVE" = 1 || { echo "a native build does this"; exit 77; }
case "$CC $CFLAGS" in
  *-fsanitize* | *-flto* | *-coverage* | *musl*)
    echo "not in this kind of build"; exit 77 ;;
esac
unset MAKEFLAGS MFLAGS MAKELEVEL
export CC
version=$(sed -n 's/^#define FFI_VERSION_STRING "\(.*\)"/\1/p' \
  "$SRC/include/ffi.h")
cp -R "$SRC/examples/vendor" vendor && cd vendor || exit 1
mkdir libffi
for file in include src CMakeLists.txt meson.build meson_options.txt cmake \
    libffi.map.in libffi.pc.in; do
  cp -R "$SRC/$file" libffi || exit 1
done

# try NAME PROGRAM COMMAND: in the folder NAME, if its tools are there.
try ()
{
  (cd "$1" && eval "$3" >../log 2>&1 &&
     test "$("./$2")" = "libffi $version: 42") || {
    tail -n 20 log
    echo "FAIL: vendor: $1"
    return
  }
  echo "PASS: vendor: $1"
}

for folder in make cmake gyp cargo; do ln -s ../libffi $folder/libffi; done
mkdir meson/subprojects && ln -s ../../libffi meson/subprojects/libffi
if test "$(wc -l <make/Makefile)" -gt 12; then echo "FAIL: a long Makefile"; fi
try make program 'make'
if command -v cmake >path; then
  try cmake b/program 'cmake -S . -B b && cmake --build b'
fi
if command -v meson >path && command -v ninja >path; then
  try meson b/program 'meson setup b && ninja -C b'
fi
if command -v gyp >path && command -v ninja >path; then
  try gyp out/Default/program \
    'gyp --depth=. -f ninja program.gyp && ninja -C out/Default'
fi
if command -v cargo >path; then
  try cargo target/debug/program 'cargo build --offline'
fi
