/* SPDX-License-Identifier: MIT */
/* Arguments that are the last bytes of a page, and results stored there.
   Would catch: a load of more bytes than a value has, as of 4 for a struct of
   3, and a store of more.  */
#define _GNU_SOURCE
#include <ffi.h>
#include "check.h"

#ifdef _WIN32

int
main (void)
{
  SKIP ("no mmap");
}

#else
#include <sys/mman.h>
#include <unistd.h>

static char *end;            /* of a page that can be used */

#define SIZES(X)                                                              \
  X (1) X (2) X (3) X (4) X (5) X (6) X (7) X (8) X (9) X (10) X (11) X (12)  \
  X (13) X (14) X (15) X (16) X (17) X (18) X (19) X (20) X (21) X (22)       \
  X (23) X (24) X (25)

/* What is made of a struct's bytes.  */
static long
sum_of (const unsigned char *bytes, int n)
{
  long sum = 0;
  for (int i = 0; i < n; i++)
    sum += (i + 1) * bytes[i];
  return sum;
}

#define DEFINE(n)                                                             \
  struct bytes_##n { unsigned char b[n]; };                                   \
  static long                                                                 \
  first_##n (struct bytes_##n s)                                              \
  {                                                                           \
    return sum_of (s.b, n);                                                   \
  }                                                                           \
  static long                                                                 \
  last_##n (long a, long b, long c, long d, long e, long f, long g, long h,   \
            long i, struct bytes_##n s)                                       \
  {                                                                           \
    CHECK (a + b + c + d + e + f + g + h + i == 45);                          \
    return sum_of (s.b, n);                                                   \
  }                                                                           \
  static struct bytes_##n                                                     \
  result_##n (struct bytes_##n s)                                             \
  {                                                                           \
    for (int i = 0; i < n; i++)                                               \
      s.b[i]++;                                                               \
    return s;                                                                 \
  }
SIZES (DEFINE)

static const struct
{
  void (*first) (void), (*last) (void), (*result) (void);
} function[] = {
  { NULL, NULL, NULL },
#define ROW(n) { FFI_FN (first_##n), FFI_FN (last_##n), FFI_FN (result_##n) },
  SIZES (ROW)
};

enum { MAX_SIZE = sizeof function / sizeof *function - 1, LONGS = 9 };

/* The struct of N bytes at the page's end.  */
static unsigned char *
fill (unsigned n)
{
  unsigned char *bytes = (unsigned char *) end - n;
  for (unsigned i = 0; i < n; i++)
    bytes[i] = (unsigned char) (i * 37 + n);
  return bytes;
}

static int
is_result (const unsigned char *bytes, unsigned n)
{
  for (unsigned i = 0; i < n; i++)
    if (bytes[i] != (unsigned char) (i * 37 + n + 1))
      return 0;
  return 1;
}

enum way { FAST, GENERAL, PLAN };

static void
call (enum way way, ffi_cif *cif, void (*fn) (void), void *result,
      void **values)
{
  ffi_call_plan *plan = ffi_call_plan_alloc (cif);
  CHECK (plan);
  if (way == GENERAL)
    cif->bytes = cif->flags = 0;
  if (way == PLAN)
    ffi_call_plan_invoke (plan, fn, result, values);
  else
    ffi_call (cif, fn, result, values);
  ffi_call_plan_free (plan);
}

/* Calls the functions for N bytes.  */
static void
try (unsigned n, enum way way)
{
  ffi_type *members[MAX_SIZE + 1], *types[LONGS + 1];
  ffi_type type = { 0, 0, FFI_TYPE_STRUCT, members };
  long longs[LONGS] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
  void *values[LONGS + 1];
  unsigned char *bytes = fill (n);
  ffi_arg sum;
  for (unsigned i = 0; i <= n; i++)
    members[i] = i < n ? &ffi_type_uint8 : NULL;
  if (n == 1)              /* an array of one, which is not always its element */
    members[0] = (ffi_type *) &ffi_type_void, type.size = type.alignment = 1;
  for (unsigned i = 0; i < LONGS; i++)
    {
      types[i] = &ffi_type_slong;
      values[i] = &longs[i];
    }
  types[LONGS] = &type;
  values[LONGS] = bytes;
  ffi_cif cif[3];
  CHECK (ffi_prep_cif (&cif[0], FFI_DEFAULT_ABI, 1, &ffi_type_slong,
                       types + LONGS) == FFI_OK);
  CHECK (ffi_prep_cif (&cif[1], FFI_DEFAULT_ABI, LONGS + 1, &ffi_type_slong,
                       types) == FFI_OK);
  CHECK (ffi_prep_cif (&cif[2], FFI_DEFAULT_ABI, 1, &type, types + LONGS)
         == FFI_OK);
  void (*fn[]) (void)
    = { function[n].first, function[n].last, function[n].result };
  void *result[] = { &sum, &sum, bytes };
  for (int i = 0; i < 3; i++)
    {
      call (way, &cif[i], fn[i], result[i],
            i == 1 ? values : values + LONGS);
      CHECK (i == 2 ? is_result (bytes, n)
                    : sum == (ffi_arg) sum_of (bytes, (int) n));
    }
}

