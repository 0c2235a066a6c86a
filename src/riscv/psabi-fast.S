/* SPDX-License-Identifier: MIT */
/* 64-bit RISC-V: calls that run on a fast code or a plan, and closures of
   signatures with a fast code.

   There is a table of stubs for each MODE:
     code     ffi_call runs the code of the cif
     plan     a plan is a list of the stubs' addresses
     closure  the code of the cif moves arguments the other way: a stub stores
              the registers of one argument, and the value's address in avalue

   Registers while arguments are moved (those of calls' arguments fill up,
   those of closures' are intact):
     a3   calls, in prefixes: the next element of avalue
     t0   the next element of avalue
     t1   calls: fn; closures: the closure
     t2   the address of an argument in two registers
     t3   code, closure: the table
     t4   code, closure: FAST_MASK
     t5   scratch
     t6   code, closure: the remaining operations; plan: the address of the
          next one
     s0   rvalue
   Frame of calls (CALL_FRAME bytes):
     0(sp)        the stack arguments
     COPY(sp)     the copy of an argument that is passed by reference, or a
                  result that the caller does not want
     caller's s0, ra
   Frame of closures (CLOSURE_FRAME bytes), below the caller's stack arguments:
     0(sp)        avalue
     GPR(sp)      values that are in a0-a7 or begin there, 16 bytes each
     FPR(sp)      the same for fa0-fa7
     RESULT(sp)   the result, unless the caller gives its address
     caller's s0, ra  */
#include "asm.h"

#if defined __riscv && __riscv_xlen == 64
#include "kernel.h"
#include "psabi-fast.h"
#if RISCV_HAS_STUBS

/* Linker relaxation would change the slots' sizes.  */
	.option	norelax

#define FAST_SLOT (1 << FAST_SLOT_LOG2)
#define FAST_PREFIX_SLOT (1 << FAST_PREFIX_SLOT_LOG2)
#define FAST_TABLE (FAST_SLOT << FAST_OP_BITS)
#define FAST_MASK (FAST_TABLE - FAST_SLOT)

#define COPY FAST_STACK_BYTES
#define CALL_FRAME (COPY + FAST_COPY_BYTES + 16)

/* A prefix has up to eight arguments; the others have operations.  */
#define GPR (8 * (8 + FAST_FIELDS))
#define FPR (GPR + 16 * 8)
#define RESULT (FPR + 16 * 8)
#define CLOSURE_FRAME (RESULT + 32 + 16)

/* Members of struct ffi_call_plan.  */
#define PLAN_CIF 16
#define PLAN_OPS 24

	ASM_TEXT

/* ---- Jumping to the next operation ----------------------------------- */

	.macro	next mode
	.ifc	\mode, plan
	ld	t5, 0(t6)
	addi	t6, t6, 8
	.else
	and	t5, t6, t4
	srli	t6, t6, FAST_OP_BITS
	add	t5, t5, t3
	.endif
	jr	t5
	.endm

/* Jumps to the operation after FAST_ESCAPED or after a first part.  Its table
   is before that of t3.  */
	.macro	next_more mode
	.ifc	\mode, plan
	next	plan
	.else
	and	t5, t6, t4
	srli	t6, t6, FAST_OP_BITS
	add	t5, t5, t3
	sub	t5, t5, t4
	jr	-FAST_SLOT(t5)
	.endif
	.endm

/* Jumps to the first operation after a prefix.  */
	.macro	prefix_next mode
	.ifc	\mode, plan
	next	plan
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

/* ---- Frames of FRAME bytes ------------------------------------------- */

	.macro	frame_rules
	.cfi_def_cfa_offset FRAME
	.cfi_offset ra, -8
	.cfi_offset s0, -16
	.endm

	.macro	fast_enter
	SS_PUSH_RA
	addi	sp, sp, -FRAME
	.cfi_def_cfa_offset FRAME
	sd	ra, FRAME - 8(sp)
	sd	s0, FRAME - 16(sp)
	frame_rules
	.endm

	.macro	return
	ld	ra, FRAME - 8(sp)
	ld	s0, FRAME - 16(sp)
	SS_POP_RA
	.cfi_remember_state
	.cfi_restore ra
	.cfi_restore s0
	addi	sp, sp, FRAME
	.cfi_def_cfa_offset 0
	ret
	.cfi_restore_state
	.endm

