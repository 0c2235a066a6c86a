/* SPDX-License-Identifier: MIT */
/* Trampolines in closures that are in executable memory.  */
#include "exec.h"

#ifdef __mips__

#define LW UINT32_C (0x8c000000)
#define LD UINT32_C (0xdc000000)
#define LOAD (sizeof (void *) == 8 ? LD : LW)

enum
{
  OR = 0x25, JALR = 0x09,
  ADD = sizeof (void *) == 8 ? 0x2d : 0x21,
  RS = 21, RT = 16, RD = 11, CHAIN = 15, T9 = 25
};

void
ffi_arch_write_tramp (void *tramp, void *codeloc, void (*entry) (void))
{
  static const uint32_t code[] = {
    OR | T9 << RS | CHAIN << RD,                         /* move $15, $25 */
    LOAD | CHAIN << RS | T9 << RT | FFI_TRAMP_ENTRY_AT,  /* l $25, entry */
    JALR | T9 << RS,                                     /* jr $25 */
    0                                                    /* nop */
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
  enum { DISTANCE_AT = 20 };
  const uint32_t word[] = {
    LW | T9 << RS | CHAIN << RT | DISTANCE_AT,           /* lw $15 */
    ADD | CHAIN << RS | T9 << RT | CHAIN << RD,          /* add $15, $25 */
    LOAD | CHAIN << RS | T9 << RT | FFI_TRAMP_ENTRY_AT,  /* l $25, entry */
    JALR | T9 << RS,                                     /* jr $25 */
    0,                                                   /* nop */
    (uint32_t) (slot - code)
  };
  memcpy (at, word, sizeof word);
}

#endif
#endif
