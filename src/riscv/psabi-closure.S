/* SPDX-License-Identifier: MIT */
/* RISC-V: closures of signatures with a fast code, which here moves arguments
   the other way.  A stub stores the registers of one argument, and the value's
   address in avalue.  The last stub calls the handler and loads the result.

   Registers while arguments are stored (the argument registers are intact):
     t0   the next element of avalue
     t1   the closure
     t2   the next stack argument; within an argument: its address
     t3-t6  see psabi-stubs.h
     s0   rvalue
   Frame (FRAME bytes), below the caller's stack arguments:
     0(sp)        avalue
     GPR(sp)      values that are in a0-a7 or begin there, 16 bytes each
     FPR(sp)      the same for fa0-fa7
     RESULT(sp)   the result, unless the caller gives its address
     SAVED_S0, SAVED_RA(sp)  */
#include "asm.h"

#ifdef __riscv

/* A prefix has up to eight arguments; the others have operations.  */
#define AVALUE (8 + FAST_OPS)
#define GPR REG_OFF (AVALUE)
#define FPR (GPR + 16 * 8)
#define RESULT (FPR + 16 * 8)
#define FRAME (RESULT + 32 + 16)

#include "psabi-stubs.h"

#if RISCV_HAS_STUBS

	ASM_TEXT

/* ---- Storing one argument -------------------------------------------- */

/* Sets ADDRESS to the address of the argument, OFFSET(BASE).  */
	.macro	argument offset, base=sp, address=t5
	addi	\address, \base, \offset
	REG_S	\address, 0(t0)
	advance
	.endm

	.macro	stack_argument bytes
	REG_S	t2, 0(t0)
	addi	t2, t2, \bytes
	advance
	next	closure
	.endm

	.macro	stack_stubs
	.irp	bytes, RISCV_WORD, 8
	slot					/* FIRST */
	addi	t2, sp, FRAME + \bytes
	argument FRAME
	next_near closure
	.endr
	.irp	bytes, RISCV_WORD, 8
	slot					/* NEXT */
	stack_argument \bytes
	.endr
	.endm

	.macro	gpr_stubs
	.irp	g, 0, 1, 2, 3, 4, 5, 6, 7
	.irp	kind, FAST_U8, FAST_S8, FAST_U16, FAST_S16, FAST_W32, FAST_W64
	slot
	REG_S	a\g, GPR + 16 * \g(sp)
	argument GPR + 16 * \g
	next_near closure
	.endr
	.endr
	.endm

	.macro	fpr_stubs
	.irp	v, 0, 1, 2, 3, 4, 5, 6, 7
	.irp	is_double, 0, 1
	slot
	store_float \v, \is_double, FPR + 16 * \v, sp
	argument FPR + 16 * \v
	next_near closure
	.endr
	.endr
	.endm