/* Two scalars, and as many that some codes have a loop for them.  */
#define SCALAR(T, type, x)                                                    \
  static T                                                                    \
  scalars_2_##type (T a, T b)                                                 \
  {                                                                           \
    return a == (T) x && b == (T) x;                                          \
  }                                                                           \
  static T                                                                    \
  scalars_4_##type (T a, T b, T c, T d)                                       \
  {                                                                           \
    return a == (T) x && b == (T) x && c == (T) x && d == (T) x;              \
  }                                                                           \
  static void                                                                 \
  try_##type (enum way way)                                                   \
  {                                                                           \
    ffi_type *t = &ffi_type_##type, *types[] = { t, t, t, t };                \
    T *at = (T *) (void *) end - 1;                                           \
    void *values[] = { at, at, at, at };                                      \
    *at = (T) x;                                                              \
    for (unsigned n = 2; n <= 4; n += 2)                                      \
      {                                                                       \
        union { ffi_arg word; T value; } result;                              \
        ffi_cif cif;                                                          \
        CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, n, t, types) == FFI_OK);  \
        call (way, &cif,                                                      \
              n == 2 ? FFI_FN (scalars_2_##type) : FFI_FN (scalars_4_##type), \
              &result, values);                                               \
        CHECK (sizeof (T) < sizeof (ffi_arg) && (T) 0.5 == 0                  \
                 ? result.word == 1 : result.value == 1);                     \
      }                                                                       \
  }
SCALAR (uint8_t, uint8, 200)
SCALAR (int8_t, sint8, -3)
SCALAR (uint16_t, uint16, 60000)
SCALAR (int16_t, sint16, -300)
SCALAR (uint32_t, uint32, 4000000000)
SCALAR (int32_t, sint32, -70000)
SCALAR (int64_t, sint64, -5000000000)
SCALAR (float, float, 1.5)
SCALAR (double, double, -2.5)
SCALAR (long double, longdouble, -2.5)

static void
answer (ffi_cif *cif, void *result, void **args, void *data)
{
  (void) data;
  memcpy (result, args[1], cif->rtype->size);
}

/* A long double, alone and as a member, by every ABI of the platform: some tell
   of another long double than this library's, and none may move more bytes than
   it has.  */
static void
every_abi (enum way way)
{
  long double *at = (long double *) (void *) end - 1, x = -2.5L;
  void *values[] = { at, at, at }, *code;
  ffi_type *members[] = { &ffi_type_longdouble, NULL };
  ffi_type one = { 0, 0, FFI_TYPE_STRUCT, members };
  ffi_type *types[] = { &one, &ffi_type_longdouble, &one };
  for (int abi = FFI_FIRST_ABI; abi < FFI_LAST_ABI; abi++)
    for (int i = 0; i < 2; i++)
      {
        ffi_cif cif, inner;
        ffi_status status = ffi_prep_cif (&cif, (ffi_abi) abi, 3, types[i],
                                          types);
        ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
        CHECK (closure && (status == FFI_OK || status == FFI_BAD_ABI));
        inner = cif;
        if (status == FFI_OK)
          {
            CHECK (ffi_prep_closure_loc (closure, &inner, answer, NULL, code)
                   == FFI_OK);
            *at = x;
            call (way, &cif, FFI_FN (code), at, values);
            CHECK (*at == x);
          }
        ffi_closure_free (closure);
      }
}

int
main (void)
{
  size_t page = (size_t) sysconf (_SC_PAGESIZE);
  char *pages = mmap (NULL, 2 * page, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK (pages != MAP_FAILED);
  end = pages + page;
  CHECK (mprotect (end, page, PROT_NONE) == 0);
  for (enum way way = FAST; way <= PLAN; way++)
    {
      for (unsigned n = 1; n <= MAX_SIZE; n++)
        try (n, way);
      try_uint8 (way);
      try_sint8 (way);
      try_uint16 (way);
      try_sint16 (way);
      try_uint32 (way);
      try_sint32 (way);
      try_sint64 (way);
      try_float (way);
      try_double (way);
      try_longdouble (way);
      every_abi (way);
    }
  return 0;
}
#endif
