/* SPDX-License-Identifier: MIT */
/* What differs between processors: the conventions, the widths of words, and
   what the library can do there.  ffi.h includes this file.  A section a
   family; what a section leaves out has the value that the end gives it.

     FFI_SIZEOF_ARG           bytes of ffi_arg, FFI_ARG_TYPE
     FFI_TRAMPOLINE_SIZE      bytes of ffi_closure.tramp
     FFI_NATIVE_RAW_API       whether raw arguments are as on the stack (0)
     FFI_SIZEOF_JAVA_RAW      bytes of a Java raw word (FFI_SIZEOF_ARG)
     FFI_CLOSURES             whether there are closures (1)
     FFI_GO_CLOSURES          whether there are Go closures (1); programs find
                              it undefined, not 0, where there are none
     FFI_TARGET_SPECIFIC_VARIADIC    calls of variadic functions differ
     FFI_EXTRA_CIF_FIELDS     members of ffi_cif that are the library's
     FFI_VARIADIC_ABI, FFI_VECTOR_ALIGN   for the library (arch.h, types.h)
     FFI_CIF_NAMED            for the library: the member that counts named
                              arguments  */
#ifndef LIBFFI_TARGET_H
#define LIBFFI_TARGET_H

#ifndef LIBFFI_H
# error "include <ffi.h> instead"
#endif

/* By its mode: C++98 has no long long.  */
#ifdef __GNUC__
# define FFI_LONG_LONG int __attribute__ ((__mode__ (__DI__)))
#else
# define FFI_LONG_LONG long long
#endif

/* ---- x86: i386, x86-64 (LP64 and x32) and Windows -------------------- */

#if defined __x86_64__ || defined _M_X64

# define FFI_SIZEOF_ARG 8
# define FFI_TRAMPOLINE_SIZE 32
# if defined __ILP32__
#  define FFI_SIZEOF_JAVA_RAW 4
# endif
# if defined __ILP32__ || defined _WIN32
#  define FFI_ARG_TYPE FFI_LONG_LONG
# endif

# ifndef LIBFFI_ASM
typedef enum ffi_abi
{
#  ifdef _WIN32
  FFI_FIRST_ABI = 0,
  FFI_WIN64,
  FFI_GNUW64,
  FFI_LAST_ABI,
#   ifdef __GNUC__
  FFI_DEFAULT_ABI = FFI_GNUW64
#   else
  FFI_DEFAULT_ABI = FFI_WIN64
#   endif
#  else
  FFI_FIRST_ABI = 1,
  FFI_UNIX64,
  FFI_WIN64,
  FFI_EFI64 = FFI_WIN64,
  FFI_GNUW64,
  FFI_LAST_ABI,
  FFI_DEFAULT_ABI = FFI_UNIX64
#  endif
} ffi_abi;
# endif

#elif defined __i386__ || defined _M_IX86

# define FFI_SIZEOF_ARG 4
# define FFI_TRAMPOLINE_SIZE 16
# define FFI_NATIVE_RAW_API 1

# ifndef LIBFFI_ASM
typedef enum ffi_abi
{
#  ifdef _WIN32
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
#  else
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
#  endif
} ffi_abi;
# endif

/* ---- AArch64: AAPCS64 in both byte orders and ILP32, Apple's and
   Microsoft's variants ------------------------------------------------- */

#elif defined __aarch64__ || defined _M_ARM64

# define FFI_SIZEOF_ARG 8
# define FFI_TRAMPOLINE_SIZE 24
# define FFI_TARGET_SPECIFIC_VARIADIC
# if defined __ILP32__
#  define FFI_SIZEOF_JAVA_RAW 4
# endif
# if defined __ILP32__ || defined _WIN32
#  define FFI_ARG_TYPE FFI_LONG_LONG
# endif
/* The static chain register, x18, is the system's on Apple and Windows.  */
# if defined __APPLE__ || defined _WIN32
#  define FFI_GO_CLOSURES 0
# endif
# ifdef __APPLE__
#  define FFI_EXTRA_CIF_FIELDS unsigned aarch64_nfixedargs
# elif defined _WIN32
#  define FFI_EXTRA_CIF_FIELDS unsigned is_variadic
# endif

