/* SPDX-License-Identifier: MIT */
/* Win64: the kernel of calls and the entries of closures, for Windows, and
   for Unix, where the library around them is of the System V convention.  */
#include <asm.h>
#include "image.h"
#include "image-win64.h"

	ASM_TEXT

/* void ffi_win64_call (void *image, size_t stack, void (*fn) (void),
			uint32_t flags)
   in:  by the platform's convention; r11 fn, rax stack, r9d flags from then
   own: rbx image, esi flags
   frame: rbp, rbx, rsi; then the stack arguments at a multiple of 16.
   Touches each page on its way down, as Windows asks.  */
ASM_FUNC (ffi_win64_call)
	SEH_PROC (ffi_win64_call)
	ENDBR
	pushq	%rbp
	.cfi_def_cfa_offset 16
	.cfi_offset %rbp, -16
	SEH_PUSH (%rbp)
	pushq	%rbx
	.cfi_def_cfa_offset 24
	.cfi_offset %rbx, -24
	SEH_PUSH (%rbx)
	pushq	%rsi
	.cfi_def_cfa_offset 32
	.cfi_offset %rsi, -32
	SEH_PUSH (%rsi)
	movq	%rsp, %rbp
	.cfi_def_cfa_register %rbp
	SEH_FRAME (%rbp, 0)
	SEH_ENDPROLOGUE
#ifdef _WIN32
	movq	%rcx, %rbx
	movq	%rdx, %rax
	movq	%r8, %r11
#else
	movq	%rdi, %rbx
	movq	%rsi, %rax
	movq	%rdx, %r11
	movl	%ecx, %r9d
#endif
	movl	%r9d, %esi

	movq	%rax, %rcx
1:	cmpq	$4096, %rcx
	jb	2f
	subq	$4096, %rsp
	orq	$0, (%rsp)
	subq	$4096, %rcx
	jmp	1b
2:	subq	%rcx, %rsp
	andq	$-16, %rsp
3:	movq	WIN64_HOME - 8(%rbx,%rax), %rcx
	movq	%rcx, -8(%rsp,%rax)
	subq	$8, %rax
	jnz	3b

	movaps	WIN64_XMM(%rbx), %xmm0
	movaps	WIN64_XMM + 16(%rbx), %xmm1
	movaps	WIN64_XMM + 32(%rbx), %xmm2
	movaps	WIN64_XMM + 48(%rbx), %xmm3
	movq	WIN64_HOME(%rbx), %rcx
	movq	WIN64_HOME + 8(%rbx), %rdx
	movq	WIN64_HOME + 16(%rbx), %r8
	movq	WIN64_HOME + 24(%rbx), %r9
	movq	WIN64_CHAIN(%rbx), %r10
	call	*%r11

	movq	%rax, WIN64_RAX(%rbx)
	movaps	%xmm0, WIN64_XMM(%rbx)
	testl	$WIN64_X87, %esi
	jz	4f
	fstpt	WIN64_ST0(%rbx)
4:	leaq	(%rbp), %rsp
	.cfi_def_cfa_register %rsp
	popq	%rsi
	.cfi_def_cfa_offset 24
	.cfi_restore %rsi
	popq	%rbx
	.cfi_def_cfa_offset 16
	.cfi_restore %rbx
	popq	%rbp
	.cfi_def_cfa_offset 8
	.cfi_restore %rbp
	ret
	SEH_ENDPROC
ASM_END (ffi_win64_call)

/* What a System V function may clobber and a Win64 one may not, besides rsi
   and rdi: xmm6-15, saved right below rbp.  */
	.macro	foreign_registers save
#ifndef _WIN32
	.irp	n, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	.if	\save
	movaps	%xmm\n, 16 * (\n - 16)(%rbp)
	.cfi_offset %xmm\n, 16 * (\n - 16) - 32
	.else
	movaps	16 * (\n - 16)(%rbp), %xmm\n
	.endif
	.endr
#endif
	.endm

#ifdef _WIN32
# define BELOW 48			/* home of the callee, fifth argument */
# define SAVED 0
# define ARG(unix, windows) windows
#else
# define BELOW 0
# define SAVED 160
# define ARG(unix, windows) unix
#endif

