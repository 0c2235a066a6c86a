/* SPDX-License-Identifier: MIT */
/* Trampolines in closures that lie in executable memory.  */
#include "exec.h"

#ifdef __s390__

void
ffi_arch_write_tramp (void *tramp, void *codeloc, void (*entry) (void))
{
  static const unsigned char code[] = {
    0x0d, 0x10,                                 /* basr %r1, 0 */
#ifdef __s390x__                                /* lmg %r0, %r1, 14(%r1) */
    0xeb, 0x01, 0x10, FFI_TRAMP_SELF_AT - 2, 0x00, 0x04,
#else                                           /* lm %r0, %r1, 6(%r1) */
    0x98, 0x01, 0x10, FFI_TRAMP_SELF_AT - 2,
#endif
    0x07, 0xf1                                  /* br %r1 */
  };
  _Static_assert (sizeof code <= FFI_TRAMP_SELF_AT, "");
  memcpy (tramp, code, sizeof code);
  memcpy ((char *) tramp + FFI_TRAMP_SELF_AT, &codeloc, sizeof codeloc);
  ffi_tramp_set_entry (tramp, entry);
  __builtin___clear_cache ((char *) codeloc,
                           (char *) codeloc + sizeof code);
}

#endif
