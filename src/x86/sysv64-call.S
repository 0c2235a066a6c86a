/* SPDX-License-Identifier: MIT */
/* x86-64 System V: the kernel of calls and the entries of closures.  */
#include "asm.h"

#if defined __x86_64__ && !defined _WIN32

#include "image.h"

/* A pointer in memory; the rest of its register is zero.  */
#ifdef __ILP32__
# define PTR(reg32, reg64) reg32
# define MOVP movl
#else
# define PTR(reg32, reg64) reg64
# define MOVP movq
#endif

	ASM_TEXT

/* Loads or stores vector register N of the image at BASE.  Short values and
   wide ones have slots of their own, of which one is 0.  The image begins SKIP
   bytes before BASE.  */
	.macro	load_vector width, base, n
	.if	\width == 16
	movaps	SYSV64_VECTOR + SYSV64_VECTOR_SLOT * \n(\base), %xmm\n
	.else
	vmovaps	SYSV64_VECTOR + SYSV64_VECTOR_SLOT * \n(\base), %xmm\n
	.if	\width == 32
	vorps	SYSV64_WIDE_SLOT * \n(\base), %ymm\n, %ymm\n
	.else
	vporq	SYSV64_WIDE_SLOT * \n(\base), %zmm\n, %zmm\n
	.endif
	.endif
	.endm

	.macro	store_vector width, base, n, skip=0
	movaps	%xmm\n, SYSV64_VECTOR - \skip + SYSV64_VECTOR_SLOT * \n(\base)
	.if	\width == 32
	vmovaps	%ymm\n, SYSV64_WIDE_SLOT * \n(\base)
	.elseif	\width == 64
	vmovaps	%zmm\n, SYSV64_WIDE_SLOT * \n(\base)
	.endif
	.endm

	.macro	load_vectors width, base
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	load_vector \width, \base, \n
	.endr
	.endm

	.macro	store_vectors width, base, skip
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	store_vector \width, \base, \n, \skip
	.endr
	.endm

	.macro	store_result width, base
	store_vector \width, \base, 0
	store_vector 16, \base, 1
	.endm

/* Runs the lines of MACRO for the widest vector that FLAGS tells of.  */
	.macro	by_width macro, flags, base
	testl	$SYSV64_VECTOR_32 | SYSV64_VECTOR_64, \flags
	jnz	1f
	\macro	16, \base
	jmp	3f
1:	testl	$SYSV64_VECTOR_64, \flags
	jnz	2f
	\macro	32, \base
	jmp	3f
2:	\macro	64, \base
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
   frame: in the image, above the stack arguments, which are passed where they
   are: [rbp-16] r12, rbx, [rbp] caller's rbp, where to return, caller's rsp.
   So the callee runs on what the caller has below the image, too, and the CFA
   is not what rsp was, but aligned as that: landing pads of the caller run
   there, on the image, which nobody reads then.  Unwinders find rsp by the
   caller's rbp.  */
ASM_FUNC (ffi_sysv64_call)
	ENDBR
	leaq	SYSV64_STACK + 24(%rdi,%rsi), %rax
	andq	$-16, %rax
	movq	(%rsp), %r8
	movq	%r12, -16(%rax)
	movq	%rbx, -8(%rax)
	movq	%rbp, (%rax)
	movq	%r8, 8(%rax)
	movq	%rsp, 16(%rax)
	movq	%rax, %rbp
	.cfi_def_cfa %rbp, 16
	.cfi_offset %rbp, -16
	.cfi_offset %rbx, -24
	.cfi_offset %r12, -32
	leaq	SYSV64_STACK(%rdi), %rsp
	movq	%rdi, %rbx
	movl	%ecx, %r12d
	movq	%rdx, %r11			/* fn */

	testl	$SYSV64_NVECTOR, %r12d
	jz	4f
	testl	$SYSV64_VECTOR_16 | SYSV64_VECTOR_32 | SYSV64_VECTOR_64, %r12d
	jz	5f
	by_width load_vectors, %r12d, %rbx
	jmp	4f
5:	scalar_vectors
4:	movq	SYSV64_GPR(%rbx), %rdi
	movq	SYSV64_GPR + 8(%rbx), %rsi
	movq	SYSV64_GPR + 16(%rbx), %rdx
	movq	SYSV64_GPR + 24(%rbx), %rcx
	movq	SYSV64_GPR + 32(%rbx), %r8
	movq	SYSV64_GPR + 40(%rbx), %r9
	MOVP	SYSV64_CHAIN(%rbx), PTR (%r10d, %r10)
	movzbl	%r12b, %eax			/* al: bound of vector registers */
	call	*%r11

	movq	16(%rbp), %rsp			/* below the image again */
	movq	%rax, SYSV64_RAX(%rbx)
	movq	%rdx, SYSV64_RDX(%rbx)
	by_width store_result, %r12d, %rbx
	testl	$SYSV64_X87_1 | SYSV64_X87_2, %r12d
	jz	5f
	fstpt	SYSV64_ST0(%rbx)
	testl	$SYSV64_X87_2, %r12d
	jz	5f
	fstpt	SYSV64_ST1(%rbx)
