/* SPDX-License-Identifier: MIT */
/* test-for: gcc */
/* A call plan does for 128-bit integers what ffi_call does.  */
#include "pick-plan.h"

#define KIND_X PICK_FUNCTIONS
INT128_KINDS
#undef KIND_X

int
main (void)
{
  int ok = 1;
  kinds_init ();
#define KIND_X(name, type, ffi) \
  ok &= kind_report (pick_kind (call, setup, teardown, ffi, \
                                FFI_FN (pick_##name), FFI_FN (mix_##name)), \
                     #name);
  INT128_KINDS
  return !ok;
}
