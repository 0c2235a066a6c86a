/* SPDX-License-Identifier: MIT */
/* The ABIs of this processor family, by ffi_abi.  */
#include "arch.h"

#ifdef __aarch64__

#include "aapcs64-fast.h"
#include "image.h"

_Static_assert (offsetof (ffi_closure, cif) == CLOSURE_CIF, "");
_Static_assert (offsetof (ffi_closure, fun) == CLOSURE_FUN, "");
_Static_assert (offsetof (ffi_closure, user_data) == CLOSURE_DATA, "");
#if FFI_GO_CLOSURES
_Static_assert (offsetof (ffi_go_closure, cif) == GO_CIF, "");
_Static_assert (offsetof (ffi_go_closure, fun) == GO_FUN, "");
#endif

/* The platform's own variant of AAPCS64, and its variant of Microsoft's.  */
#if defined __APPLE__ && defined __LP64__
# define OWN_DESC ffi_aapcs64_apple
#elif defined __APPLE__
# define OWN_DESC ffi_aapcs64_apple_ilp32
#elif defined __AARCH64EB__
# define OWN_DESC ffi_aapcs64_be
#else
# define OWN_DESC ffi_aapcs64
#endif
#ifdef _WIN32
# define WINDOWS_DESC ffi_aapcs64_windows
#else
# define WINDOWS_DESC ffi_aapcs64_ms_abi
#endif

FFI_HIDDEN void ffi_aapcs64_call (void *, size_t, void (*) (void), uint32_t);
FFI_HIDDEN void ffi_aapcs64_closure (void), ffi_aapcs64_closure_v (void);
#if FFI_GO_CLOSURES
FFI_HIDDEN void ffi_aapcs64_go_closure (void),
  ffi_aapcs64_go_closure_v (void);
#endif

static void (*closure (uint32_t flags,
                       enum ffi_closure_kind kind)) (void)
{
  bool vectors = flags != 0;
#if FFI_GO_CLOSURES
  if (kind == FFI_GO_CLOSURE)
    return vectors ? ffi_aapcs64_go_closure_v : ffi_aapcs64_go_closure;
#else
  (void) kind;
#endif
  return vectors ? ffi_aapcs64_closure_v : ffi_aapcs64_closure;
}

#if AAPCS64_FAST
# define FAST .code = ffi_aapcs64_code,                                       \
              .fast_closure = ffi_aapcs64_fast_closure,                       \
              .plan = ffi_aapcs64_plan_ops, .prepare = ffi_aapcs64_prepare
#else
# define FAST .code = NULL
#endif
#define TARGET(variant)                                                       \
  { .desc = &(variant).abi, .call = ffi_aapcs64_call, .closure = closure,     \
    FAST }

/* Microsoft's convention is little-endian.  */
static const struct ffi_target own = TARGET (OWN_DESC);
#ifndef __AARCH64EB__
static const struct ffi_target windows = TARGET (WINDOWS_DESC);
#endif

const struct ffi_target *const ffi_targets[FFI_LAST_ABI] = {
  [FFI_SYSV] = &own,
#ifndef __AARCH64EB__
  [FFI_WIN64] = &windows
#endif
};

#endif
