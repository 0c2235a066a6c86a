/* SPDX-License-Identifier: MIT */
/* What the test programs share.  */
#ifndef CHECK_H
#define CHECK_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ends the test as failed unless CONDITION.  */
#define CHECK(condition) \
  ((condition) ? (void) 0 : check_fail (#condition, __FILE__, __LINE__))

/* Ends the test as skipped; WHY is shown.  */
#define SKIP(why) \
  do { puts (why); fflush (stdout); exit (77); } while (0)

static inline void
check_fail (const char *condition, const char *file, int line)
{
  printf ("%s:%d: not so: %s\n", file, line, condition);
  fflush (stdout);
  exit (1);
}

/* A value between guard bytes, to notice writes beside it.  */
enum { GUARD = 64 };

struct guarded
{
  unsigned char before[GUARD];
  union
  {
    unsigned char bytes[256] __attribute__ ((aligned (64)));
    uint64_t word;
  } value;
  unsigned char after[GUARD];
};

static inline void
guard (struct guarded *g)
{
  memset (g, 0xa5, sizeof *g);
}

/* True if nothing but the first SIZE bytes of the value was written.  */
static inline int
guard_holds (const struct guarded *g, size_t size)
{
  for (size_t i = 0; i < GUARD; i++)
    if (g->before[i] != 0xa5 || g->after[i] != 0xa5)
      return 0;
  for (size_t i = size; i < sizeof g->value; i++)
    if (g->value.bytes[i] != 0xa5)
      return 0;
  return 1;
}

/* Fills what the next calls use as their stack.  */
enum { POISON = 0x5a };

static void poison (void) __attribute__ ((noinline, unused));

static void
poison (void)
{
  volatile unsigned char stack[8192];
  for (size_t i = 0; i < sizeof stack; i++)
    stack[i] = POISON;
}

/* Overwrites what an earlier call left in argument and result registers and
   on the stack below, so that stale values cannot fake a pass.  */
static void clobber (void) __attribute__ ((noinline, unused));

static long double
clobber_registers (long a, long b, long c, long d, long e, long f, long g,
                   long h, double i, double j, double k, double l, double m,
                   double n, double o, double p)
{
  volatile unsigned char stack[2048];
  for (size_t at = 0; at < sizeof stack; at++)
    stack[at] = 0x5a;
  return (long double) (a + b + c + d + e + f + g + h)
         + (i + j + k + l + m + n + o + p) + stack[7];
}

static long double (*volatile clobber_function) (long, long, long, long, long,
                                                 long, long, long, double,
                                                 double, double, double,
                                                 double, double, double,
                                                 double) = clobber_registers;

static void
clobber (void)
{
  volatile long double sink;
  long n = 0x5a5a5a5a;
  double x = -77.5;
  sink = clobber_function (n, n, n, n, n, n, n, n, x, x, x, x, x, x, x, x);
  (void) sink;
}

#endif
