/* SPDX-License-Identifier: MIT */
/* The image of a LoongArch call, for C and assembly: that of RISC-V
   (riscv/image.h), whose place function fills it.

     fpr 0..7            fa0-fa7 in slots of 8 bytes; results in the first two
     chain               t8, and t2 in calls
     gpr 0..7            a0-a7, a word each; results in the first two
     stack               what is at $sp when the call is made  */
#ifndef FFI_IMAGE_LOONGARCH_H
#define FFI_IMAGE_LOONGARCH_H

#include "riscv/image.h"

/* Bytes of an integer register, of a floating-point register of the ABI.
   (__loongarch_frlen is the processor's.)  */
#define LA_WORD (__loongarch_grlen / 8)
#if defined __loongarch_double_float
# define LA_FLEN 8
#elif defined __loongarch_single_float
# define LA_FLEN 4
#elif defined __loongarch_soft_float
# define LA_FLEN 0
#else
# error "no calling convention is known for this compiler's options"
#endif
#define LA_IMAGE RISCV_STACK (LA_WORD, 8)

/* Members of ffi_closure and ffi_go_closure.  */
#define CLOSURE_CIF 24
#define CLOSURE_FUN (24 + LA_WORD)
#define CLOSURE_DATA (24 + 2 * LA_WORD)
#define GO_CIF LA_WORD
#define GO_FUN (2 * LA_WORD)

#endif
