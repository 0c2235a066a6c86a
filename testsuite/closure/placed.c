/* SPDX-License-Identifier: MIT */
/* Closures in executable memory of the caller's own: written through one
   address, run at the same one or at another.  */
#include <ffi.h>
#include "executable.h"

#ifdef HAVE_EXECUTABLE
typedef double function (int, double);

static void
handler (ffi_cif *cif, void *result, void **args, void *user)
{
  (void) cif;
  *(double *) result = *(int *) args[0] + *(double *) args[1]
                       + *(int *) user;
}

int
main (void)
{
  ffi_type *types[] = { &ffi_type_sint, &ffi_type_double };
  int number = 500;
  enum { PAGE = 1 << 16 };
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 2, &ffi_type_double, types)
         == FFI_OK);

  char *own = executable_memory (PAGE);
  for (size_t at = 0; at < 4 * 72; at += 72)
    {
      ffi_closure *closure = (ffi_closure *) (own + at);
      CHECK (executable_unmake (own, PAGE));
      if (at == 0)
        CHECK (ffi_prep_closure_loc (closure, &cif, handler, &number,
                                     closure) == FFI_OK);
      else
        {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
          CHECK (ffi_prep_closure (closure, &cif, handler, &number)
                 == FFI_OK);
#pragma GCC diagnostic pop
        }
      if (!executable_make (own, PAGE))
        SKIP ("the system forbids executable memory");
      clobber ();
      CHECK (((function *) executable_code (closure)) (7, 0.25) == 507.25);
    }

  char *write_view, *run_view;
  if (!executable_views (&write_view, &run_view, PAGE))
    SKIP ("no memory is seen twice");
  CHECK (ffi_prep_closure_loc ((ffi_closure *) (write_view + 128), &cif,
                               handler, &number, run_view + 128) == FFI_OK);
  __builtin___clear_cache (run_view, run_view + PAGE);
  clobber ();
  CHECK (((function *) executable_code (run_view + 128)) (-7, 0.5) == 493.5);
  return 0;
}
#else
int
main (void)
{
  SKIP ("no such memory");
}
#endif
