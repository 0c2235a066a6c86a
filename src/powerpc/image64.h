/* SPDX-License-Identifier: MIT */
/* The image of a call by the 64-bit PowerPC ABIs, for C and assembly.

     vr 0..11            v2-v13, 16 bytes each; results in the first eight
     fpr 0..12           f1-f13, 8 bytes each; results in the first eight
     chain               r11
     gpr 0..7            r3-r10, 8 bytes each; results in the first four
     stack               what is at 0(r1) when the call is made: the caller's
                         frame header, the slots of the first eight words
                         (which are in registers), then those on the stack

   A slot is a doubleword of the parameter save area.  In calls the callee may
   write to the first eight slots.  Closures do not write to them: in ELFv2
   they do not exist if all arguments of a function are in registers.  So a
   value that is split between r10 and the stack is two pieces.  */
#ifndef FFI_IMAGE64_POWERPC_H
#define FFI_IMAGE64_POWERPC_H

#define PPC64_VR 0
#define PPC64_FPR 192
#define PPC64_CHAIN 304
#define PPC64_GPR 320
#define PPC64_STACK 384
#define PPC64_FRAME 64       /* the kernel's, after the stack arguments */

/* Offsets from r1 at the call: of the first slot, and from there of the first
   slot without a register.  */
#define PPC64_SLOTS_ELFV1 48
#define PPC64_SLOTS_ELFV2 32
#define PPC64_GPR_SLOTS 64

#define PPC64_CIF_CODE 24    /* the code in an ffi_cif */

#endif