/* Members of the closure are pointers.  */
#ifdef __ILP32__
# define PTR(reg32, reg64) reg32
# define MOVP movl
#else
# define PTR(reg32, reg64) reg64
# define MOVP movq
#endif

/* Closure entries.
   in:  r10 the closure; all argument registers
   frame: the caller's home area, which the argument registers fill, [rbp + 24]
   return address, rbp, rsi, rdi; xmm6-15 where they must be saved; the image
   without its stack; what the callee owns.
   ffi_closure_run (cif, fun, user_data, image, stack)  */
	.macro	closure_entry cif, fun, user_data
	ENDBR
	pushq	%rbp
	.cfi_def_cfa_offset 16
	.cfi_offset %rbp, -16
	SEH_PUSH (%rbp)
	pushq	%rsi
	.cfi_def_cfa_offset 24
	.cfi_offset %rsi, -24
	SEH_PUSH (%rsi)
	pushq	%rdi
	.cfi_def_cfa_offset 32
	.cfi_offset %rdi, -32
	SEH_PUSH (%rdi)
	movq	%rsp, %rbp
	.cfi_def_cfa_register %rbp
	SEH_FRAME (%rbp, 0)
	subq	$WIN64_HOME + SAVED + BELOW, %rsp
	SEH_ALLOC (WIN64_HOME + SAVED + BELOW)
	SEH_ENDPROLOGUE
	movq	%rcx, 32(%rbp)
	movq	%rdx, 40(%rbp)
	movq	%r8, 48(%rbp)
	movq	%r9, 56(%rbp)
	movaps	%xmm0, BELOW + WIN64_XMM(%rsp)
	movaps	%xmm1, BELOW + WIN64_XMM + 16(%rsp)
	movaps	%xmm2, BELOW + WIN64_XMM + 32(%rsp)
	movaps	%xmm3, BELOW + WIN64_XMM + 48(%rsp)
	foreign_registers 1

	MOVP	\cif(%r10), PTR (ARG (%edi, %ecx), ARG (%rdi, %rcx))
	MOVP	\fun(%r10), PTR (ARG (%esi, %edx), ARG (%rsi, %rdx))
	.ifnb	\user_data
	MOVP	\user_data(%r10), PTR (ARG (%edx, %r8d), ARG (%rdx, %r8))
	.else
	MOVP	PTR (%r10d, %r10), PTR (ARG (%edx, %r8d), ARG (%rdx, %r8))
	.endif
	leaq	BELOW(%rsp), ARG (%rcx, %r9)	/* image */
	leaq	32(%rbp), ARG (%r8, %rax)	/* stack */
#ifdef _WIN32
	movq	%rax, 32(%rsp)
#endif
	call	ASM_C (ffi_closure_run)

	testl	$WIN64_X87, %eax
	jz	1f
	fldt	BELOW + WIN64_ST0(%rsp)
1:	movq	BELOW + WIN64_RAX(%rsp), %rax
	movaps	BELOW + WIN64_XMM(%rsp), %xmm0
	foreign_registers 0
	leaq	(%rbp), %rsp
	.cfi_def_cfa_register %rsp
	popq	%rdi
	.cfi_def_cfa_offset 24
	.cfi_restore %rdi
	popq	%rsi
	.cfi_def_cfa_offset 16
	.cfi_restore %rsi
	popq	%rbp
	.cfi_def_cfa_offset 8
	.cfi_restore %rbp
	ret
	SEH_ENDPROC
	.endm

/* A Go closure is its own user_data.  */
ASM_FUNC (ffi_win64_closure)
	SEH_PROC (ffi_win64_closure)
	closure_entry CLOSURE_CIF, CLOSURE_FUN, CLOSURE_DATA
ASM_END (ffi_win64_closure)

ASM_FUNC (ffi_win64_go_closure)
	SEH_PROC (ffi_win64_go_closure)
	closure_entry GO_CIF, GO_FUN
ASM_END (ffi_win64_go_closure)

	ASM_FOOTER
