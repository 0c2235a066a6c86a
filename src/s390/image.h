/* SPDX-License-Identifier: MIT */
/* The image of a call on IBM Z, for C and assembly.

     vr 0..7     v24 v26 v28 v30 v25 v27 v29 v31, 16 bytes each
     chain       r0
     S           what is at 0(%r15) when the call is made: first the
                 callee's save area, then the stack arguments:

                   S                    back chain
                   S + 8                f0 f2 f4 f6 (in s390: f0 f2)
                   A - 15 * word        closures: the caller's r6 to r15
                   A - 5 * word         r2 to r6
                   A                    the first stack argument, at
                                        S + 16 * word + 32

   WORD is 8 in s390x and 4 in s390.  The area is the callee's to use as it
   likes: so the stack arguments follow those in registers.  */
#ifndef FFI_IMAGE_S390_H
#define FFI_IMAGE_S390_H

#define S390_VR 0
#define S390_CHAIN 128
#define S390_S 144
#define S390_FRAME 80        /* the kernel's, after the stack arguments */
#define S390_FPR (S390_S + 8)
#define S390_FPR_END(word) (S390_FPR + 4 * (word))
#define S390_STACK(word) (S390_S + 16 * (word) + 32)
#define S390_SAVED(word, n) (S390_STACK (word) + (word) * ((n) - 21))
#define S390_R(word, n) (S390_STACK (word) + (word) * ((n) - 7))
/* Bytes of the callee's save area.  */
#define S390_AREA(word) (S390_STACK (word) - S390_S)

/* layout.flags: vector registers, and floating-point registers, hold arguments
   or the result.  */
#define S390_USES_VR 1
#define S390_USES_FPR 2

/* ---- What this library is compiled for ------------------------------- */

#ifdef __s390__

# ifdef __s390x__
#  define S390_WORD 8
# else
#  define S390_WORD 4
# endif

/* A bit of the number of a word of the image, set for r2 and not for f0.  */
# define S390_PLACE_IN_R 5

/* Members of ffi_cif, ffi_closure and ffi_go_closure.  */
# define CIF_CODE 24
# define CLOSURE_CIF (4 * S390_WORD)
# define CLOSURE_FUN (5 * S390_WORD)
# define CLOSURE_DATA (6 * S390_WORD)
# define GO_CIF S390_WORD
# define GO_FUN (2 * S390_WORD)

#endif
#endif
