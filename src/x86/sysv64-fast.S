/* SPDX-License-Identifier: MIT */
/* x86-64 System V: calls that run on a fast code or a plan.

   Registers while arguments are loaded (the argument registers fill up):
     r10  the next element of avalue
     r11  code: the remaining operations, the next one in bits 5-11, so that a
          mask gives its offset; plan: the address of the next operation
     rbx  code only: the table of operations
     rax  scratch
   Frame (FAST_FRAME bytes below the saved registers):
     -8(%rbp)  caller's rbx (code) or unused (plan)
     -16       rvalue
     -24       fn
     -32       r11, for a code's END_REST
     -64..-33  space for a result that the caller does not want
     0(%rsp)   the stack arguments, FAST_STACK_SLOTS words  */
#include "asm.h"

#if defined __x86_64__ && !defined _WIN32

#include "image.h"
#include "sysv64-fast.h"
#include "exec.h"

#define CIF_NARGS 4

#ifdef __ILP32__
# define PTR_SIZE 4
# define CIF_CODE 16
# define MOVP movl
# define PTR(reg32, reg64) reg32
#else
# define PTR_SIZE 8
# define CIF_CODE 24
# define MOVP movq
# define PTR(reg32, reg64) reg64
#endif
/* Members of struct ffi_call_plan.  */
#define PLAN_CIF (2 * PTR_SIZE)
#define PLAN_OPS (3 * PTR_SIZE)
#define SAVED_RBX -8
#define RVALUE -16
#define FN -24
#define REST -32
#define UNWANTED -64
#define FAST_FRAME (8 + 32 + 8 * FAST_STACK_SLOTS)

	ASM_TEXT

/* ---- Jumping to the next operation ----------------------------------- */

/* In macros without named parameters, immediate operands are in parentheses:
   the assembler of Mach-O takes "$7" there for argument 7 of the macro.  */

	.macro	next_code
	movl	%r11d, %eax
	andl	$((1 << FAST_OP_BITS) - 1) * FAST_SLOT, %eax
	shrq	$(FAST_OP_BITS), %r11
	addq	%rbx, %rax
	jmp	*%rax
	.endm

	.macro	next_plan
#ifdef __ILP32__
	movl	(%r11), %eax
	addq	$(PTR_SIZE), %r11
	jmp	*%rax
#else
	addq	$(PTR_SIZE), %r11
	jmp	*-PTR_SIZE(%r11)
#endif
	.endm

/* A shorter jump, for stubs that would otherwise not fit in their slot.  */
	.macro	next_far mode
	.ifc	\mode, code
	jmp	.Lnext_code
	.else
	next_plan
	.endif
	.endm

/* ---- Moving one argument --------------------------------------------- */

/* rax = avalue[n], which whole calls of up to three arguments leave in rcx.  */
	.set	avalue_in_rcx, 0
	.macro	value n=0
	.if	avalue_in_rcx
	MOVP	PTR_SIZE * \n(%rcx), PTR (%eax, %rax)
	.else
	MOVP	PTR_SIZE * \n(%r10), PTR (%eax, %rax)
	.endif
	.endm

	.macro	advance n=1
	addq	$PTR_SIZE * \n, %r10
	.endm

/* gpr[g] = the value at OFFSET(%rax), of KIND.  */
	.macro	load_gpr g, kind, offset=0
	.if	\g == 0
	load_reg %rdi, %edi, \kind, \offset
	.elseif	\g == 1
	load_reg %rsi, %esi, \kind, \offset
	.elseif	\g == 2
	load_reg %rdx, %edx, \kind, \offset
	.elseif	\g == 3
	load_reg %rcx, %ecx, \kind, \offset
	.elseif	\g == 4
	load_reg %r8, %r8d, \kind, \offset
	.else
	load_reg %r9, %r9d, \kind, \offset
	.endif
	.endm

	.macro	load_reg r64, r32, kind, offset
	.if	\kind == FAST_U8
	movzbl	\offset(%rax), \r32
	.elseif	\kind == FAST_S8
	movsbl	\offset(%rax), \r32
	.elseif	\kind == FAST_U16
	movzwl	\offset(%rax), \r32
	.elseif	\kind == FAST_S16
	movswl	\offset(%rax), \r32
	.elseif	\kind == FAST_W32
	movl	\offset(%rax), \r32
	.else
	movq	\offset(%rax), \r64
	.endif
	.endm

	.macro	load_vector v, is_double, offset=0
	.if	\is_double
	movsd	\offset(%rax), %xmm\v
	.else
	movss	\offset(%rax), %xmm\v
	.endif
	.endm

