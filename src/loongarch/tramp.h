/* SPDX-License-Identifier: MIT */
/* The pool's trampolines on LoongArch (see exec.h).  Read by C and
   assembly.  */
#ifndef FFI_TRAMP_H
#define FFI_TRAMP_H

/* The layout of ffi_closure.tramp: 16 bytes of code, if the closure is in
   executable memory; then the entry.  */
#define FFI_TRAMP_ENTRY_AT 16

#define FFI_TRAMP_COUNT 1024
#define FFI_TRAMP_SIZE 16
#define FFI_TRAMP_ALIGN_LOG2 12
/* 48 KiB of slots.  Pages have up to 64 KiB.  */
#define FFI_TRAMP_SPAN_LOG2 17
#if __loongarch_grlen == 64
# define FFI_TRAMP_SLOT 48
#else
# define FFI_TRAMP_SLOT 40
#endif

#ifdef __ASSEMBLER__
# include "loongarch/kernel.h"

/* Closure code gets the closure's address in t8, the static chain register of
   compilers.  The relocations are separate directives, so that the assembler
   does not let the linker relax the two instructions: that would change the
   trampoline's size.  */
	.macro	ffi_tramp_code slot
	.reloc	., R_LARCH_PCALA_HI20, \slot
	pcalau12i $t8, 0
	.reloc	., R_LARCH_PCALA_LO12, \slot
	REG_ADDI $t8, $t8, 0
	REG_L	$t7, $t8, FFI_TRAMP_ENTRY_AT
	jr	$t7
	.endm

	.macro	ffi_tramp_forward_code
	REG_L	$t8, $t8, FFI_TRAMP_FORWARD_AT
	REG_L	$t7, $t8, FFI_TRAMP_ENTRY_AT
	jr	$t7
	.endm

#endif
#endif
