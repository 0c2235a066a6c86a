/* SPDX-License-Identifier: MIT */
/* MIPS: simple codes of steps (steps-code.h), in calls and closures, and the
   entries of all closures.

   Each step has a stub, which moves one argument and jumps to the stub of the
   next step.  The image of the integer registers is directly below the stack
   arguments, or in o32 is the first of them.  In n64, which has 8 slots for
   both kinds of registers, that of the floating-point registers is at a fixed
   distance from it.  No code has STEP_U32 or RESULT_U32: 32-bit integers are
   sign-extended in n64, also unsigned ones, and are words in o32.  */
#include "asm.h"

#ifdef __mips__
#include "kernel.h"
#include "steps-code.h"

	ASM_TEXT
	.set	noreorder

#define CIF_CODE (8 + 2 * MIPS_PTR)
#ifdef __MIPSEB__
# define CODE_HIGH CIF_CODE
# define CODE_LOW (CIF_CODE + 4)
/* The offset of the N low-order bytes in a word.  */
# define LOW(n) (WORD - (n))
# define WIDE_LOW (WORD - 4)
#else
# define CODE_HIGH (CIF_CODE + 4)
# define CODE_LOW CIF_CODE
# define LOW(n) 0
# define WIDE_LOW 0
#endif

/* Registers while arguments are moved; also $4 to $6.  */
#define STEPS $2             /* the steps left, in this word of the code */
#define FROM $3
#define AV $7                /* the next element of avalue */
#define CODE $8              /* the upper half of the code */
#define NEXT_GPR $9
#define NEXT_FPR $10         /* o32 */
#define MORE $11             /* o32: the other word of steps */
#define VALUE $12
#define COUNT $13
#define TO $15
#define TABLE $24

#define STUB_LOG2 7
#define RESULT_LOG2 5
#define AT_FLAGS (STEPS_AT_FLAGS - 32)
#define IS_IN_V0 (1 << (STEPS_AT_PLACE + MIPS_PLACE_IN_V0 - 32))

/* REG = what INSN, lw or ld, loads, aligned or not; or sw, sd.  */
	.macro	unaligned insn, bytes, reg, offset, base
#if defined __mips_isa_rev && __mips_isa_rev >= 6
	\insn	\reg, \offset(\base)
#elif defined __MIPSEB__
	\insn\()l \reg, \offset(\base)
	\insn\()r \reg, \offset + \bytes - 1(\base)
#else
	\insn\()l \reg, \offset + \bytes - 1(\base)
	\insn\()r \reg, \offset(\base)
#endif
	.endm

/* REG = the address of WHAT, which is in this file; $25 is that of the function
   HERE.  */
	.macro	address reg, what, here
#ifdef __PIC__
	PTR_ADDIU \reg, $25, %lo(\what - \here)
#else
	PTR_LA	\reg, \what
#endif
	.endm

/* $25 = the function FN of another file; else as above.  The macro "distance"
   follows, where no code runs.  */
	.macro	function_address fn, here
#ifdef __PIC__
	lw	$12, %lo(9f - \here)($25)
	PTR_ADDU $25, $25, $12
#else
	PTR_LA	$25, \fn
#endif
	.endm

	.macro	distance fn, here
#ifdef __PIC__
9:	.word	\fn - \here
#endif
	.endm

/* ---- Steps ----------------------------------------------------------- */

/* STEPS and MORE = the steps of the code of the cif $4.  */
	.macro	load_steps
#if WORD == 4
	lw	STEPS, CODE_LOW($4)
	andi	MORE, CODE, 255
#else
	lwu	STEPS, CODE_LOW($4)
	andi	TO, CODE, 255
	dsll32	TO, TO, 0
	or	STEPS, STEPS, TO
#endif
	.endm

/* Jumps to the stub of the next step, and runs INSN before it.  */
	.macro	next_step insn:vararg
	andi	TO, STEPS, (1 << STEPS_BITS) - 1
	sll	TO, TO, STUB_LOG2
	PTR_ADDU TO, TO, TABLE
	REG_SRL	STEPS, STEPS, STEPS_BITS
	jr	TO
	\insn
	.endm

/* Goes to the stub with NUMBER of the table that begins at .Ltable.  */
	.macro	at number
	.org	.Ltable + ((\number) << STUB_LOG2)
	.endm

