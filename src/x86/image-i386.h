/* SPDX-License-Identifier: MIT */
/* The image of an i386 call, of any convention, for C and assembly.

     xmm 0..3            16 bytes each; a result in the first
     chain, st0          ecx, or eax if an argument is in ecx; x87 result,
                         16 bytes
     eax, edx, ecx       arguments; results in eax and edx
     edx                 as the second argument, after ecx; else 0
     stack               what is at 0(%esp) when the call is made  */
#ifndef FFI_IMAGE_I386_H
#define FFI_IMAGE_I386_H

#define I386_XMM 0
#define I386_CHAIN 64
#define I386_ST0 64
#define I386_EAX 80
#define I386_EDX 84
#define I386_ECX 88
#define I386_EDX_2 92
#define I386_STACK 96
#define I386_FRAME 24        /* the kernel's, after the stack arguments */

/* layout.flags: the result in st0, if any (a long double has both bits); what
   the callee pops; which arguments are in registers.  Codes of steps have no
   others: whether vector registers are used; that a vector is on the stack
   since the function is variadic.  */
#define I386_FLOAT 1
#define I386_DOUBLE 2
#define I386_LONG_DOUBLE 3
#define I386_IN_ST0 3
#define I386_POPS_WORD 4
#define I386_POPS_ALL 8
#define I386_POPS 12
#define I386_ECX_ALONE 16    /* the static chain is in eax */
#define I386_ECX_EDX 32      /* the same */
#define I386_EAX_EDX_ECX 48  /* there is none */
#define I386_REGISTERS 48
#define I386_VECTORS 64
#define I386_VECTORS_ON_STACK 128

/* The bytes that the callee pops, by these flags.  STACK is layout.stack,
   rounded up to 8: all but perhaps the last word, or the hidden pointer.  */
#define FFI_I386_POP(flags, stack)                                            \
  ((flags) & I386_POPS_ALL ? (stack) - ((flags) & I386_POPS_WORD)             \
                           : (flags) & I386_POPS_WORD)

#endif
