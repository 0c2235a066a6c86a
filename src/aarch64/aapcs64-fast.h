/* SPDX-License-Identifier: MIT */
/* The operations of AAPCS64's fast paths, for C and assembly.

   Stubs are in tables of equal slots, so that an operation gives the address.
   A code is a prefix in bits 0-6, followed by up to eight fields of 7 bits: an
   operation below 128, or FAST_MORE and then an operation less 128.  A plan is
   a list of addresses; the first, that of a prefix, is its entry.  */
#ifndef FFI_AAPCS64_FAST_H
#define FFI_AAPCS64_FAST_H

/* Little-endian processors with pointers of 8 bytes have fast paths.  */
#if !defined __AARCH64EB__ && !defined __ILP32__ && !defined __ARM64_ILP32__ \
    && defined __aarch64__
# define AAPCS64_FAST 1
#else
# define AAPCS64_FAST 0
#endif

#define FAST_OP_BITS 7
#define FAST_PREFIX_BITS 7
#define FAST_FIELDS 8
#define FAST_STACK_STEP 1
#define FAST_ESCAPE(op) ((op) >= 1 << FAST_OP_BITS ? FAST_MORE : 0)
#define FAST_SLOT 32
#define FAST_PREFIX_SLOT 64
#define FAST_STACK_SLOTS 8   /* words of stack arguments */

/* Moves an argument to registers from x[n] or v[n] on, or to stack word n.  */
#define FAST_X 0                        /* + FAST_KINDS * n + kind; W32 leaves
                                           the upper half zero */
#define FAST_REGISTERS 8
#define FAST_F32 48                     /* + n */
#define FAST_F64 56
#define FAST_Q 64                       /* 16 bytes to one register */
#define FAST_XX 72                      /* 16 bytes to x[n], x[n + 1] */
#define FAST_DD 80                      /* two doubles to v[n], v[n + 1] */
#define FAST_STACK_4 88
#define FAST_STACK_8 96
#define FAST_ALLOCATE 104               /* makes room for stack words */
#define FAST_END 105
#define FAST_END_Q 115
#define FAST_END_XX 116                 /* x0, x1 */
#define FAST_END_DD 117                 /* d0, d1 */
#define FAST_MOVED 118                  /* before an end, if the operations
                                           have moved the stack pointer */
#define FAST_MORE 127
/* The second table.  */
#define FAST_DDD 128                    /* + n, and so on */
#define FAST_DDDD 136
#define FAST_FF 144
#define FAST_FFF 152
#define FAST_FFFF 160
#define FAST_XW 168                     /* 12 bytes to x[n], x[n + 1] */
#define FAST_STACK_16 176
#define FAST_END_DDD 184
#define FAST_END_DDDD 185
#define FAST_END_FF 186
#define FAST_END_FFF 187
#define FAST_END_FFFF 188
#define FAST_END_XW 189                 /* 8 bytes of x0, 4 of x1 */
#define FAST_END_W1 190                 /* 1, 2, 4 bytes of x0 */
#define FAST_END_W2 191
#define FAST_END_W4 192
/* The address of a copy, of 24 or 32 bytes, to x[n]; two slots each.  No stack
   word may be stored before these operations.  */
#define FAST_COPY_24 194                /* + 2 * n */
#define FAST_COPY_32 210

/* Prefixes: the first three arguments, of these kinds, in registers:
   1 + kind0 + 5 * kind1 + 25 * kind2.  In the table they are before the
   operations, in reverse order.  */
#define FAST_P_NONE 0
#define FAST_P_W32 1
#define FAST_P_I64 2
#define FAST_P_F64 3
#define FAST_P_F32 4
#define FAST_PREFIX_KINDS 5
#define FAST_P_START 1
#define FAST_P_ADDS(n, kind)                                                  \
  ((kind) * ((n) == 0 ? 1 : FAST_PREFIX_KINDS * ((n) == 1 ? 1                 \
                                                 : FAST_PREFIX_KINDS)))
#define FAST_P_ROW(kind) ((kind) == FAST_I64 ? FAST_PREFIX_EIGHT_I64 : 0)
#define FAST_PREFIX_INDIRECT 126        /* x8 is the address of the result */
#define FAST_PREFIX_EIGHT_I64 127       /* eight I64 arguments */

#include "fast.h"

#ifndef __ASSEMBLER__
#include "aapcs64.h"

/* The table of the prefixes of plans, the last prefix first.  The operations
   follow.  */
extern const char ffi_aapcs64_prefix_plan[] FFI_HIDDEN;

FFI_HIDDEN ffi_status ffi_aapcs64_prepare (ffi_cif *, ffi_abi, uint32_t,
                                           ffi_type *, ffi_type **);
FFI_HIDDEN uint64_t ffi_aapcs64_code (const struct ffi_layout *,
                                      const struct ffi_signature *);
FFI_HIDDEN unsigned ffi_aapcs64_plan_ops (const struct ffi_layout *,
                                          const struct ffi_signature *,
                                          void **op);
FFI_HIDDEN void (*ffi_aapcs64_fast_closure (uint64_t code, const ffi_cif *,
                                            uint64_t *note)) (void);
FFI_HIDDEN uint64_t ffi_aapcs64_closure_run (ffi_cif *,
                                             void (*) (ffi_cif *, void *,
                                                       void **, void *),
                                             void *user_data, void *image,
                                             void *stack);
#endif
#endif
