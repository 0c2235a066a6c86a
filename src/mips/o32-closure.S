/* SPDX-License-Identifier: MIT */
/* MIPS o32: closures of signatures with a fast code (see fast.h).

   Registers: see fast.h; $8 is the upper word of the code.
   Frame (FAST_FRAME bytes), below the caller's argument block, to which $4-$7
   are stored:
     0($sp)        the handler's home area
     AVALUE($sp)
     F12($sp)      the values of $f12 and $f14
     RESULT($sp)
     RVALUE($sp)   address of the result: RESULT, or what the caller gives
     RA($sp)  */
#include "asm.h"

#if defined __mips__ && _MIPS_SIM == _ABIO32

#define AVALUE 16
#define F12 (AVALUE + 4 * FAST_MAX_ARGS)
#define RESULT (F12 + 16)
#define RVALUE (RESULT + 16)
#define RA (RVALUE + 4)
#define FAST_FRAME (RA + 4)

#include "o32-fast.h"

/* For the macros of fast.h.  */
	.set	.Lframe_size, FAST_FRAME
	.set	.Lframe_ra, RA
	.set	.Lframe_rvalue, RVALUE

	ASM_TEXT
	.set	noreorder
	/* Without floating-point registers no operation uses them.  */
	.set	hardfloat

#define SLOT(w) (FAST_FRAME + 4 * (w))

/* ---- The handler and its result -------------------------------------- */

/* The end for a result that the instructions LOAD load.  */
	.macro	end_closure load:vararg
	slot
	call_handler
	\load
	return
	.endm

	.macro	load_floats insn, second
	\insn	$f0, RESULT($sp)
	\insn	$f2, RESULT + \second($sp)
	.endm

	.macro	load_words n
	lw	$2, RESULT($sp)
	lw	$3, RESULT + 4($sp)
	.if	\n == 4
	lw	$4, RESULT + 8($sp)
	lw	$5, RESULT + 12($sp)
	.endif
	.endm

	.macro	end_stubs
	end_closure lw $2, RVALUE($sp)		/* VOID, or in memory */
	end_closure lbu $2, RESULT + LOW (1)($sp)
	end_closure lb $2, RESULT + LOW (1)($sp)
	end_closure lhu $2, RESULT + LOW (2)($sp)
	end_closure lh $2, RESULT + LOW (2)($sp)
	end_closure lw $2, RESULT($sp)
	end_closure load_words 2
	end_closure lwc1 $f0, RESULT($sp)
	end_closure ldc1 $f0, RESULT($sp)
	end_closure load_floats lwc1, 4
	end_closure load_floats ldc1, 8
	end_closure load_words 4
	.endm

/* ---- Arguments ------------------------------------------------------- */

	.macro	special_stubs
	slot					/* REFILL */
	first_of $8, nop
	.rept	2				/* INDIRECT, INDIRECT_SKIP */
	slot
	next	closure, sw $4, RVALUE($sp)
	.endr
	slot					/* SKIP */
	next	closure
	.endm

	.macro	lead_stub first, second
	slot
	\first	$f12, F12($sp)
	argument F12
	.ifnb	\second
	\second	$f14, F12 + 8($sp)
	argument F12 + 8, $3, 1
	next_argument 2
	.else
	next_argument
	.endif
	.endm

	.macro	lead_stubs
	lead_stub swc1
	lead_stub sdc1
	lead_stub swc1, swc1
	lead_stub swc1, sdc1
	lead_stub sdc1, swc1
	lead_stub sdc1, sdc1
	.endm

	.macro	argument_stub offset
	slot
	argument \offset
	next_argument
	.endm

/* Two arguments, the second one FURTHER words after the first.  */
	.macro	pair_stub w, further
	slot
	argument SLOT (\w)
	argument SLOT (\w + \further), $3, 1
	next_argument 2
	.endm

#define EVEN 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30

	.macro	argument_stubs
	argument_stub SLOT (1)			/* 8_AT_1 */
	.irp	w, EVEN				/* 4 */
	argument_stub SLOT (\w)
	argument_stub SLOT (\w + 1)
	.endr
	.rept	2				/* 8, 16 */
	.irp	w, EVEN
	argument_stub SLOT (\w)
	.endr
	.endr
	.irp	further, 1, 2, 2		/* 44, 48, 88 */
	.irp	w, EVEN
	pair_stub \w, \further
	.endr
	.endr
	.endm

/* The operand is the number of bytes.  */
	.macro	bytes_stub w
	slot
	argument SLOT (\w)
	srl	NEXT, NEXT, FAST_OP_BITS
	next_argument
	.endm

	.macro	bytes_stubs
	.irp	w, EVEN
	bytes_stub \w
	bytes_stub \w + 1
	.endr
	.endm

	.macro	narrow_stubs
	.irp	w, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
	.irp	bytes, 1, 1, 2, 2
	argument_stub SLOT (\w) + LOW (\bytes)
	.endr
	.endr
	.endm

/* ---- The table ------------------------------------------------------- */

/* One function that is entered in the middle, as in o32-fast.S.  */
	.balign	FAST_SLOT
ASM_FUNC (ffi_mips_fast_closure)
	.cfi_def_cfa_offset FAST_FRAME
	.cfi_offset 31, RA - FAST_FRAME
	break					/* no operation */
	end_stubs
	special_stubs
	lead_stubs
	.org	ASM_C (ffi_mips_fast_closure) + FAST_8_AT_1 * FAST_SLOT
	argument_stubs
	.org	ASM_C (ffi_mips_fast_closure) + FAST_BYTES * FAST_SLOT
	bytes_stubs
	narrow_stubs
	.org	ASM_C (ffi_mips_fast_closure) + FAST_OPS * FAST_SLOT
ASM_END (ffi_mips_fast_closure)

/* The entry.
   in: $15 the closure; $25 this entry; all argument registers  */
ASM_FUNC (ffi_o32_fast_closure)
	lw	$2, CLOSURE_CIF($15)
	lw	$8, CODE_HIGH($2)
	blez	$8, 1f
	lw	$9, CODE_LOW($2)
	.cfi_remember_state
	enter
	sw	$4, SLOT (0)($sp)
	sw	$5, SLOT (1)($sp)
	sw	$6, SLOT (2)($sp)
	sw	$7, SLOT (3)($sp)
	move	$12, $15
	addiu	$2, $sp, RESULT
	sw	$2, RVALUE($sp)
	sw	$0, RESULT($sp)			/* clears the padding */
	sw	$0, RESULT + 4($sp)
	sw	$0, RESULT + 8($sp)
	sw	$0, RESULT + 12($sp)
	table_address TABLE, ASM_C (ffi_mips_fast_closure), ASM_C (ffi_o32_fast_closure)
	first_of $9, addiu AV, $sp, AVALUE
	.cfi_restore_state
	/* The cif has been prepared again, and has no code now.  */
1:	function_address ASM_C (ffi_o32_closure), ASM_C (ffi_o32_fast_closure)
	jr	$25
	nop
ASM_END (ffi_o32_fast_closure)

#endif

	ASM_FOOTER
