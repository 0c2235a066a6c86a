/* SPDX-License-Identifier: MIT */
/* Trampolines in closures that are in executable memory.  */
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

#if FFI_EXEC_STATIC_TRAMP

/* The pool's trampoline, in a form for all processors.  */
void
ffi_arch_write_pool_tramp (void *at, uintptr_t code, uintptr_t slot)
{
  unsigned char bytes[FFI_TRAMP_SIZE] = {
    0xc0, 0x10, 0, 0, 0, 0,                     /* larl %r1, slot */
#ifndef __s390x__
    0x18, 0x01,                                 /* lr %r0, %r1 */
    0x58, 0x10, 0x10, FFI_TRAMP_ENTRY_AT,       /* l %r1, 12(%r1) */
#elif FFI_TRAMP_SIZE == 16
    0xc4, 0x18, 0, 0, 0, 0,                     /* lgrl %r1, slot + 24 */
#else
    0xb9, 0x04, 0x00, 0x01,                     /* lgr %r0, %r1 */
    0xe3, 0x10, 0x10, FFI_TRAMP_ENTRY_AT, 0x00, 0x04,  /* lg %r1, 24(%r1) */
#endif
    0x07, 0xf1                                  /* br %r1 */
  };
  /* Distances are counted in halfwords.  */
  int32_t distance = (int32_t) ((intptr_t) (slot - code) / 2);
#if defined __s390x__ && FFI_TRAMP_SIZE == 16
  int32_t entry = distance + (FFI_TRAMP_ENTRY_AT - 6) / 2;
  bytes[1] = 0x00;                              /* larl %r0 */
  memcpy (bytes + 8, &entry, sizeof entry);
#endif
  memcpy (bytes + 2, &distance, sizeof distance);
  memcpy (at, bytes, sizeof bytes);
}

#endif

#endif
