/* SPDX-License-Identifier: MIT */
/* The raw API: arguments in words, both ways, and calls from words.  */
#include <ffi.h>
#include "check.h"

#ifdef FFI_NO_RAW_API
int
main (void)
{
  SKIP ("built without the raw API");
}
#else

typedef struct { int a; double b; char c; } st;

static st
all (uint8_t a, int8_t b, uint16_t c, int16_t d, uint32_t e, int32_t f,
     int64_t g, float h, double i, void *j, st k)
{
  CHECK (a == 200 && b == -100 && c == 60000 && d == -30000);
  CHECK (e == 4000000000u && f == -2000000000 && g == -123456789012345);
  CHECK (h == 1.5f && i == -2.25 && j == (void *) &all);
  k.a++;
  k.b *= 2;
  k.c = 'z';
  return k;
}

static signed char
narrow (signed char a)
{
  return a;
}

static double
twice (double x)
{
  return 2 * x;
}

/* A double that words of 4 bytes need not align.  */
static void
call_twice (ffi_raw *raw)
{
  ffi_type *type = &ffi_type_double;
  double x = 3.25, result = 0;
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 1, &ffi_type_double, &type)
         == FFI_OK);
  memcpy (raw, &x, sizeof x);
  ffi_raw_call (&cif, FFI_FN (twice), &result, raw);
  CHECK (result == 6.5);
}

static uint8_t a = 200;
static int8_t b = -100;
static uint16_t c = 60000;
static int16_t d = -30000;
static uint32_t e = 4000000000u;
static int32_t f = -2000000000;
static int64_t g = -123456789012345;
static float h = 1.5f;
static double i = -2.25;
static void *j = (void *) &all;
static st k = { 5, 6.5, 'c' };

int
main (void)
{
  ffi_type *elements[] = {
    &ffi_type_sint, &ffi_type_double, &ffi_type_schar, NULL
  };
  ffi_type type = { 0, 0, FFI_TYPE_STRUCT, elements };
  ffi_type *types[] = {
    &ffi_type_uint8, &ffi_type_sint8, &ffi_type_uint16, &ffi_type_sint16,
    &ffi_type_uint32, &ffi_type_sint32, &ffi_type_sint64, &ffi_type_float,
    &ffi_type_double, &ffi_type_pointer, &type
  };
  void *args[] = { &a, &b, &c, &d, &e, &f, &g, &h, &i, &j, &k };
  enum { N = sizeof types / sizeof types[0] };
  void *back[N];
  ffi_raw raw[40];
  struct guarded result;
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, N, &type, types) == FFI_OK);

  size_t words = 8 + 2 * (8 / sizeof (ffi_raw))
                 + (FFI_NATIVE_RAW_API
                    ? (sizeof (st) + sizeof (ffi_raw) - 1) / sizeof (ffi_raw)
                    : 1);
  CHECK (ffi_raw_size (&cif) == words * sizeof (ffi_raw));
  memset (raw, 0xa5, sizeof raw);
  ffi_ptrarray_to_raw (&cif, args, raw);
  for (unsigned char *p = (unsigned char *) &raw[words];
       p < (unsigned char *) &raw[40]; p++)
    CHECK (*p == 0xa5);
  CHECK (raw[0].uint == 200);
  CHECK (raw[1].sint == -100);
  CHECK (raw[2].uint == 60000);
  CHECK (raw[3].sint == -30000);
  CHECK ((uint32_t) raw[4].uint == 4000000000u);
  CHECK (raw[5].sint == -2000000000);

  ffi_raw_to_ptrarray (&cif, raw, back);
  for (int n = 0; n < N; n++)
    CHECK (n == N - 1 ? ((st *) back[n])->b == k.b
                      : memcmp (back[n], args[n], types[n]->size) == 0);

  guard (&result);
  clobber ();
  ffi_raw_call (&cif, FFI_FN (all), result.value.bytes, raw);
  st *r = (st *) result.value.bytes;
  CHECK (r->a == 6 && r->b == 13 && r->c == 'z');
  CHECK (guard_holds (&result, sizeof (st)));
  CHECK (k.a == 5 && k.c == 'c');

  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 1, &ffi_type_schar,
                       &types[1]) == FFI_OK);
  guard (&result);
  ffi_raw_call (&cif, FFI_FN (narrow), result.value.bytes, &raw[1]);
  ffi_sarg wide;
  memcpy (&wide, result.value.bytes, sizeof wide);
  CHECK (wide == -100);
  call_twice (&raw[0]);
  call_twice (&raw[1]);
  return 0;
}
#endif
