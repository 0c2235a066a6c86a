/* SPDX-License-Identifier: MIT */
#ifndef FFI_AAPCS64_H
#define FFI_AAPCS64_H

#include "arch.h"

/* AAPCS64 and its variants.  */
struct ffi_aapcs64_desc
{
  struct ffi_abi_desc abi;
  uint8_t composite_align;    /* of composites on the stack, at least */
  bool packed_stack;          /* scalars and homogeneous aggregates take
                                 exactly their size of stack */
  bool anonymous_on_stack;    /* variadic arguments on the stack only */
  bool even_pairs;            /* 16-aligned values start at an even x */
  bool declared_align;        /* a composite's own "aligned" counts */
  bool variadic_in_x;         /* variadic functions take no v arguments */
  bool variadic_split;        /* ... and split values between x7 and stack */
  bool small_vector_lanes;    /* results: vectors of less than 8 bytes are
                                 widened to 8 in v0, lane by lane */
};

FFI_HIDDEN extern const struct ffi_aapcs64_desc
  ffi_aapcs64,                /* little-endian, LP64 and ILP32 */
  ffi_aapcs64_be,
  ffi_aapcs64_apple,
  ffi_aapcs64_apple_ilp32,    /* arm64_32 */
  ffi_aapcs64_windows,
  ffi_aapcs64_ms_abi;         /* the same, by the compilers of other systems */

#endif
