/* SPDX-License-Identifier: MIT */
/* The pool's trampolines.  exec.h says what they are for, each processor's
   tramp.h what they are made of.  */
#include "asm.h"
#include "exec.h"

#if FFI_EXEC_STATIC_TRAMP

/* FFI_TRAMP_COUNT trampolines, FFI_TRAMP_SIZE bytes each.  Number i enters
   the closure at ffi_tramp_slots + i * FFI_TRAMP_SLOT, found relative to its
   own address: the text works wherever it is mapped at the same distance
   from slots, and has no relocation.  */
	ASM_TEXT
	.p2align FFI_TRAMP_ALIGN_LOG2
ASM_FUNC (ffi_tramp_text)
	.set	ffi_tramp_i, 0
	.rept	FFI_TRAMP_COUNT
	.balign	FFI_TRAMP_SIZE
	ffi_tramp_code ASM_C (ffi_tramp_slots) + ffi_tramp_i
	.set	ffi_tramp_i, ffi_tramp_i + FFI_TRAMP_SLOT
	.endr
	.balign	FFI_TRAMP_SIZE
#ifdef FFI_TRAMP_TAIL
	ffi_tramp_tail_code
	.balign	FFI_TRAMP_TAIL
#endif
ASM_END (ffi_tramp_text)

/* The entry of a slot whose closure is elsewhere: enters that closure, whose
   address is at FFI_TRAMP_FORWARD_AT in the slot.  */
ASM_FUNC (ffi_tramp_forward)
	ffi_tramp_forward_code
ASM_END (ffi_tramp_forward)

#endif

	ASM_FOOTER
