/* SPDX-License-Identifier: MIT */
/* No memory (RLIMIT_AS): plans are NULL and descriptions an error, with
   nothing lost.  */
#include <ffi.h>
#include "check.h"

#if defined __linux__ && !defined __SANITIZE_ADDRESS__ \
    && !defined __SANITIZE_THREAD__
#include <sys/resource.h>
#include <unistd.h>

enum { ARGS = 60000, PLANS = 1000, ROOM = 16 << 20 };

static ffi_type *types[ARGS];
static ffi_call_plan *plans[PLANS];

static void
limit (rlim_t bytes)
{
  struct rlimit r;
  CHECK (getrlimit (RLIMIT_AS, &r) == 0);
  r.rlim_cur = bytes;
  CHECK (setrlimit (RLIMIT_AS, &r) == 0);
}

static rlim_t
size_now (void)
{
  long pages;
  FILE *f = fopen ("/proc/self/statm", "r");
  if (f == NULL || fscanf (f, "%ld", &pages) != 1)
    SKIP ("no /proc/self/statm");
  fclose (f);
  return (rlim_t) pages * (rlim_t) sysconf (_SC_PAGESIZE);
}

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
  limit (size_now () + ROOM);
  size_t n = fill (&cif);
  if (n == PLANS)
    SKIP ("RLIMIT_AS has no effect");
  printf ("%zu plans\n", n);
  CHECK (n > 0);
  CHECK (ffi_describe (&cif, &d, NULL, 0) == FFI_BAD_TYPEDEF);
  for (int i = 0; i < 100; i++)
    {
      empty (n);
      CHECK (fill (&cif) == n);
    }
  limit (RLIM_INFINITY);
  CHECK (ffi_describe (&cif, &d, NULL, 0) == FFI_OK);
  empty (n);
  return 0;
}
#else
int
main (void)
{
  SKIP ("no RLIMIT_AS, or a sanitizer");
}
#endif
