/* SPDX-License-Identifier: MIT */
/* Results of floats and doubles in several registers, of functions whose
   arguments have no code of stubs: narrow ones on the stack.  By calls, plans and
   closures.  Would catch: four floats in two registers of eight bytes that are
   taken for a row of four.  */
#include <ffi.h>
#include "check.h"

typedef struct { float a, b, c, d; } floats;
typedef struct { float a, b, c; } three;
typedef struct { double a, b; } doubles;

#define ARGUMENTS                                                             \
  int a, int b, int c, int d, int e, int f, int g, int h, signed char i, short j
#define SUM (a + b + c + d + e + f + g + h + i + j)
#define VALUES 1, 2, 3, 4, 5, 6, 7, 8, -9, 10

static floats
give_floats (ARGUMENTS)
{
  return (floats) { 1, 2, 3, (float) SUM };
}

static three
give_three (ARGUMENTS)
{
  return (three) { 4, 5, (float) SUM };
}

static doubles
give_doubles (ARGUMENTS)
{
  return (doubles) { 6, SUM };
}

static union { floats f; three t; doubles d; } given;

static void
handle (ffi_cif *cif, void *result, void **args, void *user_data)
{
  (void) user_data;
  CHECK (*(int *) args[7] == 8 && *(signed char *) args[8] == -9
         && *(short *) args[9] == 10);
  memcpy (result, &given, cif->rtype->size);
}

/* A call of FN, by a plan too, leaves what it returns in RESULT; CODE is that of
   a closure that returns what is given.  */
static void *
prepare (ffi_type *rtype, void (*fn) (void), void *result)
{
  static int n[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
  static signed char i = -9;
  static short j = 10;
  static ffi_cif cif;
  void *args[] = { n, n + 1, n + 2, n + 3, n + 4, n + 5, n + 6, n + 7, &i, &j };
  static ffi_type *kept[10];
  for (int k = 0; k < 10; k++)
    kept[k] = k < 8 ? &ffi_type_sint : k == 8 ? &ffi_type_schar
                                                         : &ffi_type_sshort;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 10, rtype, kept) == FFI_OK);
  ffi_call_plan *plan = ffi_call_plan_alloc (&cif);
  CHECK (plan);
  ffi_call_plan_invoke (plan, fn, &given, args);
  ffi_call_plan_free (plan);
  ffi_call (&cif, fn, result, args);
  CHECK (memcmp (&given, result, rtype->size) == 0);
  void *code;
  static ffi_closure *closure;
  ffi_closure_free (closure);
  CHECK ((closure = ffi_closure_alloc (sizeof *closure, &code)) != NULL);
  CHECK (ffi_prep_closure_loc (closure, &cif, handle, NULL, code) == FFI_OK);
  return code;
}

int
main (void)
{
  ffi_type *f4[] = { &ffi_type_float, &ffi_type_float, &ffi_type_float,
                     &ffi_type_float, NULL };
  ffi_type *d2[] = { &ffi_type_double, &ffi_type_double, NULL };
  ffi_type floats_type = { 0, 0, FFI_TYPE_STRUCT, f4 };
  ffi_type three_type = { 0, 0, FFI_TYPE_STRUCT, f4 + 1 };
  ffi_type doubles_type = { 0, 0, FFI_TYPE_STRUCT, d2 };
  floats f;
  three t;
  doubles d;
  void *code = prepare (&floats_type, FFI_FN (give_floats), &f);
  CHECK (f.a == 1 && f.b == 2 && f.c == 3 && f.d == 37);
  f = ((floats (*) (ARGUMENTS)) code) (VALUES);
  CHECK (f.a == 1 && f.b == 2 && f.c == 3 && f.d == 37);
  code = prepare (&three_type, FFI_FN (give_three), &t);
  CHECK (t.a == 4 && t.b == 5 && t.c == 37);
  t = ((three (*) (ARGUMENTS)) code) (VALUES);
  CHECK (t.a == 4 && t.b == 5 && t.c == 37);
  code = prepare (&doubles_type, FFI_FN (give_doubles), &d);
  CHECK (d.a == 6 && d.b == 37);
  d = ((doubles (*) (ARGUMENTS)) code) (VALUES);
  CHECK (d.a == 6 && d.b == 37);
  return 0;
}
