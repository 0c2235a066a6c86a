/* SPDX-License-Identifier: MIT */
/* Without memory ffi_closure_alloc answers NULL, what lives goes on working,
   and freeing makes room again.  */
#include "limit.h"

#ifdef HAVE_LIMIT
enum { N = 4000000 };
typedef int function (int);

static void
handler (ffi_cif *cif, void *result, void **args, void *user)
{
  (void) cif;
  *(ffi_sarg *) result = *(int *) args[0] + (int) (intptr_t) user;
}

int
main (void)
{
  static void *closures[N], *codes[N];
  ffi_type *types[] = { &ffi_type_sint };
  ffi_cif cif;
  int n = 0;
  limit_to (16 << 20);
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 1, &ffi_type_sint, types)
         == FFI_OK);
  for (; n < N; n++)
    {
      closures[n] = ffi_closure_alloc (sizeof (ffi_closure), &codes[n]);
      if (closures[n] == NULL)
        break;
      CHECK (ffi_prep_closure_loc (closures[n], &cif, handler,
                                   (void *) (intptr_t) n, codes[n])
             == FFI_OK);
    }
  if (n == N)
    SKIP ("the limit has no effect here");
  CHECK (n > 1000);
  for (int i = 0; i < n; i++)
    CHECK (((function *) codes[i]) (i) == 2 * i);
  for (int i = 0; i < 1000; i++)
    ffi_closure_free (closures[i]);
  for (int i = 0; i < 1000; i++)
    CHECK (ffi_closure_alloc (sizeof (ffi_closure), &codes[i]) != NULL);
  return 0;
}

#else
int
main (void)
{
  SKIP ("memory is not limited here");
}
#endif
