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
  static const unsigned char code[] = {
    0xaf, 0xf2, 0x04, 0x0c,                     /* subw r12, pc, #4 */
    0xdf, 0xf8, 0x00, 0xf0                      /* ldr.w pc, [pc, #0] */
  };
#else
  static const unsigned char code[] = {
    ARM (0xe2, 0x4f, 0xc0, 0x08),               /* sub r12, pc, #8 */
    ARM (0xe5, 0x1f, 0xf0, 0x04)                /* ldr pc, [pc, #-4] */
  };
#endif
  _Static_assert (sizeof code == FFI_TRAMP_ENTRY_AT, "");
  memcpy (tramp, code, sizeof code);
  ffi_tramp_set_entry (tramp, entry);
  ffi_tramp_flush (tramp, codeloc, sizeof code);
}

#if FFI_EXEC_STATIC_TRAMP

#if FFI_TRAMP_THUMB

/* Writes the instruction OP, movw or movt, of IMMEDIATE to r12.  */
static unsigned char *
write_move (unsigned char *at, unsigned op, unsigned immediate)
{
  enum { R12 = 12 << 8 };
  const unsigned half[2] = {
    op | (immediate >> 11 & 1) << 10 | immediate >> 12,
    (immediate >> 8 & 7) << 12 | R12 | (immediate & 0xff)
  };
  for (int i = 0; i < 2; i++)
    {
      *at++ = half[i] & 0xff;
      *at++ = (unsigned char) (half[i] >> 8);
    }
  return at;
}

/* The pool's trampoline, as in tramp.h; on Windows too with a distance.  */
void
ffi_arch_write_pool_tramp (void *at, uintptr_t code, uintptr_t slot)
{
  enum { PAD = FFI_TRAMP_SIZE == 32 ? 4 : 0, MOVW = 0xf240, MOVT = 0xf2c0 };
  static const unsigned char pad[] = { 0xaf, 0xf3, 0x0f, 0x80 }, end[] = {
    0xfc, 0x44,                                 /* add r12, pc */
    0xdc, 0xf8, FFI_TRAMP_ENTRY_AT, 0xf0        /* ldr.w pc, [r12, #8] */
  };
  uint32_t distance = (uint32_t) (slot - (code + PAD + 12));
  memcpy (at, pad, PAD);                        /* bti */
  unsigned char *byte = write_move ((unsigned char *) at + PAD, MOVW,
                                    distance & 0xffff);
  byte = write_move (byte, MOVT, distance >> 16);
  memcpy (byte, end, sizeof end);
}

#else

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

#endif
