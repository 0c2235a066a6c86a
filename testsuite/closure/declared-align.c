/* SPDX-License-Identifier: MIT */
/* 32-bit Arm: a struct of two words that is declared with an alignment of 8 is
   passed by the alignment of its members, in any two words, and a closure's
   handler still gets it aligned.  The caller is compiled code.  Would catch: a
   handler that gets the address in the registers' image.
   test-flags: -Wno-psabi */
#include <ffi.h>
#include "check.h"

#ifdef __ARM_EABI__

struct pair { int a, b; } __attribute__ ((aligned (8)));

static ffi_type *members[] = { &ffi_type_sint, &ffi_type_sint, NULL };
static ffi_type pair = { 8, 8, FFI_TYPE_STRUCT, members };

static void
handle (ffi_cif *cif, void *result, void **args, void *data)
{
  (void) data;
  for (unsigned i = 0; i < cif->nargs; i++)
    CHECK ((uintptr_t) args[i] % cif->arg_types[i]->alignment == 0);
  const struct pair *p = args[1], *q = args[3];
  CHECK (*(int *) args[0] == 1 && p->a == 2 && p->b == 3);
  CHECK (*(int *) args[2] == 4 && q->a == 5 && q->b == 6);
  *(ffi_arg *) result = 7;
}

int
main (void)
{
  void *code;
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure);
  ffi_cif cif;
  ffi_type *types[] = { &ffi_type_sint, &pair, &ffi_type_sint, &pair };
  struct pair p = { 2, 3 }, q = { 5, 6 };
  int (*fn) (int, struct pair, int, struct pair);
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 4, &ffi_type_sint, types)
         == FFI_OK);
  CHECK (ffi_prep_closure_loc (closure, &cif, handle, NULL, code) == FFI_OK);
  memcpy (&fn, &code, sizeof fn);
  CHECK (fn (1, p, 4, q) == 7);
  ffi_closure_free (closure);
  return 0;
}

#else

int
main (void)
{
  SKIP ("not the EABI of 32-bit Arm");
}

#endif
