/* SPDX-License-Identifier: MIT */
/* Many more threads than processors, half of the time in system calls for
   memory: none is refused a closure, and none is lost.  */
#define _GNU_SOURCE 1
#include "live.h"

#if POSIX && defined __linux__
#include <pthread.h>
#include <sys/mman.h>

enum { MOST = 2000 };

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

/* The closures that can be had of the memory there is.  */
static size_t
lines (void)
{
  size_t n = 0;
  FILE *f = fopen ("/proc/self/maps", "r");
  for (int c; f != NULL && (c = getc (f)) != EOF;)
    n += c == '\n';
  if (f != NULL)
    fclose (f);
  return n;
}

int
main (void)
{
  live_init ();
  crowd (64, 2000);
#if !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
  const char *preload = getenv ("LD_PRELOAD");
  if (preload == NULL || !strstr (preload, "vgpreload"))
    {
      crowd (500, 2000);
      crowd (MOST, 1000);
    }
#endif
  /* At most 16,000 were held at once, a few units of them: if slots had been
     lost, many more would be there.  */
  size_t before = lines ();
  static struct live list[16000];
  CHECK (live_fill (list, 1000) == 1000);
  live_free (list, 1000);
  CHECK (lines () <= before + 4);
  printf ("%zu mappings\n", before);
  return 0;
}
#else
int
main (void)
{
  SKIP ("not Linux");
}
#endif
