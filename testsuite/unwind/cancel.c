/* SPDX-License-Identifier: MIT */
/* test-flags: -fexceptions */
/* A thread is cancelled, or exits, under every path: cleanup handlers run. */
#include <ffi.h>
#include "check.h"

#ifdef _WIN32
int
main (void)
{
  SKIP ("no cancellation");
}
#else
#include <pthread.h>
#include <unistd.h>
#include "paths.h"

static int cleaned;

static void
leave_by_cancel (void)
{
  pthread_cancel (pthread_self ());
  pthread_testcancel ();
}

static void
leave_by_exit (void)
{
  pthread_exit ((void *) &cleaned);
}

static void
cleanup (void *arg)
{
  CHECK (arg == &cleaned);
  cleaned++;
}

static void *
work (void *path)
{
  pthread_cleanup_push (cleanup, &cleaned);
  ((leave_function *) path) ();
  pthread_cleanup_pop (0);
  return NULL;
}

static int
ends (leave_function *path, leave_function *leave, void *expected)
{
  pthread_t thread;
  void *result = NULL;
  cleaned = path_returned = 0;
  path_leave = leave;
  CHECK (pthread_create (&thread, NULL, work, (void *) path) == 0);
  CHECK (pthread_join (thread, &result) == 0);
  return result == expected && cleaned == 1 && path_returned == 0;
}

int
main (void)
{
#ifdef __SANITIZE_ADDRESS__
  SKIP ("AddressSanitizer does not know which frames cancellation unwound");
#endif
#define TRY(name) \
  CHECK (ends (path_##name, leave_by_cancel, PTHREAD_CANCELED)); \
  CHECK (ends (path_##name, leave_by_exit, &cleaned)); \
  printf ("PASS: %s\n", #name);
  PATHS (TRY)
  return 0;
}
#endif
