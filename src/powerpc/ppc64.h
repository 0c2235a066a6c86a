/* SPDX-License-Identifier: MIT */
#ifndef FFI_POWERPC_PPC64_H
#define FFI_POWERPC_PPC64_H

#include "powerpc.h"

struct ffi_ppc64_desc
{
  struct ffi_abi_desc abi;
  uint8_t slots_at;          /* of the first slot, from r1 at the call */
  uint8_t longdouble;        /* enum ffi_powerpc_longdouble */
  bool homogeneous;          /* ELFv2: homogeneous aggregates in registers of
                                floats or vectors, small ones as results in
                                r3 and r4; else of one member only, and no
                                results */
  bool no_vectors;           /* no AltiVec */
  bool unaligned;            /* aggregates aligned to 16 bytes start in any
                                slot: gcc before 4.9 */
};

/* What descriptors say of the image.  Kernels load all of a bank of registers
   if an argument is in it.  SLOTS is PPC64_SLOTS_*.  */
#define PPC64_IMAGE(slots)                                                    \
  .stack_at = PPC64_STACK, .frame = PPC64_FRAME, .clear_at = PPC64_GPR,       \
  .wide_flags = POWERPC_FPR_ARGUMENTS | POWERPC_VR_ARGUMENTS                  \
                | POWERPC_FPR_RESULT | POWERPC_VR_RESULT,                     \
  .wide_end = PPC64_CHAIN,                                                    \
  .wider_flags = POWERPC_VR_ARGUMENTS | POWERPC_VR_RESULT,                    \
  .wider_end = PPC64_FPR,                                                     \
  .gpr_at = PPC64_GPR, .fpr_at = PPC64_FPR, .fpr_end = PPC64_CHAIN,           \
  .gpr_end = PPC64_STACK, .fpr_step = 8, .float_op = FFI_OP_DOUBLE,           \
  .fpr_takes_gpr = true,                                                      \
  .image_align = 16, .home = (slots) + PPC64_GPR_SLOTS, .wide_fprs = true

/* A variant for each long double; and those that do not align.  */
struct ffi_ppc64_elfv2
{
  struct ffi_ppc64_desc ldbl64, ibm, ieee;
};

struct ffi_ppc64_elfv1
{
  struct ffi_ppc64_desc ldbl64, ibm, ldbl64_unaligned, ibm_unaligned;
};

FFI_HIDDEN extern const struct ffi_ppc64_elfv2 ffi_ppc64_elfv2_le,
  ffi_ppc64_elfv2_be;
FFI_HIDDEN extern const struct ffi_ppc64_elfv1 ffi_ppc64_elfv1,
  ffi_ppc64_elfv1_altivec;

#endif
