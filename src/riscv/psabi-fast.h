/* SPDX-License-Identifier: MIT */
/* The operations of RISC-V's fast paths, for C and assembly.

   An operation is the number of a stub: a few instructions that move one
   argument, or make the call and store its result.  Stubs are in tables of
   equal slots, so that the number gives the address.  A fast code
   (ffi_cif_code) is a prefix in bits 0-7, followed by up to eight operations
   of 7 bits, the eighth one below 64.  On RV32 it has up to three operations
   in the lower word, or two and FAST_REFILL, and then up to four from bit 0 of
   the upper word on.  A plan is a list of addresses.

   A word is XLEN bits.  There are 64 bytes of stack arguments.  */
#ifndef FFI_PSABI_FAST_H
#define FFI_PSABI_FAST_H

#define FAST_OP_BITS 7
#define FAST_OPS 8           /* in a code */
#define FAST_PREFIX_BITS 8
#define FAST_SLOT_LOG2 5
#define FAST_PREFIX_SLOT_LOG2 6
#define FAST_STACK 64        /* bytes of stack arguments */

/* ---- Operations ------------------------------------------------------ */

/* Ends: the call and its result.  */
#define FAST_END_VOID 0
#define FAST_END_U8 1
#define FAST_END_S8 2
#define FAST_END_U16 3
#define FAST_END_S16 4
#define FAST_END_U32 5       /* RV64 */
#define FAST_END_W32 6       /* RV64: sign-extended */
#define FAST_END_W64 7       /* 8 bytes: RV64 a0, RV32 a0 and a1 */
#define FAST_END_F32 8
#define FAST_END_F64 9
#define FAST_END_GG 10       /* a0, a1: 16 bytes (RV64) */
#define FAST_END_DD 11       /* fa0, fa1: 16 bytes */
/* For codes only: the next operation is one of those from FAST_MORE on; RV32:
   the next operations are in the upper word.  */
#define FAST_ESCAPE 12
#define FAST_REFILL 13
/* An argument of 4 or 8 bytes to the stack: the first one, a further one.  */
#define FAST_STACK_FIRST 14  /* + (1 if 8 bytes) */
#define FAST_STACK_NEXT 16
/* An argument to a[g], of one of the kinds.  */
#define FAST_GPR 20          /* + FAST_KINDS * g + kind */
#define FAST_U8 0
#define FAST_S8 1
#define FAST_U16 2
#define FAST_S16 3
#define FAST_W32 4           /* sign-extended */
#define FAST_W64 5           /* RV64 */
#define FAST_KINDS 6
/* An argument to fa[v].  */
#define FAST_FPR 68          /* + 2 * v + (1 if double) */
/* Arguments in a[g] and a[g + 1]: two words; RV64: 12 bytes.  */
#define FAST_PAIR 84         /* + g */
#define FAST_PAIR_12 91      /* + g */
/* ... fa[v] and fa[v + 1]: floats; doubles; float, double; double, float.  */
#define FAST_FLOATS 98       /* + 4 * v + ... */
#define FAST_FLOATS_FF 0
#define FAST_FLOATS_DD 1
#define FAST_FLOATS_FD 2
#define FAST_FLOATS_DF 3

/* More operations, which codes reach by FAST_ESCAPE.  Arguments in two
   registers of different kinds: a FIRST operation, and then a SECOND one.  */
#define FAST_MORE 128
#define FAST_FIRST_GPR 128   /* + 2 * g + (1 if 8 bytes) */
#define FAST_FIRST_FPR 144   /* + 2 * v + (1 if double) */
#define FAST_SECOND_GPR 160  /* + 3 * g + part */
#define FAST_SECOND_FPR 184  /* + 3 * v + part */
#define FAST_4_AT_4 0
#define FAST_4_AT_8 1
#define FAST_8_AT_8 2
/* a[g] = the address of a copy of three or four words.  */
#define FAST_COPY_3 208      /* + g */
#define FAST_COPY_4 216      /* + g */
/* Ends with other results: 1, 2, 4 bytes in a0; 12 bytes in a0 and a1; two
   registers of any kinds.  */
#define FAST_END_G1 224
#define FAST_END_G2 225
#define FAST_END_G4 226
#define FAST_END_G12 227
#define FAST_END_TWO 228     /* + 6 * first + second */
#define FAST_ONE_G4 0        /* first: kind of register, bytes */
#define FAST_ONE_G8 1
#define FAST_ONE_F4 2
#define FAST_ONE_F8 3
#define FAST_TWO_G 0         /* second: + part */
#define FAST_TWO_F 3

/* ---- Prefixes -------------------------------------------------------- */

/* Up to three first arguments, of these kinds, in registers.  The table of
   prefixes follows that of operations, as if prefixes were its slots from 64
   on.  */
#define FAST_PREFIX 64
#define FAST_P_W32 0
#define FAST_P_W64 1         /* RV64 */
#define FAST_P_F64 2
#define FAST_P_F32 3
#define FAST_P_0 64          /* none */
#define FAST_P_1 65          /* + kind */
#define FAST_P_2 69          /* + kind + 4 * kind */
#define FAST_P_3 85          /* + kind + 4 * kind + 16 * kind */
#define FAST_P_INDIRECT 149  /* a0 is the address of the result */
#define FAST_P_EIGHT 150     /* eight arguments of a word */
/* Whole calls: up to two arguments (prefix less FAST_P_0) and an end.  */
#define FAST_P_WHOLE 151     /* + FAST_P_3 - FAST_P_0 times these: */
#define FAST_WHOLE_VOID 0
#define FAST_WHOLE_W32 1
#define FAST_WHOLE_W64 2
#define FAST_WHOLE_F64 3
#define FAST_WHOLE_F32 4
#define FAST_PREFIXES 256

#endif
