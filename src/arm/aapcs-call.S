/* SPDX-License-Identifier: MIT */
/* 32-bit Arm: the kernel of calls and the entries of closures.  Unwind
   information is EHABI's (SAVE, PAD, SETFP) beside .cfi for debuggers.  */
#include "asm.h"

#ifdef __arm__

#include "kernel.h"

	ASM_TEXT
	ffi_asm_state ASM_THUMB		/* trampolines may have another */

/* void ffi_arm_call (void *image, size_t stack, void (*fn) (void),
		      uint32_t flags)
   in:  r0 image, r1 stack, a multiple of 8, r2 fn, r3 flags
   own: r4 image, lr fn
   frame: in the image, above the stack arguments, which are passed where they
   are; at FRAME: caller's r4, FRAME, lr, sp; flags.  So the callee runs on
   what the caller has below the image, too.  The CFA is the end of the frame,
   not what sp was: debuggers take no frame that is inner to its callee's.
   Unwinders find sp by the caller's frame pointer.  */
ASM_FUNC (ffi_arm_call)
	BTI
	add	r12, r0, r1
	add	r12, r12, #ARM_STACK
	str	r4, [r12]
	str	FRAME, [r12, #4]
	str	lr, [r12, #8]
	str	sp, [r12, #12]
	str	r3, [r12, #16]
	PAD	(ARM_FRAME - 12)
	SAVE	(r4, FRAME, lr)
	mov	FRAME, r12
	SETFP	(FRAME, sp)
	.cfi_def_cfa FRAME, ARM_FRAME
	.cfi_offset r4, -ARM_FRAME
	.cfi_offset FRAME, 4 - ARM_FRAME
	.cfi_offset lr, 8 - ARM_FRAME
	mov	r4, r0
	mov	lr, r2
	add	r12, r4, #ARM_STACK
	mov	sp, r12

	cmp	r3, #0
	beq	3f
	add	r12, r4, #ARM_VFP
	vldmia	r12, {d0-d7}
3:	add	r12, r4, #ARM_CORE
	ldmia	r12, {r0-r3}
	ldr	r12, [r4, #ARM_CHAIN]
	blx	lr

	ldr	r12, [FRAME, #12]
	mov	sp, r12				/* below the image again */
	add	r12, r4, #ARM_CORE
	stmia	r12, {r0-r3}
	ldr	r3, [FRAME, #16]
	cmp	r3, #0
	beq	4f
	add	r12, r4, #ARM_VFP
	vstmia	r12, {d0-d7}
4:	ldr	r4, [FRAME]
	ldr	lr, [FRAME, #8]
	.cfi_restore r4
	.cfi_restore lr
	ldr	FRAME, [FRAME, #4]
	.cfi_restore FRAME
	.cfi_def_cfa sp, 0
	bx	lr
ASM_END (ffi_arm_call)

/* ---- Closures -------------------------------------------------------- */

/* The entries for any signature of their kind, with and without VFP registers.
   in:  r12 the closure; all argument registers; where simple codes are run
	here, r0-r3 are on the stack already, and r0 is the cif
   frame: the image directly below the stack arguments, which so are part of
   it, without VFP registers from ARM_CHAIN on.  There, where calls have r12,
   are three words that nothing uses, and lr.
   ffi_closure_run_here (cif, fun, user_data, image)  */
	.macro	closure_entry name, vfp, cif, fun, user_data
	.if	\vfp
	.set	SAVED, ARM_STACK
	.else
	.set	SAVED, ARM_STACK - ARM_CHAIN
	.endif
#ifdef FFI_SIMPLE_FLAGS
ASM_LOCAL_FUNC (\name\()_any)
#else
ASM_FUNC (\name)
	BTI
	push	{r0-r3}
	ldr	r0, [r12, #\cif]
#endif
	PAD	(16)
	.cfi_def_cfa_offset 16
	push	{r1-r3, lr}
	SAVE	(lr)
	PAD	(12)
	.cfi_def_cfa_offset 32
	.cfi_offset lr, -20
	.if	\vfp
	vpush	{d0-d7}
	PAD	(ARM_CHAIN)
	.cfi_def_cfa_offset SAVED
	.endif
	.if	\user_data
	ldr	r2, [r12, #\user_data]
	.else
	mov	r2, r12				/* a Go closure itself */
	.endif
	ldr	r1, [r12, #\fun]
	sub	r3, sp, #ARM_STACK - SAVED	/* image */
	bl	ASM_C (ffi_closure_run_here)
	.if	\vfp
	vpop	{d0-d7}
	.cfi_def_cfa_offset 32
	.endif
	pop	{r1-r3, lr}
	.cfi_restore lr
	.cfi_def_cfa_offset 16
	pop	{r0-r3}
	.cfi_def_cfa_offset 0
	bx	lr
#ifdef FFI_SIMPLE_FLAGS
ASM_END (\name\()_any)
#else
ASM_END (\name)
#endif
	.endm

	.macro	closure_entries entry
	\entry	ffi_arm_closure, 0, CLOSURE_CIF, CLOSURE_FUN, CLOSURE_DATA
	\entry	ffi_arm_closure_vfp, 1, CLOSURE_CIF, CLOSURE_FUN, CLOSURE_DATA
	\entry	ffi_arm_go_closure, 0, GO_CIF, GO_FUN, 0
	\entry	ffi_arm_go_closure_vfp, 1, GO_CIF, GO_FUN, 0
	.endm

	closure_entries closure_entry

#ifdef FFI_SIMPLE_FLAGS

/* The entries for simple codes, which leave the others to those above.
   Registers while arguments are found:
     r0   cif
     r1   code: the steps that are left in its word, the next one lowest
     r2   the next element of avalue
     r3   user_data
     r4   the code's upper word
     r5   the next word of r0-r3 or of the stack arguments
     r6   the next VFP register's place
     r8   how often a loop still runs
     r9   scratch
     r12  fun
     lr   the table
   Frame:
     [sp]         avalue
     [sp, #64]    d0-d7
     [sp, #128]   8 bytes for the result
     [sp, #136]   caller's r4-r6, r8, r9, lr
     [sp, #160]   r0-r3, and directly above the stack arguments  */
#define VFP_AT 64
#define RESULT_AT 128
#define CORE_AT 160
#define SIMPLE_FRAME 176

	.macro	simple_saved
	.cfi_offset r4, -40
	.cfi_offset r5, -36
	.cfi_offset r6, -32
	.cfi_offset r8, -28
	.cfi_offset r9, -24
	.cfi_offset lr, -20
	PAD	(16)
	SAVE	(r4, r5, r6, r8, r9, lr)
	PAD	(CORE_AT - 24)
	.endm

	.macro	simple_entry name, vfp, cif, fun, user_data
ASM_FUNC (\name)
	BTI
	push	{r0-r3}
	.cfi_def_cfa_offset 16
	ldr	r0, [r12, #\cif]
#ifdef __ARMEB__
	tst	r0, #1				/* FFI_EXACT_BIT */
	bne	\name\()_any
#endif
	ldr	r3, [r0, #CIF_UPPER]
	cmp	r3, #0
	ble	\name\()_any
	mov	r1, #0
	mov	r2, #0
	push	{r1, r2, r4-r6, r8, r9, lr}
	.cfi_def_cfa_offset SIMPLE_FRAME - RESULT_AT
	simple_saved
	sub	sp, sp, #RESULT_AT
	.cfi_def_cfa_offset SIMPLE_FRAME
	mov	r4, r3
	ldr	r1, [r0, #CIF_LOWER]
	mov	r2, sp
	add	r5, sp, #CORE_AT
	.if	\vfp
	add	r6, sp, #VFP_AT
	vstmia	r6, {d0-d7}
	.endif
	.if	\user_data
	ldr	r3, [r12, #\user_data]
	.else
	mov	r3, r12
	.endif
	ldr	r12, [r12, #\fun]
	adr	lr, .Lclosure_steps
	next_argument
ASM_END (\name)
	.endm

	.macro	next_argument
	next_step r1, lr, r9
	.endm

/* The next argument is LOW bytes after AT, and the one after it BYTES after
   AT.  */
	.macro	argument at, bytes, low=0
	.if	\low
	add	\at, \at, #\low
	.endif
	str	\at, [r2], #4
	add	\at, \at, #\bytes - \low
	.endm

	.macro	argument_step number, at, bytes, low=0
	slot	.Lclosure_steps, \number
	argument \at, \bytes, \low
	next_argument
	.endm

	.macro	argument_loop number, at, bytes
	loop_slot .Lclosure_steps, \number, r8, .Lclosure_next, argument \at, \bytes
	.endm

#ifdef __ARMEB__
# define LOW(n) (4 - n)
#else
# define LOW(n) 0
#endif

/* Returns; sp is at the result, of which REGS get the words.  */
	.macro	simple_leave regs:vararg
	.cfi_remember_state
	.cfi_def_cfa_offset SIMPLE_FRAME - RESULT_AT
	pop	{\regs, r4-r6, r8, r9}
	.cfi_restore r4
	.cfi_restore r5
	.cfi_restore r6
	.cfi_restore r8
	.cfi_restore r9
	.cfi_def_cfa_offset 20
	ldr	pc, [sp], #20
	.cfi_restore_state
	.endm

/* Jumps to one of LABELS, by the result's kind and, above the kind, whether
   there are VFP registers.  */
	.macro	jump_by_result labels:vararg
#if ASM_THUMB
	ubfx	r3, r4, #UPPER_BIT (STEPS_AT_RESULT, 0), #STEPS_RESULT_BITS + 1
	tbb	[pc, r3]
.Lresults:
	.irp	label, \labels
	.byte	(\label - .Lresults) / 2
	.endr
	.p2align 1
#else
	and	r3, r4, #0x1f << UPPER_BIT (STEPS_AT_RESULT, 0)
	add	pc, pc, r3, lsr #UPPER_BIT (STEPS_AT_RESULT, -2)
	nop
	.irp	label, \labels
	b	\label
	.endr
#endif
	.endm

	.macro	narrow_result label, load, bytes
\label:	\load	r0, [sp, #RESULT_AT + LOW (\bytes)]
	add	sp, sp, #RESULT_AT
	simple_leave r1, r2
	.endm

	closure_entries simple_entry

ASM_LOCAL_FUNC (ffi_arm_closure_simple)
	.cfi_def_cfa_offset SIMPLE_FRAME
	simple_saved
.Lclosure_end:
	add	r1, sp, #RESULT_AT
	mov	r2, sp
	blx	r12
	jump_by_result .Lwords, .Lu8, .Ls8, .Lu16, .Ls16, \
	  .Lwords, .Lwords, .Lwords, .Lwords, .Lwords, .Lwords, \
	  .Lwords, .Lwords, .Lwords, .Lwords, .Lwords, \
	  .Lwords, .Lu8, .Ls8, .Lu16, .Ls16, \
	  .Lwords, .Lwords, .Lwords, .Lfloat, .Lwords, .Ldouble
.Ldouble:
	lsls	r3, r4, #31 - UPPER_BIT (STEPS_AT_PLACE, PLACE_IS_CORE)
	bmi	.Lwords
	vldr	d0, [sp, #RESULT_AT]
	b	.Lwords
.Lfloat:
	lsls	r3, r4, #31 - UPPER_BIT (STEPS_AT_PLACE, PLACE_IS_CORE)
	bmi	.Lwords
	vldr	s0, [sp, #RESULT_AT]
.Lwords:
	add	sp, sp, #RESULT_AT
	simple_leave r0, r1
	narrow_result .Lu8, ldrb, 1
	narrow_result .Ls8, ldrsb, 1
	narrow_result .Lu16, ldrh, 2
	narrow_result .Ls16, ldrsh, 2
.Lclosure_next:
	next_argument

	table_align
.Lclosure_steps:
	slot	.Lclosure_steps, STEP_END
	next_word r1, r4, lr, r9, .Lclosure_end
	argument_step STEP_WIDE, r5, 8
	argument_step STEP_WORD_1, r5, 4
	argument_step STEP_FPR_8, r6, 8
	argument_step STEP_FLOAT, r6, 4
	argument_step STEP_U8, r5, 4, LOW (1)
	argument_step STEP_S8, r5, 4, LOW (1)
	argument_step STEP_U16, r5, 4, LOW (2)
	argument_step STEP_S16, r5, 4, LOW (2)
	slot	.Lclosure_steps, STEP_SKIP
	add	r5, r5, #4
	next_argument
	slot	.Lclosure_steps, STEP_REPEAT
	begin_loop r1, r8, lr, r9
	argument_loop STEP_WIDE, r5, 8
	argument_loop STEP_WORD_1, r5, 4
	argument_loop STEP_FPR_8, r6, 8
	argument_loop STEP_FLOAT, r6, 4
ASM_END (ffi_arm_closure_simple)

#endif

#endif
	ASM_FOOTER
