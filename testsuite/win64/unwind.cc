/* SPDX-License-Identifier: MIT */
/* C++ exceptions through calls and closures of the Win64 ABIs on Unix.  */
#include <ffi.h>
#include <initializer_list>
#include "check.h"

#define MS __attribute__ ((ms_abi))

static int MS
thrower (int a, int b, int c, int d, int e, int f)
{
  throw a + b + c + d + e + f;
}

static void
throwing_handler (ffi_cif *, void *, void **values, void *)
{
  throw *(int *) values[0] + *(int *) values[5];
}

static int
caught (ffi_cif *cif, void (*fn) (), int *argument)
{
  void *values[6];
  ffi_arg result;
  for (int i = 0; i < 6; i++)
    values[i] = argument + i;
  try
    {
      ffi_call (cif, fn, &result, values);
    }
  catch (int x)
    {
      return x;
    }
  return -1;
}

int
main ()
{
  ffi_type *types[6];
  ffi_cif cif;
  int argument[] = { 1, 2, 3, 4, 5, 6 };
  for (ffi_type *&type : types)
    type = &ffi_type_sint;
  for (ffi_abi abi : { FFI_WIN64, FFI_GNUW64 })
    {
      CHECK (ffi_prep_cif (&cif, abi, 6, &ffi_type_sint, types) == FFI_OK);
      CHECK (caught (&cif, FFI_FN (thrower), argument) == 21);
      void *code;
      ffi_closure *closure
        = (ffi_closure *) ffi_closure_alloc (sizeof *closure, &code);
      CHECK (closure);
      CHECK (ffi_prep_closure_loc (closure, &cif, throwing_handler, NULL,
                                   code) == FFI_OK);
      CHECK (caught (&cif, FFI_FN (code), argument) == 7);
      int x = -1;
      try
        {
          ((int (MS *) (int, int, int, int, int, int)) code) (3, 0, 0, 0, 0,
                                                              4);
        }
      catch (int y)
        {
          x = y;
        }
      CHECK (x == 7);
      ffi_closure_free (closure);
    }
  return 0;
}
