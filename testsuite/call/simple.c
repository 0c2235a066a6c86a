/* SPDX-License-Identifier: MIT */
/* Calls and closures of scalars, as many of one type as registers and some more,
   and beside floating-point numbers.  Would catch: a step that moves the wrong
   bytes, alone or repeated; a register or stack word too many; a narrow result
   that keeps what the upper bytes had.  */
#include <ffi.h>
#include "check.h"

enum { MOST = 18 };

/* The values of a signature, in order.  */
static struct
{
  ffi_type *type[MOST], *rtype;
  _Alignas (8) char value[MOST][8], result[8];
  unsigned n;
} sig;

static char got[MOST][8];
static ffi_closure *closure;
static void *code;

/* A value for argument I.  */
#define VALUE(T, i)                                                           \
  ((T) (((i) % 2 ? -1 : 1) * ((int64_t) (i) + 1) * INT64_C (0x1020c040f06)))

static void
add (ffi_type *type, const void *value)
{
  sig.type[sig.n] = type;
  memcpy (sig.value[sig.n++], value, type->size);
}

static int
is_integer (const ffi_type *type)
{
  return type->type != FFI_TYPE_FLOAT && type->type != FFI_TYPE_DOUBLE;
}

/* The ffi_arg that begins with the result, with other bits above it.  */
static ffi_arg
with_rubbish (void)
{
  ffi_arg wide = 0;
  unsigned bits = 8 * (unsigned) sig.rtype->size;
  uint8_t u8;
  uint16_t u16;
  uint32_t u32;
  memcpy (&u8, sig.result, 1);
  memcpy (&u16, sig.result, 2);
  memcpy (&u32, sig.result, 4);
  wide = bits == 8 ? u8 : bits == 16 ? u16 : u32;
  return bits < 8 * sizeof wide ? wide | (ffi_arg) 0x5a5a5a5a5a5a5a5a << bits
                                : wide;
}

static void
put_result (void *result)
{
  if (is_integer (sig.rtype) && sig.rtype->size < 8)
    {
      ffi_arg wide = with_rubbish ();
      memcpy (result, &wide, sizeof wide);
    }
  else
    memcpy (result, sig.result, sig.rtype->size);
}

static void
handle (ffi_cif *cif, void *result, void **args, void *data)
{
  CHECK (cif->nargs == sig.n && data == &sig);
  for (unsigned i = 0; i < sig.n; i++)
    memcpy (got[i], args[i], sig.type[i]->size);
  put_result (result);
}

/* Puts -1, or nothing if DATA is NULL.  */
static void
put_or_not (ffi_cif *cif, void *result, void **args, void *data)
{
  (void) cif, (void) args;
  if (data)
    *(ffi_sarg *) result = -1;
}

static void
put_wide_or_not (ffi_cif *cif, void *result, void **args, void *data)
{
  (void) cif, (void) args;
  if (data)
    *(int64_t *) result = -1;
}

static ffi_arg
rubbish (void)
{
  return with_rubbish ();
}

static void
check_got (const char *how)
{
  for (unsigned i = 0; i < sig.n; i++)
    if (memcmp (got[i], sig.value[i], sig.type[i]->size) != 0)
      {
        printf ("%s: argument %u of %u, of %u bytes\n", how, i, sig.n,
                (unsigned) sig.type[i]->size);
        exit (1);
      }
}

/* Whether RESULT, from ffi_call, is the one wanted.  */
static int
is_result (const void *result)
{
  unsigned size = (unsigned) sig.rtype->size;
  if (!is_integer (sig.rtype) || size >= sizeof (ffi_arg))
    return memcmp (result, sig.result, size) == 0;
  ffi_arg wide;
  memcpy (&wide, result, sizeof wide);
  int is_signed = sig.rtype->type == FFI_TYPE_SINT8
                  || sig.rtype->type == FFI_TYPE_SINT16
                  || sig.rtype->type == FFI_TYPE_SINT32;
  unsigned unused = 8 * (unsigned) (sizeof wide - size);
  ffi_arg want = with_rubbish () << unused;
  return wide == (is_signed ? (ffi_arg) ((ffi_sarg) want >> unused)
                            : want >> unused);
}

static void
call (ffi_cif *cif, void (*fn) (void))
{
  void *values[MOST];
  struct guarded g;
  for (unsigned i = 0; i < sig.n; i++)
    values[i] = sig.value[i];
  memset (got, 0, sizeof got);
  guard (&g);
  clobber ();
  ffi_call (cif, fn, g.value.bytes, values);
  CHECK (is_result (g.value.bytes));
  CHECK (guard_holds (&g, sig.rtype->size > sizeof (ffi_arg)
                            ? sig.rtype->size : sizeof (ffi_arg)));
}