/* The stub of STEP, which takes BYTES of integer registers.  */
	.macro	stub step, bytes, what:vararg
	at	\step
	\what
	next_step PTR_ADDIU NEXT_GPR, NEXT_GPR, \bytes
	.endm

/* The second stub of a step that can be repeated, which runs COUNT times.  Its
   number is the step's plus STEP_REPEAT.  */
	.macro	repeat step, bytes, what:vararg
	at	STEP_REPEAT + \step
1:	\what
	addiu	COUNT, COUNT, -1
	bnez	COUNT, 1b
	PTR_ADDIU NEXT_GPR, NEXT_GPR, \bytes
	next_step nop
	.endm

	.macro	stub_of_repeat
	at	STEP_REPEAT
	andi	COUNT, STEPS, (1 << STEPS_BITS) - 1
	REG_SRL	STEPS, STEPS, STEPS_BITS
	REG_ADDIU STEPS, STEPS, STEP_REPEAT
	next_step nop
	.endm

/* The begin of STEP_END: goes on to the other word of the code.  */
	.macro	end_of_word
#if WORD == 4
	beqz	MORE, 1f
	move	STEPS, MORE
	next_step move MORE, $0
1:
#endif
	.endm

/* ---- Results --------------------------------------------------------- */

/* TO = the address of what moves the result that CODE tells of, in the table
   RESULTS: bal puts an address there into $31.  SLOT runs after bal.  */
	.macro	find_result results, slot:vararg
	bal	1f
	\slot
1:	srl	TO, CODE, STEPS_AT_RESULT - 32 - RESULT_LOG2
	andi	TO, TO, ((1 << STEPS_RESULT_BITS) - 1) << RESULT_LOG2
	PTR_ADDU TO, TO, $31
	PTR_ADDIU TO, TO, %lo(\results - 1b)
	.endm

	.macro	result kind
	.org	.Ltable + (\kind << RESULT_LOG2)
	.endm

/* ---- Calls ----------------------------------------------------------- */

#define FRAME (4 * WORD)

/* Passes the argument that LOAD loads from FROM.  */
	.macro	next_argument load:vararg
	PTR_L	FROM, 0(AV)
	PTR_ADDIU AV, AV, MIPS_PTR
	\load
	.endm

	.macro	pass load:vararg
	next_argument \load
	REG_S	VALUE, 0(NEXT_GPR)
	.endm

#if WORD == 4
	.macro	pass_wide
	pass	unaligned lw, 4, VALUE, 0, FROM
	unaligned lw, 4, VALUE, 4, FROM
	sw	VALUE, 4(NEXT_GPR)
	.endm

	.macro	pass_even_wide
	sw	$0, 0(NEXT_GPR)
	addiu	NEXT_GPR, NEXT_GPR, 4
	pass_wide
	.endm

	.macro	pass_double
	next_argument lw VALUE, 0(FROM)
	sw	VALUE, 0(NEXT_FPR)
	lw	VALUE, 4(FROM)
	sw	VALUE, 4(NEXT_FPR)
	addiu	NEXT_FPR, NEXT_FPR, 8
	.endm

	.macro	pass_float
	next_argument lw VALUE, 0(FROM)
	sw	VALUE, 0(NEXT_FPR)
	addiu	NEXT_FPR, NEXT_FPR, 8
	.endm
#else
	.macro	pass_wide
	pass	unaligned lw, 4, VALUE, 0, FROM
	.endm

	.macro	pass_double
	next_argument unaligned ld, 8, VALUE, 0, FROM
	sd	VALUE, FPR - GPR(NEXT_GPR)
	.endm

	.macro	pass_float
	next_argument lw VALUE, 0(FROM)
	sw	VALUE, FPR - GPR(NEXT_GPR)
	.endm
#endif

	.macro	store_word
	jr	$31
	REG_S	$2, 0(VALUE)
	.endm

	.macro	store_signed unused
	sll	$2, $2, \unused
	sra	$2, $2, \unused
	store_word
	.endm

/* STOREs a result that is in $f0, and returns; for others INSN runs.  */
	.macro	store_float store, insn:vararg
#ifndef __mips_soft_float
	bnez	CODE, 4f
	\insn
	jr	$31
	\store	$f0, 0(VALUE)
4:
#else
	\insn
#endif
	.endm

