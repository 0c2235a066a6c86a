/* SPDX-License-Identifier: MIT */
/* Sizes, offsets and constants that programs compiled against libffi 3.8 have
   in them.  */
#include <ffi.h>
#include <stddef.h>

#define IS(what, value) _Static_assert ((what) == (value), #what)

/* pointer: sizeof (void *); arg: sizeof (ffi_arg); tramp: the trampoline. */
#if defined __x86_64__ && defined __ILP32__
# define POINTER 4
# define ARG 8
# define TRAMP 32
# define CIF 24
# define CLOSURE 44
# define RAW_CLOSURE 52
#elif defined __x86_64__
# define POINTER 8
# define ARG 8
# define TRAMP 32
# define CIF 32
# define CLOSURE 56
# define RAW_CLOSURE 72
#elif defined __i386__
# define POINTER 4
# define ARG 4
# define TRAMP 16
# define CIF 24
# define CLOSURE 28
# define RAW_CLOSURE 28
#elif defined __aarch64__
# define POINTER 8
# define ARG 8
# define TRAMP 24
# ifdef __APPLE__
#  define CIF 40
# else
#  define CIF 32
# endif
# define CLOSURE 48
# define RAW_CLOSURE 64
#elif defined __arm__
# define POINTER 4
# define ARG 4
# ifdef _WIN32
#  define TRAMP 16
# else
#  define TRAMP 12
# endif
# define CIF 48
# define CLOSURE (TRAMP + 12)
# define RAW_CLOSURE (TRAMP + 20)
#elif defined __riscv && __riscv_xlen == 64
# define POINTER 8
# define ARG 8
# define TRAMP 24
# define CIF 40
# define CLOSURE 48
# define RAW_CLOSURE 64
#elif defined __loongarch__ && __loongarch_grlen == 64
# define POINTER 8
# define ARG 8
# define TRAMP 24
# define CIF 40
# define CLOSURE 48
# define RAW_CLOSURE 64
#elif defined __mips__ && _MIPS_SIM == _ABIO32
# define POINTER 4
# define ARG 4
# define TRAMP 20
# define CIF 32
# define CLOSURE 32
# define RAW_CLOSURE 40
#elif defined __mips__ && _MIPS_SIM == _ABI64
# define POINTER 8
# define ARG 8
# define TRAMP 56
# define CIF 40
# define CLOSURE 80
# define RAW_CLOSURE 96
#elif defined __s390x__
# define POINTER 8
# define ARG 8
# define TRAMP 32
# define CIF 32
# define CLOSURE 56
# define RAW_CLOSURE 72
#elif defined __powerpc64__ && _CALL_ELF == 2
# define POINTER 8
# define ARG 8
# define TRAMP 32
# define CIF 40
# define CLOSURE 56
# define RAW_CLOSURE 72
#elif defined __powerpc64__
# define POINTER 8
# define ARG 8
# define TRAMP 24
# define CIF 40
# define CLOSURE 48
# define RAW_CLOSURE 64
#elif defined __powerpc__
# define POINTER 4
# define ARG 4
# define TRAMP 40
# define CIF 28
# define CLOSURE 52
# define RAW_CLOSURE 60
#elif defined __s390__
# define POINTER 4
# define ARG 4
# define TRAMP 16
# define CIF 24
# define CLOSURE 28
# define RAW_CLOSURE 36
#endif

IS (FFI_VERSION_NUMBER, 30800);
IS (FFI_TYPE_VOID, 0);
IS (FFI_TYPE_INT, 1);
IS (FFI_TYPE_FLOAT, 2);
IS (FFI_TYPE_DOUBLE, 3);
IS (FFI_TYPE_LONGDOUBLE, sizeof (long double) > sizeof (double) ? 4 : 3);
IS (FFI_TYPE_UINT8, 5);
IS (FFI_TYPE_SINT8, 6);
IS (FFI_TYPE_UINT16, 7);
IS (FFI_TYPE_SINT16, 8);
IS (FFI_TYPE_UINT32, 9);
IS (FFI_TYPE_SINT32, 10);
IS (FFI_TYPE_UINT64, 11);
IS (FFI_TYPE_SINT64, 12);
IS (FFI_TYPE_STRUCT, 13);
IS (FFI_TYPE_POINTER, 14);
IS (FFI_TYPE_COMPLEX, 15);
IS (FFI_TYPE_UINT128, 16);
IS (FFI_TYPE_SINT128, 17);
IS (FFI_TYPE_VECTOR, 18);
IS (FFI_TYPE_LAST, 18);
IS (FFI_OK, 0);
IS (FFI_BAD_TYPEDEF, 1);
IS (FFI_BAD_ABI, 2);
IS (FFI_BAD_ARGTYPE, 3);
IS (FFI_CLOSURES, 1);
#if defined __aarch64__ && defined __APPLE__
# ifdef FFI_GO_CLOSURES       /* the static chain's register is the system's */
#  error "Go closures"
# endif
#else
IS (FFI_GO_CLOSURES, 1);
#endif

