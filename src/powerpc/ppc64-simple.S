/* SPDX-License-Identifier: MIT */
/* 64-bit PowerPC: ffi_call, and calls with simple codes.  */
#include "asm.h"

#ifdef __powerpc64__

#include "kernel64.h"

	ASM_TEXT

/* One step of a call.  What is in a floating-point register is in its slot,
   too.  */
	.macro	call_step kind
	.if	\kind == STEP_SKIP
	li	%r3, 0
	.else
	ldu	%r3, 8(%r6)
	.endif
	.if	\kind == STEP_WIDE
	lwa	%r3, 0(%r3)
	.elseif	\kind == STEP_WORD_1 || \kind == STEP_FPR_8
	ld	%r3, 0(%r3)
	.elseif	\kind == STEP_FLOAT
	lfs	%f0, 0(%r3)
	stfdu	%f0, 8(%r12)
	stfdu	%f0, 8(%r5)
	.elseif	\kind == STEP_U8 || \kind == STEP_S8
	lbz	%r3, 0(%r3)
	.elseif	\kind == STEP_U16
	lhz	%r3, 0(%r3)
	.elseif	\kind == STEP_S16
	lha	%r3, 0(%r3)
	.elseif	\kind == STEP_U32
	lwz	%r3, 0(%r3)
	.endif
	.if	\kind == STEP_S8
	extsb	%r3, %r3
	.elseif	\kind == STEP_FPR_8
	stdu	%r3, 8(%r12)
	.endif
	.if	\kind != STEP_FLOAT
	stdu	%r3, 8(%r5)
	.endif
	.endm

	.macro	call_small kind
	.if	\kind == RESULT_S8
	extsb	%r3, %r3
	.elseif	\kind == RESULT_S16
	extsh	%r3, %r3
	.else
	clrldi	%r3, %r3, 64 - (4 << ((\kind + 1) / 2))
	.endif
	.endm

/* void ffi_call (ffi_cif *cif, void (*fn) (void), void *rvalue, void **avalue)
   in:    r3 cif, r4 fn, r5 rvalue, r6 avalue
   own:   r3 scratch, r5 the last word, r6 the last element of avalue, r12 the
   last double; cr0 tells whether there are doubles
   frame: the callee's header, slots and stack arguments, as many as a code has
   at most, and CLEARED words; RVALUE, CODE; DOUBLES.
   The words after the last one are cleared, then r3-r6 loaded, or all.  So r7
   and those that follow may have what the caller has there.  */
#define CLEARED 4
#define RVALUE (8 * ((1 << STEPS_STACK_BITS) - 1 + CLEARED))
#define CODE (RVALUE + 8)
#define DOUBLES (CODE + 8)
#define FRAME ((DOUBLES + 8 * 13 + 15) / 16 * 16)

/* In ELFv1 the caller's r2 is not that on entry, but where the caller has it.
   Unwinders see that by the instruction after the call.  */
	.macro	enter
	stdu	%r1, -FRAME(%r1)
	.cfi_def_cfa_offset FRAME
	std	%r2, SAVED_TOC(%r1)
#if _CALL_ELF == 2
	.cfi_offset 2, SAVED_TOC - FRAME
#endif
	.endm

ASM_PUBLIC_FUNC (ffi_call)
	ld	%r0, PPC64_CIF_CODE(%r3)
	cmpdi	%r0, 0
	bgt	1f
#if _CALL_ELF == 2
	addis	%r2, %r12, .TOC. - ffi_call@ha
	addi	%r2, %r2, .TOC. - ffi_call@l
0:	b	ASM_C (ffi_call_here)
	nop
	nop
	.localentry ffi_call, . - ffi_call
	ld	%r0, PPC64_CIF_CODE(%r3)
	cmpdi	%r0, 0
	ble	0b
	enter
	addis	%r2, %r2, .Lcall@toc@ha
	addi	%r2, %r2, .Lcall@toc@l
	b	2f
	.cfi_def_cfa_offset 0
	.cfi_restore 2
1:	enter
	addi	%r2, %r12, .Lcall - ffi_call
#else
	b	ASM_C (ffi_call_here)
1:	enter
	addis	%r2, %r2, .Lcall@toc@ha
	addi	%r2, %r2, .Lcall@toc@l
#endif
2:	mflr	%r3
	std	%r3, FRAME + SAVED_LR(%r1)
	.cfi_offset CFI_LR, SAVED_LR
	std	%r5, RVALUE(%r1)
	std	%r0, CODE(%r1)
	code_field %r3, AT_FPR_ARGUMENTS, 1
	clrldi	%r0, %r0, 64 - STEPS_AT_PLACE
	addi	%r6, %r6, -8
	addi	%r5, %r1, SLOTS - 8
	addi	%r12, %r1, DOUBLES - 8
	next_step

.Lcall_end:
	li	%r3, 0
	.irp	n, 1, 2, 3, 4
	std	%r3, 8 * \n(%r5)
	.endr
	addi	%r3, %r1, SLOTS - 8 + 8 * CLEARED
	cmpld	%cr1, %r5, %r3
	mr	%r12, %r4
	beq	3f
	floats	lfd, %r1, DOUBLES - PPC64_FPR
3:	ble	%cr1, 4f
	words	ld, %r1, SLOTS - PPC64_GPR, 7, 10
4:	words	ld, %r1, SLOTS - PPC64_GPR, 3, 6
	call_r12
	ld	%r2, SAVED_TOC(%r1)		/* unwinders look for this */

	ld	%r0, CODE(%r1)
	ld	%r5, RVALUE(%r1)
	code_field %r4, STEPS_AT_RESULT, STEPS_RESULT_BITS
	beq	9f
	cmpdi	%r5, 0
	beq	9f
	cmpldi	%r4, RESULT_S32
	bgt	5f
	blt	.Lcall_small
	extsw	%r3, %r3
8:	std	%r3, 0(%r5)
9:	leave	FRAME

5:	cmpldi	%r4, RESULT_8
	bne	6f
	code_field %r4, AT_FPR_RESULT, 1
	beq	8b
	stfd	%f1, 0(%r5)
	b	9b
6:	cmpldi	%r4, RESULT_4
	blt	7f
#ifdef __BIG_ENDIAN__
	bgt	6f				/* RESULT_4_LOW */
	srdi	%r3, %r3, 32
6:
#endif
	stw	%r3, 0(%r5)
	b	9b
7:	clrldi	%r3, %r3, 32			/* RESULT_SIGNED */
	b	8b
.Lcall_small:
	small_result %r4, 8b, call_small

	step_table .Lcall, .Lcall_end, call_step, %r3
ASM_END (ffi_call)

#endif

	ASM_FOOTER
