/* SPDX-License-Identifier: MIT */
/* RISC-V: the kernel of calls and the entries of closures.  It does not use
   t3-t6, a6 and a7, which RVE does not have, except for landing pads.  */
#include "asm.h"

#ifdef __riscv

#include "kernel.h"

	ASM_TEXT

/* void ffi_riscv_call (void *image, size_t stack, void (*fn) (void),
			uint32_t flags)
   in:  a0 image, a1 stack, a2 fn, a3 flags
   own: s1 image
   frame: in the image, above the stack arguments, which are passed where they
   are; below s0: ra, caller's s0, caller's s1, flags, sp.  So the callee runs
   on what the caller has below the image, too.  The CFA is the end of the
   frame, not what sp was: debuggers take no frame that is inner to its
   callee's.  Unwinders find sp by the caller's s0.  */
#define SAVED_RA (-REG_OFF (1))
#define SAVED_S0 (-REG_OFF (2))
#define SAVED_S1 (-REG_OFF (3))
#define FLAGS (-REG_OFF (4))
#define SAVED_SP (-REG_OFF (5))

ASM_FUNC (ffi_riscv_call)
	LPAD
	SS_PUSH_RA
	add	t0, a0, a1
	addi	t0, t0, RISCV_IMAGE + RISCV_FRAME
	andi	t0, t0, -16
	REG_S	ra, SAVED_RA(t0)
	REG_S	s0, SAVED_S0(t0)
	REG_S	s1, SAVED_S1(t0)
	REG_S	a3, FLAGS(t0)
	REG_S	sp, SAVED_SP(t0)
	mv	s0, t0
	.cfi_def_cfa s0, 0
	.cfi_offset ra, SAVED_RA
	.cfi_offset s0, SAVED_S0
	.cfi_offset s1, SAVED_S1
	mv	s1, a0
	mv	t1, a2				/* fn */
	addi	sp, s1, RISCV_IMAGE

	beqz	a3, 3f
	floats	FLT_L, s1
3:
	words	REG_L, s1
	REG_L	CHAIN, RISCV_CHAIN(s1)
	jalr	t1

	REG_L	sp, SAVED_SP(s0)		/* below the image again */
	words	REG_S, s1, 2
	REG_L	a3, FLAGS(s0)
	beqz	a3, 4f
	floats	FLT_S, s1, 2
4:
	REG_L	ra, SAVED_RA(s0)
	.cfi_restore ra
	REG_L	s1, SAVED_S1(s0)
	.cfi_restore s1
	REG_L	s0, SAVED_S0(s0)
	.cfi_restore s0
	.cfi_def_cfa sp, 0
	SS_POP_RA
	ret
ASM_END (ffi_riscv_call)

/* Closure entries, for signatures with and without floats.
   in:  CHAIN the closure; all argument registers
   frame: the image directly below the stack arguments, which it includes so;
   s0 points to that; ra and caller's s0 below.  RV64: without floats from
   RISCV_CHAIN on.
   ffi_closure_run (cif, fun, user_data, image); RV32: ffi_closure_run_here,
   or ffi_riscv_simple_closure in the same frame.  */
#ifdef FFI_SIMPLE_FLAGS
# define WITHOUT_FLOATS 0
# define RUN ASM_C (ffi_closure_run_here)
#else
# define WITHOUT_FLOATS RISCV_CHAIN
# define RUN ASM_C (ffi_closure_run)
#endif

	.macro	closure_entry name, fpr, cif, fun, user_data
	.set	ABSENT, (1 - \fpr) * WITHOUT_FLOATS
	.set	SAVED, RISCV_IMAGE - ABSENT
	.set	CLOSURE_FRAME, SAVED + 16
ASM_FUNC (\name)
	LPAD
	enter_frame CLOSURE_FRAME, SAVED
	words	REG_S, s0, RISCV_NGPR, -ABSENT
	.if	\fpr
	floats	FLT_S, s0
	.endif
	.if	\user_data
	REG_L	a2, \user_data(CHAIN)
	.else
	mv	a2, CHAIN			/* a Go closure itself */
	.endif
	REG_L	a0, \cif(CHAIN)
	REG_L	a1, \fun(CHAIN)
#ifdef FFI_SIMPLE_FLAGS
	lw	t6, CIF_CODE + 4(a0)
	bgtz	t6, 1f
#endif
	addi	a3, s0, -ABSENT
	call	RUN
	.if	\fpr
	floats	FLT_L, s0, 2
	.endif
	words	REG_L, s0, 2, -ABSENT
	.cfi_remember_state
	leave_frame CLOSURE_FRAME, SAVED
	ret
	.cfi_restore_state
#ifdef FFI_SIMPLE_FLAGS
1:	tail	ASM_C (ffi_riscv_simple_closure)
#endif
ASM_END (\name)
	.endm

	closure_entry ffi_riscv_closure, 0, CLOSURE_CIF, CLOSURE_FUN, CLOSURE_DATA
	closure_entry ffi_riscv_go_closure, 0, GO_CIF, GO_FUN, 0
	closure_entry ffi_riscv_closure_float, 1, CLOSURE_CIF, CLOSURE_FUN, CLOSURE_DATA
	closure_entry ffi_riscv_go_closure_float, 1, GO_CIF, GO_FUN, 0

#if !RISCV_HAS_STUBS && !defined FFI_SIMPLE_FLAGS
ASM_PUBLIC_FUNC (ffi_call)
	LPAD
	li	a4, 0				/* static chain */
	tail	ASM_C (ffi_call_general)
ASM_END (ffi_call)
#endif

#endif

	ASM_FOOTER
