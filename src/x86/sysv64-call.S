/* SPDX-License-Identifier: MIT */
/* x86-64 System V: the kernel of calls and the entries of closures.  */
#include "asm.h"

#if defined __x86_64__ && !defined _WIN32

#include "image.h"

	ASM_TEXT

/* Loads or stores vector register N in its slot of the image at BASE.  */
	.macro	vector_move width, base, n, store
	.ifnb	\store
	.if	\width == 16
	movaps	%xmm\n, SYSV64_VECTOR + SYSV64_VECTOR_SLOT * \n(\base)
	.elseif	\width == 32
	vmovaps	%ymm\n, SYSV64_VECTOR + SYSV64_VECTOR_SLOT * \n(\base)
	.else
	vmovaps	%zmm\n, SYSV64_VECTOR + SYSV64_VECTOR_SLOT * \n(\base)
	.endif
	.else
	.if	\width == 16
	movaps	SYSV64_VECTOR + SYSV64_VECTOR_SLOT * \n(\base), %xmm\n
	.elseif	\width == 32
	vmovaps	SYSV64_VECTOR + SYSV64_VECTOR_SLOT * \n(\base), %ymm\n
	.else
	vmovaps	SYSV64_VECTOR + SYSV64_VECTOR_SLOT * \n(\base), %zmm\n
	.endif
	.endif
	.endm

	.macro	vectors width, base, store
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	vector_move \width, \base, \n, \store
	.endr
	.endm

	.macro	result_vectors width, base, store
	vector_move \width, \base, 0, \store
	vector_move \width, \base, 1, \store
	.endm

/* Runs the lines of MACRO for the widest vector that FLAGS tells of.  */
	.macro	by_width macro, flags, base, store
	testl	$SYSV64_VECTOR_32 | SYSV64_VECTOR_64, \flags
	jnz	1f
	\macro	16, \base, \store
	jmp	3f
1:	testl	$SYSV64_VECTOR_64, \flags
	jnz	2f
	\macro	32, \base, \store
	jmp	3f
2:	\macro	64, \base, \store
3:
	.endm

/* xmm0-7 that hold scalars, as many as r12b tells.  */
	.macro	scalar_vectors
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	movsd	SYSV64_VECTOR + SYSV64_VECTOR_SLOT * \n(%rbx), %xmm\n
	.if	\n < 7
	cmpb	$\n + 1, %r12b
	jbe	4f
	.endif
	.endr
	.endm

/* void ffi_sysv64_call (void *image, size_t stack, void (*fn) (void),
			 uint32_t flags)
   in:  rdi image, rsi stack, rdx fn, ecx flags
   own: rbx image, r12d flags
   frame: [rbp] caller's rbp; rbx, r12; then the stack arguments at a
   multiple of 64 bytes, or of the alignment that flags ask for.  */
ASM_FUNC (ffi_sysv64_call)
	ENDBR
	pushq	%rbp
	.cfi_def_cfa_offset 16
	.cfi_offset %rbp, -16
	movq	%rsp, %rbp
	.cfi_def_cfa_register %rbp
	pushq	%rbx
	.cfi_offset %rbx, -24
	pushq	%r12
	.cfi_offset %r12, -32
	movq	%rdi, %rbx
	movl	%ecx, %r12d
	movq	%rdx, %r11			/* fn */

	shrl	$SYSV64_ALIGN_SHIFT, %ecx
	movq	$-64, %rax
	shlq	%cl, %rax
	subq	%rsi, %rsp
	andq	%rax, %rsp
	jmp	2f
1:	movq	SYSV64_STACK(%rbx,%rsi), %rax	/* stack arguments */
	movq	%rax, (%rsp,%rsi)
2:	subq	$8, %rsi
	jns	1b

	testl	$SYSV64_NVECTOR, %r12d
	jz	4f
	testl	$SYSV64_VECTOR_16 | SYSV64_VECTOR_32 | SYSV64_VECTOR_64, %r12d
	jz	5f
	by_width vectors, %r12d, %rbx
	jmp	4f
