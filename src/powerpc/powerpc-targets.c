/* SPDX-License-Identifier: MIT */
/* The ABIs of this processor family, by ffi_abi.  */
#include "flags.h"
#include "image32.h"
#include "image64.h"
#include "ppc64.h"
#include "ppc32.h"
#include "steps.h"

#ifdef __powerpc__

#ifdef __powerpc64__
# define KERNEL(role) ffi_ppc64_##role
# if _CALL_ELF == 2
_Static_assert (offsetof (ffi_closure, cif) == 32, "");
# else
_Static_assert (offsetof (ffi_closure, cif) == 24, "");
# endif
_Static_assert (offsetof (ffi_cif, bytes) == PPC64_CIF_CODE, "");
/* As kernel64.h has them.  */
_Static_assert (POWERPC_FPR_ARGUMENTS == 1 && POWERPC_FPR_RESULT == 1 << 2
                && FFI_SIMPLE_FLAGS == (POWERPC_FPR_ARGUMENTS
                                        | POWERPC_FPR_RESULT), "");
#else
# define KERNEL(role) ffi_ppc32_##role
_Static_assert (offsetof (ffi_closure, cif) == 40, "");
#endif
_Static_assert (offsetof (ffi_go_closure, cif) == sizeof (void *), "");

/* The banks of registers that the compiler of this library uses.  */
#ifndef _SOFT_FLOAT
# define HAS_FPR
# define NFPR (STEPS_WORD == 8 ? 13 : 8)
#else
# define NFPR 0
#endif
#if defined __ALTIVEC__ || (defined _CALL_ELF && _CALL_ELF == 2)
# define HAS_VR
#endif

FFI_HIDDEN void KERNEL (call) (void *, size_t, void (*) (void), uint32_t);
FFI_HIDDEN void KERNEL (closure) (void), KERNEL (closure_f) (void),
  KERNEL (closure_v) (void), KERNEL (go) (void), KERNEL (go_f) (void),
  KERNEL (go_v) (void);

/* The entry that saves the banks of registers that LAYOUT uses.  */
static void (*closure_of (uint32_t flags,
                          enum ffi_closure_kind kind)) (void)
{
  bool go = kind == FFI_GO_CLOSURE;
  (void) flags;
#ifdef HAS_VR
  if (flags & (POWERPC_VR_ARGUMENTS | POWERPC_VR_RESULT))
    return go ? KERNEL (go_v) : KERNEL (closure_v);
#endif
#ifdef HAS_FPR
  if (flags & (POWERPC_FPR_ARGUMENTS | POWERPC_FPR_RESULT))
    return go ? KERNEL (go_f) : KERNEL (closure_f);
#endif
  return go ? KERNEL (go) : KERNEL (closure);
}

#if defined __powerpc64__ && _CALL_ELF == 2
FFI_STEPS_IMAGE (PPC64_IMAGE (PPC64_SLOTS_ELFV2))
#elif defined __powerpc64__
FFI_STEPS_IMAGE (PPC64_IMAGE (PPC64_SLOTS_ELFV1))
#else
FFI_STEPS_IMAGE (PPC32_IMAGE)
#endif
#define OTHER_FLAGS                                                           \
  (POWERPC_VR_ARGUMENTS | POWERPC_VR_RESULT | OTHER_ARGUMENTS)
#ifdef _SOFT_FLOAT
# define OTHER_ARGUMENTS 0
FFI_STEPS_REGISTERS (PPC32_STACK, 8, 8, OTHER_FLAGS, false, uint64_t, double)
#elif !defined __powerpc64__
/* Callers of variadic functions have to tell of FPR arguments.  */
# define OTHER_ARGUMENTS POWERPC_FPR_ARGUMENTS
FFI_STEPS_REGISTERS (PPC32_STACK, 8, 8, OTHER_FLAGS, flags != 0, uint64_t,
                     double)
#else
# define OTHER_ARGUMENTS 0
# if _CALL_ELF == 2
FFI_STEPS_REGISTERS (PPC64_STACK, 8, 13, OTHER_FLAGS, flags != 0,
                     struct ffi_2_words, struct ffi_4_doubles)
# else
FFI_STEPS_REGISTERS (PPC64_STACK, 8, 13, OTHER_FLAGS, flags != 0, uint64_t,
                     double)
# endif
#endif
FFI_STEPS_RUNNERS (KERNEL (call))

FFI_STEPS_PREPARE (steps_prepare,
                   { 8, NFPR, POWERPC_FPR_ARGUMENTS, POWERPC_FPR_RESULT, true,
                     false,
                     { FFI_STEPS_INTEGERS (STEP_U32, RESULT_U32),
                       FFI_STEPS_FLOATS (NFPR, STEP_FLOAT,
                                         RESULT_ROW) }, 0, 0 })

/* TARGET (name, variant, members of struct ffi_target...)  */
#define TARGET(target, variant, ...)                                          \
  static const struct ffi_target target                                       \
    = { .desc = &variant.abi, .call = KERNEL (call), .closure = closure_of,   \
        __VA_ARGS__ }
#define PREPARED .prepare = steps_prepare

