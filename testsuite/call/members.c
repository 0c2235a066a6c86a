/* SPDX-License-Identifier: MIT */
/* Unions, arrays, bit-fields and records are laid out as the compiler lays them
   out: size, alignment, and the place of every member.  Where a member is, is
   seen by setting it to all ones.  */
#include <ffi.h>
#include <stdbool.h>
#include "check.h"

/* Bit I of the bytes at P, in the order in which this platform fills them.  */
static int
bit_at (const unsigned char *p, size_t i)
{
#if defined __BYTE_ORDER__ && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  return p[i / 8] >> (7 - i % 8) & 1;
#else
  return p[i / 8] >> i % 8 & 1;
#endif
}

/* ONES, SIZE bytes, is zero but for member INDEX of TYPE, of which all bits are
   set.  IS_BITS: a bit-field.  */
static void
check_member (ffi_type *type, size_t index, const void *ones, size_t size,
              int is_bits)
{
  size_t offset = 12345, first = 0, n = 0;
  unsigned bit = 12345, width = 12345;
  while (first < 8 * size && !bit_at (ones, first))
    first++;
  while (first + n < 8 * size && bit_at (ones, first + n))
    n++;
  CHECK (ffi_get_member (FFI_DEFAULT_ABI, type, index, &offset, &bit, &width)
         == FFI_OK);
  CHECK (8 * offset + bit == first);
  CHECK (is_bits ? width == n : width == 0 && bit == 0);
  CHECK (ffi_get_member (FFI_DEFAULT_ABI, type, index, NULL, NULL, NULL)
         == FFI_OK);
}

#define LAYOUT(type, c)                                                       \
  do                                                                          \
    {                                                                         \
      struct alignment_ { char a; c b; };                                     \
      CHECK (ffi_get_member (FFI_DEFAULT_ABI, (type), 0, NULL, NULL, NULL)    \
             == FFI_OK);                                                      \
      CHECK ((type)->size == sizeof (c));                                     \
      CHECK ((type)->alignment == offsetof (struct alignment_, b));           \
    }                                                                         \
  while (0)

#define BITS(type, index, c, member, bits)                                    \
  do                                                                          \
    {                                                                         \
      static c x_;                                                            \
      memset (&x_, 0, sizeof x_);                                             \
      x_.member = (bits);                                                     \
      check_member ((type), (index), &x_, sizeof x_, 1);                      \
    }                                                                         \
  while (0)

#define WHOLE(type, index, c, member)                                         \
  do                                                                          \
    {                                                                         \
      static c x_;                                                            \
      memset (&x_, 0, sizeof x_);                                             \
      memset (&x_.member, 0xff, sizeof x_.member);                            \
      check_member ((type), (index), &x_, sizeof x_, 0);                      \
    }                                                                         \
  while (0)

#define MEMBERS(...) (ffi_type *[]) { __VA_ARGS__, NULL }
#define STRUCT(...)                                                           \
  (ffi_type) { 0, 0, FFI_TYPE_STRUCT, MEMBERS (__VA_ARGS__) }
#define UNION(...)                                                            \
  (ffi_type) { 0, 0, FFI_TYPE_UNION, MEMBERS (__VA_ARGS__) }

/* Bit-fields of the units, by width, and arrays.  */
static ffi_bitfield field[16][65], unnamed[16][65];

static ffi_type *
bits (ffi_type *unit, unsigned width)
{
  ffi_bitfield *f = &field[unit->type][width];
  *f = (ffi_bitfield) FFI_BITFIELD_INIT (unit, width);
  return &f->type;
}

static ffi_type *
no_name (ffi_type *unit, unsigned width)
{
  ffi_bitfield *f = &unnamed[unit->type][width];
  *f = (ffi_bitfield) FFI_BITFIELD_INIT (unit, width | FFI_BITFIELD_UNNAMED);
  return &f->type;
}

static ffi_type *
array (ffi_type *element, size_t count)
{
  static ffi_array pool[32];
  static int used;
  pool[used] = (ffi_array) FFI_ARRAY_INIT (element, count);
  return &pool[used++].type;
}

#define U8 &ffi_type_uint8
#define I8 &ffi_type_schar
#define I16 &ffi_type_sshort
#define I32 &ffi_type_sint
#define U32 &ffi_type_uint
#define I64 &ffi_type_sint64

/* ---- Unions and arrays -------------------------------------------------- */

