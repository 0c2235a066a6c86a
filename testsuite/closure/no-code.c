/* SPDX-License-Identifier: MIT */
/* A closure whose cif has a fast code when it is prepared and none when it is
   called, as after the same cif was prepared anew for a longer signature: the
   entry that was chosen must do without.  */
#include "check.h"
#include <ffi.h>

static int data;

static void
sum (ffi_cif *cif, void *r, void **a, void *user)
{
  CHECK (user == &data && cif->nargs == 9);
  double s = *(int *) a[0] + *(double *) a[1] + *(float *) a[2];
  for (int i = 3; i < 9; i++)
    s = 2 * s + (double) *(long long *) a[i];
  *(double *) r = s;
}

int
main (void)
{
  ffi_type *l = &ffi_type_sint64;
  ffi_type *types[]
    = { &ffi_type_sint, &ffi_type_double, &ffi_type_float, l, l, l, l, l, l };
  ffi_cif cif;
  void *code;
  ffi_closure *closure
    = (ffi_closure *) ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure);
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 9, &ffi_type_double, types)
         == FFI_OK);
  CHECK (ffi_prep_closure_loc (closure, &cif, sum, &data, code) == FFI_OK);
  double (*fn) (int, double, float, long long, long long, long long,
                long long, long long, long long);
  memcpy (&fn, &code, sizeof fn);
  for (int i = 0; i < 2; i++)
    {
      clobber ();
      CHECK (fn (1, 2.5, 0.5f, 1, 2, 3, 4, 5, 6) == 376);
      cif.bytes = cif.flags = 0;
    }
  ffi_closure_free (closure);
  return 0;
}
