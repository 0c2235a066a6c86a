/* SPDX-License-Identifier: MIT */
/* The ABI that this library is compiled for.  */
#include "steps.h"

#ifdef __riscv

#include "psabi.h"
#include "image.h"

_Static_assert (offsetof (ffi_closure, cif) == CLOSURE_CIF, "");
_Static_assert (offsetof (ffi_closure, fun) == CLOSURE_FUN, "");
_Static_assert (offsetof (ffi_closure, user_data) == CLOSURE_DATA, "");
_Static_assert (offsetof (ffi_go_closure, cif) == GO_CIF, "");
_Static_assert (offsetof (ffi_go_closure, fun) == GO_FUN, "");
_Static_assert (offsetof (ffi_cif, bytes) == CIF_CODE, "");

#if __riscv_xlen == 64
# define NAMED(abi) ffi_riscv_lp64##abi
#else
# define NAMED(abi) ffi_riscv_ilp32##abi
#endif
#if defined __riscv_abi_rve
# define HERE NAMED (e)
#elif defined __riscv_float_abi_double
# define HERE NAMED (d)
#elif defined __riscv_float_abi_single
# define HERE NAMED (f)
#elif defined __riscv_float_abi_soft
# define HERE NAMED ()
#else
# error "no calling convention is known for this compiler's options"
#endif

FFI_HIDDEN void ffi_riscv_call (void *, size_t, void (*) (void), uint32_t);
FFI_HIDDEN void ffi_riscv_closure (void), ffi_riscv_closure_float (void),
  ffi_riscv_go_closure (void), ffi_riscv_go_closure_float (void),
  ffi_riscv_closure_fast (void);

static void (*riscv_closure (uint32_t flags,
                             enum ffi_closure_kind kind)) (void)
{
  bool go = kind == FFI_GO_CLOSURE;
  if (flags & RISCV_USES_FPR)
    return go ? ffi_riscv_go_closure_float : ffi_riscv_closure_float;
  return go ? ffi_riscv_go_closure : ffi_riscv_closure;
}

#ifdef FFI_SIMPLE_FLAGS
_Static_assert (FFI_SIMPLE_FLAGS == RISCV_USES_FPR, "");
_Static_assert ((RISCV_GPR / 4 >> RISCV_PLACE_IN_GPR) % 2 == 1
                && (RISCV_FPR / 4 >> RISCV_PLACE_IN_GPR) % 2 == 0, "");

FFI_STEPS_IMAGE (RISCV_IMAGE_FIELDS (RISCV_WORD, RISCV_NGPR, true),
                 .image_align = 8, .stack_follows = true)
FFI_STEPS_REGISTERS (RISCV_IMAGE, 8, 8, RISCV_FLEN == 8 ? 0 : RISCV_USES_FPR,
                     RISCV_FLEN == 8 && flags != 0, uint64_t,
                     struct ffi_2_doubles)
FFI_STEPS_RUNNERS (ffi_riscv_call)
/* What has two words is left: it may begin in any register, but not in any
   word of the stack.  */
FFI_STEPS_PREPARE (steps_prepare,
                   { 8, 8, RISCV_USES_FPR, RISCV_USES_FPR, false, false,
                     { FFI_STEPS_INTEGERS (STEP_END, RESULT_VOID),
                       [FFI_TYPE_FLOAT]
                         = { 4, RISCV_FLEN ? STEP_FLOAT : STEP_WORD_1,
                             RESULT_4, RISCV_FLEN != 0 },
                       [FFI_TYPE_DOUBLE]
                         = { RISCV_FLEN == 8 ? 8 : 0, STEP_FPR_8, RESULT_8,
                             true } },
                     0, 0 })
#endif

#if RISCV_HAS_STUBS
/* The entry runs the code that the cif has at the time of the call.  */
static void (*fast_closure (uint64_t code, const ffi_cif *cif,
                            uint64_t *note)) (void)
{
  (void) code;
  (void) cif;
  (void) note;
  return ffi_riscv_closure_fast;
}
#endif

static const struct ffi_target here
  = { .desc = &HERE.abi,
      .call = ffi_riscv_call,
      .closure = riscv_closure,
#ifdef FFI_SIMPLE_FLAGS
      .prepare = steps_prepare,
#elif RISCV_HAS_STUBS
      .code = ffi_riscv_code,
      .prepare = ffi_riscv_prepare,
      .fast_closure = fast_closure,
      .plan = ffi_riscv_plan_ops,
      .plan_entry = ffi_riscv_plan,
#endif
    };

const struct ffi_target *const ffi_targets[FFI_LAST_ABI]
  = { [FFI_SYSV] = &here };

#endif
