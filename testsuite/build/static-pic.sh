#!/bin/sh
# SPDX-License-Identifier: MIT
# The static archive as a part of a shared object, without text relocations:
# linked by the build's compiler, and natively by gcc and clang; then a program
# calls and is called through it.
[ -f "$BUILD/.libs/libffi.a" ] || { echo "no static library"; exit 77; }
case "$HOST" in *linux*) ;; *) echo "not ELF"; exit 77 ;; esac
test "$STATIC" = 0 || { echo "no shared objects"; exit 77; }
cat > part.c <<'END'
#include <ffi.h>
static void
answer (ffi_cif *cif, void *result, void **args, void *data)
{
  (void) cif;
  *(ffi_sarg *) result = *(int *) args[0] + *(int *) data;
}
int
part (int n)
{
  static int data = 5;
  ffi_type *types[] = { &ffi_type_sint };
  ffi_cif cif;
  ffi_sarg result = 0;
  void *code = 0, *args[] = { &n };
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  if (closure == 0
      || ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 1, &ffi_type_sint, types)
         != FFI_OK
      || ffi_prep_closure_loc (closure, &cif, answer, &data, code) != FFI_OK)
    return -1;
  ffi_call (&cif, (void (*) (void)) code, &result, args);
  ffi_closure_free (closure);
  return (int) result;
}
END
echo 'int part (int); int main (void) { return part (37) != 42; }' > main.c
compilers=$CC
case $CC in gcc | clang) test "$NATIVE" = 1 && compilers="gcc clang" ;; esac
case "$CFLAGS" in *-flto* | *-fsanitize*) compilers=$CC ;; esac
try ()
{
  # shellcheck disable=SC2086
  $1 $CFLAGS -fPIC -shared -DFFI_STATIC_BUILD -I"$SRC/include" part.c \
    -o part.so -Wl,-z,text -Wl,--whole-archive "$BUILD/.libs/libffi.a" \
    -Wl,--no-whole-archive $LDFLAGS -pthread &&
    $1 $CFLAGS main.c ./part.so -o t $LDFLAGS && $EMULATOR ./t
}
if test "$compilers" = "$CC"; then
  try "$CC"
else
  for compiler in $compilers; do
    command -v "$compiler" >/dev/null || continue
    try "$compiler" || exit 1
  done
fi