/* Calls FN, and makes the closure.  */
static void
try (void (*fn) (void))
{
  static ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, sig.n, sig.rtype, sig.type)
         == FFI_OK);
  call (&cif, fn);
  check_got ("call");
  void *values[MOST];
  for (unsigned i = 0; i < sig.n; i++)
    values[i] = sig.value[i];
  clobber ();
  ffi_call (&cif, fn, NULL, values);
  CHECK (ffi_prep_closure_loc (closure, &cif, handle, &sig, code) == FFI_OK);
  memset (got, 0, sizeof got);
  clobber ();
}

#define LIST_1(m, T) m (T, 0)
#define LIST_3(m, T) LIST_1 (m, T), m (T, 1), m (T, 2)
#define LIST_4(m, T) LIST_3 (m, T), m (T, 3)
#define LIST_5(m, T) LIST_4 (m, T), m (T, 4)
#define LIST_6(m, T) LIST_5 (m, T), m (T, 5)
#define LIST_8(m, T) LIST_6 (m, T), m (T, 6), m (T, 7)
#define LIST_9(m, T) LIST_8 (m, T), m (T, 8)
#define LIST_13(m, T)                                                         \
  LIST_9 (m, T), m (T, 9), m (T, 10), m (T, 11), m (T, 12)
#define LIST_16(m, T) LIST_13 (m, T), m (T, 13), m (T, 14), m (T, 15)
#define LIST_17(m, T) LIST_16 (m, T), m (T, 16)
#define TYPE(T, i) T
#define PARAMETER(T, i) T a##i
#define NAME(T, i) a##i

/* N arguments of T, and one before them that leaves the first register odd.
   The result is the last.  */
