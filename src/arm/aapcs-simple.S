/* SPDX-License-Identifier: MIT */
/* 32-bit Arm: calls that run on a simple code (steps-code.h).

   Registers while arguments are moved:
     r0   code: the steps that are left in its word, the next one lowest
     r1   scratch
     r2   the address of a value
     r3   the next element of avalue
     r4   the code's upper word
     r5   the next word of r0-r3 or of the stack arguments
     r6   the next VFP register's place
     r12  the table
     lr   how often a loop still runs
   Frame:
     [FRAME]       r0-r3 as ffi_call got them; caller's r4-r6, FRAME, lr
     [FRAME, #-68] d0-d7
     [sp]          r0-r3, and directly above the stack arguments
   The table has no STEP_U32, which is for words of 8 bytes only.  */
#include "asm.h"

#if defined __arm__ && defined FFI_SIMPLE_FLAGS

#include "kernel.h"

#define KIND_MASK (((1 << STEPS_RESULT_BITS) - 1) << (STEPS_AT_RESULT - 32))
#define FN_AT 4
#define RVALUE_AT 8
#define SAVED_BYTES 36
#define VFP_BELOW 68			/* with a word that aligns sp */

	ASM_TEXT
	ffi_asm_state ASM_THUMB		/* trampolines may have another */

	.macro	next_value
	next_step r0, r12, r1
	.endm

/* Without hardware for unaligned words, such values are left to C.  */
	.macro	check_aligned bytes
#ifndef __ARM_FEATURE_UNALIGNED
	tst	r2, #\bytes - 1
	bne	.Lcall_unaligned
#endif
	.endm

/* Moves the next argument, LOAD of BYTES.  */
	.macro	move_integer load, bytes
	ldr	r2, [r3], #4
	check_aligned \bytes
	\load	r2, [r2]
	str	r2, [r5], #4
	.endm

	.macro	move_words n, to
	ldr	r2, [r3], #4
	check_aligned 4
	.if	\n == 1
	ldr	r2, [r2]
	str	r2, [\to], #4
	.else
