/* SPDX-License-Identifier: MIT */
#ifndef FFI_RISCV_PSABI_H
#define FFI_RISCV_PSABI_H

#include "arch.h"

struct ffi_riscv_desc
{
  struct ffi_abi_desc abi;
  uint8_t flen;     /* bytes of the widest float in an FPR, 0: none */
  uint8_t ngpr;     /* integer argument registers */
  uint8_t stack_align; /* of the stack pointer at a call */
  bool even_pairs;  /* variadic arguments aligned to two words start at an
                       even register */
};

FFI_HIDDEN extern const struct ffi_riscv_desc ffi_riscv_lp64, ffi_riscv_lp64f,
  ffi_riscv_lp64d, ffi_riscv_lp64e, ffi_riscv_ilp32, ffi_riscv_ilp32f,
  ffi_riscv_ilp32d, ffi_riscv_ilp32e;

/* Fast paths (psabi-code.c): hooks of struct ffi_target, and the tables of
   operations.  */
FFI_HIDDEN uint64_t ffi_riscv_code (const struct ffi_layout *,
                                    const struct ffi_signature *);
FFI_HIDDEN unsigned ffi_riscv_plan_ops (const struct ffi_layout *,
                                        const struct ffi_signature *,
                                        void **op);
FFI_HIDDEN void ffi_riscv_plan (ffi_call_plan *, void (*) (void), void *,
                                void **);
FFI_HIDDEN extern const char ffi_riscv_fast_plan[],
  ffi_riscv_fast_more_plan[];

#endif
