/* SPDX-License-Identifier: MIT */
/* The image of a call by the 64-bit PowerPC ABIs, for C and assembly.

     chain               r11
     fpr 0..12           f1-f13, 8 bytes each; results in the first eight
     vr 0..11            v2-v13, 16 bytes each; results in the first eight
     gpr 0..7            r3-r10, 8 bytes each; results in the first four
     stack               what is at 0(r1) when the call is made: the caller's
                         frame header, the slots of the first eight words
                         (which are in registers), then those on the stack

   A slot is a doubleword of the parameter save area.  In calls its first
   eight are the callee's to write to; closures leave them alone, since by
   ELFv2 a caller of a function whose arguments are all in registers does not
   have them.  So a value that is split between r10 and the stack is two
   pieces.  */
#ifndef FFI_IMAGE64_POWERPC_H
#define FFI_IMAGE64_POWERPC_H

#define PPC64_CHAIN 0
#define PPC64_FPR 16
#define PPC64_VR 128
#define PPC64_GPR 320
#define PPC64_STACK 384

/* Above r1 at the call: the first slot, and the first that is no
   register's.  */
#define PPC64_SLOTS_ELFV1 48
#define PPC64_SLOTS_ELFV2 32
#define PPC64_GPR_SLOTS 64

#endif
