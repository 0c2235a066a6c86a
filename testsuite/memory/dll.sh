# SPDX-License-Identifier: MIT
# The DLL of Windows exports the public symbols and nothing else, needs no
# library but the system's, and holds no section that is writable and
# executable; its assembly has unwind data.
case $HOST in *mingw*) ;; *) echo "not Windows"; exit 77 ;; esac
dll=$BUILD/.libs/libffi-8.dll
test -f "$dll" || { echo "no DLL"; exit 77; }
verdict () { if test "$1" = 0; then echo "PASS: $2"; else echo "FAIL: $2"; fi; }

# libffi.map's symbols, by the header that this build has.
$CC $CFLAGS -E -P -x c -DLIBFFI_ASM -I"$SRC/include" \
  "$SRC/libffi.map.in" | tr ';{}' '\n\n\n' |
  sed -n 's/^ *\(ffi_[a-z0-9_]*\) *$/\1/p' | sort -u >public
$OBJDUMP -p "$dll" >headers
sed -n '/Ordinal\/Name Pointer/,/^$/p' headers |
  sed -n 's/.* \(ffi_[a-z0-9_]*\)$/\1/p' | sort >exported
sed -n '/Ordinal\/Name Pointer/,/^$/p' headers | grep -c '\[ *[0-9]' >count
test "$(wc -l <public)" -ge 40 && cmp public exported &&
  test "$(wc -l <exported)" = "$(cat count)"
verdict $? 'exports'

sed -n 's/.*DLL Name: //p' headers | tr A-Z a-z |
  grep -v -x -e 'kernel32.dll' -e 'msvcrt.dll' >needs
! test -s needs
verdict $? 'needs the system only'

# Section flags: a writable one has no READONLY, an executable one CODE.
$OBJDUMP -h "$dll" | grep CODE >code
test -s code && ! grep -v READONLY code
verdict $? 'no section is writable and executable'

# Each function with a frame has an entry of .pdata, by its address.
case $HOST in x86_64*) ;; *) exit 0 ;; esac
$OBJDUMP -t "$dll" >symbols
base=$(sed -n 's/^ImageBase[^0-9a-f]*\([0-9a-f]*\)$/\1/p' headers)
text=$(awk '$2 == ".text" { print $4 }' <<END
$($OBJDUMP -h "$dll")
END
)
sed -n '/^The Function Table/,/^$/p' headers |
  awk '{ print $2 }' >table
for name in ffi_win64_call ffi_win64_fast ffi_win64_general \
    ffi_win64_closure ffi_win64_go_closure; do
  at=$(sed -n "s/.*0x\([0-9a-f]*\) $name\$/\1/p" symbols | head -n 1)
  test -n "$at" &&
    grep -q "$(printf '%016x' $((0x$text + 0x$at)))" table
  verdict $? "unwind data of $name"
done
