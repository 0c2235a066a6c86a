/* SPDX-License-Identifier: MIT */
/* For the assembly files of 32-bit Arm.  FRAME is the compilers' frame
   pointer.  */
#ifndef FFI_ARM_KERNEL_H
#define FFI_ARM_KERNEL_H

#include "asm.h"
#include <ffi.h>
#include "arm/image.h"

#if ASM_THUMB || defined __APPLE__
# define FRAME r7
#else
# define FRAME r11
#endif

/* Every build has FFI_VFP, which works on processors with VFP registers
   only.  */
#if !defined __ARM_FP && !defined _WIN32
	.fpu	vfp
#endif

/* ---- Simple codes (steps-code.h) ------------------------------------- */

#ifdef FFI_SIMPLE_FLAGS
# include "steps-code.h"

/* A table of steps has a slot for each number, and behind them one for each
   step that STEP_REPEAT repeats.  */
#define SLOT_LOG2 5
#define SLOT_OF_LOOP(step) (STEP_REPEAT + (step))

/* Bit N of a field that is in the upper word of a code.  */
#define UPPER_BIT(at, n) ((at) - 32 + (n))

	.macro	table_align
#if ASM_THUMB
	.p2align SLOT_LOG2 + STEPS_BITS
#endif
	.endm

	.macro	slot table, number
	.org	\table + ((\number) << SLOT_LOG2)
	BTI
	.endm

/* Jumps to the slot of the next step.  CODE and TABLE are registers, and so is
   SCRATCH, which Thumb code does not use: there TABLE has the address of any
   slot.  */
	.macro	next_step code, table, scratch
#if ASM_THUMB
	bfi	\table, \code, #SLOT_LOG2, #STEPS_BITS
	lsrs	\code, \code, #STEPS_BITS
	mov	pc, \table
#else
	and	\scratch, \code, #(1 << STEPS_BITS) - 1
	lsr	\code, \code, #STEPS_BITS
	add	pc, \table, \scratch, lsl #SLOT_LOG2
#endif
	.endm

/* STEP_END, in the lower word: goes on with the steps of the UPPER one, or to
   DONE.  */
	.macro	next_word code, upper, table, scratch, done
	ands	\code, \upper, #(1 << (STEPS_AT_PLACE - 32)) - 1
	beq	\done
	bic	\upper, \upper, #(1 << (STEPS_AT_PLACE - 32)) - 1
	next_step \code, \table, \scratch
	.endm

/* STEP_REPEAT: goes to the slot that runs a step COUNT times.  */
	.macro	begin_loop code, count, table, scratch
	and	\count, \code, #(1 << STEPS_BITS) - 1
	lsr	\code, \code, #STEPS_BITS
	add	\code, \code, #SLOT_OF_LOOP (0)
	next_step \code, \table, \scratch
	.endm

/* That slot of STEP: does WHAT, COUNT times, and goes on at NEXT.  */
	.macro	loop_slot table, step, count, next, what:vararg
	slot	\table, SLOT_OF_LOOP (\step)
1:	\what
	subs	\count, \count, #1
	bne	1b
	b	\next
	.endm

#endif

#endif
