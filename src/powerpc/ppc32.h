/* SPDX-License-Identifier: MIT */
#ifndef FFI_POWERPC_PPC32_H
#define FFI_POWERPC_PPC32_H

#include "powerpc.h"

struct ffi_ppc32_desc
{
  struct ffi_abi_desc abi;
  uint8_t longdouble;        /* enum ffi_powerpc_longdouble */
  bool soft;                 /* floats are passed as integers of their size */
  bool small_structs;        /* those of up to 8 bytes are returned in r3, r4 */
  bool vectors;              /* AltiVec: in v2-v13 */
};

/* What descriptors say of the image.  Kernels load all of a bank of registers
   if an argument is in it.  */
#define PPC32_IMAGE                                                           \
  .stack_at = PPC32_STACK, .frame = PPC32_FRAME, .clear_at = PPC32_GPR,       \
  .wide_flags = POWERPC_FPR_ARGUMENTS | POWERPC_VR_ARGUMENTS                  \
                | POWERPC_FPR_RESULT | POWERPC_VR_RESULT,                     \
  .wide_end = PPC32_CHAIN,                                                    \
  .wider_flags = POWERPC_VR_ARGUMENTS | POWERPC_VR_RESULT,                    \
  .wider_end = PPC32_FPR,                                                     \
  .gpr_at = PPC32_GPR, .fpr_at = PPC32_FPR, .fpr_end = PPC32_CHAIN,           \
  .gpr_end = PPC32_STACK, .fpr_step = 8, .float_op = FFI_OP_DOUBLE,           \
  .image_align = 16, .home = PPC32_HEADER, .wide_fprs = true

/* A variant for each long double.  */
struct ffi_ppc32_variants
{
  struct ffi_ppc32_desc ldbl64, ibm, ieee;
};

FFI_HIDDEN extern const struct ffi_ppc32_variants ffi_ppc32, ffi_ppc32_svr4,
  ffi_ppc32_soft, ffi_ppc32_soft_svr4, ffi_ppc32_altivec,
  ffi_ppc32_altivec_svr4;

#endif
