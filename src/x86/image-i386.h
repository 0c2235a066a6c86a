/* SPDX-License-Identifier: MIT */
/* The image of an i386 call, of any convention, for C and assembly.

     xmm 0..3            16 bytes each; a result in the first
     chain, st0          ecx, or eax if an argument is in ecx; x87 result,
                         16 bytes
     eax, edx, ecx       arguments; results in eax and edx
     stack               what is at 0(%esp) when the call is made  */
#ifndef FFI_IMAGE_I386_H
#define FFI_IMAGE_I386_H

#define I386_XMM 0
#define I386_CHAIN 64
#define I386_ST0 64
#define I386_EAX 80
#define I386_EDX 84
#define I386_ECX 88
#define I386_STACK 96
#define I386_FRAME 24        /* the kernel's, after the stack arguments */

/* layout.flags: the size of the result in st0; whether vector registers are
   used; that ecx, or eax, holds an argument and not the static chain; that the
   static chain is in eax, or in no register.  */
#define I386_FLOAT 1
#define I386_DOUBLE 2
#define I386_LONG_DOUBLE 4
#define I386_VECTORS 8
#define I386_TAKES_ECX 16
#define I386_TAKES_EAX 32
#define I386_CHAIN_IN_EAX 64
#define I386_NO_CHAIN 128

#endif
