/* SPDX-License-Identifier: MIT */
/* i386: simple codes of steps (steps-code.h), in calls and closures.  Arguments
   are words on the stack, in order; STEP_FLOAT is one in the next register.

   Registers while arguments are moved or found:
     eax  scratch
     ecx  code: the step that runs, and above it those that are left in its word
     edx  calls: scratch; closures: the distance from an argument to its element
	  of avalue
     ebx  an address near the table of steps
     esi  calls: the next element of avalue; closures: the next argument
     edi  calls: the next word of the stack  */
#include "asm.h"

#ifdef __i386__

#include <ffi.h>
#include "image-i386.h"
#include "image.h"
#include "steps-code.h"

#define CIF_LOWER 16			/* the words of a code */
#define CIF_UPPER 20

/* Bits of a code's upper word.  */
#define KIND(kind) ((kind) << (STEPS_AT_RESULT - 32))
#define KIND_MASK KIND ((1 << STEPS_RESULT_BITS) - 1)
#define FLAGS(flags) ((flags) << (STEPS_AT_FLAGS - 32))
/* Set in RESULT_ECHO, RESULT_X87 and RESULT_S16 alone.  */
#define KIND_IS_OTHER KIND (4)
/* Set in those and in results of 4 or 8 bytes.  */
#define KIND_IS_WHOLE KIND (8)
/* Of the latter two, set in RESULT_8.  */
#define KIND_IS_WIDE KIND (2)

/* Where the stack may be aligned to less than 8, closures look at the address
   of what may be aligned to more.  */
#if !defined __linux__ && !defined __APPLE__
# define CHECKS_ALIGN 1
#endif

#define SLOT_SCALE 4			/* of a step, in place: 64 bytes */

/* Where frames have the code's upper word, after ebx and esi.  */
#define UPPER -12				/* (%ebp) */

	ASM_TEXT

/* Where the tables of steps are, from ebx.  */
#define CALL_STEPS .Lcall_steps-.Lcall_near
#define CLOSURE_STEPS .Lclosure_steps-.Lclosure_near

/* (In macros without named parameters, some assemblers take "$4" for an
   argument of the macro.)  */
	.macro	jump_by at, steps
	andl	$((1 << STEPS_BITS) - 1) << STEPS_BITS, \at
	leal	\steps(%ebx,\at,SLOT_SCALE), \at
	jmp	*\at
	.endm

	.macro	next_step steps, code=%ecx
	movl	\code, %eax
	shrl	$STEPS_BITS, \code
	jump_by	%eax, \steps
	.endm

/* The slot of STEP in TABLE.  */
	.macro	slot table, step
	.org	\table + ((\step) << STEPS_BITS) * SLOT_SCALE, INT3
	ENDBR
	.endm

/* STEP_END: goes on with the upper word's steps, or at DONE.  */
	.macro	next_word steps, done, code=%ecx
	cmpb	$0, UPPER(%ebp)
	je	\done
	movzbl	UPPER(%ebp), \code
	shll	$STEPS_BITS, \code
	movb	$0, UPPER(%ebp)
	next_step \steps
	.endm

/* STEP_REPEAT: COUNT = how often the step after it runs.  Jumps to WIDE if
   that is STEP_WIDE and not STEP_WORD_1.  */
	.macro	begin_loop count, wide, code=%ecx
	movzbl	%cl, \count
	shrl	$STEPS_BITS, \count
	shrl	$2 * STEPS_BITS, \code
	testb	$STEP_WIDE & ~STEP_WORD_1, %cl
	jnz	\wide
	.endm

/* COUNT = the operand of a step.  */
	.macro	operand count, code=%ecx
	shrl	$STEPS_BITS, \code
	movl	\code, \count
	andl	$(1 << STEPS_BITS) - 1, \count
	.endm

/* ---- Calls ----------------------------------------------------------- */

/* void ffi_call (ffi_cif *cif, void (*fn) (void), void *rvalue,
		  void **avalue)
   frame: [esp] the stack arguments, at a multiple of 16; with arguments in
   registers: where the next one goes, eax, edx, ecx, edx, as in the image;
   [ebp-16] edi, the code's upper word, esi, ebx, ebp.  The callee may pop any
   of the arguments.  */