/* ---- Values ---------------------------------------------------------- */

/* The instruction of KIND.  No operation needs floats that the ABI does not pass
   in registers.  */
	.macro	by_kind kind, u8, s8, u16, s16, w32, w64, f32, f64, operands:vararg
	.if	\kind == FAST_U8
	\u8	\operands
	.elseif	\kind == FAST_S8
	\s8	\operands
	.elseif	\kind == FAST_U16
	\u16	\operands
	.elseif	\kind == FAST_S16
	\s16	\operands
	.elseif	\kind == FAST_W32 || \kind == FAST_U32
	\w32	\operands
	.elseif	\kind == FAST_I64
	\w64	\operands
#if RISCV_FLEN
	.elseif	\kind == FAST_F32
	\f32	\operands
	.else
	\f64	\operands
#endif
	.endif
	.endm

/* Loads REG from a value of KIND in memory; stores as many bytes as the value
   has.  */
	.macro	get reg, kind, offset=0, base=t5
	by_kind	\kind, lbu, lb, lhu, lh, lw, ld, flw, FLT_L, \reg, \offset(\base)
	.endm

	.macro	put reg, kind, offset=0, base=t5
	by_kind	\kind, sb, sb, sh, sh, sw, sd, fsw, FLT_S, \reg, \offset(\base)
	.endm

/* Calls get arguments and put results, closures do the reverse.  */
	.macro	argument mode, reg, kind, offset=0, base=t5
	.ifc	\mode, closure
	put	\reg, \kind, \offset, \base
	.else
	get	\reg, \kind, \offset, \base
	.endif
	.endm

	.macro	result mode, reg, kind, offset=0
	.ifc	\mode, closure
	get	\reg, \kind, \offset, s0
	.else
	put	\reg, \kind, \offset, s0
	.endif
	.endm

/* ADDRESS = where the next argument is, in closures at HOME in the frame.  */
	.macro	value mode, home, address=t5
	.ifc	\mode, closure
	addi	\address, sp, \home
	sd	\address, 0(t0)
	.else
	ld	\address, 0(t0)
	.endif
	addi	t0, t0, 8
	.endm

/* a0 = the integer of KIND in a0, as callers of ffi_call get it.  */
	.macro	widen kind
	.if	\kind == FAST_U8
	andi	a0, a0, 255
	.elseif	\kind == FAST_S8
	slli	a0, a0, 56
	srai	a0, a0, 56
	.elseif	\kind == FAST_U16
	slli	a0, a0, 48
	srli	a0, a0, 48
	.elseif	\kind == FAST_S16
	slli	a0, a0, 48
	srai	a0, a0, 48
	.elseif	\kind == FAST_U32
	slli	a0, a0, 32
	srli	a0, a0, 32
	.elseif	\kind == FAST_W32
	sext.w	a0, a0
	.endif
	.endm

/* Calls fn, or the handler.  */
	.macro	call_it mode
	.ifc	\mode, closure
	jal	.Lhandler
	.else
	jalr	t1
	.endif
	.endm

/* The same with a result of KIND.  Closures' handlers write integers as whole
   words; the low bytes count.  */
	.macro	call_for mode, kind
	call_it	\mode
	.if	\kind == FAST_F32 || \kind == FAST_F64
	result	\mode, fa0, \kind
	.elseif	\kind != FAST_VOID
	.ifc	\mode, closure
	get	a0, \kind, 0, s0
	.else
	widen	\kind
	sd	a0, 0(s0)
	.endif
	.endif
	return
	.endm

/* ---- The table of operations ----------------------------------------- */

/* Goes to the slot of operation NUMBER.  Those from FAST_MORE on are before the
   others.  .org fails if the code of a slot is too large.  */
	.macro	at mode, number
	.org	ASM_C (ffi_riscv_fast_more_\mode) \
		+ FAST_SLOT * (((\number) + FAST_MORE) & (2 * FAST_MORE - 1))
	LPAD
	.endm

	.macro	first mode, number, home, reg, kind
	at	\mode, \number
	value	\mode, \home, t2
	argument \mode, \reg, \kind, 0, t2
	j	.Lmore_\mode
	.endm

