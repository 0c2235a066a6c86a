/* SPDX-License-Identifier: MIT */
/* Trampolines in closures that are in executable memory.  */
#include "exec.h"

#if defined __arm__ || defined _M_ARM

/* Instructions are big-endian only in BE32 (architecture version 5 and
   before); later processors fetch them as little-endian.  */
#if defined __ARMEB__ && __ARM_ARCH < 6
# define ARM(a, b, c, d) a, b, c, d
#else
# define ARM(a, b, c, d) d, c, b, a
#endif

void
ffi_arch_write_tramp (void *tramp, void *codeloc, void (*entry) (void))
{
#if FFI_TRAMP_THUMB
  /* The address of Thumb code has its lowest bit set.  */
  char *code_at = (char *) ((uintptr_t) codeloc & ~(uintptr_t) 1);
  static const unsigned char code[] = {
    0xaf, 0xf2, 0x04, 0x0c,                     /* subw r12, pc, #4 */
    0xdf, 0xf8, 0x00, 0xf0                      /* ldr.w pc, [pc, #0] */
  };
#else
  char *code_at = codeloc;
  static const unsigned char code[] = {
    ARM (0xe2, 0x4f, 0xc0, 0x08),               /* sub r12, pc, #8 */
    ARM (0xe5, 0x1f, 0xf0, 0x04)                /* ldr pc, [pc, #-4] */
  };
#endif
  _Static_assert (sizeof code == FFI_TRAMP_ENTRY_AT, "");
  memcpy (tramp, code, sizeof code);
  ffi_tramp_set_entry (tramp, entry);
  ffi_tramp_flush (tramp, code_at, sizeof code);
}

#if FFI_EXEC_STATIC_TRAMP && !FFI_TRAMP_THUMB

/* The pool's trampoline, as in tramp.h.  */
void
ffi_arch_write_pool_tramp (void *at, uintptr_t code, uintptr_t slot)
{
  enum { PC = 12, DISTANCE_AT = 12 };
  static const unsigned char bytes[DISTANCE_AT] = {
    ARM (0xe5, 0x9f, 0xc0, 0x04),               /* ldr r12, [pc, #4] */
    ARM (0xe0, 0x8f, 0xc0, 0x0c),               /* add r12, pc, r12 */
    ARM (0xe5, 0x9c, 0xf0, FFI_TRAMP_ENTRY_AT)  /* ldr pc, [r12, #8] */
  };
  uint32_t distance = (uint32_t) (slot - (code + PC));
  memcpy (at, bytes, sizeof bytes);
  memcpy ((char *) at + DISTANCE_AT, &distance, sizeof distance);
}

#endif

#endif
