/* SPDX-License-Identifier: MIT */
/* The pool's trampolines on MIPS (see exec.h).  Read by C and assembly.  */
#ifndef FFI_TRAMP_H
#define FFI_TRAMP_H

/* The layout of ffi_closure.tramp: 16 bytes of code, if the closure is in
   executable memory; then the entry.  */
#define FFI_TRAMP_ENTRY_AT 16

#define FFI_TRAMP_COUNT 1024
#define FFI_TRAMP_SIZE 32
#define FFI_TRAMP_ALIGN_LOG2 12
#if _MIPS_SIM == _ABI64
/* 80 KiB of slots.  */
# define FFI_TRAMP_SPAN_LOG2 17
# define FFI_TRAMP_SLOT 80
#else
# define FFI_TRAMP_SPAN_LOG2 16
# define FFI_TRAMP_SLOT 32
#endif

#ifdef __ASSEMBLER__
# include "mips/kernel.h"

/* The caller loads the trampoline's address into $25, as for every function.
   The distance to the closure is a link-time constant.  The closure's address
   goes to $15, the static chain register.  */
	.macro	ffi_tramp_code slot
	.set	push
	.set	noreorder
	.set	nomacro
.Ltramp_\@:
	lw	$15, 20($25)
	PTR_ADDU $15, $15, $25
	PTR_L	$25, FFI_TRAMP_ENTRY_AT($15)
	jr	$25
	nop
	.word	(\slot) - .Ltramp_\@
	.set	pop
	.endm

	.macro	ffi_tramp_forward_code
	PTR_L	$15, FFI_TRAMP_FORWARD_AT($15)
	PTR_L	$25, FFI_TRAMP_ENTRY_AT($15)
	jr	$25
	.endm

#endif
#endif
