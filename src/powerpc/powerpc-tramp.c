/* SPDX-License-Identifier: MIT */
/* Trampolines in closures that are in executable memory.  */
#include "exec.h"

#ifdef __powerpc__

#ifdef FFI_EXEC_DATA

/* Writes a function descriptor: the address of the entry's code; as TOC the
   address of the closure; as environment pointer this library's TOC, for the
   entry.  */
void
ffi_arch_write_tramp (void *tramp, void *codeloc, void (*entry) (void))
{
  uintptr_t descriptor[3];
  memcpy (descriptor, (void *) (uintptr_t) entry, sizeof descriptor);
  descriptor[2] = descriptor[1];
  descriptor[1] = (uintptr_t) codeloc;
  memcpy (tramp, descriptor, sizeof descriptor);
  /* Compilers treat descriptors as constants, which nobody writes.  */
  __asm__ volatile ("" : : "r" (tramp) : "memory");
}

#else

#ifdef __powerpc64__
static const uint32_t code[] = {
  0x7d8b6378,                                   /* mr r11, r12 */
  0xe98c0000 | FFI_TRAMP_ENTRY_AT,              /* ld r12, entry(r12) */
  0x7d8903a6,                                   /* mtctr r12 */
  0x4e800420                                    /* bctr */
};
#else
static const uint32_t code[] = {
  0x7c0802a6,                                   /* mflr r0 */
  0x429f0005,                                   /* bcl 20, 31, .+4 */
  0x7d6802a6,                                   /* mflr r11 */
  0x7c0803a6,                                   /* mtlr r0 */
  0x840b0000 | (FFI_TRAMP_ENTRY_AT - 8),        /* lwzu r0, entry-8(r11) */
  0x7c0903a6,                                   /* mtctr r0 */
  0x4e800420                                    /* bctr */
};
#endif
_Static_assert (sizeof code <= FFI_TRAMP_ENTRY_AT, "");

/* In assembly, because gcc compiles __builtin___clear_cache to nothing.  Cache
   lines have at least 32 bytes.  */
void
ffi_pages_flush (void *at, size_t size)
{
  enum { LINE = 32 };
  const char *start = (char *) ((uintptr_t) at & -(uintptr_t) LINE);
  const char *end = (char *) at + size;
  for (const char *line = start; line < end; line += LINE)
    __asm__ volatile ("dcbst 0, %0" : : "r" (line) : "memory");
  __asm__ volatile ("sync" : : : "memory");
  for (const char *line = start; line < end; line += LINE)
    __asm__ volatile ("icbi 0, %0" : : "r" (line) : "memory");
  __asm__ volatile ("sync; isync" : : : "memory");
}

void
ffi_arch_write_tramp (void *tramp, void *codeloc, void (*entry) (void))
{
  memcpy (tramp, code, sizeof code);
  ffi_tramp_set_entry (tramp, entry);
  ffi_tramp_flush (tramp, codeloc, sizeof code);
}

#if FFI_EXEC_STATIC_TRAMP

/* The pool's trampoline, as in tramp.h.  Its second instruction adds a
   number with a sign, hence the rounding of the first's.  */
void
ffi_arch_write_pool_tramp (void *at, uintptr_t code, uintptr_t slot)
{
#ifdef __powerpc64__
  uint32_t distance = (uint32_t) (slot - code);
#else
  uint32_t distance = (uint32_t) (slot + FFI_TRAMP_ENTRY_AT - (code + 8));
#endif
  uint32_t high = (distance + 0x8000) >> 16, low = distance & 0xffff;
  const uint32_t word[] = {
#ifdef __powerpc64__
    0x3d6c0000 | high,                          /* addis r11, r12 */
    0x396b0000 | low,                           /* addi r11, r11 */
    0xe98b0000 | FFI_TRAMP_ENTRY_AT,            /* ld r12, entry(r11) */
    0x7d8903a6,                                 /* mtctr r12 */
#else
    0x7c0802a6,                                 /* mflr r0 */
    0x429f0005,                                 /* bcl 20, 31, .+4 */
    0x7d6802a6,                                 /* mflr r11 */
    0x7c0803a6,                                 /* mtlr r0 */
    0x3d6b0000 | high,                          /* addis r11, r11 */
    0x840b0000 | low,                           /* lwzu r0, entry(r11) */
    0x7c0903a6,                                 /* mtctr r0 */
#endif
    0x4e800420                                  /* bctr */
  };
  memcpy (at, word, sizeof word);
}

#endif

#endif

#endif
