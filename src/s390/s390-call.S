/* SPDX-License-Identifier: MIT */
/* IBM Z: the kernel of calls and the entries of closures.  */
#include "asm.h"

#ifdef __s390__
#include "kernel.h"

	ASM_TEXT

/* Saves r2 to r15 in the save area that the caller provides, and copies the
   stack pointer to r11.  */
	.macro	enter_frame
	STM	%r2, %r6, GPR (2)(%r15)
	STM	%r6, %r15, SAVED (6)(%r15)
	.irp	n, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	.cfi_offset \n, SAVED (\n) - CFA
	.endr
	LDR	%r11, %r15
	.cfi_def_cfa_register 11
	.endm

/* Restores r6 to r15.  */
	.macro	leave_frame
	LDM	%r6, %r15, SAVED (6)(%r11)
	.irp	n, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	.cfi_restore \n
	.endr
	.cfi_def_cfa_register 15
	.endm

/* Loads (ld, vl) or stores (std, vst) the floating-point and the vector
   argument registers.  S and IMAGE are the addresses of S and of the image.
   In 31 bits f4 and f6 are callee-saved.  */
	.macro	floats insn, s:vararg
	\insn	%f0, FPR (0) + \s
	\insn	%f2, FPR (1) + \s
#if S390_WORD == 8
	\insn	%f4, FPR (2) + \s
	\insn	%f6, FPR (3) + \s
#endif
	.endm

	.macro	vectors insn, image:vararg
	\insn	%v24, S390_VR + \image
	\insn	%v26, S390_VR + 16 + \image
	\insn	%v28, S390_VR + 32 + \image
	\insn	%v30, S390_VR + 48 + \image
	\insn	%v25, S390_VR + 64 + \image
	\insn	%v27, S390_VR + 80 + \image
	\insn	%v29, S390_VR + 96 + \image
	\insn	%v31, S390_VR + 112 + \image
	.endm

/* void ffi_s390_call (void *image, size_t stack, void (*fn) (void),
		       uint32_t flags)
   in:  r2 image, r3 stack (with the callee's area, a multiple of 8), r4 fn,
	r5 flags
   own: r9 flags, r10 image, r11 frame
   frame: in the image, above the stack arguments, which are passed where they
   are: r6 to r15.  0(r15) is the callee's area, in the image, whose first word
   is the stack pointer before.  So the callee runs on what the caller has below
   the image, too.  The CFA is beyond the end of the frame, not of what r15 was:
   debuggers take no frame that is inner to its callee's.  */
#define KEPT(n) (S390_WORD * ((n) - 6))

ASM_FUNC (ffi_s390_call)
	la	%r1, S390_S(%r3,%r2)
	STM	%r6, %r15, 0(%r1)
	LDR	%r11, %r1
	.cfi_def_cfa 11, S390_FRAME + CFA
	.irp	n, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	.cfi_offset \n, KEPT (\n) - S390_FRAME - CFA
	.endr
	LDR	%r9, %r5
	LDR	%r10, %r2
	LDR	%r1, %r4			/* fn */
	ST	%r15, S390_S(%r10)
	la	%r15, S390_S(%r10)

	floats	ld, S390_S(%r10)
#ifdef __VX__
	tmll	%r9, S390_USES_VR
	je	3f
	vectors	vl, 0(%r10)
3:
#endif
	LD	%r0, S390_CHAIN(%r10)
	LDM	%r2, %r6, S390_S + GPR (2)(%r10)
	basr	%r14, %r1

	LD	%r15, KEPT (15)(%r11)		/* below the image again */
	STM	%r2, %r3, S390_S + GPR (2)(%r10)
	std	%f0, S390_S + FPR (0)(%r10)
#ifdef __VX__
	tmll	%r9, S390_USES_VR
	je	4f
	vst	%v24, S390_VR(%r10)
4:
#endif
	LDM	%r6, %r15, 0(%r11)
	.irp	n, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	.cfi_restore \n
	.endr
	.cfi_def_cfa 15, CFA
	br	%r14
ASM_END (ffi_s390_call)

/* Closure entries, by the banks of registers that arguments and result are in:
   BANKS 0: r, 1: r and f, 2: all.  Only in the last the image begins before
   S390_S.  (What is there, for arguments without bytes, is the end of the area
   of the functions called.)
   in:  r0 the closure; all argument registers
   frame: 0(r15) the area of the functions called; the image, whose
   second part is the caller's own area, at r11, with the stack arguments.  */
	.macro	closure_entry name, banks, cif, fun, user_data
	.if	\banks > 1
	.set	IMAGE, CFA
	.else
	.set	IMAGE, CFA - S390_S
	.endif
ASM_FUNC (\name)
	enter_frame
	.if	\banks > 0
	floats	std, 0(%r11)
	.endif
	LDR	%r1, %r0
	LD	%r2, \cif(%r1)
	LD	%r3, \fun(%r1)
	.if	\user_data
	LD	%r4, \user_data(%r1)
	.else
	LDR	%r4, %r1			/* a Go closure itself */
	.endif
#ifdef FFI_SIMPLE_FLAGS
	.if	\banks < 2
	tmll	%r2, 1				/* FFI_EXACT_BIT */
	jnz	5f
	LOAD_TEST (%r1, CIF_CODE(%r2))
	jgh	ASM_C (ffi_s390_simple_closure)
5:
	.endif
#endif
	ADDI	%r15, -(IMAGE + S390_S)
	ST	%r11, 0(%r15)
	.if	\banks > 1
	vectors	vst, IMAGE(%r15)
	.endif
	LDR	%r5, %r11
	ADDI	%r5, -S390_S			/* image */
	brasl	%r14, ASM_C (ffi_closure_run_here)
	.if	\banks > 1
	vl	%v24, IMAGE + S390_VR(%r15)
	.endif
	.if	\banks > 0
	ld	%f0, FPR (0)(%r11)
	.endif
	LDM	%r2, %r3, GPR (2)(%r11)
	leave_frame
	br	%r14
ASM_END (\name)
	.endm

	closure_entry ffi_s390_closure, 0, CLOSURE_CIF, CLOSURE_FUN, CLOSURE_DATA
	closure_entry ffi_s390_closure_f, 1, CLOSURE_CIF, CLOSURE_FUN, CLOSURE_DATA
	closure_entry ffi_s390_go_closure, 0, GO_CIF, GO_FUN, 0
	closure_entry ffi_s390_go_closure_f, 1, GO_CIF, GO_FUN, 0
#ifdef __VX__
	closure_entry ffi_s390_closure_v, 2, CLOSURE_CIF, CLOSURE_FUN, CLOSURE_DATA
	closure_entry ffi_s390_go_closure_v, 2, GO_CIF, GO_FUN, 0
#endif

#endif

	ASM_FOOTER
