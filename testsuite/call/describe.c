/* SPDX-License-Identifier: MIT */
/* ffi_describe: every byte of every argument is placed once, errors are
   told, and on x86-64 the places are those of the psABI's tables.  */
#include <ffi.h>
#include "check.h"

/* The work is that of the placements, not of the bytes: minutes otherwise.  */
static void
large (void)
{
  ffi_type *members[] = { &ffi_type_schar, NULL };
  ffi_type type = { 60 << 20, 1, FFI_TYPE_STRUCT, members };
  ffi_type *types[] = { &type };
  ffi_cif cif;
  ffi_description d;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 1, &ffi_type_void, types)
         == FFI_OK);
  for (int i = 0; i < 2000; i++)
    CHECK (ffi_describe (&cif, &d, NULL, 0) == FFI_OK && d.placements > 0);
}

int
main (void)
{
  ffi_type *pair_members[] = { &ffi_type_sint64, &ffi_type_double, NULL };
  ffi_type pair = { 0, 0, FFI_TYPE_STRUCT, pair_members };
  ffi_type *big_members[]
    = { &ffi_type_sint64, &ffi_type_sint64, &ffi_type_sint64, NULL };
  ffi_type big = { 0, 0, FFI_TYPE_STRUCT, big_members };
  ffi_type *types[]
    = { &ffi_type_schar, &pair, &ffi_type_longdouble, &ffi_type_float };
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 4, &big, types) == FFI_OK);

  ffi_description d;
  ffi_placement p[40], none;
  CHECK (ffi_describe (NULL, &d, p, 40) == FFI_BAD_TYPEDEF);
  CHECK (ffi_describe (&cif, NULL, p, 40) == FFI_BAD_TYPEDEF);
  ffi_cif strange = cif;
  strange.abi = FFI_LAST_ABI;
  CHECK (ffi_describe (&strange, &d, p, 40) == FFI_BAD_ABI);

  /* The count does not depend on the room for it.  */
  memset (&none, 0xa5, sizeof none);
  ffi_placement untouched = none;
  CHECK (ffi_describe (&cif, &d, NULL, 0) == FFI_OK);
  size_t n = d.placements;
  CHECK (ffi_describe (&cif, &d, &none, 0) == FFI_OK && d.placements == n);
  CHECK (memcmp (&none, &untouched, sizeof none) == 0);
  CHECK (n <= 40 && ffi_describe (&cif, &d, p, 40) == FFI_OK);
  CHECK (d.placements == n && d.abi != NULL);

  size_t bytes[4] = { 0, 0, 0, 0 };
  for (size_t i = 0; i < n; i++)
    if (p[i].argument < 4)
      bytes[p[i].argument] += p[i].size;
  for (int i = 0; i < 4; i++)
    CHECK (bytes[i] == types[i]->size);

#if defined __x86_64__ && !defined _WIN32
  static const struct
  {
    unsigned argument;
    ffi_placed_how how;
    size_t offset, size;
    const char *reg;
    size_t at;
  } expected[] = {
    { FFI_PLACED_RESULT_ADDRESS, FFI_PLACED_ADDRESS, 0, 24, "rdi", 0 },
    { 0, FFI_PLACED_SIGN_EXTENDED, 0, 1, "rsi", 0 },
    { 1, FFI_PLACED_BYTES, 0, 8, "rdx", 0 },
    { 1, FFI_PLACED_BYTES, 8, 8, "xmm0", 0 },
    { 2, FFI_PLACED_BYTES, 0, 16, NULL, 0 },
    { 3, FFI_PLACED_BYTES, 0, 4, "xmm1", 0 },
    { FFI_PLACED_RESULT, FFI_PLACED_ADDRESS, 0, 24, "rax", 0 }
  };
  CHECK (n == sizeof expected / sizeof expected[0] && d.stack == 16);
  for (size_t i = 0; i < n; i++)
    {
      CHECK (p[i].argument == expected[i].argument);
      CHECK (p[i].how == expected[i].how);
      CHECK (p[i].offset == expected[i].offset);
      CHECK (p[i].size == expected[i].size && p[i].at == expected[i].at);
      CHECK (!p[i].reg == !expected[i].reg);
      CHECK (!p[i].reg || strcmp (p[i].reg, expected[i].reg) == 0);
    }
#endif
  large ();
  return 0;
}