# ifndef LIBFFI_ASM
typedef enum ffi_abi
{
  FFI_FIRST_ABI = 0,
  FFI_SYSV,
  FFI_WIN64,
  FFI_LAST_ABI,
#  ifdef _WIN32
  FFI_DEFAULT_ABI = FFI_WIN64
#  else
  FFI_DEFAULT_ABI = FFI_SYSV
#  endif
} ffi_abi;
# endif

/* ---- 32-bit Arm: AAPCS with and without VFP registers, Apple's and
   Microsoft's variants --------------------------------------------------- */

#elif defined __arm__ || defined _M_ARM

# define FFI_SIZEOF_ARG 4
# ifdef _WIN32
#  define FFI_TRAMPOLINE_SIZE 16
# else
#  define FFI_TRAMPOLINE_SIZE 12
# endif
# define FFI_TARGET_SPECIFIC_VARIADIC
# define FFI_EXTRA_CIF_FIELDS \
  int vfp_used; unsigned short vfp_reg_free, vfp_nargs; \
  signed char vfp_args[16]
# ifdef LIBFFI_BUILDING
#  define FFI_VARIADIC_ABI(abi) ((abi) == FFI_VFP ? FFI_SYSV : (abi))
#  if (defined __ARM_EABI__ && !defined __ANDROID__) || defined _WIN32
#   define FFI_VECTOR_ALIGN 8
#  endif
# endif

# ifndef LIBFFI_ASM
typedef enum ffi_abi
{
  FFI_FIRST_ABI = 0,
  FFI_SYSV,                  /* floats too in core registers */
  FFI_VFP,                   /* floats and vectors in VFP registers */
  FFI_LAST_ABI,
#  if defined __ARM_PCS_VFP || defined _WIN32
  FFI_DEFAULT_ABI = FFI_VFP
#  else
  FFI_DEFAULT_ABI = FFI_SYSV
#  endif
} ffi_abi;
# endif

/* ---- RISC-V: RV32 and RV64, by the integer register width and
   floating-point ABI of the compiler ----------------------------------- */

#elif defined __riscv

# if __riscv_xlen == 64
#  define FFI_SIZEOF_ARG 8
# else
#  define FFI_SIZEOF_ARG 4
# endif
# define FFI_TRAMPOLINE_SIZE 24
# define FFI_TARGET_SPECIFIC_VARIADIC
# define FFI_EXTRA_CIF_FIELDS unsigned riscv_nfixedargs; unsigned riscv_unused
# ifdef LIBFFI_BUILDING
#  define FFI_CIF_NAMED riscv_nfixedargs
# endif

# ifndef LIBFFI_ASM
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
# endif

/* ---- MIPS: o32, n32 and n64, by the compiler's ABI ------------------- */

#elif defined __mips__

# if _MIPS_SIM == _ABIO32
#  define FFI_SIZEOF_ARG 4
#  define FFI_ARG_TYPE int
#  define FFI_TRAMPOLINE_SIZE 20
# elif _MIPS_SIM == _ABIN32
#  define FFI_SIZEOF_ARG 8
#  define FFI_ARG_TYPE FFI_LONG_LONG
#  define FFI_SIZEOF_JAVA_RAW 4
#  define FFI_TRAMPOLINE_SIZE 20
# else
#  define FFI_SIZEOF_ARG 8
#  define FFI_TRAMPOLINE_SIZE 56
# endif
# define FFI_TARGET_SPECIFIC_VARIADIC
# define FFI_EXTRA_CIF_FIELDS unsigned rstruct_flag; unsigned mips_nfixedargs
# ifdef LIBFFI_BUILDING
#  define FFI_CIF_NAMED mips_nfixedargs
# endif

# ifndef LIBFFI_ASM
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
#  if _MIPS_SIM == _ABIO32 && defined __mips_soft_float
  FFI_DEFAULT_ABI = FFI_O32_SOFT_FLOAT
#  elif _MIPS_SIM == _ABIO32
  FFI_DEFAULT_ABI = FFI_O32
#  elif _MIPS_SIM == _ABIN32 && defined __mips_soft_float
  FFI_DEFAULT_ABI = FFI_N32_SOFT_FLOAT
#  elif _MIPS_SIM == _ABIN32
  FFI_DEFAULT_ABI = FFI_N32
#  elif defined __mips_soft_float
  FFI_DEFAULT_ABI = FFI_N64_SOFT_FLOAT
#  else
  FFI_DEFAULT_ABI = FFI_N64