#define FN 12					/* (%ebp) */
#define RVALUE 16
#define AVALUE 20
#define CALL_EAX -32
#define CALL_EDX -28
#define CALL_ECX -24
#define CALL_EDX_2 -20
#define CALL_NEXT -36

/* Moves the next argument, a word that LOAD loads.  */
	.macro	move_word load, next=%edi
	lodsl
	\load	(%eax), %eax
	movl	%eax, (\next)
	addl	$4, \next
	.endm

	.macro	move_wide next=%edi
	lodsl
	movl	(%eax), %edx
	movl	4(%eax), %eax
	movl	%edx, (\next)
	movl	%eax, 4(\next)
	addl	$8, \next
	.endm

	.macro	call_step step, what:vararg
	slot	.Lcall_steps, \step
	\what
	next_step CALL_STEPS
	.endm

/* The caller's registers.  */
	.macro	leave_call ebp=%ebp
	.cfi_remember_state
	movl	-16(\ebp), %edi
	.cfi_restore %edi
	movl	-8(\ebp), %esi
	.cfi_restore %esi
	movl	-4(\ebp), %ebx
	.cfi_restore %ebx
	leave
	.cfi_restore %ebp
	.cfi_def_cfa %esp, 4
	.endm

ASM_PUBLIC_FUNC (ffi_call)
	ENDBR
	movl	4(%esp), %eax			/* cif */
	movl	CIF_UPPER(%eax), %edx
	testl	%edx, %edx
	jle	ASM_C (ffi_call_plain)		/* not simple */
	pushl	%ebp
	.cfi_def_cfa_offset 8
	.cfi_offset %ebp, -8
	movl	%esp, %ebp
	.cfi_def_cfa_register %ebp
	pushl	%ebx
	.cfi_offset %ebx, -12
	pushl	%esi
	.cfi_offset %esi, -16
	pushl	%edx
	pushl	%edi
	.cfi_offset %edi, -24
	movl	CIF_LOWER(%eax), %ecx
	testl	$FLAGS (I386_REGISTERS), %edx
	jnz	4f
3:	shrl	$STEPS_AT_STACK - 32 - 3, %edx
	andl	$((1 << STEPS_STACK_BITS) - 1) << 3, %edx
	subl	%edx, %esp
	andl	$-16, %esp
	movl	AVALUE(%ebp), %esi
	movl	%esp, %edi
	testl	$KIND_IS_OTHER, UPPER(%ebp)
	jnz	7f
6:	call	.Lhere
.Lcall_near:
	imull	$1 << STEPS_BITS, %ecx, %eax	/* the first one */
	jump_by	%eax, CALL_STEPS

4:	.irp	i, 1, 2, 3, 4
	pushl	$0
	.endr
	movl	%edx, %eax
	andl	$FLAGS (I386_REGISTERS), %eax
	cmpl	$FLAGS (I386_EAX_EDX_ECX), %eax
	leal	CALL_EAX(%ebp), %eax
	je	5f
	leal	CALL_ECX(%ebp), %eax
5:	pushl	%eax
	jmp	3b

	/* The callee stores such a result, at the address that it gets.  */
7:	movl	UPPER(%ebp), %eax
	andl	$KIND_MASK, %eax
	cmpl	$KIND (RESULT_ECHO), %eax
	jne	6b
	movl	RVALUE(%ebp), %eax
	testl	%eax, %eax
	jz	8f
	movl	%eax, (%edi)
	addl	$4, %edi
	movl	$0, RVALUE(%ebp)
	jmp	6b
8:	leave_call
	jmp	ASM_C (ffi_call_plain)
	.cfi_restore_state

.Lhere:
	movl	(%esp), %ebx
	ret

	.balign	16 * SLOT_SCALE
.Lcall_steps:
	slot	.Lcall_steps, STEP_END
	next_word CALL_STEPS, .Lcall
	call_step STEP_WIDE, move_wide
	call_step STEP_WORD_1, move_word movl
	slot	.Lcall_steps, STEP_FLOAT
	lodsl
	movl	(%eax), %eax
	movl	CALL_NEXT(%ebp), %edx
	movl	%eax, (%edx)
	addl	$4, CALL_NEXT(%ebp)
	next_step CALL_STEPS
	call_step STEP_U8, move_word movzbl
	call_step STEP_S8, move_word movsbl
	call_step STEP_U16, move_word movzwl
	call_step STEP_S16, move_word movswl
	slot	.Lcall_steps, STEP_SKIP
	movl	$0, (%edi)
	addl	$4, %edi
	next_step CALL_STEPS
	slot	.Lcall_steps, STEP_REPEAT
	begin_loop %edx, .Lcall_wide
