/* SPDX-License-Identifier: MIT */
/* Structs of one scalar, as argument and result of calls, with the fast paths
   and without, plans and closures, in a register and on the stack.  Compilers
   use what is in the register as if it were the scalar, so would catch: one
   that is not widened as they expect.  */
#include <ffi.h>
#include "check.h"

/* Scalars, and what is as wide as a register.  */
#define KINDS(X)                                                              \
  X (sint8, int8_t, int64_t, -5) X (uint8, uint8_t, int64_t, 250)             \
  X (sint16, int16_t, int64_t, -500) X (uint16, uint16_t, int64_t, 65000)     \
  X (sint32, int32_t, int64_t, -70000)                                        \
  X (uint32, uint32_t, int64_t, 4000000000)                                   \
  X (sint64, int64_t, int64_t, -5000000000)                                   \
  X (float, float, double, -1.5) X (double, double, double, 2.5)

static ffi_closure *closure;
static void *code;

static void
handle (ffi_cif *cif, void *result, void **args, void *data)
{
  (void) data;
  memcpy (result, args[cif->nargs - 1], cif->rtype->size);
}

/* The types of LONGS longs and TYPE.  */
static ffi_cif cif;
static ffi_type *types[10];

static void
prepare (ffi_type *result, unsigned longs, ffi_type *type)
{
  for (unsigned i = 0; i < longs; i++)
    types[i] = &ffi_type_slong;
  types[longs] = type;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, longs + 1, result, types)
         == FFI_OK);
}

/* What the functions got.  */
static int64_t got_integer;
static double got_float;

/* Calls FN with LONGS longs and a struct, which both are to be got.  */
static void
call (void (*fn) (void), unsigned longs, ffi_type *type, void *value,
      int64_t integer, double number)
{
  long one = 1;
  void *values[10];
  for (unsigned i = 0; i < longs; i++)
    values[i] = &one;
  values[longs] = value;
  prepare (&ffi_type_void, longs, type);
  ffi_call_plan *plan = ffi_call_plan_alloc (&cif);
  CHECK (plan);
  got_integer = 0, got_float = 0;
  clobber ();
  ffi_call_plan_invoke (plan, fn, NULL, values);
  CHECK (got_integer == integer && got_float == number);
  ffi_call_plan_free (plan);
  for (int fast = 1; fast >= 0; fast--)
    {
      if (!fast)
        cif.bytes = cif.flags = 0;
      got_integer = 0, got_float = 0;
      clobber ();
      ffi_call (&cif, fn, NULL, values);
      CHECK (got_integer == integer && got_float == number);
    }
}

#define GOT_int64_t got_integer
#define GOT_double got_float
#define DEFINE(name, T, R, x)                                                 \
  struct s_##name { T m; };                                                   \
  static void                                                                 \
  first_##name (struct s_##name s)                                            \
  {                                                                           \
    GOT_##R = s.m;                                                            \
  }                                                                           \
  static void                                                                 \
  last_##name (long a, long b, long c, long d, long e, long f, long g,        \
               long h, long i, struct s_##name s)                             \
  {                                                                           \
    CHECK (a + b + c + d + e + f + g + h + i == 9);                           \
    GOT_##R = s.m;                                                            \
  }                                                                           \
  static void                                                                 \
  try_##name (void)                                                           \
  {                                                                           \
    ffi_type *members[] = { &ffi_type_##name, NULL };                         \
    ffi_type type = { 0, 0, FFI_TYPE_STRUCT, members };                       \
    struct s_##name s = { (T) x }, (*fn) (struct s_##name);                   \
    got_integer = 0, got_float = 0;                                           \
    first_##name (s);                                                         \
    int64_t integer = got_integer;                                            \
    double number = got_float;                                                \
    call (FFI_FN (first_##name), 0, &type, &s, integer, number);              \
    call (FFI_FN (last_##name), 9, &type, &s, integer, number);               \
    memcpy (&fn, &code, sizeof fn);                                           \
    prepare (&type, 0, &type);                                                \
    for (int fast = 1; fast >= 0; fast--)                                     \
      {                                                                       \
        if (!fast)                                                            \
          cif.bytes = cif.flags = 0;                                          \
        CHECK (ffi_prep_closure_loc (closure, &cif, handle, NULL, code)       \
               == FFI_OK);                                                    \
        clobber ();                                                           \
        volatile R back = fn (s).m;                                           \
        CHECK (back == (R) (T) x);                                            \
      }                                                                       \
  }
KINDS (DEFINE)

int
main (void)
{
  closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure);
#define TRY(name, T, R, x) try_##name ();
  KINDS (TRY)
  ffi_closure_free (closure);
  return 0;
}
