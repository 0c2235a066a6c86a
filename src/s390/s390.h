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

/* s390x has 64 bits, s390 has 31; vx is the vector ABI, soft is soft float. */
FFI_HIDDEN extern const struct ffi_s390_desc ffi_s390x, ffi_s390x_vx,
  ffi_s390x_soft, ffi_s390, ffi_s390_vx, ffi_s390_soft;

#endif
