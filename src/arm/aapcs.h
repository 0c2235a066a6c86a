/* SPDX-License-Identifier: MIT */
#ifndef FFI_ARM_AAPCS_H
#define FFI_ARM_AAPCS_H

#include "arch.h"

struct ffi_arm_desc
{
  struct ffi_abi_desc abi;
  bool vfp;             /* arguments and results in VFP registers, except in
                           variadic functions */
  bool declared_align;  /* composite types are passed with the alignment
                           that they declare themselves */
  bool by_reference;    /* composites of more than 16 bytes are passed by
                           reference, others returned in r0-r3 */
  bool apcs;            /* the rules before AAPCS: no alignment above a
                           word; of composites, r0 returns only integer-like
                           ones */
};

/* What descriptors say of the image.  */
#define ARM_IMAGE                                                             \
  .stack_at = ARM_STACK, .clear_at = ARM_CORE, .wide_flags = ARM_USES_VFP,    \
  .wide_end = ARM_CHAIN,                                                      \
  .gpr_at = ARM_CORE, .fpr_at = ARM_VFP, .fpr_end = ARM_CHAIN, .fpr_step = 4, \
  .frame = ARM_FRAME, .image_align = 8, .wide_fprs = true,                    \
  .stack_follows = true

FFI_HIDDEN extern const struct ffi_arm_desc ffi_arm_vfp, ffi_arm_sysv,
  ffi_armeb_vfp, ffi_armeb_sysv, ffi_arm_apple, ffi_arm_watch,
  ffi_arm_watch_base, ffi_arm_windows, ffi_arm_windows_base;

#endif
