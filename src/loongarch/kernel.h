/* SPDX-License-Identifier: MIT */
/* For the assembly files of LoongArch: instructions by register width.

     REG_L, REG_S        load and store an integer register
     REG_ADD, REG_ADDI, REG_SUB  arithmetic on addresses
     REG_OFF (n)         offset of word N
     FLT_L, FLT_S        load and store a float register of the ABI's width */
#ifndef FFI_LOONGARCH_KERNEL_H
#define FFI_LOONGARCH_KERNEL_H

#include "asm.h"
#include "image.h"

#if LA_WORD == 8
# define REG_L ld.d
# define REG_S st.d
# define REG_ADD add.d
# define REG_ADDI addi.d
# define REG_SUB sub.d
#else
# define REG_L ld.w
# define REG_S st.w
# define REG_ADD add.w
# define REG_ADDI addi.w
# define REG_SUB sub.w
#endif
#define REG_OFF(n) ((n) * LA_WORD)

#if LA_FLEN == 8
# define FLT_L fld.d
# define FLT_S fst.d
#else
# define FLT_L fld.s
# define FLT_S fst.s
#endif

#endif