static void
unions (void)
{
  typedef union { int a; double b; char c[11]; } u;
  ffi_type t = UNION (I32, &ffi_type_double, array (I8, 11));
  LAYOUT (&t, u);
  WHOLE (&t, 0, u, a);
  WHOLE (&t, 1, u, b);
  WHOLE (&t, 2, u, c);

  typedef struct { char a; u b[3]; char c; union { short x; char y; } d; } s;
  ffi_type inner = UNION (I16, I8);
  ffi_type outer = STRUCT (I8, array (&t, 3), I8, &inner);
  LAYOUT (&outer, s);
  WHOLE (&outer, 1, s, b);
  WHOLE (&outer, 2, s, c);
  WHOLE (&outer, 3, s, d);

  typedef struct { char a; double b[2][3]; char c[4096]; char d; } m;
  ffi_type many = STRUCT (I8, array (array (&ffi_type_double, 3), 2),
                          array (I8, 4096), I8);
  LAYOUT (&many, m);
  WHOLE (&many, 1, m, b);
  WHOLE (&many, 2, m, c);
  WHOLE (&many, 3, m, d);
  CHECK (ffi_get_member (FFI_DEFAULT_ABI, &many, 4, NULL, NULL, NULL)
         == FFI_BAD_TYPEDEF);

  size_t offsets[4];
  CHECK (ffi_get_struct_offsets (FFI_DEFAULT_ABI, &many, offsets) == FFI_OK);
  CHECK (offsets[0] == 0 && offsets[1] == offsetof (m, b)
         && offsets[2] == offsetof (m, c) && offsets[3] == offsetof (m, d));
}

/* ---- Bit-fields ----------------------------------------------------------- */

static void
bit_fields (void)
{
  typedef struct { int a : 5; unsigned b : 20; int c : 8; char d; } s1;
  ffi_type t1 = STRUCT (bits (I32, 5), bits (U32, 20), bits (I32, 8), I8);
  LAYOUT (&t1, s1);
  BITS (&t1, 0, s1, a, -1);
  BITS (&t1, 1, s1, b, 0xfffff);
  BITS (&t1, 2, s1, c, -1);
  WHOLE (&t1, 3, s1, d);

  typedef struct { char a; short b : 9; int c : 24; _Bool d : 1;
                   unsigned char e : 7; long long f : 40; } s2;
  ffi_type t2 = STRUCT (I8, bits (I16, 9), bits (I32, 24), bits (U8, 1),
                        bits (U8, 7), bits (I64, 40));
  LAYOUT (&t2, s2);
  BITS (&t2, 1, s2, b, -1);
  BITS (&t2, 2, s2, c, -1);
  BITS (&t2, 3, s2, d, 1);
  BITS (&t2, 4, s2, e, 0x7f);
  BITS (&t2, 5, s2, f, -1);

  typedef struct { long long a : 60; long long b : 58; char c : 6; } s3;
  ffi_type t3 = STRUCT (bits (I64, 60), bits (I64, 58), bits (I8, 6));
  LAYOUT (&t3, s3);
  BITS (&t3, 0, s3, a, -1);
  BITS (&t3, 1, s3, b, -1);
  BITS (&t3, 2, s3, c, -1);

  typedef struct { char a; long long b : 40; int c : 3; } s4;
  ffi_type t4 = STRUCT (I8, bits (I64, 40), bits (I32, 3));
  LAYOUT (&t4, s4);
  BITS (&t4, 1, s4, b, -1);
  BITS (&t4, 2, s4, c, -1);

  typedef union { int a : 5; unsigned b : 20; char c; } u5;
  ffi_type t5 = UNION (bits (I32, 5), bits (U32, 20), I8);
  LAYOUT (&t5, u5);
  BITS (&t5, 0, u5, a, -1);
  BITS (&t5, 1, u5, b, 0xfffff);

  typedef struct { char a; s1 b[2]; u5 c; int d : 31; } s6;
  ffi_type t6 = STRUCT (I8, array (&t1, 2), &t5, bits (I32, 31));
  LAYOUT (&t6, s6);
  WHOLE (&t6, 1, s6, b);
  BITS (&t6, 3, s6, d, -1);
}

/* Those without a name, and of no width.  */
static void
unnamed_bit_fields (void)
{
  typedef struct { char a; int : 5; char b; } s1;
  ffi_type t1 = STRUCT (I8, no_name (I32, 5), I8);
  LAYOUT (&t1, s1);
  WHOLE (&t1, 2, s1, b);

  typedef struct { char a; int : 0; char b; } s2;
  ffi_type t2 = STRUCT (I8, bits (I32, 0), I8);
  LAYOUT (&t2, s2);
  WHOLE (&t2, 2, s2, b);

  typedef struct { char a : 1; int : 0; char b : 3; char : 0; char c; } s3;
  ffi_type t3 = STRUCT (bits (I8, 1), bits (I32, 0), bits (I8, 3),
                        bits (I8, 0), I8);
  LAYOUT (&t3, s3);
  BITS (&t3, 2, s3, b, -1);
  WHOLE (&t3, 4, s3, c);

  typedef struct { int a : 5; long long : 0; char b; } s4;
  ffi_type t4 = STRUCT (bits (I32, 5), bits (I64, 0), I8);
  LAYOUT (&t4, s4);
  WHOLE (&t4, 2, s4, b);

  typedef union { char a; int : 20; } u5;
  ffi_type t5 = UNION (I8, no_name (I32, 20));
  LAYOUT (&t5, u5);

  typedef union { char a; int : 0; } u6;
  ffi_type t6 = UNION (I8, bits (I32, 0));
  LAYOUT (&t6, u6);
}

