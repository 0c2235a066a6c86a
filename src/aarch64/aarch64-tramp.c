/* SPDX-License-Identifier: MIT */
/* Trampolines in closures that lie in executable memory.  */
#include "exec.h"

#ifdef __aarch64__

/* Data written at FROM, seen for execution at TO, becomes code there.  */
static void
flush (void *from, void *to, size_t size)
{
  __builtin___clear_cache ((char *) from, (char *) from + size);
  if (to != from)
    __builtin___clear_cache ((char *) to, (char *) to + size);
}

void
ffi_arch_write_tramp (void *tramp, void *codeloc, void (*entry) (void))
{
  /* Instructions are little-endian on big-endian processors too.  */
  static const unsigned char code[FFI_TRAMP_ENTRY_AT] = {
    0x5f, 0x24, 0x03, 0xd5,                     /* bti c */
    0xf1, 0xff, 0xff, 0x10,                     /* adr x17, -4 */
    0x30, 0x0a, 0x40, 0xf9,                     /* ldr x16, [x17, #16] */
    0x00, 0x02, 0x1f, 0xd6                      /* br x16 */
  };
  memcpy (tramp, code, sizeof code);
  ffi_tramp_set_entry (tramp, entry);
  flush (tramp, codeloc, sizeof code);
}

#endif
