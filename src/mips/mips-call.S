/* SPDX-License-Identifier: MIT */
/* MIPS: the kernel of calls.  */
#include "asm.h"

#ifdef __mips__
#include "kernel.h"

	ASM_TEXT
	.set	reorder

/* void ffi_mips_call (void *image, size_t stack, void (*fn) (void),
		       uint32_t flags)
   in:  $4 image, $5 stack, $6 fn, $7 flags
   own: $16 image plus flags
   frame: in the image, above the stack arguments, which are passed where they
   are; from $30: $sp, $16, $30, $31.  So the callee runs on what the
   caller has below the image, too.  The CFA is the end of the frame, not what
   $sp was: debuggers take no frame that is inner to its callee's.  Unwinders
   find $sp by the caller's $30.  */
ASM_FUNC (ffi_mips_call)
	PTR_ADDU $12, $4, $5
	PTR_ADDIU $12, $12, STACK_AT
	PTR_S	$sp, 0($12)
	REG_S	$16, WORD($12)
	REG_S	$30, 2 * WORD($12)
	REG_S	$31, 3 * WORD($12)
	move	$30, $12
	.cfi_def_cfa 30, MIPS_FRAME (WORD)
	.cfi_offset 16, WORD - MIPS_FRAME (WORD)
	.cfi_offset 30, 2 * WORD - MIPS_FRAME (WORD)
	.cfi_offset 31, 3 * WORD - MIPS_FRAME (WORD)
	PTR_ADDU $16, $4, $7
	move	$12, $4
	move	$25, $6				/* fn */
	PTR_ADDIU $sp, $4, STACK_AT

	beqz	$7, 3f
	fpr_moves ldc1, FPR, $12
3:
	PTR_L	$15, CHAIN($12)
	gpr_moves REG_L, GPR, $12
	jalr	$25

	PTR_L	$sp, 0($30)			/* below the image again */
	andi	$12, $16, MIPS_USES_FPR
	PTR_SUBU $16, $16, $12
	gpr_results REG_S, 0, $16
	beqz	$12, 4f
	fpr_results sdc1, 0, $16
4:
	REG_L	$31, 3 * WORD($30)
	.cfi_restore 31
	REG_L	$16, WORD($30)
	.cfi_restore 16
	REG_L	$30, 2 * WORD($30)
	.cfi_restore 30
	.cfi_def_cfa 29, 0
	jr	$31
ASM_END (ffi_mips_call)

#endif

	ASM_FOOTER
