/* SPDX-License-Identifier: MIT */
/* For the assembly files of IBM Z: instructions by register width.

     LD, ST, LDM, STM    load and store one r register, or a row of them
     LDR, ADDI           copy a register, add a constant
     CFA                 of a function without a frame yet, above %r15
     SAVED (n)           where the caller's r_n is saved above its %r15  */
#ifndef FFI_S390_KERNEL_H
#define FFI_S390_KERNEL_H

#include "asm.h"
#include "image.h"

#if S390_WORD == 8
# define LD lg
# define ST stg
# define LDM lmg
# define STM stmg
# define LDR lgr
# define ADDI aghi
#else
# define LD l
# define ST st
# define LDM lm
# define STM stm
# define LDR lr
# define ADDI ahi
#endif

#define CFA S390_AREA (S390_WORD)
#define SAVED(n) ((n) * S390_WORD)

#endif
