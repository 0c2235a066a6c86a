/* SPDX-License-Identifier: MIT */
/* A million closures take no more than 64 mappings.  */
#include "row.h"

#if defined __linux__ && !defined __SANITIZE_ADDRESS__ \
    && !defined __SANITIZE_THREAD__
enum { MILLION = 1000000 };

static struct live list[MILLION];

static int
lines (void)
{
  int n = 0;
  FILE *f = fopen ("/proc/self/maps", "r");
  if (f == NULL)
    SKIP ("no /proc/self/maps");
  for (int c; (c = getc (f)) != EOF;)
    n += c == '\n';
  fclose (f);
  return n;
}

int
main (void)
{
  live_init ();
  if (!live_from_pool () || live_in_valgrind ())
    SKIP ("for the pool only, and not in valgrind");
  int before = lines ();
  CHECK (live_fill (list, MILLION) == MILLION);
  live_check (list, MILLION);
  int more = lines () - before;
  printf ("%d mappings\n", more);
  CHECK (more <= 64);
  live_free (list, MILLION);
  return 0;
}
#else
int
main (void)
{
  SKIP ("not Linux, or a sanitizer");
}
#endif
