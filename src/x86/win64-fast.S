/* SPDX-License-Identifier: MIT */
/* Win64: calls that run on the program of a cif or a plan (win64-fast.h), for
   Windows, and for Unix.

   Registers while arguments are moved:
     r11  the next byte of the program
     r10  the next element of avalue
     r8   the table of operations
     rdx  the next slot
     r9   the place of the next copy
     rax, rcx  scratch
   Frame:
     -8(%rbp)   rvalue
     -16        fn
     -32..-17   space for a result that the caller does not want
     128(%rsp)  copies, WIN64_FAST_COPIES bytes
     0(%rsp)    slots, WIN64_FAST_STACK bytes  */
#include "asm.h"

#ifdef __x86_64__

#include "win64-fast.h"
#include "exec.h"

#define RVALUE -8
#define FN -16
#define UNWANTED -32
#define FAST_FRAME (32 + WIN64_FAST_COPIES + WIN64_FAST_STACK)

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

/* The platform's registers for four arguments.  */
#ifdef _WIN32
# define A0 %rcx
# define A0_32 %ecx
# define A1 %rdx
# define A2 %r8
# define A3 %r9
#else
# define A0 %rdi
# define A0_32 %edi
# define A1 %rsi
# define A2 %rdx
# define A3 %rcx
#endif

	ASM_TEXT

/* (Apple's assembler takes "$6" for an argument in macros without
   parameters.)  */
	.macro	next table=%r8
	movzbl	(%r11), %eax
	incq	%r11
	shll	$6, %eax			/* WIN64_OP_SLOT */
	addq	\table, %rax
	jmp	*%rax
	.endm

/* .org at the table's end fails if the code of a slot is too large.  */
	.macro	slot
	.balign	WIN64_OP_SLOT
	ENDBR
	.endm

/* rax = *avalue++  */
	.macro	value from=%r10
	MOVP	(\from), PTR (%eax, %rax)
	addq	$PTR_SIZE, \from
	.endm

	.macro	argument load:vararg
	slot
	value
	\load
	movq	%rax, (%rdx)
	addq	$8, %rdx
	next
	.endm

/* Loads the integer and the vector registers from the homes: an argument needs
   one of the two, and functions with "..." read either.  Leaves rvalue in
   rcx.  */
	.macro	end widen:vararg
	slot
	movq	(%rsp), %rcx
	movq	8(%rsp), %rdx
	movq	16(%rsp), %r8
	movq	24(%rsp), %r9
	movq	%rcx, %xmm0
	movq	%rdx, %xmm1
	movq	%r8, %xmm2
	movq	%r9, %xmm3
	call	*FN(%rbp)
	movq	RVALUE(%rbp), %rcx
	\widen
	.endm

	.macro	end_integer widen:vararg
	end	\widen
	movq	%rax, (%rcx)
	jmp	Lffi_win64_done
	.endm

	.macro	end_store store:vararg
	end
	\store
	jmp	Lffi_win64_done
	.endm

/* The rest of both entries.
   in:  A0 cif, A1 fn, A2 rvalue, A3 avalue, r11 program  */
ASM_FUNC (ffi_win64_fast)
	SEH_PROC (ffi_win64_fast)
	pushq	%rbp
	.cfi_def_cfa_offset 16
	.cfi_offset %rbp, -16
	SEH_PUSH (%rbp)
	movq	%rsp, %rbp
	.cfi_def_cfa_register %rbp
	SEH_FRAME (%rbp, 0)
	subq	$FAST_FRAME, %rsp
	SEH_ALLOC (FAST_FRAME)
	SEH_ENDPROLOGUE
	xorps	%xmm0, %xmm0			/* homes of no argument */
	movups	%xmm0, (%rsp)
	movups	%xmm0, 16(%rsp)
	movq	A2, RVALUE(%rbp)
	movq	A1, FN(%rbp)
	movq	A3, %r10
	leaq	WIN64_FAST_STACK(%rsp), %r9
	movq	%rsp, %rdx
	leaq	Lffi_win64_ops - WIN64_OP_SLOT(%rip), %r8
	next

Lffi_win64_done:
	.cfi_remember_state
	leaq	(%rbp), %rsp
	.cfi_def_cfa_register %rsp
	popq	%rbp
	.cfi_def_cfa_offset 8
	.cfi_restore %rbp
	ret
	.cfi_restore_state

Lffi_win64_ref:
	value
	movq	%r9, (%rdx)
	addq	$8, %rdx
	movzbl	(%r11), %ecx			/* size */
	incq	%r11
	subl	$8, %ecx
	jb	2f
