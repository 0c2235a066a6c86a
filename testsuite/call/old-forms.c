/* SPDX-License-Identifier: MIT */
/* Aggregates as programs for libffi describe them, each against the type that
   there is for it: sizes filled in, arrays as repeated members, unions by all
   members or by the largest, packed structs by their size and alignment,
   bit-fields by the integers that hold them.  Both have the same size and
   travel in the same places by every ABI of the platform, and a compiled
   function gets both.  Would catch: an old form that is read otherwise.  */
#include <ffi.h>
#include "check.h"

enum { MAX = 32 };

#define LIST(...) (ffi_type *[]) { __VA_ARGS__, NULL }
/* As the library lays it out, and as a program filled it in for C's TYPE.  */
#define BARE(code, ...) (ffi_type) { 0, 0, code, LIST (__VA_ARGS__) }
#define FILLED(type, ...)                                                     \
  (ffi_type) { sizeof (type), _Alignof (type), FFI_TYPE_STRUCT,               \
               LIST (__VA_ARGS__) }
#define ARRAY(element, n)                                                     \
  (ffi_type *) &(ffi_array) FFI_ARRAY_INIT (element, n)
#define BITS(unit, n)                                                         \
  (ffi_type *) &(ffi_bitfield) FFI_BITFIELD_INIT (unit, n)
#define RECORD(pack, align, ...)                                              \
  ((ffi_record) FFI_RECORD_INIT (LIST (__VA_ARGS__), pack, align))
#define CHR &ffi_type_schar
#define SHORT &ffi_type_sshort
#define INT &ffi_type_sint
#define FLT &ffi_type_float
#define DBL &ffi_type_double

/* ---- Where they travel ------------------------------------------------- */

/* (int, TYPE, double, TYPE) -> TYPE.  Whether ABI passes it.  */
static int
places (ffi_abi abi, ffi_type *type, ffi_description *d, ffi_placement *p)
{
  ffi_type *types[] = { INT, type, DBL, type };
  ffi_cif cif;
  if (ffi_prep_cif (&cif, abi, 4, type, types) != FFI_OK)
    return 0;
  memset (p, 0, MAX * sizeof *p);
  CHECK (ffi_describe (&cif, d, p, MAX) == FFI_OK && d->placements <= MAX);
  return 1;
}

static void
compare (ffi_type *old, ffi_type *new)
{
  static ffi_description a, b;
  static ffi_placement p[MAX], q[MAX];
  int n = 0;
  for (int abi = FFI_FIRST_ABI; abi < FFI_LAST_ABI; abi++)
    {
      int passed = places ((ffi_abi) abi, old, &a, p);
      CHECK (places ((ffi_abi) abi, new, &b, q) == passed);
      n += passed;
      if (!passed)
        continue;
      CHECK (old->size == new->size && old->alignment == new->alignment);
      CHECK (a.placements == b.placements && a.stack == b.stack
             && a.copies == b.copies && a.popped == b.popped);
      for (size_t i = 0; i < a.placements; i++)
        CHECK (p[i].argument == q[i].argument && p[i].how == q[i].how
               && p[i].offset == q[i].offset && p[i].size == q[i].size
               && p[i].reg == q[i].reg && p[i].at == q[i].at);
    }
  CHECK (n > 0);
}

/* ---- What arrives ------------------------------------------------------- */

static void
call (ffi_type *type, void (*fn) (void), size_t size)
{
  static struct guarded g;
  _Alignas (64) unsigned char value[2][64];
  int n = 3;
  double x = 2.5;
  ffi_type *types[] = { INT, type, DBL, type };
  void *values[] = { &n, value[0], &x, value[1] };
  ffi_cif cif;
  for (int i = 0; i < 64; i++)
    {
      value[0][i] = (unsigned char) (i % 5 + 16 * (i % 3));
      value[1][i] = (unsigned char) (i % 7 + 16 * (i % 3));
    }
  CHECK (type->size == size && size <= sizeof value[0]);
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 4, type, types) == FFI_OK);
  for (n = 0; n < 2; n++)
    {
      guard (&g);
      clobber ();
      ffi_call (&cif, fn, &g.value, values);
      CHECK (guard_holds (&g, size)
             && memcmp (&g.value, value[n], size) == 0);
    }
}

