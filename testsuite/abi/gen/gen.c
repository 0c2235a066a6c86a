/* SPDX-License-Identifier: MIT */
/* Writes a C program of random signatures: for each a compiled callee and a
   compiled caller, and a description from which harness.c makes ffi_type
   objects.  The same SEED and options give the same signatures.

     gen SEED COUNT [OPTION...] >program.c

     --target=NAME     what the ABI and its compilers have (see targets[])
     --opposite=NAME   gcc or clang: leave out what this compiler does not do
                       as the ABI and the others say (see avoid[])
     --without=LIST    of constructs by name (see constructs[]), with commas
     --first=N         number of the first signature
     --only=N          this signature alone
     --drop=LIST       make a signature simpler, for the script run:
                       aI  without argument I          iI  argument I is int
                       tI.J  type I without its member J
                       r  no result                    v  not variadic
     --candidates      write instead what --drop could do to --only  */
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- What targets and compilers have ------------------------------------ */

enum
{
  INT128 = 1, VECTOR8 = 2, VECTOR16 = 4, COMPLEX = 8, LDBL = 16, UNION = 32,
  PACKED = 64, BITS = 128, ALIGNED = 256, VARIADIC = 512,
  VARIADIC_LARGE = 1024,   /* more than ints, doubles, pointers in "..." */
  BARE_INT128 = 2048,      /* as an argument, not in a struct */
  COMPLEX_LDBL = 4096,
  RESULT_IN_MEMORY = 8192,
  WORDS_LATER = 16384,     /* other arguments than words as the first two */
  ARRAYS_APART = 32768,     /* an array in a struct is described as a struct:
                              it is not passed as so many members are */
  VARIADIC_ALIGNED = 65536, /* structs with an alignment of their own in "..." */
  ONE_APART = 131072,       /* a struct of an array of one is not passed as one
                               of its element is */
  PACKED_MIXED = 262144,    /* packed structs with bit-fields: gcc and clang
                               agree on them but on Windows */
  BITS_MIXED = 524288,      /* structs of bit-fields and other members */
  BITS_UNNAMED = 1048576,   /* bit-fields without a name beside them */
  BITS_UNALIGNED = 2097152, /* structs of bit-fields in packed structs */
  HALF = 4194304,           /* _Float16 */
  VARIADIC_VECTORS = 8388608, /* structs of vectors or halves in "..." */
  BASE = COMPLEX | COMPLEX_LDBL | LDBL | UNION | PACKED | BITS | ALIGNED
         | VARIADIC | VARIADIC_LARGE | VARIADIC_ALIGNED | RESULT_IN_MEMORY
         | WORDS_LATER | PACKED_MIXED | BITS_MIXED | BITS_UNNAMED
         | BITS_UNALIGNED | VARIADIC_VECTORS,
  ALL = BASE | INT128 | VECTOR8 | VECTOR16 | BARE_INT128
};

static const struct { const char *name; unsigned bit; } constructs[] = {
  { "int128", INT128 },     { "vector8", VECTOR8 },  { "vector16", VECTOR16 },
  { "complex", COMPLEX },   { "ldbl", LDBL },        { "union", UNION },
  { "packed", PACKED },     { "bits", BITS },        { "aligned", ALIGNED },
  { "variadic", VARIADIC }, { "variadic-large", VARIADIC_LARGE },
  { "bare-int128", BARE_INT128 }, { "complex-ldbl", COMPLEX_LDBL },
  { "result-in-memory", RESULT_IN_MEMORY }, { "words-later", WORDS_LATER },
  { "variadic-aligned", VARIADIC_ALIGNED }, { "packed-mixed", PACKED_MIXED },
  { "bits-mixed", BITS_MIXED }, { "bits-unnamed", BITS_UNNAMED },
  { "bits-unaligned", BITS_UNALIGNED }, { "half", HALF },
  { "variadic-vectors", VARIADIC_VECTORS },
  { NULL, 0 }
};

