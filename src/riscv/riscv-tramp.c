/* SPDX-License-Identifier: MIT */
/* Trampolines in closures that are in executable memory.  */
#include "exec.h"

#ifdef __riscv

#if __riscv_xlen == 64
enum { LOAD = 0x3003 };          /* ld */
#else
enum { LOAD = 0x2003 };          /* lw */
#endif
enum
{
  T1 = 6, RD = 7, RS1 = 15, IMM = 20,
  AUIPC = 0x17, JALR = 0x67, ADDI = 0x13
};

/* The static chain register, as in kernel.h.  */
#ifdef __riscv_landing_pad
enum { CHAIN = 28, PAD = 4 };
#else
enum { CHAIN = 7, PAD = 0 };
#endif

void
ffi_arch_write_tramp (void *tramp, void *codeloc, void (*entry) (void))
{
  static const uint32_t code[] = {
#ifdef __riscv_landing_pad
    AUIPC,                                               /* lpad 0 */
#endif
    AUIPC | CHAIN << RD,                                 /* chain = pc */
    LOAD | T1 << RD | CHAIN << RS1 | (FFI_TRAMP_ENTRY_AT - PAD) << IMM,
#ifdef __riscv_landing_pad
    0x1e71 | 0x8302u << 16                     /* c.addi chain, -4; c.jr t1 */
#else
    JALR | T1 << RS1                                     /* jr t1 */
#endif
  };
  _Static_assert (sizeof code <= FFI_TRAMP_ENTRY_AT, "");
  memcpy (tramp, code, sizeof code);
  ffi_tramp_set_entry (tramp, entry);
  ffi_tramp_flush (tramp, codeloc, sizeof code);
}

#if FFI_EXEC_STATIC_TRAMP

/* The pool's trampoline, as in tramp.h.  */
void
ffi_arch_write_pool_tramp (void *at, uintptr_t code, uintptr_t slot)
{
  uint32_t distance = (uint32_t) (slot - (code + PAD));
  uint32_t high = (distance + 0x800) & 0xfffff000;
  const uint32_t word[] = {
#ifdef __riscv_landing_pad
    AUIPC,                                               /* lpad 0 */
#endif
    AUIPC | CHAIN << RD | high,                          /* chain = pc + ... */
    ADDI | CHAIN << RD | CHAIN << RS1 | (distance - high) << IMM,
    LOAD | T1 << RD | CHAIN << RS1 | FFI_TRAMP_ENTRY_AT << IMM,
    JALR | T1 << RS1                                     /* jr t1 */
  };
  memcpy (at, word, sizeof word);
}

#endif
#endif
