/* SPDX-License-Identifier: MIT */
/* Every reason for which a signature is refused, with its status; a refused
   cif is not written.  */
#include <ffi.h>
#include <limits.h>
#include "check.h"

static ffi_cif untouched, cif;

static int
prep (ffi_abi abi, unsigned nargs, ffi_type *rtype, ffi_type **types)
{
  memset (&cif, 0xa5, sizeof cif);
  ffi_status status = ffi_prep_cif (&cif, abi, nargs, rtype, types);
  if (status != FFI_OK)
    CHECK (memcmp (&cif, &untouched, sizeof cif) == 0);
  return status;
}

static int
prep_var (unsigned nfixed, unsigned ntotal, ffi_type *rtype,
          ffi_type **types)
{
  memset (&cif, 0xa5, sizeof cif);
  ffi_status status = ffi_prep_cif_var (&cif, FFI_DEFAULT_ABI, nfixed, ntotal,
                                        rtype, types);
  if (status != FFI_OK)
    CHECK (memcmp (&cif, &untouched, sizeof cif) == 0);
  return status;
}

static int
prep_type (ffi_type *type)
{
  int as_result = prep (FFI_DEFAULT_ABI, 0, type, NULL);
  int as_argument = prep (FFI_DEFAULT_ABI, 1, &ffi_type_void, &type);
  CHECK (as_result == as_argument);
  return as_result;
}

static void
bad_types (void)
{
  ffi_type *none[] = { NULL };
  ffi_type *with_void[] = { &ffi_type_sint, &ffi_type_void, NULL };
  ffi_type *one[] = { &ffi_type_sint, NULL };
  ffi_type hollow = { 0, 1, FFI_TYPE_VOID, NULL };
  ffi_type *with_hollow[] = { &ffi_type_sint, &hollow, NULL };
  ffi_type sized = { 8, 4, FFI_TYPE_STRUCT, with_hollow };
  ffi_type empty = { 0, 0, FFI_TYPE_STRUCT, none };
  ffi_type listless = { 0, 0, FFI_TYPE_STRUCT, NULL };
  ffi_type voids = { 0, 0, FFI_TYPE_STRUCT, with_void };
  ffi_type odd = { 4, 3, FFI_TYPE_STRUCT, one };
  ffi_type huge = { SIZE_MAX / 2, 4, FFI_TYPE_STRUCT, one };
  ffi_type unknown = { 4, 4, FFI_TYPE_LAST + 1, NULL };
  ffi_type wild = { 4, 4, USHRT_MAX, NULL };
  ffi_type nothing = { 0, 0, FFI_TYPE_VOID, NULL }, *with_nothing = &nothing;
  CHECK (prep_type (&empty) == FFI_BAD_TYPEDEF);
  CHECK (prep_type (&listless) == FFI_BAD_TYPEDEF);
  CHECK (prep_type (&voids) == FFI_BAD_TYPEDEF);
  CHECK (prep_type (&sized) == FFI_BAD_TYPEDEF);
  CHECK (prep_type (&odd) == FFI_BAD_TYPEDEF);
  CHECK (prep_type (&huge) == FFI_BAD_TYPEDEF);
  CHECK (prep_type (&unknown) == FFI_BAD_TYPEDEF);
  CHECK (prep_type (&wild) == FFI_BAD_TYPEDEF);
  CHECK (prep (FFI_DEFAULT_ABI, 1, &ffi_type_void, &with_nothing)
         == FFI_BAD_TYPEDEF);
  CHECK (prep (FFI_DEFAULT_ABI, 0, &nothing, NULL) == FFI_BAD_TYPEDEF);
  ffi_type unaligned = { 8, 0, FFI_TYPE_STRUCT, NULL };
  CHECK (prep_type (&unaligned) == FFI_BAD_TYPEDEF);
  ffi_type odd_empty = { 0, 3, FFI_TYPE_STRUCT, none };
  ffi_type *with_odd[] = { &odd_empty, &ffi_type_sint, NULL };
  ffi_type around_odd = { 0, 0, FFI_TYPE_STRUCT, with_odd };
  CHECK (prep_type (&around_odd) == FFI_BAD_TYPEDEF);
  ffi_type *with_listless[] = { &listless, &ffi_type_sint, NULL };
  ffi_type around_listless = { 0, 0, FFI_TYPE_STRUCT, with_listless };
  CHECK (prep_type (&around_listless) == FFI_BAD_TYPEDEF);
  ffi_type quarter = { 1, 1, FFI_TYPE_FLOAT, NULL };
  CHECK (prep_type (&quarter) == FFI_BAD_TYPEDEF);
#ifdef FFI_TARGET_HAS_COMPLEX_TYPE
  ffi_type complex_int = { 8, 4, FFI_TYPE_COMPLEX, one };
  ffi_type complex_none = { 8, 4, FFI_TYPE_COMPLEX, none };
  ffi_type complex_null = { 8, 4, FFI_TYPE_COMPLEX, NULL };
  CHECK (prep_type (&complex_none) == FFI_BAD_TYPEDEF);
  CHECK (prep_type (&complex_null) == FFI_BAD_TYPEDEF);
  (void) complex_int;
#endif
}