#define DEFINE_SAME(name, T, N)                                               \
  static T                                                                    \
  same_##N##_##name (LIST_##N (PARAMETER, T))                                 \
  {                                                                           \
    const T all[] = { LIST_##N (NAME, T) };                                   \
    for (unsigned i = 0; i < N; i++)                                          \
      memcpy (got[i], &all[i], sizeof all[i]);                                \
    return all[N - 1];                                                        \
  }                                                                           \
  static T                                                                    \
  after_##N##_##name (short s, LIST_##N (PARAMETER, T))                       \
  {                                                                           \
    const T all[] = { LIST_##N (NAME, T) };                                   \
    memcpy (got[0], &s, sizeof s);                                            \
    for (unsigned i = 0; i < N; i++)                                          \
      memcpy (got[i + 1], &all[i], sizeof all[i]);                            \
    return all[N - 1];                                                        \
  }                                                                           \
  static void                                                                 \
  try_same_##N##_##name (void)                                                \
  {                                                                           \
    T all[N], result;                                                         \
    short s = -300;                                                           \
    for (int after = 0; after < 2; after++)                                   \
      {                                                                       \
        sig.n = 0;                                                            \
        if (after)                                                            \
          add (&ffi_type_sshort, &s);                                         \
        for (int i = 0; i < N; i++)                                           \
          {                                                                   \
            all[i] = VALUE (T, i);                                            \
            add (&ffi_type_##name, &all[i]);                                  \
          }                                                                   \
        sig.rtype = &ffi_type_##name;                                         \
        memcpy (sig.result, &all[N - 1], sizeof (T));                         \
        try (after ? FFI_FN (after_##N##_##name)                              \
                   : FFI_FN (same_##N##_##name));                             \
        if (after)                                                            \
          result = ((T (*) (short, LIST_##N (TYPE, T))) code) (               \
            s, LIST_##N (VALUE, T));                                          \
        else                                                                  \
          result = ((T (*) (LIST_##N (TYPE, T))) code) (LIST_##N (VALUE, T)); \
        CHECK (result == all[N - 1]);      /* as wide as callers have it */   \
        check_got ("closure");                                                \
      }                                                                       \
  }

/* T beside floats and doubles.  */
#define DEFINE_MIXED(name, T)                                                 \
  static T                                                                    \
  mixed_##name (double a, T b, float c, T d, T e, double f, float g, T h,     \
                T i)                                                          \
  {                                                                           \
    const T t[] = { b, d, e, h, i };                                          \
    const double x[] = { a, f };                                              \
    const float y[] = { c, g };                                               \
    static const int at_t[] = { 1, 3, 4, 7, 8 }, at_x[] = { 0, 5 },           \
                     at_y[] = { 2, 6 };                                       \
    for (int j = 0; j < 5; j++)                                               \
      memcpy (got[at_t[j]], &t[j], sizeof t[j]);                              \
    for (int j = 0; j < 2; j++)                                               \
      {                                                                       \
        memcpy (got[at_x[j]], &x[j], sizeof x[j]);                            \
        memcpy (got[at_y[j]], &y[j], sizeof y[j]);                            \
      }                                                                       \
    return b;                                                                 \
  }                                                                           \
  static void                                                                 \
  try_mixed_##name (void)                                                     \
  {                                                                           \
    sig.n = 0;                                                                \
    for (int i = 0; i < 9; i++)                                               \
      {                                                                       \
        T t = VALUE (T, i);                                                   \
        double x = VALUE (double, i);                                         \
        float y = VALUE (float, i);                                           \
        if (i == 0 || i == 5)                                                 \
          add (&ffi_type_double, &x);                                         \
        else if (i == 2 || i == 6)                                            \
          add (&ffi_type_float, &y);                                          \
        else                                                                  \
          add (&ffi_type_##name, &t);                                         \
      }                                                                       \
    sig.rtype = &ffi_type_##name;                                             \
    memcpy (sig.result, sig.value[1], sizeof (T));                            \
    try (FFI_FN (mixed_##name));                                              \
    T result                                                                  \
      = ((T (*) (double, T, float, T, T, double, float, T, T)) code) (        \
        VALUE (double, 0), VALUE (T, 1), VALUE (float, 2), VALUE (T, 3),      \
        VALUE (T, 4), VALUE (double, 5), VALUE (float, 6), VALUE (T, 7),      \
        VALUE (T, 8));                                                        \
    CHECK (result == VALUE (T, 1));                                           \
    check_got ("closure");                                                    \
  }

/* A function that does not fill up its result.  */
#define DEFINE_NARROW(name, T)                                                \
  static void                                                                 \
  try_narrow_##name (void)                                                    \
  {                                                                           \
    for (int i = 0; i < 4; i++)                                               \
      {                                                                       \
        ffi_cif cif;                                                          \
        T value = VALUE (T, i);                                               \
        sig.n = 0;                                                            \
        sig.rtype = &ffi_type_##name;                                         \
        memcpy (sig.result, &value, sizeof value);                            \
        if (!is_integer (sig.rtype) || sizeof value >= sizeof (ffi_arg))      \
          return;                                                             \
        CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 0, sig.rtype, NULL)       \
               == FFI_OK);                                                    \
        call (&cif, FFI_FN (rubbish));                                        \
      }                                                                       \
  }

#define TYPES(X)                                                              \
  X (sint8, int8_t) X (uint8, uint8_t) X (sint16, int16_t)                    \
  X (uint16, uint16_t) X (sint32, int32_t) X (uint32, uint32_t)               \
  X (sint64, int64_t) X (uint64, uint64_t) X (float, float)                   \
  X (double, double)

#define DEFINE(name, T)                                                       \
  DEFINE_SAME (name, T, 1) DEFINE_SAME (name, T, 3) DEFINE_SAME (name, T, 4)  \
  DEFINE_SAME (name, T, 5) DEFINE_SAME (name, T, 6) DEFINE_SAME (name, T, 8)  \
  DEFINE_SAME (name, T, 9) DEFINE_SAME (name, T, 13)                          \
  DEFINE_SAME (name, T, 16) DEFINE_SAME (name, T, 17)                         \
  DEFINE_MIXED (name, T) DEFINE_NARROW (name, T)
TYPES (DEFINE)

#define TRY(name, T)                                                          \
  try_same_1_##name ();                                                       \
  try_same_3_##name ();                                                       \
  try_same_4_##name ();                                                       \
  try_same_5_##name ();                                                       \
  try_same_6_##name ();                                                       \
  try_same_8_##name ();                                                       \
  try_same_9_##name ();                                                       \
  try_same_13_##name ();                                                      \
  try_same_16_##name ();                                                      \
  try_same_17_##name ();                                                      \
  try_mixed_##name ();                                                        \
  try_narrow_##name ();

/* A result that no handler wrote does not show what the stack had.  */
static void
try_unwritten (void)
{
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 0, &ffi_type_slong, NULL)
         == FFI_OK);
  for (int put = 1; put >= 0; put--)
    {
      CHECK (ffi_prep_closure_loc (closure, &cif, put_or_not,
                                   put ? &sig : NULL, code) == FFI_OK);
      CHECK (((long (*) (void)) code) () == -put);
    }
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 0, &ffi_type_sint64, NULL)
         == FFI_OK);
  for (int put = 1; put >= 0; put--)
    {
      CHECK (ffi_prep_closure_loc (closure, &cif, put_wide_or_not,
                                   put ? &sig : NULL, code) == FFI_OK);
      CHECK (((int64_t (*) (void)) code) () == -put);
    }
}

int
main (void)
{
  closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure);
  TYPES (TRY)
  try_unwritten ();
  ffi_closure_free (closure);
  return 0;
}
