/* SPDX-License-Identifier: MIT */
/* s390x: simple codes of steps (steps-code.h), in calls and closures.

   Each step has a stub, which moves one argument and jumps to the stub of the
   next step.  The image of the integer registers is directly below the stack
   arguments, which so follow the last register.  */
#include "asm.h"

#ifdef __s390x__
#include "kernel.h"
#include "steps-code.h"

	ASM_TEXT

/* TO = the field of BITS bits from AT on of CODE, times 2^SCALE.  */
	.macro	field to, code, at, bits, scale
#if __ARCH__ >= 8
	risbg	\to, \code, 64 - \bits - \scale, 128 + 63 - \scale, \
		(64 - \at + \scale) % 64
#else
	sllg	\to, \code, 64 - \at - \bits
	srlg	\to, \to, 64 - \bits - \scale
	.if	\at && \scale
	nill	\to, 0x10000 - (1 << \scale)
	.endif
#endif
	.endm

/* The stubs of a table, by the numbers of their steps: STUB bytes each.  A step
   that can be repeated has a second stub, REPEATED bytes further, which runs
   r0 times.  */
#if __ARCH__ >= 8
# define STUB_LOG2 6
#else
# define STUB_LOG2 7
#endif
#define STUB (1 << STUB_LOG2)
#define REPEATED (STEP_REPEAT * STUB)

/* Jumps to the stub of the next step in r1, or PAST bytes further.  */
	.macro	next_step past=0
	field	%r14, %r1, 0, STEPS_BITS, STUB_LOG2
	srlg	%r1, %r1, STEPS_BITS
	b	\past(%r14, %r12)
	.endm

	.macro	stub table, step, what:vararg
	.org	\table + \step * STUB
	\what
	next_step
	.endm

	.macro	repeat table, step, what:vararg
	.org	\table + REPEATED + \step * STUB
1:	\what
	brct	%r0, 1b
	next_step
	.endm

	.macro	stub_of_repeat table
	.org	\table + STEP_REPEAT * STUB
	field	%r0, %r1, 0, STEPS_BITS, 0
	srlg	%r1, %r1, STEPS_BITS
	next_step REPEATED
	.endm

/* Jumps to what moves the result that the code in r9 tells of, to FLOAT for one
   in f0, which is a double if the code has IS_8.  RESULTS is the table, STEPS
   that at r12.  */
#define RESULT_LOG2 5
#define IS_IN_R (1 << (STEPS_AT_PLACE + S390_PLACE_IN_R - 32))
#define IS_8 (1 << (STEPS_AT_RESULT + 1 - 48))

	.macro	next_result results, steps, float
	tmhl	%r9, IS_IN_R
	jz	\float
	field	%r14, %r9, STEPS_AT_RESULT, STEPS_RESULT_BITS, RESULT_LOG2
	b	\results - \steps(%r14, %r12)
	.endm

/* Moves a result of KIND, and returns.  */
	.macro	result table, kind, what:vararg
	.org	\table + (\kind << RESULT_LOG2)
	\what
	leave
	.endm

	.macro	keep
	.irp	n, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	.cfi_offset \n, SAVED (\n) - CFA
	.endr
	.cfi_def_cfa 11, CFA
	.endm

	.macro	leave
	.cfi_remember_state
	LDM	%r6, %r15, SAVED (6)(%r11)
	.irp	n, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	.cfi_restore \n
	.endr
	.cfi_def_cfa_register 15
	br	%r14
	.cfi_restore_state
	.endm

	.macro	load_s8 to, from:vararg
#if __ARCH__ >= 6
	lgb	\to, \from
#else
	llgc	\to, \from
	sllg	\to, \to, 56
	srag	\to, \to, 56
#endif
	.endm

