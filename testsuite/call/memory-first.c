/* SPDX-License-Identifier: MIT */
/* Calls and closures in which arguments on the stack come before others in
   registers, structs are in registers of both kinds, and the stack is large.
   Would catch: a register that an argument in memory takes; an alignment of the
   stack left out; structs that a closure gathers in one place; a part of a
   result lost.  */
#include <ffi.h>
#include "check.h"

typedef struct { int64_t v[5]; } five;
typedef struct { int64_t v[30]; } thirty;
typedef struct { int64_t n; double x; } int_first;
typedef struct { double x; int64_t n; } float_first;
typedef struct { float x; int32_t n; double y; } mixed;
typedef struct { float x, y, z; } floats;

static ffi_type *five_members[6], *thirty_members[31];
static ffi_type
  five_type = { 0, 0, FFI_TYPE_STRUCT, five_members },
  thirty_type = { 0, 0, FFI_TYPE_STRUCT, thirty_members },
  int_first_type = { 0, 0, FFI_TYPE_STRUCT, (ffi_type *[]) {
    &ffi_type_sint64, &ffi_type_double, NULL } },
  float_first_type = { 0, 0, FFI_TYPE_STRUCT, (ffi_type *[]) {
    &ffi_type_double, &ffi_type_sint64, NULL } },
  mixed_type = { 0, 0, FFI_TYPE_STRUCT, (ffi_type *[]) {
    &ffi_type_float, &ffi_type_sint32, &ffi_type_double, NULL } },
  floats_type = { 0, 0, FFI_TYPE_STRUCT, (ffi_type *[]) {
    &ffi_type_float, &ffi_type_float, &ffi_type_float, NULL } };

static double
sum (const int64_t *v, int n)
{
  double total = 0;
  for (int i = 0; i < n; i++)
    total += (double) v[i] * (i + 1);
  return total;
}

/* ---- Functions of compiled code --------------------------------------- */

static double
both_kinds (five a, int_first b, float_first c, int d)
{
  return sum (a.v, 5) + 2 * (double) b.n + 3 * b.x + 5 * c.x
         + 7 * (double) c.n + 11 * d;
}

static double
three_of_them (mixed a, five b, floats c, mixed d, int8_t e)
{
  return a.x + 2 * a.n + 3 * a.y + sum (b.v, 5) + 5 * c.x + 7 * c.y + 11 * c.z
         + 13 * d.x + 17 * d.n + 19 * d.y + 23 * e;
}

static long double
aligned (int a, five b, long double c, five d, int64_t e, double f)
{
  return a + sum (b.v, 5) + 2 * c + 3 * sum (d.v, 5) + 5 * (double) e + 7 * f;
}

static five
large_stack (double a, thirty b, int16_t c, thirty d, double e)
{
  five r = { { (int64_t) a, (int64_t) sum (b.v, 30), c,
               (int64_t) sum (d.v, 30), (int64_t) e } };
  return r;
}

#define TEN(x) x##0, x##1, x##2, x##3, x##4, x##5, x##6, x##7, x##8, x##9
#define FORTY TEN (a), TEN (b), TEN (c), TEN (d)
#define DECLARE(x)                                                            \
  int64_t x##0, int64_t x##1, int64_t x##2, int64_t x##3, int64_t x##4,       \
    int64_t x##5, int64_t x##6, int64_t x##7, int64_t x##8, int64_t x##9

static int64_t
forty (DECLARE (a), DECLARE (b), DECLARE (c), DECLARE (d))
{
  int64_t v[] = { FORTY };
  return (int64_t) sum (v, 40);
}

#ifdef FFI_TARGET_HAS_COMPLEX_TYPE
static _Complex long double
two_parts (five a, double b)
{
  _Complex long double r;
  __real__ r = sum (a.v, 5);
  __imag__ r = b;
  return r;
}
#endif

/* ---- Their callers ----------------------------------------------------- */

/* A closure that passes its arguments on to the function DATA.  */
static void
pass_on (ffi_cif *cif, void *rvalue, void **args, void *data)
{
  for (unsigned i = 0; i < cif->nargs; i++)
    CHECK ((uintptr_t) args[i] % cif->arg_types[i]->alignment == 0);
  ffi_call (cif, FFI_FN (*(void **) data), rvalue, args);
}