static const struct target
{
  const char *name;
  unsigned has;
  const char *attribute;   /* of the functions */
  const char *abi;         /* an ffi_abi */
} targets[] = {
  { "x86_64", ALL | HALF, "", "FFI_DEFAULT_ABI" },
  { "x32", ALL | HALF, "", "FFI_DEFAULT_ABI" },
  { "ms_abi", ALL, "__attribute__ ((ms_abi))", "MS_ABI" },
  { "win64", ALL & ~(VECTOR8 | PACKED_MIXED), "", "FFI_DEFAULT_ABI" },
  { "i386", BASE, "", "FFI_DEFAULT_ABI" },
  { "stdcall", BASE & ~(VARIADIC | VARIADIC_LARGE),
    "__attribute__ ((stdcall))", "FFI_STDCALL" },
  { "fastcall", BASE & ~(VARIADIC | VARIADIC_LARGE),
    "__attribute__ ((fastcall))", "FFI_FASTCALL" },
  { "thiscall", BASE & ~(VARIADIC | VARIADIC_LARGE),
    "__attribute__ ((thiscall))", "FFI_THISCALL" },
  { "win32", (BASE & ~PACKED_MIXED) | ARRAYS_APART, "", "FFI_DEFAULT_ABI" },
  { "win32-stdcall",
    (BASE | ARRAYS_APART) & ~(VARIADIC | VARIADIC_LARGE | PACKED_MIXED),
    "__attribute__ ((stdcall))", "FFI_STDCALL" },
  { "win32-fastcall",
    (BASE | ARRAYS_APART) & ~(VARIADIC | VARIADIC_LARGE | PACKED_MIXED),
    "__attribute__ ((fastcall))", "FFI_FASTCALL" },
  { "win32-thiscall",
    (BASE | ARRAYS_APART) & ~(VARIADIC | VARIADIC_LARGE | PACKED_MIXED),
    "__attribute__ ((thiscall))", "FFI_THISCALL" },
  { "aarch64", ALL | HALF, "", "FFI_DEFAULT_ABI" },
  { "aarch64-apple", ALL | HALF, "", "FFI_DEFAULT_ABI" },
  /* Clang's.  Its variadic functions take named vectors and long doubles in v
     registers, against Microsoft's text, and do not read as va_arg what
     their callers pass if that is large.  */
  { "aarch64-ms_abi", ALL & ~(VARIADIC | VARIADIC_LARGE),
    "__attribute__ ((ms_abi))", "MS_ABI" },
  { "aarch64-ms_abi-variadic",
    ALL & ~(VARIADIC_LARGE | VECTOR8 | VECTOR16 | LDBL | COMPLEX_LDBL),
    "__attribute__ ((ms_abi))", "MS_ABI" },
  { "arm", BASE | HALF | VECTOR8 | VECTOR16, "", "FFI_DEFAULT_ABI" },
  { "arm-base", BASE | HALF | VECTOR8 | VECTOR16,
    "__attribute__ ((pcs (\"aapcs\")))", "FFI_SYSV" },
  { "arm-vfp", BASE | HALF | VECTOR8 | VECTOR16,
    "__attribute__ ((pcs (\"aapcs-vfp\")))", "FFI_VFP" },
  { "arm-apple", BASE, "", "FFI_DEFAULT_ABI" },
  { "riscv64", ALL | HALF, "", "FFI_DEFAULT_ABI" },
  { "riscv32", BASE | HALF | VECTOR8 | VECTOR16, "", "FFI_DEFAULT_ABI" },
  { "loongarch64", ALL, "", "FFI_DEFAULT_ABI" },
  { "mips-o32", BASE | VECTOR8 | VECTOR16, "", "FFI_DEFAULT_ABI" },
  { "mips-n32", ALL | ARRAYS_APART, "", "FFI_DEFAULT_ABI" },
  { "mips-n64", ALL | ARRAYS_APART, "", "FFI_DEFAULT_ABI" },
  { "s390x", ALL | ONE_APART, "", "FFI_DEFAULT_ABI" },
  { "s390", BASE | VECTOR8 | VECTOR16 | ONE_APART, "", "FFI_DEFAULT_ABI" },
  { "powerpc64le", ALL, "", "FFI_DEFAULT_ABI" },
  { "powerpc64-elfv2", ALL, "", "FFI_DEFAULT_ABI" },
  { "powerpc64-elfv1", ALL & ~VECTOR16, "", "FFI_DEFAULT_ABI" },
  { "powerpc", BASE | VECTOR8 | VECTOR16, "", "FFI_DEFAULT_ABI" },
  { NULL, 0, NULL, NULL }
};

static const struct avoid
{
  const char *compiler, *target;
  unsigned what;
  const char *reason;
} avoid[] = {
  { "clang", "x86_64", BARE_INT128 | BITS_UNALIGNED,
    "with one register left clang splits it, or wastes the register; a struct "
    "of bit-fields that is not at a multiple of its alignment makes MEMORY for "
    "clang, for gcc only a scalar does" },
  { "clang", "x32", BARE_INT128 | BITS_UNALIGNED, "as on x86_64" },
  { "gcc", "x86_64", BITS_UNNAMED | VARIADIC_ALIGNED,
    "padding of bit-fields is of the class INTEGER for gcc, of none for clang; "
    "gcc's va_arg loads a struct from its register save area as if the struct "
    "were aligned there, and stops" },
  { "gcc", "x32", BITS_UNNAMED | VARIADIC_ALIGNED, "as on x86_64" },
  { "gcc", "ms_abi", VARIADIC_LARGE,
    "its va_arg reads by value what its callers pass by reference" },
  { "clang", "ms_abi", VECTOR8,
    "its va_arg does not read what its callers pass" },
  { "gcc", "aarch64", VARIADIC_VECTORS,
    "gcc 12's va_arg at -O2 reads a homogeneous aggregate of halves, or of "
    "vectors of several types, before it is stored" },
  { "clang", "aarch64-apple", VARIADIC_ALIGNED,
    "its va_arg aligns to 16 a homogeneous aggregate that its callers put "
    "where a word ends" },
  { "gcc", "arm", PACKED_MIXED,
    "gcc 9 to 12 align a packed bit-field as its type where it is passed" },
  { "gcc", "arm-base", PACKED_MIXED, "as on arm" },
  { "gcc", "arm-vfp", PACKED_MIXED, "as on arm" },
  { "clang", "arm", PACKED,
    "a packed homogeneous aggregate is aligned as its members on the stack" },
  { "clang", "arm-vfp", PACKED, "as on arm" },
  { "clang", "riscv64", BITS_MIXED | PACKED_MIXED,
    "a bit-field whose unit reaches over the float beside it keeps both out of "
    "floating-point registers" },
  { "clang", "riscv32", BITS_MIXED | PACKED_MIXED, "as on riscv64" },
  { "clang", "loongarch64", BITS_MIXED | PACKED_MIXED, "as on riscv64" },
  { "clang", "mips-n32", BARE_INT128, "clang does not align its register" },
  { "clang", "mips-n64", BARE_INT128, "clang does not align its register" },
  { "clang", "fastcall", RESULT_IN_MEMORY | WORDS_LATER,
    "the hidden pointer is on the stack, and registers are left for what "
    "follows an 8-byte integer" },
  { "clang", "thiscall", RESULT_IN_MEMORY | WORDS_LATER,
    "as fastcall; an 8-byte integer may be split" },
  { "clang", "win32", LDBL, "the result {ldbl} is in memory, gcc's in st0" },
  { "clang", "win32-stdcall", LDBL, "as win32" },
  { "clang", "win32-fastcall", LDBL | RESULT_IN_MEMORY | WORDS_LATER,
    "as win32 and fastcall" },
  { "clang", "win32-thiscall", LDBL | RESULT_IN_MEMORY | WORDS_LATER,
    "as win32 and thiscall" },
  { NULL, NULL, 0, NULL }
};

