/* SPDX-License-Identifier: MIT */
/* Closures whose arguments fill the general registers, then go on with
   floating ones, then on the stack: a fast entry for arguments that are all
   of one kind must not be taken for them.  */
#include "check.h"
#include <ffi.h>

#define SIX int, int, int, int, int, int
#define ONE_TO_SIX 1, 2, 3, 4, 5, 6

static void
sum (ffi_cif *cif, void *r, void **a, void *data)
{
  double s = 0;
  (void) data;
  for (unsigned i = 0; i < cif->nargs; i++)
    s = 2 * s + (cif->arg_types[i] == &ffi_type_double ? *(double *) a[i]
                                                       : *(int *) a[i]);
  *(double *) r = s;
}

/* What the compiled call of CODE with the first N arguments returns.  */
static double
call (void *code, unsigned n)
{
  switch (n)
    {
    case 6:
      return ((double (*) (SIX)) code) (ONE_TO_SIX);
    case 7:
      return ((double (*) (SIX, double)) code) (ONE_TO_SIX, 7.5);
    case 8:
      return ((double (*) (SIX, double, int)) code) (ONE_TO_SIX, 7.5, 8);
    default:
      return ((double (*) (SIX, double, int, double)) code) (ONE_TO_SIX, 7.5,
                                                             8, 9.25);
    }
}

int
main (void)
{
  static const double value[9] = { ONE_TO_SIX, 7.5, 8, 9.25 };
  ffi_type *types[9];
  for (int i = 0; i < 9; i++)
    types[i] = i == 6 || i == 8 ? &ffi_type_double : &ffi_type_sint;
  for (unsigned n = 6; n <= 9; n++)
    {
      ffi_cif cif;
      void *code;
      double want = 0;
      for (unsigned i = 0; i < n; i++)
        want = 2 * want + value[i];
      ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
      CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, n, &ffi_type_double, types)
             == FFI_OK);
      CHECK (ffi_prep_closure_loc (closure, &cif, sum, NULL, code) == FFI_OK);
      CHECK (call (code, n) == want);
      ffi_closure_free (closure);
    }
  return 0;
}
