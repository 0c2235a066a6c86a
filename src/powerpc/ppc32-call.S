/* SPDX-License-Identifier: MIT */
/* 32-bit PowerPC: the kernel of calls and the entries of closures.  */
#include "asm.h"
#include "image32.h"
#include "flags.h"

#if defined __powerpc__ && !defined __powerpc64__

/* Members of ffi_closure, as offsets from the entry's address, which is in r11
   in closures, and of ffi_go_closure.  */
#define CLOSURE_CIF (40 - 32)
#define CLOSURE_FUN (CLOSURE_CIF + 4)
#define CLOSURE_DATA (CLOSURE_CIF + 8)
#define GO_CIF 4
#define GO_FUN 8

#define CFI_LR 65
#define SAVED_LR 4

	ASM_TEXT
#ifdef __ALTIVEC__
	.machine altivec
#endif

/* Loads (lwz, lfd) or stores r3-r10, the first COUNT of f1-f8 from or to the
   image at OFFSET of BASE.  */
	.macro	words insn, base, offset=0
	.irp	n, 4, 5, 6, 7, 8, 9, 10, 3
	\insn	%r\n, \offset + PPC32_GPR + 4 * (\n - 3)(\base)
	.endr
	.endm

	.macro	floats insn, base, offset=0, count=8
	.irp	n, 1, 2, 3, 4, 5, 6, 7, 8
	.if	\n <= \count
	\insn	%f\n, \offset + PPC32_FPR + 8 * (\n - 1)(\base)
	.endif
	.endr
	.endm

/* The same (lvx, stvx) for v2-v13.  Overwrites r0 and TEMP.  */
	.macro	vectors insn, base, temp, offset=0, count=12
	addi	\temp, \base, \offset + PPC32_VR
	li	%r0, 0
	.irp	n, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
	.if	\n < 2 + \count
	\insn	%v\n, \temp, %r0
	.if	\n < 1 + \count
	addi	\temp, \temp, 16
	.endif
	.endif
	.endr
	.endm

/* void ffi_ppc32_call (void *image, size_t stack, void (*fn) (void),
			uint32_t flags)
   in:    r3 image, r4 stack, r5 fn, r6 flags
   own:   r31 the caller's r1
   frame: below r31: caller's r31, image, flags; at r1 the header and the
   stack arguments.  Nothing is below r1: there is no red zone.  */
#define SAVED_R31 (-4)
#define IMAGE (-8)
#define FLAGS (-12)
#define CALL_FRAME 16

ASM_FUNC (ffi_ppc32_call)
	mflr	%r0
	stw	%r0, SAVED_LR(%r1)
	.cfi_offset CFI_LR, SAVED_LR
	addi	%r9, %r4, CALL_FRAME + 15
	rlwinm	%r9, %r9, 0, 0, 27
	neg	%r9, %r9
	mr	%r12, %r1
	.cfi_def_cfa_register 12
	stwux	%r1, %r1, %r9
	stw	%r31, SAVED_R31(%r12)
	.cfi_offset 31, SAVED_R31
	mr	%r31, %r12
	.cfi_def_cfa_register 31
	stw	%r3, IMAGE(%r31)
	stw	%r6, FLAGS(%r31)

	addi	%r4, %r4, -PPC32_HEADER
	srwi.	%r4, %r4, 2
	beq	2f
	mtctr	%r4
	addi	%r7, %r3, PPC32_STACK + PPC32_HEADER - 4
	addi	%r8, %r1, PPC32_HEADER - 4
1:	lwzu	%r0, 4(%r7)			/* stack arguments */
	stwu	%r0, 4(%r8)
	bdnz	1b
2:
	mtctr	%r5
#ifdef __ALTIVEC__
	andi.	%r0, %r6, POWERPC_VR_ARGUMENTS
	beq	3f
	vectors	lvx, %r3, %r7
3:
#endif
	/* Variadic functions save f1-f8 if bit 6 of the condition register is
	   set.  */
	crxor	6, 6, 6
