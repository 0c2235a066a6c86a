/* SPDX-License-Identifier: MIT */
/* Calls and plans with very many orders of arguments, on functions that see
   all argument registers and eight words of the stack whatever the order.
   Would catch: a stub that loads a wrong register, reads a wrong argument or
   goes wrong in its neighbour's company; x86-64 has some for arguments in
   company.  */
#include <ffi.h>
#include "check.h"

#if defined __x86_64__ && !defined _WIN32

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { GPRS = 6, VECTORS = 8, WORDS = 8, MAX = 14 };

static int64_t gpr[GPRS], word[WORDS];
static double vector[VECTORS];

typedef struct { double a, b; } dd;
typedef struct { double a; float b; } df;
typedef struct { int64_t a, b; } ii;
typedef struct { int64_t a; int b; } iw;
typedef struct { int64_t a; double b; } id;
typedef struct { double a; int64_t b; } di;

#define RECORDER(name, type, ...)                                             \
  static const type name##_result = __VA_ARGS__;                              \
  static type                                                                 \
  record_##name (int64_t g0, int64_t g1, int64_t g2, int64_t g3, int64_t g4,  \
                 int64_t g5, double v0, double v1, double v2, double v3,      \
                 double v4, double v5, double v6, double v7, int64_t w0,      \
                 int64_t w1, int64_t w2, int64_t w3, int64_t w4, int64_t w5,  \
                 int64_t w6, int64_t w7)                                      \
  {                                                                           \
    int64_t g[] = { g0, g1, g2, g3, g4, g5 };                                 \
    double v[] = { v0, v1, v2, v3, v4, v5, v6, v7 };                          \
    int64_t w[] = { w0, w1, w2, w3, w4, w5, w6, w7 };                         \
    memcpy (gpr, g, sizeof g);                                                \
    memcpy (vector, v, sizeof v);                                             \
    memcpy (word, w, sizeof w);                                               \
    return name##_result;                                                     \
  }
RECORDER (w, int, -5)
RECORDER (u, unsigned, 4000000000u)
RECORDER (i, int64_t, -(INT64_C (1) << 40))
RECORDER (f, float, 1.5f)
RECORDER (d, double, -2.25)
RECORDER (dd, dd, { 1.5, 2.5 })
RECORDER (df, df, { 1.5, 2.5f })
RECORDER (ii, ii, { INT64_C (1) << 40, -3 })
RECORDER (iw, iw, { INT64_C (1) << 40, -3 })
RECORDER (id, id, { -(INT64_C (1) << 50), 0.5 })
RECORDER (di, di, { 0.5, -(INT64_C (1) << 50) })
static void
record_v (int64_t g0, int64_t g1, int64_t g2, int64_t g3, int64_t g4,
          int64_t g5, double v0, double v1, double v2, double v3, double v4,
          double v5, double v6, double v7, int64_t w0, int64_t w1, int64_t w2,
          int64_t w3, int64_t w4, int64_t w5, int64_t w6, int64_t w7)
{
  record_w (g0, g1, g2, g3, g4, g5, v0, v1, v2, v3, v4, v5, v6, v7, w0, w1,
            w2, w3, w4, w5, w6, w7);
}

