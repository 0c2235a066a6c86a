/* SPDX-License-Identifier: MIT */
#ifndef FFI_WIN64_H
#define FFI_WIN64_H

#include "arch.h"

struct ffi_win64_desc
{
  struct ffi_abi_desc abi;
  /* gcc's variant: vectors of up to 8 bytes count as integers, and an 80-bit
     long double is returned in memory.  Else clang's: such vectors count as
     vectors, and long double is returned in st0.  */
  bool gnu;
};

FFI_HIDDEN extern const struct ffi_win64_desc ffi_win64, ffi_gnuw64;

/* The fast paths (win64-code.c, win64-fast.S).  */
FFI_HIDDEN uint64_t ffi_win64_code (const struct ffi_layout *,
                                    const struct ffi_signature *);
FFI_HIDDEN unsigned ffi_win64_plan_ops (const struct ffi_layout *,
                                        const struct ffi_signature *,
                                        void **op);
FFI_HIDDEN void ffi_win64_plan (ffi_call_plan *, void (*) (void), void *,
                                void **);
FFI_HIDDEN void (*ffi_win64_fast_closure (uint64_t code, const ffi_cif *,
                                          uint64_t *note)) (void);

#endif
