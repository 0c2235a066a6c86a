/* SPDX-License-Identifier: MIT */
/* Would catch closures whose handlers get 8 bytes where they arrive, in words of
   4 bytes of which the first has an odd number, and results that do not fill a
   floating-point register, after arguments that do.  */
#include <ffi.h>
#include <stdint.h>
#include "check.h"

typedef struct { double x, y; } pair;

static ffi_type pair_type = {
  0, 0, FFI_TYPE_STRUCT,
  (ffi_type *[]) { &ffi_type_double, &ffi_type_double, NULL }
};

static void
sum (ffi_cif *cif, void *rvalue, void **args, void *data)
{
  double total = 0;
  (void) data;
  for (unsigned i = 0; i < cif->nargs; i++)
    {
      const ffi_type *type = cif->arg_types[i];
      CHECK ((uintptr_t) args[i] % type->alignment == 0);
      total += type == &ffi_type_sint     ? *(int *) args[i]
               : type == &ffi_type_sint64 ? (double) *(int64_t *) args[i]
               : type == &ffi_type_double ? *(double *) args[i]
                                          : ((pair *) args[i])->x
                                              + ((pair *) args[i])->y;
    }
  if (cif->rtype == &ffi_type_float)
    *(float *) rvalue = (float) total;
  else
    *(double *) rvalue = total;
}

/* A closure of SUM; its cif is not made again.  */
static void *
make (ffi_cif *cif, ffi_type *result, unsigned n, ffi_type **types)
{
  void *code;
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure
         && ffi_prep_cif (cif, FFI_DEFAULT_ABI, n, result, types) == FFI_OK
         && ffi_prep_closure_loc (closure, cif, sum, NULL, code) == FFI_OK);
  return code;
}

int
main (void)
{
  ffi_type *wide[] = { &ffi_type_sint, &ffi_type_sint64, &ffi_type_sint64,
                       &ffi_type_sint, &ffi_type_double, &ffi_type_sint64 };
  ffi_type *pairs[] = { &pair_type };
  ffi_cif wide_cif, pair_cif;
  double (*add_wide) (int, int64_t, int64_t, int, double, int64_t)
    = make (&wide_cif, &ffi_type_double, 6, wide);
  float (*add_pair) (pair) = make (&pair_cif, &ffi_type_float, 1, pairs);
  CHECK (add_wide (1, 2, -3, 4, 0.5, 1000000000000) == 1000000000004.5);
  CHECK (add_pair ((pair) { 1.5, 2.5 }) + 1.0f == 5.0f);
  return 0;
}
