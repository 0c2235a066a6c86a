/* SPDX-License-Identifier: MIT */
/* RISC-V: calls that run on a fast code or a plan.

   Registers while arguments are loaded (the argument registers fill up):
     a3   the next element of avalue, in prefixes
     t0   the next element of avalue
     t1   fn
     t2   the next stack argument; within an argument: scratch
     t3   code: the table of operations
     t4   code: FAST_MASK
     t5   scratch
     t6   code: the remaining operations; plan: the address of the next one
     s0   rvalue
   Frame (FRAME bytes):
     0(sp)        the stack arguments
     COPY(sp)     the copy of an argument that is passed by reference, or a
                  result that the caller does not want
     HIGH(sp)     RV32: the upper word of the code
     SAVED_S0, SAVED_RA(sp)  */
#include "asm.h"

#ifdef __riscv

#define FRAME (FAST_STACK + 48)

#include "psabi-stubs.h"

/* Members of struct ffi_call_plan.  */
#define PLAN_CIF (2 * RISCV_WORD)
#define PLAN_OPS (3 * RISCV_WORD)

#define COPY FAST_STACK
#define HIGH (COPY + 4 * RISCV_WORD)

	ASM_TEXT

#if RISCV_HAS_STUBS

/* ---- Moving one argument --------------------------------------------- */

	.macro	value
	REG_L	t5, 0(t0)
	.endm

/* REG = the integer of KIND at OFFSET(BASE).  */
	.macro	load_int reg, kind, offset=0, base=t5
	.if	\kind == FAST_U8
	lbu	\reg, \offset(\base)
	.elseif	\kind == FAST_S8
	lb	\reg, \offset(\base)
	.elseif	\kind == FAST_U16
	lhu	\reg, \offset(\base)
	.elseif	\kind == FAST_S16
	lh	\reg, \offset(\base)
	.elseif	\kind == FAST_W32
	lw	\reg, \offset(\base)
	.else
	REG_L	\reg, \offset(\base)
	.endif
	.endm

/* ---- Calls and results ----------------------------------------------- */

	.macro	call_fn
	jalr	t1
	.endm

/* a0 = the integer of KIND in a0.  */
	.macro	widen_result kind
	.if	\kind == FAST_END_U8
	andi	a0, a0, 255
	.elseif	\kind == FAST_END_S8
	slli	a0, a0, __riscv_xlen - 8
	srai	a0, a0, __riscv_xlen - 8
	.elseif	\kind == FAST_END_U16
	slli	a0, a0, __riscv_xlen - 16
	srli	a0, a0, __riscv_xlen - 16
	.elseif	\kind == FAST_END_S16
	slli	a0, a0, __riscv_xlen - 16
	srai	a0, a0, __riscv_xlen - 16
#if RISCV_WORD == 8
	.elseif	\kind == FAST_END_U32
	slli	a0, a0, 32
	srli	a0, a0, 32
	.elseif	\kind == FAST_END_W32
	sext.w	a0, a0
#endif
	.endif
	REG_S	a0, 0(s0)
	.endm

	.macro	store_w64
	REG_S	a0, 0(s0)
#if RISCV_WORD == 4
	sw	a1, 4(s0)
#endif
	.endm

/* ---- The table of operations ----------------------------------------- */

	.macro	end_stubs mode
	slot					/* VOID */
	call_fn
	end_return \mode
	.irp	kind, FAST_END_U8, FAST_END_S8, FAST_END_U16, FAST_END_S16, FAST_END_U32, FAST_END_W32
	slot
	call_fn
	widen_result \kind
	end_return \mode
	.endr
	slot					/* W64 */
	call_fn
	store_w64
	end_return \mode
	slot					/* F32 */
	call_fn
	store_float 0, 0
	end_return \mode
	slot					/* F64 */
	call_fn
	store_float 0, 1
	end_return \mode
	slot					/* GG */
	call_fn
	REG_S	a0, 0(s0)
	REG_S	a1, RISCV_WORD(s0)
	end_return \mode
	slot					/* DD */
	call_fn
	store_float 0, 1
	store_float 1, 1, 8
	end_return \mode
	.endm

	.macro	stack_stubs mode
	slot					/* FIRST, 4 bytes */
	value
	lw	t5, 0(t5)
	addi	t2, sp, RISCV_WORD
	REG_S	t5, 0(sp)
	j	.Ladvance_\mode
	slot					/* FIRST, 8 bytes */
	mv	t2, sp
	j	.Lstack_8_\mode
	slot					/* NEXT, 4 bytes */
	value
	lw	t5, 0(t5)
	REG_S	t5, 0(t2)
	addi	t2, t2, RISCV_WORD
	j	.Ladvance_\mode
	slot					/* NEXT, 8 bytes */
