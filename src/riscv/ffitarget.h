/* SPDX-License-Identifier: MIT */
/* RISC-V: RV32 and RV64, by the integer register width and floating-point
   ABI of the compiler.  */
#ifndef LIBFFI_TARGET_H
#define LIBFFI_TARGET_H

#ifndef LIBFFI_H
# error "include <ffi.h> instead"
#endif

#define FFI_CLOSURES 1
#define FFI_GO_CLOSURES 1
#define FFI_TARGET_HAS_COMPLEX_TYPE
#define FFI_TARGET_HAS_VECTOR_TYPE
#ifdef __SIZEOF_INT128__
# define FFI_TARGET_HAS_INT128
#endif
#define FFI_TARGET_SPECIFIC_VARIADIC
#define FFI_EXTRA_CIF_FIELDS unsigned riscv_nfixedargs; unsigned riscv_unused
#ifdef LIBFFI_BUILDING
# define FFI_CIF_NAMED riscv_nfixedargs
#endif

#define FFI_TRAMPOLINE_SIZE 24
#define FFI_NATIVE_RAW_API 0
#if __riscv_xlen == 64
# define FFI_SIZEOF_ARG 8
#else
# define FFI_SIZEOF_ARG 4
#endif

#ifndef LIBFFI_ASM
typedef unsigned long ffi_arg;
typedef signed long ffi_sarg;

typedef enum ffi_abi
{
  FFI_FIRST_ABI = 0,
  FFI_SYSV,
  FFI_UNUSED_1,
  FFI_UNUSED_2,
  FFI_UNUSED_3,
  FFI_LAST_ABI,
  FFI_DEFAULT_ABI = FFI_SYSV
} ffi_abi;
#endif

#endif
