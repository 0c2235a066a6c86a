/* SPDX-License-Identifier: MIT */
/* Argument registers that a signature does not use carry none of the values
   that ffi_call works with: the first four are zero.  The callee here takes
   more arguments than its cif tells of.  */
#include "check.h"
#include <ffi.h>

#ifdef __i386__
int
main (void)
{
  SKIP ("no argument registers");
}
#else

#define WORD (sizeof (size_t) == 8 ? &ffi_type_uint64 : &ffi_type_uint32)

typedef struct { char bytes[64]; } big;

static size_t got[4];

static void
take (size_t a, size_t b, size_t c, size_t d)
{
  got[0] = a;
  got[1] = b;
  got[2] = c;
  got[3] = d;
}

static void
take_after_double (double x, size_t b, size_t c)
{
  take (x == 1.5, b, c, 0);
}

static big
take_for_big (size_t b, size_t c)
{
  big r;
  memset (&r, 1, sizeof r);
  take (1, b, c, 0);
  return r;
}

#if defined __x86_64__ && defined __LP64__
__attribute__ ((ms_abi)) static void
take_win64 (size_t a, size_t b, size_t c, size_t d)
{
  take (a, b, c, d);
}
#endif

/* Calls FN with up to four words.  */
static void
words (ffi_abi abi, void (*fn) (void))
{
  ffi_type *types[4] = { WORD, WORD, WORD, WORD };
  size_t word[4] = { 11, 12, 13, 14 };
  void *values[4] = { &word[0], &word[1], &word[2], &word[3] };
  for (unsigned n = 0; n <= 4; n++)
    {
      ffi_cif cif;
      CHECK (ffi_prep_cif (&cif, abi, n, &ffi_type_void, types) == FFI_OK);
      clobber ();
      ffi_call (&cif, fn, NULL, values);
      for (unsigned i = 0; i < 4; i++)
        CHECK (got[i] == (i < n ? word[i] : 0));
    }
}

static void
one (ffi_type *result, ffi_type *argument, void (*fn) (void), void *rvalue)
{
  double x = 1.5;
  void *values[] = { &x };
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, argument != NULL, result,
                       &argument) == FFI_OK);
  clobber ();
  ffi_call (&cif, fn, rvalue, values);
  CHECK (got[0] == 1 && got[1] == 0 && got[2] == 0);
}

/* Structs of two words, and what is on the stack: here plans, too, leave
   nothing.  */
static void
structs (void)
{
#if defined __x86_64__ && !defined _WIN32
  ffi_type *l = &ffi_type_sint64, *d = &ffi_type_double, *f = &ffi_type_float;
  ffi_type *members[6][3] = { { l, l, NULL }, { l, d, NULL }, { d, l, NULL },
                             { d, d, NULL }, { d, f, NULL } };
  static const unsigned taken[] = { 2, 1, 1, 0, 0, 0 };
  uint64_t words[] = { 1, 1 };
  void *values[] = { words };
  for (unsigned i = 0; i < 6; i++)
    {
      ffi_type type = { 0, 0, FFI_TYPE_STRUCT, members[i] };
      ffi_type *types[] = { i < 5 ? &type : &ffi_type_longdouble };
      ffi_cif cif;
      CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 1, &ffi_type_void, types)
             == FFI_OK);
      ffi_call_plan *plan = ffi_call_plan_alloc (&cif);
      CHECK (plan);
      for (int with_plan = 0; with_plan < 2; with_plan++)
        {
          clobber ();
          if (with_plan)
            ffi_call_plan_invoke (plan, FFI_FN (take), NULL, values);
          else
            ffi_call (&cif, FFI_FN (take), NULL, values);
          for (unsigned r = 0; r < 4; r++)
            CHECK (got[r] == (r < taken[i]));
        }
      ffi_call_plan_free (plan);
    }
#endif
}

int
main (void)
{
  big result;
  ffi_type *bytes[65];
  ffi_type big_type = { .type = FFI_TYPE_STRUCT, .elements = bytes };
  for (int i = 0; i < 64; i++)
    bytes[i] = &ffi_type_uint8;
  bytes[64] = NULL;

  words (FFI_DEFAULT_ABI, FFI_FN (take));
#if defined __x86_64__ && defined __LP64__
  words (FFI_WIN64, FFI_FN (take_win64));
#endif
  structs ();
  one (&ffi_type_void, &ffi_type_double, FFI_FN (take_after_double), NULL);
  one (&big_type, NULL, FFI_FN (take_for_big), &result);
  CHECK (result.bytes[0] == 1 && result.bytes[63] == 1);
  return 0;
}
#endif
