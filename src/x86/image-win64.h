/* SPDX-License-Identifier: MIT */
/* The image of a Win64 call, for C and assembly.

     chain               r10
     rax                 result
     st0                 x87 result, 16 bytes
     xmm 0..3            16 bytes each; a result in the first
     home                rcx rdx r8 r9, which are also the first four slots
                         of the stack: what is at 0(%rsp) when the call is
                         made
     stack               further slots of 8 bytes  */
#ifndef FFI_IMAGE_WIN64_H
#define FFI_IMAGE_WIN64_H

#define WIN64_CHAIN 0
#define WIN64_RAX 8
#define WIN64_ST0 16
#define WIN64_XMM 32
#define WIN64_HOME 96
#define WIN64_STACK 128

/* layout.flags: the result is in st0.  */
#define WIN64_X87 1

#endif
