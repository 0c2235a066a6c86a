/* SPDX-License-Identifier: MIT */
/* AArch64: AAPCS64 in both byte orders and ILP32, Apple's and Microsoft's
   variants.  */
#ifndef LIBFFI_TARGET_H
#define LIBFFI_TARGET_H

#ifndef LIBFFI_H
# error "include <ffi.h> instead"
#endif

#define FFI_SIZEOF_ARG 8
#if defined __ILP32__ || (defined __SIZEOF_POINTER__ && __SIZEOF_POINTER__ == 4)
# define FFI_SIZEOF_JAVA_RAW 4
#endif
#define FFI_NATIVE_RAW_API 0
#define FFI_CLOSURES 1
#define FFI_TRAMPOLINE_SIZE 24
/* The static chain register, x18, is the system's on Apple and Windows.  */
#if defined __APPLE__ || defined _WIN32
# define FFI_GO_CLOSURES 0
#else
# define FFI_GO_CLOSURES 1
#endif

#define FFI_TARGET_HAS_COMPLEX_TYPE
#define FFI_TARGET_HAS_VECTOR_TYPE
#define FFI_TARGET_SPECIFIC_VARIADIC
#ifdef __SIZEOF_INT128__
# define FFI_TARGET_HAS_INT128
#endif

#ifdef __APPLE__
# define FFI_EXTRA_CIF_FIELDS unsigned aarch64_nfixedargs
#elif defined _WIN32
# define FFI_EXTRA_CIF_FIELDS unsigned is_variadic
#endif

#ifndef LIBFFI_ASM
typedef unsigned long long ffi_arg;
typedef signed long long ffi_sarg;

typedef enum ffi_abi
{
  FFI_FIRST_ABI = 0,
  FFI_SYSV,
  FFI_WIN64,
  FFI_LAST_ABI,
#ifdef _WIN32
  FFI_DEFAULT_ABI = FFI_WIN64
#else
  FFI_DEFAULT_ABI = FFI_SYSV
#endif
} ffi_abi;
#endif

#endif
