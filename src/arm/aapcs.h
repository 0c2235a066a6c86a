/* SPDX-License-Identifier: MIT */
#ifndef FFI_ARM_AAPCS_H
#define FFI_ARM_AAPCS_H

#include "arch.h"

struct ffi_arm_desc
{
  struct ffi_abi_desc abi;
  bool vfp;             /* VFP registers pass what they can hold, except in
                           variadic functions */
  bool declared_align;  /* an alignment that a composite type itself declares
                           counts where it is passed */
  bool by_reference;    /* composites of more than 16 bytes are passed by
                           reference, others returned in r0-r3 */
  bool apcs;            /* nothing is aligned to more than a word, and r0
                           returns of composites only what is like an
                           integer: the rules before AAPCS */
};

FFI_HIDDEN extern const struct ffi_arm_desc ffi_arm_vfp, ffi_arm_sysv,
  ffi_armeb_vfp, ffi_armeb_sysv, ffi_arm_apple, ffi_arm_watch,
  ffi_arm_watch_base, ffi_arm_windows, ffi_arm_windows_base;

#endif