/* ---- Records -------------------------------------------------------------- */

static void
records (void)
{
  typedef struct __attribute__ ((packed)) { char a; int b; double c; } s1;
  ffi_record t1 = FFI_RECORD_INIT (MEMBERS (I8, I32, &ffi_type_double), 1, 0);
  LAYOUT (&t1.type, s1);
  WHOLE (&t1.type, 1, s1, b);
  WHOLE (&t1.type, 2, s1, c);

  typedef struct { char a; int b; } __attribute__ ((aligned (32))) s2;
  ffi_record t2 = FFI_RECORD_INIT (MEMBERS (I8, I32), 0, 32);
  LAYOUT (&t2.type, s2);
  WHOLE (&t2.type, 1, s2, b);

  typedef struct __attribute__ ((packed, aligned (4)))
    { char a; double b; char c; } s3;
  ffi_record t3 = FFI_RECORD_INIT (MEMBERS (I8, &ffi_type_double, I8), 1, 4);
  LAYOUT (&t3.type, s3);
  WHOLE (&t3.type, 1, s3, b);
  WHOLE (&t3.type, 2, s3, c);

#pragma pack(2)
  typedef struct { char a; double b; char c; int d : 20; int e : 20; } s4;
#pragma pack()
  ffi_record t4 = FFI_RECORD_INIT (
    MEMBERS (I8, &ffi_type_double, I8, bits (I32, 20), bits (I32, 20)), 2, 0);
  LAYOUT (&t4.type, s4);
  WHOLE (&t4.type, 1, s4, b);
  WHOLE (&t4.type, 2, s4, c);
  BITS (&t4.type, 3, s4, d, -1);
  BITS (&t4.type, 4, s4, e, -1);

  typedef struct __attribute__ ((packed)) { char a; int b : 5; int c : 30;
                                            s1 d; long long e : 50; } s5;
  ffi_record t5 = FFI_RECORD_INIT (
    MEMBERS (I8, bits (I32, 5), bits (I32, 30), &t1.type, bits (I64, 50)),
    1, 0);
  /* Clang does not pack bit-fields as gcc does there.  */
#if !(defined __clang__ && defined _WIN32)
  LAYOUT (&t5.type, s5);
  BITS (&t5.type, 1, s5, b, -1);
  BITS (&t5.type, 2, s5, c, -1);
  WHOLE (&t5.type, 3, s5, d);
  BITS (&t5.type, 4, s5, e, -1);
#endif

  typedef struct __attribute__ ((packed)) { char a; int : 0; char b; } s6;
  ffi_record t6 = FFI_RECORD_INIT (MEMBERS (I8, bits (I32, 0), I8), 1, 0);
  LAYOUT (&t6.type, s6);
  WHOLE (&t6.type, 2, s6, b);

  typedef union { char a; int b; } __attribute__ ((aligned (16))) u7;
  ffi_record t7 = FFI_RECORD_INIT (MEMBERS (I8, I32), 0, 16);
  t7.flags = FFI_RECORD_UNION;
  LAYOUT (&t7.type, u7);
  WHOLE (&t7.type, 1, u7, b);
}

/* Both kinds of bit-fields where the compiler has attributes for them.  */
#if (defined __x86_64__ || defined __i386__) && !defined __clang__
static void
others_bit_fields (void)
{
  typedef struct __attribute__ ((ms_struct))
    { char a; int b : 5; char c : 3; char d : 6; int : 0; long long e : 40;
      short f; } s;
  ffi_type **members
    = MEMBERS (I8, bits (I32, 5), bits (I8, 3), bits (I8, 6), bits (I32, 0),
               bits (I64, 40), I16);
  ffi_record ms = FFI_RECORD_INIT (members, 0, 0);
  ms.flags = FFI_RECORD_MS;
  LAYOUT (&ms.type, s);
  BITS (&ms.type, 1, s, b, -1);
  BITS (&ms.type, 2, s, c, -1);
  BITS (&ms.type, 3, s, d, -1);
  BITS (&ms.type, 5, s, e, -1);
  WHOLE (&ms.type, 6, s, f);

  typedef struct __attribute__ ((gcc_struct))
    { char a; int b : 5; char c : 3; char d : 6; int : 0; long long e : 40;
      short f; } g;
  ffi_record gnu = FFI_RECORD_INIT (members, 0, 0);
  gnu.flags = FFI_RECORD_GNU;
  LAYOUT (&gnu.type, g);
  BITS (&gnu.type, 1, g, b, -1);
  BITS (&gnu.type, 2, g, c, -1);
  BITS (&gnu.type, 3, g, d, -1);
  BITS (&gnu.type, 5, g, e, -1);
  WHOLE (&gnu.type, 6, g, f);
}
#else
# define others_bit_fields() (void) 0
#endif