/* An argument in two registers, N and M, the number after N.  */
	.macro	pair_stub n, m
	slot
	REG_S	a\n, GPR + 16 * \n(sp)
	REG_S	a\m, GPR + 16 * \n + RISCV_WORD(sp)
	argument GPR + 16 * \n
	next_far closure
	.endm

	.macro	pair_stubs
	.rept	2				/* PAIR, PAIR_12 */
	pair_stub 0, 1
	pair_stub 1, 2
	pair_stub 2, 3
	pair_stub 3, 4
	pair_stub 4, 5
	pair_stub 5, 6
	pair_stub 6, 7
	.endr
	.endm

	.macro	floats_stub n, m, double_n, double_m, offset
	slot
	store_float \n, \double_n, FPR + 16 * \n, sp
	store_float \m, \double_m, FPR + 16 * \n + \offset, sp
	argument FPR + 16 * \n
	next_far closure
	.endm

	.macro	floats_stubs n, m
	floats_stub \n, \m, 0, 0, 4
	floats_stub \n, \m, 1, 1, 8
	floats_stub \n, \m, 0, 1, 8
	floats_stub \n, \m, 1, 0, 8
	.endm

	.macro	first_stubs
	.irp	g, 0, 1, 2, 3, 4, 5, 6, 7
	.rept	2				/* 4, 8 bytes */
	slot
	REG_S	a\g, GPR + 16 * \g(sp)
	argument GPR + 16 * \g, sp, t2
	j	.Lmore_closure
	.endr
	.endr
	.irp	v, 0, 1, 2, 3, 4, 5, 6, 7
	.irp	is_double, 0, 1
	slot
	store_float \v, \is_double, FPR + 16 * \v, sp
	argument FPR + 16 * \v, sp, t2
	j	.Lmore_closure
	.endr
	.endr
	.endm

	.macro	second_stubs
	.irp	g, 0, 1, 2, 3, 4, 5, 6, 7
	slot
	sw	a\g, 4(t2)
	next	closure
	slot
	sw	a\g, 8(t2)
	next	closure
	slot
	REG_S	a\g, 8(t2)
	next	closure
	.endr
	.irp	v, 0, 1, 2, 3, 4, 5, 6, 7
	slot
	store_float \v, 0, 4, t2
	next	closure
	slot
	store_float \v, 0, 8, t2
	next	closure
	slot
	store_float \v, 1, 8, t2
	next	closure
	.endr
	.endm

/* The caller's copy is the argument.  */
	.macro	copy_stubs
	.rept	2				/* 3, 4 words */
	.irp	g, 0, 1, 2, 3, 4, 5, 6, 7
	slot
	REG_S	a\g, 0(t0)
	advance
	next	closure
	.endr
	.endr
	.endm

/* ---- The handler and its result -------------------------------------- */

	.macro	call_handler
	jal	.Lhandler
	.endm

/* The end for a result that one or two instructions load.  */
	.macro	end_stub load:vararg
	slot
	call_handler
	\load
	end_return closure
	.endm

	.macro	end_float_stub v, is_double
	slot
	call_handler
	load_float \v, \is_double, 0, s0
	end_return closure
	.endm

	.macro	load_w64
	REG_L	a0, 0(s0)
#if RISCV_WORD == 4
	lw	a1, 4(s0)
#endif
	.endm

/* The handler writes integers as whole words.  The low bytes count.  */
	.macro	end_stubs
	end_stub				/* VOID */
	end_stub lbu	a0, 0(s0)		/* U8, S8, U16, S16 */
	end_stub lb	a0, 0(s0)
	end_stub lhu	a0, 0(s0)
	end_stub lh	a0, 0(s0)
	end_stub lw	a0, 0(s0)		/* U32, W32 */
	end_stub lw	a0, 0(s0)
	end_stub load_w64
	end_float_stub 0, 0
	end_float_stub 0, 1
	slot					/* GG */
	call_handler
	REG_L	a0, 0(s0)
	REG_L	a1, RISCV_WORD(s0)
	end_return closure
	slot					/* DD */
	call_handler
	load_float 0, 1, 0, s0
	load_float 1, 1, 8, s0
	end_return closure
	.endm

