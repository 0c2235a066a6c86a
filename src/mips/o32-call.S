/* SPDX-License-Identifier: MIT */
/* MIPS o32: the kernel of calls and the entries of closures.  FP registers are
   moved by ldc1 and sdc1 on even registers only, which is correct in every FPU
   mode.  */
#include "asm.h"

#if defined __mips__ && _MIPS_SIM == _ABIO32

#include "kernel.h"

	ASM_TEXT
	.set	reorder

#define HOME_AREA 16

/* void ffi_o32_call (void *image, size_t stack, void (*fn) (void),
		      uint32_t flags)
   in:  $4 image, $5 stack, $6 fn, $7 flags
   own: $16 image
   frame: in the image, above the argument block, which is passed where it is;
   from $30: $sp, $16, $30, $31, flags.  So the callee runs on what the caller
   has below the image, too, and the CFA is not what $sp was (n64-call.S).  */
ASM_FUNC (ffi_o32_call)
	addu	$8, $4, $5
	addiu	$8, $8, O32_BLOCK
	sw	$sp, 0($8)
	sw	$16, 4($8)
	sw	$30, 8($8)
	sw	$31, 12($8)
	sw	$7, 16($8)			/* flags */
	move	$30, $8
	.cfi_def_cfa 30, O32_FRAME
	.cfi_offset 16, 4 - O32_FRAME
	.cfi_offset 30, 8 - O32_FRAME
	.cfi_offset 31, 12 - O32_FRAME
	move	$16, $4
	move	$25, $6				/* fn */
	addiu	$sp, $4, O32_BLOCK

#ifndef __mips_soft_float
	beqz	$7, 2f
	ldc1	$f12, O32_F12($16)
	ldc1	$f14, O32_F12 + 8($16)
2:
#endif
	lw	$4, O32_BLOCK($16)
	lw	$5, O32_BLOCK + 4($16)
	lw	$6, O32_BLOCK + 8($16)
	lw	$7, O32_BLOCK + 12($16)
	lw	$15, O32_CHAIN($16)
	jalr	$25

	lw	$sp, 0($30)			/* below the image again */
	sw	$2, O32_V0($16)
	sw	$3, O32_V0 + 4($16)
	sw	$4, O32_V0 + 8($16)		/* soft-float complex double */
	sw	$5, O32_V0 + 12($16)
#ifndef __mips_soft_float
	lw	$8, 16($30)
	beqz	$8, 3f
	sdc1	$f0, O32_F0($16)
	sdc1	$f2, O32_F2($16)
3:
#endif
	lw	$31, 12($30)
	.cfi_restore 31
	lw	$16, 4($30)
	.cfi_restore 16
	lw	$30, 8($30)
	.cfi_restore 30
	.cfi_def_cfa 29, 0
	jr	$31
ASM_END (ffi_o32_call)

/* Closure entries.
   in:  $15 the closure; $25 the entry; all argument registers
   frame, from $sp: the home area of ffi_closure_run and its fifth argument,
   unused, the image from O32_F12 to its argument block, $30, $31.  The block
   itself is the caller's: $4-$7 are stored to their home area.
   ffi_closure_run (cif, fun, user_data, image, stack)  */
#define FIFTH HOME_AREA
#define IMAGE (HOME_AREA + 8 - O32_F12)
#define CLOSURE_FRAME (IMAGE + O32_BLOCK + 8)

	.macro	closure_entry name, cif, fun, user_data
ASM_FUNC (\name)
#ifdef __PIC__
	.set	noreorder
	.cpload	$25
	.set	reorder
#endif
	addiu	$sp, $sp, -CLOSURE_FRAME
	.cfi_def_cfa_offset CLOSURE_FRAME
	sw	$31, CLOSURE_FRAME - 4($sp)
	.cfi_offset 31, -4
	sw	$30, CLOSURE_FRAME - 8($sp)
	.cfi_offset 30, -8
	move	$30, $sp
	.cfi_def_cfa_register 30
	sw	$4, CLOSURE_FRAME($sp)
	sw	$5, CLOSURE_FRAME + 4($sp)
	sw	$6, CLOSURE_FRAME + 8($sp)
	sw	$7, CLOSURE_FRAME + 12($sp)
#ifndef __mips_soft_float
	sdc1	$f12, IMAGE + O32_F12($sp)
	sdc1	$f14, IMAGE + O32_F12 + 8($sp)
#endif
	lw	$4, \cif($15)
	lw	$5, \fun($15)
	.if	\user_data
	lw	$6, \user_data($15)
	.else
	move	$6, $15				/* a Go closure itself */
	.endif
	addiu	$7, $sp, IMAGE
	addiu	$8, $sp, CLOSURE_FRAME
	sw	$8, FIFTH($sp)
	/* Clears the result registers that the result does not fill.  */
	.irp	offset, O32_V0, O32_V0 + 8, O32_F0, O32_F2
	sw	$0, IMAGE + \offset($sp)
	sw	$0, IMAGE + \offset + 4($sp)
	.endr
	la	$25, ASM_C (ffi_closure_run)
	jalr	$25

#ifndef __mips_soft_float
	ldc1	$f0, IMAGE + O32_F0($30)
	ldc1	$f2, IMAGE + O32_F2($30)
#endif
	lw	$2, IMAGE + O32_V0($30)
	lw	$3, IMAGE + O32_V0 + 4($30)
	lw	$4, IMAGE + O32_V0 + 8($30)
	lw	$5, IMAGE + O32_V0 + 12($30)
	move	$sp, $30
	.cfi_def_cfa_register $sp
	lw	$31, CLOSURE_FRAME - 4($sp)
	.cfi_restore 31
	lw	$30, CLOSURE_FRAME - 8($sp)
	.cfi_restore 30
	addiu	$sp, $sp, CLOSURE_FRAME
	.cfi_def_cfa_offset 0
	jr	$31
ASM_END (\name)
	.endm

	closure_entry ffi_o32_closure, CLOSURE_CIF, CLOSURE_FUN, CLOSURE_DATA
	closure_entry ffi_o32_go_closure, GO_CIF, GO_FUN, 0

#endif

	ASM_FOOTER
