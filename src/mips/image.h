/* SPDX-License-Identifier: MIT */
/* The images of MIPS calls, for C and assembly.

   o32                                  n32, n64
     chain       $15                      fpr 0..7    $f12-$f19
     f12, f14    arguments, 8 bytes       f0 f2       results, 8 bytes each
     f0, f2      results, 8 bytes         chain, f1   $15; a result
     v0 v1       results                  v0 v1       results
     block       the argument block:      gpr 0..7    $4-$11; $4 in
                                                      results, too
                 $4-$7 travel in its      stack       what is at 0($sp) when
                 first 16 bytes, the                  the call is made
                 home area; $4, $5 in
                 results, too

   An argument that is split between registers and stack is one run of
   bytes.  */
#ifndef FFI_IMAGE_MIPS_H
#define FFI_IMAGE_MIPS_H

#define O32_CHAIN 0
#define O32_F12 16
#define O32_F0 32
#define O32_F2 40
#define O32_V0 56
#define O32_BLOCK 64
#define O32_HOME 16

#define N64_FPR 0
#define N64_F0 64
#define N64_F2 72
#define N64_CHAIN 80
#define N64_F1 80
#define N64_V0 96
#define N64_V1 104
#define N64_GPR 112
#define N64_STACK 176

/* The kernel's frame, after the stack arguments.  WORD is that of registers.  */
#define MIPS_FRAME(word) ((word) * 4)

/* layout.flags: floating-point registers carry an argument or the result.  */
#define MIPS_USES_FPR 1

/* ---- What this library is compiled for ------------------------------- */

#ifdef __mips__

# if _MIPS_SIM == _ABIO32
#  define MIPS_PTR 4
#  define CLOSURE_CIF 20
# elif _MIPS_SIM == _ABIN32
#  define MIPS_PTR 4
#  define CLOSURE_CIF 20
# else
#  define MIPS_PTR 8
#  define CLOSURE_CIF 56
# endif

/* Members of ffi_closure and ffi_go_closure.  */
# define CLOSURE_FUN (CLOSURE_CIF + MIPS_PTR)
# define CLOSURE_DATA (CLOSURE_CIF + 2 * MIPS_PTR)
# define GO_CIF MIPS_PTR
# define GO_FUN (2 * MIPS_PTR)

/* A bit of the number of a word of the image, set for $2 and not for $f0.  */
# define MIPS_PLACE_IN_V0 2

#endif
#endif
