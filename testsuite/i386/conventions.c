/* SPDX-License-Identifier: MIT */
/* What generated signatures do not reach on i386: variadic functions that
   were declared with a convention, vectors, raw and Go closures.  */
#include <ffi.h>
#include <stdarg.h>
#include "check.h"

static const ffi_abi abis[] = { FFI_SYSV, FFI_STDCALL, FFI_THISCALL,
                                FFI_FASTCALL, FFI_PASCAL, FFI_REGISTER,
                                FFI_MS_CDECL };
enum { NABIS = sizeof abis / sizeof *abis };

/* ---- Variadic functions are of cdecl --------------------------------- */

static double
sum (int n, ...)
{
  va_list list;
  double x = n;
  va_start (list, n);
  x = x * 10 + va_arg (list, double);
  x = x * 10 + va_arg (list, int);
  x = x * 10 + (double) va_arg (list, long long);
  va_end (list);
  return x;
}

static void
handle_sum (ffi_cif *cif, void *result, void **values, void *data)
{
  (void) cif;
  (void) data;
  *(double *) result
    = *(int *) values[0] * 1000 + *(double *) values[1] * 100
      + *(int *) values[2] * 10 + (double) *(long long *) values[3];
}

static void
variadic (ffi_abi abi)
{
  ffi_cif cif;
  ffi_type *types[] = { &ffi_type_sint, &ffi_type_double, &ffi_type_sint,
                        &ffi_type_sint64 };
  int n = 1, i = 3;
  double x = 2, result = 0;
  long long j = 4;
  void *values[] = { &n, &x, &i, &j }, *code;
  CHECK (ffi_prep_cif_var (&cif, abi, 1, 4, &ffi_type_double, types)
         == FFI_OK);
  clobber ();
  ffi_call (&cif, FFI_FN (sum), &result, values);
  CHECK (result == 1234);
  ffi_call_plan *plan = ffi_call_plan_alloc (&cif);
  result = 0;
  ffi_call_plan_invoke (plan, FFI_FN (sum), &result, values);
  CHECK (result == 1234);
  ffi_call_plan_free (plan);
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (ffi_prep_closure_loc (closure, &cif, handle_sum, NULL, code)
         == FFI_OK);
  CHECK (((double (*) (int, ...)) code) (1, 2.0, 3, 4LL) == 1234);
  ffi_closure_free (closure);
}

/* ---- Vectors --------------------------------------------------------- */

typedef float v4 __attribute__ ((vector_size (16)));
/* As the library is compiled: without SSE vectors travel otherwise.  */
#ifdef __SSE__
# define SSE __attribute__ ((target ("sse2"), noinline))
# define FAST __attribute__ ((target ("sse2"), noinline, fastcall))
#else
# define SSE __attribute__ ((noinline))
# define FAST __attribute__ ((noinline, fastcall))
#endif

static ffi_type *lanes[] = { &ffi_type_float, &ffi_type_float,
                             &ffi_type_float, &ffi_type_float, NULL };
static ffi_type type_v4 = { 0, 0, FFI_TYPE_VECTOR, lanes };

static SSE v4
mix (int n, v4 a, v4 b, int m, v4 c, v4 d)
{
  return a + 10 * b + 100 * c + 1000 * d + (float) (n + m);
}

static FAST v4
fast_mix (int n, v4 a, v4 b, int m, v4 c, v4 d)
{
  return mix (n, a, b, m, c, d);
}

static void
handle_mix (ffi_cif *cif, void *result, void **values, void *data)
{
  float *r = result;
  (void) cif;
  (void) data;
  for (int i = 0; i < 4; i++)
    r[i] = ((float *) values[1])[i] + 10 * ((float *) values[2])[i]
           + 100 * ((float *) values[4])[i] + 1000 * ((float *) values[5])[i]
           + (float) (*(int *) values[0] + *(int *) values[3]);
}

static SSE v4
call_mix (void *code, int n, const v4 *v, int m)
{
  return ((__typeof__ (&mix)) code) (n, v[0], v[1], m, v[2], v[3]);
}

static SSE v4
call_fast_mix (void *code, int n, const v4 *v, int m)
{
  return ((__typeof__ (&fast_mix)) code) (n, v[0], v[1], m, v[2], v[3]);
}

