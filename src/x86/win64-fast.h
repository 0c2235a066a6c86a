/* SPDX-License-Identifier: MIT */
/* The operations of Win64's fast calls, for C and assembly.

   A program is a string of bytes.  There is one operation for each argument,
   in order, which stores the argument in its slot of the stack; the first
   slots are the homes of registers.  The last operation loads the registers
   from their homes, calls, and stores the result.  The program is in the cif's
   64 bits, whose first byte tells ffi_call that there is one, or in a
   plan.  */
#ifndef FFI_WIN64_FAST_H
#define FFI_WIN64_FAST_H

/* Arguments, zero- or sign-extended.  */
#define WIN64_OP_U8 1
#define WIN64_OP_S8 2
#define WIN64_OP_U16 3
#define WIN64_OP_S16 4
#define WIN64_OP_4 5
#define WIN64_OP_8 6
#define WIN64_OP_INDIRECT 7             /* the result's address; comes first */
#define WIN64_OP_REF 8                  /* a copy's address; next byte: size */
/* Ends: the call and its result.  */
#define WIN64_OP_END 9
#define WIN64_END_VOID 9
#define WIN64_END_U8 10                 /* widened to an ffi_arg */
#define WIN64_END_S8 11
#define WIN64_END_U16 12
#define WIN64_END_S16 13
#define WIN64_END_U32 14
#define WIN64_END_S32 15
#define WIN64_END_8 16                  /* bytes of rax */
#define WIN64_END_1 17
#define WIN64_END_2 18
#define WIN64_END_4 19
#define WIN64_END_F4 20                 /* bytes of xmm0 */
#define WIN64_END_F8 21
#define WIN64_END_F16 22
#define WIN64_END_X87 23

/* The note of a closure: the first bit of each field.  */
#define WIN64_NOTE_XMM 0                /* per home: xmm has the value */
#define WIN64_NOTE_REF 8                /* per argument: a copy's address */
#define WIN64_NOTE_ARGS 6
#define WIN64_HOMES 4

#define WIN64_OP_SLOT 64                /* bytes of code */
#define WIN64_FAST_STACK 128            /* bytes of slots */
#define WIN64_FAST_COPIES 128           /* bytes of copies, at multiples of */
#define WIN64_COPY_ALIGN 16

#endif
