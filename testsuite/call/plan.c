/* SPDX-License-Identifier: MIT */
/* A call plan does for each plain kind what ffi_call does.  */
#include "pick.h"

#define KIND_X PICK_FUNCTIONS
PLAIN_KINDS
#undef KIND_X

static void *
setup (ffi_cif *cif)
{
  ffi_call_plan *plan = ffi_call_plan_alloc (cif);
  CHECK (plan != NULL);
  CHECK (ffi_call_plan_size (plan) > 0);
  return plan;
}

static void
call (void *state, ffi_cif *cif, void (*fn) (void), void *rvalue,
      void **avalue)
{
  (void) cif;
  ffi_call_plan_invoke (state, fn, rvalue, avalue);
}

static void
teardown (void *plan)
{
  ffi_call_plan_free (plan);
}

int
main (void)
{
  int ok = 1;
  kinds_init ();
  CHECK (ffi_call_plan_alloc (NULL) == NULL);
  CHECK (ffi_call_plan_size (NULL) == 0);
  ffi_call_plan_free (NULL);
#define KIND_X(name, type, ffi) \
  ok &= kind_report (pick_kind (call, setup, teardown, ffi, \
                                FFI_FN (pick_##name), FFI_FN (mix_##name)), \
                     #name);
  PLAIN_KINDS
  return !ok;
}
