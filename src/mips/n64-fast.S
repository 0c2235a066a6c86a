/* SPDX-License-Identifier: MIT */
/* MIPS n64 and n32: calls that run on a fast code or a plan.

   Registers: see fast.h; $12 is the current struct's address, less its slot.
   Frame (FAST_FRAME bytes):
     0($sp)         the stack arguments
     UNWANTED($sp)  space for a result that the caller does not want
     RVALUE, RA($sp)  */
#include "asm.h"

#if defined __mips__ && _MIPS_SIM != _ABIO32

#define UNWANTED (8 * (FAST_SLOTS - FAST_REGS))
#define RVALUE (UNWANTED + 16)
#define RA (RVALUE + 8)
#define FAST_FRAME (RA + 8)

#include "n64-fast.h"

/* For the macros of fast.h.  */
	.set	.Lframe_size, FAST_FRAME
	.set	.Lframe_ra, RA
	.set	.Lframe_rvalue, RVALUE
	.set	.Lframe_unwanted, UNWANTED

	ASM_TEXT
	.set	noreorder
	/* Without floating-point registers no operation uses them.  */
	.set	hardfloat

/* ---- Ends ------------------------------------------------------------ */

	.macro	end_slot
	.balign	2 * FAST_SLOT
	call_fn
	.endm

	.macro	extend left, right, n
	\left	$2, $2, \n
	\right	$2, $2, \n
	.endm

	.macro	end_integer widen:vararg
	end_slot
	\widen
	sd	$2, 0($12)
	return
	.endm

/* Stores the first SIZE bytes of REG, in memory order.  */
	.macro	store_first insn, size, reg, offset=0
#ifdef __MIPSEB__
	.if	\size == 4
	dsrl32	\reg, \reg, 0
	.else
	dsrl32	\reg, \reg, 32 - 8 * \size
	.endif
#endif
	\insn	\reg, \offset($12)
	.endm

	.macro	end_floats first, second, offset, reg=$f2
	end_slot
	\first	$f0, 0($12)
	\second	\reg, \offset($12)
	return
	.endm

	.macro	end_stubs
	.balign	2 * FAST_SLOT			/* VOID */
	jalr	$25
	nop
	return
	end_integer andi $2, $2, 255
	end_integer extend dsll32, dsra32, 24
	end_integer andi $2, $2, 65535
	end_integer extend dsll32, dsra32, 16
	end_integer extend dsll32, dsrl32, 0
	end_integer sll $2, $2, 0
	end_integer
	end_slot				/* G1, G2, G4 */
	store_first sb, 1, $2
	return
	end_slot
	store_first sh, 2, $2
	return
	end_slot
	store_first sw, 4, $2
	return
	end_slot				/* G8, G12, G16 */
	unaligned_sd $2, 0, $12
	return
	end_slot
	unaligned_sd $2, 0, $12
	store_first sw, 4, $3, 8
	return
	end_slot
	unaligned_sd $2, 0, $12
	unaligned_sd $3, 8, $12
	return
	end_slot				/* F32, F64 */
	swc1	$f0, 0($12)
	return
	end_slot
	sdc1	$f0, 0($12)
	return
	end_floats swc1, swc1, 4
	end_floats swc1, sdc1, 8
	end_floats sdc1, swc1, 8
	end_floats sdc1, sdc1, 8
	end_floats sdc1, sdc1, 8, $f1
	.endm

/* ---- Arguments ------------------------------------------------------- */

/* REG = the value of KIND at OFFSET(BASE).  The macro LAST gets the last
   instruction.  */
	.macro	load kind, reg, freg, offset, base, last:vararg
	.if	\kind == FAST_W32
	\last	lw \reg, \offset(\base)
	.elseif	\kind == FAST_W64
	\last	ld \reg, \offset(\base)
	.elseif	\kind == FAST_F32
	\last	lwc1 \freg, \offset(\base)
	.elseif	\kind == FAST_F64
	\last	ldc1 \freg, \offset(\base)
	.elseif	\kind == FAST_U8
	\last	lbu \reg, \offset(\base)
	.elseif	\kind == FAST_S8
	\last	lb \reg, \offset(\base)
	.elseif	\kind == FAST_U16
	\last	lhu \reg, \offset(\base)
	.elseif	\kind == FAST_S16
	\last	lh \reg, \offset(\base)
	.elseif	\kind == FAST_S4
	first_4	\reg, \offset, \base, \last
	.else
	unaligned_ld \reg, \offset, \base
	\last
	.endif
	.endm

