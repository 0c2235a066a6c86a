/* SPDX-License-Identifier: MIT */
/* The ABIs of i386, by ffi_abi.  */
#include "arch.h"

#ifdef __i386__

#include "i386.h"
#include "image.h"
#include "image-i386.h"

_Static_assert (offsetof (ffi_closure, cif) == CLOSURE_CIF, "");
_Static_assert (offsetof (ffi_closure, fun) == CLOSURE_FUN, "");
_Static_assert (offsetof (ffi_closure, user_data) == CLOSURE_DATA, "");
_Static_assert (offsetof (ffi_go_closure, cif) == GO_CIF, "");
_Static_assert (offsetof (ffi_go_closure, fun) == GO_FUN, "");
#ifndef FFI_NO_RAW_API
_Static_assert (offsetof (ffi_raw_closure, fun) == CLOSURE_FUN, "");
_Static_assert (offsetof (ffi_raw_closure, user_data) == CLOSURE_DATA, "");
#endif

FFI_HIDDEN void ffi_i386_call (void *, size_t, void (*) (void), uint32_t);
FFI_HIDDEN void ffi_i386_closure (void), ffi_i386_closure_vectors (void),
  ffi_i386_raw_closure (void), ffi_i386_raw_closure_vectors (void),
  ffi_i386_go_closure (void), ffi_i386_go_closure_vectors (void),
  ffi_i386_go_closure_eax (void), ffi_i386_go_closure_eax_vectors (void);

#if defined _WIN32 && defined __GNUC__ && !defined _MSC_VER
# ifdef __SSE__
#  define HERE ffi_i386_mingw
# else
#  define HERE ffi_i386_mingw_nosse
# endif
#elif defined _WIN32
# define HERE ffi_i386_msvc
#elif defined __APPLE__
# define HERE ffi_i386_darwin
#elif defined __FreeBSD__ || defined __OpenBSD__ || defined __DragonFly__
# define HERE ffi_i386_freebsd
#elif __LDBL_MANT_DIG__ == 113
# ifdef __SSE__
#  define HERE ffi_i386_linux_quad
# else
#  define HERE ffi_i386_linux_quad_nosse
# endif
#elif defined __SSE__
# define HERE ffi_i386_linux
#else
# define HERE ffi_i386_linux_nosse
#endif

static void (*closure_entry (uint32_t flags,
                             enum ffi_closure_kind kind)) (void)
{
  bool vectors = flags & I386_VECTORS;
  if (kind == FFI_PLAIN_CLOSURE)
    return vectors ? ffi_i386_closure_vectors : ffi_i386_closure;
#ifndef FFI_NO_RAW_API
  if (kind == FFI_RAW_CLOSURE)
    return vectors ? ffi_i386_raw_closure_vectors : ffi_i386_raw_closure;
#endif
  if (flags & I386_NO_CHAIN)
    return NULL;
  if (flags & I386_CHAIN_IN_EAX)
    return vectors ? ffi_i386_go_closure_eax_vectors
                   : ffi_i386_go_closure_eax;
  return vectors ? ffi_i386_go_closure_vectors : ffi_i386_go_closure;
}

#define TARGET(convention)                                                    \
  static const struct ffi_target convention##_target                          \
    = { .desc = &HERE.convention##_.abi, .call = ffi_i386_call,               \
        .closure = closure_entry, .code = ffi_i386_code,                      \
        .fast_closure = ffi_i386_fast_closure, .plan = ffi_i386_plan_ops }

TARGET (cdecl);
TARGET (stdcall);
TARGET (thiscall);
TARGET (fastcall);
TARGET (pascal);
TARGET (register);

const struct ffi_target *const ffi_targets[FFI_LAST_ABI] = {
  [FFI_SYSV] = &cdecl_target,
  [FFI_MS_CDECL] = &cdecl_target,
  [FFI_STDCALL] = &stdcall_target,
  [FFI_THISCALL] = &thiscall_target,
  [FFI_FASTCALL] = &fastcall_target,
  [FFI_PASCAL] = &pascal_target,
  [FFI_REGISTER] = &register_target
};

#endif
