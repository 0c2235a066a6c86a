/* SPDX-License-Identifier: MIT */
/* The pool's trampolines on PowerPC (see exec.h).  Read by C and assembly. */
#ifndef FFI_TRAMP_H
#define FFI_TRAMP_H

/* ELFv1: function pointers are addresses of descriptors.  */
#if defined __powerpc64__ && _CALL_ELF != 2
# define FFI_EXEC_DATA
# define FFI_TRAMP_ENTRY_AT 0

# ifdef __ASSEMBLER__
	.macro	ffi_tramp_trap_code
	trap
	.endm
# endif

#else

/* gcc's builtin does nothing.  */
#define FFI_TRAMP_FLUSH 1
#define FFI_TRAMP_COUNT 1024
#define FFI_TRAMP_SIZE 32
#define FFI_TRAMP_ALIGN_LOG2 12
/* 56 KiB of slots.  Pages have up to 64 KiB.  */
#define FFI_TRAMP_SPAN_LOG2 17
#define FFI_TRAMP_SLOT 56

/* The layout of ffi_closure.tramp: code, if the closure is in executable
   memory; then the entry.  */
#ifdef __powerpc64__
# define FFI_TRAMP_ENTRY_AT 24
#else
# define FFI_TRAMP_ENTRY_AT 32
#endif

#ifdef __ASSEMBLER__

#ifdef __powerpc64__

/* The caller loads the trampoline's address into r12, as for every function in
   ELFv2.  Closure code gets the closure's address in r11, and its own in
   r12.  */
	.macro	ffi_tramp_code slot
.Ltramp_\@:
	addis	%r11, %r12, \slot - .Ltramp_\@@ha
	addi	%r11, %r11, \slot - .Ltramp_\@@l
	ld	%r12, FFI_TRAMP_ENTRY_AT(%r11)
	mtctr	%r12
	bctr
	.endm

	.macro	ffi_tramp_forward_code
	ld	%r11, FFI_TRAMP_FORWARD_AT(%r11)
	ld	%r12, FFI_TRAMP_ENTRY_AT(%r11)
	mtctr	%r12
	bctr
	.endm

#else

/* Closure code gets the address of the closure's entry member in r11.  Only
   this form of bcl does not disturb the processor's prediction of returns.  */
	.macro	ffi_tramp_code slot
	mflr	%r0
	bcl	20, 31, .Ltramp_\@
.Ltramp_\@:
	mflr	%r11
	mtlr	%r0
	addis	%r11, %r11, \slot + FFI_TRAMP_ENTRY_AT - .Ltramp_\@@ha
	lwzu	%r0, \slot + FFI_TRAMP_ENTRY_AT - .Ltramp_\@@l(%r11)
	mtctr	%r0
	bctr
	.endm

	.macro	ffi_tramp_forward_code
	lwz	%r11, FFI_TRAMP_FORWARD_AT - FFI_TRAMP_ENTRY_AT(%r11)
	lwzu	%r0, FFI_TRAMP_ENTRY_AT(%r11)
	mtctr	%r0
	bctr
	.endm

#endif

	.macro	ffi_tramp_trap_code
	trap
	.endm

#endif
#endif
#endif
