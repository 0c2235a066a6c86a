/* SPDX-License-Identifier: MIT */
/* The landing pads and the shadow stack of RISC-V, for assembly:

     LPAD         first instruction of what an indirect call or jump reaches
     SS_PUSH_RA   first in a function that stores ra
     SS_POP_RA    after ra is loaded again

   A landing pad without a label is auipc x0, 0 (RISC-V CFI, Zicfilp).  The
   instructions of the shadow stack trap on processors without Zimop, so they
   are used only if the compiler uses them (Zicfiss).  */
#ifndef FFI_PADS_RISCV_H
#define FFI_PADS_RISCV_H

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

#define LPAD ffi_asm_lpad
#define SS_PUSH_RA ffi_asm_ss_push_ra
#define SS_POP_RA ffi_asm_ss_pop_ra

#ifdef __riscv_landing_pad
# define ASM_PROPERTY_LP 1
#else
# define ASM_PROPERTY_LP 0
#endif
#ifdef __riscv_shadow_stack
# define ASM_PROPERTY_SS 2
#else
# define ASM_PROPERTY_SS 0
#endif
#define ASM_PROPERTIES (ASM_PROPERTY_LP + ASM_PROPERTY_SS)

#endif
