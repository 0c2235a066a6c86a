/* SPDX-License-Identifier: MIT */
/* The operations of 64-bit RISC-V's fast paths, for C and assembly.

   Stubs are in tables of equal slots, so that an operation gives the address.
   A code is a prefix in bits 0-7, followed by up to eight operations of 7 bits,
   the eighth one below 64.  A plan is a list of addresses.  */
#ifndef FFI_PSABI_FAST_H
#define FFI_PSABI_FAST_H

#define FAST_OP_BITS 7
#define FAST_PREFIX_BITS 8
#define FAST_FIELDS 8
/* Slots are larger where stubs are: with instructions for landing pads or the
   shadow stack, or without short ones.  */
#if defined __riscv_landing_pad || defined __riscv_shadow_stack               \
  || !defined __riscv_compressed
# define FAST_SLOT_LOG2 6
#else
# define FAST_SLOT_LOG2 5
#endif
#define FAST_PREFIX_SLOT_LOG2 (FAST_SLOT_LOG2 + 1)
#define FAST_STACK_BYTES 64  /* the most of stack arguments */
#define FAST_COPY_BYTES 32   /* the most of copies: one argument's */

/* ---- Kinds of values ------------------------------------------------- */

/* Beside those of integers (fast.h), of which W32 is sign-extended.  */
#define FAST_F32 6
#define FAST_F64 7
/* Of results only.  */
#define FAST_U32 8
#define FAST_VOID 9

/* ---- Operations ------------------------------------------------------ */

/* Ends: the call and its result.  The kind of a result is its end's
   number.  */
#define FAST_END_VOID FAST_VOID
#define FAST_END_U8 FAST_U8
#define FAST_END_S8 FAST_S8
#define FAST_END_U16 FAST_U16
#define FAST_END_S16 FAST_S16
#define FAST_END_U32 FAST_U32
#define FAST_END_S32 FAST_W32
#define FAST_END_I64 FAST_I64
#define FAST_END_F32 FAST_F32
#define FAST_END_F64 FAST_F64
#define FAST_END_GG 10       /* a0, a1: 16 bytes */
#define FAST_END_DD 11       /* fa0, fa1: two doubles */
/* For codes only: the next operation is one of those from FAST_MORE on.  */
#define FAST_ESCAPED 12
/* An argument of 4 or 8 bytes to a word of the stack.  */
#define FAST_STACK 13        /* + 2 * word + (1 if 8 bytes) */
#define FAST_STACK_STEP 2
#define FAST_ALLOCATE 0
#define FAST_MOVED 0
/* An argument of one of the first six kinds to a[g].  */
#define FAST_X 29            /* + FAST_KINDS * g + kind */
#define FAST_REGISTERS 8
/* An argument to fa[v].  */
#define FAST_FPR 77          /* + 2 * v + (1 if double) */
/* Arguments in a[g] and a[g + 1]: 16 bytes, 12 bytes.  */
#define FAST_PAIR 93         /* + g */
#define FAST_PAIR_12 100     /* + g */
/* Two floats, two doubles in fa[v] and fa[v + 1].  */
#define FAST_FLOATS 107      /* + v */
#define FAST_DOUBLES 114     /* + v */

/* More operations, which codes reach by FAST_ESCAPED.  Other arguments in two
   registers: a FIRST operation, and then a SECOND one, without an escape.  */
#define FAST_MORE 128
#define FAST_ESCAPE(op)                                                       \
  ((op) >= FAST_MORE && ((op) < FAST_SECOND_GPR || (op) >= FAST_COPY_24)      \
     ? FAST_ESCAPED : 0)
#define FAST_FIRST_GPR 128   /* + 2 * g + (1 if 8 bytes) */
#define FAST_FIRST_FPR 144   /* + 2 * v + (1 if double) */
#define FAST_SECOND_GPR 160  /* + 3 * g + part */
#define FAST_SECOND_FPR 184  /* + 3 * v + part */
#define FAST_4_AT_4 0
#define FAST_4_AT_8 1
#define FAST_8_AT_8 2
/* a[g] = the address of a copy of 24 or 32 bytes.  */
#define FAST_COPY_24 208     /* + g */
#define FAST_COPY_32 216     /* + g */
/* Ends with other results: 1, 2, 4 bytes in a0, which are not widened; 12 bytes
   in a0 and a1; two registers, of which the first has one of the kinds from
   FAST_W32 on.  */
#define FAST_END_BYTES 224   /* + kind / 2 */
#define FAST_END_G12 227
#define FAST_END_TWO 228     /* + 6 * (kind - FAST_W32) + FAST_TWO_... + part */
#define FAST_TWO_G 0         /* the second one is an integer register */
#define FAST_TWO_F 3

/* ---- Prefixes -------------------------------------------------------- */

/* Up to three first arguments in registers, of the kinds from FAST_W32 on.  The
   table of prefixes follows that of operations, as if prefixes were its slots
   from 64 on.  */
#define FAST_P_KINDS FAST_W32, FAST_I64, FAST_F32, FAST_F64
#define FAST_P_NONE 0
#define FAST_P_W32 1
#define FAST_P_I64 2
#define FAST_P_F32 3
#define FAST_P_F64 4
#define FAST_P_START 64
#define FAST_P_ADDS(n, kind) ((kind) << 2 * (n))
#define FAST_P_3 85          /* the first of three arguments */
#define FAST_PREFIX_INDIRECT 149        /* a0 is the address of the result */
#define FAST_PREFIX_EIGHT 150           /* eight arguments of a word */
#define FAST_P_ROW(kind) ((kind) == FAST_I64 ? FAST_PREFIX_EIGHT : 0)
/* Whole calls: up to two arguments (prefix less FAST_P_START) and an end, of
   FAST_VOID or one of these kinds.  */
#define FAST_P_WHOLE 151     /* + FAST_P_3 - FAST_P_START times 0; their kind */
#define FAST_PREFIXES 256

#include "fast.h"

#endif