static const struct target *target = &targets[0];
static unsigned has;

/* ---- Types -------------------------------------------------------------- */

enum
{
  T_VOID, T_U8, T_I8, T_U16, T_I16, T_U32, T_I32, T_U64, T_I64, T_PTR,
  T_FLOAT, T_DOUBLE, T_LDBL, T_CFLOAT, T_CDOUBLE, T_CLDBL, T_U128, T_I128,
  T_HALF, T_FIRST
};

/* How C and the reports spell them, and how harness.c fills them.  */
static const struct scalar
{
  const char *c, *text, *kind;
  unsigned size;           /* about */
} scalars[T_FIRST] = {
  { "void", "void", "K_RAW", 0 },
  { "unsigned char", "u8", "K_RAW", 1 },
  { "signed char", "i8", "K_RAW", 1 },
  { "unsigned short", "u16", "K_RAW", 2 },
  { "short", "i16", "K_RAW", 2 },
  { "unsigned", "u32", "K_RAW", 4 },
  { "int", "int", "K_RAW", 4 },
  { "unsigned long long", "u64", "K_RAW", 8 },
  { "long long", "i64", "K_RAW", 8 },
  { "void *", "void*", "K_RAW", 8 },
  { "float", "float", "K_FLOAT", 4 },
  { "double", "double", "K_DOUBLE", 8 },
  { "long double", "ldbl", "K_LDBL", 16 },
  { "_Complex float", "complex float", "K_FLOAT", 8 },
  { "_Complex double", "complex double", "K_DOUBLE", 16 },
  { "_Complex long double", "complex ldbl", "K_LDBL", 32 },
  { "unsigned __int128", "u128", "K_RAW", 16 },
  { "__int128", "i128", "K_RAW", 16 },
  { "half", "_Float16", "K_HALF", 2 },
};

/* MIXED_BITS: bit-fields of any kind beside other members, which cannot be
   described by sizes; PACKED_BITS: the same, packed.  */
enum form { STRUCT, UNION_OF, PACKED_STRUCT, BIT_FIELDS, ALIGNED_STRUCT,
            MIXED_BITS, PACKED_BITS, VECTOR };

enum { MAX_MEMBERS = 12, MAX_TYPES = 800, MAX_ARGS = 48, MAX_COUNT = 5000,
       MAX_BYTES = 480, MAX_DEPTH = 3 };

struct member
{
  int type;
  int count;               /* 0: no array */
  int bits;                /* 0: no bit-field */
  bool unnamed;            /* a bit-field of bits - 1 without a name */
};

struct type
{
  enum form form;
  int nmembers, depth, active;
  struct member member[MAX_MEMBERS];
  unsigned align;          /* of ALIGNED_STRUCT */
  unsigned size;           /* an upper bound */
  unsigned holds;          /* constructs in it */
  bool used;
};

static struct type types[MAX_TYPES];
static int ntypes;

struct signature
{
  int result, nargs, nfixed;
  int arg[MAX_ARGS];
};

static struct signature signatures[MAX_COUNT];

static struct type *
type_of (int t)
{
  return &types[t - T_FIRST];
}

static unsigned
size_of (int t)
{
  return t < T_FIRST ? scalars[t].size : type_of (t)->size;
}

static int
depth_of (int t)
{
  return t < T_FIRST ? 0 : type_of (t)->depth;
}

/* ---- Chance ------------------------------------------------------------- */

static uint64_t state;

/* A number below N.  */
static unsigned
below (unsigned n)
{
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (unsigned) ((state >> 24) % n);
}

static bool
percent (unsigned n)
{
  return below (100) < n;
}

static int
small_integer (void)
{
  return T_U8 + (int) below (6);
}

static int
integer (void)
{
  return T_U8 + (int) below (9);
}

static int
large_scalar (void)
{
  switch (below (6))
    {
    case 0: return has & LDBL ? T_LDBL : T_DOUBLE;
    case 1: return has & COMPLEX ? T_CFLOAT : T_FLOAT;
    case 2: return has & COMPLEX ? T_CDOUBLE : T_DOUBLE;
    case 3: return has & LDBL && has & COMPLEX_LDBL ? T_CLDBL : T_DOUBLE;
    default: return has & INT128 ? T_U128 + (int) below (2) : T_I64;
    }
}

