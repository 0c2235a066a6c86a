/* SPDX-License-Identifier: MIT */
/* When a call plan pays, and when not: two signatures, each called by C, by
   ffi_call and by a plan.

   ffi_call has fast code for signatures of a few common arguments: a plan
   saves little there.  Where there are many arguments, ffi_call finds a place
   for each at each call; a plan has found them once.  So make a plan if such a
   signature is called often, and keep the plan beside the cif.

     plans [CALLS]  */
#include <ffi.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MANY = 20 };

static double
few (int a, double b)
{
  return a + b;
}

static double
many (int a, double b, int c, double d, int e, double f, int g, double h,
      int i, double j, int k, double l, int m, double n, int o, double p,
      int q, double r, int s, double t)
{
  return a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q + r
         + s + t;
}

/* Volatile, so that the compiler calls the functions.  */
static double (*volatile few_fn) (int, double) = few;
static double (*volatile many_fn) (int, double, int, double, int, double, int,
                                   double, int, double, int, double, int,
                                   double, int, double, int, double, int,
                                   double) = many;
static int a = 2;
static double b = 0.5;

static double
few_by_c (void)
{
  return few_fn (a, b);
}

static double
many_by_c (void)
{
  return many_fn (a, b, a, b, a, b, a, b, a, b, a, b, a, b, a, b, a, b, a, b);
}

static double
seconds (void)
{
  return (double) clock () / CLOCKS_PER_SEC;
}

/* Prints the time of a call of FN, which has COUNT arguments: by C, as BY_C
   does it, by ffi_call and by a plan.  False if there is no cif or plan.  */
static int
measure (void (*fn) (void), double (*by_c) (void), unsigned count, long calls)
{
  ffi_type *types[MANY];
  void *args[MANY];
  ffi_cif cif;
  double result = 0, sum[3] = { 0, 0, 0 }, start[4];
  for (unsigned i = 0; i < count; i++)
    {
      types[i] = i % 2 ? &ffi_type_double : &ffi_type_sint;
      args[i] = i % 2 ? (void *) &b : &a;
    }
  if (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, count, &ffi_type_double, types)
      != FFI_OK)
    return 0;
  ffi_call_plan *plan = ffi_call_plan_alloc (&cif);
  if (plan == NULL)
    return 0;

  start[0] = seconds ();
  for (long i = 0; i < calls; i++)
    sum[0] += by_c ();
  start[1] = seconds ();
  for (long i = 0; i < calls; i++, sum[1] += result)
    ffi_call (&cif, fn, &result, args);
  start[2] = seconds ();
  for (long i = 0; i < calls; i++, sum[2] += result)
    ffi_call_plan_invoke (plan, fn, &result, args);
  start[3] = seconds ();

  static const char *const names[] = { "C", "ffi_call", "plan" };
  printf ("%u arguments, a plan of %zu bytes\n", count,
          ffi_call_plan_size (plan));
  for (int i = 0; i < 3; i++)
    printf ("  %-10s %6.1f ns per call, sum %g\n", names[i],
            1e9 * (start[i + 1] - start[i]) / (double) calls, sum[i]);
  ffi_call_plan_free (plan);
  return 1;
}

int
main (int argc, char **argv)
{
  long calls = argc > 1 ? atol (argv[1]) : 1000000;
  if (calls < 1)
    return 2;
  return !(measure (FFI_FN (few), few_by_c, 2, calls)
           && measure (FFI_FN (many), many_by_c, MANY, calls));
}
