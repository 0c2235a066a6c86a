/* SPDX-License-Identifier: MIT */
/* In a chroot without /proc and without the library's file: the closures of
   the library's own text, then NULL.  */
#define _GNU_SOURCE 1
#include "live.h"
#if POSIX
# include <fcntl.h>
#endif

#if POSIX

enum { COUNT = 200000 };

static struct live list[COUNT];

int
main (void)
{
  live_init ();
  int pool = live_from_pool ();
  char dir[] = "chroot-XXXXXX";
  CHECK (mkdtemp (dir) != NULL);
  int root = open ("/", O_RDONLY | O_DIRECTORY);
  CHECK (root >= 0);
  int entered = chroot (dir) == 0;
  if (!entered)
    rmdir (dir);
  if (!entered)
    SKIP ("chroot is for the superuser");
  size_t n = live_fill (list, COUNT);
  printf ("%zu closures\n", n);
  live_check (list, n);
  CHECK (pool ? n >= 1000 && n < COUNT : n == COUNT);
  live_free (list, n);
  /* The current directory is still outside, and what runs at the end, such
     as a leak detector, may want /proc.  */
  CHECK (rmdir (dir) == 0);
  CHECK (fchdir (root) == 0 && chroot (".") == 0);
  return 0;
}
#else
int
main (void)
{
  SKIP ("no chroot");
}
#endif
