/* SPDX-License-Identifier: MIT */
/* i386: ffi_call, and the stubs of its fast paths (i386-fast.h).  Each table
   exists twice: the stubs of "code" find the next one by a number in a fast
   code, those of "plan" by an address in a list.

   While a call is made up:
     ecx  the walker: behind the address in avalue of the next argument
     edx  code: the remaining operations, from bit 6 on; plan: the plan, less
	  the operations done
     eax  scratch
   Frame:
     20(%ebp)  avalue
     16        rvalue
     12        fn
     8         cif (code) or plan; once that is of no use, where to go
     -4        code only: the table of operations
     below     aligned to 16: the unused words, then the arguments

   The callee may have popped any number of arguments, so the frame is released
   by ebp.  */
#include "asm.h"

#ifdef __i386__

#include "i386-fast.h"

#define CIF_NARGS 4
#define CIF_CODE 16
/* Members of struct ffi_call_plan.  */
#define PLAN_CIF 8
#define PLAN_BYTES 12
#define PLAN_OPS 16
#define AVALUE 20
#define RVALUE 16
#define FN 12
#define WHERE 8
#define TABLE -4

	ASM_TEXT

/* ---- Jumping to the next operation ----------------------------------- */

/* eax = its address.  (In macros without named parameters, some assemblers take
   "$6" for an argument of the macro.)  */
	.macro	next_address mode
	.ifc	\mode, code
	movl	%edx, %eax
	shrl	$FAST_OP_BITS, %edx
	andl	$((1 << FAST_OP_BITS) - 1) << FAST_SLOT_LOG2, %eax
	addl	TABLE(%ebp), %eax
	.else
	movl	PLAN_OPS + 4(%edx), %eax
	.endif
	.endm

	.macro	next mode
	.ifc	\mode, code
	next_address code
	jmp	*%eax
	.else
	addl	$4, %edx
	jmp	*PLAN_OPS(%edx)
	.endif
	.endm

/* ---- Pushing --------------------------------------------------------- */

/* Sets run_n to the number of arguments of run R, and run_bits to a bit for
   each of them, from the last to the first: 1 for 8 bytes.  */
	.macro	split_run r
	.set	run_n, 0
	.set	run_bits, 0
	.irp	n, 1, 2, 3, 4
	.if	\r >= (1 << \n) - 1
	.set	run_n, \n
	.set	run_bits, \r - (1 << \n) + 1
	.endif
	.endr
	.endm

/* Pushes the arguments of run R.  The walker is behind them, or before them if
   BEFORE is 1.  */
	.macro	push_run r, before=0
	split_run \r
	.set	run_i, 0
	.rept	run_n
	movl	4 * (\before * run_n - run_i - 1)(%ecx), %eax
	.if	(run_bits >> run_i) & 1
	pushl	4(%eax)
	.endif
	pushl	(%eax)
	.set	run_i, run_i + 1
	.endr
	.endm

	.macro	push_hidden mode
	movl	RVALUE(%ebp), %eax
	testl	%eax, %eax
	jz	.Lno_rvalue_\mode
	pushl	%eax
	.endm

/* The caller's frame again.  */
	.macro	unframe
	.cfi_remember_state
	leave
	.cfi_restore %ebp
	.cfi_def_cfa %esp, 4
	.endm

/* ---- The operations -------------------------------------------------- */

	.macro	slot
	.balign	FAST_SLOT
	ENDBR
	.endm

	.macro	run_stubs mode
	.set	r, 1
	.rept	FAST_RUNS - 1
	slot
	push_run r
	subl	$run_n * 4, %ecx
	next	\mode
	.set	r, r + 1
	.endr
	.endm

	.macro	narrow_stubs mode
	.irp	load, movzbl, movsbl, movzwl, movswl
	slot
	movl	-4(%ecx), %eax
	\load	(%eax), %eax
	pushl	%eax
	subl	$4, %ecx
	next	\mode
	.endr
	.endm

	.macro	words_stubs mode
	.irp	n, 3, 4, 5, 6
	slot
	movl	-4(%ecx), %eax
	.set	i, \n
	.rept	\n
	.set	i, i - 1
	pushl	4 * i(%eax)
	.endr
	subl	$4, %ecx
	next	\mode
	.endr
	.endm

	.macro	pop_stub mode, registers:vararg
	slot
	next_address \mode
	movl	%eax, WHERE(%ebp)
	.irp	register, \registers
	popl	%\register
	.endr
	jmp	*WHERE(%ebp)
	.endm

	.macro	pop_stubs mode
	pop_stub \mode, ecx
	pop_stub \mode, edx
	pop_stub \mode, ecx, edx
	pop_stub \mode, eax
	pop_stub \mode, eax, edx
	pop_stub \mode, eax, edx, ecx
	.endm

	.macro	move_stubs mode
	.irp	by, -1, -2, -3, 2, 3, 4, 5
	slot
	addl	$4 * \by, %ecx
	next	\mode
	.endr
	.endm

/* Calls the function, loads rvalue into ecx, and jumps to 1 if it is NULL.  */
	.macro	end_call
	slot
	call	*FN(%ebp)
	movl	RVALUE(%ebp), %ecx
	testl	%ecx, %ecx
	jz	1f
	.endm

	.macro	end_return
	unframe
	ret
	.cfi_restore_state
	.endm

	.macro	end_store how:vararg
	\how