#if RISCV_WORD == 8
	value
	ld	t5, 0(t5)
	sd	t5, 0(t2)
	addi	t2, t2, 8
	j	.Ladvance_\mode
#else
	j	.Lstack_8_\mode
#endif
	.endm

	.macro	gpr_stubs mode
	.irp	g, 0, 1, 2, 3, 4, 5, 6, 7
	.irp	kind, FAST_U8, FAST_S8, FAST_U16, FAST_S16, FAST_W32, FAST_W64
	slot
	value
	advance
	load_int a\g, \kind
	next	\mode
	.endr
	.endr
	.endm

	.macro	fpr_stubs mode
	.irp	v, 0, 1, 2, 3, 4, 5, 6, 7
	.irp	is_double, 0, 1
	slot
	value
	advance
	load_float \v, \is_double
	next	\mode
	.endr
	.endr
	.endm

/* An argument in two registers, N and M, the number after N.  */
	.macro	pair_stub mode, n, m, kind
	slot
	value
	advance
	REG_L	a\n, 0(t5)
	load_int a\m, \kind, RISCV_WORD
	next_near \mode
	.endm

	.macro	pair_stubs mode
	.irp	kind, FAST_W64, FAST_W32
	pair_stub \mode, 0, 1, \kind
	pair_stub \mode, 1, 2, \kind
	pair_stub \mode, 2, 3, \kind
	pair_stub \mode, 3, 4, \kind
	pair_stub \mode, 4, 5, \kind
	pair_stub \mode, 5, 6, \kind
	pair_stub \mode, 6, 7, \kind
	.endr
	.endm

	.macro	floats_stub mode, n, m, double_n, double_m, offset
	slot
	value
	advance
	load_float \n, \double_n
	load_float \m, \double_m, \offset
	next_near \mode
	.endm

	.macro	floats_stubs mode, n, m
	floats_stub \mode, \n, \m, 0, 0, 4
	floats_stub \mode, \n, \m, 1, 1, 8
	floats_stub \mode, \n, \m, 0, 1, 8
	floats_stub \mode, \n, \m, 1, 0, 8
	.endm

	.macro	operations mode
	end_stubs \mode
	slots_up_to FAST_ESCAPE, \mode
	slot					/* ESCAPE */
	next_more \mode
	slot					/* REFILL */
	.ifc	\mode, code
	REG_L	t6, HIGH(sp)
	next_in_upper
	.endif
	slots_up_to FAST_STACK_FIRST, \mode
	stack_stubs \mode
	slots_up_to FAST_GPR, \mode
	gpr_stubs \mode
	fpr_stubs \mode
	slots_up_to FAST_PAIR, \mode
	pair_stubs \mode
	slots_up_to FAST_FLOATS, \mode
	floats_stubs \mode, 0, 1
	floats_stubs \mode, 1, 2
	floats_stubs \mode, 2, 3
	floats_stubs \mode, 3, 4
	floats_stubs \mode, 4, 5
	floats_stubs \mode, 5, 6
	floats_stubs \mode, 6, 7
	.endm

