/* SPDX-License-Identifier: MIT */
/* Structs after 0 to 9 longs or doubles, so that each begins in each register,
   is split where the convention splits, and comes on the stack: calls, plans,
   closures.  Would catch: one register of one stub, and a capacity that is one
   off.  */
#include <ffi.h>
#include "check.h"

struct ll { long a, b; };
struct ld { long a; double b; };
struct dl { double a; long b; };
struct dd { double a, b; };
struct df { double a; float b; };
struct fd { float a; double b; };
struct ff { float a, b; };
struct lw { long a; int b; };
struct wf { int a; float b; };
struct fw { float a; int b; };
struct fff { float a, b, c; };
struct ddd { double a, b, c; };
struct lll { long a, b, c; };
struct ffff { float a, b, c, d; };
struct dddd { double a, b, c, d; };
struct llll { long a, b, c, d; };

#define L &ffi_type_slong
#define W &ffi_type_sint
#define F &ffi_type_float
#define D &ffi_type_double
#define STRUCTS(X)                                                            \
  X (ll, 2, L, L) X (ld, 2, L, D) X (dl, 2, D, L) X (dd, 2, D, D)             \
  X (df, 2, D, F) X (fd, 2, F, D) X (ff, 2, F, F) X (lw, 2, L, W)             \
  X (wf, 2, W, F) X (fw, 2, F, W) X (fff, 3, F, F, F) X (ddd, 3, D, D, D)     \
  X (lll, 3, L, L, L) X (ffff, 4, F, F, F, F) X (dddd, 4, D, D, D, D)         \
  X (llll, 4, L, L, L, L)

#define WEIGHT_2 (100 * s->a + 200 * s->b)
#define WEIGHT_3 (WEIGHT_2 + 300 * s->c)
#define WEIGHT_4 (WEIGHT_3 + 400 * s->d)
#define VALUE_2 .a = -1, .b = 2
#define VALUE_3 VALUE_2, .c = 3
#define VALUE_4 VALUE_3, .d = -4

/* N parameters, arguments, and what is made of them.  */
#define PARAMETERS_0(T)
#define PARAMETERS_1(T) T p1,
#define PARAMETERS_2(T) PARAMETERS_1 (T) T p2,
#define PARAMETERS_3(T) PARAMETERS_2 (T) T p3,
#define PARAMETERS_4(T) PARAMETERS_3 (T) T p4,
#define PARAMETERS_5(T) PARAMETERS_4 (T) T p5,
#define PARAMETERS_6(T) PARAMETERS_5 (T) T p6,
#define PARAMETERS_7(T) PARAMETERS_6 (T) T p7,
#define PARAMETERS_8(T) PARAMETERS_7 (T) T p8,
#define PARAMETERS_9(T) PARAMETERS_8 (T) T p9,
#define ARGUMENTS_0
#define ARGUMENTS_1 1,
#define ARGUMENTS_2 ARGUMENTS_1 2,
#define ARGUMENTS_3 ARGUMENTS_2 3,
#define ARGUMENTS_4 ARGUMENTS_3 4,
#define ARGUMENTS_5 ARGUMENTS_4 5,
#define ARGUMENTS_6 ARGUMENTS_5 6,
#define ARGUMENTS_7 ARGUMENTS_6 7,
#define ARGUMENTS_8 ARGUMENTS_7 8,
#define ARGUMENTS_9 ARGUMENTS_8 9,
#define SUM_0
#define SUM_1 + p1
#define SUM_2 SUM_1 + 2 * p2
#define SUM_3 SUM_2 + 3 * p3
#define SUM_4 SUM_3 + 4 * p4
#define SUM_5 SUM_4 + 5 * p5
#define SUM_6 SUM_5 + 6 * p6
#define SUM_7 SUM_6 + 7 * p7
#define SUM_8 SUM_7 + 8 * p8
#define SUM_9 SUM_8 + 9 * p9
#define TO_9(X, ...)                                                          \
  X (0, __VA_ARGS__) X (1, __VA_ARGS__) X (2, __VA_ARGS__)                    \
  X (3, __VA_ARGS__) X (4, __VA_ARGS__) X (5, __VA_ARGS__)                    \
  X (6, __VA_ARGS__) X (7, __VA_ARGS__) X (8, __VA_ARGS__)                    \
  X (9, __VA_ARGS__)