1:	move_word movl
	decl	%edx
	jnz	1b
	next_step CALL_STEPS
	slot	.Lcall_steps, STEP_WORDS
	operand	%edx
	lodsl
	leal	(%eax,%edx,4), %eax
	leal	(%edi,%edx,4), %edi
	negl	%edx
1:	pushl	(%eax,%edx,4)
	popl	(%edi,%edx,4)
	incl	%edx
	jnz	1b
	next_step CALL_STEPS

.Lcall_wide:
	lodsl
	pushl	4(%eax)
	pushl	(%eax)
	popl	(%edi)
	popl	4(%edi)
	addl	$8, %edi
	decl	%edx
	jnz	.Lcall_wide
	next_step CALL_STEPS

.Lcall:
	testl	$FLAGS (I386_REGISTERS), UPPER(%ebp)
	jnz	7f
1:	call	*FN(%ebp)
	movl	UPPER(%ebp), %esi
	movl	RVALUE(%ebp), %ecx
	testl	$FLAGS (I386_IN_ST0), %esi
	jnz	4f
	testl	%ecx, %ecx
	jz	2f
	testl	$KIND_IS_WHOLE, %esi
	jz	3f
	movl	%eax, (%ecx)
	testl	$KIND_IS_WIDE, %esi
	jz	2f
	movl	%edx, 4(%ecx)
2:	leave_call
	ret
	.cfi_restore_state

3:	andl	$KIND_MASK, %esi
	jz	2b				/* RESULT_VOID */
	cmpl	$KIND (RESULT_S8), %esi
	jb	5f
	je	6f
	cmpl	$KIND (RESULT_U16), %esi
	movzwl	%ax, %eax
	je	8f
	cwtl
8:	movl	%eax, (%ecx)
	jmp	2b
5:	movzbl	%al, %eax
	jmp	8b
6:	movsbl	%al, %eax
	jmp	8b

4:	testl	%ecx, %ecx
	jz	6f
	testl	$FLAGS (I386_FLOAT), %esi	/* or a long double */
	jz	5f
	testl	$FLAGS (I386_DOUBLE), %esi
	jz	3f
	fstpt	(%ecx)
	jmp	2b
3:	fstps	(%ecx)
	jmp	2b
5:	fstpl	(%ecx)
	jmp	2b
6:	fstp	%st(0)
	jmp	2b

7:	movl	CALL_ECX(%ebp), %ecx
	movl	CALL_EDX(%ebp), %edx
	orl	CALL_EDX_2(%ebp), %edx		/* one is 0 */
	movl	CALL_EAX(%ebp), %eax
	jmp	1b
ASM_END (ffi_call)

/* ---- Closures -------------------------------------------------------- */

/* The entries, without arguments in registers and with; they leave other codes
   to ffi_i386_closure_any.
   in:    eax the closure; 0(%esp) the caller's eax, 4(%esp) the return address
   frame: [esp] the arguments of fun (cif, result, avalue, user_data); avalue;
   the result; with arguments in registers: where the next one is, eax, edx,
   ecx, edx, as in the image; [ebp-20] the closure, fun, the code's upper word,
   esi, ebx, ebp, the caller's eax, the return address; the stack arguments  */
#define FUN -16					/* (%ebp) */
#define CLOSURE -20
#define CLOSURE_EDX -24
#define CLOSURE_ECX -28
#define CLOSURE_EAX -36
#define CLOSURE_NEXT -40
#define RETURN 8
#define ARGUMENTS 12
#define VECTOR 16				/* (%esp) */
#define RESULT (VECTOR + 4 * STEPS_FEW)

/* The next argument has BYTES; its address is a multiple of ALIGN.  */
	.macro	find bytes, align=4
	.if	\align > 4
#ifdef CHECKS_ALIGN
	testl	$\align - 1, %esi
	jnz	.Lclosure_unaligned
