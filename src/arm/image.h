/* SPDX-License-Identifier: MIT */
/* The image of a 32-bit Arm call, for C and assembly.

     vfp 0..7            d0-d7 as 64-bit loads and stores have them; arguments
                         and results
     chain               r12
     core 0..3           r0-r3; arguments and results
     stack               what is at 0(sp) when the call is made

   The stack follows r3 without a gap, so a value that is split between them
   is one run of bytes.  s_n is a half of d_(n/2): the bytes 4 * n of the VFP
   registers if words are little-endian, 4 * (n ^ 1) if they are
   big-endian.  */
#ifndef FFI_IMAGE_ARM_H
#define FFI_IMAGE_ARM_H

#define ARM_VFP 0
#define ARM_CHAIN 64
#define ARM_CORE 80
#define ARM_STACK 96
#define ARM_FRAME 24         /* the kernel's, after the stack arguments */

/* layout.flags: VFP registers hold arguments or the result.  */
#define ARM_USES_VFP 1

/* A bit of a simple code's place: the result is in r0, not in s0 or d0.  */
#define PLACE_IS_CORE 4

/* ---- What this library is compiled for ------------------------------- */

#ifdef __arm__

/* Members of ffi_closure, after its trampoline, and of ffi_go_closure.  */
# define CLOSURE_CIF FFI_TRAMPOLINE_SIZE
# define CLOSURE_FUN (FFI_TRAMPOLINE_SIZE + 4)
# define CLOSURE_DATA (FFI_TRAMPOLINE_SIZE + 8)
# define GO_CIF 4
# define GO_FUN 8

/* The words of a code, in ffi_cif.  */
# ifdef __ARMEB__
#  define CIF_UPPER 16
#  define CIF_LOWER 20
# else
#  define CIF_LOWER 16
#  define CIF_UPPER 20
# endif

#endif
#endif
