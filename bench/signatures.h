/* SPDX-License-Identifier: MIT */
/* The signatures that are measured.  For each, targets.c has the function
   that is called and the handler and the C callback that stand for a closure;
   stubs.c has the stub that stands for ffi_call and the loop that calls back.
   The two make a shared object of their own, bench-targets, which the program
   opens with dlopen: nothing in it can be inlined into a loop.  */
#ifndef BENCH_SIGNATURES_H
#define BENCH_SIGNATURES_H

#include <ffi.h>
#include <stddef.h>
#include <stdint.h>

typedef signed char schar;
typedef unsigned char uchar;
typedef int64_t int64;
typedef void *pointer;
typedef long double ldouble;
typedef struct { int a, b; } int_int_s;
typedef struct { double a, b; } double_double_s;
typedef struct { int64_t a; double b; } int64_double_s;
typedef struct { int64_t a; double b; int64_t c; } large_s;
typedef struct { float a, b, c; } float3_s;

/* T (name): the types that values have here.  */
#define VALUE_TYPES(T) \
  T (schar) T (uchar) T (short) T (int) T (int64) T (pointer) \
  T (float) T (double) T (ldouble) \
  T (int_int_s) T (double_double_s) T (int64_double_s) T (large_s) \
  T (float3_s)

#define TYPE_CODE(name) type_##name,
enum type_code { VALUE_TYPES (TYPE_CODE) type_void, NTYPES };

/* S (id, text, result, expression, n, types...): the signatures that macros
   can write; x0, x1... are the arguments.  void () comes before them and the
   variadic one after them.  */
#define SIGNATURES(S)                                                         \
  S (int_1, "int (int)", int, x0, 1, int)                                     \
  S (double_2, "double (double, double)", double, x0 + x1, 2, double, double) \
  S (int_6, "int (int x 6)", int, x0 + x5, 6, int, int, int, int, int, int)   \
  S (pointer_3, "void * (void * x 3)", pointer, x2, 3, pointer, pointer,      \
     pointer)                                                                 \
  S (narrow_3, "short (short, schar, uchar)", short,                          \
     (short) (x0 + x1 + x2), 3, short, schar, uchar)                          \
  S (mixed_6, "double (int, double, void *, float, int64, double)", double,   \
     x1 + x5, 6, int, double, pointer, float, int64, double)                  \
  S (mixed_10, "10 mixed, 2 on the stack", double, x1 + (double) x8, 10, int, \
     double, pointer, int64, float, int, pointer, int64, int, pointer)        \
  S (int64_12, "int64 (int64 x 12)", int64, x0 + x11, 12, int64, int64,       \
     int64, int64, int64, int64, int64, int64, int64, int64, int64, int64)    \
  S (struct_ii, "{int, int} by value", int_int_s, x0, 1, int_int_s)           \
  S (struct_dd, "{double, double} by value", double_double_s, x0, 1,          \
     double_double_s)                                                         \
  S (struct_ld, "{int64, double} by value", int64_double_s, x0, 1,            \
     int64_double_s)                                                          \
  S (struct_24, "24-byte struct by value", large_s, x0, 1, large_s)           \
  S (struct_fff, "{float x 3} ({float x 3}, float)", float3_s, x0, 2,         \
     float3_s, float)                                                         \
  S (ldouble_1, "long double (long double)", ldouble, x0, 1, ldouble)

enum { MAX_ARGS = 12 };

/* EACH (n, M, types...): M (type, index) for each of n types, commas
   between.  */
#define EACH(n, M, ...) EACH##n (M, __VA_ARGS__)
#define EACH1(M, a) M (a, 0)
#define EACH2(M, a, b) EACH1 (M, a), M (b, 1)
#define EACH3(M, a, b, c) EACH2 (M, a, b), M (c, 2)
#define EACH6(M, a, b, c, d, e, f) \
  EACH3 (M, a, b, c), M (d, 3), M (e, 4), M (f, 5)
#define EACH10(M, a, b, c, d, e, f, g, h, i, j) \
  EACH6 (M, a, b, c, d, e, f), M (g, 6), M (h, 7), M (i, 8), M (j, 9)
#define EACH12(M, a, b, c, d, e, f, g, h, i, j, k, l) \
  EACH10 (M, a, b, c, d, e, f, g, h, i, j), M (k, 10), M (l, 11)

#define PARAMETER(type, i) type x##i
#define ARGUMENT(type, i) x##i
#define ADDRESS(type, i) &x##i
#define VALUE_AT(type, i) *(type *) avalue[i]
#define TYPE_OF(type, i) type_##type

/* As ffi_call's: CONTEXT is the cif, the plan, or nothing for a stub.  */
typedef void function (void);
typedef void call_function (void *context, function *fn, void *rvalue,
                            void **avalue);
typedef void handler_function (ffi_cif *cif, void *rvalue, void **avalue,
                               void *user_data);

struct signature
{
  const char *id, *text;
  function *target;          /* what is called */
  call_function *stub;       /* calls it, as a compiler writes it */
  handler_function *handler; /* what closures run */
  function *callback;        /* gathers its arguments and runs the handler */
  void (*caller) (function *fn, size_t n);  /* calls FN N times */
  enum type_code result;
  unsigned nfixed, nargs;
  enum type_code argument[MAX_ARGS];
};

/* What the C callbacks pass on, as a closure holds it.  */
struct callback_data
{
  ffi_cif *cif;
  handler_function *handler;
  void *user_data;
};

/* The shared object's symbol "bench_targets".  */
struct targets
{
  const struct signature *signature;
  size_t nsignatures;
  struct callback_data *callback;
  const void *value[NTYPES];  /* an example of each type */
};

#define DECLARE(id, text, result, expression, n, ...) \
  result target_##id (EACH (n, PARAMETER, __VA_ARGS__)); \
  result callback_##id (EACH (n, PARAMETER, __VA_ARGS__)); \
  handler_function handler_##id;

SIGNATURES (DECLARE)
void target_void (void);
void callback_void (void);
handler_function handler_void;
int target_variadic (void *x0, ...);
int callback_variadic (void *x0, ...);
handler_function handler_variadic;

extern struct callback_data callback_data;

#endif
