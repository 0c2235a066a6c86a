/* SPDX-License-Identifier: MIT */
/* LoongArch: 64 and 32 bits, by the integer register width and the
   floating-point ABI of the compiler.  */
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
#define FFI_EXTRA_CIF_FIELDS \
  unsigned loongarch_nfixedargs; unsigned loongarch_unused

#define FFI_TRAMPOLINE_SIZE 24
#define FFI_NATIVE_RAW_API 0
#if __loongarch_grlen == 64
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
  FFI_LP64S,
  FFI_LP64F,
  FFI_LP64D,
  FFI_ILP32S,
  FFI_ILP32F,
  FFI_ILP32D,
  FFI_LAST_ABI,
/* __loongarch_frlen does not tell: it is the registers' width, which may be
   more than the ABI makes use of.  */
#if __loongarch_grlen == 64 && defined __loongarch_double_float
  FFI_DEFAULT_ABI = FFI_LP64D
#elif __loongarch_grlen == 64 && defined __loongarch_single_float
  FFI_DEFAULT_ABI = FFI_LP64F
#elif __loongarch_grlen == 64
  FFI_DEFAULT_ABI = FFI_LP64S
#elif defined __loongarch_double_float
  FFI_DEFAULT_ABI = FFI_ILP32D
#elif defined __loongarch_single_float
  FFI_DEFAULT_ABI = FFI_ILP32F
#else
  FFI_DEFAULT_ABI = FFI_ILP32S
#endif
} ffi_abi;
#endif

#endif