#if defined __x86_64__ && defined _WIN32
IS (FFI_FIRST_ABI, 0);
IS (FFI_WIN64, 1);
IS (FFI_GNUW64, 2);
IS (FFI_LAST_ABI, 3);
IS (FFI_DEFAULT_ABI, FFI_GNUW64);
#elif defined __x86_64__
IS (FFI_FIRST_ABI, 1);
IS (FFI_UNIX64, 2);
IS (FFI_WIN64, 3);
IS (FFI_EFI64, 3);
IS (FFI_GNUW64, 4);
IS (FFI_LAST_ABI, 5);
IS (FFI_DEFAULT_ABI, FFI_UNIX64);
#elif defined __i386__ && defined _WIN32
IS (FFI_FIRST_ABI, 0);
IS (FFI_SYSV, 1);
IS (FFI_STDCALL, 2);
IS (FFI_THISCALL, 3);
IS (FFI_FASTCALL, 4);
IS (FFI_MS_CDECL, 5);
IS (FFI_PASCAL, 6);
IS (FFI_REGISTER, 7);
IS (FFI_LAST_ABI, 8);
IS (FFI_DEFAULT_ABI, FFI_MS_CDECL);
#elif defined __i386__
IS (FFI_FIRST_ABI, 0);
IS (FFI_SYSV, 1);
IS (FFI_THISCALL, 3);
IS (FFI_FASTCALL, 4);
IS (FFI_STDCALL, 5);
IS (FFI_PASCAL, 6);
IS (FFI_REGISTER, 7);
IS (FFI_MS_CDECL, 8);
IS (FFI_LAST_ABI, 9);
IS (FFI_DEFAULT_ABI, FFI_SYSV);
#elif defined __aarch64__
IS (FFI_FIRST_ABI, 0);
IS (FFI_SYSV, 1);
IS (FFI_WIN64, 2);
IS (FFI_LAST_ABI, 3);
#elif defined __arm__
IS (FFI_FIRST_ABI, 0);
IS (FFI_SYSV, 1);
IS (FFI_VFP, 2);
IS (FFI_LAST_ABI, 3);
# if defined __ARM_PCS_VFP || defined _WIN32
IS (FFI_DEFAULT_ABI, FFI_VFP);
# else
IS (FFI_DEFAULT_ABI, FFI_SYSV);
# endif
#elif defined __riscv
IS (FFI_FIRST_ABI, 0);
IS (FFI_SYSV, 1);
IS (FFI_LAST_ABI, 5);
IS (FFI_DEFAULT_ABI, FFI_SYSV);
#elif defined __mips__
IS (FFI_FIRST_ABI, 0);
IS (FFI_O32, 1);
IS (FFI_N32, 2);
IS (FFI_N64, 3);
IS (FFI_O32_SOFT_FLOAT, 4);
IS (FFI_N32_SOFT_FLOAT, 5);
IS (FFI_N64_SOFT_FLOAT, 6);
IS (FFI_LAST_ABI, 7);
#elif defined __powerpc64__
IS (FFI_FIRST_ABI, 0);
IS (FFI_COMPAT_LINUX64, 3);
IS (FFI_LINUX, 8);
IS (FFI_LAST_ABI, 16);
# ifdef __clang__
IS (FFI_DEFAULT_ABI & ~1, 10);
# else
IS (FFI_DEFAULT_ABI, 11);
# endif
IS (offsetof (ffi_cif, nfixedargs), 32);
#elif defined __powerpc__
IS (FFI_FIRST_ABI, 0);
IS (FFI_SYSV, 8);
IS (FFI_LAST_ABI, 32);
IS (FFI_DEFAULT_ABI, 28);
IS (offsetof (ffi_cif, nfixedargs), 24);
#elif defined __s390__
IS (FFI_FIRST_ABI, 0);
IS (FFI_SYSV, 1);
IS (FFI_LAST_ABI, 2);
IS (FFI_DEFAULT_ABI, FFI_SYSV);
#elif defined __loongarch__
IS (FFI_FIRST_ABI, 0);
IS (FFI_LP64S, 1);
IS (FFI_LP64F, 2);
IS (FFI_LP64D, 3);
IS (FFI_ILP32S, 4);
IS (FFI_ILP32F, 5);
IS (FFI_ILP32D, 6);
IS (FFI_LAST_ABI, 7);
# if defined __loongarch_lp64 && defined __loongarch_double_float
IS (FFI_DEFAULT_ABI, FFI_LP64D);
# elif defined __loongarch_lp64 && defined __loongarch_single_float
IS (FFI_DEFAULT_ABI, FFI_LP64F);
# elif defined __loongarch_lp64
IS (FFI_DEFAULT_ABI, FFI_LP64S);
# endif
#endif

