/* SPDX-License-Identifier: MIT */
/* No memory (RLIMIT_AS): NULL, with nothing lost; and closures again when
   there is memory.  */
#include "live.h"

#if POSIX && !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
#include <sys/resource.h>

enum { COUNT = 100000 };

static struct live list[COUNT], more[COUNT];

static long
size_now (void)
{
  long pages;
  FILE *f = fopen ("/proc/self/statm", "r");
  if (f == NULL || fscanf (f, "%ld", &pages) != 1)
    SKIP ("no /proc/self/statm");
  fclose (f);
  return pages * sysconf (_SC_PAGESIZE);
}

static void
limit (rlim_t bytes)
{
  struct rlimit r;
  CHECK (getrlimit (RLIMIT_AS, &r) == 0);
  r.rlim_cur = bytes;
  CHECK (setrlimit (RLIMIT_AS, &r) == 0);
}

int
main (void)
{
  live_init ();
  int pool = live_from_pool ();
  limit ((rlim_t) size_now () + (1 << 20));
  for (int i = 0; i < 2000; i++)
    {
      struct live large;
      CHECK (live_make (&large, 200000, 1));
      ffi_closure_free (large.closure);
    }
  size_t n = live_fill (list, COUNT);
  if (n == COUNT)
    SKIP ("RLIMIT_AS has no effect");
  printf ("%zu closures\n", n);
  CHECK (n >= 1000 || !pool);
  live_check (list, n);
  live_free (list, n);
  for (int i = 0; i < 5000; i++)
    {
      void *code;
      CHECK (ffi_closure_alloc (1 << 28, &code) == NULL);
    }
  CHECK (live_fill (list, COUNT) == n);
  limit (RLIM_INFINITY);
  CHECK (live_fill (more, COUNT) == COUNT);
  live_check (list, n);
  live_check (more, COUNT);
  live_free (list, n);
  live_free (more, COUNT);
  return 0;
}
#else
int
main (void)
{
  SKIP ("no RLIMIT_AS, or a sanitizer");
}
#endif
