/* SPDX-License-Identifier: MIT */
/* An empty struct of GNU C is not passed at all, so its argument is left out;
   described it is refused.  */
#include <ffi.h>
#include "check.h"

#if (defined __aarch64__ || defined __x86_64__) && !defined _WIN32

struct nothing { };

static int
take (int a, struct nothing none, int b)
{
  (void) none;
  return a + 10 * b;
}

int
main (void)
{
  ffi_type *no_member[] = { NULL };
  ffi_type empty = { 0, 0, FFI_TYPE_STRUCT, no_member };
  ffi_type *described[] = { &ffi_type_sint, &empty, &ffi_type_sint };
  ffi_type *type[] = { &ffi_type_sint, &ffi_type_sint };
  int a = 1, b = 2;
  void *value[] = { &a, &b };
  ffi_arg result = 0;
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 3, &ffi_type_sint, described)
         == FFI_BAD_TYPEDEF);
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 2, &ffi_type_sint, type)
         == FFI_OK);
  clobber ();
  ffi_call (&cif, FFI_FN (take), &result, value);
  CHECK ((int) result == 21);
  return 0;
}

#else
int
main (void)
{
  SKIP ("other conventions have other rules");
}
#endif
