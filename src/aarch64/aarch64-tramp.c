/* SPDX-License-Identifier: MIT */
/* Trampolines in closures that are in executable memory.  */
#include "exec.h"

#ifdef __aarch64__

void
ffi_arch_write_tramp (void *tramp, void *codeloc, void (*entry) (void))
{
  /* Instructions are little-endian on big-endian processors too.  */
  static const unsigned char code[FFI_TRAMP_ENTRY_AT] = {
    0x5f, 0x24, 0x03, 0xd5,                     /* bti c */
    0xf1, 0xff, 0xff, 0x10,                     /* adr x17, -4 */
    0x30, 0x0a, 0x40, 0xf9,                     /* ldr x16, [x17, #16] */
    AARCH64_JUMP_X16 & 0xff, AARCH64_JUMP_X16 >> 8 & 0xff, 0x1f, 0xd6
  };
  memcpy (tramp, code, sizeof code);
  ffi_tramp_set_entry (tramp, entry);
  ffi_tramp_flush (tramp, codeloc, sizeof code);
}

#if FFI_EXEC_STATIC_TRAMP

/* The pool's trampoline, as in tramp.h.  */
void
ffi_arch_write_pool_tramp (void *at, uintptr_t code, uintptr_t slot)
{
  enum { X16 = 16, X17 = 17, RN = 5, PAD = FFI_TRAMP_SIZE == 32, LENGTH = 4 };
  uint32_t pages = (uint32_t) ((slot >> 12) - ((code + 4 * PAD) >> 12));
  const uint32_t word[1 + LENGTH] = {
    0xd503245f,                                          /* bti c */
    0x90000000 | (pages & 3) << 29 | (pages >> 2 & 0x7ffff) << 5
      | X17,                                             /* adrp x17 */
    0x91000000 | (uint32_t) (slot & 0xfff) << 10
      | X17 << RN | X17,                                 /* add x17, x17 */
    0xf9400000 | FFI_TRAMP_ENTRY_AT / 8 << 10
      | X17 << RN | X16,                                 /* ldr x16, [x17] */
    AARCH64_JUMP_X16
  };
  unsigned char *byte = at;
  for (unsigned i = !PAD; i < 1 + LENGTH; i++)
    for (unsigned shift = 0; shift < 32; shift += 8)
      *byte++ = (unsigned char) (word[i] >> shift);
}

#endif
#endif