/* A function that gives its argument number N back whole.  */
#define FUNCTION(name)                                                        \
  static name                                                                 \
  pick_##name (int n, name a, double x, name b)                               \
  {                                                                           \
    union { name value; unsigned char bytes[sizeof (name)]; } r;              \
    CHECK (x == 2.5);                                                         \
    memcpy (r.bytes, n ? &b : &a, sizeof r.bytes);                            \
    return r.value;                                                           \
  }
/* NEW and each of the old forms.  */
#define FORMS(name, new, ...)                                                 \
  do                                                                          \
    {                                                                         \
      ffi_type *const old[] = { __VA_ARGS__ }, *const new_ = new;             \
      for (size_t i = 0; i < sizeof old / sizeof *old; i++)                   \
        {                                                                     \
          compare (old[i], new_);                                             \
          call (old[i], FFI_FN (pick_##name), sizeof (name));                 \
        }                                                                     \
      call (new_, FFI_FN (pick_##name), sizeof (name));                       \
    }                                                                         \
  while (0)

/* No byte of them is padding.  */
typedef struct { float f[3]; } floats;
typedef struct { char c[4]; int i[3]; double d[2]; } arrays;
typedef union { double d; int i; char c[8]; } any;
typedef union { struct { int a, b, c; } s; short h; } integers;
typedef struct __attribute__ ((packed)) { char c; double d; short h; } packed;
typedef struct { unsigned a : 3, b : 13, c : 16; int d; } words;
typedef struct { unsigned a : 3, b : 29; float x; } fields;
typedef struct { any a; packed p[2]; char c[2]; } nested;

FUNCTION (floats) FUNCTION (arrays) FUNCTION (any) FUNCTION (integers)
FUNCTION (packed) FUNCTION (words) FUNCTION (fields) FUNCTION (nested)

int
main (void)
{
  ffi_type three = BARE (FFI_TYPE_STRUCT, FLT, FLT, FLT);
  FORMS (floats, &BARE (FFI_TYPE_STRUCT, ARRAY (FLT, 3)),
         &BARE (FFI_TYPE_STRUCT, &three), &FILLED (floats, &three));
  /* n32 and n64 tell an array of doubles from two.  */
  ffi_type two = BARE (FFI_TYPE_STRUCT, DBL, DBL);
  FORMS (arrays,
         &BARE (FFI_TYPE_STRUCT, ARRAY (CHR, 4), ARRAY (INT, 3),
                ARRAY (DBL, 2)),
         &BARE (FFI_TYPE_STRUCT, CHR, CHR, CHR, CHR, INT, INT, INT, &two),
         &FILLED (arrays, CHR, CHR, CHR, CHR, INT, INT, INT, &two));

  ffi_type chars = BARE (FFI_TYPE_STRUCT, CHR, CHR, CHR, CHR, CHR, CHR, CHR,
                         CHR);
  ffi_type new_any = BARE (FFI_TYPE_UNION, DBL, INT, ARRAY (CHR, 8));
  ffi_type old_any = FILLED (any, DBL, INT, &chars);
  FORMS (any, &new_any, &old_any);
  ffi_type ints = BARE (FFI_TYPE_STRUCT, INT, INT, INT);
  FORMS (integers, &BARE (FFI_TYPE_UNION, &ints, SHORT),
         &FILLED (integers, &ints, SHORT), &FILLED (integers, &ints));

  ffi_record new_packed = RECORD (1, 0, CHR, DBL, SHORT);
  ffi_type old_packed = FILLED (packed, CHR, DBL, SHORT);
  FORMS (packed, &new_packed.type, &old_packed);

  FORMS (words,
         &BARE (FFI_TYPE_STRUCT, BITS (&ffi_type_uint, 3),
                BITS (&ffi_type_uint, 13), BITS (&ffi_type_uint, 16), INT),
         &FILLED (words, &ffi_type_uint, INT),
         &BARE (FFI_TYPE_STRUCT, &ffi_type_uint, INT));
  FORMS (fields,
         &BARE (FFI_TYPE_STRUCT, BITS (&ffi_type_uint, 3),
                BITS (&ffi_type_uint, 29), FLT),
         &FILLED (fields, &ffi_type_ushort, &ffi_type_ushort, FLT));

  FORMS (nested,
         &BARE (FFI_TYPE_STRUCT, &new_any, ARRAY (&new_packed.type, 2),
                ARRAY (CHR, 2)),
         &FILLED (nested, &old_any, &old_packed, &old_packed, CHR, CHR));
  return 0;
}
