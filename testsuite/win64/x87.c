/* SPDX-License-Identifier: MIT */
/* FFI_WIN64 is clang's form of the convention, in which a long double is
   returned in st0; each result must leave the x87 stack.  */
#include <ffi.h>
#include "check.h"

#ifdef __clang__
static long double __attribute__ ((ms_abi, noinline))
half (void)
{
  return 0.5L;
}
#else
long double half (void);
__asm__ (".text\n\t.globl half\n"
         "half:\n\tfld1\n\tfld1\n\tfadd\t%st(1), %st\n\tfdivrp\n\tret");
#endif

#ifdef __clang__
static void
handle (ffi_cif *cif, void *result, void **args, void *data)
{
  (void) cif;
  (void) args;
  *(long double *) result = *(long double *) data;
}

/* gcc has no functions that call these.  */
static void
closures (ffi_cif *cif)
{
  void *code;
  long double number = -2.25L;
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure);
  for (int fast = 1; fast >= 0; fast--)
    {
      if (!fast)
        cif->bytes = cif->flags = 0;
      CHECK (ffi_prep_closure_loc (closure, cif, handle, &number, code)
             == FFI_OK);
      long double __attribute__ ((ms_abi)) (*fn) (void);
      memcpy (&fn, &code, sizeof fn);
      for (int i = 0; i < 20; i++)
        CHECK (fn () == number);
    }
  ffi_closure_free (closure);
}
#endif

int
main (void)
{
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_WIN64, 0, &ffi_type_longdouble, NULL)
         == FFI_OK);
  ffi_call_plan *plan = ffi_call_plan_alloc (&cif);
  CHECK (plan);
  /* More results than the stack has room for.  */
  for (int i = 0; i < 20; i++)
    {
      struct guarded g;
      guard (&g);
      ffi_call (&cif, FFI_FN (half), &g.value, NULL);
      CHECK (*(long double *) &g.value == 0.5L && guard_holds (&g, 16));
      guard (&g);
      ffi_call_plan_invoke (plan, FFI_FN (half), &g.value, NULL);
      CHECK (*(long double *) &g.value == 0.5L && guard_holds (&g, 16));
      ffi_call (&cif, FFI_FN (half), NULL, NULL);
      ffi_call_plan_invoke (plan, FFI_FN (half), NULL, NULL);
      ffi_cif general = cif;
      general.bytes = general.flags = 0;
      guard (&g);
      ffi_call (&general, FFI_FN (half), &g.value, NULL);
      CHECK (*(long double *) &g.value == 0.5L && guard_holds (&g, 16));
      ffi_call (&general, FFI_FN (half), NULL, NULL);
    }
  ffi_call_plan_free (plan);
#ifdef __clang__
  closures (&cif);
#endif
  return 0;
}
