/* SPDX-License-Identifier: MIT */
#ifndef FFI_MIPS_H
#define FFI_MIPS_H

#include "arch.h"
#include "image.h"

struct ffi_mips_desc
{
  struct ffi_abi_desc abi;
  bool hard_float;           /* values in floating-point registers */
};

/* What descriptors say of the image.  */
#define O32_IMAGE                                                             \
  .stack_at = O32_BLOCK, .frame = MIPS_FRAME (4), .image_align = 8,           \
  .home = O32_HOME, .gpr_at = O32_BLOCK, .fpr_at = O32_F12, .fpr_end = O32_F0, \
  .fpr_step = 8, .fpr_takes_gpr = true, .stack_follows = true
#define N64_IMAGE                                                             \
  .stack_at = N64_STACK, .frame = MIPS_FRAME (8), .image_align = 16,          \
  .clear_at = N64_CHAIN, .wide_end = N64_CHAIN, .wide_flags = MIPS_USES_FPR,  \
  .gpr_at = N64_GPR, .fpr_at = N64_FPR, .fpr_end = N64_F0, .fpr_step = 8,     \
  .gpr_takes_fpr = 8, .fpr_takes_gpr = true, .stack_follows = true

/* By register convention, byte order and floating point.  n32 is n64 with
   short pointers: one descriptor serves both.  */
FFI_HIDDEN extern const struct ffi_mips_desc ffi_o32_be, ffi_o32_le,
  ffi_o32_soft_be, ffi_o32_soft_le, ffi_n64_be, ffi_n64_le, ffi_n64_soft_be,
  ffi_n64_soft_le;

#endif
