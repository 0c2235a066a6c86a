# SPDX-License-Identifier: MIT
# Every public function, those that libffi does not have too, has a man page,
# whose synopsis is its declaration.
verdict () { if test "$1" = 0; then echo "PASS: $2"; else echo "FAIL: $2"; fi; }
man=$SRC/doc/man skipped=

# All of the header's functions, whatever this build leaves out.
sed '/^[ \t]*#/d' "$SRC/include/ffi.h" | tr '\n' ' ' |
  grep -o '\bffi_[a-z_]* (' | tr -d ' (' | sort -u >functions
test "$(wc -l <functions)" -ge 30
verdict $? 'the header has functions'

# What is exported is what the header declares, of whichever version node.
sed -n 's/^ *\(ffi_[a-z_]*\);$/\1/p' "$SRC/libffi.map.in" |
  grep -v '^ffi_type_' | sort -u >exported
cmp exported functions
verdict $? 'the map has the functions of the header'
while read -r name; do
  page=$man/$name.3
  if ! test -f "$page"; then
    verdict 1 "$name has a page"
    continue
  fi
  target=$(sed -n 's/^\.so man3\///p' "$page")
  sed -n '/^\.SH NAME/,/^\.SH SYNOPSIS/p' "$man/${target:-$name.3}" |
    tr ',' '\n' | grep -q -w "$name"
  verdict $? "$name has a page"
done <functions

# Every type object is listed.
grep -o '\bffi_type_[a-z0-9_]*[a-z0-9]' "$SRC/include/ffi.h" | sort -u >types
test "$(wc -l <types)" -ge 30
verdict $? 'the header has types'
while read -r name; do
  grep -q -w "$name" "$man/ffi.3"
  verdict $? "ffi.3 has $name"
done <types

# The synopses compile beside the header.
go=$(printf '#include <ffi.h>\nFFI_GO_CLOSURES\n' |
  $CC $CFLAGS -I"$SRC/include" -E -P -x c - | tail -n 1)
for page in "$man"/*.3; do
  sed -n '/^\.SH SYNOPSIS/,/^\.SH DESCRIPTION/p' "$page" |
    sed -n 's/^\.BI* //p' | sed '/^cc /d; s/"//g; s/\\-/-/g' >synopsis.c
  test -s synopsis.c || continue
  case $CFLAGS in
    *-DFFI_NO_RAW_API*)
      grep -q ffi_raw synopsis.c && { skipped='no raw API'; continue; } ;;
  esac
  if grep -q ffi_go synopsis.c && test "$go" != 1; then
    skipped='no Go closures'
    continue
  fi
  $CC $CFLAGS -I"$SRC/include" -Wno-deprecated-declarations \
    -Werror -fsyntax-only synopsis.c
  verdict $? "the synopsis of $(basename "$page")"
done

# What dlcall tells of itself is what its page tells.
for option in $(sed -n 's/^"  \(-[-a-z]*\) .*/\1/p' \
                  "$SRC/examples/dlcall/main.c"); do
  sed 's/\\//g' "$man/dlcall.1" | grep -q -e "^\.B.*$option"
  verdict $? "dlcall.1 has $option"
done

# make install knows every page.
for page in "$man"/*; do
  grep -q "doc/man/$(basename "$page")\( \|$\)" "$SRC/doc/sources.mk"
  verdict $? "doc/sources.mk has $(basename "$page")"
done

# A formatter finds nothing wrong.
for page in "$man"/*; do
  grep -q '^\.so' "$page" && continue
  if command -v mandoc >formatter; then
    mandoc -Tlint -W warning "$page" >messages 2>&1
    verdict $? "mandoc accepts $(basename "$page")"
  elif command -v groff >formatter; then
    groff -man -ww -z "$page" >messages 2>&1 && ! test -s messages
    verdict $? "groff accepts $(basename "$page")"
  else
    skipped='no mandoc or groff'
  fi
done
test -z "$skipped" || { echo "$skipped"; exit 77; }