/* The same for a number N that is an expression.  */
	.macro	load_vector_n n, is_double, offset=0
	.irp	v, 0, 1, 2, 3, 4, 5, 6, 7
	.if	(\n) == \v
	load_vector \v, \is_double, \offset
	.endif
	.endr
	.endm

/* ---- The tables ------------------------------------------------------ */

	.macro	enter
	pushq	%rbp
	.cfi_def_cfa_offset 16
	.cfi_offset %rbp, -16
	movq	%rsp, %rbp
	.cfi_def_cfa_register %rbp
	.endm

	.macro	slot
	.balign	FAST_SLOT
	ENDBR
	.endm

	.macro	gpr_stubs mode
	.irp	g, 0, 1, 2, 3, 4, 5
	.irp	kind, FAST_U8, FAST_S8, FAST_U16, FAST_S16, FAST_W32, FAST_I64
	slot
	value
	load_gpr \g, \kind
	advance
	next_\mode
	.endr
	.endr
	.endm

	.macro	vector_stubs mode
	.irp	v, 0, 1, 2, 3, 4, 5, 6, 7
	.irp	is_double, 0, 1
	slot
	value
	load_vector \v, \is_double
	advance
	next_\mode
	.endr
	.endr
	.endm

	.macro	first_stubs mode
	.irp	g, 0, 1, 2, 3, 4, 5
	slot
	value
	load_gpr \g, FAST_I64
	next_\mode
	.endr
	.irp	v, 0, 1, 2, 3, 4, 5, 6, 7
	slot
	value
	load_vector \v, 1
	next_\mode
	.endr
	.endm

	.macro	second_stubs mode
	.irp	g, 0, 1, 2, 3, 4, 5
	.irp	kind, FAST_W32, FAST_I64
	slot
	value
	load_gpr \g, \kind, 8
	advance
	next_far \mode
	.endr
	.endr
	.irp	v, 0, 1, 2, 3, 4, 5, 6, 7
	.irp	is_double, 0, 1
	slot
	value
	load_vector \v, \is_double, 8
	advance
	next_far \mode
	.endr
	.endr
	.endm

/* Stubs of plans that do the work of two operations.  */
	.macro	pair_stubs
	.irp	g, 0, 1, 2, 3, 4
	.irp	kind, FAST_W32, FAST_I64
	slot
	value
	load_gpr \g, FAST_I64
	load_gpr \g+1, \kind, 8
	advance
	next_plan
	.endr
	.endr
	.irp	v, 0, 1, 2, 3, 4, 5, 6
	.irp	is_double, 0, 1
	slot
	value
	load_vector \v, 1
	load_vector_n \v+1, \is_double, 8
	advance
	next_plan
	.endr
	.endr
	.endm

	.macro	two_gprs_stubs
	.irp	g, 0, 1, 2, 3, 4
	.irp	first, FAST_U8, FAST_S8, FAST_U16, FAST_S16, FAST_W32, FAST_I64
	.irp	second, FAST_U8, FAST_S8, FAST_U16, FAST_S16, FAST_W32, FAST_I64
	slot
	value
	load_gpr \g, \first
	value	1
	load_gpr \g+1, \second
	advance	2
	next_plan
	.endr
	.endr
	.endr
	.endm

	.macro	stack_run_stubs
	.irp	n, 2, 3, 4, 5, 6, 7, 8
	.balign	4 * FAST_SLOT
	ENDBR
	.set	i, 0
	.rept	\n
	value	i
	movq	(%rax), %rax
	movq	%rax, 8 * i(%rsp)
	.set	i, i + 1
	.endr
	advance	\n
	next_plan
	.endr
	.endm

	.macro	stack_stubs mode
	.irp	s, 0, 1, 2, 3, 4, 5, 6, 7
	slot
	value
	movl	(%rax), %eax
	movq	%rax, 8 * \s(%rsp)
	advance
	next_far \mode
	.endr
	.irp	s, 0, 1, 2, 3, 4, 5, 6, 7
	slot
	value
	movq	(%rax), %rax
	movq	%rax, 8 * \s(%rsp)
	advance
	next_far \mode
	.endr
	slot
	jmp	.Lstack_16_\mode
	slot
	jmp	.Lstack_24_\mode
	.endm