/* Structs in structs, and one that holds itself.  */
static void
deep_types (void)
{
  enum { DEPTH = 200 };
  static ffi_type type[DEPTH];
  static ffi_type *elements[DEPTH][2];
  for (int i = 0; i < DEPTH; i++)
    {
      elements[i][0] = i + 1 < DEPTH ? &type[i + 1] : &ffi_type_sint;
      type[i] = (ffi_type) { 0, 0, FFI_TYPE_STRUCT, elements[i] };
    }
  CHECK (prep_type (&type[0]) == FFI_BAD_TYPEDEF);
  CHECK (prep_type (&type[DEPTH - 65]) == FFI_BAD_TYPEDEF);
  CHECK (prep_type (&type[DEPTH - 64]) == FFI_OK);
  CHECK (type[DEPTH - 64].size == sizeof (int));

  ffi_type *own[] = { NULL, NULL };
  ffi_type self = { 0, 0, FFI_TYPE_STRUCT, own };
  own[0] = &self;
  CHECK (prep_type (&self) == FFI_BAD_TYPEDEF);
}

static void
bad_counts (void)
{
  static ffi_type *many[70000];
  ffi_type *one[] = { &ffi_type_sint, NULL };
  ffi_type big = { 32 << 20, 4, FFI_TYPE_STRUCT, one };
  for (int i = 0; i < 70000; i++)
    many[i] = &ffi_type_sint;
  CHECK (prep (FFI_DEFAULT_ABI, 65535, &ffi_type_void, many) == FFI_OK);
  CHECK (prep (FFI_DEFAULT_ABI, 65536, &ffi_type_void, many)
         == FFI_BAD_TYPEDEF);
  CHECK (prep (FFI_DEFAULT_ABI, UINT_MAX, &ffi_type_void, many)
         == FFI_BAD_TYPEDEF);
  many[0] = many[1] = many[2] = &big;
  CHECK (prep (FFI_DEFAULT_ABI, 3, &ffi_type_void, many) == FFI_BAD_TYPEDEF);
}

/* Too many arguments are refused before any is looked at, by each way to
   prepare.  */
static void
short_list (void)
{
  ffi_type **one = malloc (sizeof *one);
  CHECK (one);
  *one = &ffi_type_sint;
  CHECK (prep (FFI_DEFAULT_ABI, INT_MAX, &ffi_type_sint, one)
         == FFI_BAD_TYPEDEF);
  CHECK (prep (FFI_DEFAULT_ABI, 65536, &ffi_type_sint, one)
         == FFI_BAD_TYPEDEF);
  CHECK (prep_var (1, UINT_MAX, &ffi_type_sint, one) == FFI_BAD_TYPEDEF);
  free (one);
}

/* The limits as SECURITY.md has them: what is just within, and one more.  */
static void
limits (void)
{
  enum { MANY = 1 << 15 };
  static ffi_type *members[MANY + 2];
  ffi_type overlaid = { 16, 8, FFI_TYPE_STRUCT, members };
  ffi_type *twice[] = { &overlaid, &overlaid, NULL };
  ffi_type all = { 0, 0, FFI_TYPE_STRUCT, twice };
  ffi_type *scalars[] = {
    &ffi_type_sint8,
#ifdef FFI_TARGET_HAS_COMPLEX_TYPE
    &ffi_type_complex_float
#endif
  };
  for (unsigned k = 0; k < sizeof scalars / sizeof *scalars; k++)
    {
      for (int i = 0; i < MANY; i++)
        members[i] = scalars[k];
      members[MANY] = NULL;
      all.size = all.alignment = 0;
      CHECK (prep_type (&all) == FFI_OK);
      members[MANY] = scalars[k];
      all.size = all.alignment = 0;
      CHECK (prep_type (&all) == FFI_BAD_TYPEDEF);
    }

  /* 64 MiB of arguments and a result of as much, all told.  */
#if defined __x86_64__ || (defined __aarch64__ && defined __LP64__)
  ffi_type *one[] = { &ffi_type_sint, NULL };
  ffi_type big = { 64 << 20, 4, FFI_TYPE_STRUCT, one };
  ffi_type *types[] = { &big, &ffi_type_sint8 };
  CHECK (prep (FFI_DEFAULT_ABI, 1, &big, types) == FFI_OK);
  big.size += 4;
  CHECK (prep (FFI_DEFAULT_ABI, 1, &ffi_type_void, types)
         == FFI_BAD_TYPEDEF);
  CHECK (prep (FFI_DEFAULT_ABI, 0, &big, NULL) == FFI_BAD_TYPEDEF);
#endif
}