/* ---- The rest -------------------------------------------------------- */

	.macro	first_stubs mode
	.irp	g, 0, 1, 2, 3, 4, 5, 6, 7
	.irp	kind, FAST_W32, FAST_W64
	slot
	REG_L	t2, 0(t0)
	advance
	load_int a\g, \kind, 0, t2
	j	.Lmore_\mode
	.endr
	.endr
	.irp	v, 0, 1, 2, 3, 4, 5, 6, 7
	.irp	is_double, 0, 1
	slot
	REG_L	t2, 0(t0)
	advance
	load_float \v, \is_double, 0, t2
	j	.Lmore_\mode
	.endr
	.endr
	.endm

	.macro	second_stubs mode
	.irp	g, 0, 1, 2, 3, 4, 5, 6, 7
	slot
	lw	a\g, 4(t2)
	next	\mode
	slot
	lw	a\g, 8(t2)
	next	\mode
	slot
	load_int a\g, FAST_W64, 8, t2
	next	\mode
	.endr
	.irp	v, 0, 1, 2, 3, 4, 5, 6, 7
	slot
	load_float \v, 0, 4, t2
	next	\mode
	slot
	load_float \v, 0, 8, t2
	next	\mode
	slot
	load_float \v, 1, 8, t2
	next	\mode
	.endr
	.endm

	.macro	copy_stubs copy
	.irp	g, 0, 1, 2, 3, 4, 5, 6, 7
	slot
	REG_L	t2, 0(t0)
	advance
	addi	a\g, sp, COPY
	j	\copy
	.endr
	.endm

/* PART 0 is 4 bytes at offset 4; 1, 4 bytes at 8; 2, 8 bytes at 8.  */
	.macro	store_second_int reg, part
	.if	\part == 0
	sw	\reg, 4(s0)
	.elseif	\part == 1
	sw	\reg, 8(s0)
	.else
	REG_S	\reg, 8(s0)
	.endif
	.endm

	.macro	store_second_float v, part
	.if	\part == 0
	store_float \v, 0, 4
	.elseif	\part == 1
	store_float \v, 0, 8
	.else
	store_float \v, 1, 8
	.endif
	.endm

	.macro	end_more_stubs mode
	slot					/* G1, G2, G4, G12 */
	call_fn
	sb	a0, 0(s0)
	end_return \mode
	slot
	call_fn
	sh	a0, 0(s0)
	end_return \mode
	slot
	call_fn
	sw	a0, 0(s0)
	end_return \mode
	slot
	call_fn
	REG_S	a0, 0(s0)
	sw	a1, 8(s0)
	end_return \mode
	.irp	eight, 0, 1			/* TWO: integer first */
	.irp	float, 0, 1
	.irp	part, 0, 1, 2
	slot
	call_fn
	.if	\eight
	REG_S	a0, 0(s0)
	.else
	sw	a0, 0(s0)
	.endif
	.if	\float
	store_second_float 0, \part
	.else
	store_second_int a1, \part
	.endif
	end_return \mode
	.endr
	.endr
	.endr
	.irp	eight, 0, 1			/* TWO: float first */
	.irp	float, 0, 1
	.irp	part, 0, 1, 2
	slot
	call_fn
	store_float 0, \eight
	.if	\float
	store_second_float 1, \part
	.else
	store_second_int a0, \part
	.endif
	end_return \mode
	.endr
	.endr
	.endr
	.endm

	.macro	more_operations mode
	first_stubs \mode
	second_stubs \mode
	copy_stubs .Lcopy_3_\mode
	copy_stubs .Lcopy_4_\mode
	end_more_stubs \mode
	.endm

/* Code that does not fit into slots.  */
	.macro	far_code mode
.Lcopy_4_\mode:
	REG_L	t5, REG_OFF (3)(t2)
	REG_S	t5, COPY + REG_OFF (3)(sp)
.Lcopy_3_\mode:
	REG_L	t5, 0(t2)
	REG_S	t5, COPY(sp)
	REG_L	t5, REG_OFF (1)(t2)
	REG_S	t5, COPY + REG_OFF (1)(sp)
	REG_L	t5, REG_OFF (2)(t2)
	REG_S	t5, COPY + REG_OFF (2)(sp)
.Lnext_\mode:
	next	\mode
.Lstack_8_\mode:
	value
#if RISCV_WORD == 4
	lw	ra, 4(t5)
	sw	ra, 4(t2)
