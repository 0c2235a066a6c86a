/* SPDX-License-Identifier: MIT */
/* Closures before main, in atexit handlers and in destructors.  */
#include "live.h"

#if defined __APPLE__ && defined __ELF__

int
main (void)
{
  SKIP ("a compiler for Apple's systems: ELF has its constructors elsewhere");
}

#else

enum { COUNT = 3000 };

static struct live first[COUNT], last[COUNT];

__attribute__ ((constructor)) static void
before_main (void)
{
  live_init ();
  CHECK (live_fill (first, COUNT) == COUNT);
  live_check (first, COUNT);
}

static void
at_exit (void)
{
  if (live_fill (last, COUNT) != COUNT)
    _Exit (3);
  live_check (last, COUNT);
  live_check (first, COUNT);
}

__attribute__ ((destructor)) static void
after_main (void)
{
  for (size_t i = 0; i < COUNT; i++)
    if (!live_is_right (&first[i]) || !live_is_right (&last[i]))
      _Exit (4);
  live_free (first, COUNT);
  live_free (last, COUNT);
}

int
main (void)
{
  live_check (first, COUNT);
  CHECK (atexit (at_exit) == 0);
  return 0;
}

#endif
