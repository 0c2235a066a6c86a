/* SPDX-License-Identifier: MIT */
/* A freed closure keeps calling its handler until it is taken again, which
   others are before it: those freed earlier, and all that were never used.  */
#include "live.h"

enum { COUNT = 1000, SOME = 100 };

static struct live list[COUNT], more[COUNT];

static void
take (struct live *l, uintptr_t data)
{
  CHECK (live_make (l, sizeof (ffi_closure), data));
}

static void
check_kept (size_t size)
{
  struct live l;
  CHECK (live_make (&l, size, 12345));
  ffi_closure_free (l.closure);
  CHECK (live_is_right (&l));
  for (size_t i = 0; i < SOME; i++)
    {
      take (&more[i], i);
      CHECK (live_is_right (&l) && more[i].closure != l.closure);
    }
  live_free (more, SOME);
}

/* Freed in an order of its own, they come back in that.  */
static void
check_order (void)
{
  for (size_t i = 0; i < COUNT; i++)
    take (&list[i], i);
  for (size_t i = 0; i < COUNT; i++)
    ffi_closure_free (list[i * 7 % COUNT].closure);
  size_t next = 0;
  for (size_t i = 0; i < 2 * COUNT && next < COUNT; i++)
    {
      size_t oldest = next * 7 % COUNT;
      CHECK (live_is_right (&list[oldest]));
      void *code, *closure = ffi_closure_alloc (sizeof (ffi_closure), &code);
      next += closure == list[oldest].closure;
      for (size_t j = next; j < COUNT; j++)
        CHECK (closure != list[j * 7 % COUNT].closure || j < next);
    }
  CHECK (next == COUNT);
}

int
main (void)
{
  live_init ();
  if (live_is_debug ())
    SKIP ("such calls stop the program");
  check_kept (sizeof (ffi_closure));
  check_kept (2 * sizeof (ffi_closure));
  check_kept (10000);
  check_order ();
  return 0;
}
