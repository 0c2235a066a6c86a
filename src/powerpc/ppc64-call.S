/* SPDX-License-Identifier: MIT */
/* 64-bit PowerPC: the kernel of calls and the entries of closures.  */
#include "asm.h"

#ifdef __powerpc64__

#include "kernel64.h"

/* Members of ffi_closure and ffi_go_closure.  */
#if _CALL_ELF == 2
# define CLOSURE_CIF 32
#else
# define CLOSURE_CIF 24
#endif
#define CLOSURE_FUN (CLOSURE_CIF + 8)
#define CLOSURE_DATA (CLOSURE_CIF + 16)
#define GO_CIF 8
#define GO_FUN 16

	ASM_TEXT

/* Loads (lvx) or stores the first COUNT of v2-v13, as floats does.  Overwrites
   r0 and TEMP.  */
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

/* ---- Closures with simple codes -------------------------------------- */

/* own:   r3 cif, r6 user_data, r12 fun; r4 scratch, r7 the next word, r8 the
   last double, r9 the last element of avalue
   frame: the header and slots for the handler; AVALUE, RESULT, CODE; DOUBLES,
   where floats become so; WORDS, r3-r10 and a copy of the words that follow
   the caller's slots for them.  Those may not exist, and if doubles alone have
   slots behind them, neither may these: then what is copied is not used.
   TEMP is not what leads to the table of steps: r2, this library's TOC, or in
   ELFv2 r12, the address of the entry.  */
#define AVALUE (SLOTS + PPC64_GPR_SLOTS)
#define RESULT (AVALUE + 8 * STEPS_FEW)
#define CODE (RESULT + 8)
#define DOUBLES (CODE + 8)
#define WORDS (DOUBLES + 8 * 13)
#define SIMPLE_FRAME ((WORDS + (8 << STEPS_STACK_BITS) - SLOTS + 15) / 16 * 16)
#if _CALL_ELF == 2
# define TEMP %r2
#else
# define TEMP %r12
#endif

/* One step of a closure.  An integer of LEN bytes is at the end of its
   word.  */
	.macro	closure_integer len
#ifdef __BIG_ENDIAN__
	addi	%r4, %r7, 8 - \len
	stdu	%r4, 8(%r9)
#else
	stdu	%r7, 8(%r9)
#endif
	.endm

	.macro	closure_step kind
	.if	\kind == STEP_WORD_1
	stdu	%r7, 8(%r9)
	.elseif	\kind == STEP_WIDE || \kind == STEP_U32
	closure_integer 4
	.elseif	\kind == STEP_U16 || \kind == STEP_S16
	closure_integer 2
	.elseif	\kind == STEP_U8 || \kind == STEP_S8
	closure_integer 1
	.elseif	\kind == STEP_FLOAT
	lfdu	%f0, 8(%r8)
	stfs	%f0, 0(%r8)
	stdu	%r8, 8(%r9)
	.elseif	\kind == STEP_FPR_8
	addi	%r8, %r8, 8
	stdu	%r8, 8(%r9)
	.endif
	addi	%r7, %r7, 8
	.endm

/* The last bytes of a result, an ffi_arg.  */
#ifdef __BIG_ENDIAN__
# define LAST(len) RESULT + 8 - len
#else
# define LAST(len) RESULT
#endif

	.macro	closure_small kind
	.if	\kind == RESULT_U32
	lwz	%r3, LAST (4)(%r1)
	.elseif	\kind == RESULT_U16
	lhz	%r3, LAST (2)(%r1)
	.elseif	\kind == RESULT_S16
	lha	%r3, LAST (2)(%r1)
	.else
	lbz	%r3, LAST (1)(%r1)
	.endif
	.if	\kind == RESULT_S8
	extsb	%r3, %r3
	.endif
	.endm

/* What all entries have in common, from the steps on.  */
ASM_LOCAL_FUNC (ffi_ppc64_closure_simple)
	.cfi_def_cfa_offset SIMPLE_FRAME
	.cfi_offset CFI_LR, SAVED_LR
	step_table .Lclosure, .Lclosure_end, closure_step, %r4
.Lclosure_end:
	li	%r4, 0
	std	%r4, RESULT(%r1)
	addi	%r4, %r1, RESULT
	addi	%r5, %r1, AVALUE
	call_r12
	ld	%r0, CODE(%r1)
	code_field %r4, STEPS_AT_RESULT, STEPS_RESULT_BITS
	beq	9f
	cmpldi	%r4, RESULT_S32
	bgt	7f
	blt	.Lclosure_small
8:	lwa	%r3, LAST (4)(%r1)
9:	leave	SIMPLE_FRAME

