/* SPDX-License-Identifier: MIT */
/* ffi_call with each plain kind: arguments in every position, results widened,
   nothing else written, arguments untouched, results dropped.  */
#include "pick.h"

#define KIND_X PICK_FUNCTIONS
PLAIN_KINDS
#undef KIND_X

static void
call (void *state, ffi_cif *cif, void (*fn) (void), void *rvalue,
      void **avalue)
{
  (void) state;
  ffi_call (cif, fn, rvalue, avalue);
}

int
main (void)
{
  int ok = 1;
  kinds_init ();
#define KIND_X(name, type, ffi) \
  ok &= kind_report (pick_kind (call, NULL, NULL, ffi, \
                                FFI_FN (pick_##name), FFI_FN (mix_##name)), \
                     #name);
  PLAIN_KINDS
  return !ok;
}
