/* SPDX-License-Identifier: MIT */
/* The image of an AArch64 call, for C and assembly.

     v 0..7      whole 16-byte registers, as "str q" stores them; results in
                 the first four
     chain       x18
     x8          the address of a result in memory
     x 0..7      results in the first two
     stack       what is at [sp] when the call is made
     frame       the kernel's  */
#ifndef FFI_IMAGE_AARCH64_H
#define FFI_IMAGE_AARCH64_H

#define AAPCS64_V 0
#define AAPCS64_CHAIN 128
#define AAPCS64_X8 136
#define AAPCS64_X 144
#define AAPCS64_STACK 208
#define AAPCS64_FRAME 48

/* layout.flags: whether arguments, and whether the result, are in v
   registers.  */
#define AAPCS64_VECTOR_ARGUMENTS 1
#define AAPCS64_VECTOR_RESULT 2

/* Members of ffi_closure and ffi_go_closure.  */
#ifdef __aarch64__
# define CLOSURE_CIF 24
# if defined __ILP32__ \
     || (defined __SIZEOF_POINTER__ && __SIZEOF_POINTER__ == 4)
#  define CLOSURE_FUN 28
#  define CLOSURE_DATA 32
#  define GO_CIF 4
#  define GO_FUN 8
# else
#  define CLOSURE_FUN 32
#  define CLOSURE_DATA 40
#  define GO_CIF 8
#  define GO_FUN 16
# endif
#endif

#endif
