/* SPDX-License-Identifier: MIT */
/* With all descriptors used up.  */
#include "row.h"

#ifdef __linux__
int
main (void)
{
  int fds[4096], n = 0;
  live_init ();
  if (!live_from_pool ())
    SKIP ("for the pool only");
  struct rlimit few = { 64, 64 };
  setrlimit (RLIMIT_NOFILE, &few);
  while (n < 4096 && (fds[n] = dup (0)) >= 0)
    n++;
  if (n == 4096)
    SKIP ("descriptors without end");
  row_check ("no descriptor");
  while (n > 0)
    close (fds[--n]);
  return 0;
}
#else
int
main (void)
{
  SKIP ("not Linux");
}
#endif
