/* SPDX-License-Identifier: MIT */
/* The operations of x86-64 System V's fast paths, for C and assembly.

   Stubs are in tables of equal slots, so that an operation gives the address.
   A code is a prefix in bits 0-6, followed by up to eight operations of 7 bits.
   A plan is a list of addresses; the first address is its entry, which does the
   work of the prefix.  */
#ifndef FFI_SYSV64_FAST_H
#define FFI_SYSV64_FAST_H

#define FAST_OP_BITS 7
#define FAST_PREFIX_BITS 7
#define FAST_FIELDS 8
#define FAST_STACK_STEP 1
#define FAST_ESCAPE(op) 0
#define FAST_ALLOCATE 0
#define FAST_MOVED 0
#define FAST_SLOT 32
#define FAST_PREFIX_SLOT 64
#define FAST_ENTRY_SLOT 128  /* of an entry of plans */
#define FAST_STACK_SLOTS 8   /* words of stack arguments */

/* Argument -> gpr[g], vector[v], stack word s.  */
#define FAST_X 0                        /* + FAST_KINDS * g + kind; W32 leaves
                                           the upper half zero */
#define FAST_REGISTERS 6
#define FAST_VECTOR 36                  /* + 2 * v + (1 if double) */
/* The first 8 bytes of an argument, and the rest of it.  */
#define FAST_FIRST_GPR 52               /* + g */
#define FAST_FIRST_VECTOR 58            /* + v */
#define FAST_SECOND_GPR 66              /* + 2 * g + (1 if 8 bytes) */
#define FAST_SECOND_VECTOR 78           /* + 2 * v + (1 if 8 bytes) */
#define FAST_STACK_4 94                 /* + s */
#define FAST_STACK_8 102                /* + s */
#define FAST_STACK_16 110               /* 16 and 24 bytes to stack word 0 */
#define FAST_STACK_24 111
/* Ends: the call and its result.  */
#define FAST_END 112
#define FAST_END_X87 122
#define FAST_END_GG 123                 /* rax, rdx */
#define FAST_END_GV 124                 /* rax, xmm0 */
#define FAST_END_VG 125                 /* xmm0, rax */
#define FAST_END_VV 126                 /* xmm0, xmm1 */
#define FAST_END_REST 127               /* the next operation tells: */
#define FAST_ENDS 128                   /* number of operations */
#define FAST_RESTS 7
#define FAST_REST_G1 0                  /* 1, 2, 4 bytes of rax */
#define FAST_REST_G2 1
#define FAST_REST_G4 2
#define FAST_REST_GG 3                  /* FAST_END_*, with 4 bytes in the */
#define FAST_REST_GV 4                  /* second register */
#define FAST_REST_VG 5
#define FAST_REST_VV 6

/* For plans only, in the slots that follow: an end for each of these results,
   instead of FAST_END_REST; and stubs that do the work of two or more
   operations.  */
#define FAST_JOINED 136
#define FAST_PAIR_GG 136                /* two parts of an argument: */
#define FAST_PAIR_VV 146                /* + 2 * first + (1 if 8 bytes) */
#define FAST_TWO_GPRS 160               /* + FAST_KINDS^2 * g +
                                           FAST_KINDS * kind + kind */
#define FAST_STACK_RUN 340              /* + 4 * (n - 2): n arguments to
                                           stack words 0 to n - 1 */
#define FAST_PLAN_SLOTS 368

/* Prefixes.  Up to three first arguments, of these kinds, in registers:
   kind0 + 5 * kind1 + 25 * kind2.  */
#define FAST_P_NONE 0
#define FAST_P_W32 1
#define FAST_P_I64 2
#define FAST_P_F64 3
#define FAST_P_F32 4
#define FAST_PREFIX_KINDS 5
#define FAST_P_START 0
#define FAST_P_ADDS(n, kind)                                                  \
  ((kind) * ((n) == 0 ? 1 : FAST_PREFIX_KINDS * ((n) == 1 ? 1                 \
                                                 : FAST_PREFIX_KINDS)))
#define FAST_P_ROW(kind)                                                      \
  ((kind) == FAST_I64   ? FAST_PREFIX_SIX_I64                                 \
   : (kind) == FAST_W32 ? FAST_PREFIX_SIX_W32 : 0)
#define FAST_PREFIX_WIN64 5             /* NONE and then W32, which no
                                           arguments have: a program of Win64,
                                           for ffi_call */
#define FAST_PREFIX_INDIRECT 125        /* rdi is the address of the result */
#define FAST_PREFIX_SIX_I64 126         /* six I64 arguments */
#define FAST_PREFIX_SIX_W32 127
#define FAST_PREFIXES 128
/* For plans only: one argument, in two registers (8 bytes in each; VV_4 has 4
   in the second) or as 16 bytes on the stack.  */
#define FAST_PREFIX_GG 128
#define FAST_PREFIX_GV 129
#define FAST_PREFIX_VG 130
#define FAST_PREFIX_VV 131
#define FAST_PREFIX_VV_4 132
#define FAST_PREFIX_STACK_16 133
#define FAST_PLAN_PREFIXES 134
#define FAST_PLAN_OPS (FAST_PLAN_PREFIXES * FAST_ENTRY_SLOT) /* offset */

/* Whole calls: entries of plans that do the complete call, for the commonest
   signatures.  The arguments are up to three of the kinds W32, I64, F64
   (numbered in that order, fewer arguments first) in one slot, or six of one
   kind in two slots.  The result is one of FAST_WHOLE_ENDS.  */
#define FAST_WHOLE_SLOT 64
#define FAST_WHOLE_KINDS 3
#define FAST_WHOLE_SIX_I64 40
#define FAST_WHOLE_SIX_W32 42
#define FAST_WHOLES 44                  /* slots for each result */
#define FAST_WHOLE_END_VOID 0
#define FAST_WHOLE_END_S32 1
#define FAST_WHOLE_END_I64 2
#define FAST_WHOLE_END_F64 3
#define FAST_WHOLE_ENDS 4

/* Closures.  The frame of a fast entry and the caller's stack arguments are
   one row of words: gpr 0-5, vectors (8 bytes of each) 6-13, the frame record
   14-15, stack arguments from 16 on.  The closure's note has a field of 5 bits
   for each argument, the last argument in the lowest bits: the word where the
   argument is.  An argument in two words that are not adjacent has three
   fields, and the entry joins the words first: FAST_WORD_PAIR, the second
   word, the first word.  The top bit is set if vectors carry arguments.  */
#define FAST_WORD_BITS 5
#define FAST_WORDS 32
#define FAST_WORD_GPR 0
#define FAST_WORD_VECTOR 6
#define FAST_WORD_PAIR 14
#define FAST_WORD_STACK 16
#define FAST_NOTE_FIELDS 12

#include "fast.h"

#endif
