/* SPDX-License-Identifier: MIT */
/* A closure called by compiled code as a variadic function.  */
#include <ffi.h>
#include "check.h"

typedef struct { int a; double b; } pair;
typedef double function (int, ...);

static void
handler (ffi_cif *cif, void *result, void **args, void *user)
{
  (void) user;
  CHECK (cif->nargs == 14);
  CHECK (*(int *) args[0] == 3);
  CHECK (*(int *) args[1] == -4);
  CHECK (*(double *) args[2] == 5.5);
  CHECK (*(long long *) args[3] == -6666666666);
  CHECK (*(long double *) args[4] == 7.75L);
  pair *p = args[5];
  CHECK (p->a == 8 && p->b == 9.25);
  for (int i = 6; i < 14; i += 2)
    {
      CHECK (*(double *) args[i] == i * 1.5);
      CHECK (*(int *) args[i + 1] == i * 11);
    }
  *(double *) result = 1234.5;
}

int
main (void)
{
  ffi_type *elements[] = { &ffi_type_sint, &ffi_type_double, NULL };
  ffi_type type = { 0, 0, FFI_TYPE_STRUCT, elements };
  ffi_type *types[14] = {
    &ffi_type_sint, &ffi_type_sint, &ffi_type_double, &ffi_type_sint64,
    &ffi_type_longdouble, &type
  };
  pair p = { 8, 9.25 };
  ffi_cif cif;
  void *code;
  for (int i = 6; i < 14; i++)
    types[i] = i % 2 ? &ffi_type_sint : &ffi_type_double;
  CHECK (ffi_prep_cif_var (&cif, FFI_DEFAULT_ABI, 1, 14, &ffi_type_double,
                           types) == FFI_OK);
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure != NULL);
  CHECK (ffi_prep_closure_loc (closure, &cif, handler, NULL, code) == FFI_OK);
  clobber ();
  CHECK (((function *) code) (3, -4, 5.5, -6666666666, 7.75L, p, 9.0, 66,
                              12.0, 88, 15.0, 110, 18.0, 132) == 1234.5);
  ffi_closure_free (closure);
  return 0;
}
