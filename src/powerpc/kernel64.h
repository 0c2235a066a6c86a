/* SPDX-License-Identifier: MIT */
/* What the assembly for the 64-bit PowerPC ABIs shares: registers and the
   image, and the steps of simple codes (steps-code.h).  */
#ifndef FFI_KERNEL64_POWERPC_H
#define FFI_KERNEL64_POWERPC_H

#include "flags.h"
#include "image64.h"
#include "steps-code.h"

#if _CALL_ELF == 2
# define SLOTS PPC64_SLOTS_ELFV2
# define SAVED_TOC 24
#else
# define SLOTS PPC64_SLOTS_ELFV1
# define SAVED_TOC 40
#endif
#define SAVED_LR 16
#define CFI_LR 65

/* Loads (ld, lfd) or stores r3-r10 from FIRST to LAST, the first COUNT of
   f1-f13, from or to the image at OFFSET of BASE.  */
	.macro	words insn, base, offset=0, first=3, last=10
	.irp	n, 3, 4, 5, 6, 7, 8, 9, 10
	.if	\n >= \first && \n <= \last
	\insn	%r\n, \offset + PPC64_GPR + 8 * (\n - 3)(\base)
	.endif
	.endr
	.endm

	.macro	floats insn, base, offset=0, count=13
	.irp	n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
	.if	\n <= \count
	\insn	%f\n, \offset + PPC64_FPR + 8 * (\n - 1)(\base)
	.endif
	.endr
	.endm

/* Calls the function that r12 points to.  */
	.macro	call_r12
#if _CALL_ELF == 2
	mtctr	%r12
#else
	ld	%r0, 0(%r12)
	ld	%r2, 8(%r12)
	ld	%r11, 16(%r12)
	mtctr	%r0
#endif
	bctrl
	.endm

/* ---- Simple codes ---------------------------------------------------- */

/* The stubs of steps are in a table that is aligned to its size: a step is a
   field of its stub's address.
     r0  the steps to come
     r2  the address of a stub; at STEP_END that of the table
   Nothing else needs r2: a function that does sets it.  */
#define STUB_LOG2 5
#define TABLE_LOG2 (STUB_LOG2 + STEPS_BITS)

/* Goes on to the next step.  */
	.macro	next_step
	rldimi	%r2, %r0, STUB_LOG2, 64 - TABLE_LOG2
	srdi	%r0, %r0, STEPS_BITS
	mtctr	%r2
	bctr
	.endm

/* REG = the field of COUNT bits from AT on of the code in r0, compared with 0
   in cr0.  */
	.macro	code_field reg, at, count
	rldicl.	\reg, %r0, 64 - (\at), 64 - (\count)
	.endm

/* The bits of layout.flags.  */
#define AT_FPR_ARGUMENTS STEPS_AT_FLAGS
#define AT_FPR_RESULT (STEPS_AT_FLAGS + 2)

/* The table NAME of steps, each by the macro STEP.  Its STEP_END goes to
   END.  STEP_REPEAT overwrites TEMP, cr1 and CTR.  */
	.macro	step_table name, end, step, temp
	.p2align TABLE_LOG2
\name:
	b	\end
	.irp	kind, STEP_WIDE, STEP_WORD_1, STEP_FPR_8, STEP_FLOAT, STEP_U8, STEP_S8, STEP_U16, STEP_S16, STEP_U32, STEP_SKIP
	.org	\name + (\kind << STUB_LOG2)
	\step	\kind
	next_step
	.endr
	.org	\name + (STEP_REPEAT << STUB_LOG2)
	clrldi	\temp, %r0, 64 - STEPS_BITS
	mtctr	\temp
	srdi	%r0, %r0, STEPS_BITS
	clrldi	\temp, %r0, 64 - STEPS_BITS
	srdi	%r0, %r0, STEPS_BITS
	cmpldi	%cr1, \temp, STEP_WORD_1
	beq	%cr1, 2f
	bgt	%cr1, 3f
	step_loop \step, STEP_WIDE
2:	step_loop \step, STEP_WORD_1
3:	cmpldi	%cr1, \temp, STEP_FPR_8
	bgt	%cr1, 4f
	step_loop \step, STEP_FPR_8
4:	step_loop \step, STEP_FLOAT
	.endm

	.macro	step_loop step, kind
1:	\step	\kind
	bdnz	1b
	next_step
	.endm

/* For the kind of a result in REG, which is less than RESULT_S32: the macro
   MOVE, then goes to TO.  Overwrites cr7.  */
	.macro	small_result reg, to, move
	mtcrf	1, \reg				/* gt: 4, eq: 2, so: 1 */
	bgt	%cr7, 4f
	beq	%cr7, 2f
	\move	RESULT_U8
	b	\to
2:	bso	%cr7, 3f
	\move	RESULT_S8
	b	\to
3:	\move	RESULT_U16
	b	\to
4:	bso	%cr7, 5f
	\move	RESULT_S16
	b	\to
5:	\move	RESULT_U32
	b	\to
	.endm

/* Returns from a frame of SIZE bytes.  */
	.macro	leave size
	addi	%r1, %r1, \size
	.cfi_remember_state
	.cfi_def_cfa_offset 0
	ld	%r0, SAVED_LR(%r1)
	mtlr	%r0
	.cfi_restore CFI_LR
	blr
	.cfi_restore_state
	.endm

#endif