/* Copies whose code is larger than a slot.  xmm15 never carries
   an argument.  */
	.macro	stack_copies mode
.Lstack_24_\mode:
	value
	movq	16(%rax), %rax
	movq	%rax, 16(%rsp)
.Lstack_16_\mode:
	value
	movups	(%rax), %xmm15
	movups	%xmm15, (%rsp)
	advance
	.ifc	\mode, code
.Lnext_code:
	.endif
	next_\mode
	.endm

/* Calls fn, and then loads rvalue into rcx.  */
	.macro	end_call
	slot
	movl	$(8), %eax			/* al: at most 8 vector registers */
	call	*FN(%rbp)
	movq	RVALUE(%rbp), %rcx
	.endm

	.macro	end_return mode
	.ifc	\mode, code
	movq	SAVED_RBX(%rbp), %rbx
	.endif
	.cfi_remember_state
	leave
	.cfi_def_cfa %rsp, 8
	ret
	.cfi_restore_state
	.endm

	.macro	end_stub mode, widen:vararg
	end_call
	\widen
	movq	%rax, (%rcx)
	end_return \mode
	.endm

	.macro	end_stubs mode
	end_call				/* VOID */
	end_return \mode
	end_stub \mode, movzbl %al, %eax
	end_stub \mode, movsbq %al, %rax
	end_stub \mode, movzwl %ax, %eax
	end_stub \mode, movswq %ax, %rax
	end_stub \mode, movl %eax, %eax
	end_stub \mode, cltq
	end_stub \mode				/* I64 */
	end_call				/* F32 */
	movss	%xmm0, (%rcx)
	end_return \mode
	end_call				/* F64 */
	movsd	%xmm0, (%rcx)
	end_return \mode
	end_call				/* X87 */
	fstpt	(%rcx)
	end_return \mode
	end_call				/* GG */
	movq	%rax, (%rcx)
	movq	%rdx, 8(%rcx)
	end_return \mode
	end_call				/* GV */
	movq	%rax, (%rcx)
	movsd	%xmm0, 8(%rcx)
	end_return \mode
	end_call				/* VG */
	movsd	%xmm0, (%rcx)
	movq	%rax, 8(%rcx)
	end_return \mode
	end_call				/* VV */
	movsd	%xmm0, (%rcx)
	movsd	%xmm1, 8(%rcx)
	end_return \mode
	slot					/* REST */
	.ifc	\mode, code
	jmp	.Lend_rest_code
	.endif
	.endm

/* The results after END_REST.  In plans these are ends themselves.  */
	.macro	rest_begin mode
	.ifc	\mode, code
	slot
	.else
	end_call
	.endif
	.endm

	.macro	rest_stubs mode
	rest_begin \mode
	movb	%al, (%rcx)
	end_return \mode
	rest_begin \mode
	movw	%ax, (%rcx)
	end_return \mode
	rest_begin \mode
	movl	%eax, (%rcx)
	end_return \mode
	rest_begin \mode
	movq	%rax, (%rcx)
	movl	%edx, 8(%rcx)
	end_return \mode
	rest_begin \mode
	movq	%rax, (%rcx)
	movss	%xmm0, 8(%rcx)
	end_return \mode
	rest_begin \mode
	movsd	%xmm0, (%rcx)
	movl	%eax, 8(%rcx)
	end_return \mode
	rest_begin \mode
	movsd	%xmm0, (%rcx)
	movss	%xmm1, 8(%rcx)
	end_return \mode
	.endm

/* Calls with r11 saved in the frame, then jumps to the result's operation.  rax
   and rdx hold the result at that time.  */
	.macro	end_rest