/* void ffi_call (ffi_cif *cif, void (*fn) (void), void *rvalue, void **avalue)
   in:    $4 cif, $5 fn, $6 rvalue, $7 avalue, $25 this function
   own:   as above; $30 what $sp was
   frame: the image, until the call; the stack arguments; from -FRAME($30) on:
   code, rvalue, $30, $31  */
ASM_PUBLIC_FUNC (ffi_call)
	lw	CODE, CODE_HIGH($4)
	blez	CODE, 1f
	srl	$3, CODE, STEPS_AT_STACK - 32 - 3
	/* A multiple of 16, without the bit that all simple codes have.  */
	addiu	$3, $3, 8 - 256
	andi	$3, $3, 256 + 240
	move	$12, $sp
	.cfi_def_cfa_register 12
	PTR_SUBU $sp, $sp, $3
	PTR_ADDIU $sp, $sp, -(STACK_AT + FRAME)
	REG_S	$31, -WORD($12)
	.cfi_offset 31, -WORD
	REG_S	$30, -2 * WORD($12)
	.cfi_offset 30, -2 * WORD
	move	$30, $12
	.cfi_def_cfa_register 30
	PTR_S	$6, -3 * WORD($30)
	sw	CODE, -4 * WORD($30)
	load_steps
	.irp	i, GPRS
	REG_S	$0, GPR + WORD * (\i - 4)($sp)
	.endr
	address	TABLE, .Lcall_steps, ASM_C (ffi_call)
#if WORD == 4
	addiu	NEXT_FPR, $sp, FPR
#endif
	next_step PTR_ADDIU NEXT_GPR, $sp, GPR
	.cfi_remember_state
	.cfi_def_cfa 29, 0
	.cfi_restore 30
	.cfi_restore 31
1:	function_address ASM_C (ffi_call_here), ASM_C (ffi_call)
	jr	$25
	nop
	distance ASM_C (ffi_call_here), ASM_C (ffi_call)
	.cfi_restore_state

	.balign	16
.Lcall_steps:
	.set	.Ltable, .
	end_of_word				/* STEP_END */
	b	.Lcall_end
	sll	$3, CODE, 31 - AT_FLAGS
	stub	STEP_WIDE, 8, pass_wide
	stub	STEP_WORD_1, WORD, pass unaligned REG_L, WORD, VALUE, 0, FROM
	stub	STEP_FPR_8, 8, pass_double
	stub	STEP_FLOAT, WORD, pass_float
	stub	STEP_U8, WORD, pass lbu VALUE, 0(FROM)
	stub	STEP_S8, WORD, pass lb VALUE, 0(FROM)
	stub	STEP_U16, WORD, pass lhu VALUE, 0(FROM)
	stub	STEP_S16, WORD, pass lh VALUE, 0(FROM)
#if WORD == 4
	stub	STEP_SKIP_WIDE, 8, pass_even_wide
#endif
	stub	STEP_SKIP, WORD, REG_S $0, 0(NEXT_GPR)
	stub_of_repeat
	repeat	STEP_WIDE, 8, pass_wide
	repeat	STEP_WORD_1, WORD, pass unaligned REG_L, WORD, VALUE, 0, FROM
	repeat	STEP_FPR_8, 8, pass_double
	repeat	STEP_FLOAT, WORD, pass_float
	at	16
.Lcall_end:
	bgez	$3, 2f
	move	$25, $5
	fpr_moves ldc1, FPR, $sp
2:
	gpr_moves REG_L, GPR, $sp
	jalr	$25
	PTR_ADDIU $sp, $sp, STACK_AT
	PTR_L	VALUE, -3 * WORD($30)
	find_result .Lcall_results, lw CODE, -4 * WORD($30)
	REG_L	$31, -WORD($30)
	.cfi_restore 31
	move	$13, $30
	.cfi_def_cfa_register 13
	REG_L	$30, -2 * WORD($30)
	.cfi_restore 30
	beqz	VALUE, 3f
	andi	CODE, CODE, IS_IN_V0
	jr	TO
	move	$sp, $13
3:	jr	$31
	move	$sp, $13

	/* What stores a result at VALUE.  CODE: it is in $2 and $3.  */
	.cfi_def_cfa 29, 0
	.cfi_restore 30
	.cfi_restore 31
