/* SPDX-License-Identifier: MIT */
/* RISC-V: the kernel of calls and the entries of closures.  It does not use
   t3-t6, a6 and a7, which RVE does not have, except for landing pads.  */
#include "asm.h"

#ifdef __riscv

#include "kernel.h"

	ASM_TEXT

/* Loads (FLT_L, REG_L) or stores the first COUNT of fa0-fa7, a0-a7 from or to
   the image at BASE.  */
	.macro	floats insn, base, count=8
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	.if	\n < \count
	\insn	fa\n, RISCV_FPR + RISCV_FPR_SLOT * \n(\base)
	.endif
	.endr
	.endm

	.macro	words insn, base, count=RISCV_NGPR
	.irp	n, 0, 1, 2, 3, 4, 5
	.if	\n < \count
	\insn	a\n, RISCV_GPR + REG_OFF (\n)(\base)
	.endif
	.endr
#if RISCV_NGPR == 8
	.if	\count == 8
	\insn	a6, RISCV_GPR + REG_OFF (6)(\base)
	\insn	a7, RISCV_GPR + REG_OFF (7)(\base)
	.endif
#endif
	.endm

/* void ffi_riscv_call (void *image, size_t stack, void (*fn) (void),
			uint32_t flags)
   in:  a0 image, a1 stack, a2 fn, a3 flags
   own: s1 image
   frame: below s0: ra, caller's s0, caller's s1, flags; then the stack
   arguments.  */
#define CALL_FRAME REG_OFF (4)
#define SAVED_S1 (-REG_OFF (3))
#define FLAGS (-REG_OFF (4))

ASM_FUNC (ffi_riscv_call)
	LPAD
	enter_frame CALL_FRAME
	REG_S	s1, SAVED_S1(s0)
	.cfi_offset s1, SAVED_S1
	REG_S	a3, FLAGS(s0)
	mv	s1, a0
	mv	t1, a2				/* fn */

	addi	t0, a1, 15
	andi	t0, t0, -16
	sub	sp, sp, t0
	addi	a4, s1, RISCV_IMAGE
	add	a5, a4, a1
	mv	a0, sp
	j	2f
1:	REG_L	t0, 0(a4)			/* stack arguments */
	REG_S	t0, 0(a0)
	addi	a4, a4, RISCV_WORD
	addi	a0, a0, RISCV_WORD
2:	bne	a4, a5, 1b

#if RISCV_FLEN
	beqz	a3, 3f
	floats	FLT_L, s1
3:
#endif
	words	REG_L, s1
	REG_L	CHAIN, RISCV_CHAIN(s1)
	jalr	t1

	words	REG_S, s1, 2
#if RISCV_FLEN
	REG_L	a3, FLAGS(s0)
	beqz	a3, 4f
	floats	FLT_S, s1, 2
4:
#endif
	REG_L	s1, SAVED_S1(s0)
	.cfi_restore s1
	leave_frame CALL_FRAME
	ret
ASM_END (ffi_riscv_call)

/* Closure entries, for signatures with and without floats.
   in:  CHAIN the closure; all argument registers
   frame: the image directly below the stack arguments, which it includes so;
   s0 points to it; ra and caller's s0 below.
   ffi_closure_run (cif, fun, user_data, image, stack)  */
#define CLOSURE_FRAME (RISCV_IMAGE + 16)

	.macro	closure_entry name, fpr, cif, fun, user_data
ASM_FUNC (\name)
	LPAD
	enter_frame CLOSURE_FRAME, RISCV_IMAGE
	words	REG_S, s0
#if RISCV_FLEN
	.if	\fpr
	floats	FLT_S, s0
	.endif
#endif
	.if	\user_data
	REG_L	a2, \user_data(CHAIN)
	.else
	mv	a2, CHAIN			/* a Go closure itself */
	.endif
	REG_L	a0, \cif(CHAIN)
	REG_L	a1, \fun(CHAIN)
	mv	a3, s0
	addi	a4, s0, RISCV_IMAGE
	call	ASM_C (ffi_closure_run)
#if RISCV_FLEN
	.if	\fpr
	floats	FLT_L, s0, 2
	.endif
#endif
	words	REG_L, s0, 2
	leave_frame CLOSURE_FRAME, RISCV_IMAGE
	ret
ASM_END (\name)
	.endm

	closure_entry ffi_riscv_closure, 0, CLOSURE_CIF, CLOSURE_FUN, CLOSURE_DATA
	closure_entry ffi_riscv_go_closure, 0, GO_CIF, GO_FUN, 0
#if RISCV_FLEN
	closure_entry ffi_riscv_closure_float, 1, CLOSURE_CIF, CLOSURE_FUN, CLOSURE_DATA
	closure_entry ffi_riscv_go_closure_float, 1, GO_CIF, GO_FUN, 0
#endif

#endif

	ASM_FOOTER
