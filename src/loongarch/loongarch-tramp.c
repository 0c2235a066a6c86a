/* SPDX-License-Identifier: MIT */
/* Trampolines in closures that are in executable memory.  */
#include "exec.h"

#ifdef __loongarch__

enum
{
  T7 = 19, T8 = 20, RD = 0, RJ = 5, IMM = 10,
  PCADDI = 0x18000000, JIRL = 0x4c000000,
#if __loongarch_grlen == 64
  LOAD = 0x28c00000              /* ld.d */
#else
  LOAD = 0x28800000              /* ld.w */
#endif
};

void
ffi_arch_write_tramp (void *tramp, void *codeloc, void (*entry) (void))
{
  static const uint32_t code[] = {
    PCADDI | T8 << RD,                                   /* t8 = pc */
    LOAD | T7 << RD | T8 << RJ | FFI_TRAMP_ENTRY_AT << IMM,
    JIRL | T7 << RJ                                      /* jr t7 */
  };
  _Static_assert (sizeof code <= FFI_TRAMP_ENTRY_AT, "");
  memcpy (tramp, code, sizeof code);
  ffi_tramp_set_entry (tramp, entry);
  ffi_tramp_flush (tramp, codeloc, sizeof code);
}

#endif
