/* SPDX-License-Identifier: MIT */
/* A void call runs the function and writes no result; a call with thousands
   of arguments, or with a struct of a megabyte, arrives whole.  */
#include <ffi.h>
#include "check.h"

static int calls;

static void
nothing (int a, double b)
{
  CHECK (a == 7 && b == 0.5);
  calls++;
}

typedef struct { unsigned char bytes[1 << 20]; } large;
static large big;

static int
sum_large (int a, large l, int b)
{
  unsigned sum = 0;
  CHECK (a == 1 && b == 2);
  for (size_t i = 0; i < sizeof l; i++)
    sum += l.bytes[i] * (unsigned) (i % 7 + 1);
  l.bytes[0] ^= 0xff;
  return (int) sum;
}

static large
return_large (int a)
{
  large l;
  memset (&l, a, sizeof l);
  return l;
}

static void
large_struct (void)
{
  static struct { large l; unsigned char after[64]; } result;
  ffi_type *elements[1025], *kilobyte[1025];
  ffi_type inner = { 0, 0, FFI_TYPE_STRUCT, kilobyte };
  ffi_type type = { 0, 0, FFI_TYPE_STRUCT, elements };
  int a = 1, b = 2;
  void *avalue[] = { &a, &big, &b };
  ffi_arg sum = 0;
  ffi_cif cif;
  unsigned expected = 0;
  for (int i = 0; i < 1024; i++)
    {
      kilobyte[i] = &ffi_type_uint8;
      elements[i] = &inner;
    }
  kilobyte[1024] = elements[1024] = NULL;
  for (size_t i = 0; i < sizeof big; i++)
    {
      big.bytes[i] = (unsigned char) (i * 31 >> 3);
      expected += big.bytes[i] * (unsigned) (i % 7 + 1);
    }
  ffi_type *types[] = { &ffi_type_sint, &type, &ffi_type_sint };
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 3, &ffi_type_uint, types)
         == FFI_OK);
  CHECK (type.size == sizeof (large));
  ffi_call (&cif, FFI_FN (sum_large), &sum, avalue);
  CHECK (sum == expected);
  CHECK (big.bytes[0] == 0);

  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 1, &type, types) == FFI_OK);
  memset (&result, 0xa5, sizeof result);
  a = 0x42;
  ffi_call (&cif, FFI_FN (return_large), &result, avalue);
  for (size_t i = 0; i < sizeof (large); i++)
    CHECK (result.l.bytes[i] == 0x42);
  for (int i = 0; i < 64; i++)
    CHECK (result.after[i] == 0xa5);
  ffi_call (&cif, FFI_FN (return_large), NULL, avalue);
}

/* The last of thousands of arguments, by a closure: C cannot state it.  */
enum { MANY = 5000 };

static void
many_handler (ffi_cif *cif, void *result, void **args, void *user)
{
  double sum = 0;
  (void) user;
  for (unsigned i = 0; i < cif->nargs; i++)
    sum += i % 2 ? *(double *) args[i] : *(int *) args[i];
  *(double *) result = sum;
}

static void
many_arguments (void)
{
  static ffi_type *types[MANY];
  static void *avalue[MANY];
  static int ints[MANY];
  static double doubles[MANY];
  double expected = 0, result = 0;
  ffi_cif cif;
  void *code;
  for (int i = 0; i < MANY; i++)
    {
      ints[i] = i * 3 - 1000;
      doubles[i] = i * 0.5;
      types[i] = i % 2 ? &ffi_type_double : &ffi_type_sint;
      avalue[i] = i % 2 ? (void *) &doubles[i] : (void *) &ints[i];
      expected += i % 2 ? doubles[i] : ints[i];
    }
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, MANY, &ffi_type_double, types)
         == FFI_OK);
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure != NULL);
  CHECK (ffi_prep_closure_loc (closure, &cif, many_handler, NULL, code)
         == FFI_OK);
  ffi_call (&cif, FFI_FN (code), &result, avalue);
  CHECK (result == expected);
  ffi_closure_free (closure);
}

int
main (void)
{
  ffi_type *types[] = { &ffi_type_sint, &ffi_type_double };
  int a = 7;
  double b = 0.5;
  void *avalue[] = { &a, &b };
  struct guarded g;
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 2, &ffi_type_void, types)
         == FFI_OK);
  guard (&g);
  ffi_call (&cif, FFI_FN (nothing), g.value.bytes, avalue);
  ffi_call (&cif, FFI_FN (nothing), NULL, avalue);
  CHECK (calls == 2);
  CHECK (guard_holds (&g, 0));
  large_struct ();
  many_arguments ();
  return 0;
}
