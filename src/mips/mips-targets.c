/* SPDX-License-Identifier: MIT */
/* The ABIs of this processor family, by ffi_abi: those of the register
   convention that this library is compiled for.  */
#include "arch.h"

#ifdef __mips__

#include "fast.h"
#include "image.h"

_Static_assert (offsetof (ffi_closure, cif) == CLOSURE_CIF, "");
_Static_assert (offsetof (ffi_closure, fun) == CLOSURE_FUN, "");
_Static_assert (offsetof (ffi_closure, user_data) == CLOSURE_DATA, "");
_Static_assert (offsetof (ffi_go_closure, cif) == GO_CIF, "");
_Static_assert (offsetof (ffi_go_closure, fun) == GO_FUN, "");

#ifdef __MIPSEB__
# define ORDER(name) name##_be
#else
# define ORDER(name) name##_le
#endif

#if _MIPS_SIM == _ABIO32
# define HARD_DESC ORDER (ffi_o32)
# define SOFT_DESC ORDER (ffi_o32_soft)
# define KERNEL(role) ffi_o32_##role
#else
# define HARD_DESC ORDER (ffi_n64)
# define SOFT_DESC ORDER (ffi_n64_soft)
# define KERNEL(role) ffi_n64_##role
#endif

FFI_HIDDEN void KERNEL (call) (void *, size_t, void (*) (void), uint32_t);
FFI_HIDDEN void KERNEL (closure) (void), KERNEL (go_closure) (void),
  KERNEL (fast_closure) (void);

static void (*mips_closure (uint32_t flags,
                            enum ffi_closure_kind kind)) (void)
{
  (void) flags;
  return kind == FFI_GO_CLOSURE ? KERNEL (go_closure) : KERNEL (closure);
}

/* The entry runs the code that the cif has at the time of the call.  */
static void (*mips_fast_closure (uint64_t code, const ffi_cif *cif,
                                 uint64_t *note)) (void)
{
  (void) code;
  (void) cif;
  (void) note;
  return KERNEL (fast_closure);
}

#define TARGET(which)                                                         \
  { .desc = &which.abi, .call = KERNEL (call), .closure = mips_closure,       \
    .code = ffi_mips_code, .fast_closure = mips_fast_closure,                 \
    .plan = ffi_mips_plan_ops, .plan_entry = ffi_mips_plan }

#ifndef __mips_soft_float
static const struct ffi_target hard = TARGET (HARD_DESC);
#endif
static const struct ffi_target soft = TARGET (SOFT_DESC);

/* The two ABIs of this convention: without floating-point registers, and with
   them if the library is compiled for them.  */
#if _MIPS_SIM == _ABIO32
enum { HARD = FFI_O32, SOFT = FFI_O32_SOFT_FLOAT };
#elif _MIPS_SIM == _ABIN32
enum { HARD = FFI_N32, SOFT = FFI_N32_SOFT_FLOAT };
#else
enum { HARD = FFI_N64, SOFT = FFI_N64_SOFT_FLOAT };
#endif

const struct ffi_target *const ffi_targets[FFI_LAST_ABI] = {
#ifndef __mips_soft_float
  [HARD] = &hard,
#endif
  [SOFT] = &soft
};

#endif
