/* SPDX-License-Identifier: MIT */
/* The LoongArch calling conventions (LoongArch Procedure Call Standard).
   Values are passed as on RISC-V, in registers of the same names.  The rules
   are in riscv/psabi.c; doc/abi/loongarch.md compares the two.  */
#include "lapcs.h"
#include "riscv/image.h"

const struct ffi_riscv_desc ffi_loongarch_lp64s
  = FFI_RISCV_DESC ("loongarch-lp64s", 8, 0, 8, 16, true, false);
const struct ffi_riscv_desc ffi_loongarch_lp64f
  = FFI_RISCV_DESC ("loongarch-lp64f", 8, 4, 8, 16, true, false);
const struct ffi_riscv_desc ffi_loongarch_lp64d
  = FFI_RISCV_DESC ("loongarch-lp64d", 8, 8, 8, 16, true, false);
const struct ffi_riscv_desc ffi_loongarch_ilp32s
  = FFI_RISCV_DESC ("loongarch-ilp32s", 4, 0, 8, 16, true, false);
const struct ffi_riscv_desc ffi_loongarch_ilp32f
  = FFI_RISCV_DESC ("loongarch-ilp32f", 4, 4, 8, 16, true, false);
const struct ffi_riscv_desc ffi_loongarch_ilp32d
  = FFI_RISCV_DESC ("loongarch-ilp32d", 4, 8, 8, 16, true, false);