5:	movq	8(%rbp), %rax
	movq	%rax, (%rsp)
	movq	-16(%rbp), %r12
	movq	-8(%rbp), %rbx
	movq	(%rbp), %rbp
	.cfi_def_cfa %rsp, 8
	.cfi_restore %rbp
	.cfi_restore %rbx
	.cfi_restore %r12
	ret
ASM_END (ffi_sysv64_call)

/* Closure entries, one for each width of vectors and kind of closure.
   in:  r10 the closure; all argument registers
   frame: [rbp] caller's rbp; below it the image, at a multiple of 64 bytes
   where vectors are wide, without its first SKIP bytes.
   ffi_closure_run (cif, fun, user_data, image, stack)  */
	.macro	closure_entry name, width, skip, cif, fun, user_data
ASM_FUNC (\name)
	ENDBR
	pushq	%rbp
	.cfi_def_cfa_offset 16
	.cfi_offset %rbp, -16
	movq	%rsp, %rbp
	.cfi_def_cfa_register %rbp
	subq	$SYSV64_STACK - \skip, %rsp
	.if	\width > 16
	andq	$-64, %rsp
	.endif
	movq	%rdi, SYSV64_GPR - \skip(%rsp)
	movq	%rsi, SYSV64_GPR - \skip + 8(%rsp)
	movq	%rdx, SYSV64_GPR - \skip + 16(%rsp)
	movq	%rcx, SYSV64_GPR - \skip + 24(%rsp)
	movq	%r8, SYSV64_GPR - \skip + 32(%rsp)
	movq	%r9, SYSV64_GPR - \skip + 40(%rsp)
	movq	$(0), SYSV64_RAX - \skip(%rsp)
	movq	$(0), SYSV64_RDX - \skip(%rsp)
	store_vectors \width, %rsp, \skip
	.if	\width > 16
	vzeroupper
	.endif
	closure_arguments \cif, \fun, \user_data
	leaq	- \skip(%rsp), %rcx		/* image */
	leaq	16(%rbp), %r8			/* stack arguments */
	call	ASM_C (ffi_closure_run)

	testl	$SYSV64_X87_1 | SYSV64_X87_2, %eax
	jz	1f
	testl	$SYSV64_X87_2, %eax
	jz	2f
	fldt	SYSV64_ST1 - \skip(%rsp)
2:	fldt	SYSV64_ST0 - \skip(%rsp)
1:	movaps	SYSV64_VECTOR - \skip(%rsp), %xmm0
	movaps	SYSV64_VECTOR - \skip + SYSV64_VECTOR_SLOT(%rsp), %xmm1
	.if	\width > 16
	testl	$SYSV64_WIDE_RESULT, %eax
	jz	3f
	.if	\width == 32
	vmovaps	(%rsp), %ymm0
	.else
	vmovaps	(%rsp), %zmm0
	.endif
3:
	.endif
	movq	SYSV64_RAX - \skip(%rsp), %rax
	movq	SYSV64_RDX - \skip(%rsp), %rdx
	leave
	.cfi_def_cfa %rsp, 8
	ret
ASM_END (\name)
	.endm

/* The offsets are of ffi_closure's and ffi_go_closure's members;
   x86_64-targets.c asserts them.  A Go closure is its own user_data.  */
	.macro	closure_arguments cif, fun, user_data
	MOVP	\cif(%r10), PTR (%edi, %rdi)
	MOVP	\fun(%r10), PTR (%esi, %rsi)
	.if	\user_data
	MOVP	\user_data(%r10), PTR (%edx, %rdx)
	.else
	MOVP	PTR (%r10d, %r10), PTR (%edx, %rdx)
	.endif
	.endm

	.macro	closure_entries width, skip
	closure_entry ffi_sysv64_closure_\width, \width, \skip, CLOSURE_CIF, CLOSURE_FUN, CLOSURE_DATA
	closure_entry ffi_sysv64_go_closure_\width, \width, \skip, GO_CIF, GO_FUN, 0
	.endm

	closure_entries 16, SYSV64_CHAIN
	closure_entries 32, 0
	closure_entries 64, 0

#endif

	ASM_FOOTER