typedef double weigher (const void *);

static ffi_closure *closure;
static void *code;

/* The types of one signature: N of FIRST, then a struct.  */
static ffi_cif cif;
static ffi_type *first, *types[10];
static unsigned n;

static void
handle (ffi_cif *c, void *result, void **args, void *data)
{
  weigher *const *weigh = data;
  double sum = (*weigh) (args[n]);
  CHECK (c == &cif);
  for (unsigned i = 0; i < n; i++)
    sum += (i + 1) * (first == L ? (double) *(long *) args[i]
                                 : *(double *) args[i]);
  *(double *) result = sum;
}

static void
prepare (unsigned count, ffi_type *type, ffi_type *last, weigher **weigh)
{
  n = count;
  first = type;
  for (unsigned i = 0; i < n; i++)
    types[i] = first;
  types[n] = last;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, n + 1, D, types) == FFI_OK);
  CHECK (ffi_prep_closure_loc (closure, &cif, handle, weigh, code)
         == FFI_OK);
}

/* Calls FN with 1, 2 ... and the struct at LAST.  */
static void
call (void (*fn) (void), void *last, double wanted)
{
  long longs[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
  double doubles[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, result = 0;
  void *values[10];
  for (unsigned i = 0; i < n; i++)
    values[i] = first == L ? (void *) &longs[i] : (void *) &doubles[i];
  values[n] = last;
  clobber ();
  ffi_call (&cif, fn, &result, values);
  CHECK (result == wanted);
  ffi_call_plan *plan = ffi_call_plan_alloc (&cif);
  CHECK (plan);
  result = 0;
  clobber ();
  ffi_call_plan_invoke (plan, fn, &result, values);
  CHECK (result == wanted);
  ffi_call_plan_free (plan);
}

#define DEFINE_WEIGHER(name, members, ...)                                    \
  static double                                                               \
  weigh_##name (const void *p)                                                \
  {                                                                           \
    const struct name *s = p;                                                 \
    return (double) WEIGHT_##members;                                         \
  }
STRUCTS (DEFINE_WEIGHER)

#define DEFINE(N, name, T)                                                    \
  static double                                                               \
  name##_after_##N##_##T (PARAMETERS_##N (T) struct name s)                   \
  {                                                                           \
    return weigh_##name (&s) SUM_##N;                                         \
  }
#define DEFINE_ALL(name, members, ...)                                        \
  TO_9 (DEFINE, name, long) TO_9 (DEFINE, name, double)
STRUCTS (DEFINE_ALL)

#define TRY(N, name, T)                                                       \
  {                                                                           \
    double (*fn) (PARAMETERS_##N (T) struct name s);                          \
    double wanted = name##_after_##N##_##T (ARGUMENTS_##N s);                 \
    prepare (N, (T) 0.5 == 0 ? L : D, &type, &weigh);                         \
    call (FFI_FN (name##_after_##N##_##T), &s, wanted);                       \
    memcpy (&fn, &code, sizeof fn);                                           \
    clobber ();                                                               \
    CHECK (fn (ARGUMENTS_##N s) == wanted);                                   \
  }
#define TRY_ALL(name, members, ...)                                           \
  {                                                                           \
    static ffi_type *elements[] = { __VA_ARGS__, NULL };                      \
    static ffi_type type = { 0, 0, FFI_TYPE_STRUCT, elements };               \
    static weigher *weigh = weigh_##name;                                     \
    struct name s = { VALUE_##members };                                      \
    TO_9 (TRY, name, long)                                                    \
    TO_9 (TRY, name, double)                                                  \
  }

int
main (void)
{
  closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure);
  STRUCTS (TRY_ALL)
  ffi_closure_free (closure);
  return 0;
}