/* void ffi_call (ffi_cif *cif, void (*fn) (void), void *rvalue, void **avalue)
   in:    r2 cif, r3 fn, r4 rvalue, r5 avalue
   own:   r1 steps, r5 next argument, r6 and r7 next integer and floating-point
	  register, r9 code, r10 rvalue, r11 what r15 was, r12 stubs
   frame: 0(r15) the callee's area, which has the image of the registers until
   the call; the stack arguments.  */
	.macro	pass size, to
	lg	%r4, 0(%r5)
	la	%r5, 8(%r5)
	mvc	0(\size, \to), 0(%r4)
	la	\to, 8(\to)
	.endm

	.macro	pass_integer load
	lg	%r4, 0(%r5)
	la	%r5, 8(%r5)
	\load	%r2, 0(%r4)
	stg	%r2, 0(%r6)
	la	%r6, 8(%r6)
	.endm

	.macro	pass_nothing
	xc	0(8, %r6), 0(%r6)
	la	%r6, 8(%r6)
	.endm

	.macro	store_small insn, at
	xc	0(8, %r10), 0(%r10)
	\insn	%r2, \at(%r10)
	.endm

	.macro	store_signed unused
	sllg	%r2, %r2, \unused
	srag	%r2, %r2, \unused
	stg	%r2, 0(%r10)
	.endm

	.macro	store_word widen
	\widen	%r2, %r2
	stg	%r2, 0(%r10)
	.endm

	.macro	store insn
	\insn	%r2, 0(%r10)
	.endm

	.macro	store_high
	srlg	%r2, %r2, 32
	st	%r2, 0(%r10)
	.endm

ASM_PUBLIC_FUNC (ffi_call)
	LOAD_TEST (%r1, CIF_CODE(%r2))
	jgnh	ASM_C (ffi_call_here)
	STM	%r6, %r15, SAVED (6)(%r15)
	lgr	%r11, %r15
	keep
	field	%r0, %r1, STEPS_AT_STACK, STEPS_STACK_BITS, 3
	sgr	%r15, %r0
	lgr	%r9, %r1
	field	%r1, %r1, 0, STEPS_AT_PLACE, 0
	lgr	%r10, %r4
	la	%r6, GPR (2)(%r15)
	la	%r7, FPR (0)(%r15)
	xc	GPR (2)(40, %r15), GPR (2)(%r15)
	larl	%r12, .Lcall_steps
	next_step

	.p2align 3
.Lcall_steps:
	lgr	%r1, %r3			/* STEP_END */
	tmhh	%r9, S390_USES_FPR << (STEPS_AT_FLAGS - 48)
	jz	2f
	.irp	i, 0, 1, 2, 3
	ld	2 * \i, FPR (\i)(%r15)
	.endr
2:	lmg	%r2, %r6, GPR (2)(%r15)
	basr	%r14, %r1
	ltgr	%r10, %r10
	je	.Lcall_results
	next_result .Lcall_results, .Lcall_steps, .Lcall_float

	stub	.Lcall_steps, STEP_WIDE, pass_integer lgf
	stub	.Lcall_steps, STEP_WORD_1, pass 8, %r6
	stub	.Lcall_steps, STEP_FPR_8, pass 8, %r7
	stub	.Lcall_steps, STEP_FLOAT, pass 4, %r7
	stub	.Lcall_steps, STEP_U8, pass_integer llgc
	stub	.Lcall_steps, STEP_S8, pass_integer load_s8
	stub	.Lcall_steps, STEP_U16, pass_integer llgh
	stub	.Lcall_steps, STEP_S16, pass_integer lgh
	stub	.Lcall_steps, STEP_U32, pass_integer llgf
	stub	.Lcall_steps, STEP_SKIP, pass_nothing
	stub_of_repeat .Lcall_steps
	repeat	.Lcall_steps, STEP_WIDE, pass_integer lgf
	repeat	.Lcall_steps, STEP_WORD_1, pass 8, %r6
	repeat	.Lcall_steps, STEP_FPR_8, pass 8, %r7
	repeat	.Lcall_steps, STEP_FLOAT, pass 4, %r7

	.p2align 6
.Lcall_results:
	result	.Lcall_results, RESULT_VOID
	result	.Lcall_results, RESULT_U8, store_small stc, 7
	result	.Lcall_results, RESULT_S8, store_signed 56
	result	.Lcall_results, RESULT_U16, store_small sth, 6
	result	.Lcall_results, RESULT_S16, store_signed 48
	result	.Lcall_results, RESULT_U32, store_word llgfr
	result	.Lcall_results, RESULT_S32, store_word lgfr
	result	.Lcall_results, RESULT_SIGNED, store_word llgfr
	result	.Lcall_results, RESULT_4, store_high
	result	.Lcall_results, RESULT_4_LOW, store st
	result	.Lcall_results, RESULT_8, store stg
