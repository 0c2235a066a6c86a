/* SPDX-License-Identifier: MIT */
/* A call plan does for each plain kind what ffi_call does.  */
#include "pick-plan.h"

#define KIND_X PICK_FUNCTIONS
PLAIN_KINDS
#undef KIND_X

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
