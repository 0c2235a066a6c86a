/* SPDX-License-Identifier: MIT */
/* 32-bit RISC-V: simple codes of steps (steps-code.h), in calls and closures.

   Each step has a stub, which moves one argument and jumps to the stub of the
   next step.  The image of the integer registers is directly below the stack
   arguments, which so follow the last register.  */
#include "asm.h"

#if defined __riscv && defined FFI_SIMPLE_FLAGS
#include "kernel.h"
#include "steps-code.h"

	ASM_TEXT

/* Linker relaxation would change the stubs' sizes.  */
	.option	norelax

/* Registers while arguments are moved; t2 and t5 are scratch.  */
#define STEPS a4             /* the steps left, in this word of the code */
#define MORE a5              /* the other word of steps */
#define CODE t6              /* the upper half of the code */
#define AV a3                /* the next element of avalue */
#define NEXT_GPR t0
#define NEXT_FPR t4
#define COUNT a6             /* of a step that is repeated */
#define TABLE t3

#define STUB_LOG2 7

/* REG is less than 0 if BIT of a code is set.  */
	.macro	test_bit reg, bit
	slli	\reg, CODE, 63 - (\bit)
	.endm

/* ---- Steps ----------------------------------------------------------- */

/* Runs the steps of the code of the cif a0; those of the table STEPS_.  */
	.macro	run_steps steps_
	lw	STEPS, CIF_CODE(a0)
	andi	MORE, CODE, 255
	lla	TABLE, \steps_
	next_step
	.endm

	.macro	next_step
	andi	t5, STEPS, (1 << STEPS_BITS) - 1
	slli	t5, t5, STUB_LOG2
	add	t5, t5, TABLE
	srli	STEPS, STEPS, STEPS_BITS
	jr	t5
	.endm

/* Goes to the stub of STEP in the table STUBS.  */
	.macro	at stubs, step
	.org	\stubs + ((\step) << STUB_LOG2)
	LPAD
	.endm

	.macro	stub stubs, step, what:vararg
	at	\stubs, \step
	\what
	next_step
	.endm

/* The second stub of a step that can be repeated, which runs COUNT times.  */
	.macro	repeat stubs, step, what:vararg
	at	\stubs, STEP_REPEAT + \step
1:	\what
	addi	COUNT, COUNT, -1
	bnez	COUNT, 1b
	next_step
	.endm

	.macro	skip_word
	sw	zero, 0(NEXT_GPR)
	addi	NEXT_GPR, NEXT_GPR, 4
	.endm

/* All of the table, which goes on to END.  MODE, call or closure, names what
   moves an argument; that has the instruction that loads it.  */
	.macro	table stubs, mode, end
	at	\stubs, STEP_END		/* of this word of the code */
	beqz	MORE, \end
	mv	STEPS, MORE
	li	MORE, 0
	next_step
	stub	\stubs, STEP_WIDE, \mode\()_wide
	stub	\stubs, STEP_WORD_1, \mode\()_word lw
	stub	\stubs, STEP_FPR_8, \mode\()_float FLT_L
	stub	\stubs, STEP_FLOAT, \mode\()_float flw
	stub	\stubs, STEP_U8, \mode\()_word lbu
	stub	\stubs, STEP_S8, \mode\()_word lb
	stub	\stubs, STEP_U16, \mode\()_word lhu
	stub	\stubs, STEP_S16, \mode\()_word lh
	stub	\stubs, STEP_SKIP, skip_word
	at	\stubs, STEP_REPEAT
	andi	COUNT, STEPS, (1 << STEPS_BITS) - 1
	srli	STEPS, STEPS, STEPS_BITS
	addi	STEPS, STEPS, STEP_REPEAT	/* the second stub */
	next_step
	repeat	\stubs, STEP_WIDE, \mode\()_wide
	repeat	\stubs, STEP_WORD_1, \mode\()_word lw
	repeat	\stubs, STEP_FPR_8, \mode\()_float FLT_L
	repeat	\stubs, STEP_FLOAT, \mode\()_float flw
	.endm

/* ---- Results --------------------------------------------------------- */

