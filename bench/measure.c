/* SPDX-License-Identifier: MIT */
/* Timing.  The works of one comparison are sampled in turn, round after
   round, so that a change of the machine's speed meets all of them; each
   round begins with another one; medians drop what disturbed single samples.
   Samples are in processor time, which other processes do not add to.  */
#define _GNU_SOURCE
#include "bench.h"
#include <stdlib.h>
#include <time.h>

double
seconds (int clock)
{
  struct timespec now;
  clock_gettime (clock, &now);
  return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
}

static int
ascending (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

double
median (double *sample, size_t n)
{
  qsort (sample, n, sizeof *sample, ascending);
  return n % 2 ? sample[n / 2] : (sample[n / 2 - 1] + sample[n / 2]) / 2;
}

static double
time_of (const struct work *work, size_t n)
{
  double start = seconds (CLOCK_THREAD_CPUTIME_ID);
  work->run (work, n);
  return seconds (CLOCK_THREAD_CPUTIME_ID) - start;
}

static double
least_time_of (const struct work *work, size_t n)
{
  double a = time_of (work, n), b = time_of (work, n);
  return a < b ? a : b;
}

/* How often WORK must run to take TIME seconds; warms it up.  */
static size_t
calibrate (const struct work *work, double time)
{
  size_t n = 64;
  double taken = least_time_of (work, n);
  while (taken < time / 4 && n < (size_t) 1 << 30)
    {
      n *= 2;
      taken = least_time_of (work, n);
    }
  return (size_t) ((double) n * time / taken) + 1;
}

static void
measure_time (struct work *works, size_t n, const struct options *options)
{
  unsigned rounds = options->rounds;
  for (size_t i = 0; i < n; i++)
    {
      works[i].n = calibrate (&works[i], options->sample_time);
      works[i].sample = calloc (rounds, sizeof (double));
    }
  for (unsigned round = 0; round < rounds; round++)
    for (size_t i = 0; i < n; i++)
      {
        struct work *work = &works[(i + round) % n];
        work->sample[round]
          = time_of (work, work->n) / (double) work->n * 1e9;
      }
  for (size_t i = 0; i < n; i++)
    {
      *works[i].cell = median (works[i].sample, rounds);
      free (works[i].sample);
    }
}

/* What does not depend on how often the loop runs cancels out between N and
   2 N.  */
static void
measure_count (struct work *works, size_t n)
{
  enum { N = 1000 };
  for (size_t i = 0; i < n; i++)
    {
      const struct work *work = &works[i];
      double count[2];
      counter_start ();
      work->run (work, N);
      counter_read ();
      for (int k = 0; k < 2; k++)
        {
          counter_start ();
          work->run (work, N * (size_t) (k + 1));
          count[k] = counter_read ();
        }
      *work->cell = (count[1] - count[0]) / N;
    }
}

void
measure (struct work *works, size_t n, const struct options *options)
{
  if (options->count)
    measure_count (works, n);
  else
    measure_time (works, n, options);
}