/* A scalar; STRONG keeps to those that use registers up.  */
static int
scalar (bool strong)
{
  if (has & HALF && percent (6))
    return T_HALF;
  if (!strong && percent (14))
    return large_scalar ();
  if (percent (50))
    return integer ();
  return percent (50) ? T_FLOAT : T_DOUBLE;
}

/* ---- Making types ------------------------------------------------------- */

static unsigned
constructs_of (int t)
{
  if (t >= T_FIRST)
    return type_of (t)->holds;
  return t == T_LDBL || t == T_CLDBL ? LDBL
         : t == T_U128 || t == T_I128 ? INT128
         : t == T_HALF ? HALF : 0;
}

static void
add_member (struct type *type, int t, int count, int bits)
{
  if (type->nmembers == MAX_MEMBERS)
    return;
  if (type->form == PACKED_STRUCT && constructs_of (t) & BITS
      && !(has & BITS_UNALIGNED))
    t = T_I32;
  unsigned size = size_of (t) * (unsigned) (count ? count : 1);
  if (type->size + size > MAX_BYTES)
    return;
  type->member[type->nmembers++] = (struct member) { t, count, bits, false };
  type->size += size + 15;
  type->holds |= constructs_of (t);
  if (bits && type->form != PACKED_BITS)
    type->holds |= BITS;
  if (depth_of (t) >= type->depth)
    type->depth = depth_of (t) + 1;
}

static int
random_vector (void)
{
  static const int lane[] = { T_FLOAT, T_DOUBLE, T_I8, T_U8, T_I16, T_U16,
                              T_I32, T_U32, T_I64 };
  unsigned size = !(has & VECTOR8) ? 16 : !(has & VECTOR16) ? 8
                  : percent (60) ? 16 : 8;
  int t = lane[below (sizeof lane / sizeof *lane)];
  if (size == scalars[t].size)     /* one lane: compilers differ */
    t = T_FLOAT;
  struct type *type = &types[ntypes];
  *type = (struct type) { .form = VECTOR, .nmembers = 1, .size = size,
                          .holds = VECTOR16 };
  type->member[0] = (struct member) { t, (int) (size / scalars[t].size), 0,
                                      false };
  return T_FIRST + ntypes++;
}

/* A member's type: mostly a scalar, else an earlier aggregate.  */
static int
member_type (void)
{
  if (ntypes && percent (22))
    {
      int t = T_FIRST + (int) below ((unsigned) ntypes);
      if (depth_of (t) < MAX_DEPTH && size_of (t) < 100)
        return t;
    }
  return scalar (false);
}

static void
bit_fields (struct type *type)
{
  unsigned n = 1 + below (4);
  while (n--)
    {
      int t = T_U8 + (int) below (8);
      add_member (type, t, 0, 1 + (int) below (8 * scalars[t].size));
    }
}

/* Bit-fields with names and without beside scalars; the first has one.  */
static void
mixed_bits (struct type *type)
{
  unsigned n = 2 + below (5);
  while (n--)
    {
      int t = T_U8 + (int) below (8);
      unsigned width = 1 + below (8 * scalars[t].size);
      if (percent (35))
        add_member (type, scalar (true), 0, 0);
      else if (!type->nmembers || percent (70))
        add_member (type, t, 0, (int) (percent (50) ? 1 + width / 3 : width));
      else if (type->nmembers < MAX_MEMBERS && has & BITS_UNNAMED)
        {
          add_member (type, t, 0, percent (50) ? 1 : (int) width + 1);
          type->member[type->nmembers - 1].unnamed = true;
        }
    }
}

/* One to five of one type, as vector registers take them together.  */
static void
homogeneous (struct type *type)
{
  int t = percent (45) ? T_FLOAT : percent (75) ? T_DOUBLE : scalar (false);
  unsigned n = 1 + below (5);
  if (percent (30))
    add_member (type, t, (int) n, 0);
  else
    while (n--)
      add_member (type, t, 0, 0);
}

/* Some bytes: the odd sizes matter.  */
static void
some_bytes (struct type *type)
{
  unsigned n = percent (80) ? 1 + below (17)
               : percent (50) ? 17 + below (32) : 60 + below (200);
  add_member (type, small_integer (), (int) n, 0);
  while (percent (30))
    add_member (type, scalar (true), 0, 0);
}

static void
mixed (struct type *type)
{
  unsigned n = 1 + below (percent (75) ? 4 : 9);
  while (n--)
    add_member (type, member_type (), percent (12) ? 1 + (int) below (4) : 0,
                0);
}

static void
members (struct type *type)
{
  unsigned r = below (100);
  if (r < 25)
    homogeneous (type);
  else if (r < 45)
    some_bytes (type);
  else
    mixed (type);
}

static int
random_aggregate (void)
{
  struct type *type = &types[ntypes];
  unsigned r = below (100);
  *type = (struct type) { .form = STRUCT };
  if (r < 10 && has & UNION)
    {
      type->form = UNION_OF;
      add_member (type, member_type (), 0, 0);
    }
  else if (r < 18 && has & PACKED)
    type->form = PACKED_STRUCT;
  else if (r < 22 && has & BITS)
    type->form = BIT_FIELDS;
  else if (r < 30 && has & BITS && has & BITS_MIXED)
    {
      type->form = has & PACKED_MIXED && percent (30) ? PACKED_BITS
                                                      : MIXED_BITS;
      type->holds |= BITS_MIXED;
    }
  else if (r < 35 && has & ALIGNED)
    {
      type->form = ALIGNED_STRUCT;
      type->align = 16;
      type->holds |= ALIGNED;
    }
  if (type->form == BIT_FIELDS)
    bit_fields (type);
  else if (type->form == MIXED_BITS || type->form == PACKED_BITS)
    mixed_bits (type);
  else
    members (type);
  if (type->form == UNION_OF && type->nmembers < 2)
    add_member (type, T_U8, 0, 0);
  if (!type->nmembers)
    add_member (type, T_I32, 0, 0);
  type->active = (int) below ((unsigned) type->nmembers);
  return T_FIRST + ntypes++;
}

