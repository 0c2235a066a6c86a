/* SPDX-License-Identifier: MIT */
/* MIPS o32: calls that run on a fast code or a plan.

   Registers: see fast.h; $8 is the upper word of the code.
   Frame (FAST_FRAME bytes):
     0($sp)         the argument block
     UNWANTED($sp)  space for a result that the caller does not want
     RVALUE, RA($sp)  */
#include "asm.h"

#if defined __mips__ && _MIPS_SIM == _ABIO32

#define UNWANTED (4 * FAST_SLOTS)
#define RVALUE (UNWANTED + 16)
#define RA (RVALUE + 4)
#define FAST_FRAME (RA + 4)

#include "o32-fast.h"

/* For the macros of fast.h.  */
	.set	.Lframe_size, FAST_FRAME
	.set	.Lframe_ra, RA
	.set	.Lframe_rvalue, RVALUE
	.set	.Lframe_unwanted, UNWANTED

	ASM_TEXT
	.set	noreorder
	/* Without floating-point registers no operation uses them.  */
	.set	hardfloat

/* ---- Moving words ---------------------------------------------------- */

/* Slot W of the block = the word at OFFSET(BASE).  The macro LAST gets the
   last instruction.  */
	.macro	word w, offset, base, last:vararg
	.if	\w == 0
	\last	lw $4, \offset(\base)
	.elseif	\w == 1
	\last	lw $5, \offset(\base)
	.elseif	\w == 2
	\last	lw $6, \offset(\base)
	.elseif	\w == 3
	\last	lw $7, \offset(\base)
	.else
	lw	$12, \offset(\base)
	\last	sw $12, 4 * (\w)($sp)
	.endif
	.endm

	.macro	last_word mode, w, offset, base
	word	\w, \offset, \base, next \mode,
	.endm

	.macro	narrow_word mode, w, insn
	slot
	value	$2, \w
	.if	\w == 0
	next	\mode, \insn $4, 0($2)
	.elseif	\w == 1
	next	\mode, \insn $5, 0($2)
	.elseif	\w == 2
	next	\mode, \insn $6, 0($2)
	.elseif	\w == 3
	next	\mode, \insn $7, 0($2)
	.else
	\insn	$12, 0($2)
	next	\mode, sw $12, 4 * (\w)($sp)
	.endif
	.endm

/* ---- Operations ------------------------------------------------------ */

	.macro	end_stubs
	slot					/* VOID */
	jalr	$25
	nop
	return
	slot					/* U8 */
	call_fn
	andi	$2, $2, 255
	sw	$2, 0($12)
	return
	slot					/* S8 */
	call_fn
	sll	$2, $2, 24
	sra	$2, $2, 24
	sw	$2, 0($12)
	return
	slot					/* U16 */
	call_fn
	andi	$2, $2, 65535
	sw	$2, 0($12)
	return
	slot					/* S16 */
	call_fn
	sll	$2, $2, 16
	sra	$2, $2, 16
	sw	$2, 0($12)
	return
	end_stub sw $2, 0($12)			/* W32 */
	slot					/* W64 */
	call_fn
	sw	$2, 0($12)
	sw	$3, 4($12)
	return
	end_stub swc1 $f0, 0($12)		/* F32 */
	end_stub sdc1 $f0, 0($12)		/* F64 */
	slot					/* FF */
	call_fn
	swc1	$f0, 0($12)
	swc1	$f2, 4($12)
	return
	slot					/* DD */
	call_fn
	sdc1	$f0, 0($12)
	sdc1	$f2, 8($12)
	return
	slot					/* W128 */
	call_fn
	sw	$2, 0($12)
	sw	$3, 4($12)
	sw	$4, 8($12)
	sw	$5, 12($12)
	return
	.endm

	.macro	special_stubs mode
	slot					/* REFILL */
	first_of $8, nop
	slot					/* INDIRECT */
	lw	$4, RVALUE($sp)
	next	\mode, move_back 1
	slot					/* INDIRECT_SKIP */
	lw	$4, RVALUE($sp)
	next	\mode, move_back 2
	slot					/* SKIP */
	next	\mode, move_back 1
	.endm

/* One or two leading arguments: their kinds, and the number of slots without
   an argument of their own.  */
	.macro	lead_stub mode, first, second, back
	slot
	value	$2, 0
	.ifnb	\second
	value	$3, 1
	\second	$f14, 0($3)
	.endif
	.if	\back
	move_back \back
	.endif
	next	\mode, \first $f12, 0($2)
	.endm

	.macro	lead_stubs mode
	lead_stub \mode, lwc1, , 0
	lead_stub \mode, ldc1, , 1
	lead_stub \mode, lwc1, lwc1, 0
	lead_stub \mode, lwc1, ldc1, 2
	lead_stub \mode, ldc1, lwc1, 1
	lead_stub \mode, ldc1, ldc1, 2
	.endm

/* Moves 4 * N bytes of one argument.  */
	.macro	wide_stub mode, w, n
	slot
	value	$2, \w
	move_back (\n) - 1
	word	\w, 0, $2
	.if	\n == 4
	word	(\w + 1), 4, $2
	word	(\w + 2), 8, $2
	.endif
	last_word \mode, (\w + \n - 1), 4 * ((\n) - 1), $2
	.endm

	.macro	pair_44_stub mode, w
	slot
	value	$2, \w
	value	$3, (\w + 1)
	word	\w, 0, $2
	last_word \mode, (\w + 1), 0, $3
	.endm

	.macro	pair_48_stub mode, w
	slot
	value	$2, \w
	value	$3, (\w + 1)
	move_back 2
	word	\w, 0, $2
	word	(\w + 2), 0, $3
	last_word \mode, (\w + 3), 4, $3
	.endm

	.macro	pair_88_stub mode, w
	slot
	value	$2, \w
	value	$3, (\w + 1)
	move_back 2
	word	\w, 0, $2
	word	(\w + 1), 4, $2
	word	(\w + 2), 0, $3
	last_word \mode, (\w + 3), 4, $3
	.endm

