/* SPDX-License-Identifier: MIT */
/* Void among the arguments takes no place: in calls, with the fast paths that
   the others alone would have, in plans, closures, and as raw words.  Would
   catch: void that is refused or takes a register, values that are taken from
   the wrong pointer, and a pointer of a closure that is not readable.  */
#include <ffi.h>
#include "check.h"

#define VOID &ffi_type_void
#define MAX 12

static int
weigh (int a, double b, int c, int d, float e, int f, int g, int h, int i)
{
  return a + 2 * (int) b + 3 * c + 4 * d + 5 * (int) e + 6 * f + 7 * g + 8 * h
         + 9 * i;
}

static int
seven (void)
{
  return 7;
}

static ffi_type *many[]
  = { VOID, &ffi_type_sint, VOID, &ffi_type_double, &ffi_type_sint,
      &ffi_type_sint, &ffi_type_float, VOID, &ffi_type_sint, &ffi_type_sint,
      &ffi_type_sint, &ffi_type_sint };
static ffi_type *few[] = { &ffi_type_sint, VOID, &ffi_type_sint };
static ffi_type *alone[] = { VOID };

static int values[MAX] = { 0, 3, 0, 0, 5, 7, 0, 0, 11, 13, 17, 19 };
static double real = 23;
static float small = 29;
enum { SUM = 3 + 46 + 15 + 28 + 145 + 66 + 91 + 136 + 171 };

static int
add (int a, int b)
{
  return 10 * a + b;
}

static void
handle (ffi_cif *cif, void *result, void **args, void *data)
{
  volatile char readable = 0;
  (void) data;
  for (unsigned i = 0; i < cif->nargs; i++)
    readable = *(char *) args[i];
  (void) readable;
  if (cif->nargs == 1)
    *(ffi_arg *) result = 7;
  else if (cif->nargs == 3)
    *(ffi_arg *) result = (ffi_arg) add (*(int *) args[0], *(int *) args[2]);
  else
    *(ffi_arg *) result = (ffi_arg) weigh (
      *(int *) args[1], *(double *) args[3], *(int *) args[4],
      *(int *) args[5], *(float *) args[6], *(int *) args[8],
      *(int *) args[9], *(int *) args[10], *(int *) args[11]);
}

/* Calls FN, whose result is to be WANT, and makes *CODE a closure like it.  */
static void
call (unsigned n, ffi_type **types, void **args, void (*fn) (void), int want,
      void **code)
{
  static ffi_cif cif[3];
  static unsigned used;
  ffi_cif *c = &cif[used++];
  ffi_arg result = 0;
  CHECK (ffi_prep_cif (c, FFI_DEFAULT_ABI, n, &ffi_type_sint, types)
         == FFI_OK);
  clobber ();
  ffi_call (c, fn, &result, args);
  CHECK ((int) result == want);
  ffi_call_plan *plan = ffi_call_plan_alloc (c);
  CHECK (plan);
  result = 0;
  ffi_call_plan_invoke (plan, fn, &result, args);
  CHECK ((int) result == want);
  ffi_call_plan_free (plan);
  ffi_raw words[2 * MAX];
  CHECK (ffi_raw_size (c) <= sizeof words);
  ffi_ptrarray_to_raw (c, args, words);
  result = 0;
  ffi_raw_call (c, fn, &result, words);
  CHECK ((int) result == want);
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, code);
  CHECK (closure);
  CHECK (ffi_prep_closure_loc (closure, c, handle, NULL, *code) == FFI_OK);
}

int
main (void)
{
  void *args[MAX], *pair[] = { &values[1], NULL, &values[4] }, *code;
  for (int i = 0; i < MAX; i++)
    args[i] = many[i] == VOID ? NULL : &values[i];
  args[3] = &real;
  args[6] = &small;

  call (MAX, many, args, FFI_FN (weigh), SUM, &code);
  int (*nine) (int, double, int, int, float, int, int, int, int);
  memcpy (&nine, &code, sizeof nine);
  clobber ();
  CHECK (nine (3, 23, 5, 7, 29, 11, 13, 17, 19) == SUM);

  call (3, few, pair, FFI_FN (add), 35, &code);
  int (*two) (int, int);
  memcpy (&two, &code, sizeof two);
  clobber ();
  CHECK (two (3, 5) == 35);

  call (1, alone, args, FFI_FN (seven), 7, &code);
  int (*zero) (void);
  memcpy (&zero, &code, sizeof zero);
  CHECK (zero () == 7);
  return 0;
}
