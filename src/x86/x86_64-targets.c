/* SPDX-License-Identifier: MIT */
/* The ABIs of this processor family, by ffi_abi.  */
#include "arch.h"

#ifdef __x86_64__

#include "sysv64.h"
#include "win64.h"
#include "image.h"
#include "image-win64.h"
#ifndef _WIN32
# include <cpuid.h>
#endif

_Static_assert (offsetof (ffi_closure, cif) == CLOSURE_CIF, "");
_Static_assert (offsetof (ffi_closure, fun) == CLOSURE_FUN, "");
_Static_assert (offsetof (ffi_closure, user_data) == CLOSURE_DATA, "");
_Static_assert (offsetof (ffi_go_closure, cif) == GO_CIF, "");
_Static_assert (offsetof (ffi_go_closure, fun) == GO_FUN, "");

#ifndef _WIN32

FFI_HIDDEN void ffi_sysv64_call (void *, size_t, void (*) (void), uint32_t);
FFI_HIDDEN void ffi_sysv64_closure_16 (void), ffi_sysv64_closure_32 (void),
  ffi_sysv64_closure_64 (void), ffi_sysv64_go_closure_16 (void),
  ffi_sysv64_go_closure_32 (void), ffi_sysv64_go_closure_64 (void);

/* Bytes of the widest vector register that the processor has and the system
   saves.  */
static unsigned
vector_bytes (void)
{
  enum { OSXSAVE = 1 << 27, AVX = 1 << 28, AVX512F = 1 << 16 };
  enum { XCR0_AVX = 0x6, XCR0_AVX512 = 0xe6 };
  unsigned a, b, c, d;
  if (!__get_cpuid (1, &a, &b, &c, &d) || (c & OSXSAVE) == 0
      || (c & AVX) == 0)
    return 16;
  unsigned xcr0, high;
  __asm__ ("xgetbv" : "=a" (xcr0), "=d" (high) : "c" (0));
  if ((xcr0 & XCR0_AVX) != XCR0_AVX)
    return 16;
  if (!__get_cpuid_count (7, 0, &a, &b, &c, &d) || (b & AVX512F) == 0
      || (xcr0 & XCR0_AVX512) != XCR0_AVX512)
    return 32;
  return 64;
}

static void (*sysv64_closure (uint32_t flags,
                              enum ffi_closure_kind kind)) (void)
{
  bool go = kind == FFI_GO_CLOSURE;
  if (flags & SYSV64_VECTOR_64)
    return go ? ffi_sysv64_go_closure_64 : ffi_sysv64_closure_64;
  if (flags & SYSV64_VECTOR_32)
    return go ? ffi_sysv64_go_closure_32 : ffi_sysv64_closure_32;
  return go ? ffi_sysv64_go_closure_16 : ffi_sysv64_closure_16;
}

static const struct ffi_sysv64_desc sysv64_here
#if __LDBL_MANT_DIG__ == 113
  = FFI_SYSV64_DESC ("x86_64-sysv-ldbl128", vector_bytes, true);
#else
  = FFI_SYSV64_DESC ("x86_64-sysv", vector_bytes, false);
#endif

static const struct ffi_target sysv64
  = { .desc = &sysv64_here.abi,
      .call = ffi_sysv64_call,
      .closure = sysv64_closure,
      .code = ffi_sysv64_code,
      .prepare = ffi_sysv64_prepare,
      .fast_closure = ffi_sysv64_fast_closure,
      .plan = ffi_sysv64_plan_ops };

#endif

FFI_HIDDEN void ffi_win64_call (void *, size_t, void (*) (void), uint32_t);
FFI_HIDDEN void ffi_win64_closure (void), ffi_win64_go_closure (void);

static void (*win64_closure (uint32_t flags,
                             enum ffi_closure_kind kind)) (void)
{
  (void) flags;
  return kind == FFI_GO_CLOSURE ? ffi_win64_go_closure : ffi_win64_closure;
}

#define WIN64_TARGET(which)                                                   \
  { .desc = &which.abi, .call = ffi_win64_call, .closure = win64_closure,     \
    .code = ffi_win64_code, .fast_closure = ffi_win64_fast_closure,           \
    .plan = ffi_win64_plan_ops,                                               \
    .plan_entry = ffi_win64_plan }

static const struct ffi_target win64 = WIN64_TARGET (ffi_win64);
static const struct ffi_target gnuw64 = WIN64_TARGET (ffi_gnuw64);

const struct ffi_target *const ffi_targets[FFI_LAST_ABI] = {
#ifndef _WIN32
  [FFI_UNIX64] = &sysv64,
#endif
  [FFI_WIN64] = &win64,
  [FFI_GNUW64] = &gnuw64
};

#endif