/* Loads 4 bytes in memory order.  */
	.macro	first_4 reg, offset, base, last:vararg
	lw	\reg, \offset(\base)
#ifdef __MIPSEB__
	\last	dsll32 \reg, \reg, 0
#else
	\last
#endif
	.endm

	.macro	register_stubs mode, s, reg, freg
	.irp	kind, FAST_W32, FAST_W64, FAST_F32, FAST_F64, FAST_U8, FAST_S8, FAST_U16, FAST_S16, FAST_S4, FAST_S8U
	slot
	value	$2, \s
	load	\kind, \reg, \freg, 0, $2, next \mode,
	.endr
	.endm

	.macro	pair_stubs mode, s, reg0, reg1, freg0, freg1
	.irp	second, FAST_W32, FAST_W64, FAST_F32, FAST_F64
	.irp	first, FAST_W32, FAST_W64, FAST_F32, FAST_F64
	slot
	value	$2, \s
	value	$3, (\s + 1)
	load	\first, \reg0, \freg0, 0, $2
	load	\second, \reg1, \freg1, 0, $3, next \mode,
	.endr
	.endr
	.endm

	.macro	stack_stub mode, s, load, store
	slot
	value	$2, \s
	\load	$3, 0($2)
	next	\mode, \store $3, 8 * (\s - FAST_REGS)($sp)
	.endm

	.macro	stack_stubs mode
	.irp	s, 8, 9, 10, 11, 12, 13, 14, 15
	stack_stub \mode, \s, lw, sd
	stack_stub \mode, \s, ld, sd
	stack_stub \mode, \s, lw, sw
	stack_stub \mode, \s, ld, sd		/* none */
	stack_stub \mode, \s, lbu, sd
	stack_stub \mode, \s, lb, sd
	stack_stub \mode, \s, lhu, sd
	stack_stub \mode, \s, lh, sd
	.endr
	.endm

	.macro	stack_pair_stubs mode
	.irp	s, 8, 10, 12, 14
	.irp	second, lw, ld
	.irp	first, lw, ld
	.balign	2 * FAST_SLOT
	value	$2, \s
	value	$3, (\s + 1)
	\first	$2, 0($2)
	\second	$3, 0($3)
	sd	$2, 8 * (\s - FAST_REGS)($sp)
	next	\mode, sd $3, 8 * (\s - FAST_REGS + 1)($sp)
	.endr
	.endr
	.endr
	.endm

	.macro	two_stubs mode, s, reg0, reg1, freg0, freg1
	.irp	second, FAST_W64, FAST_F64
	slot
	value	$2, \s
	move_back 1
	load	FAST_W64, \reg0, \freg0, 0, $2
	load	\second, \reg1, \freg1, 8, $2, next \mode,
	.endr
	.irp	second, FAST_W64, FAST_F64
	slot
	value	$2, \s
	move_back 1
	load	FAST_F64, \reg0, \freg0, 0, $2
	load	\second, \reg1, \freg1, 8, $2, next \mode,
	.endr
	slot
	value	$2, \s
	move_back 1
	load	FAST_F32, \reg0, \freg0, 0, $2
	load	FAST_F32, \reg1, \freg1, 4, $2, next \mode,
	.endm

/* Each part moves AV back, so the address first moves it forward.  */
	.macro	struct_stubs mode
	.irp	s, 0, 1, 2, 3, 4, 5, 6, 7
	slot
	value	$12, \s
	move_back -1
	next	\mode, PTR_ADDIU $12, $12, -8 * \s
	.endr
	.endm

	.macro	part_stubs mode, s, reg, freg
	.irp	kind, FAST_W64, FAST_F64, FAST_S8U, FAST_S4
	slot
	load	\kind, \reg, \freg, 8 * \s, $12
	next	\mode, move_back 1
	.endr
	.endm

	.macro	special_stubs mode
	slot					/* INDIRECT */
	PTR_L	$4, RVALUE($sp)
	next	\mode, move_back 1
	slot					/* SKIP */
	next	\mode, move_back 1
	.endm

