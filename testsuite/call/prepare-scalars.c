/* SPDX-License-Identifier: MIT */
/* ffi_prep_cif has a short cut for signatures of scalars.  It must come to
   the same code as the general way, which type objects of an unusual
   (harmless) alignment are sent on.  Would catch: a register, a stack word or
   a kind of result that the short cut gets wrong.  */
#include <ffi.h>
#include "check.h"
#include "fast-code.h"

#define TYPES 12
static ffi_type *usual[TYPES + 1] = {
  &ffi_type_uint8,  &ffi_type_sint8,  &ffi_type_uint16, &ffi_type_sint16,
  &ffi_type_uint32, &ffi_type_sint32, &ffi_type_uint64, &ffi_type_sint64,
  &ffi_type_float,  &ffi_type_double, &ffi_type_pointer, &ffi_type_sint,
  &ffi_type_void
};
static ffi_type unusual[TYPES + 1];

static unsigned
next (unsigned bound)
{
  static unsigned long state = 12345;
  state = state * 6364136223846793005UL + 1442695040888963407UL;
  return (unsigned) (state >> 33) % bound;
}

int
main (void)
{
#ifdef __x86_64__
  for (unsigned i = 0; i < TYPES; i++)
    {
      unusual[i] = *usual[i];
      unusual[i].alignment = usual[i]->alignment == 2 ? 1 : 2;
    }
  unusual[TYPES] = *usual[TYPES];
  unsigned coded = 0;
  for (int round = 0; round < 200000; round++)
    {
      ffi_type *a[16], *b[16];
      unsigned n = next (15), few = 1 + next (TYPES);
      for (unsigned i = 0; i < n; i++)
        {
          unsigned t = next (3) ? next (few) : next (TYPES);
          a[i] = usual[t];
          b[i] = &unusual[t];
        }
      unsigned r = next (TYPES + 1);
      ffi_cif one, other;
      CHECK (ffi_prep_cif (&one, FFI_DEFAULT_ABI, n, usual[r], a) == FFI_OK);
      CHECK (ffi_prep_cif (&other, FFI_DEFAULT_ABI, n, &unusual[r], b)
             == FFI_OK);
      CHECK (one.bytes == other.bytes && one.flags == other.flags);
      coded += has_fast_code (&one);
    }
  /* Otherwise the comparison would be of nothing.  */
  CHECK (coded > 50000);
#endif
  return 0;
}
