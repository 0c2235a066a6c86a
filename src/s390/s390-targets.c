/* SPDX-License-Identifier: MIT */
/* The ABI that this library is compiled for.  */
#include "steps.h"

#ifdef __s390__

#include "s390.h"
#include "image.h"

_Static_assert (offsetof (ffi_closure, cif) == CLOSURE_CIF, "");
_Static_assert (offsetof (ffi_closure, fun) == CLOSURE_FUN, "");
_Static_assert (offsetof (ffi_closure, user_data) == CLOSURE_DATA, "");
_Static_assert (offsetof (ffi_go_closure, cif) == GO_CIF, "");
_Static_assert (offsetof (ffi_go_closure, fun) == GO_FUN, "");
#ifdef FFI_SIMPLE_FLAGS
_Static_assert (FFI_SIMPLE_FLAGS == S390_USES_FPR, "");
_Static_assert (offsetof (ffi_cif, bytes) == CIF_CODE, "");
_Static_assert ((S390_R (8, 2) / 8 >> S390_PLACE_IN_R) % 2 == 1
                && (S390_FPR / 8 >> S390_PLACE_IN_R) % 2 == 0, "");
#endif

#if defined __s390x__ && defined __VX__
# define HERE ffi_s390x_vx
#elif defined __s390x__
# define HERE ffi_s390x
#elif defined __VX__
# define HERE ffi_s390_vx
#else
# define HERE ffi_s390
#endif

FFI_HIDDEN void ffi_s390_call (void *, size_t, void (*) (void), uint32_t);
FFI_HIDDEN void ffi_s390_closure (void), ffi_s390_closure_f (void),
  ffi_s390_closure_v (void), ffi_s390_go_closure (void),
  ffi_s390_go_closure_f (void), ffi_s390_go_closure_v (void);

static void (*s390_closure (uint32_t flags,
                            enum ffi_closure_kind kind)) (void)
{
  bool go = kind == FFI_GO_CLOSURE;
#ifdef __VX__
  if (flags & S390_USES_VR)
    return go ? ffi_s390_go_closure_v : ffi_s390_closure_v;
#endif
  if (flags & S390_USES_FPR)
    return go ? ffi_s390_go_closure_f : ffi_s390_closure_f;
  return go ? ffi_s390_go_closure : ffi_s390_closure;
}

FFI_STEPS_IMAGE (S390_IMAGE (S390_WORD))
FFI_STEPS_REGISTERS (S390_STACK (S390_WORD), 5, 4, S390_USES_VR, flags != 0,
                     uint64_t, double)
FFI_STEPS_RUNNERS (ffi_s390_call)
FFI_STEPS_PREPARE (steps_prepare,
                   { 5, S390_WORD / 2, S390_USES_FPR, S390_USES_FPR, false,
                     false,
                     { FFI_STEPS_INTEGERS (STEP_U32, RESULT_U32),
                       FFI_STEPS_FLOATS (4, STEP_FLOAT, RESULT_4) }, 0, 0 })

static const struct ffi_target here
  = { .desc = &HERE.abi, .call = ffi_s390_call, .closure = s390_closure,
      .prepare = steps_prepare };

const struct ffi_target *const ffi_targets[FFI_LAST_ABI]
  = { [FFI_SYSV] = &here };

#endif
