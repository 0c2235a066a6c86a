/* SPDX-License-Identifier: MIT */
/* The ABI that this library is compiled for.  */
#include "steps.h"

#ifdef __loongarch__

#include "lapcs.h"
#include "image.h"

_Static_assert (offsetof (ffi_closure, cif) == CLOSURE_CIF, "");
_Static_assert (offsetof (ffi_closure, fun) == CLOSURE_FUN, "");
_Static_assert (offsetof (ffi_closure, user_data) == CLOSURE_DATA, "");
_Static_assert (offsetof (ffi_go_closure, cif) == GO_CIF, "");
_Static_assert (offsetof (ffi_go_closure, fun) == GO_FUN, "");

#if LA_WORD == 8
# define CHOOSE(lp64, ilp32) lp64
#else
# define CHOOSE(lp64, ilp32) ilp32
#endif
#if LA_FLEN == 8
# define HERE CHOOSE (ffi_loongarch_lp64d, ffi_loongarch_ilp32d)
#elif LA_FLEN == 4
# define HERE CHOOSE (ffi_loongarch_lp64f, ffi_loongarch_ilp32f)
#else
# define HERE CHOOSE (ffi_loongarch_lp64s, ffi_loongarch_ilp32s)
#endif

FFI_HIDDEN void ffi_loongarch_call (void *, size_t, void (*) (void), uint32_t);
FFI_HIDDEN void ffi_loongarch_closure (void),
  ffi_loongarch_closure_float (void), ffi_loongarch_go_closure (void),
  ffi_loongarch_go_closure_float (void);

static void (*loongarch_closure (uint32_t flags,
                                 enum ffi_closure_kind kind)) (void)
{
  bool go = kind == FFI_GO_CLOSURE;
#if LA_FLEN
  if (flags & RISCV_USES_FPR)
    return go ? ffi_loongarch_go_closure_float : ffi_loongarch_closure_float;
#else
  (void) flags;
#endif
  return go ? ffi_loongarch_go_closure : ffi_loongarch_closure;
}

FFI_STEPS_IMAGE (RISCV_IMAGE_FIELDS (LA_WORD, 8, false), .image_align = 8,
                 .stack_follows = true)
#if LA_FLEN == 8
FFI_STEPS_REGISTERS (LA_IMAGE, 8, 8, 0, flags != 0, struct ffi_2_words,
                     struct ffi_2_doubles)
#else
FFI_STEPS_REGISTERS (LA_IMAGE, 8, 8, RISCV_USES_FPR, false,
                     uint64_t, double)
#endif
FFI_STEPS_RUNNERS (ffi_loongarch_call)
FFI_STEPS_PREPARE (steps_prepare,
                   { 8, 8, RISCV_USES_FPR, RISCV_USES_FPR, false, false,
                     { FFI_STEPS_INTEGERS (STEP_WIDE, RESULT_SIGNED),
                       FFI_STEPS_FLOATS (LA_FLEN == 8, STEP_FLOAT,
                                         RESULT_4) }, 0, 0 })

static const struct ffi_target here = { .desc = &HERE.abi,
                                        .call = ffi_loongarch_call,
                                        .closure = loongarch_closure,
                                        .prepare = steps_prepare };

const struct ffi_target *const ffi_targets[FFI_LAST_ABI]
  = { [FFI_DEFAULT_ABI] = &here };

#endif