#  endif
} ffi_abi;
# endif

/* ---- LoongArch: 64 and 32 bits, by the integer register width and the
   floating-point ABI of the compiler ------------------------------------ */

#elif defined __loongarch__

# if __loongarch_grlen == 64
#  define FFI_SIZEOF_ARG 8
# else
#  define FFI_SIZEOF_ARG 4
# endif
# define FFI_TRAMPOLINE_SIZE 24
# define FFI_TARGET_SPECIFIC_VARIADIC
# define FFI_EXTRA_CIF_FIELDS \
  unsigned loongarch_nfixedargs; unsigned loongarch_unused

# ifndef LIBFFI_ASM
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
#  if __loongarch_grlen == 64 && defined __loongarch_double_float
  FFI_DEFAULT_ABI = FFI_LP64D
#  elif __loongarch_grlen == 64 && defined __loongarch_single_float
  FFI_DEFAULT_ABI = FFI_LP64F
#  elif __loongarch_grlen == 64
  FFI_DEFAULT_ABI = FFI_LP64S
#  elif defined __loongarch_double_float
  FFI_DEFAULT_ABI = FFI_ILP32D
#  elif defined __loongarch_single_float
  FFI_DEFAULT_ABI = FFI_ILP32F
#  else
  FFI_DEFAULT_ABI = FFI_ILP32S
#  endif
} ffi_abi;
# endif

/* ---- IBM Z: 64 bits (s390x) and 31 bits (s390) ------------------------ */

#elif defined __s390__

# ifdef __s390x__
#  define FFI_SIZEOF_ARG 8
#  define FFI_TRAMPOLINE_SIZE 32
# else
#  define FFI_SIZEOF_ARG 4
#  define FFI_TRAMPOLINE_SIZE 16
# endif

# ifndef LIBFFI_ASM
typedef enum ffi_abi
{
  FFI_FIRST_ABI = 0,
  FFI_SYSV,
  FFI_LAST_ABI,
  FFI_DEFAULT_ABI = FFI_SYSV
} ffi_abi;
# endif

/* ---- PowerPC: 64-bit ELFv1 and ELFv2, 32-bit System V ---------------- */

#elif defined __powerpc__

# define FFI_TARGET_SPECIFIC_VARIADIC
# define FFI_EXTRA_CIF_FIELDS unsigned nfixedargs
# define FFI_CIF_NAMED nfixedargs
/* ffi_type_longdouble has this code though it may have 8 bytes.  */
# define FFI_TYPE_LONGDOUBLE 4

# if !defined __powerpc64__
#  define FFI_TRAMPOLINE_SIZE 40
#  define FFI_SIZEOF_ARG 4
# elif defined _CALL_ELF && _CALL_ELF == 2
#  define FFI_TRAMPOLINE_SIZE 32
#  define FFI_SIZEOF_ARG 8
# else
#  define FFI_TRAMPOLINE_SIZE 24
#  define FFI_SIZEOF_ARG 8
# endif

# ifndef LIBFFI_ASM
/* What FFI_DEFAULT_ABI says of the program's long double.  */
# ifdef __LONG_DOUBLE_128__
#  define FFI_POWERPC_LDBL128 1
# else
#  define FFI_POWERPC_LDBL128 0
# endif
# if defined __LONG_DOUBLE_IEEE128__ && FFI_POWERPC_LDBL128
#  define FFI_POWERPC_LDBL_IEEE 1
# else
#  define FFI_POWERPC_LDBL_IEEE 0
# endif

# ifdef __powerpc64__

/* Whether aggregates of 16-byte alignment are passed with it.  Of ELFv1
   compilers gcc tells by a macro; clang does so.  */
#  if (defined _CALL_ELF && _CALL_ELF == 2) || defined __STRUCT_PARM_ALIGN__ \
     || defined __clang__
#   define FFI_POWERPC_ALIGNED 1
#  else
#   define FFI_POWERPC_ALIGNED 0
#  endif

