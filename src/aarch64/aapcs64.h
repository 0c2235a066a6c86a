/* SPDX-License-Identifier: MIT */
#ifndef FFI_AAPCS64_H
#define FFI_AAPCS64_H

#include "arch.h"
#include "aarch64/image.h"

/* What descriptors say of the image.  */
#define FFI_STEPS_FIELDS                                                      \
  .stack_at = AAPCS64_STACK, .frame = AAPCS64_FRAME,                          \
  .clear_at = AAPCS64_CHAIN, .wide_end = AAPCS64_CHAIN,                       \
  .wide_flags = AAPCS64_VECTOR_ARGUMENTS | AAPCS64_VECTOR_RESULT,             \
  .gpr_at = AAPCS64_X, .fpr_at = AAPCS64_V, .fpr_end = AAPCS64_CHAIN,         \
  .fpr_step = 16, .image_align = 16

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

/* How a value is passed.  */
enum ffi_aapcs64_kind
{
  AAPCS64_WORD,               /* in an x register, right-justified */
  AAPCS64_VECTORS,            /* each member in a v register of its own */
  AAPCS64_BYTES,              /* as in memory, in x registers */
  AAPCS64_REFERENCE           /* the address of a copy */
};

/* As small as a register: place shall need little stack.  */
struct ffi_aapcs64_value
{
  uint8_t kind;               /* enum ffi_aapcs64_kind */
  bool aggregate;             /* left-justified on the stack */
  uint8_t members;            /* VECTORS: how many, and the bytes of each */
  uint8_t member_size;
  uint16_t align;             /* on the stack and in pairs of x registers */
};

/* Classifies TYPE, which is laid out.  */
FFI_HIDDEN struct ffi_aapcs64_value
ffi_aapcs64_classify (const struct ffi_aapcs64_desc *desc,
                      const ffi_type *type);

FFI_HIDDEN extern const struct ffi_aapcs64_desc
  ffi_aapcs64,                /* little-endian, LP64 and ILP32 */
  ffi_aapcs64_be,
  ffi_aapcs64_apple,
  ffi_aapcs64_apple_ilp32,    /* arm64_32 */
  ffi_aapcs64_windows,
  ffi_aapcs64_ms_abi;         /* the same, by the compilers of other systems */

#endif