#if defined __powerpc64__ && _CALL_ELF == 2

# ifdef __LITTLE_ENDIAN__
#  define ELFV2 ffi_ppc64_elfv2_le
# else
#  define ELFV2 ffi_ppc64_elfv2_be
# endif

TARGET (ldbl64, ELFV2.ldbl64, PREPARED);
TARGET (ibm, ELFV2.ibm, PREPARED);
TARGET (ieee, ELFV2.ieee, PREPARED);

enum { ALIGN = FFI_LINUX_STRUCT_ALIGN, LDBL128 = FFI_LINUX_LONG_DOUBLE_128,
       IEEE = LDBL128 | FFI_LINUX_LONG_DOUBLE_IEEE128 };

/* ELFv2 always aligns aggregates.  */
const struct ffi_target *const ffi_targets[FFI_LAST_ABI] = {
  [FFI_LINUX] = &ldbl64, [FFI_LINUX | ALIGN] = &ldbl64,
  [FFI_LINUX | LDBL128] = &ibm, [FFI_LINUX | LDBL128 | ALIGN] = &ibm,
  [FFI_LINUX | IEEE] = &ieee, [FFI_LINUX | IEEE | ALIGN] = &ieee
};

#elif defined __powerpc64__

# ifdef HAS_VR
#  define ELFV1 ffi_ppc64_elfv1_altivec
# else
#  define ELFV1 ffi_ppc64_elfv1
# endif

TARGET (ldbl64, ELFV1.ldbl64, PREPARED);
TARGET (ibm, ELFV1.ibm, PREPARED);
TARGET (ldbl64_unaligned, ELFV1.ldbl64_unaligned, PREPARED);
TARGET (ibm_unaligned, ELFV1.ibm_unaligned, PREPARED);

enum { ALIGN = FFI_LINUX_STRUCT_ALIGN, LDBL128 = FFI_LINUX_LONG_DOUBLE_128 };

const struct ffi_target *const ffi_targets[FFI_LAST_ABI] = {
  [FFI_COMPAT_LINUX64] = &ibm_unaligned,
  [FFI_LINUX] = &ldbl64_unaligned, [FFI_LINUX | ALIGN] = &ldbl64,
  [FFI_LINUX | LDBL128] = &ibm_unaligned, [FFI_LINUX | LDBL128 | ALIGN] = &ibm
};

#else

# define TARGETS(name, variants, ...)                                        \
   TARGET (name##_ldbl64, variants.ldbl64, __VA_ARGS__);                      \
   TARGET (name##_ibm, variants.ibm, __VA_ARGS__);                            \
   TARGET (name##_ieee, variants.ieee, __VA_ARGS__)

# ifdef HAS_FPR
TARGETS (soft, ffi_ppc32_soft, .prepare = NULL);
TARGETS (soft_svr4, ffi_ppc32_soft_svr4, .prepare = NULL);
# else
TARGETS (soft, ffi_ppc32_soft, PREPARED);
TARGETS (soft_svr4, ffi_ppc32_soft_svr4, PREPARED);
# endif
# if defined HAS_VR
TARGETS (hard, ffi_ppc32_altivec, PREPARED);
TARGETS (hard_svr4, ffi_ppc32_altivec_svr4, PREPARED);
# elif defined HAS_FPR
TARGETS (hard, ffi_ppc32, PREPARED);
TARGETS (hard_svr4, ffi_ppc32_svr4, PREPARED);
# endif

/* The four variants of FFI_SYSV with the bits BITS.  */
# ifdef HAS_FPR
#  define KINDS(bits, ldbl)                                                   \
   [FFI_SYSV | (bits)] = &hard_##ldbl,                                        \
   [FFI_SYSV | (bits) | FFI_SYSV_STRUCT_RET] = &hard_svr4_##ldbl,             \
   SOFT_KINDS (bits, ldbl)
# else
#  define KINDS SOFT_KINDS
# endif
# define SOFT_KINDS(bits, ldbl)                                              \
   [FFI_SYSV | (bits) | FFI_SYSV_SOFT_FLOAT] = &soft_##ldbl,                  \
   [FFI_SYSV | (bits) | FFI_SYSV_SOFT_FLOAT | FFI_SYSV_STRUCT_RET]            \
     = &soft_svr4_##ldbl

const struct ffi_target *const ffi_targets[FFI_LAST_ABI] = {
# ifdef HAS_FPR
  [FFI_COMPAT_SYSV] = &hard_svr4_ldbl64,
  [FFI_COMPAT_GCC_SYSV] = &hard_ldbl64,
  [FFI_COMPAT_LINUX] = &hard_ibm,
# endif
  [FFI_COMPAT_LINUX_SOFT_FLOAT] = &soft_ibm,
  KINDS (0, ldbl64),
  KINDS (FFI_SYSV_IBM_LONG_DOUBLE, ldbl64),
  KINDS (FFI_SYSV_LONG_DOUBLE_128, ieee),
  KINDS (FFI_SYSV_LONG_DOUBLE_128 | FFI_SYSV_IBM_LONG_DOUBLE, ibm)
};

#endif

#endif