/* PART 0 is 4 bytes at offset 4; 1, 4 bytes at 8; 2, 8 bytes at 8.  */
	.macro	load_second_int reg, part
	.if	\part == 0
	lw	\reg, 4(s0)
	.elseif	\part == 1
	lw	\reg, 8(s0)
	.else
	REG_L	\reg, 8(s0)
	.endif
	.endm

	.macro	load_second_float v, part
	.if	\part == 0
	load_float \v, 0, 4, s0
	.elseif	\part == 1
	load_float \v, 0, 8, s0
	.else
	load_float \v, 1, 8, s0
	.endif
	.endm

	.macro	end_more_stubs
	end_stub lbu	a0, 0(s0)		/* G1, G2, G4, G12 */
	end_stub lhu	a0, 0(s0)
	end_stub lw	a0, 0(s0)
	slot
	call_handler
	REG_L	a0, 0(s0)
	lw	a1, 8(s0)
	end_return closure
	.irp	eight, 0, 1			/* TWO: integer first */
	.irp	float, 0, 1
	.irp	part, 0, 1, 2
	slot
	call_handler
	.if	\eight
	REG_L	a0, 0(s0)
	.else
	lw	a0, 0(s0)
	.endif
	.if	\float
	load_second_float 0, \part
	.else
	load_second_int a1, \part
	.endif
	end_return closure
	.endr
	.endr
	.endr
	.irp	eight, 0, 1			/* TWO: float first */
	.irp	float, 0, 1
	.irp	part, 0, 1, 2
	slot
	call_handler
	load_float 0, \eight, 0, s0
	.if	\float
	load_second_float 1, \part
	.else
	load_second_int a0, \part
	.endif
	end_return closure
	.endr
	.endr
	.endr
	.endm

/* ---- Prefixes -------------------------------------------------------- */

/* Stores argument prefix_n, of kind P.  The symbols count the registers
   used.  */
	.macro	prefix_store p
	.irp	r, 0, 1, 2
	.if	(\p == FAST_P_W32 || \p == FAST_P_W64) && prefix_g == \r
	REG_S	a\r, GPR + 16 * \r(sp)
	addi	t5, sp, GPR + 16 * \r
	.elseif	(\p == FAST_P_F64 || \p == FAST_P_F32) && prefix_v == \r
	store_float \r, (\p == FAST_P_F64), FPR + 16 * \r, sp
	addi	t5, sp, FPR + 16 * \r
	.endif
	.endr
	REG_S	t5, REG_OFF (prefix_n)(sp)
	.if	\p == FAST_P_W32 || \p == FAST_P_W64
	.set	prefix_g, prefix_g + 1
	.else
	.set	prefix_v, prefix_v + 1
	.endif
	.set	prefix_n, prefix_n + 1
	.endm

	.macro	prefix_begin
	prefix_slot
	.set	prefix_g, 0
	.set	prefix_v, 0
	.set	prefix_n, 0
	.endm

	.macro	prefix_end
	addi	t0, sp, REG_OFF (prefix_n)
	j	.Lfirst_closure
	.endm

	.macro	whole_end end
	call_handler
	.if	\end == FAST_WHOLE_W32
	lw	a0, 0(s0)
	.elseif	\end == FAST_WHOLE_W64
	load_w64
	.elseif	\end == FAST_WHOLE_F64
	load_float 0, 1, 0, s0
	.elseif	\end == FAST_WHOLE_F32
	load_float 0, 0, 0, s0
	.endif
	end_return closure
	.endm

	.macro	whole_stubs end
	prefix_begin
	whole_end \end
	.irp	p0, 0, 1, 2, 3
	prefix_begin
	prefix_store \p0
	whole_end \end
	.endr
	.irp	p1, 0, 1, 2, 3
	.irp	p0, 0, 1, 2, 3
	prefix_begin
	prefix_store \p0
	prefix_store \p1
	whole_end \end
	.endr
	.endr
	.endm

	.macro	prefixes
	prefix_begin
	prefix_end
	.irp	p0, 0, 1, 2, 3
	prefix_begin
	prefix_store \p0
	prefix_end
	.endr
	.irp	p1, 0, 1, 2, 3
	.irp	p0, 0, 1, 2, 3
	prefix_begin
	prefix_store \p0
	prefix_store \p1
	prefix_end
	.endr
	.endr
	.irp	p2, 0, 1, 2, 3
	.irp	p1, 0, 1, 2, 3
	.irp	p0, 0, 1, 2, 3
	prefix_begin
	prefix_store \p0
	prefix_store \p1
	prefix_store \p2
	prefix_end
	.endr
	.endr
	.endr
	prefix_begin				/* INDIRECT */
	mv	s0, a0
	prefix_end
	prefix_begin				/* EIGHT */
	j	.Leight_closure
	.irp	end, FAST_WHOLE_VOID, FAST_WHOLE_W32, FAST_WHOLE_W64, FAST_WHOLE_F64, FAST_WHOLE_F32
	whole_stubs \end
	.endr
	.endm

