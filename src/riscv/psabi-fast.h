/* SPDX-License-Identifier: MIT */
/* The operations of 64-bit RISC-V's fast paths, for C and assembly.

   An operation is the number of a stub: a few instructions that move one
   argument, or make the call and move its result.  Stubs are in tables of
   equal slots, so that the number gives the address.  A fast code
   (ffi_cif_code) is a prefix in bits 0-7, followed by up to eight operations
   of 7 bits, the eighth one below 64.  A plan is a list of addresses.  */
#ifndef FFI_PSABI_FAST_H
#define FFI_PSABI_FAST_H

#define FAST_OP_BITS 7
#define FAST_OPS 8           /* in a code */
#define FAST_PREFIX_BITS 8
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

#define FAST_U8 0
#define FAST_S8 1
#define FAST_U16 2
#define FAST_S16 3
#define FAST_W32 4           /* sign-extended */
#define FAST_W64 5
#define FAST_F32 6
#define FAST_F64 7
/* Of results only.  */
#define FAST_U32 8
#define FAST_VOID 9

/* ---- Operations ------------------------------------------------------ */

/* Ends: the call and its result.  The kind of a result is its end's
   number.  */
#define FAST_END_GG 10       /* a0, a1: 16 bytes */
#define FAST_END_DD 11       /* fa0, fa1: two doubles */
/* For codes only: the next operation is one of those from FAST_MORE on.  */
#define FAST_ESCAPE 12
/* An argument of 4 or 8 bytes to a word of the stack.  */
#define FAST_STACK 13        /* + 2 * word + (1 if 8 bytes) */
/* An argument of one of the first six kinds to a[g].  */
#define FAST_GPR 29          /* + FAST_KINDS * g + kind */
#define FAST_KINDS 6
/* An argument to fa[v].  */
#define FAST_FPR 77          /* + 2 * v + (1 if double) */
/* Arguments in a[g] and a[g + 1]: 16 bytes, 12 bytes.  */
#define FAST_PAIR 93         /* + g */
#define FAST_PAIR_12 100     /* + g */
/* Two floats, two doubles in fa[v] and fa[v + 1].  */
#define FAST_FLOATS 107      /* + v */
#define FAST_DOUBLES 114     /* + v */

/* More operations, which codes reach by FAST_ESCAPE.  Other arguments in two
   registers: a FIRST operation, and then a SECOND one, without an escape.  */
#define FAST_MORE 128
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

/* Up to three first arguments in registers, of the kinds from FAST_W32 on,
   which are counted from 0 here.  The table of prefixes follows that of
   operations, as if prefixes were its slots from 64 on.  */
#define FAST_P_KINDS FAST_W32, FAST_W64, FAST_F32, FAST_F64
#define FAST_P_0 64          /* none */
#define FAST_P_1 65          /* + kind */
#define FAST_P_2 69          /* + kind + 4 * kind */
#define FAST_P_3 85          /* + kind + 4 * kind + 16 * kind */
#define FAST_P_INDIRECT 149  /* a0 is the address of the result */
#define FAST_P_EIGHT 150     /* eight arguments of a word */
/* Whole calls: up to two arguments (prefix less FAST_P_0) and an end, of
   FAST_VOID or one of these kinds.  */
#define FAST_P_WHOLE 151     /* + FAST_P_3 - FAST_P_0 times 0; 1 + kind */
#define FAST_PREFIXES 256

#endif
