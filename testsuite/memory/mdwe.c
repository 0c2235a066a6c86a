/* SPDX-License-Identifier: MIT */
/* With PR_SET_MDWE, where the kernel refuses to make executable what was not
   so from the start, closures are to be had without limit.  */
#include "live.h"

#ifdef __linux__
#include <sys/mman.h>
#include <sys/prctl.h>

#ifndef PR_SET_MDWE
# define PR_SET_MDWE 65
#endif
#ifndef PR_MDWE_REFUSE_EXEC_GAIN
# define PR_MDWE_REFUSE_EXEC_GAIN 1
#endif

enum { COUNT = 5000 };

static struct live list[COUNT];

int
main (void)
{
  live_init ();
  if (prctl (PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0) != 0)
    SKIP ("no PR_SET_MDWE");
  void *page = mmap (NULL, 4096, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK (page != MAP_FAILED);
  if (mprotect (page, 4096, PROT_READ | PROT_EXEC) == 0)
    SKIP ("PR_SET_MDWE has no effect");
  CHECK (live_fill (list, COUNT) == COUNT);
  live_check (list, COUNT);
  live_free (list, COUNT);
  return 0;
}
#else
int
main (void)
{
  SKIP ("no prctl");
}
#endif
