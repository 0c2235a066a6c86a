/* SPDX-License-Identifier: MIT */
/* x86: i386, x86-64 (LP64 and x32) and Windows.  */
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

#ifdef __x86_64__
# define FFI_SIZEOF_ARG 8
# define FFI_TRAMPOLINE_SIZE 32
# define FFI_NATIVE_RAW_API 0
# if defined __ILP32__ || __SIZEOF_POINTER__ == 4
#  define FFI_SIZEOF_JAVA_RAW 4
# endif
#else
# define FFI_SIZEOF_ARG 4
# define FFI_TRAMPOLINE_SIZE 16
# define FFI_NATIVE_RAW_API 1
#endif

#ifndef LIBFFI_ASM
#ifdef __x86_64__
typedef unsigned long long ffi_arg;
typedef long long ffi_sarg;
#else
typedef unsigned long ffi_arg;
typedef signed long ffi_sarg;
#endif

typedef enum ffi_abi
{
#if defined __x86_64__ && defined _WIN32
  FFI_FIRST_ABI = 0,
  FFI_WIN64,
  FFI_GNUW64,
  FFI_LAST_ABI,
# ifdef __GNUC__
  FFI_DEFAULT_ABI = FFI_GNUW64
# else
  FFI_DEFAULT_ABI = FFI_WIN64
# endif
#elif defined __x86_64__
  FFI_FIRST_ABI = 1,
  FFI_UNIX64,
  FFI_WIN64,
  FFI_EFI64 = FFI_WIN64,
  FFI_GNUW64,
  FFI_LAST_ABI,
  FFI_DEFAULT_ABI = FFI_UNIX64
#elif defined _WIN32
  FFI_FIRST_ABI = 0,
  FFI_SYSV,
  FFI_STDCALL,
  FFI_THISCALL,
  FFI_FASTCALL,
  FFI_MS_CDECL,
  FFI_PASCAL,
  FFI_REGISTER,
  FFI_LAST_ABI,
  FFI_DEFAULT_ABI = FFI_MS_CDECL
#else
  FFI_FIRST_ABI = 0,
  FFI_SYSV,
  FFI_THISCALL = 3,
  FFI_FASTCALL,
  FFI_STDCALL,
  FFI_PASCAL,
  FFI_REGISTER,
  FFI_MS_CDECL,
  FFI_LAST_ABI,
  FFI_DEFAULT_ABI = FFI_SYSV
#endif
} ffi_abi;
#endif

#endif
