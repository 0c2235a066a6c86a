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
   own:   r31 frame
   frame: in the image, above the stack arguments, which are passed where they
   are; from r31: caller's r31, LR, r1, 0(r1); image, flags.  0(r1) is the
   callee's header, in the image.  So the callee runs on what the caller has
   below the image, too, where the caller's own header is: its back chain is
   stored again afterwards.  The CFA is the end of the frame, not what r1 was:
   debuggers take no frame that is inner to its callee's.  Unwinders find r1 by
   the caller's r31.  */
#define KEPT_R31 0
#define KEPT_LR 4
#define KEPT_R1 8
#define KEPT_CHAIN 12
#define IMAGE 16
#define FLAGS 20

ASM_FUNC (ffi_ppc32_call)
	add	%r9, %r3, %r4
	addi	%r9, %r9, PPC32_STACK
	mflr	%r0
	lwz	%r10, 0(%r1)
	stw	%r31, KEPT_R31(%r9)
	stw	%r0, KEPT_LR(%r9)
	stw	%r1, KEPT_R1(%r9)
	stw	%r10, KEPT_CHAIN(%r9)
	stw	%r3, IMAGE(%r9)
	stw	%r6, FLAGS(%r9)
	mr	%r31, %r9
	.cfi_def_cfa 31, PPC32_FRAME
	.cfi_offset 31, KEPT_R31 - PPC32_FRAME
	.cfi_offset CFI_LR, KEPT_LR - PPC32_FRAME
	stw	%r1, PPC32_STACK(%r3)
	addi	%r1, %r3, PPC32_STACK

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

	lwz	%r0, KEPT_CHAIN(%r31)
	lwz	%r1, KEPT_R1(%r31)		/* below the image again */
	stw	%r0, 0(%r1)
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
	lwz	%r0, KEPT_LR(%r31)
	mtlr	%r0
	.cfi_restore CFI_LR
	lwz	%r31, KEPT_R31(%r31)
	.cfi_restore 31
	.cfi_def_cfa 1, 0
	blr
ASM_END (ffi_ppc32_call)

/* Closure entries, by the banks of registers that arguments and result are
   in: BANKS 0: r, 1: r and f, 2: all.
   in:    r11 the closure (see above); all argument registers
   frame: the header for what is called; the image without stack, from the
   first register on that is saved, or PPC32_CHAIN
   ffi_closure_run_here (cif, fun, user_data, image, stack)  */
#define RUN_FRAME 16

	.macro	closure_entry name, banks, is_go, cif, fun
	.if	\banks == 0
	.set	SAVED, RUN_FRAME - PPC32_CHAIN
	.elseif	\banks == 1
	.set	SAVED, RUN_FRAME - PPC32_FPR
	.else
	.set	SAVED, RUN_FRAME - PPC32_VR
	.endif
	.set	CLOSURE_FRAME, SAVED + PPC32_STACK
ASM_FUNC (\name)
	mflr	%r0
	stwu	%r1, -CLOSURE_FRAME(%r1)
	.cfi_def_cfa_offset CLOSURE_FRAME
	stw	%r0, CLOSURE_FRAME + SAVED_LR(%r1)
	.cfi_offset CFI_LR, SAVED_LR
	words	stw, %r1, SAVED
	.if	\banks > 0
	floats	stfd, %r1, SAVED
	.endif
	.if	\banks > 1
	vectors	stvx, %r1, %r3, SAVED
	.endif
	lwz	%r3, \cif(%r11)
	lwz	%r4, \fun(%r11)
	.if	\is_go
	mr	%r5, %r11
	.else
	lwz	%r5, CLOSURE_DATA(%r11)
	.endif
	addi	%r6, %r1, SAVED
	addi	%r7, %r1, CLOSURE_FRAME
	bl	ASM_C (ffi_closure_run_here)
	words	lwz, %r1, SAVED
	.if	\banks > 0
	floats	lfd, %r1, SAVED, 2
	.endif
	.if	\banks > 1
	vectors	lvx, %r1, %r11, SAVED, 1
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
