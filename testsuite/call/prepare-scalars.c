/* SPDX-License-Identifier: MIT */
/* ffi_prep_cif has a short cut for signatures of scalars.  It must come to
   the same code as the general way, which ffi_prep_cif_why takes.  Would
   catch: a register, a stack word or a kind of result that the short cut gets
   wrong.  */
#include <ffi.h>
#include "check.h"
#include "fast-code.h"

#define TYPES 13
static ffi_type *const scalar[TYPES] = {
  &ffi_type_uint8,  &ffi_type_sint8,  &ffi_type_uint16, &ffi_type_sint16,
  &ffi_type_uint32, &ffi_type_sint32, &ffi_type_uint64, &ffi_type_sint64,
  &ffi_type_float,  &ffi_type_double, &ffi_type_pointer, &ffi_type_sint,
  &ffi_type_void
};

static unsigned
next (unsigned bound)
{
  static uint64_t state = 12345;
  state = state * UINT64_C (6364136223846793005)
          + UINT64_C (1442695040888963407);
  return (unsigned) (state >> 33) % bound;
}

/* Whether CIF has a code that can be run: a fast one or one of steps.  */
static int
is_coded (const ffi_cif *cif)
{
  uint64_t code;
  memcpy (&code, &cif->bytes, sizeof code);
  return has_fast_code (cif) || (code >> 60 | 2) == 11;
}

static void
compare (ffi_abi abi)
{
  unsigned coded = 0;
  for (int round = 0; round < 200000; round++)
    {
      ffi_type *types[60];
      unsigned n = next (4) ? next (15) : next (60);
      unsigned few = 1 + next (next (2) ? 2 : TYPES - 1);
      for (unsigned i = 0; i < n; i++)
        types[i] = scalar[next (3) ? next (few) : next (TYPES)];
      ffi_type *rtype = scalar[next (TYPES)];
      ffi_cif one, other;
      CHECK (ffi_prep_cif (&one, abi, n, rtype, types) == FFI_OK);
      CHECK (ffi_prep_cif_why (&other, abi, -1, n, rtype, types,
                               NULL, NULL) == FFI_OK);
      CHECK (one.bytes == other.bytes && one.flags == other.flags);
      coded += is_coded (&one);
    }
  /* Otherwise the comparison would be of nothing.  */
  CHECK (coded > 40000);
}

int
main (void)
{
#ifdef __arm__
  compare (FFI_SYSV);
  compare (FFI_VFP);
#else
  compare (FFI_DEFAULT_ABI);
# ifdef __i386__
  compare (FFI_STDCALL);
# endif
#endif
  return 0;
}
