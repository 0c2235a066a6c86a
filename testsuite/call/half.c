/* SPDX-License-Identifier: MIT */
/* _Float16, which has no code, as the manual says to pass it: as a float
   whose low half is its bits; in a struct that is not of halves alone, as an
   uint16; a struct of halves, on AArch64, as as many floats.  */
#include <ffi.h>
#include "check.h"

#if defined __FLT16_MANT_DIG__ && !defined __APPLE__                          \
    && (defined __aarch64__ || defined __x86_64__) && !defined _WIN32

typedef _Float16 half;
struct mixed { half a; int b; };
struct halves { half a, b, c; };

static uint32_t
bits_of (double x)
{
  half h = (half) x;
  uint16_t bits;
  memcpy (&bits, &h, sizeof bits);
  return bits;
}

static double
value_of (uint32_t word)
{
  uint16_t bits = (uint16_t) word;
  half h;
  memcpy (&h, &bits, sizeof h);
  return (double) h;
}

static half
ten (half a, half b, half c, half d, half e, half f, half g, half h, half i,
     half j)
{
  return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i
         + 10 * j;
}

static void
answer (ffi_cif *cif, void *result, void **args, void *data)
{
  double sum = 0;
  (void) data;
  for (unsigned i = 0; i < cif->nargs; i++)
    {
      uint32_t word;
      memcpy (&word, args[i], sizeof word);
      sum += (i + 1) * value_of (word);
    }
  uint32_t word = bits_of (sum);
  memcpy (result, &word, sizeof word);
}

static void
scalars (void)
{
  enum { N = 10 };
  uint32_t word[N], result;
  ffi_type *type[N];
  void *value[N], *code;
  ffi_cif cif;
  for (int i = 0; i < N; i++)
    {
      word[i] = bits_of (i + 0.5);
      type[i] = &ffi_type_float;
      value[i] = &word[i];
    }
  half expected = ten (0.5f, 1.5f, 2.5f, 3.5f, 4.5f, 5.5f, 6.5f, 7.5f, 8.5f,
                       9.5f);
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, N, &ffi_type_float, type)
         == FFI_OK);
  clobber ();
  ffi_call (&cif, FFI_FN (ten), &result, value);
  CHECK (value_of (result) == (double) expected);

  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure != NULL);
  CHECK (ffi_prep_closure_loc (closure, &cif, answer, NULL, code) == FFI_OK);
  half (*fn) (half, half, half, half, half, half, half, half, half, half);
  memcpy (&fn, &code, sizeof fn);
  clobber ();
  CHECK (fn (0.5f, 1.5f, 2.5f, 3.5f, 4.5f, 5.5f, 6.5f, 7.5f, 8.5f, 9.5f)
         == expected);
  ffi_closure_free (closure);
}

static double
take_mixed (int n, struct mixed m, double x)
{
  return n + 10 * (double) m.a + 100 * m.b + 1000 * x;
}

static void
mixed_struct (void)
{
  ffi_type *member[] = { &ffi_type_uint16, &ffi_type_sint, NULL };
  ffi_type mixed = { 0, 0, FFI_TYPE_STRUCT, member };
  ffi_type *type[] = { &ffi_type_sint, &mixed, &ffi_type_double };
  int n = 1;
  struct mixed m = { 2.5f, 3 };
  double x = 4, result;
  void *value[] = { &n, &m, &x };
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 3, &ffi_type_double, type)
         == FFI_OK);
  clobber ();
  ffi_call (&cif, FFI_FN (take_mixed), &result, value);
  CHECK (result == take_mixed (n, m, x));
}

#ifdef __aarch64__
static double
take_halves (double x, struct halves h, float y)
{
  return x + 10 * (double) h.a + 100 * (double) h.b + 1000 * (double) h.c
         + 10000 * (double) y;
}

static void
struct_of_halves (void)
{
  double x = 1, result;
  float y = 5;
  uint32_t a = bits_of (2), b = bits_of (3), c = bits_of (4);
  ffi_type *type[] = { &ffi_type_double, &ffi_type_float, &ffi_type_float,
                       &ffi_type_float, &ffi_type_float };
  void *value[] = { &x, &a, &b, &c, &y };
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 5, &ffi_type_double, type)
         == FFI_OK);
  clobber ();
  ffi_call (&cif, FFI_FN (take_halves), &result, value);
  CHECK (result == take_halves (x, (struct halves) { 2, 3, 4 }, y));
}
#endif

int
main (void)
{
  scalars ();
  mixed_struct ();
#ifdef __aarch64__
  struct_of_halves ();
#endif
  return 0;
}

#else
int
main (void)
{
  SKIP ("no _Float16");
}
#endif