.Lcall_results:
	.set	.Ltable, .
	result	RESULT_VOID
	jr	$31
	nop
	result	RESULT_U8
	andi	$2, $2, 0xff
	store_word
	result	RESULT_S8
	store_signed 24
	result	RESULT_U16
	andi	$2, $2, 0xffff
	store_word
	result	RESULT_S16
	store_signed 16
#if WORD == 8
	result	RESULT_S32
	store_signed 0
	result	RESULT_SIGNED
	dsll32	$2, $2, 0
	dsrl32	$2, $2, 0
	store_word
#endif
	result	RESULT_4
#if WORD == 8 && defined __MIPSEB__
	store_float swc1, dsra32 $2, $2, 0
#else
	store_float swc1, nop
#endif
	unaligned sw, 4, $2, 0, VALUE
	jr	$31
	nop
	result	RESULT_4_LOW
	store_float swc1, nop
	result	RESULT_8
	store_float sdc1, nop
	unaligned REG_S, WORD, $2, 0, VALUE
#if WORD == 4
	unaligned sw, 4, $3, 4, VALUE
#endif
	jr	$31
	nop
ASM_END (ffi_call)

/* ---- Closures -------------------------------------------------------- */

/* Offsets from $sp in the frame of closures; o32: after the home area of the
   functions called.  The image has no chain here, with which it begins in
   o32.  */
#if WORD == 4
# define SAVED_CODE 16
# define IMAGE (RA + 4 - FPR)
#else
# define SAVED_CODE 0
# define IMAGE (RA + 8)
#endif
#define RA (SAVED_CODE + WORD)
#define CLOSURE_FRAME (IMAGE + STACK_AT)
/* The frame of those with a simple code has avalue before it.  */
#define AVALUE SAVED_CODE
#define BEFORE (MIPS_PTR * STEPS_FEW)
#define RVALUE (BEFORE + IMAGE + RESULT)

	.macro	closure_frame
	.cfi_def_cfa_offset CLOSURE_FRAME
	.cfi_offset 31, RA - CLOSURE_FRAME
	.endm

	.macro	closure_return before=0
	jr	$31
	PTR_ADDIU $sp, $sp, \before + CLOSURE_FRAME
	.endm

/* Entries.
   in:    $15 the closure; $25 the entry; all argument registers
   frame: o32: the home area of the functions called; the code; $31; the image,
   directly below the stack arguments  */
	.macro	closure_entry name, cif, fun, user_data
ASM_FUNC (\name)
	PTR_ADDIU $sp, $sp, -CLOSURE_FRAME
	REG_S	$31, RA($sp)
	closure_frame
	gpr_moves REG_S, IMAGE + GPR, $sp
	PTR_L	$4, \cif($15)
	PTR_L	$5, \fun($15)
	.if	\user_data
	PTR_L	$6, \user_data($15)
	.else
	move	$6, $15				/* a Go closure itself */
	.endif
#ifdef __MIPSEB__
	andi	$3, $4, 1			/* FFI_EXACT_BIT */
	bnez	$3, 1f
	PTR_ADDIU $7, $sp, IMAGE
#endif
	lw	CODE, CODE_HIGH($4)
	address	TABLE, .Lclosure_steps, ASM_C (\name)
	bgtz	CODE, .Lsimple_closure
	PTR_ADDIU $7, $sp, IMAGE
1:	fpr_moves sdc1, IMAGE + FPR, $sp
	/* Clears the result registers that the result does not fill.  */
	.irp	offset, RESULTS
	REG_S	$0, IMAGE + \offset($sp)
	.endr
	function_address ASM_C (ffi_closure_run_here), ASM_C (\name)
	jalr	$25
	nop
	gpr_results REG_L, IMAGE, $sp
	fpr_results ldc1, IMAGE, $sp
	REG_L	$31, RA($sp)
	closure_return
	distance ASM_C (ffi_closure_run_here), ASM_C (\name)
ASM_END (\name)
	.endm

	closure_entry ffi_mips_closure, CLOSURE_CIF, CLOSURE_FUN, CLOSURE_DATA
	closure_entry ffi_mips_go_closure, GO_CIF, GO_FUN, 0

/* Stores the address of the next argument, at OFFSET(BASE).  */
	.macro	find offset, base=NEXT_GPR
	PTR_ADDIU VALUE, \base, \offset
	PTR_S	VALUE, 0(AV)
	PTR_ADDIU AV, AV, MIPS_PTR
	.endm

	.macro	find_float
