/* SPDX-License-Identifier: MIT */
#ifndef FFI_LAPCS_H
#define FFI_LAPCS_H

#include "riscv/psabi.h"

FFI_HIDDEN extern const struct ffi_riscv_desc ffi_loongarch_lp64s,
  ffi_loongarch_lp64f, ffi_loongarch_lp64d, ffi_loongarch_ilp32s,
  ffi_loongarch_ilp32f, ffi_loongarch_ilp32d;

#endif
