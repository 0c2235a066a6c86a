/* SPDX-License-Identifier: MIT */
/* ffi_call_exact and plans for exact results: every kind by every convention,
   with and without a code, arrives as its type has it.  Would catch: integers
   and pointers widened, a byte written beside, a NULL result written to, the
   wrong end of a word taken.  */
#include "exact.h"

static int
test (const struct exact *e, ffi_cif *cif)
{
  static struct guarded g;
  int n = EXACT_N, ok = 1;
  _Alignas (64) unsigned char value[KIND_SIZE];
  void *values[] = { &n, value };
  ffi_call_plan *plan = ffi_call_plan_alloc_exact (cif);
  CHECK (plan && ffi_call_plan_size (plan) > 0);
  for (int i = 0; i < EXACT_VALUES; i++)
    for (int planned = 0; planned <= 1; planned++)
      {
        kind_fill (e->type, value, i);
        guard (&g);
        clobber ();
        if (planned)
          ffi_call_plan_invoke (plan, e->give, g.value.bytes, values);
        else
          ffi_call_exact (cif, e->give, g.value.bytes, values);
        ok &= exact_right (&g, e->type, value);
        if (planned)
          ffi_call_plan_invoke (plan, e->give, NULL, values);
        else
          ffi_call_exact (cif, e->give, NULL, values);
      }
  ffi_call_plan_free (plan);
  return ok;
}

static int calls;

static void
nothing (void)
{
  calls++;
}

static void
void_result (void)
{
  static struct guarded g;
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 0, &ffi_type_void, NULL)
         == FFI_OK);
  ffi_call_plan *plan = ffi_call_plan_alloc_exact (&cif);
  CHECK (plan);
  guard (&g);
  ffi_call_exact (&cif, nothing, &g.value, NULL);
  ffi_call_plan_invoke (plan, nothing, &g.value, NULL);
  CHECK (calls == 2 && guard_holds (&g, 0));
  ffi_call_plan_free (plan);
}

int
main (void)
{
  CHECK (ffi_call_plan_alloc_exact (NULL) == NULL);
  void_result ();
  return !exact_run (test);
}
