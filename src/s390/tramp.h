/* SPDX-License-Identifier: MIT */
/* The pool's trampolines on IBM Z (see exec.h).  Read by C and assembly.  */
#ifndef FFI_TRAMP_H
#define FFI_TRAMP_H

/* The layout of ffi_closure.tramp, in words: two words of code and the
   closure's own address, if the closure is in executable memory; then the
   entry.  */
#ifdef __s390x__
# define FFI_TRAMP_SELF_AT 16
# define FFI_TRAMP_ENTRY_AT 24
# define FFI_TRAMP_SLOT 56
#else
# define FFI_TRAMP_SELF_AT 8
# define FFI_TRAMP_ENTRY_AT 12
# define FFI_TRAMP_SLOT 32
#endif

#define FFI_TRAMP_COUNT 1024
/* Processors before z10 (architecture level 8) cannot load relative to the
   program counter; their code takes four bytes more in 64 bits.  */
#if defined __s390x__ && __ARCH__ < 8
# define FFI_TRAMP_SIZE 32
#else
# define FFI_TRAMP_SIZE 16
#endif
#define FFI_TRAMP_ALIGN_LOG2 12
/* 56 KiB of slots; pages have 4 KiB.  */
#define FFI_TRAMP_SPAN_LOG2 16

#ifdef __ASSEMBLER__
# include "s390/kernel.h"

/* Closure code gets the closure's address in r0, the static chain register,
   as Go closures do.  Only r0 and r1 are free; r0 cannot be a base, nor be
   jumped to.  */
	.macro	ffi_tramp_code slot
#if FFI_TRAMP_SIZE == 16 && defined __s390x__
	larl	%r0, \slot
	lgrl	%r1, \slot + FFI_TRAMP_ENTRY_AT
#else
	larl	%r1, \slot
	LDR	%r0, %r1
	LD	%r1, FFI_TRAMP_ENTRY_AT(%r1)
#endif
	br	%r1
	.endm

	.macro	ffi_tramp_forward_code
	LDR	%r1, %r0
	LD	%r1, FFI_TRAMP_FORWARD_AT(%r1)
	LDR	%r0, %r1
	LD	%r1, FFI_TRAMP_ENTRY_AT(%r1)
	br	%r1
	.endm

#endif
#endif