/* ---- The tables ------------------------------------------------------ */

	.macro	at number, mode
	.org	ASM_C (ffi_mips_fast_\mode) + FAST_SLOT * \number
	.endm

/* One function, or part of ffi_call, that is entered in the middle, with the
   frame made already.  .org fails if the code of a slot is too large.  */
	.macro	table mode
	.balign	2 * FAST_SLOT
	.ifc	\mode, code
	ASM_PART (ffi_mips_fast_code)
	.else
ASM_FUNC (ffi_mips_fast_\mode)
	.endif
	.cfi_def_cfa_offset FAST_FRAME
	.cfi_offset 31, RA - FAST_FRAME
	break					/* no operation */
	at	FAST_END_VOID, \mode
	end_stubs
	at	FAST_INDIRECT, \mode
	special_stubs \mode
	struct_stubs \mode
	at	FAST_PART, \mode
	part_stubs \mode, 0, $4, $f12
	part_stubs \mode, 1, $5, $f13
	part_stubs \mode, 2, $6, $f14
	part_stubs \mode, 3, $7, $f15
	part_stubs \mode, 4, $8, $f16
	part_stubs \mode, 5, $9, $f17
	part_stubs \mode, 6, $10, $f18
	part_stubs \mode, 7, $11, $f19
	at	FAST_REG, \mode
	register_stubs \mode, 0, $4, $f12
	register_stubs \mode, 1, $5, $f13
	register_stubs \mode, 2, $6, $f14
	register_stubs \mode, 3, $7, $f15
	register_stubs \mode, 4, $8, $f16
	register_stubs \mode, 5, $9, $f17
	register_stubs \mode, 6, $10, $f18
	register_stubs \mode, 7, $11, $f19
	at	FAST_PAIR, \mode
	pair_stubs \mode, 0, $4, $5, $f12, $f13
	pair_stubs \mode, 2, $6, $7, $f14, $f15
	pair_stubs \mode, 4, $8, $9, $f16, $f17
	pair_stubs \mode, 6, $10, $11, $f18, $f19
	at	FAST_STACK, \mode
	stack_stubs \mode
	stack_pair_stubs \mode
	at	FAST_TWO, \mode
	two_stubs \mode, 0, $4, $5, $f12, $f13
	two_stubs \mode, 1, $5, $6, $f13, $f14
	two_stubs \mode, 2, $6, $7, $f14, $f15
	two_stubs \mode, 3, $7, $8, $f15, $f16
	two_stubs \mode, 4, $8, $9, $f16, $f17
	two_stubs \mode, 5, $9, $10, $f17, $f18
	two_stubs \mode, 6, $10, $11, $f18, $f19
	at	FAST_OPS, \mode
	.endm

/* ---- Entries --------------------------------------------------------- */

/* ffi_call_general (cif, fn, rvalue, avalue, 0)  */
	.macro	general here
	function_address ASM_C (ffi_call_general), \here
	jr	$25
	move	$8, $0
	.endm

/* void ffi_call (ffi_cif *cif, void (*fn) (void), void *rvalue,
		  void **avalue)
   in: $4 cif, $5 fn, $6 rvalue, $7 avalue  */
ASM_PUBLIC_FUNC (ffi_call)
	code_of_cif $4
	blez	$2, 3f
	move	AV, $7
	beqz	$6, 2f
	li	TO, FAST_INDIRECT
1:	.cfi_remember_state
	enter
	PTR_S	$6, RVALUE($sp)
	table_address TABLE, ASM_C (ffi_mips_fast_code), ASM_C (ffi_call)
	move	$25, $5
	clear_registers
	first_of $2, move $7, $0
	.cfi_restore_state
	/* No rvalue: the result goes into the frame, unless the callee stores
	   it in memory.  */
2:	andi	$3, $2, (1 << FAST_OP_BITS) - 1
	bne	TO, $3, 1b
	PTR_ADDIU $6, $sp, UNWANTED - FAST_FRAME
	move	$6, $0
3:	general	ASM_C (ffi_call)

	table	code
ASM_END (ffi_call)

	table	plan
ASM_END (ffi_mips_fast_plan)

	plan_entry

#endif

	ASM_FOOTER
