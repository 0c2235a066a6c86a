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
	testl	$I386_REGISTERS, %esi
	jz	5f
	movl	I386_ECX(%ebx), %ecx
	testl	$I386_ECX_ALONE, %esi
	jz	5f
	testl	$I386_ECX_EDX, %esi
	jz	5f
	movl	I386_EAX(%ebx), %eax		/* all three */
5:	movl	I386_EDX(%ebx), %edx
	orl	I386_EDX_2(%ebx), %edx
	call	*12(%ebp)

	movl	8(%ebp), %esp			/* below the image again */
	movl	%eax, I386_EAX(%ebx)
	movl	%edx, I386_EDX(%ebx)
	testl	$I386_IN_ST0, %esi
	jz	8f
	testl	$I386_FLOAT, %esi		/* or a long double */
	jz	6f
	testl	$I386_DOUBLE, %esi
	jz	7f
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

/* Closure entries, for all codes.
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
	movl	%edx, I386_EDX_2 - ABSENT(%esp)
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

	testl	$I386_IN_ST0, %eax
	jz	3f
	testl	$I386_FLOAT, %eax		/* or a long double */
	jz	1f
	testl	$I386_DOUBLE, %eax
	jz	2f
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
	movl	(%ebp), %ebp
	.cfi_restore %ebp
	.cfi_def_cfa %ecx, 4
	movl	%ecx, %esp
	.cfi_def_cfa_register %esp
	ret
	.endm

	.macro	closure_entry name, vectors, run
ASM_FUNC (\name)
	ENDBR
	closure_body \vectors, \run, CLOSURE_CIF, CLOSURE_FUN, CLOSURE_DATA
ASM_END (\name)
	.endm

	closure_entry ffi_i386_closure_any, 0, ffi_closure_run
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

#endif

	ASM_FOOTER
