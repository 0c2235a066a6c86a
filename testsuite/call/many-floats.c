/* SPDX-License-Identifier: MIT */
/* As many floats as there are registers for them, between integers, with the
   fast paths and without, and by a plan.  Would catch: what fills the rest of
   a float's register and runs over its end.  */
#include <ffi.h>
#include "check.h"

enum { FLOATS = 8, ARGUMENTS = FLOATS + 2 };

static int calls;

static void
function (long first, float a, float b, float c, float d, float e, float f,
          float g, float h, long last)
{
  CHECK (first == 0x01020304 && last == 0x05060708);
  CHECK (a == 1.5f && b == 2.5f && c == 3.5f && d == 4.5f && e == 5.5f
         && f == 6.5f && g == 7.5f && h == 8.5f);
  calls++;
}

int
main (void)
{
  ffi_type *types[ARGUMENTS];
  void *values[ARGUMENTS];
  float number[FLOATS];
  long first = 0x01020304, last = 0x05060708;
  for (int i = 0; i < FLOATS; i++)
    {
      number[i] = (float) i + 1.5f;
      types[1 + i] = &ffi_type_float;
      values[1 + i] = &number[i];
    }
  types[0] = types[ARGUMENTS - 1] = &ffi_type_slong;
  values[0] = &first;
  values[ARGUMENTS - 1] = &last;
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, ARGUMENTS, &ffi_type_void, types)
         == FFI_OK);
  clobber ();
  ffi_call (&cif, FFI_FN (function), NULL, values);
  ffi_call_plan *plan = ffi_call_plan_alloc (&cif);
  CHECK (plan);
  clobber ();
  ffi_call_plan_invoke (plan, FFI_FN (function), NULL, values);
  ffi_call_plan_free (plan);
  cif.bytes = cif.flags = 0;
  clobber ();
  ffi_call (&cif, FFI_FN (function), NULL, values);
  CHECK (calls == 3);
  return 0;
}
