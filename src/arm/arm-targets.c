/* SPDX-License-Identifier: MIT */
/* The ABIs that this library is compiled for: that of the compiler, with or
   without VFP registers, and the other one.  */
#include "steps.h"

#if defined __arm__ || defined _M_ARM

#include "aapcs.h"
#include "image.h"

_Static_assert (offsetof (ffi_closure, cif) == CLOSURE_CIF, "");
_Static_assert (offsetof (ffi_closure, fun) == CLOSURE_FUN, "");
_Static_assert (offsetof (ffi_closure, user_data) == CLOSURE_DATA, "");
_Static_assert (offsetof (ffi_go_closure, cif) == GO_CIF, "");
_Static_assert (offsetof (ffi_go_closure, fun) == GO_FUN, "");
_Static_assert (offsetof (ffi_cif, bytes) + 4 * STEPS_IS_BIG == CIF_LOWER
                && offsetof (ffi_cif, flags) - 4 * STEPS_IS_BIG == CIF_UPPER,
                "");
#ifdef FFI_SIMPLE_FLAGS
_Static_assert (FFI_SIMPLE_FLAGS == ARM_USES_VFP, "");
_Static_assert ((ARM_CORE / 4 >> PLACE_IS_CORE & 1) == 1
                && (ARM_VFP / 4 + 1) >> PLACE_IS_CORE == 0, "");
#endif

#if defined __APPLE__ && defined __ARM_PCS_VFP
# define VFP ffi_arm_watch
# define BASE ffi_arm_watch_base
#elif defined __APPLE__ || (!defined __ARM_EABI__ && !defined _WIN32)
# define IS_EABI false
# define VFP ffi_arm_vfp
# define BASE ffi_arm_apple
#elif defined _WIN32
# define VFP ffi_arm_windows
# define BASE ffi_arm_windows_base
#elif defined __ARMEB__
# define VFP ffi_armeb_vfp
# define BASE ffi_armeb_sysv
#else
# define VFP ffi_arm_vfp
# define BASE ffi_arm_sysv
#endif
#ifndef IS_EABI
# define IS_EABI true
#endif

FFI_HIDDEN void ffi_arm_call (void *, size_t, void (*) (void), uint32_t);
FFI_HIDDEN void ffi_arm_closure (void), ffi_arm_closure_vfp (void),
  ffi_arm_go_closure (void), ffi_arm_go_closure_vfp (void);

static void (*closure (uint32_t flags,
                       enum ffi_closure_kind kind)) (void)
{
  bool go = kind == FFI_GO_CLOSURE;
  if (flags & ARM_USES_VFP)
    return go ? ffi_arm_go_closure_vfp : ffi_arm_closure_vfp;
  return go ? ffi_arm_go_closure : ffi_arm_closure;
}

FFI_STEPS_IMAGE (ARM_IMAGE)
#ifdef __ARM_PCS_VFP
FFI_STEPS_REGISTERS (ARM_STACK, 4, 8, 0, flags != 0, uint64_t,
                     struct ffi_4_doubles)
#else
FFI_STEPS_REGISTERS (ARM_STACK, 4, 8, ARM_USES_VFP, false, uint64_t, double)
#endif
FFI_STEPS_RUNNERS (ffi_arm_call)

FFI_STEPS_PREPARE (prepare_base,
                   { 4, 0, 0, 0, IS_EABI, false,
                     { FFI_STEPS_INTEGERS (STEP_END, RESULT_VOID),
                       [FFI_TYPE_FLOAT] = { 4, STEP_WORD_1, RESULT_4, false },
                       [FFI_TYPE_DOUBLE]
                         = { 8, STEP_WIDE, RESULT_8, false } }, 0, 0 })
/* No float is simple where the halves of a VFP register are swapped.  */
FFI_STEPS_PREPARE (prepare_vfp,
                   { 4, 8, ARM_USES_VFP, ARM_USES_VFP, true, false,
                     { FFI_STEPS_INTEGERS (STEP_END, RESULT_VOID),
                       FFI_STEPS_FLOATS (8, STEPS_IS_BIG ? STEP_END
                                                         : STEP_FLOAT,
                                         RESULT_4) }, 0, 0 })

#define TARGET(desc_, prepare_)                                               \
  { .desc = &desc_.abi, .call = ffi_arm_call, .closure = closure,             \
    .prepare = prepare_ }
static const struct ffi_target base = TARGET (BASE, prepare_base),
                               vfp = TARGET (VFP, prepare_vfp);

const struct ffi_target *const ffi_targets[FFI_LAST_ABI]
  = { [FFI_SYSV] = &base, [FFI_VFP] = &vfp };

#endif
