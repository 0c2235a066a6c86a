/* SPDX-License-Identifier: MIT */
/* For the assembly files of RISC-V: instructions by register width.

     REG_L, REG_S        load and store an integer register
     REG_OFF (n)         offset of word N
     FLT_L, FLT_S        load and store a float register of the ABI's width
     CHAIN               the static chain register
     enter_frame, leave_frame  store ra and s0 at the top of a frame of SIZE
                         bytes, ABOVE bytes below the caller's frame, with s0
                         pointing there; undo that
     floats, words       load or store (FLT_L, REG_L ...) the first COUNT of
                         fa0-fa7, a0-a7 from or to the image at OFFSET of
                         BASE  */
#ifndef FFI_RISCV_KERNEL_H
#define FFI_RISCV_KERNEL_H

#include "asm.h"
#include "image.h"

#if RISCV_WORD == 8
# define REG_L ld
# define REG_S sd
#else
# define REG_L lw
# define REG_S sw
#endif
#define REG_OFF(n) ((n) * RISCV_WORD)

#if RISCV_FLEN == 8
# define FLT_L fld
# define FLT_S fsd
#else
# define FLT_L flw
# define FLT_S fsw
#endif

/* As in compilers.  Landing pads use t2 for their label.  */
#ifdef __riscv_landing_pad
# define CHAIN t3
#else
# define CHAIN t2
#endif

/* Frames look like those of compilers: debuggers that follow frame pointers
   find ra and the caller's s0 in the two words below s0.  */
	.macro	enter_frame size, above=0
	SS_PUSH_RA
	addi	sp, sp, -(\size)
	.cfi_def_cfa_offset \size
	REG_S	ra, (\size) - (\above) - REG_OFF (1)(sp)
	.cfi_offset ra, -(\above) - REG_OFF (1)
	REG_S	s0, (\size) - (\above) - REG_OFF (2)(sp)
	.cfi_offset s0, -(\above) - REG_OFF (2)
	addi	s0, sp, (\size) - (\above)
	.cfi_def_cfa s0, \above
	.endm

	.macro	leave_frame size, above=0
	addi	sp, s0, -((\size) - (\above))
	.cfi_def_cfa sp, \size
	REG_L	ra, (\size) - (\above) - REG_OFF (1)(sp)
	.cfi_restore ra
	REG_L	s0, (\size) - (\above) - REG_OFF (2)(sp)
	.cfi_restore s0
	addi	sp, sp, \size
	.cfi_def_cfa_offset 0
	SS_POP_RA
	.endm

	.macro	floats insn, base, count=8
#if RISCV_FLEN
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	.if	\n < \count
	\insn	fa\n, RISCV_FPR + RISCV_FPR_SLOT * \n(\base)
	.endif
	.endr
#endif
	.endm

	.macro	words insn, base, count=RISCV_NGPR, offset=0
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	.if	\n < \count
	\insn	a\n, \offset + RISCV_GPR + REG_OFF (\n)(\base)
	.endif
	.endr
	.endm

#endif
