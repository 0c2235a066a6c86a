/* SPDX-License-Identifier: MIT */
/* RISC-V: what the tables of stubs have in common, for assembly.  MODE names a
   table, and the way from one operation to the next: code and closure run a
   fast code, plan runs a list of addresses.  FRAME is the size of the frame,
   which has ra and s0 at its top.

   Registers, in all modes:
     t3   code, closure: the table of operations
     t4   code, closure: FAST_MASK
     t5   scratch
     t6   code, closure: the remaining operations; plan: the address of the
          next one  */
#ifndef FFI_PSABI_STUBS_H
#define FFI_PSABI_STUBS_H

#include "kernel.h"
#include "psabi-fast.h"

#define FAST_SLOT (1 << FAST_SLOT_LOG2)
#define FAST_PREFIX_SLOT (1 << FAST_PREFIX_SLOT_LOG2)
#define FAST_TABLE (FAST_SLOT << FAST_OP_BITS)
#define FAST_MASK (FAST_TABLE - FAST_SLOT)

/* Linker relaxation would change the slots' sizes.  */
	.option	norelax

/* ---- Slots ----------------------------------------------------------- */

	.macro	slot
	.balign	FAST_SLOT
	LPAD
	.endm

	.macro	prefix_slot
	.balign	FAST_PREFIX_SLOT
	LPAD
	.endm

/* Continues the code at slot NUMBER.  */
	.macro	slots_up_to number, mode
	.org	ASM_C (ffi_riscv_fast_\mode) + FAST_SLOT * \number
	.endm

/* ---- Jumping to the next operation ----------------------------------- */

	.macro	next mode
	.ifc	\mode, plan
	REG_L	t5, 0(t6)
	addi	t6, t6, RISCV_WORD
	.else
	and	t5, t6, t4
	srli	t6, t6, FAST_OP_BITS
	add	t5, t5, t3
	.endif
	jr	t5
	.endm

/* A shorter jump, for stubs that fill their slot: those that do so with a
   landing pad, and those that always do.  */
	.macro	next_near mode
#ifdef __riscv_landing_pad
	j	.Lnext_\mode
#else
	next	\mode
#endif
	.endm

	.macro	next_far mode
	j	.Lnext_\mode
	.endm

/* Jumps to the operation after FAST_ESCAPE or after a first part.  Its table
   is before that of t3.  */
	.macro	next_more mode
	.ifc	\mode, plan
	next	\mode
	.else
	and	t5, t6, t4
	srli	t6, t6, FAST_OP_BITS
	add	t5, t5, t3
	sub	t5, t5, t4
	jr	-FAST_SLOT(t5)
	.endif
	.endm

/* Jumps to the first operation of a code's upper word, which is in t6.  */
	.macro	next_in_upper
	slli	t5, t6, FAST_SLOT_LOG2
	and	t5, t5, t4
	srli	t6, t6, FAST_OP_BITS - FAST_SLOT_LOG2
	add	t5, t5, t3
	jr	t5
	.endm

/* Jumps to the first operation after a prefix.  */
	.macro	prefix_next mode
	.ifc	\mode, plan
	next	\mode
	.else
	li	t4, FAST_MASK
	srli	t5, t6, FAST_PREFIX_BITS - FAST_SLOT_LOG2
	and	t5, t5, t4
	srli	t6, t6, FAST_PREFIX_BITS - FAST_SLOT_LOG2 + FAST_OP_BITS
	add	t5, t5, t3
	jr	t5
	.endif
	.endm

/* Jumps to the prefix of the code in t6.  */
	.macro	first_prefix mode
	andi	t5, t6, (1 << FAST_PREFIX_BITS) - 1
	slli	t5, t5, FAST_PREFIX_SLOT_LOG2
	lla	t3, ASM_C (ffi_riscv_fast_\mode)
	add	t5, t5, t3
	jr	t5
	.endm

/* ---- Frames ---------------------------------------------------------- */

#define SAVED_S0 (FRAME - 2 * RISCV_WORD)
#define SAVED_RA (FRAME - RISCV_WORD)

	.macro	frame_rules
	.cfi_def_cfa_offset FRAME
	.cfi_offset ra, -RISCV_WORD
	.cfi_offset s0, -2 * RISCV_WORD
	.endm

	.macro	fast_enter
	SS_PUSH_RA
	addi	sp, sp, -FRAME
	.cfi_def_cfa_offset FRAME
	REG_S	ra, SAVED_RA(sp)
	.cfi_offset ra, -RISCV_WORD
	REG_S	s0, SAVED_S0(sp)
	.cfi_offset s0, -2 * RISCV_WORD
	.endm

	.macro	return
	REG_L	ra, SAVED_RA(sp)
	REG_L	s0, SAVED_S0(sp)
	SS_POP_RA
	.cfi_remember_state
	.cfi_restore ra
	.cfi_restore s0
	addi	sp, sp, FRAME
	.cfi_def_cfa_offset 0
	ret
	.cfi_restore_state
	.endm

	.macro	end_return mode
#if defined __riscv_landing_pad || defined __riscv_shadow_stack
	j	.Lreturn_\mode
#else
	return
#endif
	.endm

/* ---- Values ---------------------------------------------------------- */

	.macro	advance n=1
	addi	t0, t0, REG_OFF (\n)
	.endm

/* No operation needs floats that the ABI does not pass in registers.  */
	.macro	load_float v, is_double, offset=0, base=t5
#if RISCV_FLEN
	.if	\is_double
	FLT_L	fa\v, \offset(\base)
	.else
	flw	fa\v, \offset(\base)
	.endif
#endif
	.endm

	.macro	store_float v, is_double, offset=0, base=s0
#if RISCV_FLEN
	.if	\is_double
	FLT_S	fa\v, \offset(\base)
	.else
	fsw	fa\v, \offset(\base)
	.endif
#endif
	.endm

#endif
