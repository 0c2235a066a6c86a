/* SPDX-License-Identifier: MIT */
#ifndef FAST_CODE_H
#define FAST_CODE_H

#include <ffi.h>
#include <stdint.h>
#include <string.h>

/* Whether ffi_prep_cif gave CIF a fast code: its 64 bits are not 0, and the
   top one is clear.  */
static inline int
has_fast_code (const ffi_cif *cif)
{
  uint64_t code;
  memcpy (&code, &cif->bytes, sizeof code);
  return code != 0 && code >> 63 == 0;
}

#endif
