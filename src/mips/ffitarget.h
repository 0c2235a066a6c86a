/* SPDX-License-Identifier: MIT */
/* MIPS: o32, n32 and n64, by the compiler's ABI.  */
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
#define FFI_EXTRA_CIF_FIELDS unsigned rstruct_flag; unsigned mips_nfixedargs
#ifdef LIBFFI_BUILDING
# define FFI_CIF_NAMED mips_nfixedargs
#endif

#define FFI_NATIVE_RAW_API 0
#if _MIPS_SIM == _ABIO32
# define FFI_SIZEOF_ARG 4
# define FFI_TRAMPOLINE_SIZE 20
#elif _MIPS_SIM == _ABIN32
# define FFI_SIZEOF_ARG 8
# define FFI_SIZEOF_JAVA_RAW 4
# define FFI_TRAMPOLINE_SIZE 20
#else
# define FFI_SIZEOF_ARG 8
# define FFI_TRAMPOLINE_SIZE 56
#endif

#ifndef LIBFFI_ASM
#if _MIPS_SIM == _ABIN32
typedef unsigned long long ffi_arg;
typedef signed long long ffi_sarg;
#else
typedef unsigned long ffi_arg;
typedef signed long ffi_sarg;
#endif

typedef enum ffi_abi
{
  FFI_FIRST_ABI = 0,
  FFI_O32,
  FFI_N32,
  FFI_N64,
  FFI_O32_SOFT_FLOAT,
  FFI_N32_SOFT_FLOAT,
  FFI_N64_SOFT_FLOAT,
  FFI_LAST_ABI,
#if _MIPS_SIM == _ABIO32 && defined __mips_soft_float
  FFI_DEFAULT_ABI = FFI_O32_SOFT_FLOAT
#elif _MIPS_SIM == _ABIO32
  FFI_DEFAULT_ABI = FFI_O32
#elif _MIPS_SIM == _ABIN32 && defined __mips_soft_float
  FFI_DEFAULT_ABI = FFI_N32_SOFT_FLOAT
#elif _MIPS_SIM == _ABIN32
  FFI_DEFAULT_ABI = FFI_N32
#elif defined __mips_soft_float
  FFI_DEFAULT_ABI = FFI_N64_SOFT_FLOAT
#else
  FFI_DEFAULT_ABI = FFI_N64
#endif
} ffi_abi;
#endif

#endif