/* Members that are larger than what they are said to be in, with data that no
   member describes: nothing beyond is looked at.  */
static void
larger_members (void)
{
  enum { LENGTH = 128 };
  ffi_type *few[] = { &ffi_type_sint8, NULL };
  ffi_type member = { LENGTH, 1, FFI_TYPE_STRUCT, few };
  ffi_type *members[] = { &member, NULL };
  ffi_type type = { 8, 8, FFI_TYPE_STRUCT, members };
  for (size_t size = 1; size <= LENGTH; size++)
    {
      type.size = size;
      CHECK (prep_type (&type) == FFI_OK);
    }
}

/* A vector may have one lane, which no compiler has of long double.  */
static void
one_lane (void)
{
#ifdef FFI_TARGET_HAS_VECTOR_TYPE
  ffi_type *lanes[] = { &ffi_type_double, NULL };
  ffi_type vector = { 0, 0, FFI_TYPE_VECTOR, lanes };
  ffi_type *members[] = { &vector, NULL };
  ffi_type type = { 0, 0, FFI_TYPE_STRUCT, members };
  CHECK (ffi_get_struct_offsets (FFI_DEFAULT_ABI, &type, NULL) == FFI_OK);
  CHECK (vector.size == 8 && vector.alignment == 8);
# if FFI_TYPE_LONGDOUBLE != FFI_TYPE_DOUBLE
  lanes[0] = &ffi_type_longdouble;
  vector.size = vector.alignment = 0;
  CHECK (prep_type (&vector) == FFI_BAD_TYPEDEF);
# endif
#endif
}

/* A union of very many members is cheap once, not as each of very many
   arguments: this takes minutes if it is not refused.  */
static void
costly_arguments (void)
{
  enum { MEMBERS = 60000, MANY = 65535 };
  static ffi_type *members[MEMBERS + 1], *many[MANY];
  ffi_type overlaid = { 8, 8, FFI_TYPE_STRUCT, members };
  for (int i = 0; i < MEMBERS; i++)
    members[i] = i % 2 ? &ffi_type_sint8 : &ffi_type_uint8;
  for (int i = 0; i < MANY; i++)
    many[i] = &overlaid;
  CHECK (prep (FFI_DEFAULT_ABI, 1, &ffi_type_void, many) == FFI_OK);
  CHECK (prep (FFI_DEFAULT_ABI, MANY, &ffi_type_void, many)
         == FFI_BAD_TYPEDEF);
}

/* Few bytes, but very many aggregates around them: cheap once.  So are members
   of no bytes, of which there may be any number.  */
static void
costly_nesting (void)
{
  enum { DEPTH = 60, WIDTH = 16, MANY = 65535, EMPTIES = 1 << 20 };
  static ffi_type chain[DEPTH], *link[DEPTH][2], *wide[WIDTH + 1];
  static ffi_type *many[MANY], *empties[EMPTIES + 1], *none[1];
  ffi_type comb = { 0, 0, FFI_TYPE_STRUCT, wide };
  ffi_type empty = { 0, 0, FFI_TYPE_STRUCT, none };
  ffi_type hollow = { 1, 1, FFI_TYPE_STRUCT, empties };
  for (int i = 0; i < DEPTH; i++)
    {
      link[i][0] = i + 1 < DEPTH ? &chain[i + 1] : &ffi_type_sint8;
      chain[i] = (ffi_type) { 0, 0, FFI_TYPE_STRUCT, link[i] };
    }
  for (int i = 0; i < WIDTH; i++)
    wide[i] = &chain[0];
  for (int i = 0; i < EMPTIES; i++)
    empties[i] = &empty;
  for (int i = 0; i < MANY; i++)
    many[i] = &comb;
  CHECK (prep (FFI_DEFAULT_ABI, 100, &ffi_type_void, many) == FFI_OK);
  CHECK (prep (FFI_DEFAULT_ABI, MANY, &ffi_type_void, many)
         == FFI_BAD_TYPEDEF);
  CHECK (prep_type (&hollow) == FFI_BAD_TYPEDEF);
  empties[1000] = NULL;
  CHECK (prep_type (&hollow) == FFI_OK);
}

