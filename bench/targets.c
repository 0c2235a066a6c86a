/* SPDX-License-Identifier: MIT */
/* Functions to call, and callbacks written in C.  A callback does what a
   closure must: it gathers its arguments into an argument vector, calls the
   handler with the cif and the user's data, and returns the result.  */
#include "signatures.h"
#include <stdarg.h>

struct callback_data callback_data;

/* Where a handler leaves a result: integers as a whole ffi_arg.  */
#define WORD(type, r) (*(ffi_arg *) (r))
#define WHOLE(type, r) (*(type *) (r))
#define PLACE_short WORD
#define PLACE_int WORD
#define PLACE_int64 WHOLE
#define PLACE_pointer WHOLE
#define PLACE_double WHOLE
#define PLACE_ldouble WHOLE
#define PLACE_int_int_s WHOLE
#define PLACE_double_double_s WHOLE
#define PLACE_int64_double_s WHOLE
#define PLACE_large_s WHOLE
#define PLACE_float3_s WHOLE

/* What is stored at WORD is converted to ffi_arg, which widens it.  */
#define TARGET(id, text, result, expression, n, ...)                          \
  result                                                                      \
  target_##id (EACH (n, PARAMETER, __VA_ARGS__))                              \
  {                                                                           \
    return expression;                                                        \
  }                                                                           \
                                                                              \
  void                                                                        \
  handler_##id (ffi_cif *cif, void *rvalue, void **avalue, void *user_data)   \
  {                                                                           \
    (void) cif, (void) user_data;                                             \
    PLACE_##result (result, rvalue)                                           \
      = target_##id (EACH (n, VALUE_AT, __VA_ARGS__));                        \
  }                                                                           \
                                                                              \
  result                                                                      \
  callback_##id (EACH (n, PARAMETER, __VA_ARGS__))                            \
  {                                                                           \
    union { ffi_arg word; result value; } r;                                  \
    void *avalue[] = { EACH (n, ADDRESS, __VA_ARGS__) };                      \
    callback_data.handler (callback_data.cif, &r, avalue,                     \
                           callback_data.user_data);                          \
    return (result) PLACE_##result (result, &r);                              \
  }

#pragma GCC diagnostic ignored "-Wunused-parameter"
SIGNATURES (TARGET)

void
target_void (void)
{
}

void
handler_void (ffi_cif *cif, void *rvalue, void **avalue, void *user_data)
{
}

void
callback_void (void)
{
  ffi_arg r;
  callback_data.handler (callback_data.cif, &r, NULL,
                         callback_data.user_data);
}

/* int (void *, ...), called with an int and a double.  */
int
target_variadic (void *x0, ...)
{
  va_list ap;
  va_start (ap, x0);
  int x1 = va_arg (ap, int);
  va_end (ap);
  return x1;
}

void
handler_variadic (ffi_cif *cif, void *rvalue, void **avalue, void *user_data)
{
  *(ffi_arg *) rvalue = *(int *) avalue[1] + (*(double *) avalue[2] > 0);
}

int
callback_variadic (void *x0, ...)
{
  va_list ap;
  va_start (ap, x0);
  int x1 = va_arg (ap, int);
  double x2 = va_arg (ap, double);
  va_end (ap);
  ffi_arg r;
  void *avalue[] = { &x0, &x1, &x2 };
  callback_data.handler (callback_data.cif, &r, avalue,
                         callback_data.user_data);
  return (int) r;
}