.Lend_rest_code:
	movq	%r11, REST(%rbp)
	movl	$(8), %eax
	call	*FN(%rbp)
	movq	REST(%rbp), %r11
	movq	RVALUE(%rbp), %rcx
	andl	$((1 << FAST_OP_BITS) - 1) * FAST_SLOT, %r11d
	leaq	(FAST_SLOT << FAST_OP_BITS)(%rbx, %r11), %r11
	jmp	*%r11
	.endm

/* Loads argument N of a prefix, of kind P.  The symbols count the registers
   used.  */
	.macro	prefix_load n, p
	.if	\p != FAST_P_NONE
	value	\n
	.if	\p == FAST_P_W32
	load_gpr prefix_g, FAST_W32
	.elseif	\p == FAST_P_I64
	load_gpr prefix_g, FAST_I64
	.else
	load_vector_n prefix_v, (\p==FAST_P_F64)
	.endif
	.if	\p == FAST_P_W32 || \p == FAST_P_I64
	.set	prefix_g, prefix_g + 1
	.else
	.set	prefix_v, prefix_v + 1
	.endif
	.set	prefix_n, prefix_n + 1
	.endif
	.endm

/* Clears the first four argument registers as far as the prefix does not load
   them: the callee shall not see cif, fn, rvalue and avalue.  */
	.macro	clear_gprs from=prefix_g
	.if	(\from) < 1
	xorl	%edi, %edi
	.endif
	.if	(\from) < 2
	xorl	%esi, %esi
	.endif
	.if	(\from) < 3
	xorl	%edx, %edx
	.endif
	.if	(\from) < 4
	xorl	%ecx, %ecx
	.endif
	.endm

	.macro	load_six kind
	.irp	g, 0, 1, 2, 3, 4, 5
	value	\g
	load_gpr \g, \kind
	.endr
	.endm

/* Begins a prefix.  A prefix of plans is also the plan's entry: it makes the
   frame.  NULL is the label to jump to if rvalue is NULL.  */
	.macro	prefix_begin mode, null=.Lno_rvalue
	.ifc	\mode, code
	.balign	FAST_PREFIX_SLOT
	ENDBR
	.else
	.balign	FAST_ENTRY_SLOT
	ENDBR
	testq	%rdx, %rdx
	jz	\null
	.cfi_remember_state
	enter
	pushq	%rax				/* unused */
	pushq	%rdx				/* rvalue */
	pushq	%rsi				/* fn */
	subq	$FAST_FRAME, %rsp
	movq	%rcx, %r10
	leaq	PLAN_OPS + PTR_SIZE(%rdi), %r11
	.endif
	.endm

	.macro	prefix_end mode, next
	.ifc	\mode, code
	next_\next	code
	.else
#ifdef __ILP32__
	movl	-PTR_SIZE(%r11), %eax
	jmp	*%rax
#else
	jmp	*-PTR_SIZE(%r11)
#endif
	.cfi_restore_state
	.endif
	.endm

