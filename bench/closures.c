/* SPDX-License-Identifier: MIT */
/* Closures as memory: very many at once, and taken by two threads.  */
#define _GNU_SOURCE
#include "bench.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
resident_bytes (void)
{
  long size, resident = 0;
  FILE *in = fopen ("/proc/self/statm", "r");
  if (in == NULL || fscanf (in, "%ld %ld", &size, &resident) != 2)
    resident = 0;
  if (in != NULL)
    fclose (in);
  return (double) resident * (double) sysconf (_SC_PAGESIZE);
}

/* In the child: allocates COUNT closures, then calls each.  */
static struct live
live_once (const struct subject *subject, size_t count)
{
  const struct library *library = subject->library;
  void **code = malloc (count * sizeof *code);
  memset (code, 1, count * sizeof *code);
  double bytes = resident_bytes ();
  double start = seconds (CLOCK_THREAD_CPUTIME_ID);
  for (size_t i = 0; i < count; i++)
    {
      ffi_closure *closure
        = library->closure_alloc (sizeof (ffi_closure), &code[i]);
      if (closure == NULL
          || library->prep_closure (closure, (ffi_cif *) &subject->cif,
                                    subject->signature->handler, NULL,
                                    code[i]) != FFI_OK)
        return (struct live) { 0, 0, 0 };
    }
  double ns = (seconds (CLOCK_THREAD_CPUTIME_ID) - start) * 1e9;
  double after = resident_bytes ();
  for (size_t i = 0; i < count; i++)
    {
      function *fn;
      memcpy (&fn, &code[i], sizeof fn);
      subject->signature->caller (fn, 1);
    }
  double called = resident_bytes ();
  return (struct live) { ns / (double) count, (after - bytes) / (double) count,
                         (called - bytes) / (double) count };
}

static struct live
live_in_child (const struct subject *subject, size_t count)
{
  struct live live = { 0, 0, 0 };
  int end[2];
  if (pipe (end) != 0)
    return live;
  pid_t child = fork ();
  if (child == 0)
    {
      live = live_once (subject, count);
      _exit (write (end[1], &live, sizeof live) != sizeof live);
    }
  close (end[1]);
  if (child < 0 || read (end[0], &live, sizeof live) != sizeof live)
    live = (struct live) { 0, 0, 0 };
  close (end[0]);
  if (child > 0)
    waitpid (child, NULL, 0);
  return live;
}

struct live
closures_live (const struct subject *subject, size_t count, unsigned rounds)
{
  double *ns = calloc (rounds * 3, sizeof *ns);
  double *bytes = ns + rounds, *called = bytes + rounds;
  for (unsigned i = 0; i < rounds; i++)
    {
      struct live live = live_in_child (subject, count);
      ns[i] = live.ns;
      bytes[i] = live.bytes;
      called[i] = live.called_bytes;
    }
  struct live live = { median (ns, rounds), median (bytes, rounds),
                       median (called, rounds) };
  free (ns);
  return live;
}

/* ---- Two threads ----------------------------------------------------- */

struct crowd
{
  const struct subject *subject;
  pthread_barrier_t barrier;
  size_t n;
};

static void
allocate_and_free (const struct subject *subject, size_t n)
{
  const struct library *library = subject->library;
  for (; n > 0; n--)
    {
      void *code;
      ffi_closure *closure
        = library->closure_alloc (sizeof (ffi_closure), &code);
      if (closure == NULL)
        exit (2);
      library->prep_closure (closure, (ffi_cif *) &subject->cif,
                             subject->signature->handler, NULL, code);
      library->closure_free (closure);
    }
}

static void *
member (void *argument)
{
  struct crowd *crowd = argument;
  pthread_barrier_wait (&crowd->barrier);
  allocate_and_free (crowd->subject, crowd->n);
  return NULL;
}

/* The time in which each of THREADS threads takes N closures.  */
static double
crowd_time (const struct subject *subject, unsigned threads, size_t n)
{
  struct crowd crowd = { .subject = subject, .n = n };
  pthread_t thread[2];
  pthread_barrier_init (&crowd.barrier, NULL, threads + 1);
  for (unsigned i = 0; i < threads; i++)
    if (pthread_create (&thread[i], NULL, member, &crowd) != 0)
      exit (2);
  double start = seconds (CLOCK_MONOTONIC);
  pthread_barrier_wait (&crowd.barrier);
  for (unsigned i = 0; i < threads; i++)
    pthread_join (thread[i], NULL);
  double time = seconds (CLOCK_MONOTONIC) - start;
  pthread_barrier_destroy (&crowd.barrier);
  return time;
}

double
closures_threads (const struct subject *subject,
                  const struct options *options)
{
  size_t n = 1000;
  while (crowd_time (subject, 1, n) < options->sample_time * 4
         && n < (size_t) 1 << 24)
    n *= 2;
  double one = crowd_time (subject, 1, n), two = crowd_time (subject, 2, n);
  for (unsigned i = 1; i < options->rounds; i++)
    {
      double time = crowd_time (subject, 1, n);
      one = time < one ? time : one;
      time = crowd_time (subject, 2, n);
      two = time < two ? time : two;
    }
  return 2 * one / two;
}
