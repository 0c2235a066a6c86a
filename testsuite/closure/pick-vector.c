/* SPDX-License-Identifier: MIT */
/* Closures with vectors, called by compiled code: arguments in every
   position, aligned for their type; results; nothing written beside what the
   caller's variable holds.  */
#include "pick-closure.h"

#define KIND_X PICK_CALLERS
VECTOR_KINDS
#undef KIND_X

int
main (void)
{
  int ok = 1;
  kinds_init ();
#define KIND_X(name, type, ffi) \
  ok &= kind_report (pick_closure (ffi, call_pick_##name, call_mix_##name), \
                     #name);
  VECTOR_KINDS
  return !ok;
}
