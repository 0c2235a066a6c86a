/* SPDX-License-Identifier: MIT */
/* Plans as pick_kind's way to call.  */
#ifndef PICK_PLAN_H
#define PICK_PLAN_H

#include "pick.h"

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

#endif
