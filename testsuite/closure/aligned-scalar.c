/* SPDX-License-Identifier: MIT */
/* Scalars described with more alignment than C gives them: the handler gets
   them so aligned, and their copies are not made over the caller's frame.  */
#include <ffi.h>
#include "check.h"

enum { ALIGN = 8192, FRAME = 4 * ALIGN };

static ffi_type aligned_int = { sizeof (int), ALIGN, FFI_TYPE_SINT32, NULL };
static ffi_type aligned_word = { sizeof (int), ALIGN, FFI_TYPE_INT, NULL };
static ffi_type aligned_float
  = { sizeof (float), ALIGN, FFI_TYPE_FLOAT, NULL };

static void
handle (ffi_cif *cif, void *result, void **args, void *data)
{
  for (unsigned i = 0; i < cif->nargs; i++)
    CHECK ((uintptr_t) args[i] % ALIGN == 0);
  *(ffi_sarg *) result = *(int *) args[0] + *(int *) args[1]
                         + (int) *(float *) args[2];
  (void) data;
}

/* Calls FN above a frame whose bytes it watches.  */
static __attribute__ ((noinline)) int
call (int (*fn) (int, int, float))
{
  volatile unsigned char frame[FRAME];
  for (unsigned i = 0; i < FRAME; i++)
    frame[i] = 0xa5;
  int sum = fn (1000, 200, 30.5f);
  for (unsigned i = 0; i < FRAME; i++)
    CHECK (frame[i] == 0xa5);
  return sum;
}

int
main (void)
{
  ffi_type *types[] = { &aligned_int, &aligned_word, &aligned_float };
  ffi_cif cif;
  void *code;
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure);
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 3, &ffi_type_sint, types)
         == FFI_OK);
  CHECK (ffi_prep_closure_loc (closure, &cif, handle, NULL, code) == FFI_OK);
  int (*fn) (int, int, float);
  memcpy (&fn, &code, sizeof fn);
  CHECK (call (fn) == 1230);
  ffi_closure_free (closure);
  return 0;
}
