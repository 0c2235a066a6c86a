/* SPDX-License-Identifier: MIT */
/* A backtrace names ffi_call where a call by a fast code is: its stubs are
   part of that function, and so is the address that they return to.  */
#define _GNU_SOURCE 1
#include <ffi.h>
#include "check.h"
#include "fast-code.h"

#if __has_include (<dlfcn.h>)
#include <dlfcn.h>

static const char *name;

/* Looks up the function that BACK, a return address, is in.  */
static void
look (void *back)
{
  Dl_info info;
  back = __builtin_extract_return_addr (back);
  name = dladdr ((char *) back - 1, &info) ? info.dli_sname : NULL;
}

static int
one (int a)
{
  look (__builtin_return_address (0));
  return a;
}

static int
four (double a, double b, float c, int n)
{
  look (__builtin_return_address (0));
  return (int) (a + b + c) + n;
}

static int
ten (int a, int b, int c, int d, int e, int f, int g, int64_t h, int i, int j)
{
  look (__builtin_return_address (0));
  return a + b + c + d + e + f + g + (int) h + i + j;
}

static void
try (int n, ffi_type **types, void (*fn) (void))
{
  static double value;
  void *values[10];
  ffi_cif cif;
  ffi_arg result;
  for (int i = 0; i < n; i++)
    values[i] = &value;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, (unsigned) n, &ffi_type_sint,
                       types) == FFI_OK);
  if (!has_fast_code (&cif))
    return;
  name = NULL;
  ffi_call (&cif, fn, &result, values);
  printf ("%d arguments: %s\n", n, name ? name : "no name");
  CHECK (name && strcmp (name, "ffi_call") == 0);
}

int
main (void)
{
  ffi_type *ints[] = { &ffi_type_sint, &ffi_type_sint, &ffi_type_sint,
                       &ffi_type_sint, &ffi_type_sint, &ffi_type_sint,
                       &ffi_type_sint, &ffi_type_sint64, &ffi_type_sint,
                       &ffi_type_sint };
  ffi_type *floats[] = { &ffi_type_double, &ffi_type_double, &ffi_type_float,
                         &ffi_type_sint };
  Dl_info info;
  if (!dladdr ((void *) (uintptr_t) ffi_call, &info) || !info.dli_sname)
    SKIP ("the library's functions have no names here");
  try (1, ints, FFI_FN (one));
  try (4, floats, FFI_FN (four));
  try (10, ints, FFI_FN (ten));
  return 0;
}

#else
int
main (void)
{
  SKIP ("this C library names no functions");
}
#endif
