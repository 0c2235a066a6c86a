/* SPDX-License-Identifier: MIT */
/* Win64: the kernel of calls and the entries of closures, for Windows, and
   for Unix, where the library around them is of the System V convention.  */
#include "asm.h"

#ifdef __x86_64__

#include "image.h"
#include "image-win64.h"
#include "win64-fast.h"
#include "exec.h"

	ASM_TEXT

/* void ffi_win64_call (void *image, size_t stack, void (*fn) (void),
			uint32_t flags)
   in:  by the platform's convention; r11 fn, rax stack, r9d flags from then
   own: rbx image, esi flags
   frame: rbp, rbx, rsi; then the stack arguments at a multiple of 16.  */
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

	subq	%rax, %rsp
	andq	$-16, %rsp
1:	movq	WIN64_HOME - 8(%rbx,%rax), %rcx
	movq	%rcx, -8(%rsp,%rax)
	subq	$8, %rax
	jnz	1b

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
	jz	2f
	fstpt	WIN64_ST0(%rbx)
2:	leaq	(%rbp), %rsp
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
# define PTR_SIZE 4
# define PTR(reg32, reg64) reg32
# define MOVP movl
#else
# define PTR_SIZE 8
# define PTR(reg32, reg64) reg64
# define MOVP movq
#endif

/* Closure entries.
   in:  r10 the closure; all argument registers
   frame: the caller's home area, which the argument registers fill, [rbp + 32]
   return address, rbp, rsi, rdi; xmm6-15 where they must be saved; SIZE bytes
   of the entry's own, what its callee owns among them.  */
#define CALLER_HOME 32				/* (%rbp) */

	.macro	closure_enter size
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
	subq	$(\size) + SAVED, %rsp
	SEH_ALLOC ((\size) + SAVED)
	SEH_ENDPROLOGUE
	movq	%rcx, CALLER_HOME(%rbp)
	movq	%rdx, CALLER_HOME + 8(%rbp)
	movq	%r8, CALLER_HOME + 16(%rbp)
	movq	%r9, CALLER_HOME + 24(%rbp)
	foreign_registers 1
	.endm

	.macro	closure_leave
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

/* ---- Closures of any signature --------------------------------------- */

/* Runs ffi_closure_run (cif, fun, user_data, image, stack); the image has no
   stack.  */
	.macro	closure_entry cif, fun, user_data
	closure_enter BELOW + WIN64_HOME
	movq	$0, BELOW + WIN64_RAX(%rsp)	/* padding tells nothing */
	movaps	%xmm0, BELOW + WIN64_XMM(%rsp)
	movaps	%xmm1, BELOW + WIN64_XMM + 16(%rsp)
	movaps	%xmm2, BELOW + WIN64_XMM + 32(%rsp)
	movaps	%xmm3, BELOW + WIN64_XMM + 48(%rsp)

	MOVP	\cif(%r10), PTR (ARG (%edi, %ecx), ARG (%rdi, %rcx))
	MOVP	\fun(%r10), PTR (ARG (%esi, %edx), ARG (%rsi, %rdx))
	.ifnb	\user_data
	MOVP	\user_data(%r10), PTR (ARG (%edx, %r8d), ARG (%rdx, %r8))
	.else
	MOVP	PTR (%r10d, %r10), PTR (ARG (%edx, %r8d), ARG (%rdx, %r8))
	.endif
	leaq	BELOW(%rsp), ARG (%rcx, %r9)	/* image */
	leaq	CALLER_HOME(%rbp), ARG (%r8, %rax) /* stack */
#ifdef _WIN32
	movq	%rax, 32(%rsp)
#endif
	call	ASM_C (ffi_closure_run)

	testl	$WIN64_X87, %eax
	jz	1f
	fldt	BELOW + WIN64_ST0(%rsp)