/* Undoes the frame of ffi_call, whose arguments are still in their
   registers.  */
	.macro	prefix_win64 mode
	.ifc	\mode, code
	.balign	FAST_PREFIX_SLOT
	ENDBR
	.cfi_remember_state
	movq	SAVED_RBX(%rbp), %rbx
	leave
	.cfi_def_cfa %rsp, 8
	jmp	ASM_C (ffi_win64_fast_call)
	.cfi_restore_state
	.else
	.balign	FAST_ENTRY_SLOT
	.zero	FAST_ENTRY_SLOT
	.endif
	.endm

	.macro	prefix_stubs mode
	.irp	p2, 0, 1, 2, 3, 4
	.irp	p1, 0, 1, 2, 3, 4
	.irp	p0, 0, 1, 2, 3, 4
	.if	\p0 + 5 * \p1 + 25 * \p2 == FAST_PREFIX_WIN64
	prefix_win64 \mode
	.else
	prefix_begin \mode
	.set	prefix_g, 0
	.set	prefix_v, 0
	.set	prefix_n, 0
	prefix_load 0, \p0
	prefix_load 1, \p1
	prefix_load 2, \p2
	clear_gprs
	.if	prefix_n
	advance	prefix_n
	.endif
	prefix_end \mode, near
	.endif
	.endr
	.endr
	.endr
	prefix_begin \mode, .Lno_rvalue_indirect
	movq	RVALUE(%rbp), %rdi
	clear_gprs 1
	prefix_end \mode, near
	.irp	kind, FAST_I64, FAST_W32		/* SIX_I64, SIX_W32 */
	prefix_begin \mode
	load_six \kind
	advance	6
	prefix_end \mode, far
	.endr
	.endm

	.macro	pair_prefix first, second, is_8=1
	prefix_begin plan
	value
	.ifc	\first, gpr
	load_gpr 0, FAST_I64
	.else
	load_vector 0, 1
	.endif
	.set	prefix_g, 1
	.ifc	\first\second, gprgpr
	load_gpr 1, FAST_I64, 8
	.set	prefix_g, 2
	.endif
	.ifc	\first\second, gprvector
	load_vector 0, 1, 8
	.endif
	.ifc	\first\second, vectorgpr
	load_gpr 0, FAST_I64, 8
	.endif
	.ifc	\first\second, vectorvector
	load_vector 1, \is_8, 8
	.set	prefix_g, 0
	.endif
	clear_gprs
	advance
	prefix_end plan, near
	.endm

	.macro	plan_prefix_stubs
	pair_prefix gpr, gpr
	pair_prefix gpr, vector
	pair_prefix vector, gpr
	pair_prefix vector, vector
	pair_prefix vector, vector, 0
	prefix_begin plan			/* STACK_16 */
	value
	movups	(%rax), %xmm15
	movups	%xmm15, (%rsp)
	clear_gprs 0
	advance
	prefix_end plan, near
	.endm

	.macro	next_near mode
	next_\mode
	.endm

/* A table is a function that is entered in the middle, with the frame made
   already.  The table of codes is part of ffi_call, so that debuggers give its
   frames that name.  .org fails if the code of a slot is too large.  Labels
   that begin with L are private in Mach-O objects.  */
	.macro	tables mode
	.ifc	\mode, code
	.balign	FAST_ENTRY_SLOT
	ASM_PART (ffi_sysv64_fast_code)
	.cfi_def_cfa %rbp, 16
	.cfi_offset %rbp, -16
	.cfi_offset %rbx, -24
	prefix_stubs code
	.org	ASM_C (ffi_sysv64_fast_code) + FAST_PREFIXES * FAST_PREFIX_SLOT, INT3
	.else
	.balign	FAST_ENTRY_SLOT
ASM_FUNC (ffi_sysv64_fast_plan)
	prefix_stubs plan
	plan_prefix_stubs
	.org	ASM_C (ffi_sysv64_fast_plan) + FAST_PLAN_OPS, INT3
	.cfi_def_cfa %rbp, 16
	.cfi_offset %rbp, -16
	.endif
Lffi_op_\mode:
	gpr_stubs \mode
	vector_stubs \mode
	first_stubs \mode
	second_stubs \mode
	stack_stubs \mode
	end_stubs \mode
	.org	Lffi_op_\mode + FAST_ENDS * FAST_SLOT, INT3
	rest_stubs \mode
	.org	Lffi_op_\mode + (FAST_ENDS + FAST_RESTS) * FAST_SLOT, INT3
	.ifc	\mode, code
	end_rest
	.else
	.org	Lffi_op_plan + FAST_JOINED * FAST_SLOT, INT3
	pair_stubs
	two_gprs_stubs
	stack_run_stubs
	.org	Lffi_op_plan + FAST_PLAN_SLOTS * FAST_SLOT, INT3
	.endif
	stack_copies \mode
	.endm

/* void ffi_call (ffi_cif *cif, void (*fn) (void), void *rvalue,
		  void **avalue)
   in: rdi cif, rsi fn, rdx rvalue, rcx avalue  */
ASM_PUBLIC_FUNC (ffi_call)
	ENDBR
	movq	CIF_CODE(%rdi), %r11
	testq	%rdx, %rdx
	jz	2f
