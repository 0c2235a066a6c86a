/* SPDX-License-Identifier: MIT */
/* The image of a call by the 32-bit PowerPC ABI, for C and assembly.

     vr 0..11            v2-v13, 16 bytes each; the result in the first
     fpr 0..7            f1-f8, 8 bytes each; the result in the first two
     chain               r11
     gpr 0..7            r3-r10, 4 bytes each; results in any of them
     stack               what is at 0(r1) when the call is made: the two words
                         of the caller's frame header, then the arguments  */
#ifndef FFI_IMAGE32_POWERPC_H
#define FFI_IMAGE32_POWERPC_H

#define PPC32_VR 0
#define PPC32_FPR 192
#define PPC32_CHAIN 256
#define PPC32_GPR 272
#define PPC32_STACK 304
#define PPC32_FRAME 32       /* the kernel's, after the stack arguments */
#define PPC32_HEADER 8

#endif