.Lcall_float:
	tmhh	%r9, IS_8
	jnz	4f
	ste	%f0, 0(%r10)
	leave
4:	std	%f0, 0(%r10)
	leave
ASM_END (ffi_call)

/* Runs a closure with a simple code whose entry has saved the registers.
   in:    r1 code, r2 cif, r3 fun, r4 user_data
   own:   r1 steps, r6 and r7 next integer and floating-point register, r8 next
	  element of avalue, r9 code, r11 what r15 was, r12 stubs
   frame: 0(r15) the callee's area, avalue, rvalue; r11 as in the entries  */
#define AVALUE CFA
#define RVALUE (AVALUE + 8 * STEPS_FEW)

/* REG: 6 for an integer of a word, 7 for a floating-point number.  */
	.macro	take reg
	stg	%r\reg, 0(%r8)
	la	%r\reg, 8(%r\reg)
	la	%r8, 8(%r8)
	.endm

	.macro	take_integer at
	la	%r5, \at(%r6)
	stg	%r5, 0(%r8)
	la	%r6, 8(%r6)
	la	%r8, 8(%r8)
	.endm

	.macro	skip_word
	la	%r6, 8(%r6)
	.endm

	.macro	fetch insn, at=0
	\insn	%r2, RVALUE + \at(%r15)
	.endm

ASM_FUNC (ffi_s390_simple_closure)
	keep
	ADDI	%r15, -(RVALUE + 8)
	lgr	%r9, %r1
	field	%r1, %r1, 0, STEPS_AT_PLACE, 0
	la	%r6, GPR (2)(%r11)
	la	%r7, FPR (0)(%r11)
	la	%r8, AVALUE(%r15)
	larl	%r12, .Lclosure_steps
	next_step

	.p2align 3
.Lclosure_steps:
	lgr	%r1, %r3			/* STEP_END */
	lgr	%r5, %r4
	la	%r4, AVALUE(%r15)
	la	%r3, RVALUE(%r15)
	xc	0(8, %r3), 0(%r3)
	basr	%r14, %r1
	next_result .Lclosure_results, .Lclosure_steps, .Lclosure_float

	stub	.Lclosure_steps, STEP_WIDE, take_integer 4
	stub	.Lclosure_steps, STEP_WORD_1, take 6
	stub	.Lclosure_steps, STEP_FPR_8, take 7
	stub	.Lclosure_steps, STEP_FLOAT, take 7
	stub	.Lclosure_steps, STEP_U8, take_integer 7
	stub	.Lclosure_steps, STEP_S8, take_integer 7
	stub	.Lclosure_steps, STEP_U16, take_integer 6
	stub	.Lclosure_steps, STEP_S16, take_integer 6
	stub	.Lclosure_steps, STEP_U32, take_integer 4
	stub	.Lclosure_steps, STEP_SKIP, skip_word
	stub_of_repeat .Lclosure_steps
	repeat	.Lclosure_steps, STEP_WIDE, take_integer 4
	repeat	.Lclosure_steps, STEP_WORD_1, take 6
	repeat	.Lclosure_steps, STEP_FPR_8, take 7
	repeat	.Lclosure_steps, STEP_FLOAT, take 7

	.p2align 6
.Lclosure_results:
	result	.Lclosure_results, RESULT_VOID
	result	.Lclosure_results, RESULT_U8, fetch llgc, 7
	result	.Lclosure_results, RESULT_S8, fetch load_s8, 7
	result	.Lclosure_results, RESULT_U16, fetch llgh, 6
	result	.Lclosure_results, RESULT_S16, fetch lgh, 6
	result	.Lclosure_results, RESULT_U32, fetch llgf, 4
	result	.Lclosure_results, RESULT_S32, fetch lgf, 4
	result	.Lclosure_results, RESULT_SIGNED, fetch lgf, 4
	result	.Lclosure_results, RESULT_4, fetch lg
	result	.Lclosure_results, RESULT_4_LOW, fetch llgf
	result	.Lclosure_results, RESULT_8, fetch lg
.Lclosure_float:
	tmhh	%r9, IS_8
	jnz	4f
	le	%f0, RVALUE(%r15)
	leave
4:	ld	%f0, RVALUE(%r15)
	leave
ASM_END (ffi_s390_simple_closure)

#endif
	ASM_FOOTER
