/* SPDX-License-Identifier: MIT */
/* Trampolines in closures that are in executable memory.  */
#include "exec.h"

#ifdef __loongarch__

enum
{
  T7 = 19, T8 = 20, RD = 0, RJ = 5, IMM = 10,
  PCADDI = 0x18000000, PCADDU12I = 0x1c000000, HIGH = 5, JIRL = 0x4c000000,
#if __loongarch_grlen == 64
  LOAD = 0x28c00000, ADDI = 0x02c00000           /* ld.d, addi.d */
#else
  LOAD = 0x28800000, ADDI = 0x02800000           /* ld.w, addi.w */
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

#if FFI_EXEC_STATIC_TRAMP

/* The pool's trampoline, as in tramp.h, but relative to itself.  */
void
ffi_arch_write_pool_tramp (void *at, uintptr_t code, uintptr_t slot)
{
  uint32_t distance = (uint32_t) (slot - code);
  uint32_t pages = ((distance + 0x800) >> 12) & 0xfffff;
  const uint32_t word[] = {
    PCADDU12I | T8 << RD | pages << HIGH,                /* t8 = pc + ... */
    ADDI | T8 << RD | T8 << RJ | (distance & 0xfff) << IMM,
    LOAD | T7 << RD | T8 << RJ | FFI_TRAMP_ENTRY_AT << IMM,
    JIRL | T7 << RJ                                      /* jr t7 */
  };
  memcpy (at, word, sizeof word);
}

#endif

#endif