/* ---- Making signatures -------------------------------------------------- */

/* As a member, or by itself if the compiler at hand passes that right.  */
static int
bare (int t)
{
  if ((t == T_U128 || t == T_I128) && !(has & BARE_INT128))
    return T_I64;
  return t;
}

static int
any_type (unsigned scalars_percent)
{
  if (percent (scalars_percent))
    return bare (scalar (false));
  /* Some types are used again, to be members of others too.  */
  if (ntypes == MAX_TYPES || (ntypes && percent (30)))
    return T_FIRST + (int) below ((unsigned) ntypes);
  if ((has & (VECTOR8 | VECTOR16)) && percent (8))
    return random_vector ();
  return random_aggregate ();
}

static bool
small (int t)
{
  return t >= T_U8 && t <= T_PTR && t != T_U128;
}

/* What an argument in "..." becomes.  */
static int
promoted (int t)
{
  if (t >= T_U8 && t <= T_I16)
    t = T_I32;
  if (t == T_FLOAT || t == T_HALF)
    t = T_DOUBLE;
  if (!(has & VARIADIC_LARGE) && !small (t) && t != T_DOUBLE)
    t = T_I64;
  if (!(has & VARIADIC_ALIGNED) && constructs_of (t) & ALIGNED)
    t = T_I64;
  if (!(has & VARIADIC_VECTORS) && constructs_of (t) & (HALF | VECTOR16)
      && type_of (t)->form != VECTOR)
    t = T_I64;
  return t;
}

/* Arguments that use up most registers of a kind.  */
static void
exhaust (struct signature *s)
{
  int kind = (int) below (4);
  int n = 3 + (int) below (8);
  for (int i = 0; i < n; i++)
    s->arg[s->nargs++] = kind == 0   ? integer ()
                         : kind == 1 ? T_DOUBLE - (int) below (2)
                         : kind == 2 ? scalar (true) : T_I32;
}

/* Nine to twelve words or doubles, or as many of their halves: with so few
   and so plain arguments on the stack a call still has a fast path.  */
static void
just_overflow (struct signature *s)
{
  static const int type[][2] = { { T_I64, T_I64 }, { T_PTR, T_U64 },
                                 { T_DOUBLE, T_DOUBLE }, { T_I32, T_U32 },
                                 { T_FLOAT, T_FLOAT }, { T_I64, T_DOUBLE } };
  const int *t = type[below (sizeof type / sizeof *type)];
  int n = 9 + (int) below (4);
  for (int i = 0; i < n; i++)
    s->arg[s->nargs++] = t[below (2)];
  s->result = percent (70) ? scalar (true) : T_VOID;
}

/* Makes of S what the compiler at hand passes right.  */
static void
restrict_to_right (struct signature *s)
{
  if (!(has & RESULT_IN_MEMORY)
      && (s->result >= T_FIRST || s->result == T_CDOUBLE
          || s->result == T_CLDBL))
    s->result = T_I64;
  for (int i = 0; i < 2 && i < s->nargs && !(has & WORDS_LATER); i++)
    if ((s->arg[i] < T_U8 || s->arg[i] > T_I32) && s->arg[i] != T_PTR)
      s->arg[i] = T_PTR;
}

static void
random_signature (struct signature *s)
{
  unsigned style = percent (30) ? 95 : percent (50) ? 65 : 30;
  *s = (struct signature) { .nfixed = -1 };
  if (percent (8))
    {
      just_overflow (s);
      restrict_to_right (s);
      return;
    }
  if (percent (45))
    exhaust (s);
  int n = (int) below (percent (4) ? 30 : percent (60) ? 8 : 4);
  while (n-- && s->nargs < MAX_ARGS)
    s->arg[s->nargs++] = any_type (style);
  s->result = percent (12) ? T_VOID : percent (12) ? large_scalar ()
                                                   : any_type (45);
  if (has & VARIADIC && s->nargs && percent (18))
    {
      s->nfixed = 1 + (int) below ((unsigned) s->nargs);
      for (int i = s->nfixed; i < s->nargs; i++)
        s->arg[i] = promoted (s->arg[i]);
    }
  restrict_to_right (s);
}

/* ---- Making them simpler ------------------------------------------------ */

static void
remove_int (int *array, int *n, int i)
{
  if (i < *n)
    {
      memmove (array + i, array + i + 1,
               (size_t) (*n - i - 1) * sizeof *array);
      --*n;
    }
}

static void
drop_member (int t, int j)
{
  struct type *type = type_of (t);
  if (t < T_FIRST || t >= T_FIRST + ntypes || j >= type->nmembers
      || type->nmembers == 1)
    return;
  memmove (type->member + j, type->member + j + 1,
           (size_t) (type->nmembers - j - 1) * sizeof *type->member);
  type->nmembers--;
  if (type->active >= type->nmembers)
    type->active = type->nmembers - 1;
}

