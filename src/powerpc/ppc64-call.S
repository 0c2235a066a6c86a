/* SPDX-License-Identifier: MIT */
/* 64-bit PowerPC: the kernel of calls and the entries of closures.  */
#include "asm.h"
#include "image64.h"
#include "flags.h"

#ifdef __powerpc64__

/* Members of ffi_closure and ffi_go_closure.  */
#if _CALL_ELF == 2
# define SLOTS PPC64_SLOTS_ELFV2
# define SAVED_TOC 24
# define CLOSURE_CIF 32
#else
# define SLOTS PPC64_SLOTS_ELFV1
# define SAVED_TOC 40
# define CLOSURE_CIF 24
#endif
#define CLOSURE_FUN (CLOSURE_CIF + 8)
#define CLOSURE_DATA (CLOSURE_CIF + 16)
#define GO_CIF 8
#define GO_FUN 16

#define CFI_LR 65
#define SAVED_LR 16

	ASM_TEXT

/* Loads (ld, lfd) or stores the first COUNT of r3-r10, f1-f13 from or to the
   image at OFFSET of BASE.  */
	.macro	words insn, base, offset=0, count=8
	.irp	n, 3, 4, 5, 6, 7, 8, 9, 10
	.if	\n < 3 + \count
	\insn	%r\n, \offset + PPC64_GPR + 8 * (\n - 3)(\base)
	.endif
	.endr
	.endm

	.macro	floats insn, base, offset=0, count=13
	.irp	n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
	.if	\n <= \count
	\insn	%f\n, \offset + PPC64_FPR + 8 * (\n - 1)(\base)
	.endif
	.endr
	.endm

/* The same (lvx, stvx) for v2-v13.  Overwrites r0 and TEMP.  */
	.macro	vectors insn, base, temp, offset=0, count=12
	addi	\temp, \base, \offset + PPC64_VR
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

/* void ffi_ppc64_call (void *image, size_t stack, void (*fn) (void),
			uint32_t flags)
   in:    r3 image, r4 stack, r5 fn, r6 flags
   own:   r31 frame
   frame: in the image, above the stack arguments, which are passed where they
   are; from r31: caller's r31, LR, r1, r2, 0(r1); image, flags.  0(r1) is the
   callee's header, in the image.  So the callee runs on what the caller has
   below the image, too, where the caller's own header is: its back chain and
   its r2 are stored again afterwards.  The CFA is the end of the frame, not
   what r1 was: debuggers take no frame that is inner to its callee's.
   Unwinders find r1 by the caller's r31.  */
#define KEPT_R31 0
#define KEPT_LR 8
#define KEPT_R1 16
#define KEPT_R2 24
#define KEPT_CHAIN 32
#define IMAGE 40
#define FLAGS 48

ASM_FUNC (ffi_ppc64_call)
	add	%r9, %r3, %r4
	addi	%r9, %r9, PPC64_STACK
	mflr	%r0
	ld	%r10, 0(%r1)
	std	%r31, KEPT_R31(%r9)
	std	%r0, KEPT_LR(%r9)
	std	%r1, KEPT_R1(%r9)
	std	%r2, KEPT_R2(%r9)
	std	%r10, KEPT_CHAIN(%r9)
	std	%r3, IMAGE(%r9)
	std	%r6, FLAGS(%r9)
	mr	%r31, %r9
	.cfi_def_cfa 31, PPC64_FRAME
	.cfi_offset 31, KEPT_R31 - PPC64_FRAME
	.cfi_offset CFI_LR, KEPT_LR - PPC64_FRAME
	.cfi_offset 2, KEPT_R2 - PPC64_FRAME
	mr	%r12, %r5
	std	%r1, PPC64_STACK(%r3)
	addi	%r1, %r3, PPC64_STACK
	std	%r2, SAVED_TOC(%r1)

	andi.	%r0, %r6, POWERPC_FPR_ARGUMENTS
	beq	3f
	floats	lfd, %r3
3:
	andi.	%r0, %r6, POWERPC_VR_ARGUMENTS
	beq	4f
	vectors	lvx, %r3, %r7
4:
	ld	%r11, PPC64_CHAIN(%r3)
	.irp	n, 4, 5, 6, 7, 8, 9, 10, 3
	ld	%r\n, PPC64_GPR + 8 * (\n - 3)(%r3)
	.endr
#if _CALL_ELF == 2
	mtctr	%r12
	bctrl
#else
	/* The chain of a function pointer is in its descriptor.  */
	cmpdi	%r11, 0
	bne	5f
	ld	%r11, 16(%r12)
5:	ld	%r0, 0(%r12)
	ld	%r2, 8(%r12)
	mtctr	%r0
	bctrl
