/* SPDX-License-Identifier: MIT */
/* fork in the midst of other threads' allocations: the child allocates, calls
   and frees, its own closures and its parent's, and the parent's are as they
   were.  Catches locks that stay taken in the child, and pages that parent
   and child share.  */
#include "live.h"

#if POSIX
#include <pthread.h>
#include <sys/wait.h>

enum { THREADS = 3, FORKS = 25, MINE = 500, CHILDS = 3000 };

static struct live mine[MINE], childs[CHILDS];
static int stop;

static void *
churn (void *arg)
{
  (void) arg;
  while (!__atomic_load_n (&stop, __ATOMIC_RELAXED))
    {
      struct live l[50];
      size_t n = live_fill (l, 50);
      live_check (l, n);
      live_free (l, n);
    }
  return NULL;
}

/* What a child does.  Its closures answer other than the parent's.  */
static void
in_child (void)
{
  alarm (60);
  live_check (mine, MINE);
  live_free (mine, MINE / 2);
  for (size_t i = 0; i < CHILDS; i++)
    CHECK (live_make (&childs[i], sizeof (ffi_closure), ~i));
  live_check (childs, CHILDS);
  live_check (mine + MINE / 2, MINE - MINE / 2);
  live_free (childs, CHILDS);
  pid_t pid = fork ();
  if (pid == 0)
    _exit (live_fill (childs, 100) != 100);
  int status;
  CHECK (waitpid (pid, &status, 0) == pid && status == 0);
}

static void
one_fork (void)
{
  fflush (stdout);
  pid_t pid = fork ();
  CHECK (pid >= 0);
  if (pid == 0)
    {
      in_child ();
      _exit (0);
    }
  int status;
  CHECK (waitpid (pid, &status, 0) == pid);
  CHECK (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  live_check (mine, MINE);
}

int
main (void)
{
  pthread_t thread[THREADS];
  live_init ();
  CHECK (live_fill (mine, MINE) == MINE);
  for (int i = 0; i < THREADS; i++)
    CHECK (pthread_create (&thread[i], NULL, churn, NULL) == 0);
  for (int i = 0; i < FORKS; i++)
    one_fork ();
  __atomic_store_n (&stop, 1, __ATOMIC_RELAXED);
  for (int i = 0; i < THREADS; i++)
    pthread_join (thread[i], NULL);
  live_free (mine, MINE);
  return 0;
}
#else
int
main (void)
{
  SKIP ("no fork");
}
#endif