1:	testq	%r11, %r11
	jle	3f
	.cfi_remember_state
	enter
	pushq	%rbx
	.cfi_offset %rbx, -24
	pushq	%rdx				/* rvalue */
	pushq	%rsi				/* fn */
	subq	$FAST_FRAME, %rsp
	movl	%r11d, %eax
	leaq	Lffi_op_code(%rip), %rbx
	andl	$(1 << FAST_OP_BITS) - 1, %eax
	shll	$6, %eax			/* FAST_PREFIX_SLOT */
	shrq	$FAST_OP_BITS - 5, %r11		/* operations from bit 5 on */
	movq	%rcx, %r10
	leaq	-FAST_PREFIXES * FAST_PREFIX_SLOT(%rbx, %rax), %rax
	jmp	*%rax
	.cfi_restore_state
	/* No rvalue: the result goes into the frame, unless the callee stores
	   it in memory.  */
2:	movl	%r11d, %eax
	andl	$(1 << FAST_OP_BITS) - 1, %eax
	cmpl	$FAST_PREFIX_INDIRECT, %eax
	je	3f
	cmpl	$FAST_PREFIX_WIN64, %eax
	je	4f
	testq	%r11, %r11
	jle	3f
	leaq	UNWANTED - 8(%rsp), %rdx
	jmp	1b
3:	xorl	%r8d, %r8d			/* static chain */
	jmp	ASM_C (ffi_call_general)
4:	testq	%r11, %r11
	jle	3b
	jmp	ASM_C (ffi_win64_fast_call)

	tables	code
ASM_END (ffi_call)

	tables	plan
ASM_END (ffi_sysv64_fast_plan)

/* ---- Whole calls ----------------------------------------------------- */

	.macro	whole_begin end
	.balign	FAST_WHOLE_SLOT
	ENDBR
	.if	\end != FAST_WHOLE_END_VOID
	testq	%rdx, %rdx
	jz	.Lno_rvalue
	.endif
	.cfi_remember_state
	pushq	%rbx
	.cfi_def_cfa_offset 16
	.cfi_offset %rbx, -16
	movq	%rdx, %rbx			/* rvalue */
	movq	%rsi, %r11			/* fn */
	.set	prefix_g, 0
	.set	prefix_v, 0
	.set	prefix_n, 0
	.endm

	.macro	whole_end end
	movb	$8, %al				/* at most 8 vector registers */
	call	*%r11
	.if	\end == FAST_WHOLE_END_S32
	cltq
	.endif
	.if	\end == FAST_WHOLE_END_F64
	movsd	%xmm0, (%rbx)
	.elseif	\end != FAST_WHOLE_END_VOID
	movq	%rax, (%rbx)
	.endif
	popq	%rbx
	.cfi_def_cfa_offset 8
	.cfi_restore %rbx
	ret
	.cfi_restore_state
	.endm

	.macro	whole_call end, p0=FAST_P_NONE, p1=FAST_P_NONE, p2=FAST_P_NONE
	whole_begin \end
	.set	avalue_in_rcx, 1
	prefix_load 0, \p0
	prefix_load 1, \p1
	prefix_load 2, \p2
	.set	avalue_in_rcx, 0
	clear_gprs
	whole_end \end
	.endm

	.macro	whole_calls end
	whole_call \end
	.irp	p0, 1, 2, 3
	whole_call \end, \p0
	.endr
	.irp	p1, 1, 2, 3
	.irp	p0, 1, 2, 3
	whole_call \end, \p0, \p1
	.endr
	.endr
	.irp	p2, 1, 2, 3
	.irp	p1, 1, 2, 3
	.irp	p0, 1, 2, 3
	whole_call \end, \p0, \p1, \p2
	.endr
	.endr
	.endr
	.irp	kind, FAST_I64, FAST_W32		/* SIX_I64, SIX_W32 */
	.balign	2 * FAST_WHOLE_SLOT
	whole_begin \end
	movq	%rcx, %r10
	load_six \kind
	whole_end \end
	.endr
	.endm

	.balign	2 * FAST_WHOLE_SLOT
ASM_FUNC (ffi_sysv64_fast_whole)
	.irp	end, 0, 1, 2, 3
	whole_calls \end
	.org	ASM_C (ffi_sysv64_fast_whole) \
		+ (\end + 1) * FAST_WHOLES * FAST_WHOLE_SLOT, INT3
	.endr