7:	cmpldi	%r4, RESULT_SIGNED
	beq	8b
#ifdef __BIG_ENDIAN__
	cmpldi	%r4, RESULT_4_LOW
	beq	7f
#endif
	ld	%r3, RESULT(%r1)		/* also RESULT_4 */
	code_field %r4, AT_FPR_RESULT, 1
	beq	9b
	lfd	%f1, RESULT(%r1)
	b	9b
7:	lwz	%r3, RESULT(%r1)		/* RESULT_4_LOW */
	b	9b
.Lclosure_small:
	small_result %r4, 9b, closure_small
ASM_END (ffi_ppc64_closure_simple)

/* ---- The kernel of calls --------------------------------------------- */

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
	words	std, %r11, 0, 3, 6
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

/* ---- Closures -------------------------------------------------------- */

/* Closure entries, by the banks of registers that arguments and result are
   in: BANKS 0: r, 1: r and f, 2: all.
   in:    r11 the closure; all argument registers
   frame: the header and slots for what is called; the image without stack,
   from the first register on that is saved, or PPC64_CHAIN
   ffi_closure_run_here (cif, fun, user_data, image, stack)
   Those without vectors run simple codes, as above.  */
#define RUN_FRAME (SLOTS + PPC64_GPR_SLOTS)

/* ELFv2: r2 from r12, the address of the entry, which nothing calls by its
   name.  ELFv1: the closure is the function descriptor; its second word, which
   callers load into r2, is its own address, the third word this library's
   TOC.  */
	.macro	entry_toc name, is_go
#if _CALL_ELF == 2
	addis	%r2, %r12, .TOC. - \name@ha
	addi	%r2, %r2, .TOC. - \name@l
#else
	.if	!\is_go
	mr	%r11, %r2
	ld	%r2, 16(%r11)
	.endif
#endif
	.endm

/* To LABEL if the code is simple.  */
	.macro	if_simple label, cif
	ld	TEMP, \cif(%r11)
#ifdef __BIG_ENDIAN__
	andi.	%r0, TEMP, 1			/* an exact closure */
	bne	1f
#endif
	ld	%r0, PPC64_CIF_CODE(TEMP)
	cmpdi	%r0, 0
	bgt	\label
1:
	.endm

	.macro	simple_entry name, banks, is_go, cif, fun
	stdu	%r1, -SIMPLE_FRAME(%r1)
	.cfi_def_cfa_offset SIMPLE_FRAME
	words	std, %r1, WORDS - PPC64_GPR
	.if	\banks > 0
	floats	stfd, %r1, DOUBLES - PPC64_FPR
	addi	%r8, %r1, DOUBLES - 8
	.endif
#if _CALL_ELF == 2
	addi	%r2, %r12, .Lclosure - \name
#else
	addis	%r2, %r2, .Lclosure@toc@ha
	addi	%r2, %r2, .Lclosure@toc@l
#endif
	mflr	%r4
	std	%r4, SIMPLE_FRAME + SAVED_LR(%r1)
	.cfi_offset CFI_LR, SAVED_LR
	std	%r0, CODE(%r1)
	rldicl	%r4, %r0, 64 - STEPS_AT_STACK, 64 - STEPS_STACK_BITS
	clrldi	%r0, %r0, 64 - STEPS_AT_PLACE
	addic.	%r4, %r4, -(SLOTS + PPC64_GPR_SLOTS) / 8
	beq	2f
	mtctr	%r4
	addi	%r4, %r1, SIMPLE_FRAME + SLOTS + PPC64_GPR_SLOTS - 8
	addi	%r7, %r1, WORDS + PPC64_GPR_SLOTS - 8
1:	ldu	%r5, 8(%r4)
	stdu	%r5, 8(%r7)
	bdnz	1b
2:	ld	%r3, \cif(%r11)
	ld	%r12, \fun(%r11)
	.if	\is_go
	mr	%r6, %r11
	.else
	ld	%r6, CLOSURE_DATA(%r11)
	.endif
	addi	%r7, %r1, WORDS
	addi	%r9, %r1, AVALUE - 8
	next_step
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
#if _CALL_ELF != 2
	entry_toc \name, \is_go
#endif
	.if	\banks < 2
	if_simple .Lsimple_\name, \cif
	.endif
#if _CALL_ELF == 2
	entry_toc \name, \is_go
#endif
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
	words	ld, %r1, SAVED, 3, 6
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
	.if	\banks < 2
.Lsimple_\name:
	simple_entry \name, \banks, \is_go, \cif, \fun
	.endif
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
