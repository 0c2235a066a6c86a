/* SPDX-License-Identifier: MIT */
/* Closures in executable memory of the caller's own: written through one
   address, run at the same one or at another.  */
#define _GNU_SOURCE
#include <ffi.h>
#include "check.h"

#ifdef _WIN32
int
main (void)
{
  SKIP ("no mmap: memory/placed.c does the like");
}
#else
#include <sys/mman.h>
#include <unistd.h>

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
  size_t page = (size_t) sysconf (_SC_PAGESIZE);
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 2, &ffi_type_double, types)
         == FFI_OK);

  char *own = mmap (NULL, page, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK (own != MAP_FAILED);
  for (size_t at = 0; at < 4 * 72; at += 72)
    {
      ffi_closure *closure = (ffi_closure *) (own + at);
      CHECK (mprotect (own, page, PROT_READ | PROT_WRITE) == 0);
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
      if (mprotect (own, page, PROT_READ | PROT_EXEC) != 0)
        SKIP ("the system forbids executable memory");
      __builtin___clear_cache (own, own + page);
      clobber ();
      CHECK (((function *) (void *) closure) (7, 0.25) == 507.25);
    }

  int file = memfd_create ("closure", 0);
  if (file < 0)
    SKIP ("no memfd_create");
  CHECK (ftruncate (file, (off_t) page) == 0);
  char *write_view = mmap (NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED,
                           file, 0);
  char *run_view = mmap (NULL, page, PROT_READ | PROT_EXEC, MAP_SHARED, file,
                         0);
  CHECK (write_view != MAP_FAILED && run_view != MAP_FAILED);
  CHECK (ffi_prep_closure_loc ((ffi_closure *) (write_view + 128), &cif,
                               handler, &number, run_view + 128) == FFI_OK);
  __builtin___clear_cache (run_view, run_view + page);
  clobber ();
  CHECK (((function *) (void *) (run_view + 128)) (-7, 0.5) == 493.5);
  return 0;
}
#endif
