/* SPDX-License-Identifier: MIT */
#ifndef FFI_S390_H
#define FFI_S390_H

#include "arch.h"

struct ffi_s390_desc
{
  struct ffi_abi_desc abi;
  uint8_t nfpr;     /* floating-point argument registers; 0: soft float */
  bool vectors;     /* the vector ABI: vectors in vector registers */
};

/* What descriptors say of the image; WORD is 4 or 8.  */
#define S390_IMAGE(word)                                                      \
  .stack_at = S390_S, .frame = S390_FRAME,                                    \
  .clear_at = S390_S, .wide_flags = S390_USES_VR, .wide_end = S390_CHAIN,     \
  .gpr_at = S390_R (word, 2), .fpr_at = S390_FPR,                             \
  .fpr_end = S390_FPR_END (word), .fpr_step = 8,                              \
  .image_align = 8, .home = S390_STACK (word) - S390_S, .stack_follows = true

/* s390x has 64 bits, s390 has 31; vx is the vector ABI, soft is soft float. */
FFI_HIDDEN extern const struct ffi_s390_desc ffi_s390x, ffi_s390x_vx,
  ffi_s390x_soft, ffi_s390, ffi_s390_vx, ffi_s390_soft;

#endif
