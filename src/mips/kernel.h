/* SPDX-License-Identifier: MIT */
/* For the assembly files of MIPS: instructions by the width of pointers (PTR_)
   and of integer registers (REG_), and macros.

     GPRS, FPRS         the numbers of the argument registers
     GPR, FPR, RESULT   where the image has these and $2
     RESULTS            the words that it has for results alone
     CHAIN, STACK_AT    where it has $15 and the stack arguments
     FPR_STEP           bytes of the image for each number  */
#ifndef FFI_MIPS_KERNEL_H
#define FFI_MIPS_KERNEL_H

#include "asm.h"
#include "mips/image.h"

#if __mips < 2
# error "MIPS I is not supported: its loads have delay slots"
#endif
#ifndef __mips_abicalls
# error "-mno-abicalls is not supported: trampolines need $25"
#endif

	/* Slots and trampolines consist of instructions of 4 bytes.  */
	.set	nomips16
	.set	nomicromips

#if MIPS_PTR == 8
# define PTR_L ld
# define PTR_S sd
# define PTR_ADDU daddu
# define PTR_ADDIU daddiu
# define PTR_SUBU dsubu
# define PTR_LA dla
#else
# define PTR_L lw
# define PTR_S sw
# define PTR_ADDU addu
# define PTR_ADDIU addiu
# define PTR_SUBU subu
# define PTR_LA la
#endif

#if _MIPS_SIM == _ABIO32
# define WORD 4
# define REG_L lw
# define REG_S sw
# define REG_ADDIU addiu
# define REG_SRL srl
# define GPRS 4, 5, 6, 7
# define FPRS 12, 14
# define GPR O32_BLOCK
# define FPR O32_F12
# define FPR_STEP 4
# define CHAIN O32_CHAIN
# define RESULT O32_V0
# define RESULTS O32_F0, O32_F0 + 4, O32_F2, O32_F2 + 4, O32_V0, O32_V0 + 4
# define STACK_AT O32_BLOCK
#else
# define WORD 8
# define REG_L ld
# define REG_S sd
# define REG_ADDIU daddiu
# define REG_SRL dsrl
# define GPRS 4, 5, 6, 7, 8, 9, 10, 11
# define FPRS 12, 13, 14, 15, 16, 17, 18, 19
# define GPR N64_GPR
# define FPR N64_FPR
# define FPR_STEP 8
# define CHAIN N64_CHAIN
# define RESULT N64_V0
# define RESULTS N64_F0, N64_F1, N64_F2, N64_V0, N64_V1
# define STACK_AT N64_STACK
#endif

/* Loads or stores the argument registers; the place of the first one is
   AT(BASE).  */
	.macro	gpr_moves insn, at, base
	.irp	i, GPRS
	\insn	$\i, \at + WORD * (\i - 4)(\base)
	.endr
	.endm

/* Doubles on even registers only are correct in every FPU mode of o32.  */
	.macro	fpr_moves insn, at, base
#ifndef __mips_soft_float
	.irp	i, FPRS
	\insn	$f\i, \at + FPR_STEP * (\i - 12)(\base)
	.endr
#endif
	.endm

/* Loads or stores the result registers, from or to an image at AT(BASE).  */
	.macro	gpr_results insn, at, base
#if _MIPS_SIM == _ABIO32
	\insn	$2, \at + O32_V0(\base)
	\insn	$3, \at + O32_V0 + 4(\base)
	\insn	$4, \at + O32_BLOCK(\base)	/* soft-float complex double */
	\insn	$5, \at + O32_BLOCK + 4(\base)
#else
	\insn	$2, \at + N64_V0(\base)
	\insn	$3, \at + N64_V1(\base)
	\insn	$4, \at + N64_GPR(\base)	/* soft float: second field */
#endif
	.endm

	.macro	fpr_results insn, at, base
#ifdef __mips_soft_float
#elif _MIPS_SIM == _ABIO32
	\insn	$f0, \at + O32_F0(\base)
	\insn	$f2, \at + O32_F2(\base)
#else
	\insn	$f0, \at + N64_F0(\base)
	\insn	$f1, \at + N64_F1(\base)
	\insn	$f2, \at + N64_F2(\base)
#endif
	.endm

#endif
