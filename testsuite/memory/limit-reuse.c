/* SPDX-License-Identifier: MIT */
/* No memory: NULL, with nothing lost; and closures again when there is
   memory.  */
#include "limit.h"

#if defined HAVE_LIMIT && !defined __SANITIZE_THREAD__
enum { COUNT = 100000 };

static struct live list[COUNT], more[COUNT];

int
main (void)
{
  live_init ();
  limit_to (1 << 20);
  for (int i = 0; i < 2000; i++)
    {
      struct live large;
      CHECK (live_make (&large, 200000, 1));
      ffi_closure_free (large.closure);
    }
  size_t n = live_fill (list, COUNT);
  if (n == COUNT)
    SKIP ("the limit has no effect");
  printf ("%zu closures\n", n);
  CHECK (n >= 1000);
  live_check (list, n);
  live_free (list, n);
  for (int i = 0; i < 5000; i++)
    {
      void *code;
      CHECK (ffi_closure_alloc (1 << 28, &code) == NULL);
    }
  CHECK (live_fill (list, COUNT) == n);
  limit_lift ();
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
  SKIP ("memory is not limited here");
}
#endif