/* The three parts that the second register REG can have.  */
	.macro	second mode, number, reg, four, eight
	at	\mode, \number + FAST_4_AT_4
	argument \mode, \reg, \four, 4, t2
	next	\mode
	at	\mode, \number + FAST_4_AT_8
	argument \mode, \reg, \four, 8, t2
	next	\mode
	at	\mode, \number + FAST_8_AT_8
	argument \mode, \reg, \eight, 8, t2
	next	\mode
	.endm

/* A closure's argument is the caller's copy.  */
	.macro	copy mode, number, size
	.irp	g, 0, 1, 2, 3, 4, 5, 6, 7
	at	\mode, \number + \g
	.ifc	\mode, closure
	sd	a\g, 0(t0)
	addi	t0, t0, 8
	next	\mode
	.else
	value	\mode, 0, t2
	addi	a\g, sp, COPY
	j	.Lcopy_\size\()_\mode
	.endif
	.endr
	.endm

/* The end NUMBER for a result in one register or two.  */
	.macro	end mode, number, reg, kind, reg1, kind1, offset
	at	\mode, \number
	call_it	\mode
	result	\mode, \reg, \kind
	.ifnb	\reg1
	result	\mode, \reg1, \kind1, \offset
	.endif
	return
	.endm

/* The ends for all second parts, if the first one is in REG.  */
	.macro	ends_of_two mode, reg, kind, int, float
	.set	number, FAST_END_TWO + 6 * (\kind - FAST_W32)
	end	\mode, number + 0, \reg, \kind, \int, FAST_W32, 4
	end	\mode, number + 1, \reg, \kind, \int, FAST_W32, 8
	end	\mode, number + 2, \reg, \kind, \int, FAST_I64, 8
	end	\mode, number + 3, \reg, \kind, \float, FAST_F32, 4
	end	\mode, number + 4, \reg, \kind, \float, FAST_F32, 8
	end	\mode, number + 5, \reg, \kind, \float, FAST_F64, 8
	.endm

	.macro	more_operations mode
	.irp	g, 0, 1, 2, 3, 4, 5, 6, 7
	first	\mode, FAST_FIRST_GPR + 2 * \g, GPR + 16 * \g, a\g, FAST_W32
	first	\mode, FAST_FIRST_GPR + 2 * \g + 1, GPR + 16 * \g, a\g, FAST_I64
	.endr
	.irp	v, 0, 1, 2, 3, 4, 5, 6, 7
	first	\mode, FAST_FIRST_FPR + 2 * \v, FPR + 16 * \v, fa\v, FAST_F32
	first	\mode, FAST_FIRST_FPR + 2 * \v + 1, FPR + 16 * \v, fa\v, FAST_F64
	.endr
	.irp	g, 0, 1, 2, 3, 4, 5, 6, 7
	second	\mode, FAST_SECOND_GPR + 3 * \g, a\g, FAST_W32, FAST_I64
	.endr
	.irp	v, 0, 1, 2, 3, 4, 5, 6, 7
	second	\mode, FAST_SECOND_FPR + 3 * \v, fa\v, FAST_F32, FAST_F64
	.endr
	copy	\mode, FAST_COPY_24, 24
	copy	\mode, FAST_COPY_32, 32
	.irp	kind, FAST_U8, FAST_U16, FAST_W32
	end	\mode, FAST_END_BYTES + \kind / 2, a0, \kind
	.endr
	end	\mode, FAST_END_G12, a0, FAST_I64, a1, FAST_W32, 8
	ends_of_two \mode, a0, FAST_W32, a1, fa0
	ends_of_two \mode, a0, FAST_I64, a1, fa0
	ends_of_two \mode, fa0, FAST_F32, a0, fa1
	ends_of_two \mode, fa0, FAST_F64, a0, fa1
	.endm

	.macro	stack mode, word, kind
	at	\mode, FAST_STACK + 2 * \word + \kind - FAST_W32
	value	\mode, CLOSURE_FRAME + 8 * \word
	.ifnc	\mode, closure
	get	t5, \kind
	sd	t5, 8 * \word(sp)
	.endif
	next	\mode
	.endm