#if WORD == 4
	find	0, NEXT_FPR
	addiu	NEXT_FPR, NEXT_FPR, 8
#else
	find	FPR - GPR
#endif
	.endm

	.macro	fetch insn, offset=0
	\insn	$2, RVALUE + \offset($sp)
	.endm

	.macro	fetch_float insn
#ifndef __mips_soft_float
	\insn	$f0, RVALUE($sp)
#endif
	.endm

/* Runs a closure with a simple code.
   in: $4 cif, $5 fun, $6 user_data, CODE, TABLE; the frame as above  */
ASM_FUNC (ffi_mips_simple_closure)
	closure_frame
.Lsimple_closure:
	sll	$3, CODE, 31 - AT_FLAGS
	bgez	$3, 2f
	PTR_ADDIU $sp, $sp, -BEFORE
	.cfi_def_cfa_offset BEFORE + CLOSURE_FRAME
	fpr_moves sdc1, BEFORE + IMAGE + FPR, $sp
2:
	PTR_ADDIU AV, $sp, AVALUE
	load_steps
#if WORD == 4
	addiu	NEXT_FPR, $sp, BEFORE + IMAGE + FPR
#endif
	next_step PTR_ADDIU NEXT_GPR, $sp, BEFORE + IMAGE + GPR

	.balign	16
.Lclosure_steps:
	.set	.Ltable, .
	end_of_word				/* STEP_END */
	sw	CODE, BEFORE + SAVED_CODE($sp)
	REG_S	$0, RVALUE($sp)
#if WORD == 4
	sw	$0, RVALUE + 4($sp)
#endif
	move	$25, $5
	PTR_ADDIU $5, $sp, RVALUE
	move	$7, $6
	jalr	$25
	PTR_ADDIU $6, $sp, AVALUE
	find_result .Lclosure_results, lw CODE, BEFORE + SAVED_CODE($sp)
	REG_L	$31, BEFORE + RA($sp)
	.cfi_restore 31
	jr	TO
	nop
	.cfi_offset 31, RA - CLOSURE_FRAME

	stub	STEP_WIDE, 8, find WIDE_LOW
	stub	STEP_WORD_1, WORD, find 0
	stub	STEP_FPR_8, 8, find_float
	stub	STEP_FLOAT, WORD, find_float
	stub	STEP_U8, WORD, find LOW (1)
	stub	STEP_S8, WORD, find LOW (1)
	stub	STEP_U16, WORD, find LOW (2)
	stub	STEP_S16, WORD, find LOW (2)
#if WORD == 4
	stub	STEP_SKIP_WIDE, 12, find 4
#endif
	stub	STEP_SKIP, WORD, nop
	stub_of_repeat
	repeat	STEP_WIDE, 8, find WIDE_LOW
	repeat	STEP_WORD_1, WORD, find 0
	repeat	STEP_FPR_8, 8, find_float
	repeat	STEP_FLOAT, WORD, find_float
	at	16

	/* What loads a result, into the registers of both kinds.  */
	.cfi_restore 31
.Lclosure_results:
	.set	.Ltable, .
	result	RESULT_VOID
	closure_return BEFORE
	result	RESULT_U8
	fetch	lbu, LOW (1)
	closure_return BEFORE
	result	RESULT_S8
	fetch	lb, LOW (1)
	closure_return BEFORE
	result	RESULT_U16
	fetch	lhu, LOW (2)
	closure_return BEFORE
	result	RESULT_S16
	fetch	lh, LOW (2)
	closure_return BEFORE
#if WORD == 8
	result	RESULT_S32
	fetch	lw, LOW (4)
	closure_return BEFORE
	result	RESULT_SIGNED
	fetch	lw, LOW (4)
	closure_return BEFORE
#endif
	result	RESULT_4
	fetch_float lwc1
	fetch	REG_L
	closure_return BEFORE
	result	RESULT_4_LOW
	fetch_float lwc1
	closure_return BEFORE
	result	RESULT_8
	fetch_float ldc1
	fetch	REG_L
#if WORD == 4
	lw	$3, RVALUE + 4($sp)
#endif
	closure_return BEFORE
ASM_END (ffi_mips_simple_closure)

#endif

	ASM_FOOTER
