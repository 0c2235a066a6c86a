/* SPDX-License-Identifier: MIT */
/* 32-bit Arm: the kernel of calls and the entries of closures.  Unwind
   information is EHABI's (SAVE, PAD, SETFP) beside .cfi for debuggers.  */
#include "asm.h"

#ifdef __arm__

#include "kernel.h"

	ASM_TEXT

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

/* Closure entries, for signatures with and without VFP registers.
   in:  r12 the closure; all argument registers
   frame: the image directly below the stack arguments, which so are part of
   it, without VFP registers from ARM_CHAIN on; below it, at FRAME: the caller's
   FRAME, lr.
   ffi_closure_run_here (cif, fun, user_data, image)  */
#define IMAGE_AT 8			/* above FRAME */

	.macro	closure_entry name, vfp, cif, fun, user_data
	.if	\vfp
	.set	SAVED, ARM_STACK
	.else
	.set	SAVED, ARM_STACK - ARM_CHAIN
	.endif
ASM_FUNC (\name)
	BTI
	push	{r0-r3}
	.cfi_def_cfa_offset 16
	sub	sp, sp, #ARM_CORE - ARM_CHAIN
	.if	\vfp
	vpush	{d0-d7}
	.endif
	PAD	(SAVED)
	.cfi_def_cfa_offset SAVED
	push	{FRAME, lr}
	SAVE	(FRAME, lr)
	.cfi_def_cfa_offset SAVED + IMAGE_AT
	.cfi_offset FRAME, -(SAVED + IMAGE_AT)
	.cfi_offset lr, -(SAVED + IMAGE_AT) + 4
	mov	FRAME, sp
	SETFP	(FRAME, sp)
	.cfi_def_cfa_register FRAME
	.if	\user_data
	ldr	r2, [r12, #\user_data]
	.else
	mov	r2, r12				/* a Go closure itself */
	.endif
	ldr	r0, [r12, #\cif]
	ldr	r1, [r12, #\fun]
	add	r3, FRAME, #IMAGE_AT + SAVED
	sub	r3, r3, #ARM_STACK		/* image */
	bl	ASM_C (ffi_closure_run_here)
	.if	\vfp
	add	r12, FRAME, #IMAGE_AT + ARM_VFP
	vldmia	r12, {d0-d7}
	.endif
	add	r12, FRAME, #IMAGE_AT + SAVED - 16
	ldmia	r12, {r0-r3}
	mov	sp, FRAME
	.cfi_def_cfa_register sp
	pop	{FRAME, lr}
	.cfi_restore FRAME
	.cfi_restore lr
	.cfi_def_cfa_offset SAVED
	add	sp, sp, #SAVED
	.cfi_def_cfa_offset 0
	bx	lr
ASM_END (\name)
	.endm

	closure_entry ffi_arm_closure, 0, CLOSURE_CIF, CLOSURE_FUN, CLOSURE_DATA
	closure_entry ffi_arm_closure_vfp, 1, CLOSURE_CIF, CLOSURE_FUN, CLOSURE_DATA
	closure_entry ffi_arm_go_closure, 0, GO_CIF, GO_FUN, 0
	closure_entry ffi_arm_go_closure_vfp, 1, GO_CIF, GO_FUN, 0

#endif
	ASM_FOOTER
