/* SPDX-License-Identifier: MIT */
/* The fields of codes of steps (steps.h), for C and assembly.

   A simple code has only the steps and the results that have numbers here, and
   its top bit is clear.  A family that has FFI_SIMPLE_FLAGS in family.h runs
   such codes in assembly, in ffi_call and in the entries of closures; all other
   code runs them as it does any code of steps.  STEP_WORDS, RESULT_ECHO and
   RESULT_X87 are in simple codes only if the family has FFI_SIMPLE_WHOLE.  */
#ifndef FFI_STEPS_CODE_H
#define FFI_STEPS_CODE_H

/* Steps, from the lowest bits of the code on.  On 32 bits they are in two
   words.  */
#define STEPS_BITS 4
#define STEP_END 0           /* of the steps in this word of the code */
#define STEP_WIDE 1          /* 8-byte words: an int, sign-extended; else 8
                                bytes */
#define STEP_WORD_1 2        /* a word */
#define STEP_FPR_8 3         /* 8 bytes in a floating-point register */
#define STEP_FLOAT 4         /* a float there, as the ABI's float_op has it */
#define STEP_U8 5
#define STEP_S8 6
#define STEP_U16 7
#define STEP_S16 8
#define STEP_U32 9           /* of 8-byte words */
#define STEP_SKIP_WIDE 9     /* of 4-byte words: STEP_SKIP and STEP_WIDE */
#define STEP_SKIP 10         /* leave an integer register or a stack word
                                empty */
#define STEP_PAIR 10         /* instead, where there is STEP_MEMORY: two
                                doubles, each in a floating-point register */
#define STEP_REPEAT 11       /* operand: how often the next step runs, which is
                                one of the first four */
#define STEP_WORDS 12        /* operand: how many words */

/* Kinds of results.  */
#define RESULT_VOID 0
#define RESULT_U8 1
#define RESULT_S8 2
#define RESULT_U16 3
#define RESULT_S16 4
#define RESULT_U32 5
#define RESULT_S32 6
#define RESULT_SIGNED 7      /* an unsigned int, sign-extended */
#define RESULT_4 8           /* the first 4 bytes of the place */
#define RESULT_4_LOW 9       /* the last 4 bytes of 8 */
#define RESULT_8 10
#define RESULT_ECHO 12       /* in memory; the first integer register passes the
                                address, and the callee returns it in the
                                place */
#define RESULT_X87 15

/* The other fields, from the lowest bit on.  */
#define STEPS_AT_PLACE 40    /* of a result: a word of the image */
#ifdef FFI_STEPS_PLACE_BITS
# define STEPS_PLACE_BITS FFI_STEPS_PLACE_BITS
#else
# define STEPS_PLACE_BITS 7
#endif
#define STEPS_AT_RESULT (STEPS_AT_PLACE + STEPS_PLACE_BITS)
#define STEPS_RESULT_BITS 4
#define STEPS_AT_FLAGS (STEPS_AT_RESULT + STEPS_RESULT_BITS) /* layout.flags */
#define STEPS_FLAGS_BITS (STEPS_AT_STACK - STEPS_AT_FLAGS)
#define STEPS_AT_STACK 55    /* layout.stack in units of 8 bytes */
#define STEPS_STACK_BITS 5

#define STEPS_FEW 16         /* arguments: the most of a simple code */

#endif
