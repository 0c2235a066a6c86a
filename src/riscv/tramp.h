/* SPDX-License-Identifier: MIT */
/* The pool's trampolines on RISC-V (see exec.h).  Read by C and assembly.  */
#ifndef FFI_TRAMP_H
#define FFI_TRAMP_H

/* The layout of ffi_closure.tramp: 16 bytes of code, if the closure is in
   executable memory; then the entry.  */
#define FFI_TRAMP_ENTRY_AT 16

#define FFI_TRAMP_COUNT 1024
#ifdef __riscv_landing_pad
# define FFI_TRAMP_SIZE 32
#else
# define FFI_TRAMP_SIZE 16
#endif
#define FFI_TRAMP_ALIGN_LOG2 12
/* 48 KiB of slots.  Pages have up to 64 KiB.  */
#define FFI_TRAMP_SPAN_LOG2 17
#if __riscv_xlen == 64
# define FFI_TRAMP_SLOT 48
#else
# define FFI_TRAMP_SLOT 40
#endif

#ifdef __ASSEMBLER__
# include "riscv/kernel.h"

/* Linker relaxation would change the trampolines' sizes.  */
	.option	norelax

/* Closure code gets the closure's address in the static chain register.  The
   jump uses t1, because the processor predicts a jump by t0 as a return.  */
	.macro	ffi_tramp_code slot
	LPAD
.Ltramp_\@:
	auipc	CHAIN, %pcrel_hi (\slot)
	addi	CHAIN, CHAIN, %pcrel_lo (.Ltramp_\@)
	REG_L	t1, FFI_TRAMP_ENTRY_AT(CHAIN)
	jr	t1
	.endm

	.macro	ffi_tramp_forward_code
	LPAD
	REG_L	CHAIN, FFI_TRAMP_FORWARD_AT(CHAIN)
	REG_L	t1, FFI_TRAMP_ENTRY_AT(CHAIN)
	jr	t1
	.endm

#endif
#endif
