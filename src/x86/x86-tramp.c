/* SPDX-License-Identifier: MIT */
/* Trampolines in closures that lie in executable memory.  */
#include "exec.h"

#if defined __i386__ || defined __x86_64__

#ifdef __x86_64__

void
ffi_arch_write_tramp (void *tramp, void *codeloc, void (*entry) (void))
{
  static const unsigned char code[FFI_TRAMP_ENTRY_AT] = {
    0xf3, 0x0f, 0x1e, 0xfa,                     /* endbr64 */
    0x4c, 0x8d, 0x15, 0xf5, 0xff, 0xff, 0xff,   /* lea -11(%rip), %r10 */
    0x41, 0xff, 0x62, FFI_TRAMP_ENTRY_AT,       /* jmp *16(%r10) */
    0xcc
  };
  (void) codeloc;
  memcpy (tramp, code, sizeof code);
  ffi_tramp_set_entry (tramp, entry);
}

#if FFI_EXEC_STATIC_TRAMP

/* The pool's trampoline, as in tramp.h.  */
void
ffi_arch_write_pool_tramp (void *at, uintptr_t code, uintptr_t slot)
{
  unsigned char bytes[FFI_TRAMP_SIZE] = {
    0xf3, 0x0f, 0x1e, 0xfa,                     /* endbr64 */
    0x4c, 0x8d, 0x15, 0, 0, 0, 0,               /* lea slot(%rip), %r10 */
    0x41, 0xff, 0x62, FFI_TRAMP_ENTRY_AT,       /* jmp *16(%r10) */
    0xcc
  };
  uint32_t distance = (uint32_t) (slot - (code + 11));
  memcpy (bytes + 7, &distance, sizeof distance);
  memcpy (at, bytes, sizeof bytes);
}

#endif

#else

void
ffi_arch_write_tramp (void *tramp, void *codeloc, void (*entry) (void))
{
  unsigned char code[15] = {
    0xf3, 0x0f, 0x1e, 0xfb,                     /* endbr32 */
    0x50,                                       /* push %eax */
    0xb8, 0, 0, 0, 0,                           /* mov $codeloc, %eax */
    0xe9, 0, 0, 0, 0                            /* jmp entry */
  };
  uintptr_t end = (uintptr_t) codeloc + sizeof code;
  uint32_t distance = (uint32_t) ((uintptr_t) entry - end);
  memcpy (code + 6, &codeloc, 4);
  memcpy (code + 11, &distance, 4);
  memcpy (tramp, code, sizeof code);
}

#if FFI_EXEC_STATIC_TRAMP

/* The pool's trampoline, as in tramp.h, but the slot's address is known.  */
void
ffi_arch_write_pool_tramp (void *at, uintptr_t code, uintptr_t slot)
{
  unsigned char bytes[FFI_TRAMP_SIZE] = {
    0xf3, 0x0f, 0x1e, 0xfb,                     /* endbr32 */
    0x50,                                       /* push %eax */
    0xb8, 0, 0, 0, 0,                           /* mov $slot, %eax */
    0xff, 0x60, FFI_TRAMP_ENTRY_AT,             /* jmp *12(%eax) */
    0xcc, 0xcc, 0xcc
  };
  (void) code;
  memcpy (bytes + 6, &slot, sizeof slot);
  memcpy (at, bytes, sizeof bytes);
}

#endif

#endif

#endif