/* t5 = the kind of the result.  */
	.macro	result_kind
	srli	t5, CODE, STEPS_AT_RESULT - 32
	andi	t5, t5, (1 << STEPS_RESULT_BITS) - 1
	.endm

/* a0 = the integer in a0 of the kind t5, RESULT_U8 to RESULT_S16.  The unsigned
   ones are odd.  */
	.macro	widen_result
	li	t4, 24
	addi	t3, t5, -RESULT_U16
	bltz	t3, 7f
	li	t4, 16
7:	sll	a0, a0, t4
	andi	t5, t5, 1
	beqz	t5, 8f
	srl	a0, a0, t4
	j	9f
8:	sra	a0, a0, t4
9:
	.endm

/* ---- Calls ----------------------------------------------------------- */

#define CALL_FRAME 16
#define SAVED_RVALUE -12     /* from s0 on */
#define SAVED_CODE -16

/* Passes the argument that LOAD loads.  */
	.macro	call_word load
	lw	t2, 0(AV)
	addi	AV, AV, 4
	\load	t2, 0(t2)
	sw	t2, 0(NEXT_GPR)
	addi	NEXT_GPR, NEXT_GPR, 4
	.endm

	.macro	call_wide
	lw	t2, 0(AV)
	addi	AV, AV, 4
	lw	t5, 0(t2)
	sw	t5, 0(NEXT_GPR)
	lw	t5, 4(t2)
	sw	t5, 4(NEXT_GPR)
	addi	NEXT_GPR, NEXT_GPR, 8
	.endm

/* flw fills a register of 8 bytes as the ABI does.  */
	.macro	call_float load
#if RISCV_FLEN
	lw	t2, 0(AV)
	addi	AV, AV, 4
	\load	ft0, 0(t2)
	FLT_S	ft0, 0(NEXT_FPR)
	addi	NEXT_FPR, NEXT_FPR, RISCV_FPR_SLOT
#endif
	.endm

/* void ffi_call (ffi_cif *cif, void (*fn) (void), void *rvalue, void **avalue)
   in:    a0 cif, a1 fn, a2 rvalue, a3 avalue
   own:   as above; t1 fn; s0 the stack pointer before
   frame: the image, until the call; the stack arguments; code, rvalue,
   caller's s0, ra  */
ASM_PUBLIC_FUNC (ffi_call)
	LPAD
	lw	CODE, CIF_CODE + 4(a0)
	bgtz	CODE, 1f
	tail	ASM_C (ffi_call_here)
1:	enter_frame CALL_FRAME
	sw	a2, SAVED_RVALUE(s0)
	sw	CODE, SAVED_CODE(s0)
	mv	t1, a1
	/* A multiple of 16, without the bit that all simple codes have.  */
	srli	t5, CODE, STEPS_AT_STACK - 32 - 3
	addi	t5, t5, 8 - 256
	andi	t5, t5, -16
	sub	sp, sp, t5
	addi	sp, sp, -RISCV_IMAGE
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	sw	zero, RISCV_GPR + REG_OFF (\n)(sp)
	.endr
	addi	NEXT_GPR, sp, RISCV_GPR
	addi	NEXT_FPR, sp, RISCV_FPR
	run_steps .Lcall_steps

	.balign	16
.Lcall_steps:
	table	.Lcall_steps, call, .Lcall
.Lcall:
	test_bit t5, STEPS_AT_FLAGS
	bgez	t5, 1f
	floats	FLT_L, sp
1:
	words	REG_L, sp
	addi	sp, sp, RISCV_IMAGE
	jalr	t1
	lw	t2, SAVED_RVALUE(s0)
	lw	CODE, SAVED_CODE(s0)
	beqz	t2, 2f
	/* RESULT_4 and RESULT_8 have a bit that the others have not, and RESULT_8
	   one that RESULT_4 has not.  */
	test_bit t3, STEPS_AT_RESULT + 3
	test_bit t5, STEPS_AT_RESULT + 1
	bgez	t3, 4f
#if RISCV_FLEN
	test_bit t3, STEPS_AT_PLACE + RISCV_PLACE_IN_GPR
	bgez	t3, 3f
