/* SPDX-License-Identifier: MIT */
#ifndef FFI_RISCV_PSABI_H
#define FFI_RISCV_PSABI_H

#include "arch.h"

struct ffi_riscv_desc
{
  struct ffi_abi_desc abi;
  uint8_t flen;     /* bytes of the widest float in an FPR, or 0 */
  uint8_t ngpr;     /* integer argument registers */
  uint8_t stack_align; /* of the stack pointer at a call */
  bool even_pairs;  /* variadic arguments aligned to two words start at an
                       even register */
};

/* Common to all descriptors, also LoongArch's.  */
FFI_HIDDEN ffi_status ffi_riscv_place (const struct ffi_abi_desc *,
                                       const struct ffi_signature *,
                                       struct ffi_layout *);
FFI_HIDDEN const char *ffi_riscv_reg_name (const struct ffi_abi_desc *,
                                           uint32_t offset);

/* What descriptors say of the image.  RISC-V's floats fill their registers
   with ones.  */
#define RISCV_IMAGE_FIELDS(word, ngpr, riscv)                                 \
  .stack_at = RISCV_STACK (word, ngpr), .clear_at = RISCV_GPR,                \
  .wide_flags = RISCV_USES_FPR, .wide_end = RISCV_CHAIN,                      \
  .frame = RISCV_FRAME,                                                       \
  .gpr_at = RISCV_GPR, .fpr_at = RISCV_FPR, .fpr_end = RISCV_CHAIN,           \
  .fpr_step = RISCV_FPR_SLOT, .wide_fprs = true,                              \
  .float_op = riscv ? FFI_OP_BOXED : FFI_OP_BYTES

/* A descriptor, by constants of image.h.  max_extra: at most eight structs
   take two registers, one of each kind.  RISCV: compilers have two-byte
   floats, and count unnamed bit-fields as fields.  */
#define FFI_RISCV_DESC(name_, word_, flen_, ngpr_, stack_align_, even_pairs_, \
                       riscv)                                                 \
  {                                                                           \
    { .name = name_, .word = word_, .max_extra = 8, .variadic_differs = true, \
      .half_floats = riscv, .unnamed_fields = true,                           \
      RISCV_IMAGE_FIELDS (word_, ngpr_, riscv), .one_run = riscv ? 2 : 4,     \
      .place = ffi_riscv_place,                                               \
      .reg_name = ffi_riscv_reg_name },                                       \
    flen_, ngpr_, stack_align_, even_pairs_                                   \
  }

FFI_HIDDEN extern const struct ffi_riscv_desc ffi_riscv_lp64, ffi_riscv_lp64f,
  ffi_riscv_lp64d, ffi_riscv_lp64e, ffi_riscv_ilp32, ffi_riscv_ilp32f,
  ffi_riscv_ilp32d, ffi_riscv_ilp32e;

/* Fast paths (psabi-code.c): hooks of struct ffi_target, and the tables of
   operations.  */
FFI_HIDDEN uint64_t ffi_riscv_code (const struct ffi_layout *,
                                    const struct ffi_signature *);
FFI_HIDDEN ffi_status ffi_riscv_prepare (ffi_cif *, ffi_abi, uint32_t nargs,
                                         ffi_type *rtype,
                                         ffi_type **arg_types);
FFI_HIDDEN unsigned ffi_riscv_plan_ops (const struct ffi_layout *,
                                        const struct ffi_signature *,
                                        void **op);
FFI_HIDDEN void ffi_riscv_plan (ffi_call_plan *, void (*) (void), void *,
                                void **);
FFI_HIDDEN extern const char ffi_riscv_fast_plan[],
  ffi_riscv_fast_more_plan[];

#endif