ASM_END (ffi_sysv64_fast_whole)

/* ---- Entries --------------------------------------------------------- */

/* Plans without an rvalue.  They are entered again with rvalue in the frame
   that is going to be made; if the callee stores the result in memory,
   ffi_call does the call.
     in:  as plan->entry, rdi plan  */
ASM_LOCAL_FUNC (ffi_sysv64_plan_no_rvalue)
.Lno_rvalue:
	leaq	UNWANTED - 8(%rsp), %rdx
	MOVP	(%rdi), PTR (%eax, %rax)
	jmp	*%rax
.Lno_rvalue_indirect:
	MOVP	PLAN_CIF(%rdi), PTR (%edi, %rdi)
	xorl	%r8d, %r8d			/* static chain */
	jmp	ASM_C (ffi_call_general)
ASM_END (ffi_sysv64_plan_no_rvalue)

/* ---- Closures -------------------------------------------------------- */

/* Frame of a fast closure entry, below the saved rbp.  */
#define WORDS -(8 * FAST_WORD_PAIR)		/* (%rbp) */
#define RESULT 0				/* (%rsp) and so on */
#define AVALUE 16
#define PAIRS (AVALUE + 8 * FAST_NOTE_FIELDS)
#define CLOSURE_FRAME (PAIRS + 16 * 6 + 8 * FAST_WORD_PAIR)

	.macro	save_gprs
	movq	%rdi, WORDS(%rbp)
	movq	%rsi, WORDS + 8(%rbp)
	movq	%rdx, WORDS + 16(%rbp)
	movq	%rcx, WORDS + 24(%rbp)
	movq	%r8, WORDS + 32(%rbp)
	movq	%r9, WORDS + 40(%rbp)
	.endm

	.macro	save_vectors
	.irp	v, 0, 1, 2, 3, 4, 5, 6, 7
	movsd	%xmm\v, WORDS + 8 * (FAST_WORD_VECTOR + \v)(%rbp)
	.endr
	.endm

/* avalue[i] = &WORD[i], for the largest possible number of arguments.  */
	.macro	point_in_order first, count
	.set	i, 0
	.rept	\count
	leaq	WORDS + 8 * (\first + i)(%rbp), %rax
	MOVP	PTR (%eax, %rax), AVALUE + PTR_SIZE * i(%rsp)
	.set	i, i + 1
	.endr
	.endm

/* The ways to fill in avalue: all arguments in gprs; all in vectors; each
   argument at the word that the note gives.  */
	.macro	arguments_gpr
	save_gprs
	point_in_order FAST_WORD_GPR, 6
	.endm

	.macro	arguments_vector
	save_vectors
	point_in_order FAST_WORD_VECTOR, 8
	.endm

	.macro	arguments_any
	movq	FFI_TRAMP_NOTE_AT(%r10), %r11
	save_gprs
	testq	%r11, %r11
	jns	6f
	save_vectors
6:	MOVP	CLOSURE_CIF(%r10), PTR (%ecx, %rcx)
	movl	CIF_NARGS(%rcx), %ecx
	leaq	PAIRS(%rsp), %r8
	jmp	2f
1:	movl	%r11d, %eax
	andl	$FAST_WORDS - 1, %eax
	shrq	$(FAST_WORD_BITS), %r11
	cmpl	$(FAST_WORD_PAIR), %eax
	leaq	WORDS(%rbp, %rax, 8), %rax
	je	4f
3:	MOVP	PTR (%eax, %rax), AVALUE(%rsp, %rcx, PTR_SIZE)
2:	subl	$(1), %ecx
	jns	1b
	jmp	5f
4:	movl	%r11d, %eax			/* second word of a pair */
	andl	$FAST_WORDS - 1, %eax
	shrq	$(FAST_WORD_BITS), %r11
	movq	WORDS(%rbp, %rax, 8), %rax
	movq	%rax, 8(%r8)
	movl	%r11d, %eax			/* first word */
	andl	$FAST_WORDS - 1, %eax
	shrq	$(FAST_WORD_BITS), %r11
	movq	WORDS(%rbp, %rax, 8), %rax
	movq	%rax, (%r8)
	movq	%r8, %rax
	addq	$(16), %r8
	jmp	3b
