/* SPDX-License-Identifier: MIT */
#ifndef FFI_AAPCS64_H
#define FFI_AAPCS64_H

#include "arch.h"

/* AAPCS64 and its variants.  */
struct ffi_aapcs64_desc
{
  struct ffi_abi_desc abi;
  uint8_t composite_align;    /* least alignment of composites on the stack */
  bool packed_stack;          /* scalars and homogeneous aggregates take no
                                 more stack than their size */
  bool anonymous_on_stack;    /* variadic arguments in no register */
  bool even_pairs;            /* 16-aligned values start at an even x */
  bool declared_align;        /* a composite's own "aligned" counts */
  bool variadic_in_x;         /* variadic functions take no v arguments */
  bool variadic_split;        /* ... and split values between x7 and stack */
  bool small_vector_lanes;    /* results: vectors of less than 8 bytes are
                                 widened, lane by lane, to 8 in v0 */
};

FFI_HIDDEN extern const struct ffi_aapcs64_desc
  ffi_aapcs64,                /* little-endian, LP64 and ILP32 */
  ffi_aapcs64_be,
  ffi_aapcs64_apple,
  ffi_aapcs64_apple_ilp32,    /* arm64_32 */
  ffi_aapcs64_windows,
  ffi_aapcs64_ms_abi;         /* the same as other systems' compilers do it */

#endif
