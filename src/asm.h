/* SPDX-License-Identifier: MIT */
/* Macros for assembly files (.S): the differences between the object formats
   ELF, Mach-O and COFF.  No other file may test for the object format.  The
   macros include the landing pads of a processor, from pads.h in its folder.

     ASM_FUNC (name)         begins a function that only the library sees
     ASM_PUBLIC_FUNC (name)  ... that the library exports
     ASM_LOCAL_FUNC (name)   ... that only this file sees
     ASM_END (name)          ends any of them
     ASM_PART (name)         goes on in the same function, where the frame is
                             another, with a label that the library sees; for
                             tables of stubs, which debuggers name like the
                             function so
     ASM_C (name)            the symbol of the C object or function NAME
     ASM_TEXT, ASM_RODATA    sections: code; constants
     ASM_RELRO               constants that hold addresses
     SEH_PROC (name)         x86-64 Windows, in functions with a frame, between
     ... SEH_ENDPROC         ASM_FUNC and ASM_END: unwind data; within, up to
                             SEH_ENDPROLOGUE, SEH_PUSH (reg), SEH_ALLOC (n)
                             and SEH_FRAME (reg, n) after their instructions
     ASM_FOOTER              last line of each file: notes

   The macros that begin a function align it to 16 bytes and open its unwind
   information; ASM_END closes it, and .cfi_* lines go between.  If the
   functions of a processor need more, its pads.h defines ASM_BEFORE_LABEL,
   ASM_AFTER_LABEL and ASM_BEFORE_END.  */
#ifndef FFI_ASM_H
#define FFI_ASM_H

#ifndef __ASSEMBLER__
# error "asm.h is for assembly"
#endif
#ifndef LIBFFI_ASM
# define LIBFFI_ASM
#endif

/* The prefix of C symbols, as in __USER_LABEL_PREFIX__.  */
#if defined __MACH__ && !defined __ELF__ || defined _WIN32 && defined __i386__
# define ASM_C1(name) _##name
#else
# define ASM_C1(name) name
#endif
#define ASM_C(name) ASM_C1 (name)

#include "family.h"
#ifdef FFI_FAMILY_PADS
# include FFI_FAMILY_PADS
#endif
#ifndef ASM_AFTER_LABEL
# define ASM_BEFORE_LABEL
# define ASM_AFTER_LABEL
# define ASM_BEFORE_END
#endif

/* PowerPC: in ELFv1 a function's symbol is that of its descriptor.  A file of
   ELFv2 says so.  */
#ifdef __powerpc64__
# if _CALL_ELF == 2
	.abiversion 2
# endif
	.macro	ffi_asm_descriptor name
	.pushsection .opd, "aw"
	.p2align 3
\name:
	.quad	.L.\name, .TOC.@tocbase, 0
	.popsection
	.endm
#endif

/* Assembler macros instead of long #defines, because the character that
   separates statements differs between assemblers.  */
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
	ASM_BEFORE_LABEL
#if defined __powerpc64__ && _CALL_ELF != 2
	ffi_asm_descriptor \name
.L.\name:
#else
\name:
#endif
	.cfi_startproc
	ASM_AFTER_LABEL
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
	ASM_BEFORE_END
	.cfi_endproc
#ifdef __ELF__
# if defined __powerpc64__ && _CALL_ELF != 2
	.size	\name, . - .L.\name
# else
	.size	\name, . - \name
# endif
#endif
	.endm

	.macro	ffi_asm_func name
	ffi_asm_hide \name
	ffi_asm_begin \name
	.endm

	.macro	ffi_asm_public_func name, plain
	.globl	\name
#if defined _WIN32 && defined FFI_BUILDING_DLL
	.section .drectve, "yn"
# ifdef _MSC_VER
	.ascii	" -export:\name"
# else
	.ascii	" -export:\plain"
# endif
	.text
#endif
	ffi_asm_begin \name
	.endm

	.macro	ffi_asm_part name
	.cfi_endproc
	ffi_asm_hide \name
\name:
	.cfi_startproc
	.endm

#define ASM_PART(name) ffi_asm_part ASM_C (name)
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

/* The notes, with the bits ASM_PROPERTIES if pads.h defines them.
   GNU_PROPERTY_AARCH64_FEATURE_1_AND is 0xc0000000 (ELF for the Arm 64-bit
   Architecture, section "Program Property"), and so is RISC-V's (RISC-V ELF
   psABI, "Program Property").  */
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
#if defined _MSC_VER && defined __i386__
	/* For /safeseh: the file has no exception handlers.  */
	.def	@feat.00; .scl 3; .type 0; .endef
	.globl	@feat.00
	.set	@feat.00, 1
#endif
	.endm

#define ASM_FOOTER ffi_asm_footer

#endif
