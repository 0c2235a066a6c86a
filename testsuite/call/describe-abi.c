/* SPDX-License-Identifier: MIT */
/* ffi_describe_abi: every convention on any machine; the machine's own as
   ffi_describe has it; types of other sizes, and hostile ones, are refused.  */
#include <ffi.h>
#include "check.h"

enum { MAX = 40 };

static ffi_description d;
static ffi_placement p[MAX];

static ffi_status
describe (const char *abi, ffi_type *result, ffi_type *argument)
{
  return ffi_describe_abi (abi, 1, result, &argument, &d, p, MAX);
}

/* A pointer of SIZE bytes.  */
static ffi_type
pointer_of (size_t size)
{
  ffi_type type = { size, (unsigned short) size, FFI_TYPE_POINTER, NULL };
  return type;
}

static void
refusals (const char *abi)
{
  ffi_type *self[] = { NULL, NULL }, loop = { 0, 0, FFI_TYPE_STRUCT, self };
  ffi_type *none[] = { NULL }, empty = { 0, 0, FFI_TYPE_STRUCT, none };
  ffi_type unknown = { 4, 4, 99, NULL }, odd = { 4, 3, FFI_TYPE_SINT32, NULL };
  ffi_type *null = NULL;
  self[0] = &loop;
  CHECK (describe (abi, &ffi_type_void, &loop) == FFI_BAD_TYPEDEF);
  CHECK (describe (abi, &ffi_type_void, &empty) == FFI_BAD_TYPEDEF);
  CHECK (describe (abi, &ffi_type_void, &unknown) == FFI_BAD_TYPEDEF);
  CHECK (describe (abi, &odd, &ffi_type_sint32) == FFI_BAD_TYPEDEF);
  CHECK (describe (abi, &ffi_type_void, &ffi_type_void) == FFI_OK
         && d.placements == 0);
  CHECK (describe (abi, NULL, &ffi_type_sint32) == FFI_BAD_TYPEDEF);
  CHECK (ffi_describe_abi (abi, 1, &ffi_type_void, NULL, &d, p, MAX)
         == FFI_BAD_TYPEDEF);
  CHECK (ffi_describe_abi (abi, 1, &ffi_type_void, &null, &d, p, MAX)
         == FFI_BAD_TYPEDEF);
  CHECK (ffi_describe_abi (abi, 0, &ffi_type_void, NULL, NULL, p, MAX)
         == FFI_BAD_TYPEDEF);
  ffi_type *one = &ffi_type_float;
  CHECK (ffi_describe_abi_var (abi, 0, 1, &ffi_type_void, &one, &d, p, MAX)
         == FFI_BAD_ARGTYPE);
  CHECK (ffi_describe_abi_var (abi, 2, 1, &ffi_type_void, &one, &d, p, MAX)
         == FFI_BAD_TYPEDEF);
}

/* What takes more than 64 MiB of stack or copies is refused, in one argument,
   in two and in many; and so is what only ends beyond it.  */
static void
limits (const char *abi)
{
  enum { MIB = 1 << 20, MANY = 65535 };
  static ffi_type *types[MANY];
  ffi_type *members[] = { &ffi_type_schar, NULL };
  ffi_type large = { 64 * MIB, 1, FFI_TYPE_STRUCT, members };
  ffi_type half = { 33 * MIB, 1, FFI_TYPE_STRUCT, members };
  ffi_type small = { 1030, 1, FFI_TYPE_STRUCT, members };
  ffi_type *two[] = { &half, &half }, *both[] = { &large, &large };
  for (int i = 0; i < MANY; i++)
    types[i] = &small;
  CHECK (describe (abi, &ffi_type_void, &half) == FFI_OK);
  CHECK (ffi_describe_abi (abi, 2, &ffi_type_void, two, &d, p, MAX)
         == FFI_BAD_TYPEDEF);
  CHECK (ffi_describe_abi (abi, 2, &ffi_type_void, both, &d, p, MAX)
         == FFI_BAD_TYPEDEF);
  CHECK (ffi_describe_abi (abi, MANY, &ffi_type_void, types, &d, NULL, 0)
         == FFI_BAD_TYPEDEF);
  CHECK (ffi_describe_abi_var (abi, 1, 2, &ffi_type_void, two, &d, p, MAX)
         == FFI_BAD_TYPEDEF);
  types[0] = types[1] = &ffi_type_double;
  CHECK (ffi_describe_abi (abi, MANY, &ffi_type_void, types, &d, NULL, 0)
         == FFI_BAD_TYPEDEF);
}

