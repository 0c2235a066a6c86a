/* SPDX-License-Identifier: MIT */
/* test-for: gcc */
/* Go closures of each plain kind, called by compiled code with the closure in
   the static chain register.  */
#define PICK_CALL(call, chain) __builtin_call_with_static_chain (call, chain)
#define PICK_OWN_CLOSURES
#include "pick-closure.h"

struct go
{
  ffi_go_closure closure;
  struct pick_expected *expected;
};

static void
handler (ffi_cif *cif, void *result, void **args, void *closure)
{
  struct go *go = closure;
  pick_handle (cif, result, args, go->expected);
}

static int
pick_one (pick_caller *caller, struct pick_expected *expected)
{
  struct go go = { .expected = expected };
  CHECK (ffi_prep_go_closure (&go.closure, expected->cif, handler) == FFI_OK);
  return pick_call_all (caller, go.closure.tramp, &go, expected);
}

#define KIND_X PICK_CALLERS
PLAIN_KINDS
#undef KIND_X

int
main (void)
{
  int ok = 1;
  kinds_init ();
#define KIND_X(name, type, ffi) \
  ok &= kind_report (pick_closure (ffi, call_pick_##name, call_mix_##name), \
                     #name);
  PLAIN_KINDS
  return !ok;
}
