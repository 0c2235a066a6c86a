/* SPDX-License-Identifier: MIT */
/* Calls abs, whose type is known only at run time: the program that each
   folder beside this file builds with a copy of the library's sources.  */
#include <ffi.h>
#include <stdio.h>
#include <stdlib.h>

int
main (void)
{
  ffi_type *types[] = { &ffi_type_sint };
  ffi_cif cif;
  int number = -42;
  void *args[] = { &number };
  ffi_arg result;

  if (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 1, &ffi_type_sint, types)
      != FFI_OK)
    return 1;
  ffi_call (&cif, FFI_FN (abs), &result, args);
  printf ("libffi %s: %d\n", ffi_get_version (), (int) result);
  return 0;
}
