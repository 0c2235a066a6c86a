/* SPDX-License-Identifier: MIT */
/* MIPS n64 and n32: the kernel of calls and the entries of closures.  */
#include "asm.h"

#if defined __mips__ && _MIPS_SIM != _ABIO32

#include "kernel.h"

	ASM_TEXT
	.set	reorder

/* Loads or stores $4-$11, $f12-$f19, from or to the image at BASE.  */
	.macro	gpr_moves insn, base, at=0
	\insn	$4, \at + N64_GPR(\base)
	\insn	$5, \at + N64_GPR + 8(\base)
	\insn	$6, \at + N64_GPR + 16(\base)
	\insn	$7, \at + N64_GPR + 24(\base)
	\insn	$8, \at + N64_GPR + 32(\base)
	\insn	$9, \at + N64_GPR + 40(\base)
	\insn	$10, \at + N64_GPR + 48(\base)
	\insn	$11, \at + N64_GPR + 56(\base)
	.endm

	.macro	fpr_moves insn, base, at=0
	\insn	$f12, \at + N64_FPR(\base)
	\insn	$f13, \at + N64_FPR + 8(\base)
	\insn	$f14, \at + N64_FPR + 16(\base)
	\insn	$f15, \at + N64_FPR + 24(\base)
	\insn	$f16, \at + N64_FPR + 32(\base)
	\insn	$f17, \at + N64_FPR + 40(\base)
	\insn	$f18, \at + N64_FPR + 48(\base)
	\insn	$f19, \at + N64_FPR + 56(\base)
	.endm

	.macro	fpr_results insn, base, at=0
	\insn	$f0, \at + N64_F0(\base)
	\insn	$f1, \at + N64_F1(\base)
	\insn	$f2, \at + N64_F2(\base)
	.endm

/* void ffi_n64_call (void *image, size_t stack, void (*fn) (void),
		      uint32_t flags)
   in:  $4 image, $5 stack, $6 fn, $7 flags
   own: $16 image
   frame: in the image, above the stack arguments, which are passed where they
   are; from $30: $sp, $16, $30, $31, flags.  So the callee runs on what the
   caller has below the image, too.  The CFA is the end of the frame, not what
   $sp was: debuggers take no frame that is inner to its callee's.  Unwinders
   find $sp by the caller's $30.  */
ASM_FUNC (ffi_n64_call)
	PTR_ADDU $12, $4, $5
	PTR_ADDIU $12, $12, N64_STACK
	PTR_S	$sp, 0($12)
	sd	$16, 8($12)
	sd	$30, 16($12)
	sd	$31, 24($12)
	sd	$7, 32($12)			/* flags */
	move	$30, $12
	.cfi_def_cfa 30, N64_FRAME
	.cfi_offset 16, 8 - N64_FRAME
	.cfi_offset 30, 16 - N64_FRAME
	.cfi_offset 31, 24 - N64_FRAME
	move	$16, $4
	move	$25, $6				/* fn */
	PTR_ADDIU $sp, $4, N64_STACK

#ifndef __mips_soft_float
	beqz	$7, 3f
	fpr_moves ldc1, $16
3:
#endif
	PTR_L	$15, N64_CHAIN($16)
	gpr_moves ld, $16
	jalr	$25

	PTR_L	$sp, 0($30)			/* below the image again */
	sd	$2, N64_V0($16)
	sd	$3, N64_V1($16)
	sd	$4, N64_A0($16)			/* soft float: second field */
#ifndef __mips_soft_float
	ld	$12, 32($30)
	beqz	$12, 4f
	fpr_results sdc1, $16
4:
#endif
	ld	$31, 24($30)
	.cfi_restore 31
	ld	$16, 8($30)
	.cfi_restore 16
	ld	$30, 16($30)
	.cfi_restore 30
	.cfi_def_cfa 29, 0
	jr	$31
ASM_END (ffi_n64_call)

/* Closure entries.
   in:  $15 the closure; $25 the entry; all argument registers
   frame, from $30: $28, $30, $31, unused; the image, directly below the
   caller's stack arguments, so that $4-$11 are stored next to them.
   ffi_closure_run (cif, fun, user_data, image, stack)  */
#define IMAGE 32
#define CLOSURE_FRAME (IMAGE + N64_STACK)

	.macro	closure_entry name, cif, fun, user_data
ASM_FUNC (\name)
	PTR_ADDIU $sp, $sp, -CLOSURE_FRAME
	.cfi_def_cfa_offset CLOSURE_FRAME
	sd	$31, 16($sp)
	.cfi_offset 31, 16 - CLOSURE_FRAME
	sd	$30, 8($sp)
	.cfi_offset 30, 8 - CLOSURE_FRAME
#ifdef __PIC__
	.cpsetup $25, 0, ASM_C (\name)
	.cfi_offset 28, -CLOSURE_FRAME
#endif
	move	$30, $sp
	.cfi_def_cfa_register 30
	gpr_moves sd, $sp, IMAGE
#ifndef __mips_soft_float
	fpr_moves sdc1, $sp, IMAGE
#endif
	PTR_L	$4, \cif($15)
	PTR_L	$5, \fun($15)
	.if	\user_data
	PTR_L	$6, \user_data($15)
	.else
	move	$6, $15				/* a Go closure itself */
	.endif
	PTR_ADDIU $7, $sp, IMAGE
	PTR_ADDIU $8, $sp, CLOSURE_FRAME
	/* Clears the result registers that the result does not fill.  */
	.irp	offset, N64_V0, N64_V1, N64_A0, N64_F0, N64_F1, N64_F2
	sd	$0, IMAGE + \offset($sp)
	.endr
	PTR_LA	$25, ASM_C (ffi_closure_run)
	jalr	$25

#ifndef __mips_soft_float
	fpr_results ldc1, $30, IMAGE
#endif
	ld	$2, IMAGE + N64_V0($30)
	ld	$3, IMAGE + N64_V1($30)
	ld	$4, IMAGE + N64_A0($30)
	move	$sp, $30
	.cfi_def_cfa_register $sp
#ifdef __PIC__
	.cpreturn
	.cfi_restore 28
#endif
	ld	$31, 16($sp)
	.cfi_restore 31
	ld	$30, 8($sp)
	.cfi_restore 30
	PTR_ADDIU $sp, $sp, CLOSURE_FRAME
	.cfi_def_cfa_offset 0
	jr	$31
ASM_END (\name)
	.endm

	closure_entry ffi_n64_closure, CLOSURE_CIF, CLOSURE_FUN, CLOSURE_DATA
	closure_entry ffi_n64_go_closure, GO_CIF, GO_FUN, 0

#endif

	ASM_FOOTER
