/* SPDX-License-Identifier: MIT */
/* Calls without a place for the result, which may be large: with the fast
   paths and without, and by plans, at several depths of the stack.  Would
   catch: a callee that stores its result over a frame; a result that stays in
   an x87 register.  */
#include <ffi.h>
#include "check.h"

#define SIZES(X)                                                              \
  X (1) X (8) X (16) X (17) X (24) X (32) X (33) X (64) X (65) X (300) X (5000)

static unsigned calls;

#define DEFINE(n)                                                             \
  struct bytes_##n { char b[n]; };                                            \
  static struct bytes_##n                                                     \
  result_##n (int x)                                                          \
  {                                                                           \
    struct bytes_##n r;                                                       \
    memset (&r, x, n);                                                        \
    calls++;                                                                  \
    return r;                                                                 \
  }
SIZES (DEFINE)

static const struct
{
  unsigned size;
  void (*fn) (void);
} function[] = {
#define ROW(n) { n, FFI_FN (result_##n) },
  SIZES (ROW)
};

enum { FUNCTIONS = sizeof function / sizeof *function, MAX_SIZE = 5000 };

static ffi_type *members[FUNCTIONS][MAX_SIZE + 1];
static ffi_type type[FUNCTIONS];

/* Leaves the flags as a comparison of different things does.  */
static inline void
compare (void)
{
#if defined __aarch64__
  __asm__ volatile ("cmp sp, #0" : : : "cc");
#elif defined __x86_64__ || defined __i386__
  __asm__ volatile ("testl %0, %0" : : "r" (1) : "cc");
#endif
}

static void
call (unsigned i)
{
  ffi_type *types[] = { &ffi_type_sint };
  int x = 0x7f;
  void *values[] = { &x };
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 1, &type[i], types) == FFI_OK);
  ffi_call_plan *plan = ffi_call_plan_alloc (&cif);
  CHECK (plan);
  calls = 0;
  compare ();
  ffi_call (&cif, function[i].fn, NULL, values);
  compare ();
  ffi_call_plan_invoke (plan, function[i].fn, NULL, values);
  cif.bytes = cif.flags = 0;
  ffi_call (&cif, function[i].fn, NULL, values);
  CHECK (calls == 3 && x == 0x7f);
  ffi_call_plan_free (plan);
}

static double
half (double x)
{
  return x / 2;
}

/* More floating-point results than x87 has registers.  */
static void
floats (void)
{
  ffi_type *types[] = { &ffi_type_double };
  double x = 2.5, got = 0;
  void *values[] = { &x };
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 1, &ffi_type_double, types)
         == FFI_OK);
  for (int general = 0; general < 2; general++)
    {
      for (int i = 0; i < 20; i++)
        ffi_call (&cif, FFI_FN (half), NULL, values);
      ffi_call (&cif, FFI_FN (half), &got, values);
      CHECK (got == 1.25 && half (got) == 0.625);
      cif.bytes = cif.flags = 0;
    }
}

/* Between bytes that stay what they are, DEPTH frames further down.  */
static void
at_depth (unsigned i, unsigned depth)
{
  volatile unsigned char around[24];
  for (unsigned k = 0; k < sizeof around; k++)
    around[k] = (unsigned char) (k + depth);
  if (depth == 0)
    call (i);
  else
    at_depth (i, depth - 1);
  for (unsigned k = 0; k < sizeof around; k++)
    CHECK (around[k] == (unsigned char) (k + depth));
}

int
main (void)
{
  for (unsigned i = 0; i < FUNCTIONS; i++)
    {
      for (unsigned k = 0; k < function[i].size; k++)
        members[i][k] = &ffi_type_schar;
      type[i] = (ffi_type) { 0, 0, FFI_TYPE_STRUCT, members[i] };
      if (function[i].size == 1)
        {                  /* an array of one, which is not always its element */
          members[i][0] = (ffi_type *) &ffi_type_void;
          type[i].size = type[i].alignment = 1;
        }
      for (unsigned depth = 0; depth < 8; depth++)
        at_depth (i, depth);
    }
  floats ();
  return 0;
}