static SSE void
vectors (ffi_abi abi, void *fn, v4 (*call) (void *, int, const v4 *, int))
{
  ffi_cif cif;
  ffi_type *types[] = { &ffi_type_sint, &type_v4, &type_v4, &ffi_type_sint,
                        &type_v4, &type_v4 };
  int n = 3, m = 4;
  v4 v[4] = { { 1, 2, 3, 4 }, { 2, 3, 4, 5 }, { 3, 4, 5, 6 },
              { 4, 5, 6, 7 } }, r;
  v4 wanted = mix (n, v[0], v[1], m, v[2], v[3]);
  void *values[] = { &n, v, v + 1, &m, v + 2, v + 3 }, *code;
  CHECK (ffi_prep_cif (&cif, abi, 6, &type_v4, types) == FFI_OK);
  memset (&r, 0, sizeof r);
  ffi_call (&cif, FFI_FN (fn), &r, values);
  CHECK (memcmp (&r, &wanted, sizeof r) == 0);
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (ffi_prep_closure_loc (closure, &cif, handle_mix, NULL, code)
         == FFI_OK);
  r = call (code, n, v, m);
  CHECK (memcmp (&r, &wanted, sizeof r) == 0);
  memset (&r, 0, sizeof r);
  ffi_call (&cif, FFI_FN (code), &r, values);
  CHECK (memcmp (&r, &wanted, sizeof r) == 0);
  ffi_closure_free (closure);
}

/* ---- Raw: the words of the stack, in the order of the arguments ------- */

struct pair
{
  short a;
  char b[5];
};

static void
handle_raw (ffi_cif *cif, void *result, ffi_raw *raw, void *data)
{
  (void) cif;
  CHECK (data == (void *) abis);
  struct pair pair;
  double x;
  memcpy (&pair, &raw[1], sizeof pair);
  memcpy (&x, &raw[3], sizeof x);
  CHECK (raw[0].sint == -5 && raw[5].uint == 200);
  CHECK (pair.a == 7 && pair.b[4] == 9);
  *(double *) result = x + raw[0].sint;
}

static void
raw (ffi_abi abi)
{
  ffi_cif cif;
  ffi_type *members[] = { &ffi_type_sshort, &ffi_type_schar, &ffi_type_schar,
                          &ffi_type_schar, &ffi_type_schar, &ffi_type_schar,
                          NULL };
  ffi_type type_pair = { 0, 0, FFI_TYPE_STRUCT, members };
  ffi_type *types[] = { &ffi_type_schar, &type_pair, &ffi_type_double,
                        &ffi_type_uchar };
  signed char c = -5;
  struct pair pair = { 7, { 0, 0, 0, 0, 9 } };
  double x = 1000.5, result = 0;
  unsigned char u = 200;
  void *values[] = { &c, &pair, &x, &u }, *code;
  ffi_raw words[8];
  CHECK (ffi_prep_cif (&cif, abi, 4, &ffi_type_double, types) == FFI_OK);
  CHECK (ffi_raw_size (&cif) == 24);
  ffi_raw_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (ffi_prep_raw_closure_loc (closure, &cif, handle_raw, (void *) abis,
                                   code) == FFI_OK);
  ffi_call (&cif, FFI_FN (code), &result, values);
  CHECK (result == 995.5);
  result = 0;
  ffi_ptrarray_to_raw (&cif, values, words);
  ffi_raw_call (&cif, FFI_FN (code), &result, words);
  CHECK (result == 995.5);
  ffi_closure_free (closure);
}

/* ---- Go -------------------------------------------------------------- */

static void
handle_go (ffi_cif *cif, void *result, void **values, void *data)
{
  CHECK (cif == ((ffi_go_closure *) data)->cif);
  *(double *) result = *(int *) values[0] * 10 + *(int *) values[2]
                       + *(double *) values[1];
}

static void
go (ffi_abi abi)
{
  ffi_cif cif;
  ffi_type *types[] = { &ffi_type_sint, &ffi_type_double, &ffi_type_sint };
  ffi_go_closure closure;
  int i = 3, j = 4;
  double x = 0.5, result = 0;
  void *values[] = { &i, &x, &j };
  CHECK (ffi_prep_cif (&cif, abi, 3, &ffi_type_double, types) == FFI_OK);
  ffi_status status = ffi_prep_go_closure (&closure, &cif, handle_go);
  /* All of its registers are for arguments.  */
  if (abi == FFI_REGISTER)
    {
      CHECK (status == FFI_BAD_ABI);
      return;
    }
  CHECK (status == FFI_OK);
  ffi_call_go (&cif, FFI_FN (closure.tramp), &result, values, &closure);
  CHECK (result == 34.5);
}

int
main (void)
{
  for (int i = 0; i < NABIS; i++)
    {
      variadic (abis[i]);
      raw (abis[i]);
      go (abis[i]);
    }
  vectors (FFI_SYSV, (void *) mix, call_mix);
  vectors (FFI_FASTCALL, (void *) fast_mix, call_fast_mix);
  return 0;
}