/* Closures have to copy what is aligned more than it is where it travels, each
   to an address of its own: gigabytes of stack if it is not refused.  */
static void
overaligned_arguments (void)
{
  enum { FEW = 4, MANY = 65535 };
  static ffi_type *many[MANY];
  ffi_type *member[] = { &ffi_type_sint, NULL };
  ffi_type scalar = { sizeof (int), 32768, FFI_TYPE_SINT32, NULL };
  ffi_type aggregate = { sizeof (int), 32768, FFI_TYPE_STRUCT, member };
  ffi_type *const types[] = { &scalar, &aggregate };
  for (int t = 0; t < 2; t++)
    {
      for (int i = 0; i < MANY; i++)
        many[i] = types[t];
      CHECK (prep (FFI_DEFAULT_ABI, FEW, &ffi_type_void, many) == FFI_OK);
      CHECK (prep (FFI_DEFAULT_ABI, MANY, &ffi_type_void, many)
             == FFI_BAD_TYPEDEF);
    }
}

static void
bad_variadic (void)
{
  ffi_type *types[] = { &ffi_type_pointer, &ffi_type_sint };
  ffi_type *const promoted[] = {
    &ffi_type_float, &ffi_type_uint8, &ffi_type_sint8, &ffi_type_uint16,
    &ffi_type_sint16
  };
  CHECK (prep_var (1, 2, &ffi_type_sint, types) == FFI_OK);
  CHECK (prep_var (2, 2, &ffi_type_sint, types) == FFI_OK);
  CHECK (prep_var (3, 2, &ffi_type_sint, types) == FFI_BAD_TYPEDEF);
  for (size_t i = 0; i < sizeof promoted / sizeof promoted[0]; i++)
    {
      types[1] = promoted[i];
      CHECK (prep_var (1, 2, &ffi_type_sint, types) == FFI_BAD_ARGTYPE);
      CHECK (prep_var (2, 2, &ffi_type_sint, types) == FFI_OK);
    }
  types[1] = NULL;
  CHECK (prep_var (1, 2, &ffi_type_sint, types) == FFI_BAD_TYPEDEF);
}

int
main (void)
{
  ffi_type *types[] = { &ffi_type_sint, &ffi_type_sint };
  memset (&untouched, 0xa5, sizeof untouched);

  CHECK (prep (FFI_DEFAULT_ABI, 2, &ffi_type_void, types) == FFI_OK);
  CHECK (prep (FFI_DEFAULT_ABI, 0, &ffi_type_void, NULL) == FFI_OK);
  CHECK (prep ((ffi_abi) FFI_FIRST_ABI, 2, &ffi_type_void, types)
         == FFI_BAD_ABI);
  CHECK (prep (FFI_LAST_ABI, 2, &ffi_type_void, types) == FFI_BAD_ABI);
  CHECK (prep ((ffi_abi) 1000, 2, &ffi_type_void, types) == FFI_BAD_ABI);

  CHECK (ffi_prep_cif (NULL, FFI_DEFAULT_ABI, 0, &ffi_type_void, NULL)
         == FFI_BAD_TYPEDEF);
  CHECK (prep (FFI_DEFAULT_ABI, 2, NULL, types) == FFI_BAD_TYPEDEF);
  CHECK (prep (FFI_DEFAULT_ABI, 2, &ffi_type_void, NULL) == FFI_BAD_TYPEDEF);
  types[1] = NULL;
  CHECK (prep (FFI_DEFAULT_ABI, 2, &ffi_type_void, types) == FFI_BAD_TYPEDEF);

  bad_types ();
  deep_types ();
  bad_counts ();
  short_list ();
  costly_arguments ();
  costly_nesting ();
  overaligned_arguments ();
  limits ();
  larger_members ();
  one_lane ();
  bad_variadic ();
  return 0;
}