#endif
	.endif
	movl	%esi, (%esi,%edx)
	.if	\bytes
	addl	$\bytes, %esi
	.endif
	.if	\bytes != 4
	subl	$\bytes - 4, %edx
	.endif
	.endm

	.macro	closure_step step, what:vararg
	slot	.Lclosure_steps, \step
	\what
	next_step CLOSURE_STEPS
	.endm

	.macro	leave_closure return:vararg
	.cfi_remember_state
	movl	-4(%ebp), %ebx
	.cfi_restore %ebx
	movl	-8(%ebp), %esi
	.cfi_restore %esi
	leave
	.cfi_restore %ebp
	.cfi_def_cfa %esp, 8
	leal	4(%esp), %esp
	.cfi_def_cfa_offset 4
	\return
	.cfi_restore_state
	.endm

/* ebx = the cif.  */
	.macro	closure_enter cfa=8
	ENDBR
	.cfi_def_cfa_offset \cfa
	pushl	%ebp
	.cfi_def_cfa_offset 12
	.cfi_offset %ebp, -12
	movl	%esp, %ebp
	.cfi_def_cfa_register %ebp
	pushl	%ebx
	.cfi_offset %ebx, -16
	movl	CLOSURE_CIF(%eax), %ebx
	cmpl	$0, CIF_UPPER(%ebx)
	jle	.Lclosure_any
	pushl	%esi
	.cfi_offset %esi, -20
	pushl	CIF_UPPER(%ebx)
	.endm

ASM_FUNC (ffi_i386_closure)
	closure_enter
	pushl	CLOSURE_FUN(%eax)
#ifdef CHECKS_ALIGN
	pushl	%eax
#endif
.Lclosure_go:
	subl	$RESULT, %esp			/* with 16 bytes for it */
	andl	$-16, %esp
	movl	%esp, %edx			/* avalue */
	leal	RESULT - VECTOR(%esp), %ecx
	leal	ARGUMENTS(%ebp), %esi
	testl	$KIND_IS_OTHER, UPPER(%ebp)
	jnz	2f
1:	pushl	CLOSURE_DATA(%eax)
	pushl	%edx
	pushl	%ecx
	pushl	%ebx
	movl	CIF_LOWER(%ebx), %ecx
	imull	$1 << STEPS_BITS, %ecx, %eax	/* the first one */
	subl	%esi, %edx
	call	.Lhere
.Lclosure_near:
	jump_by	%eax, CLOSURE_STEPS

	/* The handler stores such a result where the caller wants it.  */
2:	movl	$0, RESULT - VECTOR + 8(%esp)	/* of a long double */
	movl	UPPER(%ebp), %ecx
	andl	$KIND_MASK, %ecx
	cmpl	$KIND (RESULT_ECHO), %ecx
	movl	(%esi), %ecx
	je	3f
	leal	RESULT - VECTOR(%esp), %ecx
	jmp	1b
3:	addl	$4, %esi
	jmp	1b

	.balign	16 * SLOT_SCALE
.Lclosure_steps:
	slot	.Lclosure_steps, STEP_END
	next_word CLOSURE_STEPS, .Lclosure_end
	closure_step STEP_WIDE, find 8, 8
	closure_step STEP_WORD_1, find 4
	slot	.Lclosure_steps, STEP_FLOAT
	movl	CLOSURE_NEXT(%ebp), %eax
	movl	%eax, (%esi,%edx)
	addl	$4, %edx
	addl	$4, CLOSURE_NEXT(%ebp)
	next_step CLOSURE_STEPS
	closure_step STEP_U8, find 4
	closure_step STEP_S8, find 4
	closure_step STEP_U16, find 4
	closure_step STEP_S16, find 4
	slot	.Lclosure_steps, STEP_SKIP
	addl	$4, %esi
	subl	$4, %edx
	next_step CLOSURE_STEPS
	slot	.Lclosure_steps, STEP_REPEAT
	begin_loop %eax, .Lclosure_wide
1:	find	4
	decl	%eax
	jnz	1b
	next_step CLOSURE_STEPS
	slot	.Lclosure_steps, STEP_WORDS
	operand	%eax
	find	0, 16
	leal	(%esi,%eax,4), %esi
	negl	%eax
	leal	(%edx,%eax,4), %edx
	next_step CLOSURE_STEPS

.Lclosure_wide:
	find	8, 8
	decl	%eax
	jnz	.Lclosure_wide
	next_step CLOSURE_STEPS