#ifdef __ARM_FEATURE_UNALIGNED
	ldr	r1, [r2]
	ldr	r2, [r2, #4]
#else
	ldm	r2, {r1, r2}
#endif
	stm	\to!, {r1, r2}
	.endif
	.endm

	.macro	integer_step number, load, bytes
	slot	.Lcall_steps, \number
	move_integer \load, \bytes
	next_value
	.endm

	.macro	words_step number, n, to
	slot	.Lcall_steps, \number
	move_words \n, \to
	next_value
	.endm

	.macro	words_loop number, n, to
	loop_slot .Lcall_steps, \number, lr, .Lcall_next, move_words \n, \to
	.endm

/* void ffi_call (ffi_cif *cif, void (*fn) (void), void *rvalue, void **avalue)
   own: r4-r6, FRAME  */
ASM_PUBLIC_FUNC (ffi_call)
	BTI
	ldr	r12, [r0, #CIF_UPPER]
	cmp	r12, #0
	ble	ASM_C (ffi_call_here)		/* not simple */
#ifndef __ARM_FEATURE_UNALIGNED
	tst	r2, #3
	bne	ASM_C (ffi_call_here)
#endif
	push	{r0-r6, FRAME, lr}
	SAVE	(r4, r5, r6, FRAME, lr)
	PAD	(16)
	.cfi_def_cfa_offset SAVED_BYTES
	.cfi_offset r4, -20
	.cfi_offset r5, -16
	.cfi_offset r6, -12
	.cfi_offset FRAME, -8
	.cfi_offset lr, -4
	mov	FRAME, sp
	SETFP	(FRAME, sp)
	.cfi_def_cfa_register FRAME
	mov	r4, r12
	ldr	r0, [r0, #CIF_LOWER]
	and	r1, r4, #((1 << STEPS_STACK_BITS) - 1) << (STEPS_AT_STACK - 32)
	sub	r6, FRAME, #VFP_BELOW
	sub	r1, r6, r1, lsr #STEPS_AT_STACK - 32 - 3
	mov	sp, r1
	/* Registers without an argument are cleared.  */
	mov	r1, #0
	mov	r2, #0
	push	{r1, r2}
	push	{r1, r2}
	mov	r5, sp
	adr	r12, .Lcall_steps
.Lcall_next:
	next_value

.Lcall:
	lsls	r1, r4, #32 - UPPER_BIT (STEPS_AT_FLAGS, 0)	/* to C */
	bcs	4f
	ldr	lr, [FRAME, #FN_AT]
	pop	{r0-r3}
	blx	lr
1:	ldr	r2, [FRAME, #RVALUE_AT]
	cmp	r2, #0
	beq	2f
	lsls	r3, r4, #31 - UPPER_BIT (STEPS_AT_RESULT, 3)
	bpl	3f				/* less than RESULT_4 */
	str	r0, [r2]
	lsls	r3, r4, #31 - UPPER_BIT (STEPS_AT_RESULT, 1)
	bpl	2f
	str	r1, [r2, #4]			/* RESULT_8 */
2:	mov	sp, FRAME
	.cfi_def_cfa_register sp
	.cfi_remember_state
	pop	{r0-r6, FRAME, pc}
	.cfi_restore_state
	.cfi_def_cfa_register FRAME

3:	and	r3, r4, #KIND_MASK
	cmp	r3, #RESULT_S8 << UPPER_BIT (STEPS_AT_RESULT, 0)
	beq	6f
	bhi	7f
	cmp	r3, #RESULT_VOID
	beq	2b
	and	r0, r0, #0xff
	b	8f
6:	lsl	r0, r0, #24
	asr	r0, r0, #24
	b	8f
7:	lsl	r0, r0, #16
	cmp	r3, #RESULT_U16 << UPPER_BIT (STEPS_AT_RESULT, 0)
	beq	9f
	asr	r0, r0, #16
8:	str	r0, [r2]
	b	2b
9:	lsr	r0, r0, #16
	b	8b

4:	sub	r0, FRAME, #VFP_BELOW
	vldmia	r0, {d0-d7}
	ldr	lr, [FRAME, #FN_AT]
	pop	{r0-r3}
	blx	lr
	lsls	r3, r4, #31 - UPPER_BIT (STEPS_AT_PLACE, PLACE_IS_CORE)
	bmi	1b
#ifdef __ARMEB__
	vmov	r0, s0
	lsls	r3, r4, #31 - UPPER_BIT (STEPS_AT_RESULT, 1)
	bpl	1b
	vmov	r1, r0, d0
#else
	vmov	r0, r1, d0
#endif
	b	1b

#ifndef __ARM_FEATURE_UNALIGNED
.Lcall_unaligned:
	mov	sp, FRAME
	.cfi_def_cfa_register sp
	.cfi_remember_state
	pop	{r0-r6, FRAME, lr}
	.cfi_restore r4
	.cfi_restore r5
	.cfi_restore r6
	.cfi_restore FRAME
	.cfi_restore lr
	.cfi_def_cfa_offset 0
	b	ASM_C (ffi_call_here)
	.cfi_restore_state
	.cfi_def_cfa_register FRAME
#endif

	table_align
.Lcall_steps:
	slot	.Lcall_steps, STEP_END
	next_word r0, r4, r12, r1, .Lcall
	words_step STEP_WIDE, 2, r5
	words_step STEP_WORD_1, 1, r5
	words_step STEP_FPR_8, 2, r6
	words_step STEP_FLOAT, 1, r6
	integer_step STEP_U8, ldrb, 1
	integer_step STEP_S8, ldrsb, 1
	integer_step STEP_U16, ldrh, 2
	integer_step STEP_S16, ldrsh, 2
	slot	.Lcall_steps, STEP_SKIP
	mov	r1, #0
	str	r1, [r5], #4
	next_value
	slot	.Lcall_steps, STEP_REPEAT
	begin_loop r0, lr, r12, r1
	words_loop STEP_WIDE, 2, r5
	words_loop STEP_WORD_1, 1, r5
	words_loop STEP_FPR_8, 2, r6
	words_loop STEP_FLOAT, 1, r6
ASM_END (ffi_call)

#endif
	ASM_FOOTER