/* An argument in one register or two.  In closures two fill the slot.  */
	.macro	move mode, number, home, reg, kind, reg1, kind1, offset
	at	\mode, \number
	value	\mode, \home
	argument \mode, \reg, \kind
	.ifnb	\reg1
	argument \mode, \reg1, \kind1, \offset
	.ifc	\mode, closure
	j	.Lnext_closure
	.else
	next	\mode
	.endif
	.else
	next	\mode
	.endif
	.endm

/* Arguments in two registers of a kind, N and M, the number after N.  */
	.macro	pair mode, n, m, number, kind
	move	\mode, \number + \n, GPR + 16 * \n, a\n, FAST_I64, a\m, \kind, 8
	.endm

	.macro	floats_of mode, n, m, number, kind, size
	move	\mode, \number + \n, FPR + 16 * \n, fa\n, \kind, fa\m, \kind, \size
	.endm

	.macro	each_pair stub, mode, more:vararg
	\stub	\mode, 0, 1, \more
	\stub	\mode, 1, 2, \more
	\stub	\mode, 2, 3, \more
	\stub	\mode, 3, 4, \more
	\stub	\mode, 4, 5, \more
	\stub	\mode, 5, 6, \more
	\stub	\mode, 6, 7, \more
	.endm

	.macro	operations mode
	.irp	kind, FAST_U8, FAST_S8, FAST_U16, FAST_S16, FAST_P_KINDS, FAST_U32, FAST_VOID
	at	\mode, \kind
	call_for \mode, \kind
	.endr
	end	\mode, FAST_END_GG, a0, FAST_I64, a1, FAST_I64, 8
	end	\mode, FAST_END_DD, fa0, FAST_F64, fa1, FAST_F64, 8
	at	\mode, FAST_ESCAPED
	next_more \mode
	.irp	word, 0, 1, 2, 3, 4, 5, 6, 7
	stack	\mode, \word, FAST_W32
	stack	\mode, \word, FAST_I64
	.endr
	.irp	g, 0, 1, 2, 3, 4, 5, 6, 7
	.irp	kind, FAST_U8, FAST_S8, FAST_U16, FAST_S16, FAST_W32, FAST_I64
	move	\mode, FAST_X + FAST_KINDS * \g + \kind, GPR + 16 * \g, a\g, \kind
	.endr
	.endr
	.irp	v, 0, 1, 2, 3, 4, 5, 6, 7
	move	\mode, FAST_FPR + 2 * \v, FPR + 16 * \v, fa\v, FAST_F32
	move	\mode, FAST_FPR + 2 * \v + 1, FPR + 16 * \v, fa\v, FAST_F64
	.endr
	each_pair pair, \mode, FAST_PAIR, FAST_I64
	each_pair pair, \mode, FAST_PAIR_12, FAST_W32
	each_pair floats_of, \mode, FAST_FLOATS, FAST_F32, 4
	each_pair floats_of, \mode, FAST_DOUBLES, FAST_F64, 8
	.endm

/* ---- The table of prefixes ------------------------------------------- */

/* Moves argument prefix_n, of KIND.  The symbols count the registers used.  */
	.macro	prefix_argument mode, kind
	.if	\kind < FAST_F32
	.set	home, GPR + 16 * prefix_g
	.else
	.set	home, FPR + 16 * prefix_v
	.endif
	.ifc	\mode, closure
	addi	t5, sp, home
	sd	t5, 8 * prefix_n(sp)
	.else
	ld	t5, 8 * prefix_n(a3)
	.endif
	.irp	r, 0, 1, 2
	.if	\kind < FAST_F32 && prefix_g == \r
	argument \mode, a\r, \kind
	.elseif	\kind >= FAST_F32 && prefix_v == \r
	argument \mode, fa\r, \kind
	.endif
	.endr
	.if	\kind < FAST_F32
	.set	prefix_g, prefix_g + 1
	.else
	.set	prefix_v, prefix_v + 1
	.endif
	.set	prefix_n, prefix_n + 1
	.endm