#ifndef _SOFT_FLOAT
	andi.	%r0, %r6, POWERPC_FPR_ARGUMENTS
	beq	4f
	floats	lfd, %r3
	creqv	6, 6, 6
4:
#endif
	lwz	%r11, PPC32_CHAIN(%r3)
	words	lwz, %r3
	bctrl

	lwz	%r11, IMAGE(%r31)
	lwz	%r12, FLAGS(%r31)
	words	stw, %r11
#ifndef _SOFT_FLOAT
	andi.	%r0, %r12, POWERPC_FPR_RESULT
	beq	6f
	floats	stfd, %r11, 0, 2
6:
#endif
#ifdef __ALTIVEC__
	andi.	%r0, %r12, POWERPC_VR_RESULT
	beq	7f
	vectors	stvx, %r11, %r12, 0, 1
7:
#endif
	mr	%r11, %r31
	.cfi_def_cfa_register 11
	lwz	%r0, SAVED_LR(%r11)
	lwz	%r31, SAVED_R31(%r11)
	.cfi_restore 31
	mtlr	%r0
	.cfi_restore CFI_LR
	mr	%r1, %r11
	.cfi_def_cfa_register 1
	blr
ASM_END (ffi_ppc32_call)

/* Closure entries, by the banks of registers that arguments and result are
   in: BANKS 0: r, 1: r and f, 2: all.
   in:    r11 the closure (see above); all argument registers
   frame: the header for what is called, the image without stack
   ffi_closure_run_here (cif, fun, user_data, image, stack)  */
#define RUN_FRAME 16
#define CLOSURE_FRAME (RUN_FRAME + PPC32_STACK)

	.macro	closure_entry name, banks, is_go, cif, fun
ASM_FUNC (\name)
	mflr	%r0
	stwu	%r1, -CLOSURE_FRAME(%r1)
	.cfi_def_cfa_offset CLOSURE_FRAME
	stw	%r0, CLOSURE_FRAME + SAVED_LR(%r1)
	.cfi_offset CFI_LR, SAVED_LR
	words	stw, %r1, RUN_FRAME
	.if	\banks > 0
	floats	stfd, %r1, RUN_FRAME
	.endif
	.if	\banks > 1
	vectors	stvx, %r1, %r3, RUN_FRAME
	.endif
	lwz	%r3, \cif(%r11)
	lwz	%r4, \fun(%r11)
	.if	\is_go
	mr	%r5, %r11
	.else
	lwz	%r5, CLOSURE_DATA(%r11)
	.endif
	addi	%r6, %r1, RUN_FRAME
	addi	%r7, %r1, CLOSURE_FRAME
	bl	ASM_C (ffi_closure_run_here)
	words	lwz, %r1, RUN_FRAME
	.if	\banks > 0
	floats	lfd, %r1, RUN_FRAME, 2
	.endif
	.if	\banks > 1
	vectors	lvx, %r1, %r11, RUN_FRAME, 1
	.endif
	lwz	%r0, CLOSURE_FRAME + SAVED_LR(%r1)
	mtlr	%r0
	.cfi_restore CFI_LR
	addi	%r1, %r1, CLOSURE_FRAME
	.cfi_def_cfa_offset 0
	blr
ASM_END (\name)
	.endm

	closure_entry ffi_ppc32_closure, 0, 0, CLOSURE_CIF, CLOSURE_FUN
	closure_entry ffi_ppc32_go, 0, 1, GO_CIF, GO_FUN
#ifndef _SOFT_FLOAT
	closure_entry ffi_ppc32_closure_f, 1, 0, CLOSURE_CIF, CLOSURE_FUN
	closure_entry ffi_ppc32_go_f, 1, 1, GO_CIF, GO_FUN
#endif
#ifdef __ALTIVEC__
	closure_entry ffi_ppc32_closure_v, 2, 0, CLOSURE_CIF, CLOSURE_FUN
	closure_entry ffi_ppc32_go_v, 2, 1, GO_CIF, GO_FUN
#endif

#endif

	ASM_FOOTER