/* Applies one item of --drop; items of one list use the numbers as they are
   when it is their turn.  */
static void
drop (struct signature *s, const char *item)
{
  int i = 0, j = 0;
  char kind = item[0];
  sscanf (item + 1, "%d.%d", &i, &j);
  if (kind == 'r')
    s->result = T_VOID;
  else if (kind == 'v')
    s->nfixed = -1;
  else if (kind == 't')
    drop_member (i, j);
  else if (kind == 'i' && i < s->nargs)
    s->arg[i] = T_I32;
  else if (kind == 'a' && (s->nfixed != 1 || i > 0))
    {
      remove_int (s->arg, &s->nargs, i);
      if (s->nfixed > i)
        s->nfixed--;
    }
}

static void
mark (int t)
{
  if (t < T_FIRST || type_of (t)->used)
    return;
  type_of (t)->used = true;
  for (int i = 0; i < type_of (t)->nmembers; i++)
    mark (type_of (t)->member[i].type);
}

static void
mark_signature (const struct signature *s)
{
  mark (s->result);
  for (int i = 0; i < s->nargs; i++)
    mark (s->arg[i]);
}

static void
print_candidates (const struct signature *s)
{
  for (int i = s->nargs; i--;)
    printf ("a%d\n", i);
  if (s->result != T_VOID)
    printf ("r\n");
  if (s->nfixed >= 0)
    printf ("v\n");
  for (int i = 0; i < s->nargs; i++)
    if (s->arg[i] != T_I32)
      printf ("i%d\n", i);
  for (int t = ntypes; t--;)
    for (int j = types[t].nmembers; types[t].used && j--;)
      if (types[t].nmembers > 1)
        printf ("t%d.%d\n", T_FIRST + t, j);
}

/* ---- Writing ------------------------------------------------------------ */

static const char *
c_name (int t)
{
  static char name[8][16];
  static int turn;
  if (t < T_FIRST)
    return scalars[t].c;
  turn = (turn + 1) % 8;
  snprintf (name[turn], sizeof name[turn], "T%d", t);
  return name[turn];
}

/* A type in the notation of testsuite/place.  */
static void
print_text (int t)
{
  static const char *const open[]
    = { "{", "union{", "packed{", "{", "aligned(16){", "{", "packed{" };
  if (t < T_FIRST)
    {
      printf ("%s", scalars[t].text);
      return;
    }
  const struct type *type = type_of (t);
  if (type->form == VECTOR)
    {
      const struct member *m = &type->member[0];
      printf ("v%d%c%u", m->count,
              m->type == T_FLOAT || m->type == T_DOUBLE ? 'f' : 'i',
              8 * scalars[m->type].size);
      return;
    }
  printf ("%s", open[type->form]);
  for (int i = 0; i < type->nmembers; i++)
    {
      const struct member *m = &type->member[i];
      printf ("%s", i ? "," : "");
      print_text (m->type);
      if (m->bits)
        printf (":%d%s", m->bits - m->unnamed,
                m->unnamed && m->bits > 1 ? " unnamed" : "");
      if (m->count)
        printf ("[%d]", m->count);
    }
  printf ("}");
}

static void
print_signature_text (const struct signature *s)
{
  print_text (s->result);
  printf (" f(");
  for (int i = 0; i < s->nargs; i++)
    {
      if (i)
        printf (", ");
      if (i == s->nfixed)
        printf ("…, ");
      print_text (s->arg[i]);
    }
  if (s->nfixed == s->nargs)
    printf (", …");
  printf (")");
}

static void
write_members (const struct type *type)
{
  for (int i = 0; i < type->nmembers; i++)
    {
      const struct member *m = &type->member[i];
      printf ("%s", c_name (m->type));
      if (!m->unnamed)
        printf (" m%d", i);
      if (m->count)
        printf ("[%d]", m->count);
      if (m->bits)
        printf (":%d", m->bits - m->unnamed);
      printf (";");
    }
}

static int nfields;

static void
write_field (int t, const char *kind, const char *path)
{
  printf ("{offsetof(T%d,%s),sizeof(((T%d*)0)->%s),%s},", t, path, t, path,
          kind);
  nfields++;
}

/* Writes the fields of type T of the outermost type OUTER, where T is the
   member PATH.  */
static void
write_fields (int outer, int t, const char *path)
{
  const struct type *type = type_of (t);
  for (int i = 0; i < type->nmembers; i++)
    {
      const struct member *m = &type->member[i];
      char name[128];
      if (m->bits || (type->form == UNION_OF && i != type->active))
        continue;
      snprintf (name, sizeof name, "%s%sm%d", path, *path ? "." : "", i);
      if (m->type < T_FIRST)
        write_field (outer, scalars[m->type].kind, name);
      else if (type_of (m->type)->form == VECTOR)
        write_field (outer, scalars[type_of (m->type)->member[0].type].kind,
                     name);
      else if (!m->count)
        write_fields (outer, m->type, name);
      for (int k = 0; m->type >= T_FIRST
                      && type_of (m->type)->form != VECTOR && k < m->count;
           k++)
        {
          char element[160];
          snprintf (element, sizeof element, "%s[%d]", name, k);
          write_fields (outer, m->type, element);
        }
    }
}

/* An initializer for T whose bit-fields are all ones.  Returns whether there
   are any; writes nothing if WRITE is false.  */