/* ffi_call clears the first four argument registers as far as the prefix does
   not load them: the callee shall not see cif, fn, rvalue and avalue.  A plan
   leaves its arguments there, as compiled code does.  */
	.macro	clear_gprs mode
	.ifc	\mode, code
	.irp	r, 0, 1, 2, 3
	.if	\r >= prefix_g
	li	a\r, 0
	.endif
	.endr
	.endif
	.endm

	.macro	prefix_begin
	.balign	FAST_PREFIX_SLOT
	LPAD
	.set	prefix_g, 0
	.set	prefix_v, 0
	.set	prefix_n, 0
	.endm

/* Goes on to the first operation after a prefix.  */
	.macro	prefix_end mode
	.ifc	\mode, closure
	addi	t0, sp, 8 * prefix_n
	j	.Lfirst_closure
	.else
	addi	t0, a3, 8 * prefix_n
	clear_gprs \mode
	prefix_next \mode
	.endif
	.endm

/* A plan's operations follow its prefix.  */
	.macro	find_operations mode
	.ifc	\mode, plan
	addi	t6, a0, PLAN_OPS + 8
	.endif
	.endm

/* The prefix for arguments of these kinds, or the whole call if there is an
   end for the result's kind, END.  */
	.macro	prefix mode, end, kind0, kind1, kind2
	prefix_begin
	.ifb	\end
	find_operations \mode
	.endif
	.irp	kind, \kind0, \kind1, \kind2
	.ifnb	\kind
	prefix_argument \mode, \kind
	.endif
	.endr
	.ifb	\end
	prefix_end \mode
	.else
	clear_gprs \mode
	call_for \mode, \end
	.endif
	.endm

	.macro	prefixes_of_two mode, end
	prefix	\mode, \end
	.irp	kind0, FAST_P_KINDS
	prefix	\mode, \end, \kind0
	.endr
	.irp	kind1, FAST_P_KINDS
	.irp	kind0, FAST_P_KINDS
	prefix	\mode, \end, \kind0, \kind1
	.endr
	.endr
	.endm

	.macro	prefixes mode
	prefixes_of_two \mode
	.irp	kind2, FAST_P_KINDS
	.irp	kind1, FAST_P_KINDS
	.irp	kind0, FAST_P_KINDS
	prefix	\mode, , \kind0, \kind1, \kind2
	.endr
	.endr
	.endr
	prefix_begin				/* INDIRECT */
	find_operations \mode
	.ifc	\mode, closure
	mv	s0, a0
	.else
	mv	a0, s0
	.set	prefix_g, 1
	.endif
	prefix_end \mode
	prefix_begin				/* EIGHT */
	j	.Leight_\mode
	.irp	end, FAST_VOID, FAST_P_KINDS
	prefixes_of_two \mode, \end
	.endr
	.endm

/* ---- The tables ------------------------------------------------------ */

/* Code that does not fit into slots.  */
	.macro	far_code mode
.Leight_\mode:
	.ifc	\mode, closure
	mv	t0, sp
	.else
	mv	t0, a3
	.endif
	find_operations \mode
	.irp	g, 0, 1, 2, 3, 4, 5, 6, 7
	.ifc	\mode, closure
	addi	t5, sp, GPR + 16 * \g
	sd	t5, 8 * \g(t0)
	.else
	ld	t5, 8 * \g(t0)
	.endif
	argument \mode, a\g, FAST_I64
	.endr
	addi	t0, t0, 64
.Lfirst_\mode:
	prefix_next \mode
	.ifnc	\mode, closure
.Lcopy_32_\mode:
	ld	t5, 24(t2)
	sd	t5, COPY + 24(sp)
.Lcopy_24_\mode:
	ld	t5, 0(t2)
	sd	t5, COPY(sp)
	ld	t5, 8(t2)
	sd	t5, COPY + 8(sp)
	ld	t5, 16(t2)
	sd	t5, COPY + 16(sp)
	.endif
.Lnext_\mode:
	next	\mode
.Lmore_\mode:
	next_more \mode
	.endm

/* All tables of a mode are one function, or part of ffi_call, that is entered
   in the middle, with the frame made already.  */
	.macro	tables mode
	more_operations \mode
	.org	ASM_C (ffi_riscv_fast_more_\mode) + FAST_TABLE
	ffi_asm_hide ASM_C (ffi_riscv_fast_\mode)
