/* SPDX-License-Identifier: MIT */
/* ffi_raw_call leaves nothing of the library's in registers that carry no
   argument.  The callee stores the last two argument registers.  Would catch:
   a fast path, which clears only some registers, after code of the library's
   that used the others.  */
#include <ffi.h>
#include "check.h"

#if defined __x86_64__ && defined __LP64__ && !defined FFI_NO_RAW_API

static long seen[2];

static __attribute__ ((noinline)) void
take (long a)
{
  register long r8 __asm__ ("r8");
  register long r9 __asm__ ("r9");
  __asm__ volatile ("" : "=r" (r8), "=r" (r9));
  seen[0] = r8;
  seen[1] = r9;
  CHECK (a == 5);
}

int
main (void)
{
  ffi_type *types[] = { &ffi_type_slong };
  ffi_raw word = { .sint = 5 };
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 1, &ffi_type_void, types)
         == FFI_OK);
  seen[0] = seen[1] = -1;
  ffi_raw_call (&cif, FFI_FN (take), NULL, &word);
  CHECK (seen[0] == 0 && seen[1] == 0);
  return 0;
}

#else

int
main (void)
{
  SKIP ("not x86-64, or no raw API");
}

#endif