static bool
write_mask (int t, bool write)
{
  const struct type *type = type_of (t);
  bool any = false;
  if (write)
    printf ("{");
  for (int i = 0; t >= T_FIRST && i < type->nmembers; i++)
    {
      const struct member *m = &type->member[i];
      if ((type->form == UNION_OF && i != type->active)
          || type->form == VECTOR || m->unnamed)
        continue;
      if (!m->bits && (m->type < T_FIRST || !write_mask (m->type, false)))
        continue;
      any = true;
      if (!write)
        continue;
      printf (".m%d=", i);
      if (m->bits)
        printf ("-1,");
      else if (!m->count)
        write_mask (m->type, true);
      else
        {
          printf ("{");
          for (int k = 0; k < m->count; k++)
            write_mask (m->type, true);
          printf ("},");
        }
    }
  if (write)
    printf ("},");
  return any;
}

/* Whether TYPE is described by its only member twice: as a union.  */
static bool
is_twice (const struct type *type)
{
  return type->nmembers == 1
         && (type->form == UNION_OF
             || (has & ONE_APART && type->form != VECTOR
                 && type->member[0].count == 1));
}

static void
write_elements (int t)
{
  const struct type *type = type_of (t);
  printf ("static const short E%d[]={", t);
  for (int i = 0; i < type->nmembers; i++)
    {
      const struct member *m = &type->member[i];
      if (m->count)
        printf ("ARRAY(%d),", m->count);
      else if (m->bits)
        printf ("%s(%d),", m->unnamed ? "UNNAMED" : "BITS",
                m->bits - m->unnamed);
      printf ("%d,", m->type);
    }
  printf ("-1};\n");
}

static void
write_type (int t)
{
  static const char *const attribute[]
    = { "", "", "__attribute__((packed))", "",
        "__attribute__((aligned(16)))", "", "__attribute__((packed))" };
  const struct type *type = type_of (t);
  if (type->form == VECTOR)
    {
      const struct member *m = &type->member[0];
      printf ("typedef %s T%d __attribute__((vector_size(%u)));\n",
              c_name (m->type), t, type->size);
      printf ("static const struct field F%d[]={{0,%u,%s}};\n", t, type->size,
              scalars[m->type].kind);
      write_elements (t);
      return;
    }
  printf ("typedef %s %s{", type->form == UNION_OF ? "union" : "struct",
          attribute[type->form]);
  write_members (type);
  printf ("}T%d;\nstatic const struct field F%d[]={", t, t);
  nfields = 0;
  write_fields (t, t, "");
  printf ("%s};\n", nfields ? "" : "{0,0,0}");
  write_elements (t);
  if (write_mask (t, false))
    {
      printf ("static const T%d M%d[]={", t, t);
      write_mask (t, true);
      printf ("};\n");
    }
}

static void
write_types (void)
{
  static const char *const kind[]
    = { "T_STRUCT", "T_UNION", "T_PACKED", "T_STRUCT", "T_ALIGNED",
        "T_STRUCT", "T_PACKED", "T_VECTOR" };
  for (int t = T_FIRST; t < T_FIRST + ntypes; t++)
    if (type_of (t)->used)
      write_type (t);
  printf ("const struct type types[]={\n");
  for (int t = T_FIRST; t < T_FIRST + ntypes; t++)
    {
      const struct type *type = type_of (t);
      if (!type->used)
        {
          printf ("[%d]={.elements=(const short[]){-1}},\n", t - T_FIRST);
          continue;
        }
      printf ("[%d]={E%d,F%d,", t - T_FIRST, t, t);
      if (type->form != VECTOR && write_mask (t, false))
        printf ("M%d,", t);
      else
        printf ("0,");
      printf ("sizeof F%d/sizeof*F%d,%s,%s%s%s%s,sizeof(T%d),ALIGN(T%d)},\n",
              t, t, kind[type->form],
              (type->form != STRUCT && type->form != VECTOR)
                || is_twice (type) ? "BY_LIST" : "0",
              is_twice (type) ? "|TWICE" : "",
              has & ARRAYS_APART ? "|APART" : "",
              type->form == MIXED_BITS || type->form == PACKED_BITS
                ? "|NOT_BY_LIST" : "", t, t);
    }
  printf ("{0}};\nconst int ntypes=%d;\n", ntypes);
}

static bool
widened (int t)
{
  return t >= T_U8 && t <= T_I32;
}

static void
write_callee (const struct signature *s, int n)
{
  int fixed = s->nfixed < 0 ? s->nargs : s->nfixed;
  printf ("static %s %s f%d(", c_name (s->result), target->attribute, n);
  for (int i = 0; i < fixed; i++)
    printf ("%s%s a%d", i ? "," : "", c_name (s->arg[i]), i);
  printf ("%s){\n", s->nfixed >= 0 ? ",..." : fixed ? "" : "void");
  if (s->nfixed >= 0)
    printf ("va_list l;va_start(l,a%d);\n", fixed - 1);
  for (int i = fixed; i < s->nargs; i++)
    printf ("%s a%d=va_arg(l,%s);\n", c_name (s->arg[i]), i,
            c_name (s->arg[i]));
  for (int i = 0; i < s->nargs; i++)
    if (widened (s->arg[i]))
      printf ("long long w%d=a%d;", i, i);
  printf ("void*p[]={");
  for (int i = 0; i < s->nargs; i++)
    printf ("&%c%d,", widened (s->arg[i]) ? 'w' : 'a', i);
  printf ("0};\n%s", s->nfixed >= 0 ? "va_end(l);" : "");
  if (s->result == T_VOID)
    printf ("callee(%d,p,0);}\n", n);
  else
    printf ("%s r;callee(%d,p,&r);return r;}\n", c_name (s->result), n);
}