#ifdef POINTER
IS (sizeof (void *), POINTER);
IS (sizeof (ffi_type), POINTER == 8 ? 24 : 12);
IS (offsetof (ffi_type, size), 0);
IS (offsetof (ffi_type, alignment), POINTER);
IS (offsetof (ffi_type, type), POINTER + 2);
IS (offsetof (ffi_type, elements), POINTER == 8 ? 16 : 8);
IS (sizeof (ffi_cif), CIF);
IS (offsetof (ffi_cif, abi), 0);
IS (offsetof (ffi_cif, nargs), 4);
IS (offsetof (ffi_cif, arg_types), 8);
IS (offsetof (ffi_cif, rtype), 8 + POINTER);
IS (offsetof (ffi_cif, bytes), 8 + 2 * POINTER);
IS (offsetof (ffi_cif, flags), 12 + 2 * POINTER);
# ifndef __ILP32__
IS (sizeof (ffi_closure), CLOSURE);
# endif
IS (_Alignof (ffi_closure), 8);
IS (FFI_TRAMPOLINE_SIZE, TRAMP);
IS (offsetof (ffi_closure, tramp), 0);
IS (offsetof (ffi_closure, cif), TRAMP);
IS (offsetof (ffi_closure, fun), TRAMP + POINTER);
IS (offsetof (ffi_closure, user_data), TRAMP + 2 * POINTER);
IS (sizeof (ffi_arg), ARG);
IS (sizeof (ffi_sarg), ARG);
IS (FFI_SIZEOF_ARG, ARG);
# if FFI_GO_CLOSURES
IS (sizeof (ffi_go_closure), 3 * POINTER);
# endif
# ifndef FFI_NO_RAW_API
IS (sizeof (ffi_raw), ARG);
IS (sizeof (ffi_java_raw), POINTER);
IS (FFI_SIZEOF_JAVA_RAW, POINTER);
IS (sizeof (ffi_raw_closure), RAW_CLOSURE);
#  ifdef __i386__
IS (FFI_NATIVE_RAW_API, 1);
#  else
IS (FFI_NATIVE_RAW_API, 0);
#  endif
# endif
#endif

/* The extra fields of cifs.  */
#ifdef __arm__
IS (offsetof (ffi_cif, vfp_used), 24);
IS (offsetof (ffi_cif, vfp_reg_free), 28);
IS (offsetof (ffi_cif, vfp_nargs), 30);
IS (offsetof (ffi_cif, vfp_args), 32);
IS (sizeof ((ffi_cif *) 0)->vfp_args, 16);
#elif defined __riscv
IS (offsetof (ffi_cif, riscv_nfixedargs), sizeof (void *) == 8 ? 32 : 24);
#elif defined __loongarch__
IS (offsetof (ffi_cif, loongarch_nfixedargs), 32);
#elif defined __mips__ && _MIPS_SIM == _ABI64
IS (offsetof (ffi_cif, rstruct_flag), 32);
IS (offsetof (ffi_cif, mips_nfixedargs), 36);
#endif

int
main (void)
{
  return 0;
}