/* ---- The tables ------------------------------------------------------ */

/* Code that does not fit into slots, and follows the tables.  */
	.macro	far_code
.Leight_closure:
	mv	t0, sp
	.irp	g, 0, 1, 2, 3, 4, 5, 6, 7
	REG_S	a\g, GPR + 16 * \g(sp)
	argument GPR + 16 * \g
	.endr
.Lfirst_closure:
	prefix_next closure
.Lnext_closure:
	next	closure
.Lmore_closure:
	next_more closure
	/* fun (cif, rvalue, avalue, user_data), which returns to the stub.  */
.Lhandler:
	REG_L	a0, CLOSURE_CIF(t1)
	mv	a1, s0
	mv	a2, sp
	REG_L	a3, CLOSURE_DATA(t1)
	REG_L	t1, CLOSURE_FUN(t1)
	jr	t1
#if defined __riscv_landing_pad || defined __riscv_shadow_stack
.Lreturn_closure:
	return
#endif
	.endm

/* As in psabi-fast.S, one function that is entered in the middle.  */
	.balign	FAST_PREFIX_SLOT
ASM_FUNC (ffi_riscv_fast_more_closure)
	frame_rules
	first_stubs
	second_stubs
	copy_stubs
	end_more_stubs
	.org	ASM_C (ffi_riscv_fast_more_closure) + FAST_TABLE
ASM_C (ffi_riscv_fast_closure_table):
	end_stubs
	slots_up_to FAST_ESCAPE, closure_table
	slot					/* ESCAPE */
	next_more closure
	slot					/* REFILL */
#if RISCV_WORD == 4
	lw	t5, CLOSURE_CIF(t1)
	lw	t6, CIF_CODE + 4(t5)
	next_in_upper
#endif
	slots_up_to FAST_STACK_FIRST, closure_table
	stack_stubs
	slots_up_to FAST_GPR, closure_table
	gpr_stubs
	fpr_stubs
	slots_up_to FAST_PAIR, closure_table
	pair_stubs
	slots_up_to FAST_FLOATS, closure_table
	floats_stubs 0, 1
	floats_stubs 1, 2
	floats_stubs 2, 3
	floats_stubs 3, 4
	floats_stubs 4, 5
	floats_stubs 5, 6
	floats_stubs 6, 7
	.org	ASM_C (ffi_riscv_fast_closure_table) + FAST_TABLE
	prefixes
	.org	ASM_C (ffi_riscv_fast_closure_table) + FAST_PREFIX_SLOT * FAST_PREFIXES
	far_code
ASM_END (ffi_riscv_fast_more_closure)

/* The entry.
   in:  CHAIN the closure; all argument registers  */
ASM_FUNC (ffi_riscv_closure_fast)
	LPAD
	REG_L	t5, CLOSURE_CIF(CHAIN)
	mv	t1, CHAIN
	REG_L	t6, CIF_CODE(t5)
#if RISCV_WORD == 8
	blez	t6, 1f
#else
	beqz	t6, 1f
	lw	t5, CIF_CODE + 4(t5)
	bltz	t5, 1f
#endif
	.cfi_remember_state
	fast_enter
	addi	s0, sp, RESULT
	REG_S	zero, RESULT(sp)		/* clears the padding */
	REG_S	zero, RESULT + RISCV_WORD(sp)
	first_prefix closure_table
	.cfi_restore_state
	/* The cif has been prepared again, and has no code now.  */
1:
#if RISCV_FLEN
	tail	ASM_C (ffi_riscv_closure_float)
#else
	tail	ASM_C (ffi_riscv_closure)
#endif
ASM_END (ffi_riscv_closure_fast)

#endif

#endif

	ASM_FOOTER
