/* SPDX-License-Identifier: MIT */
/* For assembly files (.S, through the preprocessor): what differs between
   object formats (ELF, Mach-O, COFF) and between processors' landing pads
   (CET, BTI, PAC, GCS).  Nothing else may test for these.

     ASM_FUNC (name)         begins a function that only the library sees
     ASM_PUBLIC_FUNC (name)  ... that the library exports
     ASM_LOCAL_FUNC (name)   ... that only this file sees
     ASM_END (name)          ends any of them
     ASM_C (name)            the symbol of the C object or function NAME
     ASM_TEXT, ASM_RODATA    sections: code; constants
     ASM_RELRO               constants that hold addresses
     ENDBR                   x86: first instruction of what is reached by an
                             indirect call or jump
     BTI_C                   aarch64: the same, for calls and jumps through
                             x16, x17
     SIGN_LR, AUTH_LR        aarch64: first, and last before ret, in a
                             function that stores the link register; SIGN_LR
                             is a BTI_C too
     SIGN_STUB, AUTH_STUB    the same for code that has no frame, and so no
                             unwind information, of its own
     SEH_PROC (name)         x86-64 Windows, in functions with a frame, between
     ... SEH_ENDPROC         ASM_FUNC and ASM_END: unwind data; within, up to
                             SEH_ENDPROLOGUE, SEH_PUSH (reg), SEH_ALLOC (n)
                             and SEH_FRAME (reg, n) after their instructions
     LPAD                    riscv: first instruction of what is reached by an
                             indirect call or jump
     SS_PUSH_RA, SS_POP_RA   riscv: first in a function that stores ra, and
                             after ra is loaded again: the shadow stack
     ASM_FOOTER              last line of each file: property notes

   The beginning of a function aligns to 16 bytes and opens its unwind
   information, ASM_END closes it; .cfi_* lines stand between.  */
#ifndef FFI_ASM_H
#define FFI_ASM_H

#ifndef __ASSEMBLER__
# error "asm.h is for assembly"
#endif
#ifndef LIBFFI_ASM
# define LIBFFI_ASM
#endif

#define ASM_CAT1(a, b) a##b
#define ASM_CAT(a, b) ASM_CAT1 (a, b)
#define ASM_C(name) ASM_CAT (__USER_LABEL_PREFIX__, name)

/* Assembler macros rather than long #defines: the character that separates
   statements differs between assemblers.  */
	.macro	ffi_asm_begin name
	.p2align 4
#if defined __ELF__
	.type	\name, %function
#elif defined _WIN32
	.def	\name
	.scl	2
	.type	32
	.endef
#endif
\name:
	.cfi_startproc
	.endm

	.macro	ffi_asm_hide name
	.globl	\name
#if defined __ELF__
	.hidden	\name
#elif defined __MACH__
	.private_extern \name
#endif
	.endm

	.macro	ffi_asm_end name
	.cfi_endproc
#ifdef __ELF__
	.size	\name, . - \name
#endif
	.endm

	.macro	ffi_asm_func name
	ffi_asm_hide \name
	ffi_asm_begin \name
	.endm

	.macro	ffi_asm_public_func name, plain
	.globl	\name
#ifdef _WIN32
	.section .drectve, "yn"
	.ascii	" -export:\plain"
	.text
#endif
	ffi_asm_begin \name
	.endm

#define ASM_FUNC(name) ffi_asm_func ASM_C (name)
#define ASM_PUBLIC_FUNC(name) ffi_asm_public_func ASM_C (name), name
#define ASM_LOCAL_FUNC(name) ffi_asm_begin ASM_C (name)
#define ASM_END(name) ffi_asm_end ASM_C (name)

/* Sections.  */
#define ASM_TEXT .text
#if defined __ELF__
# define ASM_RODATA .section .rodata, "a", %progbits
# define ASM_RELRO .section .data.rel.ro, "aw", %progbits
#elif defined __MACH__
# define ASM_RODATA .section __TEXT, __const
# define ASM_RELRO .section __DATA, __const
#else
# define ASM_RODATA .section .rdata, "dr"
# define ASM_RELRO .section .rdata, "dr"
#endif

/* x86.  <cet.h> writes the property note where it is included.  */
#if defined __CET__ && defined __ELF__
# include <cet.h>
# define ENDBR _CET_ENDBR
#elif defined __CET__ && (__CET__ & 1) && defined __x86_64__
# define ENDBR endbr64
#elif defined __CET__ && (__CET__ & 1)
# define ENDBR endbr32
#else
# define ENDBR
#endif

#define INT3 0xcc

