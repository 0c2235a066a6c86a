/* SPDX-License-Identifier: MIT */
/* The state, the landing pads and the unwind tables of 32-bit Arm, for
   assembly:

     ASM_THUMB           1 if functions are Thumb-2 code: where C is, else Arm
     BTI                 first instruction of what an indirect call or jump
                         reaches (v8.1-M)
     SAVE (registers)    after the instruction that pushes them
     PAD (n)             after the one that lowers sp by n bytes
     SETFP (reg, sp)     after the one that sets the frame pointer

   The last three are for EHABI, whose tables (.ARM.exidx) are not made from
   .cfi.  With EHABI, .cfi serves only debuggers.  */
#ifndef FFI_PADS_ARM_H
#define FFI_PADS_ARM_H

	.syntax	unified

#if defined __thumb2__ || !defined __ARM_ARCH_ISA_ARM
# define ASM_THUMB 1
#else
# define ASM_THUMB 0
#endif

/* The state of the functions that follow: Thumb, or Arm.  */
	.macro	ffi_asm_state thumb
	.set	ffi_asm_thumb, \thumb
	.if	\thumb
	.thumb
	.else
	.arm
	.endif
	.endm

	ffi_asm_state ASM_THUMB

	.macro	ffi_asm_thumb_label
	.if	ffi_asm_thumb
	.thumb_func
	.endif
	.endm
#define ASM_BEFORE_LABEL ffi_asm_thumb_label

#if defined __ARM_FEATURE_BTI_DEFAULT && ASM_THUMB
# define BTI hint.w #15
#else
# define BTI
#endif

#if defined __ELF__ && !defined __ARM_DWARF_EH__
	.cfi_sections .debug_frame
# define ASM_AFTER_LABEL .fnstart
# define ASM_BEFORE_END .fnend
# define SAVE(...) .save {__VA_ARGS__}
# define PAD(n) .pad #(n)
# define SETFP(reg, sp) .setfp reg, sp
#else
# define ASM_AFTER_LABEL
# define ASM_BEFORE_END
# define SAVE(...)
# define PAD(n)
# define SETFP(reg, sp)
#endif

#endif
