/* SPDX-License-Identifier: MIT */
/* As prepare-scalars.c does, for signatures with structs, complex numbers and
   long doubles, for variadic ones, and for types that are refused: ffi_prep_cif
   and ffi_prep_cif_var may know a code without placing the signature, which
   ffi_prep_cif_why does.  Would catch: a quick look that takes a type for
   another, or for a good one.  */
#include <ffi.h>
#include "check.h"
#include "fast-code.h"

enum { MEMBERS = 6, STRUCTS = 400, GOOD = 16, BAD = 6 };

static ffi_type *const scalar[GOOD] = {
  &ffi_type_sint32, &ffi_type_double, &ffi_type_pointer, &ffi_type_float,
  &ffi_type_uint8,  &ffi_type_sint8,  &ffi_type_uint16, &ffi_type_sint16,
  &ffi_type_uint32, &ffi_type_uint64, &ffi_type_sint64, &ffi_type_longdouble,
#ifdef FFI_TARGET_HAS_COMPLEX_TYPE
  &ffi_type_complex_float, &ffi_type_complex_double,
  &ffi_type_complex_longdouble,
#else
  &ffi_type_double, &ffi_type_float, &ffi_type_pointer,
#endif
  &ffi_type_sint
};

/* Not what a scalar is; the last two are void.  */
static ffi_type bad[BAD] = {
  { 3, 1, FFI_TYPE_SINT32, NULL }, { 8, 3, FFI_TYPE_DOUBLE, NULL },
  { 2, 2, FFI_TYPE_POINTER, NULL }, { 4, 0, FFI_TYPE_FLOAT, NULL },
  { 1, 1, FFI_TYPE_VOID, NULL }, { 0, 0, FFI_TYPE_VOID, NULL }
};

static ffi_type aggregate[STRUCTS];
static ffi_type *members[STRUCTS][MEMBERS + 1];

static unsigned
next (unsigned bound)
{
  static uint64_t state = 54321;
  state = state * UINT64_C (6364136223846793005)
          + UINT64_C (1442695040888963407);
  return (unsigned) (state >> 33) % bound;
}

static ffi_type *
any_type (unsigned nstructs)
{
  unsigned kind = next (100);
  return kind < 1                       ? &bad[next (BAD)]
         : kind < 40 && nstructs != 0   ? &aggregate[next (nstructs)]
                                        : scalar[next (next (2) ? 4 : GOOD)];
}

/* Structs of a few members, or of many equal ones.  Some have a size that is
   given, and some of these a wrong one.  Others have a larger alignment than
   their members.  */
static void
make_structs (void)
{
  for (unsigned i = 0; i < STRUCTS; i++)
    {
      unsigned n = next (MEMBERS) + (next (20) != 0);
      ffi_type *same = next (3) == 0 ? any_type (i / 2) : NULL;
      for (unsigned k = 0; k < n; k++)
        members[i][k] = same ? same : any_type (i / 2);
      aggregate[i] = (ffi_type) { 0, 0, FFI_TYPE_STRUCT, members[i] };
      if (i % 50 == 0 || i % 8 == 1)
        members[i][1] = NULL;
      if (i % 50 == 0 || next (8) == 0)
        {
          unsigned align = next (2) ? 1u << next (5) : next (18);
          aggregate[i].size = next (2) ? align : next (34);
          aggregate[i].alignment = (unsigned short) align;
        }
    }
}

static unsigned coded;        /* signatures with a fast code or one of steps */

static void
check_one (void)
{
  ffi_type *types[40];
  unsigned n = next (next (4) ? 6 : next (3) ? 15 : 40), named = next (n + 1);
  for (unsigned i = 0; i < n; i++)
    types[i] = any_type (STRUCTS);
  ffi_type *rtype = next (3) ? any_type (STRUCTS) : &ffi_type_void;
  ffi_cif one, other;
  int variadic = next (3) == 0;
  ffi_status status
    = variadic ? ffi_prep_cif_var (&one, FFI_DEFAULT_ABI, named, n, rtype,
                                   types)
               : ffi_prep_cif (&one, FFI_DEFAULT_ABI, n, rtype, types);
  CHECK (ffi_prep_cif_why (&other, FFI_DEFAULT_ABI,
                           variadic ? (int) named : -1, n, rtype, types, NULL,
                           NULL) == status);
  CHECK (status != FFI_OK
         || (one.bytes == other.bytes && one.flags == other.flags
             && one.abi == other.abi));
  uint64_t code;
  memcpy (&code, &one.bytes, sizeof code);
  coded += status == FFI_OK && (has_fast_code (&one) || (code >> 60 | 2) == 11);
}

int
main (void)
{
  for (int round = 0; round < 200; round++)
    {
      make_structs ();
      for (int i = 0; i < 1000; i++)
        check_one ();
    }
  /* Otherwise the comparison would be of nothing.  */
  CHECK (coded > 5000);
  return 0;
}