#if defined _WIN32 && defined __x86_64__
# define SEH_PROC(name) .seh_proc ASM_C (name)
# define SEH_PUSH(reg) .seh_pushreg reg
# define SEH_ALLOC(n) .seh_stackalloc n
# define SEH_FRAME(reg, n) .seh_setframe reg, n
# define SEH_ENDPROLOGUE .seh_endprologue
# define SEH_ENDPROC .seh_endproc
#else
# define SEH_PROC(name)
# define SEH_PUSH(reg)
# define SEH_ALLOC(n)
# define SEH_FRAME(reg, n)
# define SEH_ENDPROLOGUE
# define SEH_ENDPROC
#endif

/* aarch64.  As hints, which every assembler takes and every processor that
   lacks them ignores.  */
#ifdef __aarch64__

# ifdef __ARM_FEATURE_BTI_DEFAULT
#  define BTI_C hint #34
#  define ASM_PROPERTY_BTI 1
# else
#  define BTI_C
#  define ASM_PROPERTY_BTI 0
# endif

# ifndef __ARM_FEATURE_PAC_DEFAULT
#  define SIGN_STUB BTI_C
#  define AUTH_STUB
# elif __ARM_FEATURE_PAC_DEFAULT & 2
#  define SIGN_STUB hint #27
#  define AUTH_STUB hint #31
# else
#  define SIGN_STUB hint #25
#  define AUTH_STUB hint #29
# endif

	.macro	ffi_asm_sign_lr
	SIGN_STUB
#ifdef __ARM_FEATURE_PAC_DEFAULT
# if __ARM_FEATURE_PAC_DEFAULT & 2
	.cfi_b_key_frame
# endif
	.cfi_negate_ra_state
#endif
	.endm

	.macro	ffi_asm_auth_lr
	AUTH_STUB
#ifdef __ARM_FEATURE_PAC_DEFAULT
	.cfi_negate_ra_state
#endif
	.endm

# define SIGN_LR ffi_asm_sign_lr
# define AUTH_LR ffi_asm_auth_lr

# ifdef __ARM_FEATURE_PAC_DEFAULT
#  define ASM_PROPERTY_PAC 2
# else
#  define ASM_PROPERTY_PAC 0
# endif
# ifdef __ARM_FEATURE_GCS_DEFAULT
#  define ASM_PROPERTY_GCS 4
# else
#  define ASM_PROPERTY_GCS 0
# endif
# define ASM_PROPERTIES \
  (ASM_PROPERTY_BTI + ASM_PROPERTY_PAC + ASM_PROPERTY_GCS)
#endif

/* riscv.  A landing pad without a label is auipc x0, 0 (RISC-V CFI, Zicfilp).
   The shadow stack's instructions trap on processors that lack Zimop, so they
   are only there if the compiler makes use of them itself (Zicfiss).  */
#ifdef __riscv

	.macro	ffi_asm_lpad
#ifdef __riscv_landing_pad
	.option	push
	.option	norvc
	auipc	x0, 0
	.option	pop
#endif
	.endm

	.macro	ffi_asm_ss_push_ra
#ifdef __riscv_shadow_stack
	.insn	i 0x73, 4, x0, x0, -799		/* sspush ra */
#endif
	.endm

	.macro	ffi_asm_ss_pop_ra
#ifdef __riscv_shadow_stack
	.insn	i 0x73, 4, x0, ra, -804		/* sspopchk ra */
#endif
	.endm

# define LPAD ffi_asm_lpad
# define SS_PUSH_RA ffi_asm_ss_push_ra
# define SS_POP_RA ffi_asm_ss_pop_ra

# ifdef __riscv_landing_pad
#  define ASM_PROPERTY_LP 1
# else
#  define ASM_PROPERTY_LP 0
# endif
# ifdef __riscv_shadow_stack
#  define ASM_PROPERTY_SS 2
# else
#  define ASM_PROPERTY_SS 0
# endif
# define ASM_PROPERTIES (ASM_PROPERTY_LP + ASM_PROPERTY_SS)
#endif

/* The notes.  GNU_PROPERTY_AARCH64_FEATURE_1_AND is 0xc0000000 (ELF for the
   Arm 64-bit Architecture, section "Program Property"), and so is RISC-V's
   (RISC-V ELF psABI, "Program Property").  */
	.macro	ffi_asm_footer
#ifdef __ELF__
# ifdef ASM_PROPERTIES
	.if	ASM_PROPERTIES
	.section .note.gnu.property, "a", %note
	.p2align 3
	.word	4
#  if __SIZEOF_POINTER__ == 4
	.word	12
#  else
	.word	16
#  endif
	.word	5
	.asciz	"GNU"
	.word	0xc0000000
	.word	4
	.word	ASM_PROPERTIES
#  if __SIZEOF_POINTER__ != 4
	.word	0
#  endif
	.endif
# endif
	.section .note.GNU-stack, "", %progbits
#endif
	.endm

#define ASM_FOOTER ffi_asm_footer

#endif