#endif
	sw	a0, 0(t2)
	bgez	t5, 2f
	sw	a1, 4(t2)
2:	.cfi_remember_state
	leave_frame CALL_FRAME
	ret
	.cfi_restore_state
#if RISCV_FLEN
3:	fsw	fa0, 0(t2)
	bgez	t5, 2b
	FLT_S	fa0, 0(t2)
	j	2b
#endif
4:	result_kind
	beqz	t5, 2b
	widen_result
	sw	a0, 0(t2)
	j	2b
ASM_END (ffi_call)

/* ---- Closures -------------------------------------------------------- */

/* Below the frame of the closure's entry.  */
#define AVALUE 0
#define SPACE (AVALUE + 4 * STEPS_FEW)   /* 8 bytes for each argument */
#define RVALUE (SPACE + 8 * STEPS_FEW)
#define SIMPLE_CODE (RVALUE + 8)
#define SIMPLE_FRAME (SIMPLE_CODE + 8)

	.macro	closure_word load
	sw	NEXT_GPR, 0(AV)
	addi	AV, AV, 4
	addi	NEXT_GPR, NEXT_GPR, 4
	.endm

	.macro	closure_float load
	sw	NEXT_FPR, 0(AV)
	addi	AV, AV, 4
	addi	NEXT_FPR, NEXT_FPR, RISCV_FPR_SLOT
	.endm

/* What is in a word with an odd number is copied, for its alignment.  */
	.macro	closure_wide
	mv	t5, NEXT_GPR
	andi	t2, NEXT_GPR, 4
	beqz	t2, 2f
	sub	t5, AV, sp
	slli	t5, t5, 1
	add	t5, t5, sp
	lw	t2, 0(NEXT_GPR)
	sw	t2, SPACE(t5)
	lw	t2, 4(NEXT_GPR)
	sw	t2, SPACE + 4(t5)
	addi	t5, t5, SPACE
2:	sw	t5, 0(AV)
	addi	AV, AV, 4
	addi	NEXT_GPR, NEXT_GPR, 8
	.endm

/* Runs a closure with a simple code, in the frame of its entry (psabi-call.S).
   in: a0 cif, a1 fun, a2 user_data, CODE, s0 the image  */
ASM_FUNC (ffi_riscv_simple_closure)
	.cfi_def_cfa s0, RISCV_IMAGE
	.cfi_offset ra, -RISCV_IMAGE - REG_OFF (1)
	.cfi_offset s0, -RISCV_IMAGE - REG_OFF (2)
	addi	sp, sp, -SIMPLE_FRAME
	sw	CODE, SIMPLE_CODE(sp)
	sw	zero, RVALUE(sp)
	sw	zero, RVALUE + 4(sp)
	addi	AV, sp, AVALUE
	addi	NEXT_GPR, s0, RISCV_GPR
	addi	NEXT_FPR, s0, RISCV_FPR
	run_steps .Lclosure_steps

	.balign	16
.Lclosure_steps:
	table	.Lclosure_steps, closure, .Lhandler
.Lhandler:
	mv	t1, a1
	mv	a3, a2
	addi	a1, sp, RVALUE
	addi	a2, sp, AVALUE
	jalr	t1
	lw	CODE, SIMPLE_CODE(sp)
	lw	a0, RVALUE(sp)
	test_bit t3, STEPS_AT_RESULT + 3
	test_bit t5, STEPS_AT_RESULT + 1
	bgez	t3, 4f
	lw	a1, RVALUE + 4(sp)
#if RISCV_FLEN
	/* The result may be in a register of either kind.  */
	bltz	t5, 3f
	flw	fa0, RVALUE(sp)
#endif
2:	.cfi_remember_state
	leave_frame RISCV_IMAGE + 16, RISCV_IMAGE
	ret
	.cfi_restore_state
#if RISCV_FLEN
3:	FLT_L	fa0, RVALUE(sp)
	j	2b
#endif
4:	result_kind
	widen_result
	j	2b
ASM_END (ffi_riscv_simple_closure)

#endif

	ASM_FOOTER
