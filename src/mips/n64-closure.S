/* SPDX-License-Identifier: MIT */
/* MIPS n64 and n32: closures of signatures with a fast code (see fast.h).

   Frame (FAST_FRAME bytes):
     AVALUE($sp)
     RESULT($sp)
     RVALUE($sp)   address of the result: RESULT, or what the caller gives
     RA($sp)
     SLOT (0)($sp) the register arguments, of $4-$11 or $f12-$f19; directly
                   below the caller's stack arguments  */
#include "asm.h"

#if defined __mips__ && _MIPS_SIM != _ABIO32

#define AVALUE 0
#define RESULT (8 * FAST_MAX_ARGS)
#define RVALUE (RESULT + 16)
#define RA (RVALUE + 8)
#define SLOT(s) (RA + 8 + 8 * (s))
#define FAST_FRAME SLOT (FAST_REGS)

#include "n64-fast.h"

/* For the macros of fast.h.  */
	.set	.Lframe_size, FAST_FRAME
	.set	.Lframe_ra, RA
	.set	.Lframe_rvalue, RVALUE

	ASM_TEXT
	.set	noreorder
	/* Without floating-point registers no operation uses them.  */
	.set	hardfloat

/* ---- The handler and its result -------------------------------------- */

/* The end for a result that the instructions LOAD load.  */
	.macro	end_closure load:vararg
	.balign	2 * FAST_SLOT
	call_handler
	\load
	return
	.endm

/* REG = the N bytes at OFFSET of the result, in memory order.  */
	.macro	load_first insn, n, reg, offset=0
	\insn	\reg, RESULT + \offset($sp)
#ifdef __MIPSEB__
	dsll32	\reg, \reg, 32 - 8 * \n
#endif
	.endm

	.macro	load_two insn, reg, second_insn, second_reg, offset
	\insn	\reg, RESULT($sp)
	\second_insn \second_reg, RESULT + \offset($sp)
	.endm

	.macro	load_12
	ld	$2, RESULT($sp)
	load_first lw, 4, $3, 8
	.endm

	.macro	end_stubs
	end_closure PTR_L $2, RVALUE($sp)		/* VOID, or in memory */
	end_closure lbu $2, RESULT + LOW (1)($sp)
	end_closure lb $2, RESULT + LOW (1)($sp)
	end_closure lhu $2, RESULT + LOW (2)($sp)
	end_closure lh $2, RESULT + LOW (2)($sp)
	end_closure lw $2, RESULT + LOW (4)($sp)
	end_closure lw $2, RESULT + LOW (4)($sp)
	end_closure ld $2, RESULT($sp)
	end_closure load_first lbu, 1, $2		/* G1, G2, G4 */
	end_closure load_first lhu, 2, $2
	end_closure load_first lw, 4, $2
	end_closure ld $2, RESULT($sp)		/* G8, G12, G16 */
	end_closure load_12
	end_closure load_two ld, $2, ld, $3, 8
	end_closure lwc1 $f0, RESULT($sp)		/* F32, F64 */
	end_closure ldc1 $f0, RESULT($sp)
	end_closure load_two lwc1, $f0, lwc1, $f2, 4
	end_closure load_two lwc1, $f0, ldc1, $f2, 8
	end_closure load_two ldc1, $f0, lwc1, $f2, 8
	end_closure load_two ldc1, $f0, ldc1, $f2, 8
	end_closure load_two ldc1, $f0, ldc1, $f1, 8
	.endm

/* ---- Arguments ------------------------------------------------------- */

/* *SLOT (S) = the register in which KIND is passed.  */
	.macro	store kind, s, reg, freg
	.if	\kind == FAST_F32
	swc1	\freg, SLOT (\s)($sp)
	.elseif	\kind == FAST_F64
	sdc1	\freg, SLOT (\s)($sp)
	.else
	sd	\reg, SLOT (\s)($sp)
	.endif
	.endm

/* Sets the symbol "found" to the offset of the value of KIND in slot S.  */
	.macro	locate kind, s
	.if	\kind == FAST_W32
	.set	found, SLOT (\s) + LOW (4)
	.elseif	\kind == FAST_U16 || \kind == FAST_S16
	.set	found, SLOT (\s) + LOW (2)
	.elseif	\kind == FAST_U8 || \kind == FAST_S8
	.set	found, SLOT (\s) + LOW (1)
	.else
	.set	found, SLOT (\s)
	.endif
	.endm

	.macro	register_stubs s, reg, freg
	.irp	kind, FAST_W32, FAST_W64, FAST_F32, FAST_F64, FAST_U8, FAST_S8, FAST_U16, FAST_S16, FAST_S4, FAST_S8U
	slot
	store	\kind, \s, \reg, \freg
	locate	\kind, \s
	argument found
	next_argument
	.endr
	.endm

	.macro	pair_stubs s, next, reg0, reg1, freg0, freg1
	.irp	second, FAST_W32, FAST_W64, FAST_F32, FAST_F64
	.irp	first, FAST_W32, FAST_W64, FAST_F32, FAST_F64
	slot
	store	\first, \s, \reg0, \freg0
	store	\second, \next, \reg1, \freg1
	locate	\first, \s
	PTR_ADDIU $2, $sp, found
	locate	\second, \next
	b	.Lpair
	PTR_ADDIU $3, $sp, found
	.endr
	.endr
	.endm

	.macro	stack_stubs
	.irp	s, 8, 9, 10, 11, 12, 13, 14, 15
	.irp	kind, FAST_W32, FAST_W64, FAST_F32, FAST_F64, FAST_U8, FAST_S8, FAST_U16, FAST_S16
	slot
	locate	\kind, \s
	argument found
	next_argument
	.endr
	.endr
	.endm

	.macro	stack_pair_stubs
	.irp	s, 8, 10, 12, 14
	.irp	second, FAST_W32, FAST_W64
	.irp	first, FAST_W32, FAST_W64
	.balign	2 * FAST_SLOT
	locate	\first, \s
	argument found
	locate	\second, \s + 1
	argument found, $3, 1
	next_argument 2
	.endr
	.endr
	.endr
	.endm