#endif
	ld	%r2, SAVED_TOC(%r1)		/* unwinders look for this */

	ld	%r0, KEPT_CHAIN(%r31)
	ld	%r1, KEPT_R1(%r31)		/* below the image again */
	std	%r0, 0(%r1)
	std	%r2, SAVED_TOC(%r1)
	ld	%r11, IMAGE(%r31)
	ld	%r12, FLAGS(%r31)
	words	std, %r11, 0, 4
	andi.	%r0, %r12, POWERPC_FPR_RESULT
	beq	6f
	floats	stfd, %r11, 0, 8
6:
	andi.	%r0, %r12, POWERPC_VR_RESULT
	beq	7f
	vectors	stvx, %r11, %r12, 0, 8
7:
	ld	%r0, KEPT_LR(%r31)
	mtlr	%r0
	.cfi_restore CFI_LR
	.cfi_restore 2
	ld	%r31, KEPT_R31(%r31)
	.cfi_restore 31
	.cfi_def_cfa 1, 0
	blr
ASM_END (ffi_ppc64_call)

/* Closure entries, by the banks of registers that arguments and result are
   in: BANKS 0: r, 1: r and f, 2: all.
   in:    r11 the closure; all argument registers
   frame: the header and slots for what is called; the image without stack,
   from the first register on that is saved, or PPC64_CHAIN
   ffi_closure_run_here (cif, fun, user_data, image, stack)  */
#define RUN_FRAME (SLOTS + PPC64_GPR_SLOTS)

/* ELFv2: r2 from r12, the address of the entry.  ELFv1: the closure is the
   function descriptor; its second word, which callers load into r2, is its
   own address, the third word this library's TOC.  */
	.macro	entry_toc name, is_go
#if _CALL_ELF == 2
	addis	%r2, %r12, .TOC. - \name@ha
	addi	%r2, %r2, .TOC. - \name@l
	.localentry \name, . - \name
#else
	.if	!\is_go
	mr	%r11, %r2
	ld	%r2, 16(%r11)
	.endif
#endif
	.endm

	.macro	closure_entry name, banks, is_go, cif, fun
	.if	\banks == 0
	.set	SAVED, RUN_FRAME - PPC64_CHAIN
	.elseif	\banks == 1
	.set	SAVED, RUN_FRAME - PPC64_FPR
	.else
	.set	SAVED, RUN_FRAME - PPC64_VR
	.endif
	.set	CLOSURE_FRAME, SAVED + PPC64_STACK
ASM_FUNC (\name)
	entry_toc \name, \is_go
	mflr	%r0
	std	%r0, SAVED_LR(%r1)
	.cfi_offset CFI_LR, SAVED_LR
	stdu	%r1, -CLOSURE_FRAME(%r1)
	.cfi_def_cfa_offset CLOSURE_FRAME
	words	std, %r1, SAVED
	.if	\banks > 0
	floats	stfd, %r1, SAVED
	.endif
	.if	\banks > 1
	vectors	stvx, %r1, %r3, SAVED
	.endif
	ld	%r3, \cif(%r11)
	ld	%r4, \fun(%r11)
	.if	\is_go
	mr	%r5, %r11
	.else
	ld	%r5, CLOSURE_DATA(%r11)
	.endif
	addi	%r6, %r1, SAVED
	addi	%r7, %r1, CLOSURE_FRAME
	bl	ASM_C (ffi_closure_run_here)
	nop
	words	ld, %r1, SAVED, 4
	.if	\banks > 0
	floats	lfd, %r1, SAVED, 8
	.endif
	.if	\banks > 1
	vectors	lvx, %r1, %r5, SAVED, 8
	.endif
	addi	%r1, %r1, CLOSURE_FRAME
	.cfi_def_cfa_offset 0
	ld	%r0, SAVED_LR(%r1)
	mtlr	%r0
	.cfi_restore CFI_LR
	blr
ASM_END (\name)
	.endm

	closure_entry ffi_ppc64_closure, 0, 0, CLOSURE_CIF, CLOSURE_FUN
	closure_entry ffi_ppc64_closure_f, 1, 0, CLOSURE_CIF, CLOSURE_FUN
	closure_entry ffi_ppc64_closure_v, 2, 0, CLOSURE_CIF, CLOSURE_FUN
	closure_entry ffi_ppc64_go, 0, 1, GO_CIF, GO_FUN
	closure_entry ffi_ppc64_go_f, 1, 1, GO_CIF, GO_FUN
	closure_entry ffi_ppc64_go_v, 2, 1, GO_CIF, GO_FUN

#endif

	ASM_FOOTER
