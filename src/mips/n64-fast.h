/* SPDX-License-Identifier: MIT */
/* The operations of n64's and n32's fast paths, for C and assembly.  Slots
   0-7 are $4-$11 or $f12-$f19, those from 8 on are words of the stack.  */
#ifndef FFI_N64_FAST_H
#define FFI_N64_FAST_H

#define FAST_REGS 8
#define FAST_SLOTS 16
#define FAST_ALIGN 16        /* of frames */

/* Ends: the call and its result; two numbers each.  In $2: integers, 4 bytes
   sign-extended, 8 bytes; aggregates in memory order of 1, 2, 4, 8 bytes and,
   also in $3, of 12 and 16 (those of 8, 12, 16 may be unaligned).  In $f0, and
   $f1 or $f2.  */
#define FAST_END_VOID 2
#define FAST_END_U8 4
#define FAST_END_S8 6
#define FAST_END_U16 8
#define FAST_END_S16 10
#define FAST_END_U32 12
#define FAST_END_S32 14
#define FAST_END_I64 16
#define FAST_END_G1 18
#define FAST_END_G2 20
#define FAST_END_G4 22
#define FAST_END_G8 24
#define FAST_END_G12 26
#define FAST_END_G16 28
#define FAST_END_F32 30
#define FAST_END_F64 32
#define FAST_END_FF 34       /* floats; float, double; double, float */
#define FAST_END_FD 36
#define FAST_END_DF 38
#define FAST_END_DD 40
#define FAST_END_D01 42      /* $f0, $f1 */
/* $4 is the address of the result.  The next slot stays empty.  */
#define FAST_INDIRECT 44
#define FAST_INDIRECTS 1
#define FAST_SKIP 45
/* The address of a struct whose first doubleword is in slot s; then one
   operation for each doubleword.  */
#define FAST_STRUCT 46       /* + s */
#define FAST_PART 54         /* + 4 * s + part */
#define FAST_PART_G 0        /* to $4 + s */
#define FAST_PART_F 1        /* to $f12 + s */
#define FAST_PART_U 2        /* to $4 + s, not aligned */
#define FAST_PART_4 3        /* to $4 + s, 4 bytes at the end */
/* An argument to a register.  */
#define FAST_REG 88          /* + FAST_KINDS * s + kind */
#define FAST_W32 0           /* sign-extended */
#define FAST_W64 1
#define FAST_F32 2           /* to $f12 + s */
#define FAST_F64 3
#define FAST_U8 4
#define FAST_S8 5
#define FAST_U16 6
#define FAST_S16 7
#define FAST_S4 8            /* a struct of 4 bytes */
#define FAST_S8U 9           /* of 8, not aligned */
#define FAST_KINDS 10
/* Two arguments from slot 2e on, of the first four kinds.  */
#define FAST_PAIR 168        /* + 16 * e + 4 * second + first */
/* An argument to stack word s - 8.  F32 is 4 bytes at the low address
   there.  */
#define FAST_STACK 232       /* + FAST_STACK_KINDS * (s - 8) + kind */
#define FAST_STACK_KINDS 8
/* Two such arguments of the kinds W32 and W64; two numbers each.  */
#define FAST_STACK_PAIR 296  /* + 2 * (4 * e + 2 * second + first) */
/* An argument of two doublewords, or two floats, to slots s and s + 1.  */
#define FAST_TWO 328         /* + 5 * s + ... */
#define FAST_TWO_GG 0
#define FAST_TWO_GF 1
#define FAST_TWO_FG 2
#define FAST_TWO_FF 3
#define FAST_TWO_FLOATS 4
#define FAST_OPS 368

/* Its macros use these.  */
#include "fast.h"

#endif
