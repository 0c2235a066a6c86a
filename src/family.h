/* SPDX-License-Identifier: MIT */
/* The folder of src that is this processor's, for C and assembly: the one
   place where the core names processors.

     FFI_FAMILY        the folder's name, for configure
     FFI_FAMILY_TRAMP  its trampolines (exec.h)
     FFI_FAMILY_PADS   its landing pads, if it has any (asm.h)
     FFI_FAMILY_STEPS  the header that has FFI_STEPS_FIELDS, what descriptors
                       say of the image; where all ABIs of the library have one
                       image, and steps.c alone runs codes of steps
     FFI_SIMPLE_FLAGS  the flags of layout.flags that simple codes of steps may
                       have, where assembly runs these (steps-code.h)
     FFI_SIMPLE_ALIGNED 1 if that assembly loads and stores nothing that is less
                       aligned than a word of 4 bytes or a number is, and
                       copies what a closure finds in any word
     FFI_SIMPLE_WHOLE  1 if simple codes also have STEP_WORDS, and results in
                       memory, whose address is the first argument, or of x87
     FFI_STEPS_PLACE_BITS how many bits codes have for the place of a result, in
                       words of the image, if not 7; the rest is for flags
     FFI_STEPS_POP(flags, stack)
                       the bytes that the callee pops, by a code's fields; by
                       default 0
     FFI_STEPS_MEMORY  1 if codes have STEP_MEMORY, where arguments may be on
                       the stack before others that are in integer registers;
                       and STEP_PAIR, where no such register is skipped
     FFI_STEPS_SKIP_WIDE 1 if codes have STEP_SKIP_WIDE: for 4-byte words, where
                       doubles are in two of them
     FFI_STACK_FOLLOWS 1 if closure entries save the argument registers directly
                       below the stack arguments, and do not pass the address
                       of these
     FFI_VECTOR_ALIGN  what vectors of more bytes are aligned to, if it is not
                       their size

   Every source may be compiled for every processor: a folder's sources are
   empty on other processors, except for place functions, which all have.  */
#ifndef FFI_FAMILY_H
#define FFI_FAMILY_H

#if defined __i386__ || defined __x86_64__
# define FFI_FAMILY "x86"
# define FFI_FAMILY_TRAMP "x86/tramp.h"
# define FFI_FAMILY_PADS "x86/pads.h"
# ifdef __i386__
#  define FFI_SIMPLE_FLAGS 63
#  define FFI_SIMPLE_WHOLE 1
#  define FFI_STEPS_PLACE_BITS 5
#  define FFI_STEPS_POP FFI_I386_POP
#  include "x86/image-i386.h"
# else
#  define FFI_STEPS_MEMORY 1
# endif
#elif defined __aarch64__
# define FFI_FAMILY "aarch64"
# define FFI_FAMILY_TRAMP "aarch64/tramp.h"
# define FFI_FAMILY_PADS "aarch64/pads.h"
# define FFI_FAMILY_STEPS "aarch64/aapcs64.h"
# define FFI_VECTOR_ALIGN 16
#elif defined __arm__ || defined _M_ARM
# define FFI_FAMILY "arm"
# define FFI_FAMILY_TRAMP "arm/tramp.h"
# define FFI_FAMILY_PADS "arm/pads.h"
# define FFI_STACK_FOLLOWS 1
# ifdef __ARM_EABI__
#  define FFI_SIMPLE_FLAGS 1
# endif
#elif defined __riscv
# define FFI_FAMILY "riscv"
# define FFI_FAMILY_TRAMP "riscv/tramp.h"
# define FFI_FAMILY_PADS "riscv/pads.h"
# define FFI_STACK_FOLLOWS 1
# if __riscv_xlen == 32 && !defined __riscv_abi_rve
#  define FFI_SIMPLE_FLAGS 1
#  define FFI_SIMPLE_ALIGNED 1
# endif
#elif defined __mips__
# define FFI_FAMILY "mips"
# define FFI_FAMILY_TRAMP "mips/tramp.h"
# define FFI_STACK_FOLLOWS 1
# define FFI_SIMPLE_FLAGS 1
# if _MIPS_SIM == _ABIO32
#  define FFI_STEPS_SKIP_WIDE 1
# endif
#elif defined __loongarch__
# define FFI_FAMILY "loongarch"
# define FFI_FAMILY_TRAMP "loongarch/tramp.h"
# define FFI_STACK_FOLLOWS 1
#elif defined __s390__
# define FFI_FAMILY "s390"
# define FFI_FAMILY_TRAMP "s390/tramp.h"
# define FFI_STACK_FOLLOWS 1
# ifdef __s390x__
#  define FFI_SIMPLE_FLAGS 2
# endif
# ifdef __VX__
#  define FFI_VECTOR_ALIGN 8
# endif
#elif defined __powerpc__
# define FFI_FAMILY "powerpc"
# define FFI_FAMILY_TRAMP "powerpc/tramp.h"
# ifdef __powerpc64__
#  define FFI_SIMPLE_FLAGS 5
# endif
#else
# error "no folder of src is for this processor"
#endif

#ifndef FFI_STEPS_POP
# define FFI_STEPS_POP(flags, stack) ((void) (flags), (void) (stack), 0)
#endif

#endif
