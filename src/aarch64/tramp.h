/* SPDX-License-Identifier: MIT */
/* The pool's trampolines on AArch64 (see exec.h).  Read by C and assembly. */
#ifndef FFI_TRAMP_H
#define FFI_TRAMP_H

#include "signed.h"

/* The layout of ffi_closure.tramp: 16 bytes of code, if the closure is in
   executable memory; then the entry, 64 bits in ILP32 too.  */
#define FFI_TRAMP_ENTRY_AT 16
#define FFI_TRAMP_WORD uint64_t

#define FFI_TRAMP_COUNT 1024
/* Four instructions, and a landing pad in builds with landing pads.  */
#ifdef __ARM_FEATURE_BTI_DEFAULT
# define FFI_TRAMP_SIZE 32
# ifdef __linux__
#  define FFI_TRAMP_PROT 0x10          /* PROT_BTI, Linux' <asm/mman.h> */
# endif
#else
# define FFI_TRAMP_SIZE 16
#endif
#define FFI_TRAMP_ALIGN_LOG2 12
/* 48 KiB of slots.  Pages have up to 64 KiB, except on Windows.  */
#ifdef _WIN32
# define FFI_TRAMP_SPAN_LOG2 16
#else
# define FFI_TRAMP_SPAN_LOG2 17
#endif
#if defined __ILP32__ || (defined __SIZEOF_POINTER__ && __SIZEOF_POINTER__ == 4)
# define FFI_TRAMP_SLOT 40
#else
# define FFI_TRAMP_SLOT 48
#endif

#ifdef __ASSEMBLER__

/* Closure code gets the closure's address in x17.  x16 and x17 belong to code
   between caller and callee, and a jump through them may land on "bti c".  */
	.macro	ffi_tramp_code slot
	BTI_C
#if defined __MACH__ && !defined __ELF__
	adrp	x17, (\slot)@PAGE
	add	x17, x17, (\slot)@PAGEOFF
#else
	adrp	x17, \slot
	add	x17, x17, #:lo12:(\slot)
#endif
	ldr	x16, [x17, #FFI_TRAMP_ENTRY_AT]
	JUMP_FN x16
	.endm

	.macro	ffi_tramp_forward_code
	BTI_C
#if FFI_TRAMP_SLOT == 40
	ldr	w17, [x17, #FFI_TRAMP_FORWARD_AT]
#else
	ldr	x17, [x17, #FFI_TRAMP_FORWARD_AT]
#endif
	ldr	x16, [x17, #FFI_TRAMP_ENTRY_AT]
	JUMP_FN x16
	.endm

#endif
#endif