#define PAIR(name, first, second)                                             \
  static ffi_type *name##_elements[] = { &first, &second, NULL };             \
  static ffi_type type_##name                                                 \
    = { 0, 0, FFI_TYPE_STRUCT, name##_elements };
PAIR (dd, ffi_type_double, ffi_type_double)
PAIR (df, ffi_type_double, ffi_type_float)
PAIR (ii, ffi_type_sint64, ffi_type_sint64)
PAIR (iw, ffi_type_sint64, ffi_type_sint)
PAIR (id, ffi_type_sint64, ffi_type_double)
PAIR (di, ffi_type_double, ffi_type_sint64)

/* Results; integers arrive as the 8 bytes of an ffi_arg.  */
static const int64_t w_wide = -5;
static const uint64_t u_wide = 4000000000u;
static const struct
{
  ffi_type *type;
  void (*fn) (void);
  const void *value;
  size_t size;
} result[] = {
  { &ffi_type_void, FFI_FN (record_v), NULL, 0 },
  { &ffi_type_sint, FFI_FN (record_w), &w_wide, 8 },
  { &ffi_type_uint, FFI_FN (record_u), &u_wide, 8 },
  { &ffi_type_sint64, FFI_FN (record_i), &i_result, 8 },
  { &ffi_type_float, FFI_FN (record_f), &f_result, 4 },
  { &ffi_type_double, FFI_FN (record_d), &d_result, 8 },
  { &type_dd, FFI_FN (record_dd), &dd_result, 16 },
  { &type_df, FFI_FN (record_df), &df_result, 12 },
  { &type_ii, FFI_FN (record_ii), &ii_result, 16 },
  { &type_iw, FFI_FN (record_iw), &iw_result, 12 },
  { &type_id, FFI_FN (record_id), &id_result, 16 },
  { &type_di, FFI_FN (record_di), &di_result, 16 }
};
#define RESULTS (sizeof result / sizeof *result)

/* Kinds of arguments: their parts are of class integer, of this many bytes
   and signed or not, or floating.  */
static const struct
{
  ffi_type *type;
  char part[3];     /* b B h H w W i: integers, signed if small; f d */
} kind[] = {
  { &ffi_type_sint, "w" }, { &ffi_type_sint64, "i" },
  { &ffi_type_double, "d" }, { &ffi_type_float, "f" },
  { &ffi_type_uint8, "B" }, { &ffi_type_sint8, "b" },
  { &ffi_type_uint16, "H" }, { &ffi_type_sint16, "h" },
  { &ffi_type_uint, "W" },
  { &type_ii, "ii" }, { &type_dd, "dd" }, { &type_id, "id" },
  { &type_di, "di" }, { &type_df, "df" }, { &type_iw, "iw" }
};
enum { COMMON = 3, SCALARS = 9, KINDS = 15 };

static uint64_t
next (void)
{
  static uint64_t state = 12345;
  state = state * UINT64_C (6364136223846793005) + 1442695040888963407;
  return state ^ state >> 29;
}

static size_t
part_size (char part)
{
  return strchr ("bB", part) ? 1 : strchr ("hH", part) ? 2
         : strchr ("wWf", part) ? 4 : 8;
}

/* What a part must look like in the low bytes of its register: widened to 32
   bits as compilers have it.  */
struct expected
{
  const char *at;
  unsigned char byte[8];
  size_t size;
};

static void
expect (struct expected *e, char part, const unsigned char *value,
        const void *at)
{
  size_t size = part_size (part);
  e->at = at;
  e->size = size < 4 ? 4 : size;
  memset (e->byte, strchr ("bh", part) && value[size - 1] & 0x80 ? -1 : 0, 8);
  memcpy (e->byte, value, size);
}

/* Where the parts of an argument go: registers if there are enough for all,
   else the stack.  */
static unsigned
place (const char *part, const unsigned char *value, unsigned taken[3],
       struct expected *e)
{
  unsigned n = part[1] ? 2 : 1, ngpr = 0;
  for (unsigned i = 0; i < n; i++)
    ngpr += !strchr ("fd", part[i]);
  int in_registers = taken[0] + ngpr <= GPRS
                     && taken[1] + (n - ngpr) <= VECTORS;
  if (!in_registers && taken[2] + n > WORDS)
    return 0;
  for (unsigned i = 0; i < n; i++)
    expect (&e[i], part[i], value + 8 * i,
            !in_registers                ? (void *) &word[taken[2]++]
            : strchr ("fd", part[i]) ? (void *) &vector[taken[1]++]
                                         : (void *) &gpr[taken[0]++]);
  return n;
}

static void
check_call (unsigned r, const struct expected *e, unsigned n, const char *got,
            const char *how)
{
  int bad = memcmp (got, result[r].value ? result[r].value : "",
                    result[r].size) != 0
            || got[result[r].size > 8 ? 16 : 8] != 0x55;
  for (unsigned i = 0; i < n; i++)
    bad |= memcmp (e[i].at, e[i].byte, e[i].size) != 0;
  if (bad)
    printf ("%s goes wrong\n", how);
  CHECK (!bad);
}

static void
try (unsigned r, const unsigned char *kinds, unsigned n)
{
  ffi_type *type[MAX];
  void *avalue[MAX];
  unsigned char value[MAX][16];
  struct expected e[2 * MAX];
  unsigned taken[3] = { 0, 0, 0 }, parts = 0;
  for (unsigned i = 0; i < n; i++)
    {
      for (unsigned b = 0; b < 16; b++)
        value[i][b] = (unsigned char) (next () >> 33);
      type[i] = kind[kinds[i]].type;
      avalue[i] = value[i];
      unsigned more = place (kind[kinds[i]].part, value[i], taken, &e[parts]);
      if (more == 0)
        n = i;
      parts += more;
    }
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, n, result[r].type, type)
         == FFI_OK);
  ffi_call_plan *plan = ffi_call_plan_alloc (&cif);
  CHECK (plan != NULL);
  char got[32];
  memset (got, 0x55, sizeof got);
  ffi_call (&cif, result[r].fn, got, avalue);
  check_call (r, e, parts, got, "ffi_call");
  memset (gpr, 0, sizeof gpr);
  memset (got, 0x55, sizeof got);
  ffi_call_plan_invoke (plan, result[r].fn, got, avalue);
  check_call (r, e, parts, got, "plan");
  memset (vector, 0, sizeof vector);
  ffi_call_plan_invoke (plan, result[r].fn, NULL, avalue);
  check_call (r, e, parts, got, "plan without a result");
  ffi_call_plan_free (plan);
}

/* All orders of up to N of the first FEW kinds, with result R.  */
static void
try_all (unsigned r, unsigned few, unsigned n, unsigned char *kinds,
         unsigned have)
{
  try (r, kinds, have);
  for (unsigned k = 0; have < n && k < few; k++)
    {
      kinds[have] = (unsigned char) k;
      try_all (r, few, n, kinds, have + 1);
    }
}

int
main (void)
{
  unsigned char kinds[MAX];
  for (unsigned r = 0; r < RESULTS; r++)
    try_all (r, COMMON, 3, kinds, 0);
  try_all (1, SCALARS, 3, kinds, 0);
  try_all (5, KINDS, 2, kinds, 0);
  for (unsigned i = 0; i < 60000; i++)
    {
      unsigned n = (unsigned) (next () >> 33) % (MAX + 1);
      unsigned first = (unsigned) (next () >> 33) % KINDS;
      unsigned few = 1 + (unsigned) (next () >> 33) % (KINDS - first);
      for (unsigned k = 0; k < n; k++)
        kinds[k] = (unsigned char) (first + (next () >> 33) % few);
      try ((unsigned) (next () >> 33) % RESULTS, kinds, n);
    }
  return 0;
}

#else

int
main (void)
{
  return 0;
}

#endif
