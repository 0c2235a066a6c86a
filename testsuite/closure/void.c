/* SPDX-License-Identifier: MIT */
/* A void closure gets a result pointer that may be written, and the caller's
   registers that calls preserve are preserved.  */
#include <ffi.h>
#include "check.h"

typedef void function (int, double);

static void
handler (ffi_cif *cif, void *result, void **args, void *user)
{
  (void) cif;
  memset (result, 0x77, sizeof (ffi_arg));
  *(double *) user += *(int *) args[0] * *(double *) args[1];
  clobber ();
}

int
main (void)
{
  ffi_type *types[] = { &ffi_type_sint, &ffi_type_double };
  double sum = 0;
  /* More live values than there are preserved registers.  */
  volatile int seed = 1;
  long a = seed + 1, b = seed + 2, c = seed + 3, d = seed + 4, e = seed + 5,
       f = seed + 6, g = seed + 7, h = seed + 8, k = seed + 9, l = seed + 10;
  double x = seed + 0.5, y = seed + 1.5, z = seed + 2.5;
  void *code;
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 2, &ffi_type_void, types)
         == FFI_OK);
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure != NULL);
  CHECK (ffi_prep_closure_loc (closure, &cif, handler, &sum, code) == FFI_OK);
  function *volatile fn = (function *) code;
  for (int i = 0; i < 10; i++)
    {
      fn (i, 0.5);
      a += 2; b += 3; c += 5; d += 7; e += 11; f += 13; g += 17; h += 19;
      k += 23; l += 29; x += 0.25; y += 0.5; z += 0.75;
    }
  CHECK (sum == 22.5);
  CHECK (a == 22 && b == 33 && c == 54 && d == 75 && e == 116 && f == 137);
  CHECK (g == 178 && h == 199 && k == 240 && l == 301);
  CHECK (x == 4 && y == 7.5 && z == 11);
  ffi_closure_free (closure);
  return 0;
}
