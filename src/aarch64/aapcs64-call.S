/* SPDX-License-Identifier: MIT */
/* AAPCS64: the kernel of calls and the entries of closures.  */
#include "asm.h"

#ifdef __aarch64__

#include <ffi.h>
#include "aapcs64-fast.h"
#include "image.h"
#include "signed.h"

#if CLOSURE_FUN - CLOSURE_CIF == 4
# define P(n) w##n
#else
# define P(n) x##n
#endif

	ASM_TEXT

	.macro	load_x base
	ldp	x0, x1, [\base, #AAPCS64_X]
	ldp	x2, x3, [\base, #AAPCS64_X + 16]
	ldp	x4, x5, [\base, #AAPCS64_X + 32]
	ldp	x6, x7, [\base, #AAPCS64_X + 48]
	.endm

	.macro	load_result_v base
	ldp	q0, q1, [\base, #AAPCS64_V]
	ldp	q2, q3, [\base, #AAPCS64_V + 32]
	.endm

/* void ffi_aapcs64_call (void *image, size_t stack, void (*fn) (void),
			  uint32_t flags)
   in:  x0 image, x1 stack (a multiple of 16), x2 fn, w3 flags
   own: x19 image, x20 flags
   frame: in the image, above the stack arguments, which are passed where they
   are: [x29] caller's x29, x30; x19, x20; sp.  So the callee runs on what the
   caller has below the image, too.  The CFA is the end of the frame, not what
   sp was: debuggers take no frame that is inner to its callee's.  Unwinders find
   sp by the caller's x29.
   x18 is loaded only with a static chain: some systems reserve it.  */
ASM_FUNC (ffi_aapcs64_call)
	BTI_C
	add	x10, x0, #AAPCS64_STACK
	add	x10, x10, x1
	add	x16, x10, #AAPCS64_FRAME
	mov	x17, x30
	SIGN_17
	mov	x11, sp
	stp	x29, x17, [x10]
	stp	x19, x20, [x10, #16]
	str	x11, [x10, #32]
	mov	x29, x10
	.cfi_def_cfa 29, AAPCS64_FRAME
	.cfi_offset 29, -AAPCS64_FRAME
	.cfi_offset 30, 8 - AAPCS64_FRAME
	.cfi_offset 19, 16 - AAPCS64_FRAME
	.cfi_offset 20, 24 - AAPCS64_FRAME
	ffi_asm_signed
	mov	x19, x0
	mov	w20, w3
	add	sp, x0, #AAPCS64_STACK
	mov	x9, x2				/* fn */

	tbz	w20, #0, 3f			/* AAPCS64_VECTOR_ARGUMENTS */
	load_result_v x19
	ldp	q4, q5, [x19, #AAPCS64_V + 64]
	ldp	q6, q7, [x19, #AAPCS64_V + 96]
3:	ldr	x8, [x19, #AAPCS64_X8]
#if FFI_GO_CLOSURES
	ldr	x10, [x19, #AAPCS64_CHAIN]
	cbz	x10, 4f
	mov	x18, x10
4:
#endif
	load_x	x19
	CALL_FN x9

	mov	x10, x29
	ldr	x11, [x29, #32]
	mov	sp, x11				/* below the image again */
	stp	x0, x1, [x19, #AAPCS64_X]
	tbz	w20, #1, 5f			/* AAPCS64_VECTOR_RESULT */
	stp	q0, q1, [x19, #AAPCS64_V]
	stp	q2, q3, [x19, #AAPCS64_V + 32]
5:	add	x16, x10, #AAPCS64_FRAME
	ldp	x29, x17, [x10]
	AUTH_17
	mov	x30, x17
	ldp	x19, x20, [x10, #16]
	ffi_asm_signed				/* no more */
	.cfi_restore 19
	.cfi_restore 20
	.cfi_restore 29
	.cfi_restore 30
	.cfi_def_cfa 31, 0
	ret
ASM_END (ffi_aapcs64_call)

/* Closure entries: one that stores the v registers, for signatures that use
   them, and one that does not, whose image has no room for them.
   in:  \closure the closure; all argument registers
   frame: [x29] caller's x29, x30; the image, whose stack arguments are thus
   the caller's.
   Where x18 is not reserved for the system, it is still preserved: callers by
   Microsoft's convention rely on it.  */
#define FRAME 16

	.macro	closure_entry name, closure, vectors, cif, fun, user_data, run=ASM_C (ffi_closure_run)
	.if	\vectors
	.set	IMAGE, FRAME
	.else
	.set	IMAGE, FRAME - AAPCS64_CHAIN
	.endif
	.set	CLOSURE_FRAME, IMAGE + AAPCS64_STACK
ASM_FUNC (\name)
	SIGN_LR
	stp	x29, x30, [sp, #-CLOSURE_FRAME]!
	.cfi_def_cfa_offset CLOSURE_FRAME
	.cfi_offset 29, -CLOSURE_FRAME
	.cfi_offset 30, 8 - CLOSURE_FRAME
	mov	x29, sp
#if FFI_GO_CLOSURES
	stp	x18, x8, [sp, #IMAGE + AAPCS64_CHAIN]
#else
	str	x8, [sp, #IMAGE + AAPCS64_X8]
#endif
	.if	\vectors
	stp	q0, q1, [sp, #IMAGE + AAPCS64_V]
	stp	q2, q3, [sp, #IMAGE + AAPCS64_V + 32]
	stp	q4, q5, [sp, #IMAGE + AAPCS64_V + 64]
	stp	q6, q7, [sp, #IMAGE + AAPCS64_V + 96]
	.endif
	stp	x0, x1, [sp, #IMAGE + AAPCS64_X]
	stp	x2, x3, [sp, #IMAGE + AAPCS64_X + 16]
	stp	x4, x5, [sp, #IMAGE + AAPCS64_X + 32]
	stp	x6, x7, [sp, #IMAGE + AAPCS64_X + 48]
	ldr	P(0), [\closure, #\cif]
	ldr	P(1), [\closure, #\fun]
	.if	\user_data
	ldr	P(2), [\closure, #\user_data]
	.else
	mov	x2, \closure
	.endif
	add	x3, sp, #CLOSURE_FRAME
	sub	x3, x3, #AAPCS64_STACK		/* image */
	add	x4, sp, #CLOSURE_FRAME			/* stack arguments */
	bl	\run
	ldp	x0, x1, [sp, #IMAGE + AAPCS64_X]
	.if	\vectors
	ldp	q0, q1, [sp, #IMAGE + AAPCS64_V]
	ldp	q2, q3, [sp, #IMAGE + AAPCS64_V + 32]
	.endif
#if FFI_GO_CLOSURES
	ldr	x18, [sp, #IMAGE + AAPCS64_CHAIN]
#endif
	ldp	x29, x30, [sp], #CLOSURE_FRAME
	.cfi_restore 29
	.cfi_restore 30
	.cfi_def_cfa_offset 0
	AUTH_LR
	ret
ASM_END (\name)
	.endm

	closure_entry ffi_aapcs64_closure, x17, 0, CLOSURE_CIF, CLOSURE_FUN, CLOSURE_DATA
	closure_entry ffi_aapcs64_closure_v, x17, 1, CLOSURE_CIF, CLOSURE_FUN, CLOSURE_DATA
#if AAPCS64_FAST
	closure_entry ffi_aapcs64_closure_any, x17, 1, CLOSURE_CIF, CLOSURE_FUN, CLOSURE_DATA, ASM_C (ffi_aapcs64_closure_run)
#endif
#if FFI_GO_CLOSURES
/* A Go closure is its own user_data.  */
	closure_entry ffi_aapcs64_go_closure, x18, 0, GO_CIF, GO_FUN, 0
	closure_entry ffi_aapcs64_go_closure_v, x18, 1, GO_CIF, GO_FUN, 0
#endif

#endif

	ASM_FOOTER