.Lclosure_end:
	movl	UPPER(%ebp), %ebx
	movl	$0, RESULT(%esp)		/* padding tells nothing */
	movl	$0, RESULT + 4(%esp)
	call	*FUN(%ebp)
	testl	$KIND_IS_OTHER | FLAGS (I386_IN_ST0 | I386_POPS), %ebx
	jnz	4f
	testl	$KIND_IS_WHOLE, %ebx
	jz	5f
	movl	RESULT(%esp), %eax
	movl	RESULT + 4(%esp), %edx
3:	leave_closure ret

4:	testl	$FLAGS (I386_IN_ST0), %ebx
	jnz	10f
	testl	$KIND_IS_WHOLE, %ebx
	jz	5f
	movl	RESULT(%esp), %eax
	movl	RESULT + 4(%esp), %edx
	testl	$KIND_IS_OTHER, %ebx
	jz	9f
	movl	ARGUMENTS(%ebp), %eax		/* RESULT_ECHO */
9:	testl	$FLAGS (I386_POPS), %ebx
	jz	3b
	testl	$FLAGS (I386_POPS_ALL), %ebx
	jnz	8f				/* up to esi */
	leave_closure ret $4
8:	.cfi_remember_state
	movl	RETURN(%ebp), %ecx
	movl	%ecx, -4(%esi)
	leal	-4(%esi), %ecx
	movl	-4(%ebp), %ebx
	.cfi_restore %ebx
	movl	-8(%ebp), %esi
	.cfi_restore %esi
	movl	(%ebp), %ebp
	.cfi_restore %ebp
	.cfi_def_cfa %ecx, 4
	movl	%ecx, %esp
	.cfi_def_cfa_register %esp
	ret
	.cfi_restore_state

5:	movl	%ebx, %ecx
	andl	$KIND_MASK, %ecx
	jz	9b				/* RESULT_VOID */
	cmpl	$KIND (RESULT_S8), %ecx
	jb	7f
	je	8f
	cmpl	$KIND (RESULT_U16), %ecx
	movzwl	RESULT(%esp), %eax
	je	9b
	cwtl
	jmp	9b
7:	movzbl	RESULT(%esp), %eax
	jmp	9b
8:	movsbl	RESULT(%esp), %eax
	jmp	9b

10:	testl	$FLAGS (I386_FLOAT), %ebx	/* or a long double */
	jz	11f
	testl	$FLAGS (I386_DOUBLE), %ebx
	jz	12f
	fldt	RESULT(%esp)
	jmp	9b
11:	fldl	RESULT(%esp)
	jmp	9b
12:	flds	RESULT(%esp)
	jmp	9b

#ifdef CHECKS_ALIGN
.Lclosure_unaligned:
	movl	-8(%ebp), %esi
	leal	-4(%ebp), %esp
	movl	CLOSURE(%ebp), %eax
	testl	$FLAGS (I386_REGISTERS), UPPER(%ebp)
	jz	.Lclosure_any
	movl	CLOSURE_ECX(%ebp), %ecx
	movl	CLOSURE_EDX(%ebp), %edx
#endif
.Lclosure_any:
	.cfi_restore %esi
	popl	%ebx
	.cfi_restore %ebx
	popl	%ebp
	.cfi_restore %ebp
	.cfi_def_cfa %esp, 8
	jmp	ASM_C (ffi_i386_closure_any)
ASM_END (ffi_i386_closure)

ASM_FUNC (ffi_i386_closure_registers)
	closure_enter
	pushl	CLOSURE_FUN(%eax)
	pushl	%eax
	pushl	%edx
	pushl	%ecx
	pushl	%edx
	pushl	4(%ebp)
	testl	$FLAGS (I386_ECX_EDX), CIF_UPPER(%ebx)
	leal	CLOSURE_ECX(%ebp), %ecx
	jz	1f				/* ecx alone */
	testl	$FLAGS (I386_ECX_ALONE), CIF_UPPER(%ebx)
	jz	1f				/* ecx, edx */
	leal	CLOSURE_EAX(%ebp), %ecx
1:	pushl	%ecx
	jmp	.Lclosure_go
ASM_END (ffi_i386_closure_registers)

#endif

	ASM_FOOTER
