/* SPDX-License-Identifier: MIT */
/* A C++ exception passes through every path; destructors on both sides run. */
#include "paths.h"

static int destroyed;

struct witness
{
  ~witness () { destroyed++; }
};

static void
leave ()
{
  witness w;
  throw 42;
}

static void
leave_with (int n)
{
  throw n;
}

/* Not inlined: on s390x clang 19 has r6, where a landing pad finds the
   exception, keep an argument of its next call over that.  */
__attribute__ ((noinline)) static bool
caught (leave_function *path)
{
  witness w;
  volatile int canary = 0x5ca1ab1e;
  path_leave = leave;
  try
    {
      witness v;
      path ();
    }
  catch (int n)
    {
      return n == 42 && canary == 0x5ca1ab1e;
    }
  return false;
}

/* The function that catches is the one that calls the library.  Would catch: a
   register of this module's, as PowerPC's table of contents, taken for the
   library's.  */
__attribute__ ((noinline)) static bool
caught_directly ()
{
  ffi_cif cif;
  ffi_type *types[] = { &ffi_type_sint };
  int x = 42;
  void *args[] = { &x };
  if (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 1, &ffi_type_void, types)
      != FFI_OK)
    return false;
  try
    {
      ffi_call (&cif, FFI_FN (leave_with), NULL, args);
    }
  catch (int n)
    {
      return n == 42;
    }
  return false;
}

int
main ()
{
  int failed = !caught_directly ();
  printf ("%s: direct\n", failed ? "FAIL" : "PASS");
#define TRY(name) \
  for (int i = 0; i < 3; i++) \
    { \
      destroyed = path_returned = 0; \
      if (!caught (path_##name) || destroyed != 3 || path_returned != 0) \
        { \
          printf ("FAIL: %s\n", #name); \
          failed++; \
          break; \
        } \
      if (i == 2) \
        printf ("PASS: %s\n", #name); \
    }
  PATHS (TRY)
  return failed != 0;
}
