/* SPDX-License-Identifier: MIT */
/* The ABIs of this processor family, by ffi_abi: those of the register
   convention that this library is compiled for.  */
#include "steps.h"

#ifdef __mips__

#include "mips.h"

_Static_assert (offsetof (ffi_closure, cif) == CLOSURE_CIF, "");
_Static_assert (offsetof (ffi_closure, fun) == CLOSURE_FUN, "");
_Static_assert (offsetof (ffi_closure, user_data) == CLOSURE_DATA, "");
_Static_assert (offsetof (ffi_go_closure, cif) == GO_CIF, "");
_Static_assert (offsetof (ffi_go_closure, fun) == GO_FUN, "");

_Static_assert (offsetof (ffi_cif, bytes) == 8 + 2 * sizeof (void *), "");
_Static_assert (FFI_SIMPLE_FLAGS == MIPS_USES_FPR, "");

#ifdef __MIPSEB__
# define ORDER(name) name##_be
#else
# define ORDER(name) name##_le
#endif

#if _MIPS_SIM == _ABIO32
# define HARD_DESC ORDER (ffi_o32)
# define SOFT_DESC ORDER (ffi_o32_soft)
# define V0 (O32_V0 / 4)
# define F0 (O32_F0 / 4)
#else
# define HARD_DESC ORDER (ffi_n64)
# define SOFT_DESC ORDER (ffi_n64_soft)
# define V0 (N64_V0 / 8)
# define F0 (N64_F0 / 8)
#endif
_Static_assert ((V0 >> MIPS_PLACE_IN_V0) % 2 == 1
                && (F0 >> MIPS_PLACE_IN_V0) % 2 == 0, "");

FFI_HIDDEN void ffi_mips_call (void *, size_t, void (*) (void), uint32_t);
FFI_HIDDEN void ffi_mips_closure (void), ffi_mips_go_closure (void);

static void (*mips_closure (uint32_t flags,
                            enum ffi_closure_kind kind)) (void)
{
  (void) flags;
  return kind == FFI_GO_CLOSURE ? ffi_mips_go_closure : ffi_mips_closure;
}

/* C passes arguments of one kind only in all registers of that kind.  */
#if _MIPS_SIM == _ABIO32
FFI_STEPS_IMAGE (O32_IMAGE)
FFI_STEPS_REGISTERS (O32_BLOCK + O32_HOME, 4, 4, MIPS_USES_FPR, false,
                     uint64_t, double)
#else
FFI_STEPS_IMAGE (N64_IMAGE)
FFI_STEPS_REGISTERS (N64_STACK, 8, 8, MIPS_USES_FPR, false,
                     struct ffi_2_words, double)
#endif
FFI_STEPS_RUNNERS (ffi_mips_call)

#define TARGET(which, prepare_)                                               \
  { .desc = &which.abi, .call = ffi_mips_call, .closure = mips_closure,       \
    .prepare = prepare_ }

#ifndef __mips_soft_float
# if _MIPS_SIM == _ABIO32
/* The place of a floating-point argument depends on those before it.  */
FFI_STEPS_PREPARE (prepare_hard,
                   { 4, 0, 0, 0, true, false,
                     { FFI_STEPS_INTEGERS (STEP_END, RESULT_VOID) }, V0, F0 })
# else
/* No float is simple where it is in the second half of its register.  */
FFI_STEPS_PREPARE (prepare_hard,
                   { 8, 8, MIPS_USES_FPR, MIPS_USES_FPR, false, false,
                     { FFI_STEPS_INTEGERS (STEP_WIDE, RESULT_SIGNED),
                       FFI_STEPS_FLOATS (8, STEPS_IS_BIG ? STEP_END
                                                         : STEP_FLOAT,
                                         RESULT_4) }, V0, F0 })
# endif
static const struct ffi_target hard = TARGET (HARD_DESC, prepare_hard);
#endif

#if _MIPS_SIM == _ABIO32
FFI_STEPS_PREPARE (prepare_soft,
                   { 4, 0, 0, 0, true, false,
                     { FFI_STEPS_INTEGERS (STEP_END, RESULT_VOID),
                       [FFI_TYPE_FLOAT] = { 4, STEP_WORD_1, RESULT_4, false },
                       [FFI_TYPE_DOUBLE]
                         = { 8, STEP_WIDE, RESULT_8, false } }, V0, F0 })
#else
/* A float is sign-extended in a register, and is not on the stack.  */
FFI_STEPS_PREPARE (prepare_soft,
                   { 8, 0, 0, 0, false, false,
                     { FFI_STEPS_INTEGERS (STEP_WIDE, RESULT_SIGNED),
                       [FFI_TYPE_DOUBLE]
                         = { 8, STEP_WORD_1, RESULT_8, false } }, V0, F0 })
#endif
static const struct ffi_target soft = TARGET (SOFT_DESC, prepare_soft);

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
