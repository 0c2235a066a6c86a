/* SPDX-License-Identifier: MIT */
/* i386: the kernel of calls and the entries of closures, of all
   conventions.  */
#include "asm.h"

#ifdef __i386__

#include <ffi.h>
#include "image-i386.h"
#include "image.h"

	ASM_TEXT

/* void ffi_i386_call (void *image, size_t stack, void (*fn) (void),
		       uint32_t flags)
   own: ebx image, esi flags
   frame: in the image, above the stack arguments, which are passed where they
   are: [ebp-8] esi, ebx, [ebp] caller's ebp, where to return, caller's esp,
   fn.  So the callee runs on what the caller has below the image, too, and the
   CFA is not what esp was (sysv64-call.S).  The callee may have popped any of
   the arguments.  */
ASM_FUNC (ffi_i386_call)
	ENDBR
	movl	4(%esp), %edx			/* image */
	movl	8(%esp), %eax			/* stack */
	movl	12(%esp), %ecx			/* fn */
	leal	I386_STACK + 16(%edx,%eax), %eax
	movl	%esi, -16(%eax)
	movl	%ebx, -12(%eax)
	movl	%ebp, -8(%eax)
	movl	(%esp), %ebx
	movl	%ebx, -4(%eax)
	movl	%esp, (%eax)
	movl	%ecx, 4(%eax)
	leal	-8(%eax), %ebp
	.cfi_def_cfa %ebp, 8
	.cfi_offset %ebp, -8
	.cfi_offset %ebx, -12
	.cfi_offset %esi, -16
	movl	16(%esp), %esi			/* flags */
	movl	%edx, %ebx
	leal	I386_STACK(%ebx), %esp

	testl	$I386_VECTORS, %esi
	jz	3f
	movaps	I386_XMM(%ebx), %xmm0
	movaps	I386_XMM + 16(%ebx), %xmm1
	movaps	I386_XMM + 32(%ebx), %xmm2
	movaps	I386_XMM + 48(%ebx), %xmm3
3:	movl	I386_CHAIN(%ebx), %ecx
	movl	%ecx, %eax
	testl	$I386_TAKES_ECX, %esi
	jz	4f
	movl	I386_ECX(%ebx), %ecx
4:	testl	$I386_TAKES_EAX, %esi
	jz	5f
	movl	I386_EAX(%ebx), %eax
5:	movl	I386_EDX(%ebx), %edx
	call	*12(%ebp)

	movl	8(%ebp), %esp			/* below the image again */
	movl	%eax, I386_EAX(%ebx)
	movl	%edx, I386_EDX(%ebx)
	testl	$I386_FLOAT | I386_DOUBLE | I386_LONG_DOUBLE, %esi
	jz	8f
	testl	$I386_DOUBLE, %esi
	jnz	6f
	testl	$I386_FLOAT, %esi
	jnz	7f
	fstpt	I386_ST0(%ebx)
	jmp	9f
6:	fstpl	I386_ST0(%ebx)
	jmp	9f
7:	fstps	I386_ST0(%ebx)
	jmp	9f
8:	testl	$I386_VECTORS, %esi
	jz	9f
	movaps	%xmm0, I386_XMM(%ebx)
9:	movl	4(%ebp), %eax
	movl	%eax, (%esp)
	movl	-8(%ebp), %esi
	.cfi_restore %esi
	movl	-4(%ebp), %ebx
	.cfi_restore %ebx
	movl	(%ebp), %ebp
	.cfi_restore %ebp
	.cfi_def_cfa %esp, 4
	ret
ASM_END (ffi_i386_call)

/* Returns from a frame to the return address at ecx.  */
	.macro	return_at_ecx
	movl	(%ebp), %ebp
	.cfi_restore %ebp
	.cfi_def_cfa %ecx, 4
	movl	%ecx, %esp
	.cfi_def_cfa_register %esp
	ret
	.endm

