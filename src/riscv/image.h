/* SPDX-License-Identifier: MIT */
/* The image of a RISC-V call, for C and assembly.

     fpr 0..7            fa0-fa7 in slots of 8 bytes; results in the first two
     chain               t2 (t3 where landing pads are in use)
     gpr 0..7            a0-a7 (RVE: a0-a5), XLEN / 8 bytes each; results in
                         the first two
     stack               what is at 0(sp) when the call is made

   The stack follows the integer registers without a gap, so a value that is
   split between a7 and the stack is one run of bytes.  */
#ifndef FFI_IMAGE_RISCV_H
#define FFI_IMAGE_RISCV_H

#define RISCV_FPR 0
#define RISCV_FPR_SLOT 8
#define RISCV_CHAIN 64
#define RISCV_GPR 80
#define RISCV_STACK(word, ngpr) (RISCV_GPR + (word) * (ngpr))
#define RISCV_FRAME 64       /* the kernel's, after the stack arguments */

/* layout.flags: floating-point registers hold arguments or the result.  */
#define RISCV_USES_FPR 1

/* ---- What this library is compiled for ------------------------------- */

#ifdef __riscv

/* Bytes of an integer register, of a floating-point register of the ABI.  */
# define RISCV_WORD (__riscv_xlen / 8)
# if defined __riscv_float_abi_double
#  define RISCV_FLEN 8
# elif defined __riscv_float_abi_single
#  define RISCV_FLEN 4
# else
#  define RISCV_FLEN 0
# endif
# ifdef __riscv_abi_rve
#  define RISCV_NGPR 6
# else
#  define RISCV_NGPR 8
# endif
# define RISCV_IMAGE RISCV_STACK (RISCV_WORD, RISCV_NGPR)

/* Whether calls run on stubs.  RVE does not have the registers.  */
# define RISCV_HAS_STUBS (__riscv_xlen == 64 && RISCV_NGPR == 8)

/* RV32: a bit of the number of a word of the image, set for a0 and not for
   fa0.  */
# define RISCV_PLACE_IN_GPR 2

/* Members of ffi_closure and ffi_go_closure.  */
# define CLOSURE_CIF 24
# define CLOSURE_FUN (24 + RISCV_WORD)
# define CLOSURE_DATA (24 + 2 * RISCV_WORD)
# define GO_CIF RISCV_WORD
# define GO_FUN (2 * RISCV_WORD)

/* A member of ffi_cif: the 64 bits of its code.  */
# define CIF_CODE (8 + 2 * RISCV_WORD)

#endif
#endif
