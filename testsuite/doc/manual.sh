# SPDX-License-Identifier: MIT
# Each program in the manual compiles and prints what the manual says, and the
# manual has every public function.
verdict () { if test "$1" = 0; then echo "PASS: $2"; else echo "FAIL: $2"; fi; }
manual=$SRC/doc/libffi.texi cookbook=$SRC/doc/cookbook.texi skipped=

awk '
  /^@verbatim$/ { on = 1; first = 1; next }
  /^@end verbatim$/ { on = 0; next }
  /^@noindent Output:$/ { wanted = 1; next }
  on && first {
    first = 0
    if (wanted) file = sprintf ("%02d.expected", n)
    else if (/^#include/) file = sprintf ("%02d.c", ++n)
    else if (/^\/\/ C\+\+/) file = sprintf ("%02d.cc", ++n)
    else file = "/dev/null"
    wanted = 0
  }
  on { print > file }' "$manual" "$cookbook"
test "$(ls ./*.c ./*.cc | wc -l)" -ge 20
verdict $? 'the manual has programs'

if test "$SHARED" = 1; then
  LD_LIBRARY_PATH=$BUILD/.libs
  export LD_LIBRARY_PATH
  library="-L$BUILD/.libs -lffi"
else
  library="$BUILD/.libs/libffi.a -DFFI_STATIC_BUILD"
fi
# The emulator does not find the DLL of MinGW's threads.
threads=-lpthread
case $HOST in *mingw*) threads='-Wl,-Bstatic -lpthread -Wl,-Bdynamic' ;; esac
for program in *.c *.cc; do
  name=${program%.c*} compiler=$CC
  title="program $name"
  case $EMULATOR in
    qemu-i386*)               # never returns from pthread_create
      if grep -q pthread_create "$program"; then
        skipped="$title needs threads"
        continue
      fi ;;
  esac
  case $program:$CXX in
    *.cc:no) continue ;;
    *.cc:*) compiler=$CXX ;;
  esac
  if ! $compiler $CFLAGS -Wall -Wextra -Werror \
       -Wno-error=missing-field-initializers -Wno-psabi \
       -I"$SRC/include" "$program" -o "$name" $LDFLAGS $library $LIBS \
       $threads -lm; then
    verdict 1 "$title compiles"
    continue
  fi
  status=0
  $EMULATOR "./$name" >"$name.out" 2>"$name.err" || status=$?
  if test $status = 77; then
    skipped="$title needs what this build left out"
    continue
  fi
  test $status = 0 && cmp "$name.out" "$name.expected"
  verdict $? "$title prints what it should"
done

sed '/^[ \t]*#/d' "$SRC/include/ffi.h" | tr '\n' ' ' |
  grep -o '\bffi_[a-z_]* (' | tr -d ' (' | sort -u >functions
while read -r name; do
  grep -q "^@deftypefunx* .* $name (" "$manual"
  verdict $? "the manual has $name"
done <functions

# Each picture of the manual is one that the build makes.
sed -n 's/.*src="pictures\/\(.*\)\.svg".*/\1/p' "$SRC/doc/pictures.texi" |
  sort >pictures
sed -n 's/^pictures = //p' "$SRC/doc/sources.mk" | tr ' ' '\n' | sort |
  cmp - pictures
verdict $? 'the build makes the pictures of the manual'

# makeinfo finds nothing wrong.
if command -v makeinfo >makeinfo.path 2>&1; then
  for form in --info '--html --no-split'; do
    makeinfo $form -D 'VERSION 0' "$manual" -o manual.out 2>messages &&
      ! test -s messages
    verdict $? "makeinfo $form accepts the manual"
  done
else
  skipped='no makeinfo'
fi
test -z "$skipped" || { echo "$skipped"; exit 77; }