1:	movq	(%rax), %r8
	movq	%r8, (%r9)
	addq	$8, %rax
	addq	$8, %r9
	subl	$8, %ecx
	jae	1b
2:	testb	$4, %cl
	jz	3f
	movl	(%rax), %r8d
	movl	%r8d, (%r9)
	addq	$4, %rax
	addq	$4, %r9
3:	andl	$3, %ecx
	jz	5f
4:	movzbl	(%rax), %r8d
	movb	%r8b, (%r9)
	incq	%rax
	incq	%r9
	decl	%ecx
	jnz	4b
5:	addq	$WIN64_COPY_ALIGN - 1, %r9
	andq	$-WIN64_COPY_ALIGN, %r9
	leaq	Lffi_win64_ops - WIN64_OP_SLOT(%rip), %r8
	next

	.balign	WIN64_OP_SLOT
Lffi_win64_ops:
	argument movzbl (%rax), %eax
	argument movsbl (%rax), %eax
	argument movzwl (%rax), %eax
	argument movswl (%rax), %eax
	argument movl (%rax), %eax
	argument movq (%rax), %rax
	slot					/* INDIRECT */
	movq	RVALUE(%rbp), %rax
	movq	%rax, (%rdx)
	addq	$8, %rdx
	next
	slot					/* REF */
	jmp	Lffi_win64_ref
	end					/* VOID */
	jmp	Lffi_win64_done
	end_integer movzbl %al, %eax
	end_integer movsbq %al, %rax
	end_integer movzwl %ax, %eax
	end_integer movswq %ax, %rax
	end_integer movl %eax, %eax
	end_integer cltq
	end_integer				/* 8 */
	end_store movb %al, (%rcx)
	end_store movw %ax, (%rcx)
	end_store movl %eax, (%rcx)
	end_store movss %xmm0, (%rcx)
	end_store movsd %xmm0, (%rcx)
	end_store movups %xmm0, (%rcx)
	end_store fstpt (%rcx)
	.org	Lffi_win64_ops + WIN64_END_X87 * WIN64_OP_SLOT, INT3
	SEH_ENDPROC
ASM_END (ffi_win64_fast)

/* Without an rvalue, the result goes into the frame that is going to be made.
   If the callee stores the result in memory, the general path is taken,
   because the result may be larger.  */
	.macro	enter_fast program=%r11
	testq	A2, A2
	jnz	ASM_C (ffi_win64_fast)
	cmpb	$WIN64_OP_INDIRECT, (\program)
	je	ASM_C (ffi_win64_general)
	leaq	UNWANTED - 8(%rsp), A2
	jmp	ASM_C (ffi_win64_fast)
	.endm

/* plan->entry  */
ASM_FUNC (ffi_win64_plan)
	ENDBR
	leaq	PLAN_OPS(A0), %r11
	MOVP	PLAN_CIF(A0), PTR (A0_32, A0)
	enter_fast
ASM_END (ffi_win64_plan)

#ifdef _WIN32

/* void ffi_call (ffi_cif *cif, void (*fn) (void), void *rvalue,
		  void **avalue)  */
ASM_PUBLIC_FUNC (ffi_call)
	cmpq	$0, CIF_CODE(A0)
	jle	ASM_C (ffi_win64_general)
	leaq	CIF_CODE + 1(A0), %r11
	enter_fast
ASM_END (ffi_call)

/* ffi_call_general without a static chain.
   frame: the callee's home area and fifth argument  */
ASM_LOCAL_FUNC (ffi_win64_general)
	SEH_PROC (ffi_win64_general)
	subq	$40, %rsp
	.cfi_def_cfa_offset 48
	SEH_ALLOC (40)
	SEH_ENDPROLOGUE
	movq	$0, 32(%rsp)			/* static chain */
	call	ASM_C (ffi_call_general)
	addq	$40, %rsp
	.cfi_def_cfa_offset 8
	ret
	SEH_ENDPROC
ASM_END (ffi_win64_general)

#else

/* ffi_call for cifs with a program of Win64.  */
ASM_FUNC (ffi_win64_fast_call)
	leaq	CIF_CODE + 1(A0), %r11
	enter_fast
ASM_END (ffi_win64_fast_call)

ASM_LOCAL_FUNC (ffi_win64_general)
	xorl	%r8d, %r8d			/* static chain */
	jmp	ASM_C (ffi_call_general)
ASM_END (ffi_win64_general)

#endif

#endif

	ASM_FOOTER