/* ---- What is refused ------------------------------------------------------ */

static ffi_status
try (ffi_type *type)
{
  ffi_cif cif;
  ffi_status as_argument
    = ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 1, &ffi_type_void, &type);
  ffi_status as_result
    = ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 0, type, NULL);
  CHECK (as_argument == as_result);
  return as_argument;
}

static ffi_status
try_member (ffi_type *type)
{
  ffi_type outer = STRUCT (I32, type);
  return try (&outer);
}

static void
bad (void)
{
  ffi_bitfield wide = FFI_BITFIELD_INIT (I32, 33);
  ffi_bitfield of_float = FFI_BITFIELD_INIT (&ffi_type_float, 3);
  ffi_bitfield of_nothing = FFI_BITFIELD_INIT (NULL, 3);
  ffi_bitfield good = FFI_BITFIELD_INIT (I32, 32);
  CHECK (try_member (&wide.type) == FFI_BAD_TYPEDEF);
  CHECK (try_member (&of_float.type) == FFI_BAD_TYPEDEF);
  CHECK (try_member (&of_nothing.type) == FFI_BAD_TYPEDEF);
  CHECK (try_member (&good.type) == FFI_OK);
  CHECK (try (&good.type) == FFI_BAD_TYPEDEF);

  ffi_array none = FFI_ARRAY_INIT (I32, 0);
  ffi_array negative = FFI_ARRAY_INIT (I32, (size_t) -1);
  ffi_array of_void = FFI_ARRAY_INIT (&ffi_type_void, 2);
  ffi_array of_null = FFI_ARRAY_INIT (NULL, 2);
  ffi_array of_bits = FFI_ARRAY_INIT (&good.type, 2);
  ffi_array fine = FFI_ARRAY_INIT (I32, 2);
  ffi_type aligned = { 4, 8, FFI_TYPE_SINT32, NULL };
  ffi_array of_aligned = FFI_ARRAY_INIT (&aligned, 2);
  CHECK (try_member (&none.type) == FFI_BAD_TYPEDEF);
  CHECK (try_member (&negative.type) == FFI_BAD_TYPEDEF);
  CHECK (try_member (&of_void.type) == FFI_BAD_TYPEDEF);
  CHECK (try_member (&of_null.type) == FFI_BAD_TYPEDEF);
  CHECK (try_member (&of_bits.type) == FFI_BAD_TYPEDEF);
  CHECK (try_member (&of_aligned.type) == FFI_BAD_TYPEDEF);
  CHECK (try_member (&fine.type) == FFI_OK);
  CHECK (try (&fine.type) == FFI_BAD_TYPEDEF);

  for (unsigned i = 0; i < 6; i++)
    {
      static const struct { unsigned pack, align, flags; } odd[]
        = { { 3, 0, 0 }, { 0, 12, 0 }, { 65536, 0, 0 }, { 0, 65536, 0 },
            { 0, 0, 8 }, { 0, 0, FFI_RECORD_MS | FFI_RECORD_GNU } };
      ffi_record r
        = FFI_RECORD_INIT (MEMBERS (I8, I32), odd[i].pack, odd[i].align);
      r.flags = odd[i].flags;
      CHECK (try (&r.type) == FFI_BAD_TYPEDEF);
    }

  ffi_type empty = { 0, 0, FFI_TYPE_UNION, (ffi_type *[]) { NULL } };
  ffi_type of_size = UNION (I8, I32);
  of_size.size = 12;
  of_size.alignment = 4;
  CHECK (try (&empty) == FFI_BAD_TYPEDEF);
  CHECK (try (&of_size) == FFI_BAD_TYPEDEF);
  CHECK (ffi_get_member (FFI_DEFAULT_ABI, NULL, 0, NULL, NULL, NULL)
         == FFI_BAD_TYPEDEF);
  CHECK (ffi_get_member (FFI_DEFAULT_ABI, I32, 0, NULL, NULL, NULL)
         == FFI_BAD_TYPEDEF);
  CHECK (ffi_get_member ((ffi_abi) 999, &of_size, 0, NULL, NULL, NULL)
         == FFI_BAD_ABI);
}

int
main (void)
{
  unions ();
  bit_fields ();
  unnamed_bit_fields ();
  records ();
  others_bit_fields ();
  bad ();
  return 0;
}