1:	movq	BELOW + WIN64_RAX(%rsp), %rax
	movaps	BELOW + WIN64_XMM(%rsp), %xmm0
	closure_leave
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

/* ---- Closures whose cif has a program (win64-fast.h) ------------------ */

/* Each argument has its slot: the caller's home area and what follows.  The
   closure's note tells of which homes the value is in a vector register, and
   which arguments are addresses of copies.  */
#ifdef _WIN32
# define RESULT 32				/* (%rsp), above its home area */
#else
# define RESULT 0
#endif
#define AVALUE (RESULT + 16)
#define FAST_SIZE (AVALUE + 8 * WIN64_NOTE_ARGS)

	.macro	vector_homes
	testb	$(15 << WIN64_NOTE_XMM), %r11b
	jz	2f
	.irp	n, 0, 1, 2, 3
	testb	$(1 << (WIN64_NOTE_XMM + \n)), %r11b
	jz	1f
	movsd	%xmm\n, CALLER_HOME + 8 * \n(%rbp)
1:
	.endr
2:
	.endm

/* avalue[i] = &slot[first + i], for as many arguments as there may be, or the
   address that is in it.  */
	.macro	point_at_slots first
	.set	i, 0
	.rept	WIN64_NOTE_ARGS
	leaq	CALLER_HOME + 8 * (\first + i)(%rbp), %rax
	MOVP	PTR (%eax, %rax), AVALUE + PTR_SIZE * i(%rsp)
	.set	i, i + 1
	.endr
	shrl	$WIN64_NOTE_REF, %r11d
	jz	3f
	leaq	AVALUE(%rsp), %rdx
1:	shrl	$1, %r11d
	jnc	2f
	MOVP	(%rdx), PTR (%eax, %rax)
	MOVP	(%rax), PTR (%eax, %rax)
	MOVP	PTR (%eax, %rax), (%rdx)
2:	addq	$PTR_SIZE, %rdx
	testl	%r11d, %r11d
	jnz	1b
3:
	.endm

/* Calls fun (cif, result, avalue, user_data), runs LOAD.  */
	.macro	fast_closure result, load:vararg
ASM_FUNC (ffi_win64_closure_\result)
	SEH_PROC (ffi_win64_closure_\result)
	closure_enter FAST_SIZE
	movq	FFI_TRAMP_NOTE_AT(%r10), %r11
	vector_homes
	MOVP	CLOSURE_CIF(%r10), PTR (ARG (%edi, %ecx), ARG (%rdi, %rcx))
	.ifc	\result, indirect
	point_at_slots 1
	movq	CALLER_HOME(%rbp), ARG (%rsi, %rdx)
	.else
	point_at_slots 0
	leaq	RESULT(%rsp), ARG (%rsi, %rdx)
	.endif
	movq	$0, RESULT(%rsp)		/* padding tells nothing */
	leaq	AVALUE(%rsp), ARG (%rdx, %r8)
	MOVP	CLOSURE_DATA(%r10), PTR (ARG (%ecx, %r9d), ARG (%rcx, %r9))
#ifdef __ILP32__
	movl	CLOSURE_FUN(%r10), %eax
	call	*%rax
#else
	call	*CLOSURE_FUN(%r10)
#endif
	\load
	closure_leave
ASM_END (ffi_win64_closure_\result)
	.endm

	fast_closure i64, movq RESULT(%rsp), %rax
	fast_closure g1, movzbl RESULT(%rsp), %eax
	fast_closure g2, movzwl RESULT(%rsp), %eax
	fast_closure g4, movl RESULT(%rsp), %eax
	fast_closure f32, movss RESULT(%rsp), %xmm0
	fast_closure f64, movsd RESULT(%rsp), %xmm0
	fast_closure xmm, movups RESULT(%rsp), %xmm0
	fast_closure x87, fldt RESULT(%rsp)
	fast_closure indirect, movq CALLER_HOME(%rbp), %rax

#endif

	ASM_FOOTER