/* A vector is described in whole or refused, whatever its size.  */
static void
vectors (const char *abi)
{
  ffi_type *lanes[65];
  for (int n = 1; n <= 64; n++)
    {
      for (int i = 0; i < n; i++)
        lanes[i] = &ffi_type_schar;
      lanes[n] = NULL;
      ffi_type vector = { 0, 0, FFI_TYPE_VECTOR, lanes };
      ffi_type *types[] = { &ffi_type_schar, &vector };
      ffi_status as_argument
        = ffi_describe_abi (abi, 2, &ffi_type_void, types, &d, p, MAX);
      size_t bytes = 0;
      if (as_argument != FFI_OK)
        CHECK (as_argument == FFI_BAD_TYPEDEF);
      else
        {
          for (size_t i = 0; i < d.placements; i++)
            if (p[i].argument == 1)
              bytes += p[i].size;
          CHECK (bytes >= vector.size && bytes % vector.size == 0);
        }
      ffi_status as_result = describe (abi, &vector, &ffi_type_schar);
      CHECK (as_result == FFI_OK || as_result == FFI_BAD_TYPEDEF);
    }
}

/* Checks the placements of SIZE bytes.  */
static void
within (size_t size)
{
  for (size_t i = 0; i < d.placements; i++)
    CHECK (p[i].how == FFI_PLACED_ADDRESS
           || p[i].offset + p[i].size <= size);
}

/* A struct that is said to be smaller than a member of it, or than twice that
   member: nothing behind its end is read or written.  Would catch: a long double
   of a struct of 5 bytes that is stored from st0.  */
static void
too_small (const char *abi)
{
  ffi_type ldbl = { 16, 16, 4, NULL };
  ffi_type *member[] = { &ffi_type_double, &ffi_type_float, &ffi_type_float16,
                         &ffi_type_sint64, &ldbl, NULL };
  for (ffi_type **m = member; *m; m++)
    for (size_t size = 1; size < 2 * (*m)->size; size++)
      for (unsigned short align = 1; align <= (*m)->alignment; align *= 2)
        {
          ffi_type *members[] = { *m, *m, NULL };
          ffi_type twice = { size, align, FFI_TYPE_STRUCT, members };
          ffi_type once = { size, align, FFI_TYPE_STRUCT, members + 1 };
          if (describe (abi, &ffi_type_void, &once) == FFI_OK)
            within (size);
          if (describe (abi, &ffi_type_void, &twice) == FFI_OK)
            within (size);
          if (ffi_describe_abi (abi, 0, &once, NULL, &d, p, MAX) == FFI_OK)
            within (size);
          if (ffi_describe_abi (abi, 0, &twice, NULL, &d, p, MAX) == FFI_OK)
            within (size);
        }
}

/* Each argument of 1 byte and of 1000 is somewhere, or its address is; just
   one size of pointer is right.  */
static void
one_abi (const char *abi)
{
  ffi_type four = pointer_of (4), eight = pointer_of (8);
  ffi_status small = describe (abi, &ffi_type_void, &four);
  ffi_status large = describe (abi, &ffi_type_void, &eight);
  CHECK ((small == FFI_OK) != (large == FFI_OK));
  CHECK (small == FFI_BAD_TYPEDEF || large == FFI_BAD_TYPEDEF);

  ffi_type *members[126];
  for (int i = 0; i < 125; i++)
    members[i] = &ffi_type_double;
  members[125] = NULL;
  ffi_type big = { 0, 0, FFI_TYPE_STRUCT, members };
  ffi_type *types[] = { &ffi_type_schar, &big };
  CHECK (ffi_describe_abi (abi, 2, &ffi_type_double, types, &d, p, MAX)
         == FFI_OK);
  CHECK (strcmp (d.abi, abi) == 0 && d.placements <= MAX);
  size_t bytes[2] = { 0, 0 }, result = 0;
  for (size_t i = 0; i < d.placements; i++)
    if (p[i].argument < 2)
      bytes[p[i].argument] += p[i].size;
    else
      result += p[i].size;
  CHECK (bytes[0] == 1 && bytes[1] == 1000 && result == 8);
  refusals (abi);
  limits (abi);
  too_small (abi);
  vectors (abi);
}

/* Apple's armv7 returns a struct of at most 4 bytes in r0 if its members but
   for bit-fields are at its start, and none is an array, as ffi_type_void may
   stand for one, or a float.  (So do clang 19 for armv7-apple-ios and gcc 12
   with -mabi=apcs-gnu.)  */
static void
apple_results (void)
{
  ffi_array ints = FFI_ARRAY_INIT (&ffi_type_sint32, 1);
  ffi_array chars = FFI_ARRAY_INIT (&ffi_type_schar, 4);
  ffi_bitfield eight = FFI_BITFIELD_INIT (&ffi_type_sint32, 8);
  ffi_bitfield four = FFI_BITFIELD_INIT (&ffi_type_sint32, 4);
  const struct
  {
    ffi_type *members[3];
    int is_union, in_memory;
  } row[] = {
    { { &ffi_type_sint32 }, 0, 0 },
    { { &ints.type }, 0, 1 },
    { { &ffi_type_schar, &ffi_type_schar }, 0, 1 },
    { { &eight.type, &eight.type }, 0, 0 },
    { { &ffi_type_schar, &four.type }, 0, 0 },
    { { &four.type, &ffi_type_schar }, 0, 1 },
    { { &ffi_type_sint32, &ffi_type_sint16 }, 1, 0 },
    { { &ffi_type_sint32, &chars.type }, 1, 1 },
    { { &ffi_type_sint32, &ffi_type_float }, 1, 1 }
  };
  for (unsigned i = 0; i < sizeof row / sizeof *row; i++)
    {
      unsigned short code = row[i].is_union ? FFI_TYPE_UNION : FFI_TYPE_STRUCT;
      ffi_type type = { 0, 0, code, (ffi_type **) row[i].members };
      CHECK (describe ("arm-apple", &type, &ffi_type_sint32) == FFI_OK);
      int in_memory = 0;
      for (size_t k = 0; k < d.placements; k++)
        in_memory |= p[k].argument == FFI_PLACED_RESULT_ADDRESS;
      if (in_memory != row[i].in_memory)
        printf ("row %u\n", i);
      CHECK (in_memory == row[i].in_memory);
    }
  ffi_type *array[] = { &ffi_type_void, NULL };
  ffi_type opaque = { 4, 1, FFI_TYPE_STRUCT, array };
  CHECK (describe ("arm-apple", &opaque, &ffi_type_sint32) == FFI_OK);
  CHECK (p[0].argument == FFI_PLACED_RESULT_ADDRESS
         && strcmp (p[0].reg, "r0") == 0);
}

