/* SPDX-License-Identifier: MIT */
/* Trampolines in closures that lie in executable memory.  */
#include "exec.h"

#ifdef __mips__

#define LW UINT32_C (0x8c000000)
#define LD UINT32_C (0xdc000000)

void
ffi_arch_write_tramp (void *tramp, void *codeloc, void (*entry) (void))
{
  enum
  {
    OR = 0x25, JALR = 0x09,
    RS = 21, RT = 16, RD = 11, CHAIN = 15, T9 = 25
  };
  static const uint32_t code[] = {
    OR | T9 << RS | CHAIN << RD,                         /* move $15, $25 */
    (sizeof (void *) == 8 ? LD : LW) | (uint32_t) CHAIN << RS | T9 << RT
      | FFI_TRAMP_ENTRY_AT,                              /* l $25, entry */
    JALR | T9 << RS,                                     /* jr $25 */
    0                                                    /* nop */
  };
  _Static_assert (sizeof code <= FFI_TRAMP_ENTRY_AT, "");
  memcpy (tramp, code, sizeof code);
  ffi_tramp_set_entry (tramp, entry);
  __builtin___clear_cache ((char *) codeloc,
                           (char *) codeloc + sizeof code);
}

#endif
