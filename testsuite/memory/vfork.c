/* SPDX-License-Identifier: MIT */
/* A child that shares its parent's memory allocates, calls and frees.  */
#define _GNU_SOURCE 1
#include "live.h"

#if defined __linux__ && !defined __SANITIZE_THREAD__
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>

enum { COUNT = 2000 };

static volatile int shared;
static struct live before[COUNT], child[COUNT], after[COUNT];
static _Alignas (64) char stack[1 << 18];

static int
in_child (void *arg)
{
  (void) arg;
  shared = 1;
  if (live_fill (child, COUNT) != COUNT)
    return 1;
  live_check (child, COUNT);
  live_free (child, COUNT / 2);
  live_free (before, COUNT / 2);
  return 0;
}

int
main (void)
{
  live_init ();
  CHECK (live_fill (before, COUNT) == COUNT);
  int pid = clone (in_child, stack + sizeof stack,
                   CLONE_VM | CLONE_VFORK | SIGCHLD, NULL), status;
  if (pid < 0)
    SKIP ("no clone that shares memory");
  CHECK (waitpid (pid, &status, 0) == pid && status == 0);
  if (!shared)
    SKIP ("an emulator that copies the memory");
  CHECK (live_fill (after, COUNT) == COUNT);
  live_check (before + COUNT / 2, COUNT / 2);
  live_check (child + COUNT / 2, COUNT / 2);
  live_check (after, COUNT);
  live_free (before + COUNT / 2, COUNT / 2);
  live_free (child + COUNT / 2, COUNT / 2);
  live_free (after, COUNT);
  return 0;
}
#else
int
main (void)
{
  SKIP ("no clone");
}
#endif
