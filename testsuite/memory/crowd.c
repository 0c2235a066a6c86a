/* SPDX-License-Identifier: MIT */
/* Many more threads than processors, half of the time in system calls for
   memory: none is refused a closure, and none is lost.  */
#define _GNU_SOURCE 1
#include "limit.h"

#if POSIX && defined __linux__
#include <pthread.h>
#include <sys/mman.h>

enum { MOST = 2000, MANY = 4000000 };

static unsigned per_thread;
static unsigned long refused;

static void *
crowd_work (void *arg)
{
  enum { HELD = 8 };
  struct live l[HELD];
  (void) arg;
  for (unsigned i = 0; i < per_thread; i += HELD)
    {
      unsigned n = 0;
      for (; n < HELD; n++)
        if (!live_make (&l[n], sizeof (ffi_closure), n + 1))
          break;
      if (n < HELD)
        __atomic_fetch_add (&refused, 1, __ATOMIC_RELAXED);
      live_check (l, n);
      if (i % 128 == 0)
        munmap (mmap (NULL, 1 << 16, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0),
                1 << 16);
      live_free (l, n);
    }
  return NULL;
}

static void
crowd (unsigned threads, unsigned closures)
{
  static pthread_t thread[MOST];
  pthread_attr_t attr;
  unsigned n = 0;
  per_thread = closures;
  pthread_attr_init (&attr);
  pthread_attr_setstacksize (&attr, 1 << 17);
  while (n < threads
         && pthread_create (&thread[n], &attr, crowd_work, NULL) == 0)
    n++;
  for (unsigned i = 0; i < n; i++)
    pthread_join (thread[i], NULL);
  CHECK (refused == 0);
}

/* The closures that can be had without more memory; MAX if there are more, or
   if the system, or an emulator, does not limit memory.  */
static size_t
count_free (size_t max)
{
#if defined HAVE_LIMIT && !defined __SANITIZE_THREAD__
  static struct live list[MANY];
  limit_to (0);
  size_t n = live_fill (list, max);
  live_check (list, n);
  live_free (list, n);
  limit_lift ();
  return n;
#else
  return max;
#endif
}

int
main (void)
{
  enum { FEW = 100000 };
  struct live first;
  live_init ();
  CHECK (live_make (&first, sizeof (ffi_closure), 1));
  ffi_closure_free (first.closure);
  size_t unit = live_in_valgrind () ? FEW : count_free (FEW);
  crowd (64, 2000);
#if !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
  if (!live_in_valgrind ())
    {
      crowd (500, 2000);
      crowd (MOST, 1000);
    }
#endif
  if (unit < FEW)
    {
      /* Everything was freed: whole units of closures, if none was lost.  */
      size_t n = count_free (MANY);
      printf ("%zu closures, %zu in a unit\n", n, unit);
      CHECK (n < MANY && n % unit == 0);
    }
  return 0;
}
#else
int
main (void)
{
  SKIP ("not Linux");
}
#endif
