// SPDX-License-Identifier: MIT
// On AArch64 an empty struct of C++ takes a register as struct { char; } does.
#include <ffi.h>
#include "check.h"

#if defined __aarch64__ && !defined __APPLE__ && !defined _WIN32

struct nothing { };

static int
take (int a, nothing, int b)
{
  return a + 10 * b;
}

int
main ()
{
  ffi_type *member[] = { &ffi_type_uint8, NULL };
  ffi_type empty = { 0, 0, FFI_TYPE_STRUCT, member };
  ffi_type *type[] = { &ffi_type_sint, &empty, &ffi_type_sint };
  int a = 1, b = 2;
  nothing none;
  void *value[] = { &a, &none, &b };
  ffi_arg result = 0;
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 3, &ffi_type_sint, type)
         == FFI_OK);
  clobber ();
  ffi_call (&cif, FFI_FN (take), &result, value);
  CHECK ((int) result == 21);
  return 0;
}

#else
int
main ()
{
  SKIP ("not AArch64");
}
#endif
