/* SPDX-License-Identifier: MIT */
/* A call plan against plain calls, and both against C's own call.

   A plan holds what ffi_call finds out at each call.  It pays where one
   signature is called often: make it once beside the cif, keep it as long.

     plans [CALLS]  */
#include <ffi.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct vector { double x, y, z; };   /* in memory: no registers hold it */

static double
weighted (struct vector v, int weight, double offset)
{
  return (v.x + v.y + v.z) * weight + offset;
}

/* What is called and with what.  */
struct work
{
  ffi_cif cif;
  ffi_call_plan *plan;
  double (*volatile function) (struct vector, int, double);
  struct vector v;
  int weight;
  double offset;
  void *args[3];
};

static double
seconds (void)
{
  return (double) clock () / CLOCKS_PER_SEC;
}

static double
by_c (struct work *w)
{
  return w->function (w->v, w->weight, w->offset);
}

static double
by_call (struct work *w)
{
  double result;
  ffi_call (&w->cif, FFI_FN (w->function), &result, w->args);
  return result;
}

static double
by_plan (struct work *w)
{
  double result;
  ffi_call_plan_invoke (w->plan, FFI_FN (w->function), &result, w->args);
  return result;
}

static void
measure (const char *name, double (*way) (struct work *), struct work *w,
         long calls)
{
  double sum = 0, start = seconds ();
  for (long i = 0; i < calls; i++)
    sum += way (w);
  printf ("%-22s %6.1f ns a call, sum %g\n", name,
          1e9 * (seconds () - start) / (double) calls, sum);
}

int
main (int argc, char **argv)
{
  long calls = argc > 1 ? atol (argv[1]) : 1000000;
  ffi_type *members[] = { &ffi_type_double, &ffi_type_double,
                          &ffi_type_double, NULL };
  ffi_type vector = { 0, 0, FFI_TYPE_STRUCT, members };
  ffi_type *types[] = { &vector, &ffi_type_sint, &ffi_type_double };
  struct work w = { .function = weighted, .v = { 1, 2, 3 }, .weight = 2,
                    .offset = 0.5 };

  if (calls < 1)
    return 2;
  w.args[0] = &w.v;
  w.args[1] = &w.weight;
  w.args[2] = &w.offset;
  if (ffi_prep_cif (&w.cif, FFI_DEFAULT_ABI, 3, &ffi_type_double, types)
      != FFI_OK)
    return 1;
  w.plan = ffi_call_plan_alloc (&w.cif);
  if (w.plan == NULL)
    return 1;
  measure ("C", by_c, &w, calls);
  measure ("ffi_call", by_call, &w, calls);
  measure ("ffi_call_plan_invoke", by_plan, &w, calls);
  printf ("the plan holds %zu bytes\n", ffi_call_plan_size (w.plan));
  ffi_call_plan_free (w.plan);
  return 0;
}
