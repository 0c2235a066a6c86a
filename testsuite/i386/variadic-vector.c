/* SPDX-License-Identifier: MIT */
/* i386: vectors of 16 bytes that a variadic function gets are on the stack, at
   multiples of 16.  Calls of compiled functions, and closures called by compiled
   code.  Would catch: a vector in the words right after others, or the address of
   one that is not aligned.
   test-flags: -msse2 */
#include <ffi.h>
#include <stdarg.h>
#include "check.h"

typedef int vector __attribute__ ((vector_size (16)));

static ffi_type *lanes[] = { &ffi_type_sint, &ffi_type_sint, &ffi_type_sint,
                             &ffi_type_sint, NULL };
static ffi_type vector_type = { 0, 0, FFI_TYPE_VECTOR, lanes };

static int
sum (vector a, ...)
{
  va_list list;
  va_start (list, a);
  int n = va_arg (list, int);
  n = 10 * n + va_arg (list, int);
  vector b = va_arg (list, vector);
  va_end (list);
  for (int i = 0; i < 4; i++)
    n = 10 * n + a[i] - b[i];
  return n;
}

static void
handle (ffi_cif *cif, void *result, void **args, void *data)
{
  CHECK (data == &vector_type && cif->nargs == 4);
  const vector *a = args[0], *b = args[3];
  CHECK ((uintptr_t) a % 16 == 0 && (uintptr_t) b % 16 == 0);
  *(ffi_sarg *) result = sum (*a, *(int *) args[1], *(int *) args[2], *b);
}

int
main (void)
{
  int n = 1, m = 2, result = 0;
  vector a = { 9, 8, 7, 6 }, b = { 6, 4, 2, 0 };
  void *args[] = { &a, &n, &m, &b }, *code;
  ffi_type *types[] = { &vector_type, &ffi_type_sint, &ffi_type_sint,
                        &vector_type };
  ffi_cif cif;
  int (*fn) (vector, ...);
  CHECK (sum (a, n, m, b) == 123456);
  CHECK (ffi_prep_cif_var (&cif, FFI_DEFAULT_ABI, 1, 4, &ffi_type_sint, types)
         == FFI_OK);
  clobber ();
  ffi_call (&cif, FFI_FN (sum), &result, args);
  CHECK (result == 123456);
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure);
  CHECK (ffi_prep_closure_loc (closure, &cif, handle, &vector_type, code)
         == FFI_OK);
  memcpy (&fn, &code, sizeof fn);
  clobber ();
  CHECK (fn (a, n, m, b) == 123456);
  ffi_closure_free (closure);
  return 0;
}
