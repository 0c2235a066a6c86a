/* SPDX-License-Identifier: MIT */
/* The operations of i386's fast paths, for C and assembly.

   Arguments are pushed, from the highest address down.  Arguments in registers
   are pushed last, and popped into the registers.  So an operation depends on
   the kind of an argument and not on its place.  A *walker* points behind the
   address of the next argument in avalue.

   Operations are stubs in tables of equal slots.  A fast code (ffi_cif_code)
   is the address of a prefix's stub in the lower word, and up to four numbers
   of 6 bits from bit 6 of the upper word on.  A plan is a list of addresses.
   The first is that of a prefix, the plan's entry.  The second element is not
   an address, but the size of avalue in bytes.  */
#ifndef FFI_I386_FAST_H
#define FFI_I386_FAST_H

#define FAST_OP_BITS 6
#define FAST_OPS 4           /* in a code */
#define FAST_SLOT_LOG2 6
#define FAST_SLOT 64
#define FAST_PREFIX_SLOT 80

/* Runs: up to four arguments of 4 or 8 bytes.  The number of a run of n
   arguments is (1 << n) - 1, plus 1 << i for each i if push number i has 8
   bytes.  0 is the empty run.  */
#define FAST_RUNS 31
#define FAST_RUN_MAX 4

/* ---- Operations ------------------------------------------------------ */

#define FAST_HIDDEN 0        /* the hidden pointer; NULL: the general path */
#define FAST_RUN 0           /* + run, if not empty */
#define FAST_U8 31           /* integers, widened */
#define FAST_S8 32
#define FAST_U16 33
#define FAST_S16 34
#define FAST_WORDS 35        /* + words of the argument - 3, up to 6 */
#define FAST_WORDS_MIN 3
#define FAST_WORDS_MAX 6
/* Pops registers; an end must follow.  */
#define FAST_POP_C 39
#define FAST_POP_D 40
#define FAST_POP_CD 41
#define FAST_POP_A 42
#define FAST_POP_AD 43
#define FAST_POP_ADC 44
/* Moves the walker.  */
#define FAST_BACK 45         /* + by how many arguments - 1, up to 3 */
#define FAST_BACK_MAX 3
#define FAST_AHEAD 48        /* + by how many arguments - 2, up to 5 */
#define FAST_AHEAD_MIN 2
#define FAST_AHEAD_MAX 5
/* Ends: the call and its result.  */
#define FAST_END 52
#define FAST_END_VOID 52
#define FAST_END_U8 53
#define FAST_END_S8 54
#define FAST_END_U16 55
#define FAST_END_S16 56
#define FAST_END_W32 57
#define FAST_END_W64 58
#define FAST_END_F32 59
#define FAST_END_F64 60
#define FAST_END_X87 61
#define FAST_END_G1 62       /* 1, 2 bytes of eax */
#define FAST_END_G2 63
#define FAST_ENDS 64         /* number of operations */

/* ---- Prefixes: the frame, and the first operations ------------------- */

#define FAST_P_WHOLE 0       /* + run: all arguments */
#define FAST_P_HIDDEN 31     /* + run: ... and the hidden pointer */
#define FAST_HIDDEN_RUNS 15
#define FAST_P_PAD 46        /* + unused words above the arguments */
#define FAST_PREFIXES 52      /* up to a multiple of FAST_SLOT */

/* Where the operations' stubs begin, behind the prefixes'.  */
#define FAST_TABLE (FAST_PREFIX_SLOT * FAST_PREFIXES)

#endif
