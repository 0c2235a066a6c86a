/* SPDX-License-Identifier: MIT */
/* LoongArch: the kernel of calls and the entries of closures.  */
#include "asm.h"

#ifdef __loongarch__

#include "kernel.h"

	ASM_TEXT

/* DWARF's numbers of registers.  */
#define DW_RA 1
#define DW_FP 22
#define DW_S0 23

/* Loads (FLT_L, REG_L) or stores the first COUNT of fa0-fa7, a0-a7 from or to
   the image at OFFSET of BASE.  */
	.macro	floats insn, base, count=8
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	.if	\n < \count
	\insn	$fa\n, \base, RISCV_FPR + RISCV_FPR_SLOT * \n
	.endif
	.endr
	.endm

	.macro	words insn, base, count=8, offset=0
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	.if	\n < \count
	\insn	$a\n, \base, \offset + RISCV_GPR + REG_OFF (\n)
	.endif
	.endr
	.endm

/* Frames look like those of compilers: debuggers that follow frame pointers
   find ra and the caller's fp in the two words below fp.
     enter_frame   stores both at the top of a frame of SIZE bytes, ABOVE bytes
                   below the caller's frame, and sets fp there
     leave_frame   undoes that  */
	.macro	enter_frame size, above=0
	REG_ADDI $sp, $sp, -(\size)
	.cfi_def_cfa_offset \size
	REG_S	$ra, $sp, (\size) - (\above) - REG_OFF (1)
	.cfi_offset DW_RA, -(\above) - REG_OFF (1)
	REG_S	$fp, $sp, (\size) - (\above) - REG_OFF (2)
	.cfi_offset DW_FP, -(\above) - REG_OFF (2)
	REG_ADDI $fp, $sp, (\size) - (\above)
	.cfi_def_cfa DW_FP, \above
	.endm

	.macro	leave_frame size, above=0
	REG_ADDI $sp, $fp, -((\size) - (\above))
	.cfi_def_cfa 3, \size
	REG_L	$ra, $sp, (\size) - (\above) - REG_OFF (1)
	.cfi_restore DW_RA
	REG_L	$fp, $sp, (\size) - (\above) - REG_OFF (2)
	.cfi_restore DW_FP
	REG_ADDI $sp, $sp, \size
	.cfi_def_cfa_offset 0
	.endm

/* void ffi_loongarch_call (void *image, size_t stack, void (*fn) (void),
			    uint32_t flags)
   in:  a0 image, a1 stack, a2 fn, a3 flags
   own: s0 image
   frame: in the image, above the stack arguments, which are passed where they
   are; below fp: ra, caller's fp, caller's s0, flags, sp.  So the callee runs
   on what the caller has below the image, too.  The CFA is the end of the
   frame, not what sp was: debuggers take no frame that is inner to its
   callee's.  Unwinders find sp by the caller's fp.
   The static chain of compilers is t8.  Old code of Go closures reads t2.  */
#define SAVED_RA (-REG_OFF (1))
#define SAVED_FP (-REG_OFF (2))
#define SAVED_S0 (-REG_OFF (3))
#define FLAGS (-REG_OFF (4))
#define SAVED_SP (-REG_OFF (5))

ASM_FUNC (ffi_loongarch_call)
	REG_ADD	$t0, $a0, $a1
	REG_ADDI $t0, $t0, LA_IMAGE + RISCV_FRAME
	li.w	$t3, -16
	and	$t0, $t0, $t3
	REG_S	$ra, $t0, SAVED_RA
	REG_S	$fp, $t0, SAVED_FP
	REG_S	$s0, $t0, SAVED_S0
	REG_S	$a3, $t0, FLAGS
	REG_S	$sp, $t0, SAVED_SP
	move	$fp, $t0
	.cfi_def_cfa DW_FP, 0
	.cfi_offset DW_RA, SAVED_RA
	.cfi_offset DW_FP, SAVED_FP
	.cfi_offset DW_S0, SAVED_S0
	move	$s0, $a0
	move	$t1, $a2			/* fn */
	REG_ADDI $sp, $s0, LA_IMAGE

#if LA_FLEN
	beqz	$a3, 3f
	floats	FLT_L, $s0
3:
#endif
	words	REG_L, $s0
	REG_L	$t8, $s0, RISCV_CHAIN
	move	$t2, $t8
	jirl	$ra, $t1, 0

	REG_L	$sp, $fp, SAVED_SP		/* below the image again */
	words	REG_S, $s0, 2
#if LA_FLEN
	REG_L	$a3, $fp, FLAGS
	beqz	$a3, 4f
	floats	FLT_S, $s0, 2
4:
#endif
	REG_L	$ra, $fp, SAVED_RA
	.cfi_restore DW_RA
	REG_L	$s0, $fp, SAVED_S0
	.cfi_restore DW_S0
	REG_L	$fp, $fp, SAVED_FP
	.cfi_restore DW_FP
	.cfi_def_cfa 3, 0
	ret
ASM_END (ffi_loongarch_call)

/* Closure entries, for signatures with and without floats.
   in:  t8 the closure; all argument registers
   frame: the image directly below the stack arguments, which it includes so,
   without floats from RISCV_CHAIN on; fp points to that; ra and caller's fp
   below.
   ffi_closure_run_here (cif, fun, user_data, image)  */

	.macro	closure_entry name, fpr, cif, fun, user_data
	.if	\fpr
	.set	ABSENT, 0
	.else
	.set	ABSENT, RISCV_CHAIN
	.endif
	.set	SAVED, LA_IMAGE - ABSENT
	.set	CLOSURE_FRAME, SAVED + 16
ASM_FUNC (\name)
	enter_frame CLOSURE_FRAME, SAVED
	words	REG_S, $fp, 8, -ABSENT
#if LA_FLEN
	.if	\fpr
	floats	FLT_S, $fp
	.endif
#endif
	.if	\user_data
	REG_L	$a2, $t8, \user_data
	.else
	move	$a2, $t8			/* a Go closure itself */
	.endif
	REG_L	$a0, $t8, \cif
	REG_L	$a1, $t8, \fun
	REG_ADDI $a3, $fp, -ABSENT
	bl	ASM_C (ffi_closure_run_here)
#if LA_FLEN
	.if	\fpr
	floats	FLT_L, $fp, 2
	.endif
#endif
	words	REG_L, $fp, 2, -ABSENT
	leave_frame CLOSURE_FRAME, SAVED
	ret
ASM_END (\name)
	.endm

	closure_entry ffi_loongarch_closure, 0, CLOSURE_CIF, CLOSURE_FUN, CLOSURE_DATA
	closure_entry ffi_loongarch_go_closure, 0, GO_CIF, GO_FUN, 0
#if LA_FLEN
	closure_entry ffi_loongarch_closure_float, 1, CLOSURE_CIF, CLOSURE_FUN, CLOSURE_DATA
	closure_entry ffi_loongarch_go_closure_float, 1, GO_CIF, GO_FUN, 0
#endif

#endif

	ASM_FOOTER
