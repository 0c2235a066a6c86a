/* SPDX-License-Identifier: MIT */
/* For the assembly files of MIPS: instructions by the width of pointers, and
   macros for unaligned doublewords.  */
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

/* REG = the doubleword at OFFSET(BASE), aligned or not, and the reverse.  */
	.macro	unaligned_ld reg, offset, base
#if defined __mips_isa_rev && __mips_isa_rev >= 6
	ld	\reg, \offset(\base)
#elif defined __MIPSEB__
	ldl	\reg, \offset(\base)
	ldr	\reg, \offset + 7(\base)
#else
	ldl	\reg, \offset + 7(\base)
	ldr	\reg, \offset(\base)
#endif
	.endm

	.macro	unaligned_sd reg, offset, base
#if defined __mips_isa_rev && __mips_isa_rev >= 6
	sd	\reg, \offset(\base)
#elif defined __MIPSEB__
	sdl	\reg, \offset(\base)
	sdr	\reg, \offset + 7(\base)
#else
	sdl	\reg, \offset + 7(\base)
	sdr	\reg, \offset(\base)
#endif
	.endm

#endif
