/* SPDX-License-Identifier: MIT */
/* The pool's trampolines on 32-bit Arm (see exec.h).  Read by C and
   assembly.  */
#ifndef FFI_TRAMP_H
#define FFI_TRAMP_H

/* The layout of ffi_closure.tramp: 8 bytes of code, if the closure is in
   executable memory; then the entry.  */
#define FFI_TRAMP_ENTRY_AT 8

/* Trampolines are Arm code if the processor and the system support it: then
   any caller can jump to the plain address.  */
#ifdef FFI_TRAMP_THUMB
#elif !defined __ARM_ARCH_ISA_ARM || defined _WIN32
# define FFI_TRAMP_THUMB 1
#else
# define FFI_TRAMP_THUMB 0
#endif

/* The address of Thumb code, as a function, has its lowest bit set.  */
#if FFI_TRAMP_THUMB
# define FFI_TRAMP_SIGN(address) ((void *) ((uintptr_t) (address) | 1))
# define FFI_TRAMP_STRIP(pointer) \
  ((void *) ((uintptr_t) (pointer) & ~(uintptr_t) 1))
#endif

#define FFI_TRAMP_COUNT 1024
#ifdef __ARM_FEATURE_BTI_DEFAULT
# define FFI_TRAMP_SIZE 32
# define FFI_TRAMP_SLOT 32
#else
# define FFI_TRAMP_SIZE 16
# define FFI_TRAMP_SLOT 24
#endif
#ifdef _WIN32
# undef FFI_TRAMP_SLOT
# define FFI_TRAMP_SLOT 32
# define FFI_TRAMP_SPAN_LOG2 16
#else
/* Pages have up to 64 KiB.  */
# define FFI_TRAMP_SPAN_LOG2 17
#endif
#define FFI_TRAMP_ALIGN_LOG2 12

#ifdef __ASSEMBLER__

/* Closure code gets the closure's address in r12, the only register that
   belongs to code between caller and callee.  */
	ffi_asm_state FFI_TRAMP_THUMB
#if FFI_TRAMP_THUMB
	.macro	ffi_tramp_code slot
	BTI
# ifdef _WIN32
	/* The object format has no relocation for distances; the loader
	   relocates addresses.  */
	movw	r12, #:lower16:(\slot)
	movt	r12, #:upper16:(\slot)
# else
	movw	r12, #:lower16:(\slot - (.Ltramp_\@ + 4))
	movt	r12, #:upper16:(\slot - (.Ltramp_\@ + 4))
.Ltramp_\@:
	add	r12, pc
# endif
	ldr	pc, [r12, #FFI_TRAMP_ENTRY_AT]
	.endm
#else
	.macro	ffi_tramp_code slot
	ldr	r12, .Ldistance_\@
.Ltramp_\@:
	add	r12, pc, r12
	ldr	pc, [r12, #FFI_TRAMP_ENTRY_AT]
.Ldistance_\@:
	.word	\slot - (.Ltramp_\@ + 8)
	.endm
#endif

	.macro	ffi_tramp_forward_code
	BTI
	ldr	r12, [r12, #FFI_TRAMP_FORWARD_AT]
	ldr	pc, [r12, #FFI_TRAMP_ENTRY_AT]
	.endm

#endif
#endif
