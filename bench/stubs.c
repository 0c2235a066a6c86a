/* SPDX-License-Identifier: MIT */
/* What a compiler would write for one signature: a stub with the interface of
   ffi_call, and a loop of calls from C, which closures are entered from.  */
#include "signatures.h"

/* An argument of each type.  The structs are not const in the callers, so
   that they come from memory, as in a program.  */
static const schar value_schar = -3;
static const uchar value_uchar = 200;
static const short value_short = -1000;
static const int value_int = -70000;
static const int64 value_int64 = INT64_C (1) << 40;
static char object;
#define value_pointer ((void *) &object)
static const float value_float = 1.5f;
static const double value_double = 2.25;
static const ldouble value_ldouble = 3.125L;
static int_int_s value_int_int_s = { 1, 2 };
static double_double_s value_double_double_s = { 1.5, 2.5 };
static int64_double_s value_int64_double_s = { 1, 2.5 };
static large_s value_large_s = { 1, 2.5, 3 };
static float3_s value_float3_s = { 1.5f, 2.5f, 3.5f };
static void *const pointer_object = &object;

#define VALUE_OF(type, i) value_##type
#define PARAMETER_TYPE(type, i) type

#define STUB(id, text, result, expression, n, ...)                            \
  static void                                                                 \
  stub_##id (void *context, function *fn, void *rvalue, void **avalue)        \
  {                                                                           \
    (void) context;                                                           \
    result (*f) (EACH (n, PARAMETER_TYPE, __VA_ARGS__))                       \
      = (result (*) (EACH (n, PARAMETER_TYPE, __VA_ARGS__))) fn;              \
    *(result *) rvalue = f (EACH (n, VALUE_AT, __VA_ARGS__));                 \
  }                                                                           \
                                                                              \
  static void                                                                 \
  caller_##id (function *fn, size_t count)                                    \
  {                                                                           \
    result (*f) (EACH (n, PARAMETER_TYPE, __VA_ARGS__))                       \
      = (result (*) (EACH (n, PARAMETER_TYPE, __VA_ARGS__))) fn;              \
    for (; count > 0; count--)                                                \
      f (EACH (n, VALUE_OF, __VA_ARGS__));                                    \
  }

SIGNATURES (STUB)

static void
stub_void (void *context, function *fn, void *rvalue, void **avalue)
{
  (void) context, (void) rvalue, (void) avalue;
  fn ();
}

static void
caller_void (function *fn, size_t count)
{
  for (; count > 0; count--)
    fn ();
}

static void
stub_variadic (void *context, function *fn, void *rvalue, void **avalue)
{
  (void) context;
  *(int *) rvalue
    = ((int (*) (void *, ...)) fn) (*(void **) avalue[0], *(int *) avalue[1],
                                    *(double *) avalue[2]);
}

static void
caller_variadic (function *fn, size_t count)
{
  for (; count > 0; count--)
    ((int (*) (void *, ...)) fn) (&object, value_int, value_double);
}

#define FUNCTIONS(id) \
  (function *) target_##id, stub_##id, handler_##id, \
  (function *) callback_##id, caller_##id
#define ENTRY(id, text, result, expression, n, ...) \
  { #id, text, FUNCTIONS (id), type_##result, n, n, \
    { EACH (n, TYPE_OF, __VA_ARGS__) } },

static const struct signature signature[] = {
  { "void", "void ()", FUNCTIONS (void), type_void, 0, 0, { type_void } },
  SIGNATURES (ENTRY)
  { "variadic", "int (void *, ...), int and double passed",
    FUNCTIONS (variadic), type_int, 1, 3,
    { type_pointer, type_int, type_double } }
};

#define ADDRESS_OF_VALUE(name) [type_##name] = &value_##name,
#undef value_pointer
#define value_pointer pointer_object

__attribute__ ((visibility ("default")))
const struct targets bench_targets = {
  signature, sizeof signature / sizeof *signature, &callback_data,
  { VALUE_TYPES (ADDRESS_OF_VALUE) }
};