static void
write_caller (const struct signature *s, int n)
{
  printf ("static void c%d(void(*f)(void),void**v,void*r){\n", n);
  if (widened (s->result))
    printf ("*(long long*)r=");
  else if (s->result != T_VOID)
    printf ("*(%s*)r=", c_name (s->result));
  printf ("((%s(%s*)(", c_name (s->result), target->attribute);
  int fixed = s->nfixed < 0 ? s->nargs : s->nfixed;
  for (int i = 0; i < fixed; i++)
    printf ("%s%s", i ? "," : "", c_name (s->arg[i]));
  printf ("%s))f)(", s->nfixed >= 0 ? ",..." : fixed ? "" : "void");
  for (int i = 0; i < s->nargs; i++)
    printf ("%s*(%s*)v[%d]", i ? "," : "", c_name (s->arg[i]), i);
  printf (");(void)v;(void)r;}\n");
}

static void
write_signatures (int first, int last, int number)
{
  for (int n = first; n <= last; n++)
    {
      const struct signature *s = &signatures[n];
      write_callee (s, n - first);
      write_caller (s, n - first);
      printf ("static const short A%d[]={", n - first);
      for (int i = 0; i < s->nargs; i++)
        printf ("%d,", s->arg[i]);
      printf ("-1};\n");
    }
  printf ("const struct signature signatures[]={\n");
  for (int n = first; n <= last; n++)
    {
      const struct signature *s = &signatures[n];
      int i = n - first;
      printf ("{%d,%d,%d,A%d,(void(*)(void))f%d,c%d,\"", s->result, s->nargs,
              s->nfixed, i, i, i);
      print_signature_text (s);
      printf ("\"},\n");
    }
  printf ("};\nconst int nsignatures=%d,first_signature=%d,the_abi=%s;\n",
          last - first + 1, number, target->abi);
}

/* ---- Options ------------------------------------------------------------ */

static _Noreturn void
usage (const char *what)
{
  fprintf (stderr, "gen: bad %s; the first lines of gen.c say how\n", what);
  exit (2);
}

static void
choose_target (const char *name)
{
  for (target = targets; target->name; target++)
    if (strcmp (target->name, name) == 0)
      {
        has = target->has;
        return;
      }
  usage ("--target");
}

static void
choose_opposite (const char *name)
{
  for (const struct avoid *a = avoid; a->compiler; a++)
    if (strncmp (a->compiler, name, strlen (a->compiler)) == 0
        && strcmp (a->target, target->name) == 0)
      has &= ~a->what;
}

static void
leave_out (char *list)
{
  for (char *item = strtok (list, ","); item; item = strtok (NULL, ","))
    {
      int i = 0;
      while (constructs[i].name && strcmp (constructs[i].name, item) != 0)
        i++;
      if (!constructs[i].name)
        usage ("--without");
      has &= ~constructs[i].bit;
    }
}

static const char *
value_of (const char *argument, const char *option)
{
  size_t n = strlen (option);
  return strncmp (argument, option, n) == 0 ? argument + n : NULL;
}

int
main (int argc, char **argv)
{
  int count = argc > 2 ? atoi (argv[2]) : 0, number = 0, only = -1;
  bool candidates = false;
  char *drops = NULL;
  const char *value;
  if (count <= 0 || count > MAX_COUNT)
    usage ("COUNT");
  has = target->has;
  for (int i = 3; i < argc; i++)
    if ((value = value_of (argv[i], "--target=")))
      choose_target (value);
    else if ((value = value_of (argv[i], "--opposite=")))
      choose_opposite (value);
    else if ((value = value_of (argv[i], "--without=")))
      leave_out (argv[i] + (value - argv[i]));
    else if ((value = value_of (argv[i], "--first=")))
      number = atoi (value);
    else if ((value = value_of (argv[i], "--only=")))
      only = atoi (value);
    else if ((value = value_of (argv[i], "--drop=")))
      drops = argv[i] + (value - argv[i]);
    else if (strcmp (argv[i], "--candidates") == 0)
      candidates = true;
    else
      usage (argv[i]);
  state = strtoull (argv[1], NULL, 10) * 0x9e3779b97f4a7c15 + 0x1234567;
  for (int i = 0; i < 8; i++)
    below (2);
  for (int n = 0; n < count; n++)
    random_signature (&signatures[n]);
  int first = only < 0 ? 0 : only - number;
  int last = only < 0 ? count - 1 : only - number;
  if (first < 0 || last >= count)
    usage ("--only");
  for (char *item = drops ? strtok (drops, ",") : NULL; item;
       item = strtok (NULL, ","))
    {
      drop (&signatures[first], item);
      restrict_to_right (&signatures[first]);
    }
  for (int n = first; n <= last; n++)
    mark_signature (&signatures[n]);
  if (candidates)
    {
      print_candidates (&signatures[first]);
      return 0;
    }
  printf ("%s#include <ffi.h>\n#include \"harness.h\"\n"
          "#define ALIGN(t) offsetof(struct{char c;t m;},m)\n",
          strcmp (target->abi, "MS_ABI") == 0 ? "#define MS_ABI_HERE\n" : "");
  write_types ();
  write_signatures (first, last, only < 0 ? number : only);
  return 0;
}
