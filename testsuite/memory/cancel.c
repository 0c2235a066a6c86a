/* SPDX-License-Identifier: MIT */
/* Threads that are cancelled while the pool grows: the others go on, and no
   descriptor stays open.  And children of a parent whose other thread is
   always in dl_iterate_phdr, whose lock they inherit: all finish.  */
#define _GNU_SOURCE 1
#include "row.h"

#if defined __linux__ && !defined __SANITIZE_THREAD__
#include <link.h>

#if defined __SANITIZE_ADDRESS__ || !defined __x86_64__
enum { CANCELLED = 10, CHILDREN = 10 };  /* or an emulator */
#else
enum { CANCELLED = 64, CHILDREN = 200 };
#endif
enum { PER_THREAD = 2500 };

static struct live held[CANCELLED][PER_THREAD];

static void *
grow (void *list)
{
  pthread_cancel (pthread_self ());
  live_fill (list, PER_THREAD);
  pthread_testcancel ();
  return NULL;
}

static void
check_cancelled (void)
{
  int descriptor = row_descriptor ();
  for (int i = 0; i < CANCELLED; i++)
    {
      pthread_t thread;
      void *result;
      CHECK (pthread_create (&thread, NULL, grow, held[i]) == 0);
      CHECK (pthread_join (thread, &result) == 0);
      CHECK (result == PTHREAD_CANCELED);
      CHECK (held[i][PER_THREAD - 1].closure != NULL);
    }
  CHECK (row_descriptor () == descriptor);
  row_use (row_others[0]);
  puts ("PASS: cancelled threads");
}

static int stop;

static int
visit (struct dl_phdr_info *info, size_t size, void *data)
{
  (void) info, (void) size, (void) data;
  return 0;
}

static void *
iterate (void *arg)
{
  while (!__atomic_load_n (&stop, __ATOMIC_RELAXED))
    dl_iterate_phdr (visit, arg);
  return NULL;
}

static void
check_children (void)
{
  pthread_t thread;
  CHECK (pthread_create (&thread, NULL, iterate, NULL) == 0);
  for (int i = 0; i < CHILDREN; i++)
    {
      int status;
      fflush (stdout);
      pid_t pid = fork ();
      CHECK (pid >= 0);
      if (pid == 0)
        {
          alarm (60);
          row_use (row_others[1]);
          _exit (0);
        }
      CHECK (waitpid (pid, &status, 0) == pid && status == 0);
    }
  __atomic_store_n (&stop, 1, __ATOMIC_RELAXED);
  pthread_join (thread, NULL);
  puts ("PASS: children of a parent that is in dl_iterate_phdr");
}

int
main (void)
{
  live_init ();
  check_children ();
  check_cancelled ();
  return 0;
}
#else
int
main (void)
{
  SKIP ("not Linux, or a sanitizer");
}
#endif
