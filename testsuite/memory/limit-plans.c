/* SPDX-License-Identifier: MIT */
/* No memory: plans are NULL and descriptions an error, with nothing lost.  */
#include "limit.h"

#if defined HAVE_LIMIT && !defined __SANITIZE_THREAD__
enum { ARGS = 60000, PLANS = 1000, ROOM = 16 << 20 };

static ffi_type *types[ARGS];
static ffi_call_plan *plans[PLANS];

static size_t
fill (ffi_cif *cif)
{
  size_t n = 0;
  while (n < PLANS && (plans[n] = ffi_call_plan_alloc (cif)) != NULL)
    n++;
  return n;
}

static void
empty (size_t n)
{
  while (n > 0)
    ffi_call_plan_free (plans[--n]);
}

int
main (void)
{
  ffi_cif cif;
  ffi_description d;
  for (int i = 0; i < ARGS; i++)
    types[i] = &ffi_type_sint;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, ARGS, &ffi_type_void, types)
         == FFI_OK);
  CHECK (ffi_describe (&cif, &d, NULL, 0) == FFI_OK && d.placements == ARGS);
  limit_to (ROOM);
  size_t n = fill (&cif);
  if (n == PLANS)
    SKIP ("the limit has no effect");
  printf ("%zu plans\n", n);
  CHECK (n > 0);
  CHECK (ffi_describe (&cif, &d, NULL, 0) == FFI_BAD_TYPEDEF);
  for (int i = 0; i < 100; i++)
    {
      empty (n);
      CHECK (fill (&cif) == n);
    }
  limit_lift ();
  CHECK (ffi_describe (&cif, &d, NULL, 0) == FFI_OK);
  empty (n);
  return 0;
}
#else
int
main (void)
{
  SKIP ("memory is not limited here");
}
#endif
