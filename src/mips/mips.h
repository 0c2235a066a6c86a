/* SPDX-License-Identifier: MIT */
#ifndef FFI_MIPS_H
#define FFI_MIPS_H

#include "arch.h"

struct ffi_mips_desc
{
  struct ffi_abi_desc abi;
  bool hard_float;           /* values in floating-point registers */
};

/* By register convention, byte order and floating point.  n32 is n64 with
   short pointers: one descriptor serves both.  */
FFI_HIDDEN extern const struct ffi_mips_desc ffi_o32_be, ffi_o32_le,
  ffi_o32_soft_be, ffi_o32_soft_le, ffi_n64_be, ffi_n64_le, ffi_n64_soft_be,
  ffi_n64_soft_le;

#endif