/* A variadic function's named arguments may travel apart even if no other
   follows; the byte of a small integer is the last of a big-endian
   register.  */
static void
particulars (void)
{
  ffi_type *one = &ffi_type_double;
  CHECK (describe ("mips-o32", &ffi_type_void, one) == FFI_OK);
  CHECK (d.placements == 1 && strcmp (p[0].reg, "$f12") == 0);
  CHECK (ffi_describe_abi_var ("mips-o32", 1, 1, &ffi_type_void, &one, &d, p,
                               MAX) == FFI_OK);
  CHECK (d.placements == 2 && strcmp (p[0].reg, "$4") == 0
         && strcmp (p[1].reg, "$5") == 0);
  CHECK (describe ("mips-n64", &ffi_type_void, &ffi_type_uint8) == FFI_OK);
  CHECK (d.placements == 1 && strcmp (p[0].reg, "$4") == 0 && p[0].at == 7);
  CHECK (describe ("mips-o32", &ffi_type_void, &ffi_type_uint16) == FFI_OK);
  CHECK (d.placements == 1 && strcmp (p[0].reg, "$4") == 0 && p[0].at == 2);

  /* A float is a double in its register, and itself on the stack.  */
  ffi_type *floats[9];
  for (unsigned i = 0; i < 9; i++)
    floats[i] = &ffi_type_float;
  CHECK (ffi_describe_abi ("powerpc", 9, &ffi_type_float, floats, &d, p, MAX)
         == FFI_OK);
  CHECK (d.placements == 10 && p[0].how == FFI_PLACED_AS_DOUBLE
         && strcmp (p[0].reg, "f1") == 0 && p[0].at == 0 && p[0].size == 4);
  CHECK (p[8].how == FFI_PLACED_BYTES && !p[8].reg && p[8].at == 8);
  CHECK (p[9].argument == FFI_PLACED_RESULT
         && p[9].how == FFI_PLACED_AS_DOUBLE);
}

int
main (void)
{
  unsigned n = 0;
  for (; ffi_describe_abi_name (n); n++)
    one_abi (ffi_describe_abi_name (n));
  CHECK (n >= 60);
  CHECK (ffi_describe_abi_name (n + 1) == NULL);
  CHECK (describe ("vax", &ffi_type_void, &ffi_type_sint32) == FFI_BAD_ABI);
  CHECK (describe ("", &ffi_type_void, &ffi_type_sint32) == FFI_BAD_ABI);
  CHECK (describe (NULL, &ffi_type_void, &ffi_type_sint32) == FFI_BAD_ABI);

  CHECK (describe ("riscv-lp64d", &ffi_type_void, &ffi_type_float) == FFI_OK);
  CHECK (p[0].how == FFI_PLACED_NAN_BOXED && p[0].size == 4);
  particulars ();
  apple_results ();

  /* This machine's.  */
  ffi_type *members[] = { &ffi_type_sint64, &ffi_type_double, NULL };
  ffi_type pair = { 0, 0, FFI_TYPE_STRUCT, members };
  ffi_type *types[]
    = { &ffi_type_schar, &pair, &ffi_type_float, &ffi_type_sint64 };
  ffi_cif cif;
  ffi_placement own[MAX];
  memset (own, 0, sizeof own);
  memset (p, 0, sizeof p);
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 4, &pair, types) == FFI_OK);
  CHECK (ffi_describe (&cif, &d, own, MAX) == FFI_OK);
  ffi_description again = d;
  CHECK (ffi_describe_abi (d.abi, 4, &pair, types, &again, p, MAX) == FFI_OK);
  CHECK (again.placements == d.placements && again.stack == d.stack
         && again.copies == d.copies && again.popped == d.popped);
  for (size_t i = 0; i < d.placements; i++)
    CHECK (p[i].argument == own[i].argument && p[i].how == own[i].how
           && p[i].offset == own[i].offset && p[i].size == own[i].size
           && p[i].reg == own[i].reg && p[i].at == own[i].at);
  return 0;
}
