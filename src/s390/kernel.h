/* SPDX-License-Identifier: MIT */
/* For the assembly files of IBM Z: instructions by register width.

     LD, ST, LDM, STM    load and store one r register, or a row of them
     LDR, ADDI           copy a register, add a constant
     LOAD_TEST           load one, and compare it with 0
     CFA                 of a function without a frame yet, above %r15
     SAVED (n), GPR (n), FPR (i)
                         in closures, above the caller's %r15: its r_n, the
                         arguments in r_n and in f_2i  */
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

#if __ARCH__ >= 7
# define LOAD_TEST(reg, from) ltg reg, from
#else
# define LOAD_TEST(reg, from) lg reg, from; ltgr reg, reg
#endif

#define CFA S390_AREA (S390_WORD)
#define SAVED(n) (S390_SAVED (S390_WORD, n) - S390_S)
#define GPR(n) (S390_R (S390_WORD, n) - S390_S)
#define FPR(i) (S390_FPR - S390_S + 8 * (i))

#endif