/* Closure entries.
   in:  eax the closure; 0(%esp) the caller's eax, 4(%esp) the return address;
	edx, ecx, xmm0-3
   frame: [ebp + 12] stack arguments, return address, caller's eax, ebp; below
   it the image without its stack, and without vector registers from
   I386_CHAIN on, at a multiple of 16.
   RUN (cif, fun, user_data, image, stack) is ffi_closure_run or its like.
   What the callee pops of the arguments is popped by moving the return
   address over it.  */
	.macro	closure_body vectors, run, cif, fun, user_data
	.cfi_def_cfa_offset 8
	pushl	%ebp
	.cfi_def_cfa_offset 12
	.cfi_offset %ebp, -12
	movl	%esp, %ebp
	.cfi_def_cfa_register %ebp
	.if	\vectors
	.set	ABSENT, 0
	.else
	.set	ABSENT, I386_CHAIN
	.endif
	subl	$I386_STACK - ABSENT, %esp
	andl	$-16, %esp
	movl	%ecx, I386_ECX - ABSENT(%esp)
	movl	%edx, I386_EDX - ABSENT(%esp)
	movl	4(%ebp), %edx
	movl	%edx, I386_EAX - ABSENT(%esp)
	.if	\vectors
	movaps	%xmm0, I386_XMM(%esp)
	movaps	%xmm1, I386_XMM + 16(%esp)
	movaps	%xmm2, I386_XMM + 32(%esp)
	movaps	%xmm3, I386_XMM + 48(%esp)
	.endif

	leal	-ABSENT(%esp), %ecx
	leal	12(%ebp), %edx
	subl	$12, %esp
	pushl	%edx				/* stack */
	pushl	%ecx				/* image */
	.ifb	\user_data
	pushl	%eax
	.else
	pushl	\user_data(%eax)
	.endif
	pushl	\fun(%eax)
	pushl	\cif(%eax)
	call	ASM_C (\run)			/* eax: flags, edx: bytes to pop */
	addl	$32, %esp

	testl	$I386_FLOAT | I386_DOUBLE | I386_LONG_DOUBLE, %eax
	jz	3f
	testl	$I386_DOUBLE, %eax
	jnz	1f
	testl	$I386_FLOAT, %eax
	jnz	2f
	fldt	I386_ST0 - ABSENT(%esp)
	jmp	3f
1:	fldl	I386_ST0 - ABSENT(%esp)
	jmp	3f
2:	flds	I386_ST0 - ABSENT(%esp)
3:
	.if	\vectors
	movaps	I386_XMM(%esp), %xmm0
	.endif
	leal	8(%ebp,%edx), %ecx
	movl	8(%ebp), %eax
	movl	%eax, (%ecx)
	movl	I386_EAX - ABSENT(%esp), %eax
	movl	I386_EDX - ABSENT(%esp), %edx
	return_at_ecx
	.endm

	.macro	closure_entry name, vectors, run
ASM_FUNC (\name)
	ENDBR
	closure_body \vectors, \run, CLOSURE_CIF, CLOSURE_FUN, CLOSURE_DATA
ASM_END (\name)
	.endm

	closure_entry ffi_i386_closure, 0, ffi_closure_run
	closure_entry ffi_i386_closure_vectors, 1, ffi_closure_run
#ifndef FFI_NO_RAW_API
	closure_entry ffi_i386_raw_closure, 0, ffi_raw_closure_run
	closure_entry ffi_i386_raw_closure_vectors, 1, ffi_raw_closure_run
#endif

/* Go closures are in ecx or eax, the static chain register, and are their own
   user_data.  */
	.macro	go_closure_entry name, vectors, chain
ASM_FUNC (\name)
	ENDBR
	pushl	%eax
	.ifnc	\chain, eax
	movl	%\chain, %eax
	.endif
	closure_body \vectors, ffi_closure_run, GO_CIF, GO_FUN
ASM_END (\name)
	.endm

	go_closure_entry ffi_i386_go_closure, 0, ecx
	go_closure_entry ffi_i386_go_closure_vectors, 1, ecx
	go_closure_entry ffi_i386_go_closure_eax, 0, eax
	go_closure_entry ffi_i386_go_closure_eax_vectors, 1, eax

/* ---- Closures of arguments on the stack alone, in order --------------- */

/* in:  as above
   own: esi where esp is to be after the return; ebx scratch
   frame: [ebp + 12] stack arguments, return address, caller's eax, ebp, ebx,
   esi; avalue; at a multiple of 16: the result, the arguments of
   fun (cif, result, avalue, user_data).  */
