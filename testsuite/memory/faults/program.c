/* SPDX-License-Identifier: MIT */
/* For a whole program: the request number FAIL_AT of its own fails.  At the
   end it says on the standard error output what is held, if anything is, and
   "not reached" if there were fewer requests.  */
#include <stdio.h>
#include <stdlib.h>
#include "wrap.h"

static unsigned long fail_at;

__attribute__ ((constructor)) static void
begin (void)
{
  const char *n = getenv ("FAIL_AT");
  fail_at = n ? strtoul (n, NULL, 10) : 0;
  wrap_fail (fail_at, 0);
}

__attribute__ ((destructor)) static void
end (void)
{
  if (wrap_end () < fail_at)
    fputs ("not reached\n", stderr);
  if (wrap_held.blocks != 0)
    fprintf (stderr, "%ld blocks are held\n", wrap_held.blocks);
}
