/* SPDX-License-Identifier: MIT */
/* Calls a function and is called: prints "libffi VERSION works".  */
#include <ffi.h>
#include <stdio.h>

static void
twice (ffi_cif *cif, void *result, void **args, void *data)
{
  (void) cif;
  *(ffi_sarg *) result = 2 * *(int *) args[0] + *(int *) data;
}

int
main (void)
{
  ffi_type *types[] = { &ffi_type_sint };
  ffi_cif cif;
  void *code;
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  int one = 1, number = 20;
  void *args[] = { &number };
  ffi_arg result;

  if (!closure
      || ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 1, &ffi_type_sint, types)
         != FFI_OK
      || ffi_prep_closure_loc (closure, &cif, twice, &one, code) != FFI_OK)
    return 1;
  ffi_call (&cif, FFI_FN (code), &result, args);
  ffi_closure_free (closure);
  if ((int) result != 41)
    return 1;
  printf ("libffi %s works\n", ffi_get_version ());
  return 0;
}