/* One argument of two doublewords: each in the slot of its register.  */
	.macro	two_stubs s, next, reg0, reg1, freg0, freg1
	.irp	first, FAST_W64, FAST_F64
	.irp	second, FAST_W64, FAST_F64
	slot
	store	\first, \s, \reg0, \freg0
	store	\second, \next, \reg1, \freg1
	b	.Lone
	PTR_ADDIU $2, $sp, SLOT (\s)
	.endr
	.endr
	slot
	swc1	\freg0, SLOT (\s)($sp)
	swc1	\freg1, SLOT (\s) + 4($sp)
	b	.Lone
	PTR_ADDIU $2, $sp, SLOT (\s)
	.endm

	.macro	struct_stubs
	.irp	s, 0, 1, 2, 3, 4, 5, 6, 7
	slot
	argument SLOT (\s)
	next_argument
	.endr
	.endm

	.macro	part_stubs s, reg, freg
	.irp	kind, FAST_W64, FAST_F64, FAST_S8U, FAST_S4
	slot
	store	\kind, \s, \reg, \freg
	next	closure
	.endr
	.endm

	.macro	special_stubs
	slot					/* INDIRECT */
	next	closure, PTR_S $4, RVALUE($sp)
	slot					/* SKIP */
	next	closure
	.endm

/* ---- The table ------------------------------------------------------- */

	.macro	at number
	.org	ASM_C (ffi_mips_fast_closure) + FAST_SLOT * \number
	.endm

/* One function that is entered in the middle, as in n64-fast.S.  */
	.balign	2 * FAST_SLOT
ASM_FUNC (ffi_mips_fast_closure)
	.cfi_def_cfa_offset FAST_FRAME
	.cfi_offset 31, RA - FAST_FRAME
	break					/* no operation */
	at	FAST_END_VOID
	end_stubs
	at	FAST_INDIRECT
	special_stubs
	struct_stubs
	at	FAST_PART
	part_stubs 0, $4, $f12
	part_stubs 1, $5, $f13
	part_stubs 2, $6, $f14
	part_stubs 3, $7, $f15
	part_stubs 4, $8, $f16
	part_stubs 5, $9, $f17
	part_stubs 6, $10, $f18
	part_stubs 7, $11, $f19
	at	FAST_REG
	register_stubs 0, $4, $f12
	register_stubs 1, $5, $f13
	register_stubs 2, $6, $f14
	register_stubs 3, $7, $f15
	register_stubs 4, $8, $f16
	register_stubs 5, $9, $f17
	register_stubs 6, $10, $f18
	register_stubs 7, $11, $f19
	at	FAST_PAIR
	pair_stubs 0, 1, $4, $5, $f12, $f13
	pair_stubs 2, 3, $6, $7, $f14, $f15
	pair_stubs 4, 5, $8, $9, $f16, $f17
	pair_stubs 6, 7, $10, $11, $f18, $f19
	at	FAST_STACK
	stack_stubs
	stack_pair_stubs
	at	FAST_TWO
	two_stubs 0, 1, $4, $5, $f12, $f13
	two_stubs 1, 2, $5, $6, $f13, $f14
	two_stubs 2, 3, $6, $7, $f14, $f15
	two_stubs 3, 4, $7, $8, $f15, $f16
	two_stubs 4, 5, $8, $9, $f16, $f17
	two_stubs 5, 6, $9, $10, $f17, $f18
	two_stubs 6, 7, $10, $11, $f18, $f19
	at	FAST_OPS
	/* One argument at $2, and another one at $3.  */
.Lone:
	PTR_S	$2, 0(AV)
	next_argument
.Lpair:
	PTR_S	$2, 0(AV)
	PTR_S	$3, MIPS_PTR(AV)
	next_argument 2
ASM_END (ffi_mips_fast_closure)

/* The entry.
   in: $15 the closure; $25 this entry; all argument registers  */
ASM_FUNC (ffi_n64_fast_closure)
	PTR_L	$3, CLOSURE_CIF($15)
	code_of_cif $3
	blez	$2, 1f
	move	$12, $15
	.cfi_remember_state
	enter
	PTR_ADDIU $3, $sp, RESULT
	PTR_S	$3, RVALUE($sp)
	sd	$0, RESULT($sp)			/* clears the padding */
	sd	$0, RESULT + 8($sp)
	table_address TABLE, ASM_C (ffi_mips_fast_closure), ASM_C (ffi_n64_fast_closure)
	first_of $2, move AV, $sp
	.cfi_restore_state
	/* The cif has been prepared again, and has no code now.  */
1:	function_address ASM_C (ffi_n64_closure), ASM_C (ffi_n64_fast_closure)
	jr	$25
	nop
ASM_END (ffi_n64_fast_closure)

#endif

	ASM_FOOTER