ASM_C (ffi_riscv_fast_\mode):
	operations \mode
	.org	ASM_C (ffi_riscv_fast_\mode) + FAST_TABLE
	prefixes \mode
	.org	ASM_C (ffi_riscv_fast_\mode) + FAST_PREFIX_SLOT * FAST_PREFIXES
	far_code \mode
	.endm

	.set	FRAME, CALL_FRAME

/* void ffi_call (ffi_cif *cif, void (*fn) (void), void *rvalue,
		  void **avalue)
   in: a0 cif, a1 fn, a2 rvalue, a3 avalue  */
ASM_PUBLIC_FUNC (ffi_call)
	LPAD
	ld	t6, CIF_CODE(a0)
	beqz	a2, 2f
1:	blez	t6, 3f
	.cfi_remember_state
	fast_enter
	mv	s0, a2
	mv	t1, a1
	first_prefix code
	.cfi_restore_state
	/* No rvalue: the result goes into the frame, unless the callee stores
	   it in memory.  */
2:	blez	t6, 3f
	andi	t5, t6, (1 << FAST_PREFIX_BITS) - 1
	addi	t5, t5, -FAST_PREFIX_INDIRECT
	beqz	t5, 3f
	addi	a2, sp, COPY - CALL_FRAME
	j	1b
3:	li	a4, 0				/* static chain */
	tail	ASM_C (ffi_call_general)

	.balign	FAST_PREFIX_SLOT
	ASM_PART (ffi_riscv_fast_more_code)
	frame_rules
	tables	code
ASM_END (ffi_call)

	.balign	FAST_PREFIX_SLOT
ASM_FUNC (ffi_riscv_fast_more_plan)
	frame_rules
	tables	plan
ASM_END (ffi_riscv_fast_more_plan)

/* void ffi_riscv_plan (ffi_call_plan *plan, void (*fn) (void), void *rvalue,
			void **avalue)  */
ASM_FUNC (ffi_riscv_plan)
	LPAD
	ld	t5, PLAN_OPS(a0)
	beqz	a2, 2f
1:	.cfi_remember_state
	fast_enter
	mv	s0, a2
	mv	t1, a1
	jr	t5
	.cfi_restore_state
	/* No rvalue: as in ffi_call.  */
2:	lla	t4, ASM_C (ffi_riscv_fast_plan) \
		+ FAST_PREFIX_INDIRECT * FAST_PREFIX_SLOT
	addi	a2, sp, COPY - CALL_FRAME
	bne	t4, t5, 1b
	ld	a0, PLAN_CIF(a0)
	li	a2, 0				/* rvalue */
	li	a4, 0				/* static chain */
	tail	ASM_C (ffi_call_general)
ASM_END (ffi_riscv_plan)

	.set	FRAME, CLOSURE_FRAME

	.balign	FAST_PREFIX_SLOT
ASM_FUNC (ffi_riscv_fast_more_closure)
	frame_rules
	tables	closure
	/* fun (cif, rvalue, avalue, user_data), which returns to the stub.  */
.Lhandler:
	ld	a0, CLOSURE_CIF(t1)
	mv	a1, s0
	mv	a2, sp
	ld	a3, CLOSURE_DATA(t1)
	ld	t1, CLOSURE_FUN(t1)
	jr	t1
ASM_END (ffi_riscv_fast_more_closure)

/* The entry of closures.
   in:  CHAIN the closure; all argument registers  */
ASM_FUNC (ffi_riscv_closure_fast)
	LPAD
	ld	t5, CLOSURE_CIF(CHAIN)
	mv	t1, CHAIN
	ld	t6, CIF_CODE(t5)
	blez	t6, 1f
	.cfi_remember_state
	fast_enter
	addi	s0, sp, RESULT
	sd	zero, RESULT(sp)		/* clears the padding */
	sd	zero, RESULT + 8(sp)
	first_prefix closure
	.cfi_restore_state
	/* The cif has been prepared again, and has no code now.  */
1:	tail	ASM_C (ffi_riscv_closure_float)
ASM_END (ffi_riscv_closure_fast)

#endif

#endif

	ASM_FOOTER
