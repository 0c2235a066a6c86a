/* SPDX-License-Identifier: MIT */
/* The pool's trampolines on x86 (see exec.h).  Read by C and assembly.  */
#ifndef FFI_TRAMP_H
#define FFI_TRAMP_H

#ifndef __ASSEMBLER__
# include <stdbool.h>
# include <stdint.h>

/* One instruction without the bus lock, which is most of its time.  */
# define FFI_TRAMP_SWAP_ALONE 1
static inline bool
ffi_tramp_swap_alone (uintptr_t *word, uintptr_t *expected, uintptr_t new)
{
  bool same;
  __asm__ volatile ("cmpxchg %3, %1"
                    : "=@ccz" (same), "+m" (*word), "+a" (*expected)
                    : "r" (new)
                    : "memory");
  return same;
}
#endif

#ifdef __x86_64__

/* The layout of ffi_closure.tramp: 16 bytes of code, if the closure lies in
   executable memory; the entry, 64 bits in x32 too; a note of
   target->closure's.  */
# define FFI_TRAMP_ENTRY_AT 16
# define FFI_TRAMP_NOTE_AT 24
# define FFI_TRAMP_WORD uint64_t

# define FFI_TRAMP_COUNT 1024
# define FFI_TRAMP_SIZE 16
# define FFI_TRAMP_ALIGN_LOG2 12
# define FFI_TRAMP_SPAN_LOG2 16
# ifndef __ILP32__
#  define FFI_TRAMP_SLOT 56
# else
#  define FFI_TRAMP_SLOT 48
# endif

# ifdef __ASSEMBLER__

/* Closure code gets the closure's address in r10, the static chain register,
   which no calling convention of the platform passes an argument in.  */
	.macro	ffi_tramp_code slot
	ENDBR
	leaq	\slot(%rip), %r10
	jmp	*FFI_TRAMP_ENTRY_AT(%r10)
	.endm

	.macro	ffi_tramp_forward_code
	ENDBR
#  ifndef __ILP32__
	movq	FFI_TRAMP_FORWARD_AT(%r10), %r10
#  else
	movl	FFI_TRAMP_FORWARD_AT(%r10), %r10d
#  endif
	jmp	*FFI_TRAMP_ENTRY_AT(%r10)
	.endm

# endif

#else

/* The layout of ffi_closure.tramp: in the pool, the entry in the last 4
   bytes; else 15 bytes of code, with the entry's address in its last
   instruction.  */
# define FFI_TRAMP_ENTRY_AT 12

# define FFI_TRAMP_COUNT 1022
# define FFI_TRAMP_SIZE 16
# define FFI_TRAMP_TAIL 32
# define FFI_TRAMP_ALIGN_LOG2 12
# define FFI_TRAMP_SPAN_LOG2 16
# define FFI_TRAMP_SLOT 32

# ifdef __ASSEMBLER__

/* Closure code gets the closure's address in eax, whose value it finds on top
   of the stack: some conventions pass arguments in all scratch registers.
   The trampolines know how far their slots are from the tail; that adds its
   own address, by a call that returns, as shadow stacks want it.  */
	.macro	ffi_tramp_code slot
	ENDBR
	pushl	%eax
	movl	$\slot - .Ltramp_here, %eax
	jmp	.Ltramp_tail
	.endm

	.macro	ffi_tramp_tail_code
.Ltramp_tail:
	.cfi_def_cfa_offset 8
	call	.Ltramp_add
.Ltramp_here:
	jmp	*FFI_TRAMP_ENTRY_AT(%eax)
.Ltramp_add:
	.cfi_def_cfa_offset 12
	addl	(%esp), %eax
	ret
	.endm

	.macro	ffi_tramp_forward_code
	.cfi_def_cfa_offset 8
	ENDBR
	movl	FFI_TRAMP_FORWARD_AT(%eax), %eax
	jmp	*FFI_TRAMP_ENTRY_AT(%eax)
	.endm

# endif
#endif

#endif