/* FFI_LINUX with any of the bits after it.  */
typedef enum ffi_abi
{
  FFI_FIRST_ABI = 0,
  FFI_COMPAT_SYSV,
  FFI_COMPAT_GCC_SYSV,
  FFI_COMPAT_LINUX64,
  FFI_COMPAT_LINUX,
  FFI_COMPAT_LINUX_SOFT_FLOAT,
  FFI_LINUX = 8,
  FFI_LINUX_STRUCT_ALIGN = 1,
  FFI_LINUX_LONG_DOUBLE_128 = 2,
  FFI_LINUX_LONG_DOUBLE_IEEE128 = 4,
  FFI_DEFAULT_ABI = FFI_LINUX
                    | (FFI_POWERPC_ALIGNED ? FFI_LINUX_STRUCT_ALIGN : 0)
                    | (FFI_POWERPC_LDBL128 ? FFI_LINUX_LONG_DOUBLE_128 : 0)
                    | (FFI_POWERPC_LDBL_IEEE ? FFI_LINUX_LONG_DOUBLE_IEEE128
                                             : 0),
  FFI_LAST_ABI = 16
} ffi_abi;

# else

/* Whether small structures are returned in registers; of Linux programs that
   are compiled so no macro tells.  */
#  ifdef __linux__
#   define FFI_POWERPC_STRUCT_RET 0
#  else
#   define FFI_POWERPC_STRUCT_RET 1
#  endif
#  if defined __NO_FPRS__ || defined _SOFT_FLOAT
#   define FFI_POWERPC_SOFT 1
#  else
#   define FFI_POWERPC_SOFT 0
#  endif

/* FFI_SYSV with any of the bits after it.  */
typedef enum ffi_abi
{
  FFI_FIRST_ABI = 0,
  FFI_COMPAT_SYSV,
  FFI_COMPAT_GCC_SYSV,
  FFI_COMPAT_LINUX64,
  FFI_COMPAT_LINUX,
  FFI_COMPAT_LINUX_SOFT_FLOAT,
  FFI_SYSV = 8,
  FFI_SYSV_SOFT_FLOAT = 1,
  FFI_SYSV_STRUCT_RET = 2,
  FFI_SYSV_IBM_LONG_DOUBLE = 4,
  FFI_SYSV_LONG_DOUBLE_128 = 16,
  FFI_DEFAULT_ABI = FFI_SYSV
                    | (FFI_POWERPC_SOFT ? FFI_SYSV_SOFT_FLOAT : 0)
                    | (FFI_POWERPC_STRUCT_RET ? FFI_SYSV_STRUCT_RET : 0)
                    | (FFI_POWERPC_LDBL128 && !FFI_POWERPC_LDBL_IEEE
                         ? FFI_SYSV_IBM_LONG_DOUBLE : 0)
                    | (FFI_POWERPC_LDBL128 ? FFI_SYSV_LONG_DOUBLE_128 : 0),
  FFI_LAST_ABI = 32
} ffi_abi;

# endif
# endif

#else
# error "libffi does not know this processor"
#endif

/* ---- Unless said otherwise above ------------------------------------- */

#ifndef FFI_CLOSURES
# define FFI_CLOSURES 1
#endif
#ifndef FFI_GO_CLOSURES
# define FFI_GO_CLOSURES 1
#elif FFI_GO_CLOSURES == 0
# undef FFI_GO_CLOSURES
#endif
#ifndef FFI_NATIVE_RAW_API
# define FFI_NATIVE_RAW_API 0
#endif
#ifndef FFI_SIZEOF_JAVA_RAW
# define FFI_SIZEOF_JAVA_RAW FFI_SIZEOF_ARG
#endif

#define FFI_TARGET_HAS_COMPLEX_TYPE
#define FFI_TARGET_HAS_VECTOR_TYPE
#ifdef __SIZEOF_INT128__
# define FFI_TARGET_HAS_INT128
#endif
/* Floats of two bytes: where functions of the default ABI can have them.  On
   i386 their result is in a register of SSE's.  */
#if (defined __x86_64__ && !defined _WIN32 && !defined __CYGWIN__)            \
  || (defined __i386__ && defined __linux__ && defined __SSE2__)              \
  || defined __aarch64__ || defined __arm__ || defined __riscv
# define FFI_TARGET_HAS_FLOAT16
# define FFI_TARGET_HAS_BFLOAT16
#endif

/* An integer or pointer of a result, widened; by default a long.  */
#ifndef FFI_ARG_TYPE
# define FFI_ARG_TYPE long
#endif
#ifndef LIBFFI_ASM
typedef unsigned FFI_ARG_TYPE ffi_arg;
typedef signed FFI_ARG_TYPE ffi_sarg;
#endif

#endif
