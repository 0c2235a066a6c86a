/* SPDX-License-Identifier: MIT */
/* A struct of two floats with an alignment of its own reaches the handler so
   aligned, also where each float came in a register of its own and others came
   before.  */
#include <ffi.h>
#include "check.h"

typedef struct __attribute__ ((aligned (16))) { float f[2]; } aligned;
typedef struct { float f[2]; } plain;

static unsigned calls;

static void
handle (ffi_cif *cif, void *result, void **args, void *data)
{
  const plain *first = args[0];
  const aligned *second = args[1];
  float *last = args[2];
  (void) cif, (void) result, (void) data;
  CHECK ((uintptr_t) second % 16 == 0);
  CHECK (first->f[0] == 1.5f && first->f[1] == -2.5f);
  CHECK (second->f[0] == 3.5f && second->f[1] == -4.5f);
  CHECK (*last == 5.5f);
  calls++;
}

int
main (void)
{
  ffi_type *floats[] = { &ffi_type_float, &ffi_type_float, NULL };
  ffi_type plain_type = { 0, 0, FFI_TYPE_STRUCT, floats };
  ffi_type aligned_type
    = { sizeof (aligned), 16, FFI_TYPE_STRUCT, floats };
  ffi_type *types[] = { &plain_type, &aligned_type, &ffi_type_float };
  plain first = { { 1.5f, -2.5f } };
  aligned second = { { 3.5f, -4.5f } };
  ffi_cif cif;
  void *code;
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure);
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 3, &ffi_type_void, types)
         == FFI_OK);
  CHECK (ffi_prep_closure_loc (closure, &cif, handle, NULL, code) == FFI_OK);
  ((void (*) (plain, aligned, float)) code) (first, second, 5.5f);
  CHECK (calls == 1);
  ffi_closure_free (closure);
  return 0;
}