static ffi_cif cif;
static ffi_closure *closure;

/* The code of such a closure for TARGET.  */
static void *
wrap (void *target, ffi_type *result, unsigned n, ffi_type **types)
{
  static void *to;
  void *code;
  to = target;
  closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure
         && ffi_prep_cif (&cif, FFI_DEFAULT_ABI, n, result, types) == FFI_OK
         && ffi_prep_closure_loc (closure, &cif, pass_on, &to, code)
            == FFI_OK);
  return code;
}

#define FIVE(x) { { x, x + 1, -x, x * 3, INT64_C (1000000007) * (x) } }

int
main (void)
{
  for (int i = 0; i < 30; i++)
    thirty_members[i] = &ffi_type_sint64;
  for (int i = 0; i < 5; i++)
    five_members[i] = &ffi_type_sint64;
  five f = FIVE (3), g = FIVE (-8);
  thirty t, u;
  for (int i = 0; i < 30; i++)
    t.v[i] = 100 + i, u.v[i] = -7 * i;
  int_first p = { 12345678912, 0.5 };
  float_first q = { -2.25, -98765432198 };
  mixed m = { 1.5f, -77, 8.125 }, o = { -3.5f, 66, -0.25 };
  floats s = { 0.5f, 0.25f, -0.125f };

#define WRAP(fn, result, ...)                                                 \
  ffi_type *fn##_types[] = { __VA_ARGS__ };                                   \
  __typeof__ (&fn) fn##_2                                                     \
    = (__typeof__ (&fn)) wrap ((void *) fn, result,                           \
                               sizeof fn##_types / sizeof *fn##_types,        \
                               fn##_types)

  WRAP (both_kinds, &ffi_type_double, &five_type, &int_first_type,
        &float_first_type, &ffi_type_sint);
  CHECK (both_kinds_2 (f, p, q, -9) == both_kinds (f, p, q, -9));
  ffi_closure_free (closure);

  WRAP (three_of_them, &ffi_type_double, &mixed_type, &five_type, &floats_type,
        &mixed_type, &ffi_type_sint8);
  CHECK (three_of_them_2 (m, g, s, o, -5) == three_of_them (m, g, s, o, -5));
  ffi_closure_free (closure);

  WRAP (aligned, &ffi_type_longdouble, &ffi_type_sint, &five_type,
        &ffi_type_longdouble, &five_type, &ffi_type_sint64, &ffi_type_double);
  CHECK (aligned_2 (4, f, 0.75L, g, -6, 2.5) == aligned (4, f, 0.75L, g, -6,
                                                         2.5));
  ffi_closure_free (closure);

  WRAP (large_stack, &five_type, &ffi_type_double, &thirty_type,
        &ffi_type_sint16, &thirty_type, &ffi_type_double);
  five r = large_stack_2 (17.0, t, -300, u, -9.0);
  five w = large_stack (17.0, t, -300, u, -9.0);
  CHECK (memcmp (&r, &w, sizeof r) == 0);
  ffi_closure_free (closure);

  ffi_type *words[40];
  for (int i = 0; i < 40; i++)
    words[i] = &ffi_type_sint64;
  __typeof__ (&forty) forty_2 = (__typeof__ (&forty)) wrap (
    (void *) forty, &ffi_type_sint64, 40, words);
#define VALUES(x)                                                             \
  x, x + 1, x + 2, x + 3, x + 4, x + 5, x + 6, x + 7, x + 8, x + 9
  CHECK (forty_2 (VALUES (1), VALUES (20), VALUES (-30), VALUES (5000000000))
         == forty (VALUES (1), VALUES (20), VALUES (-30),
                   VALUES (5000000000)));
  ffi_closure_free (closure);

#ifdef FFI_TARGET_HAS_COMPLEX_TYPE
  WRAP (two_parts, &ffi_type_complex_longdouble, &five_type,
        &ffi_type_double);
  _Complex long double c = two_parts_2 (f, -4.5), d = two_parts (f, -4.5);
  CHECK (__real__ c == __real__ d && __imag__ c == __imag__ d);
  ffi_closure_free (closure);
#endif
  return 0;
}