5:
	.endm

/* The kinds of results.  */
	.macro	result_i64
	movq	RESULT(%rsp), %rax
	.endm
	.macro	result_f32
	movss	RESULT(%rsp), %xmm0
	.endm
	.macro	result_f64
	movsd	RESULT(%rsp), %xmm0
	.endm
	.macro	result_x87
	fldt	RESULT(%rsp)
	.endm
	.macro	result_gg
	movq	RESULT(%rsp), %rax
	movq	RESULT + 8(%rsp), %rdx
	.endm
	.macro	result_gv
	movq	RESULT(%rsp), %rax
	movsd	RESULT + 8(%rsp), %xmm0
	.endm
	.macro	result_vg
	movsd	RESULT(%rsp), %xmm0
	movq	RESULT + 8(%rsp), %rax
	.endm
	.macro	result_vv
	movsd	RESULT(%rsp), %xmm0
	movsd	RESULT + 8(%rsp), %xmm1
	.endm
/* Results whose last register is narrower than 8 bytes.  The load is not wider
   than the handler's store: a wider load would have to wait for the store.  */
	.macro	result_g1
	movzbl	RESULT(%rsp), %eax
	.endm
	.macro	result_g2
	movzwl	RESULT(%rsp), %eax
	.endm
	.macro	result_g4
	movl	RESULT(%rsp), %eax
	.endm
	.macro	result_gg4
	movq	RESULT(%rsp), %rax
	movl	RESULT + 8(%rsp), %edx
	.endm
	.macro	result_gv4
	movq	RESULT(%rsp), %rax
	movss	RESULT + 8(%rsp), %xmm0
	.endm
	.macro	result_vg4
	movsd	RESULT(%rsp), %xmm0
	movl	RESULT + 8(%rsp), %eax
	.endm
	.macro	result_vv4
	movsd	RESULT(%rsp), %xmm0
	movss	RESULT + 8(%rsp), %xmm1
	.endm
	.macro	result_indirect
	movq	WORDS(%rbp), %rax
	.endm

/* Clears the result's bytes that the handler may not write: those of a void
   result, and the padding of structs.  */
	.macro	clear_result result
	.irp	padded, i64, g1, g2, g4, gg, gv, vg, vv, gg4, gv4, vg4, vv4
	.ifc	\result, \padded
	movq	$(0), RESULT(%rsp)
	.endif
	.endr
	.irp	pair, gg, gv, vg, vv, gg4, gv4, vg4, vv4
	.ifc	\result, \pair
	movq	$(0), RESULT + 8(%rsp)
	.endif
	.endr
	.endm

/* An entry: r10 is the closure; calls fun (cif, result, avalue, user_data). */
	.macro	fast_closure args, result
ASM_FUNC (ffi_sysv64_closure_\args\()_\result)
	ENDBR
	enter
	subq	$CLOSURE_FRAME, %rsp
	arguments_\args
	clear_result \result
	MOVP	CLOSURE_CIF(%r10), PTR (%edi, %rdi)
	.ifc	\result, indirect
	movq	WORDS(%rbp), %rsi
	.else
	movq	%rsp, %rsi
	.endif
	leaq	AVALUE(%rsp), %rdx
	MOVP	CLOSURE_DATA(%r10), PTR (%ecx, %rcx)
#ifdef __ILP32__
	movl	CLOSURE_FUN(%r10), %eax
	call	*%rax
#else
	call	*CLOSURE_FUN(%r10)
#endif
	result_\result
	leave
	.cfi_def_cfa %rsp, 8
	ret
ASM_END (ffi_sysv64_closure_\args\()_\result)
	.endm

	.irp	result, i64, f32, f64
	fast_closure gpr, \result
	fast_closure vector, \result
	fast_closure any, \result
	.endr
	.irp	result, x87, gg, gv, vg, vv, g1, g2, g4, gg4, gv4, vg4, vv4, indirect
	fast_closure any, \result
	.endr

#endif

	ASM_FOOTER
