/* SPDX-License-Identifier: MIT */
/* The image of an x86-64 System V call, for C and assembly.

     wide 0..7           values of more than 16 bytes in vector registers; a
                         result in the first.  Only in calls and closures
                         that have such values
     chain               r10
     st0, st1            x87 results, 16 bytes each
     vector 0..7         shorter values in xmm0-7; results in the first two
     rax, rdx            results
     gpr 0..5            rdi rsi rdx rcx r8 r9
     stack               what is at 0(%rsp) when the call is made
     frame               of the call kernel: r12, rbx, rbp, where it returns to,
                         rsp; where rbp is, aligned to 16  */
#ifndef FFI_IMAGE_X86_64_H
#define FFI_IMAGE_X86_64_H

#define SYSV64_WIDE_SLOT 64
#define SYSV64_CHAIN 512
#define SYSV64_ST0 528
#define SYSV64_ST1 544
#define SYSV64_VECTOR 560
#define SYSV64_VECTOR_SLOT 16
#define SYSV64_RAX 688
#define SYSV64_RDX 696
#define SYSV64_GPR 704
#define SYSV64_STACK 768
#define SYSV64_FRAME 48

/* layout.flags: the number of vector registers used (an upper bound, for al);
   the size of the widest vector value, at least 16 if the stack is aligned to
   more; the number of x87 registers with the result; whether the result is
   wide; the alignment of the stack.  */
#define SYSV64_NVECTOR 0xff
#define SYSV64_VECTOR_16 0x100
#define SYSV64_VECTOR_32 0x200
#define SYSV64_VECTOR_64 0x400
#define SYSV64_X87_1 0x1000
#define SYSV64_X87_2 0x2000
#define SYSV64_WIDE_RESULT 0x4000
/* From this bit on: how many times 64, the alignment of the stack, is
   doubled.  */
#define SYSV64_ALIGN_SHIFT 16
#define SYSV64_ALIGN (1 << SYSV64_ALIGN_SHIFT)

/* Members of ffi_closure and ffi_go_closure.  */
#ifdef __i386__
# define CLOSURE_CIF 16
# define CLOSURE_FUN 20
# define CLOSURE_DATA 24
# define GO_CIF 4
# define GO_FUN 8
#elif defined __x86_64__ && defined __ILP32__
# define CLOSURE_CIF 32
# define CLOSURE_FUN 36
# define CLOSURE_DATA 40
# define GO_CIF 4
# define GO_FUN 8
#elif defined __x86_64__
# define CLOSURE_CIF 32
# define CLOSURE_FUN 40
# define CLOSURE_DATA 48
# define GO_CIF 8
# define GO_FUN 16
#endif

#endif