5:	scalar_vectors
4:	movq	SYSV64_GPR(%rbx), %rdi
	movq	SYSV64_GPR + 8(%rbx), %rsi
	movq	SYSV64_GPR + 16(%rbx), %rdx
	movq	SYSV64_GPR + 24(%rbx), %rcx
	movq	SYSV64_GPR + 32(%rbx), %r8
	movq	SYSV64_GPR + 40(%rbx), %r9
	movq	SYSV64_CHAIN(%rbx), %r10
	movzbl	%r12b, %eax			/* al: bound of vector registers */
	call	*%r11

	movq	%rax, SYSV64_RAX(%rbx)
	movq	%rdx, SYSV64_RDX(%rbx)
	by_width result_vectors, %r12d, %rbx, store
	testl	$SYSV64_X87_1 | SYSV64_X87_2, %r12d
	jz	5f
	fstpt	SYSV64_ST0(%rbx)
	testl	$SYSV64_X87_2, %r12d
	jz	5f
	fstpt	SYSV64_ST1(%rbx)
5:	leaq	-16(%rbp), %rsp
	popq	%r12
	popq	%rbx
	popq	%rbp
	.cfi_def_cfa %rsp, 8
	ret
ASM_END (ffi_sysv64_call)

/* Closure entries, one for each width of vectors and kind of closure.
   in:  r10 the closure; all argument registers
   frame: [rbp] caller's rbp; below it the image at a multiple of 64 bytes.
   ffi_closure_run (cif, fun, user_data, image, stack)  */
	.macro	closure_entry name, width, cif, fun, user_data
ASM_FUNC (\name)
	ENDBR
	pushq	%rbp
	.cfi_def_cfa_offset 16
	.cfi_offset %rbp, -16
	movq	%rsp, %rbp
	.cfi_def_cfa_register %rbp
	subq	$SYSV64_STACK, %rsp
	andq	$-64, %rsp
	movq	%rdi, SYSV64_GPR(%rsp)
	movq	%rsi, SYSV64_GPR + 8(%rsp)
	movq	%rdx, SYSV64_GPR + 16(%rsp)
	movq	%rcx, SYSV64_GPR + 24(%rsp)
	movq	%r8, SYSV64_GPR + 32(%rsp)
	movq	%r9, SYSV64_GPR + 40(%rsp)
	movq	$(0), SYSV64_RAX(%rsp)
	movq	$(0), SYSV64_RDX(%rsp)
	vectors	\width, %rsp, store
	.if	\width > 16
	vzeroupper
	.endif
	closure_arguments \cif, \fun, \user_data
	movq	%rsp, %rcx			/* image */
	leaq	16(%rbp), %r8			/* stack arguments */
	call	ASM_C (ffi_closure_run)

	testl	$SYSV64_X87_1 | SYSV64_X87_2, %eax
	jz	1f
	testl	$SYSV64_X87_2, %eax
	jz	2f
	fldt	SYSV64_ST1(%rsp)
2:	fldt	SYSV64_ST0(%rsp)
1:	movq	SYSV64_RAX(%rsp), %rax
	movq	SYSV64_RDX(%rsp), %rdx
	result_vectors \width, %rsp
	leave
	.cfi_def_cfa %rsp, 8
	ret
ASM_END (\name)
	.endm

/* The offsets are of ffi_closure's and ffi_go_closure's members;
   x86_64-targets.c asserts them.  A Go closure is its own user_data.  */
#ifdef __ILP32__
# define PTR(reg32, reg64) reg32
# define MOVP movl
#else
# define PTR(reg32, reg64) reg64
# define MOVP movq
#endif
	.macro	closure_arguments cif, fun, user_data
	MOVP	\cif(%r10), PTR (%edi, %rdi)
	MOVP	\fun(%r10), PTR (%esi, %rsi)
	.if	\user_data
	MOVP	\user_data(%r10), PTR (%edx, %rdx)
	.else
	MOVP	PTR (%r10d, %r10), PTR (%edx, %rdx)
	.endif
	.endm

	.macro	closure_entries width
	closure_entry ffi_sysv64_closure_\width, \width, CLOSURE_CIF, CLOSURE_FUN, CLOSURE_DATA
	closure_entry ffi_sysv64_go_closure_\width, \width, GO_CIF, GO_FUN, 0
	.endm

	closure_entries 16
	closure_entries 32
	closure_entries 64

#endif

	ASM_FOOTER
