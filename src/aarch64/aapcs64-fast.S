/* SPDX-License-Identifier: MIT */
/* AAPCS64: calls that run on a fast code or a plan, and closures.

   Registers while arguments are loaded (the argument registers fill up):
     x9   the next element of avalue
     x10  code: the remaining operations, the next one lowest; plan: points to
          the address of the next operation
     x11  code only: the table of operations
     x14  fn
     x12, x13, x15, x16 scratch
   Frame:
     [x29]       caller's x29, x30
     [x29, #16]  rvalue
     [x29, #24]  the stub to return to, if the stack pointer was moved
     [x29, #32]  32 bytes for a result that the caller does not want
     [sp]        the stack arguments, if there are any, below x29  */
#include "asm.h"

#ifdef __aarch64__

#include <ffi.h>
#include "aapcs64-fast.h"
#include "image.h"
#include "signed.h"

#define FRAME 64
#define RVALUE 16
#define RETURN 24
#define UNWANTED 32
#define CIF_CODE 24
#define PLAN_CIF 16
#define PLAN_OPS 24

	ASM_TEXT

#if AAPCS64_FAST

/* Makes the frame; takes fn in x1, rvalue in x2, avalue in x3.  */
	.macro	enter
	stp	x29, x30, [sp, #-FRAME]!
	.cfi_def_cfa_offset FRAME
	.cfi_offset 29, -FRAME
	.cfi_offset 30, 8 - FRAME
	mov	x29, sp
	.cfi_def_cfa_register 29
	str	x2, [sp, #RVALUE]
	mov	x9, x3
	mov	x14, x1
	.endm

/* ---- Jumping to the next operation ----------------------------------- */

	.macro	next_code
	and	x16, x10, #(1 << FAST_OP_BITS) - 1
	lsr	x10, x10, #FAST_OP_BITS
	add	x16, x11, x16, lsl #5		/* FAST_SLOT */
	br	x16
	.endm

	.macro	next_plan
	ldr	x16, [x10], #8
	br	x16
	.endm

/* ---- Moving one argument --------------------------------------------- */

	.macro	slot
	.balign	FAST_SLOT
	BTI_C
	.endm

/* x12 = avalue[next]  */
	.macro	value
	ldr	x12, [x9], #8
	.endm

	.macro	load_x n, kind, base
	.if	\kind == FAST_U8
	ldrb	w\n, [\base]
	.elseif	\kind == FAST_S8
	ldrsb	w\n, [\base]
	.elseif	\kind == FAST_U16
	ldrh	w\n, [\base]
	.elseif	\kind == FAST_S16
	ldrsh	w\n, [\base]
	.elseif	\kind == FAST_W32
	ldr	w\n, [\base]
	.else
	ldr	x\n, [\base]
	.endif
	.endm

	.macro	x_stubs mode
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	.irp	kind, FAST_U8, FAST_S8, FAST_U16, FAST_S16, FAST_W32, FAST_I64
	slot
	value
	load_x	\n, \kind, x12
	next_\mode
	.endr
	.endr
	.endm

	.macro	v_stubs mode, view
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	slot
	value
	ldr	\view\n, [x12]
	next_\mode
	.endr
	.endm

/* Two x registers, the second of LENGTH bytes.  */
	.macro	pair_stub mode, length, a, b
	slot
	value
	.if	\length == 8
	ldp	x\a, x\b, [x12]
	.else
	ldr	x\a, [x12]
	ldr	w\b, [x12, #8]
	.endif
	next_\mode
	.endm

	.macro	pair_stubs mode, length
	pair_stub \mode, \length, 0, 1
	pair_stub \mode, \length, 1, 2
	pair_stub \mode, \length, 2, 3
	pair_stub \mode, \length, 3, 4
	pair_stub \mode, \length, 4, 5
	pair_stub \mode, \length, 5, 6
	pair_stub \mode, \length, 6, 7
	slot					/* no argument is placed so */
	brk	#1
	.endm

/* Two v registers, named by VIEW, with members of SIZE bytes.  */
	.macro	two_stub mode, view, a, b
	slot
	value
	ldp	\view\a, \view\b, [x12]
	next_\mode
	.endm

	.macro	three_stub mode, view, size, a, b, c
	slot
	value
	ldp	\view\a, \view\b, [x12]
	ldr	\view\c, [x12, #2 * \size]
	next_\mode
	.endm

	.macro	four_stub mode, view, size, a, b, c, d
	slot
	value
	ldp	\view\a, \view\b, [x12]
	ldp	\view\c, \view\d, [x12, #2 * \size]
	next_\mode
	.endm

	.macro	no_stubs n
	.rept	\n
	slot
	brk	#1
	.endr
	.endm

	.macro	two_stubs mode, view
	two_stub \mode, \view, 0, 1
	two_stub \mode, \view, 1, 2
	two_stub \mode, \view, 2, 3
	two_stub \mode, \view, 3, 4
	two_stub \mode, \view, 4, 5
	two_stub \mode, \view, 5, 6
	two_stub \mode, \view, 6, 7
	no_stubs 1
	.endm

	.macro	three_stubs mode, view, size
	three_stub \mode, \view, \size, 0, 1, 2
	three_stub \mode, \view, \size, 1, 2, 3
	three_stub \mode, \view, \size, 2, 3, 4
	three_stub \mode, \view, \size, 3, 4, 5
	three_stub \mode, \view, \size, 4, 5, 6
	three_stub \mode, \view, \size, 5, 6, 7
	no_stubs 2
	.endm

	.macro	four_stubs mode, view, size
	four_stub \mode, \view, \size, 0, 1, 2, 3
	four_stub \mode, \view, \size, 1, 2, 3, 4
	four_stub \mode, \view, \size, 2, 3, 4, 5
	four_stub \mode, \view, \size, 3, 4, 5, 6
	four_stub \mode, \view, \size, 4, 5, 6, 7
	no_stubs 3
	.endm

	.macro	stack_stubs mode, register
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	slot
	value
	ldr	\register, [x12]
	str	x13, [sp, #8 * \n]
	next_\mode
	.endr
	.endm

	.macro	stack_pair_stubs mode
	.irp	n, 0, 1, 2, 3, 4, 5, 6
	slot
	value
	ldp	x12, x13, [x12]
	stp	x12, x13, [sp, #8 * \n]
	next_\mode
	.endr
	no_stubs 1
	.endm

/* x[n] = the address of a copy on the stack.  */
	.macro	copy_stubs mode, size
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	slot
	value
	ldp	x13, x15, [x12]
	stp	x13, x15, [sp, #-32]!
	.if	\size == 24
	ldr	x13, [x12, #16]
	str	x13, [sp, #16]
	.else
	ldp	x13, x15, [x12, #16]
	stp	x13, x15, [sp, #16]
	.endif
	mov	x\n, sp
	next_\mode
	.balign	2 * FAST_SLOT
	.endr
	.endm

/* ---- The end --------------------------------------------------------- */

/* The stack pointer is that of the frame again; FAST_MOVED restores it.
   Labels that begin with L are private in Mach-O objects.  */

	.macro	leave_frame
	.cfi_remember_state
	ldp	x29, x30, [sp], #FRAME
	.cfi_restore 29
	.cfi_restore 30
	.cfi_def_cfa 31, 0
	AUTH_LR
	ret
	.cfi_restore_state
	.endm

	.macro	end_return mode
#if defined __ARM_FEATURE_PAC_DEFAULT || defined __ARM_FEATURE_BTI_DEFAULT
	b	Lffi_return_\mode
#else
	leave_frame
#endif
	.endm

/* Calls the function, then runs the STORE instructions with rvalue in x12.  */
	.macro	end_stub mode, store:vararg
	slot
	CALL_FN x14
	ldr	x12, [x29, #RVALUE]
	\store
	end_return \mode
	.endm

	.macro	widen_stub mode, widen:vararg
	slot
	CALL_FN x14
	ldr	x12, [x29, #RVALUE]
	\widen
	str	x0, [x12]
	end_return \mode
	.endm

	.macro	end_stub_2 mode, view, size, last, second:vararg
	slot
	CALL_FN x14
	ldr	x12, [x29, #RVALUE]
	stp	\view\()0, \view\()1, [x12]
	\last	\second, [x12, #2 * \size]
	end_return \mode
	.endm

	.macro	ends mode
	slot					/* VOID */
	CALL_FN x14
	end_return \mode
	widen_stub \mode, and x0, x0, #0xff
	widen_stub \mode, sxtb x0, w0
	widen_stub \mode, and x0, x0, #0xffff
	widen_stub \mode, sxth x0, w0
	widen_stub \mode, mov w0, w0
	widen_stub \mode, sxtw x0, w0
	end_stub \mode, str x0, [x12]
	end_stub \mode, str s0, [x12]
	end_stub \mode, str d0, [x12]
	end_stub \mode, str q0, [x12]
	end_stub \mode, stp x0, x1, [x12]
	end_stub \mode, stp d0, d1, [x12]
	.endm

	.macro	more_ends mode
	end_stub_2 \mode, d, 8, str, d2
	end_stub_2 \mode, d, 8, stp, d2, d3
	end_stub \mode, stp s0, s1, [x12]
	end_stub_2 \mode, s, 4, str, s2
	end_stub_2 \mode, s, 4, stp, s2, s3
	slot					/* XW */
	CALL_FN x14
	ldr	x12, [x29, #RVALUE]
	str	x0, [x12]
	str	w1, [x12, #8]
	end_return \mode
	end_stub \mode, strb w0, [x12]
	end_stub \mode, strh w0, [x12]
	end_stub \mode, str w0, [x12]
	.endm

/* ---- Prefixes -------------------------------------------------------- */

/* Loads an argument of kind P, whose address is in BASE.  The symbols count
   the registers used.  */
	.macro	prefix_load p, base
	.irp	n, 0, 1, 2
	.if	(\p == FAST_P_W32 || \p == FAST_P_I64) && prefix_x == \n
	.if	\p == FAST_P_W32
	ldr	w\n, [\base]
	.else
	ldr	x\n, [\base]
	.endif
	.endif
	.if	(\p == FAST_P_F32 || \p == FAST_P_F64) && prefix_v == \n
	.if	\p == FAST_P_F32
	ldr	s\n, [\base]
	.else
	ldr	d\n, [\base]
	.endif
	.endif
	.endr
	.if	\p == FAST_P_W32 || \p == FAST_P_I64
	.set	prefix_x, prefix_x + 1
	.elseif	\p != FAST_P_NONE
	.set	prefix_v, prefix_v + 1
	.endif
	.endm

/* A code's prefix runs in the frame that ffi_call made.  A plan's is its
   entry, void (ffi_call_plan *plan, void (*fn) (void), void *rvalue,
   void **avalue), which jumps to NO_RVALUE if rvalue is NULL.  */
	.macro	prefix_slot_code no_rvalue
	.balign	FAST_PREFIX_SLOT
	BTI_C
	.endm

	.macro	prefix_slot_plan no_rvalue
	.balign	FAST_PREFIX_SLOT
	.cfi_restore_state
	.cfi_remember_state
	BTI_C
	cbz	x2, \no_rvalue
	SIGN_LR
	add	x10, x0, #PLAN_OPS
	enter
	.endm

/* ffi_call clears the first four argument registers as far as the prefix does
   not load them: the callee shall not see cif, fn, rvalue and avalue.  A plan
   leaves its arguments there, as compiled code does.  */
	.macro	clear_x mode, from=prefix_x
	.ifc	\mode, code
	.irp	n, 0, 1, 2, 3
	.if	\n >= (\from)
	mov	x\n, #0
	.endif
	.endr
	.endif
	.endm

	.macro	prefix_stub mode, p0, p1, p2
	prefix_slot_\mode Lffi_unwanted_plan
	.set	prefix_x, 0
	.set	prefix_v, 0
	.if	\p2
	ldp	x12, x13, [x9], #16
	ldr	x15, [x9], #8
	.elseif	\p1
	ldp	x12, x13, [x9], #16
	.elseif	\p0
	ldr	x12, [x9], #8
	.endif
	prefix_load \p0, x12
	prefix_load \p1, x13
	prefix_load \p2, x15
	clear_x \mode
	next_\mode
	.endm

/* From the last to the first.  */
	.macro	prefixes mode
	prefix_slot_\mode Lffi_unwanted_plan	/* EIGHT_I64 */
	ldp	x0, x1, [x9]
	ldp	x2, x3, [x9, #16]
	ldp	x4, x5, [x9, #32]
	ldp	x6, x7, [x9, #48]
	b	Lffi_eight_\mode
	prefix_slot_\mode Lffi_general_plan	/* INDIRECT */
	ldr	x8, [x29, #RVALUE]
	clear_x \mode, 0
	next_\mode
	.irp	p2, 4, 3, 2, 1, 0
	.irp	p1, 4, 3, 2, 1, 0
	.irp	p0, 4, 3, 2, 1, 0
	prefix_stub \mode, \p0, \p1, \p2
	.endr
	.endr
	.endr
	.endm

/* Code that does not fit into a slot.  */
	.macro	tails mode
Lffi_eight_\mode:
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	ldr	x\n, [x\n]
	.endr
	add	x9, x9, #64
	next_\mode
	/* Calls fn for an end after the stack pointer was moved.  */
Lffi_moved_\mode:
	SIGN_STUB
	str	x30, [x29, #RETURN]
	CALL_FN x15
	ldr	x30, [x29, #RETURN]
	AUTH_STUB
	mov	sp, x29
	ret
#if defined __ARM_FEATURE_PAC_DEFAULT || defined __ARM_FEATURE_BTI_DEFAULT
Lffi_return_\mode:
	leave_frame
#endif
	.endm

/* ---- The tables ------------------------------------------------------ */

/* A plan's prefixes are one function, its operations another.  A code's are
   part of ffi_call.  All are entered in the middle, with the frame made
   already, except for a plan's prefixes.  .org fails if the code of a slot is
   too large.  */
	.macro	in_frame
	.cfi_def_cfa 29, FRAME
	.cfi_offset 29, -FRAME
	.cfi_offset 30, 8 - FRAME
#ifdef __ARM_FEATURE_PAC_DEFAULT
	.cfi_negate_ra_state
#endif
	.endm

	.macro	tables mode
	.balign	FAST_PREFIX_SLOT
	.ifc	\mode, code
	ASM_PART (ffi_aapcs64_prefix_code)
	in_frame
	.else
ASM_FUNC (ffi_aapcs64_prefix_\mode)
	.cfi_remember_state
	.endif
	prefixes \mode
	.org	ASM_C (ffi_aapcs64_prefix_\mode) + FAST_PREFIX_EIGHT_I64 * FAST_PREFIX_SLOT
	.ifc	\mode, plan
ASM_END (ffi_aapcs64_prefix_plan)
ASM_LOCAL_FUNC (ffi_aapcs64_op_plan)
	in_frame
	.endif
Lffi_op_\mode:
	x_stubs \mode
	v_stubs \mode, s
	v_stubs \mode, d
	v_stubs \mode, q
	pair_stubs \mode, 8
	two_stubs \mode, d
	stack_stubs \mode, w13
	stack_stubs \mode, x13
	slot					/* ALLOCATE */
	sub	sp, sp, #8 * FAST_STACK_SLOTS
	next_\mode
	ends	\mode
	slot					/* MOVED */
	mov	x15, x14
	adr	x14, Lffi_moved_\mode
	SIGN_FN (x14)
	next_\mode
	.org	Lffi_op_\mode + FAST_MORE * FAST_SLOT
	slot
	and	x16, x10, #(1 << FAST_OP_BITS) - 1
	lsr	x10, x10, #FAST_OP_BITS
	add	x16, x11, x16, lsl #5
	add	x16, x16, #FAST_SLOT << FAST_OP_BITS
	br	x16
	.org	Lffi_op_\mode + FAST_DDD * FAST_SLOT
	three_stubs \mode, d, 8
	four_stubs \mode, d, 8
	two_stubs \mode, s
	three_stubs \mode, s, 4
	four_stubs \mode, s, 4
	pair_stubs \mode, 4
	stack_pair_stubs \mode
	.org	Lffi_op_\mode + FAST_END_DDD * FAST_SLOT
	more_ends \mode
	.org	Lffi_op_\mode + FAST_COPY_24 * FAST_SLOT
	copy_stubs \mode, 24
	copy_stubs \mode, 32
	.org	Lffi_op_\mode + (FAST_COPY_32 + 16) * FAST_SLOT
	tails	\mode
	.endm

/* ---- Entries --------------------------------------------------------- */

/* void ffi_call (ffi_cif *cif, void (*fn) (void), void *rvalue,
		  void **avalue)
   in: x0 cif, x1 fn, x2 rvalue, x3 avalue  */
ASM_PUBLIC_FUNC (ffi_call)
	BTI_C
	ldr	x10, [x0, #CIF_CODE]
	cbz	x2, 2f
1:	cmp	x10, #0
	b.le	3f
	.cfi_remember_state
	SIGN_LR
	enter
	adr	x11, Lffi_op_code
	and	x12, x10, #(1 << FAST_OP_BITS) - 1
	lsr	x10, x10, #FAST_OP_BITS
	sub	x16, x11, x12, lsl #6		/* FAST_PREFIX_SLOT */
	br	x16
	.cfi_restore_state
	/* No rvalue: the result goes into the frame, unless the callee stores
	   it in memory.  */
2:	and	x12, x10, #(1 << FAST_OP_BITS) - 1
	cmp	x12, #FAST_PREFIX_INDIRECT
	b.eq	3f
	sub	x2, sp, #FRAME - UNWANTED
	cmp	x10, #0
	b.gt	1b
	mov	x2, #0
3:	mov	x4, #0				/* static chain */
	b	ASM_C (ffi_call_general)

	tables	code
ASM_END (ffi_call)

	tables	plan
ASM_END (ffi_aapcs64_op_plan)

/* Plans without an rvalue: as in ffi_call.  */
ASM_LOCAL_FUNC (ffi_aapcs64_plan_unwanted)
Lffi_unwanted_plan:
	BTI_C
	ldr	x16, [x0]			/* plan->entry */
	sub	x2, sp, #FRAME - UNWANTED
	JUMP_FN x16
Lffi_general_plan:
	ldr	x0, [x0, #PLAN_CIF]
	mov	x4, #0				/* static chain */
	b	ASM_C (ffi_call_general)
ASM_END (ffi_aapcs64_plan_unwanted)

/* ---- Closures -------------------------------------------------------- */

/* Entries for closures whose arguments are in x registers alone, or in v
   registers alone, one each, in order.
   in:  x17 the closure; the argument registers
   frame: [x29] caller's x29, x30; the result; avalue; the registers  */
#define RESULT 16
#define AVALUE 32
#define REGISTERS 96
#define X_FRAME (REGISTERS + 8 * 8)
#define V_FRAME (REGISTERS + 8 * 16)

	.macro	save_x
	stp	x0, x1, [sp, #REGISTERS]
	stp	x2, x3, [sp, #REGISTERS + 16]
	stp	x4, x5, [sp, #REGISTERS + 32]
	stp	x6, x7, [sp, #REGISTERS + 48]
	.endm

	.macro	save_v
	stp	q0, q1, [sp, #REGISTERS]
	stp	q2, q3, [sp, #REGISTERS + 32]
	stp	q4, q5, [sp, #REGISTERS + 64]
	stp	q6, q7, [sp, #REGISTERS + 96]
	.endm

/* avalue[i] = where register i was saved, of SIZE bytes  */
	.macro	point_in_order size
	.irp	i, 0, 2, 4, 6
	add	x9, sp, #REGISTERS + \size * \i
	add	x10, sp, #REGISTERS + \size * (\i + 1)
	stp	x9, x10, [sp, #AVALUE + 8 * \i]
	.endr
	.endm

	.macro	straight_closure args, frame, size, result, load:vararg
ASM_FUNC (ffi_aapcs64_closure_\args\()_\result)
	SIGN_LR
	stp	x29, x30, [sp, #-\frame]!
	.cfi_def_cfa_offset \frame
	.cfi_offset 29, -\frame
	.cfi_offset 30, 8 - \frame
	mov	x29, sp
	save_\args
	point_in_order \size
	ldp	x0, x9, [x17, #CLOSURE_CIF]	/* cif, fun */
	ldr	x3, [x17, #CLOSURE_DATA]
	str	xzr, [sp, #RESULT]		/* clears the padding */
	add	x1, sp, #RESULT
	add	x2, sp, #AVALUE
	CALL_FN x9
	\load, [sp, #RESULT]
	ldp	x29, x30, [sp], #\frame
	.cfi_restore 29
	.cfi_restore 30
	.cfi_def_cfa_offset 0
	AUTH_LR
	ret
ASM_END (ffi_aapcs64_closure_\args\()_\result)
	.endm

	.macro	straight_closures result, load:vararg
	straight_closure x, X_FRAME, 8, \result, \load
	straight_closure v, V_FRAME, 16, \result, \load
	.endm

	straight_closures i64, ldr x0
	straight_closures w32, ldr w0
	straight_closures u8, ldrb w0
	straight_closures s8, ldrsb w0
	straight_closures u16, ldrh w0
	straight_closures s16, ldrsh w0
	straight_closures f32, ldr s0
	straight_closures f64, ldr d0
	straight_closures q, ldr q0

#else

ASM_PUBLIC_FUNC (ffi_call)
	BTI_C
	mov	x4, #0				/* static chain */
	b	ASM_C (ffi_call_general)
ASM_END (ffi_call)

#endif

#endif

	ASM_FOOTER