#endif
	REG_L	t5, 0(t5)
	REG_S	t5, 0(t2)
	addi	t2, t2, 8
.Ladvance_\mode:
	advance
	next	\mode
.Lmore_\mode:
	next_more \mode
#if defined __riscv_landing_pad || defined __riscv_shadow_stack
.Lreturn_\mode:
	return
#endif
	.endm

/* ---- The table of prefixes ------------------------------------------- */

/* Loads argument prefix_n, of kind P.  The symbols count the registers used.
   At most a0-a2 are loaded, so a3 and a5 are free.  */
	.macro	prefix_load p
	REG_L	a5, REG_OFF (prefix_n)(a3)
	.irp	r, 0, 1, 2
	.if	\p == FAST_P_W32 && prefix_g == \r
	lw	a\r, 0(a5)
	.elseif	\p == FAST_P_W64 && prefix_g == \r
	REG_L	a\r, 0(a5)
	.elseif	(\p == FAST_P_F64 || \p == FAST_P_F32) && prefix_v == \r
	load_float \r, (\p == FAST_P_F64), 0, a5
	.endif
	.endr
	.if	\p == FAST_P_W32 || \p == FAST_P_W64
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

	.macro	prefix_begin mode
	prefix_slot
	.ifc	\mode, plan
	addi	t6, a0, PLAN_OPS + RISCV_WORD
	.endif
	.set	prefix_g, 0
	.set	prefix_v, 0
	.set	prefix_n, 0
	.endm

/* The first operation after a prefix.  */
	.macro	prefix_end mode
	addi	t0, a3, REG_OFF (prefix_n)
	clear_gprs \mode
	prefix_next \mode
	.endm

	.macro	whole_end mode, end
	clear_gprs \mode
	call_fn
	.if	\end == FAST_WHOLE_W32
	widen_result FAST_END_W32
	.elseif	\end == FAST_WHOLE_W64
	store_w64
	.elseif	\end == FAST_WHOLE_F64
	store_float 0, 1
	.elseif	\end == FAST_WHOLE_F32
	store_float 0, 0
	.endif
	end_return \mode
	.endm

	.macro	whole_begin
	prefix_slot
	.set	prefix_g, 0
	.set	prefix_v, 0
	.set	prefix_n, 0
	.endm

	.macro	whole_stubs mode, end
	whole_begin
	whole_end \mode, \end
	.irp	p0, 0, 1, 2, 3
	whole_begin
	prefix_load \p0
	whole_end \mode, \end
	.endr
	.irp	p1, 0, 1, 2, 3
	.irp	p0, 0, 1, 2, 3
	whole_begin
	prefix_load \p0
	prefix_load \p1
	whole_end \mode, \end
	.endr
	.endr
	.endm

	.macro	prefixes mode
	prefix_begin \mode
	prefix_end \mode
	.irp	p0, 0, 1, 2, 3
	prefix_begin \mode
	prefix_load \p0
	prefix_end \mode
	.endr
	.irp	p1, 0, 1, 2, 3
	.irp	p0, 0, 1, 2, 3
	prefix_begin \mode
	prefix_load \p0
	prefix_load \p1
	prefix_end \mode
	.endr
	.endr
	.irp	p2, 0, 1, 2, 3
	.irp	p1, 0, 1, 2, 3
	.irp	p0, 0, 1, 2, 3
	prefix_begin \mode
	prefix_load \p0
	prefix_load \p1
	prefix_load \p2
	prefix_end \mode
	.endr
	.endr
	.endr
	prefix_begin \mode			/* INDIRECT */
	mv	a0, s0
	.set	prefix_g, 1
	prefix_end \mode
	prefix_begin \mode			/* EIGHT */
	j	.Leight_\mode
	whole_stubs \mode, FAST_WHOLE_VOID
	whole_stubs \mode, FAST_WHOLE_W32
	whole_stubs \mode, FAST_WHOLE_W64
	whole_stubs \mode, FAST_WHOLE_F64
	whole_stubs \mode, FAST_WHOLE_F32
	.endm

	.macro	eight_words mode
