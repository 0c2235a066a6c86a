/* SPDX-License-Identifier: MIT */
/* The operations of o32's fast paths, for C and assembly.  Slot w of the
   argument block is its word w: $4-$7, and from 4 on the stack.  */
#ifndef FFI_O32_FAST_H
#define FFI_O32_FAST_H

#define FAST_SLOTS 32        /* words of the argument block */
#define FAST_NARROW_SLOTS 12
#define FAST_ALIGN 8         /* of frames */

/* Ends: the call and its result.  An integer in $2, in $2 and $3; $f0; $f0 and
   $f2; $2-$5.  */
#define FAST_END_VOID 1
#define FAST_END_U8 2
#define FAST_END_S8 3
#define FAST_END_U16 4
#define FAST_END_S16 5
#define FAST_END_W32 6
#define FAST_END_W64 7
#define FAST_END_F32 8
#define FAST_END_F64 9
#define FAST_END_FF 10
#define FAST_END_DD 11
#define FAST_END_W128 12
/* For codes only: the next operations are in the upper word.  */
#define FAST_REFILL 13
/* $4 is the address of the result; the same, and slot 1 stays empty; the next
   slot stays empty.  */
#define FAST_INDIRECT 14
#define FAST_INDIRECT_SKIP 15
#define FAST_INDIRECTS 2     /* number of these two */
#define FAST_SKIP 16
/* Leading arguments in $f12 and $f14.  */
#define FAST_LEAD_F 17
#define FAST_LEAD_D 18
#define FAST_LEAD_FF 19
#define FAST_LEAD_FD 20
#define FAST_LEAD_DF 21
#define FAST_LEAD_DD 22
/* 8 bytes to $5 and $6.  */
#define FAST_8_AT_1 23
/* One argument to slot w, or from slot 2e on; two arguments, of 4 and 8 bytes,
   from slot 2e on: one of 8 begins at an even slot.  */
#define FAST_4 24            /* + w */
#define FAST_8 56            /* + e */
#define FAST_16 72           /* + e */
#define FAST_44 88           /* + e */
#define FAST_48 104          /* + e */
#define FAST_88 120          /* + e */
/* Bytes, whose number, a multiple of 4, is the operand, from slot w on.  */
#define FAST_BYTES 136       /* + w */
/* An integer that is widened: U8, S8, U16, S16.  */
#define FAST_NARROW 168      /* + 4 * w + kind */
#define FAST_OPS 216

/* Its macros use these.  */
#include "fast.h"

#endif