#define CIF_NARGS 4
#define CIF_ARG_TYPES 8
#define ARGUMENTS 12				/* (%ebp) */
#define AVALUE_END -8
#define RESULT 16				/* (%esp) */
#define OWN 32

	.macro	fast_closure_enter
	ENDBR
	.cfi_def_cfa_offset 8
	pushl	%ebp
	.cfi_def_cfa_offset 12
	.cfi_offset %ebp, -12
	movl	%esp, %ebp
	.cfi_def_cfa_register %ebp
	pushl	%ebx
	.cfi_offset %ebx, -16
	pushl	%esi
	.cfi_offset %esi, -20
	.endm

/* Fills in avalue, of arguments from FIRST(%ebp) on, and what fun is given
   but the result's address.  edx: behind the arguments.  */
	.macro	point_at_words first
	movl	CLOSURE_CIF(%eax), %ebx
	movl	CIF_NARGS(%ebx), %edx
	movl	CIF_ARG_TYPES(%ebx), %ecx
	negl	%edx
	leal	(%esp,%edx,4), %esi		/* avalue */
	leal	-OWN(%esi), %esp
	andl	$-16, %esp
	movl	%ebx, (%esp)
	movl	%esi, 8(%esp)
	movl	CLOSURE_DATA(%eax), %ebx
	movl	%ebx, 12(%esp)
	leal	\first(%ebp), %edx
	jmp	2f
1:	movl	(%ecx), %ebx			/* type */
	addl	$4, %ecx
	movl	(%ebx), %ebx			/* its size */
	movl	%edx, (%esi)
	addl	$4, %esi
	addl	$3, %ebx
	andl	$-4, %ebx
	addl	%ebx, %edx
2:	leal	AVALUE_END(%ebp), %ebx
	cmpl	%ebx, %esi
	jb	1b
	.endm

/* Returns with esp = esi.  */
	.macro	fast_closure_leave
	movl	8(%ebp), %ebx			/* return address */
	movl	%ebx, -4(%esi)
	leal	-4(%esi), %ecx
	movl	-4(%ebp), %ebx
	.cfi_restore %ebx
	movl	-8(%ebp), %esi
	.cfi_restore %esi
	return_at_ecx
	.endm

/* HIDDEN: bytes of the hidden pointer.  POP: the bytes that are popped, or
   "all" of the arguments.  LOAD gets the result.  */
	.macro	fast_closure name, hidden, pop, load:vararg
ASM_FUNC (ffi_i386_closure_\name)
	fast_closure_enter
	point_at_words ARGUMENTS + \hidden
	.ifc	\pop, all
	movl	%edx, %esi
	.else
	leal	ARGUMENTS + \pop(%ebp), %esi
	.endif
	.if	\hidden
	movl	ARGUMENTS(%ebp), %ecx
	.else
	leal	RESULT(%esp), %ecx
	.endif
	movl	%ecx, 4(%esp)
	movl	$0, RESULT(%esp)		/* padding tells nothing */
	movl	$0, RESULT + 4(%esp)
	call	*CLOSURE_FUN(%eax)
	\load
	fast_closure_leave
ASM_END (ffi_i386_closure_\name)
	.endm

	.macro	result_w64
	movl	RESULT(%esp), %eax
	movl	RESULT + 4(%esp), %edx
	.endm

	.macro	fast_closures suffix, pop
	fast_closure w32\suffix, 0, \pop, movl RESULT(%esp), %eax
	fast_closure w64\suffix, 0, \pop, result_w64
	fast_closure f32\suffix, 0, \pop, flds RESULT(%esp)
	fast_closure f64\suffix, 0, \pop, fldl RESULT(%esp)
	fast_closure x87\suffix, 0, \pop, fldt RESULT(%esp)
	fast_closure g1\suffix, 0, \pop, movzbl RESULT(%esp), %eax
	fast_closure g2\suffix, 0, \pop, movzwl RESULT(%esp), %eax
	.endm

	fast_closures , 0
	fast_closures _pop, all
	fast_closure hidden, 4, 0, movl ARGUMENTS(%ebp), %eax
	fast_closure hidden_pop_4, 4, 4, movl ARGUMENTS(%ebp), %eax
	fast_closure hidden_pop, 4, all, movl ARGUMENTS(%ebp), %eax

#endif

	ASM_FOOTER