.Leight_\mode:
	mv	t0, a3
	.irp	g, 0, 1, 2, 3, 4, 5, 6, 7
	REG_L	t5, REG_OFF (\g)(t0)
	REG_L	a\g, 0(t5)
	.endr
	advance	8
	prefix_next \mode
	.endm

/* All tables are one function, or part of ffi_call, that is entered in the
   middle, with the frame made already.  .org fails if the code of a slot is too
   large.  */
	.macro	tables mode
	.balign	FAST_PREFIX_SLOT
	.ifc	\mode, code
	ASM_PART (ffi_riscv_fast_more_code)
	.else
ASM_FUNC (ffi_riscv_fast_more_\mode)
	.endif
	frame_rules
	more_operations \mode
	.org	ASM_C (ffi_riscv_fast_more_\mode) + FAST_TABLE
	ffi_asm_hide ASM_C (ffi_riscv_fast_\mode)
ASM_C (ffi_riscv_fast_\mode):
	operations \mode
	.org	ASM_C (ffi_riscv_fast_\mode) + FAST_TABLE
	prefixes \mode
	.org	ASM_C (ffi_riscv_fast_\mode) + FAST_PREFIX_SLOT * FAST_PREFIXES
	far_code \mode
	eight_words \mode
	.endm

/* ---- Entries --------------------------------------------------------- */

	.macro	call_enter
	fast_enter
	mv	s0, a2
	mv	t1, a1
	.endm

/* void ffi_call (ffi_cif *cif, void (*fn) (void), void *rvalue,
		  void **avalue)
   in: a0 cif, a1 fn, a2 rvalue, a3 avalue  */
ASM_PUBLIC_FUNC (ffi_call)
	LPAD
	REG_L	t6, CIF_CODE(a0)
	beqz	a2, 2f
#if RISCV_WORD == 8
1:	blez	t6, 3f
#else
1:	beqz	t6, 3f
	lw	t4, CIF_CODE + 4(a0)
	bltz	t4, 3f
#endif
	.cfi_remember_state
	call_enter
#if RISCV_WORD == 4
	sw	t4, HIGH(sp)
#endif
	first_prefix code
	.cfi_restore_state
	/* No rvalue: the result goes into the frame, unless the callee stores
	   it in memory.  */
2:
#if RISCV_WORD == 8
	blez	t6, 3f
#else
	beqz	t6, 3f
	lw	t4, CIF_CODE + 4(a0)
	bltz	t4, 3f
#endif
	andi	t5, t6, (1 << FAST_PREFIX_BITS) - 1
	addi	t5, t5, -FAST_P_INDIRECT
	beqz	t5, 3f
	addi	a2, sp, COPY - FRAME
	j	1b
3:	li	a4, 0				/* static chain */
	tail	ASM_C (ffi_call_general)

	tables	code
ASM_END (ffi_call)

	tables	plan
ASM_END (ffi_riscv_fast_more_plan)

/* void ffi_riscv_plan (ffi_call_plan *plan, void (*fn) (void), void *rvalue,
			void **avalue)  */
ASM_FUNC (ffi_riscv_plan)
	LPAD
	REG_L	t5, PLAN_OPS(a0)
	beqz	a2, 2f
1:	.cfi_remember_state
	call_enter
	jr	t5
	.cfi_restore_state
	/* No rvalue: as in ffi_call.  */
2:	lla	t4, ASM_C (ffi_riscv_fast_plan) \
		+ FAST_P_INDIRECT * FAST_PREFIX_SLOT
	addi	a2, sp, COPY - FRAME
	bne	t4, t5, 1b
	REG_L	a0, PLAN_CIF(a0)
	li	a2, 0				/* rvalue */
	li	a4, 0				/* static chain */
	tail	ASM_C (ffi_call_general)
ASM_END (ffi_riscv_plan)

#elif !defined FFI_SIMPLE_FLAGS

/* RVE does not have the registers.  */
ASM_PUBLIC_FUNC (ffi_call)
	LPAD
	li	a4, 0				/* static chain */
	tail	ASM_C (ffi_call_general)
ASM_END (ffi_call)

#endif

#endif

	ASM_FOOTER