1:	end_return
	.endm

	.macro	end_widened widen:vararg
	end_call
	\widen
	end_store movl %eax, (%ecx)
	.endm

	.macro	end_x87 store
	end_call
	\store	(%ecx)
	end_return
1:	fstp	%st(0)
	end_return
	.endm

	.macro	end_stubs
	slot					/* VOID */
	call	*FN(%ebp)
	end_return
	end_widened movzbl %al, %eax
	end_widened movsbl %al, %eax
	end_widened movzwl %ax, %eax
	end_widened movswl %ax, %eax
	end_call				/* W32 */
	end_store movl %eax, (%ecx)
	end_call				/* W64 */
	movl	%edx, 4(%ecx)
	end_store movl %eax, (%ecx)
	end_x87	fstps
	end_x87	fstpl
	end_x87	fstpt
	end_call				/* G1 */
	end_store movb %al, (%ecx)
	end_call				/* G2 */
	end_store movw %ax, (%ecx)
	.endm

/* ---- The prefixes ---------------------------------------------------- */

/* In: code: eax this stub's address, edx the code; plan: as plan->entry.
   Leaves avalue in ecx.  */
	.macro	prefix_begin mode
	.org	ASM_C (ffi_i386_fast_\mode) + FAST_PREFIX_SLOT * prefix, INT3
	ENDBR
	.cfi_remember_state
	pushl	%ebp
	.cfi_def_cfa_offset 8
	.cfi_offset %ebp, -8
	movl	%esp, %ebp
	.cfi_def_cfa_register %ebp
	.ifc	\mode, code
	leal	FAST_TABLE - FAST_PREFIX_SLOT * prefix(%eax), %eax
	pushl	%eax				/* TABLE */
	.else
	movl	WHERE(%ebp), %edx
	.endif
	movl	AVALUE(%ebp), %ecx
	andl	$-16, %esp
	.endm

	.macro	prefix_end mode
	.ifc	\mode, code
	next	code
	.else
	jmp	*PLAN_OPS(%edx)
	.endif
	.cfi_restore_state
	.set	prefix, prefix + 1
	.endm

/* Reserves unused words above the arguments of run R and WORDS more, so that
   the stack is aligned to 16 bytes at the call.  */
	.macro	pad r, words
	split_run \r
	.set	pad_words, run_n + \words
	.irp	i, 0, 1, 2, 3
	.set	pad_words, pad_words + ((run_bits >> \i) & 1)
	.endr
	.if	pad_words & 3
	subl	$4 * (4 - (pad_words & 3)), %esp
	.endif
	.endm

	.macro	prefix_stubs mode
	.set	prefix, 0
	.set	r, 0
	.rept	FAST_RUNS			/* WHOLE */
	prefix_begin \mode
	pad	r, 0
	push_run r, 1
	prefix_end \mode
	.set	r, r + 1
	.endr
	.set	r, 0
	.rept	FAST_HIDDEN_RUNS		/* HIDDEN */
	prefix_begin \mode
	pad	r, 1
	push_run r, 1
	push_hidden \mode
	prefix_end \mode
	.set	r, r + 1
	.endr
	.irp	words, 0, 1, 2, 3		/* PAD */
	prefix_begin \mode
	.if	\words
	subl	$4 * \words, %esp
	.endif
	.ifc	\mode, code
	movl	WHERE(%ebp), %eax
	movl	CIF_NARGS(%eax), %eax
	leal	(%ecx,%eax,4), %ecx
	.else
	addl	PLAN_BYTES(%edx), %ecx
	.endif
	prefix_end \mode
	.endr
	.endm

/* Both tables are one function, or part of ffi_call.  .org fails if the code
   of a slot is too large.  */
	.macro	tables mode
	.balign	FAST_SLOT			/* for the operations, too */
	.ifc	\mode, code
	ASM_PART (ffi_i386_fast_code)
	.else
ASM_FUNC (ffi_i386_fast_\mode)
	.endif
	prefix_stubs \mode
	.org	ASM_C (ffi_i386_fast_\mode) + FAST_TABLE, INT3
	.cfi_def_cfa %ebp, 8
	.cfi_offset %ebp, -8
	slot					/* HIDDEN */
	push_hidden \mode
	next	\mode
	run_stubs \mode
	narrow_stubs \mode
	words_stubs \mode
	pop_stubs \mode
	move_stubs \mode
	end_stubs
	.org	ASM_C (ffi_i386_fast_\mode) + FAST_TABLE \
		+ FAST_SLOT * FAST_ENDS, INT3
.Lno_rvalue_\mode:
	unframe
	.ifc	\mode, plan
	movl	4(%esp), %eax
	movl	PLAN_CIF(%eax), %eax
	movl	%eax, 4(%esp)
	.endif
	jmp	.Lgeneral
	.cfi_restore_state
	.endm

/* ---- The entry ------------------------------------------------------- */

/* void ffi_call (ffi_cif *cif, void (*fn) (void), void *rvalue,
		  void **avalue)  */
ASM_PUBLIC_FUNC (ffi_call)
	ENDBR
	movl	4(%esp), %eax
	movl	CIF_CODE + 4(%eax), %edx
	testl	%edx, %edx
	jle	.Lgeneral
	movl	CIF_CODE(%eax), %eax
	jmp	*%eax
.Lgeneral:
	jmp	ASM_C (ffi_call_plain)

	tables	code
ASM_END (ffi_call)

	tables	plan
ASM_END (ffi_i386_fast_plan)

#endif

	ASM_FOOTER