#define EVEN 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30
#define ODD 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31

	.macro	argument_stubs mode
	wide_stub \mode, 1, 2			/* 8_AT_1 */
	.irp	w, EVEN
	slot					/* 4 */
	value	$2, \w
	last_word \mode, \w, 0, $2
	slot
	value	$2, (\w + 1)
	last_word \mode, (\w + 1), 0, $2
	.endr
	.irp	w, EVEN
	wide_stub \mode, \w, 2
	.endr
	.irp	w, EVEN
	wide_stub \mode, \w, 4
	.endr
	.irp	w, EVEN
	pair_44_stub \mode, \w
	.endr
	.irp	w, EVEN
	pair_48_stub \mode, \w
	.endr
	.irp	w, EVEN
	pair_88_stub \mode, \w
	.endr
	.endm

/* $3 = the operand.  */
	.macro	operand mode
	.ifc	\mode, code
	andi	$3, NEXT, FAST_TABLE - FAST_SLOT
	srl	NEXT, NEXT, FAST_OP_BITS
	srl	$3, $3, FAST_SLOT_LOG2
	.else
	lw	$3, 0(NEXT)
	addiu	NEXT, NEXT, 4
	.endif
	.endm

/* The bytes are copied to the home area, and loaded into registers from
   there.  */
	.macro	bytes_stub mode, w
	slot
	value	$2, \w
	operand	\mode
	bal	.Lcopy_\mode
	addiu	$12, $sp, 4 * \w
	.if	\w < 1
	lw	$4, 0($sp)
	.endif
	.if	\w < 2
	lw	$5, 4($sp)
	.endif
	.if	\w < 3
	lw	$6, 8($sp)
	.endif
	.if	\w < 4
	next	\mode, lw $7, 12($sp)
	.else
	next	\mode
	.endif
	.endm

	.macro	bytes_stubs mode
	.irp	w, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	bytes_stub \mode, \w
	.endr
	.irp	w, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	bytes_stub \mode, \w
	.endr
	.endm

/* Copies $3 bytes from $2 to $12.  Each word but the first moves AV back by
   one element.  */
	.macro	copy mode
.Lcopy_\mode:
	subu	AV, AV, $3
	addiu	AV, AV, 4
	addu	$3, $3, $2
1:	lw	TO, 0($2)
	addiu	$2, $2, 4
	sw	TO, 0($12)
	bne	$2, $3, 1b
	addiu	$12, $12, 4
	jr	$31
	nop
	.endm

	.macro	narrow_stubs mode
	.irp	w, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
	narrow_word \mode, \w, lbu
	narrow_word \mode, \w, lb
	narrow_word \mode, \w, lhu
	narrow_word \mode, \w, lh
	.endr
	.endm

/* ---- The tables ------------------------------------------------------ */

/* One function, or part of ffi_call, that is entered in the middle, with the
   frame made already.  .org fails if the code of a slot is too large.  */
	.macro	table mode
	.balign	FAST_SLOT
	.ifc	\mode, code
	ASM_PART (ffi_mips_fast_code)
	.else
ASM_FUNC (ffi_mips_fast_\mode)
	.endif
	.cfi_def_cfa_offset FAST_FRAME
	.cfi_offset 31, RA - FAST_FRAME
	break					/* no operation */
	end_stubs
	special_stubs \mode
	lead_stubs \mode
	.org	ASM_C (ffi_mips_fast_\mode) + FAST_8_AT_1 * FAST_SLOT
	argument_stubs \mode
	.org	ASM_C (ffi_mips_fast_\mode) + FAST_BYTES * FAST_SLOT
	bytes_stubs \mode
	narrow_stubs \mode
	.org	ASM_C (ffi_mips_fast_\mode) + FAST_OPS * FAST_SLOT
	copy	\mode
	.endm

/* ---- Entries --------------------------------------------------------- */

/* ffi_call_plain (cif, fn, rvalue, avalue)  */
	.macro	general here
	function_address ASM_C (ffi_call_plain), \here
	jr	$25
	nop
	.endm

/* void ffi_call (ffi_cif *cif, void (*fn) (void), void *rvalue,
		  void **avalue)
   in: $4 cif, $5 fn, $6 rvalue, $7 avalue  */
ASM_PUBLIC_FUNC (ffi_call)
	lw	$8, CODE_HIGH($4)
	blez	$8, 3f
	lw	$9, CODE_LOW($4)
	beqz	$6, 2f
	move	AV, $7
1:	.cfi_remember_state
	enter
	sw	$6, RVALUE($sp)
	table_address TABLE, ASM_C (ffi_mips_fast_code), ASM_C (ffi_call)
	move	$25, $5
	clear_registers
	first_of $9, move $7, $0
	.cfi_restore_state
	/* No rvalue: the result goes into the frame, unless the callee stores
	   it in memory.  */
2:	andi	TO, $9, 255 - (FAST_INDIRECT ^ FAST_INDIRECT_SKIP)
	li	$2, FAST_INDIRECT
	bne	TO, $2, 1b
	addiu	$6, $sp, UNWANTED - FAST_FRAME
	move	$6, $0
3:	general	ASM_C (ffi_call)

	table	code
ASM_END (ffi_call)

	table	plan
ASM_END (ffi_mips_fast_plan)

	plan_entry

#endif

	ASM_FOOTER
