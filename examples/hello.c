/* SPDX-License-Identifier: MIT */
/* The smallest call: int puts (const char *), described at run time.

     cc hello.c $(pkg-config --cflags --libs libffi)  */
#include <ffi.h>
#include <stdio.h>

int
main (void)
{
  ffi_cif cif;
  ffi_type *types[] = { &ffi_type_pointer };
  const char *text = "Hello from a function that was described, not declared.";
  void *args[] = { &text };     /* pointers to the arguments */
  ffi_arg result;               /* an int arrives as a whole ffi_arg */

  if (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 1, &ffi_type_sint, types)
      != FFI_OK)
    return 1;
  ffi_call (&cif, FFI_FN (puts), &result, args);
  return (int) result < 0;
}
