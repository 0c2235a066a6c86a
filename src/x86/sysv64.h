/* SPDX-License-Identifier: MIT */
#ifndef FFI_SYSV64_H
#define FFI_SYSV64_H

#include "arch.h"
#include "image.h"

enum { SYSV64_GPRS = 6, SYSV64_VECTORS = 8 };

/* Registers taken so far, and the stack: the counters of a placement.  Only
   the functions here change them.  */
struct sysv64_state
{
  unsigned gpr, vector;
  uint32_t stack;
  unsigned align;            /* of the stack, if more than 8 */
};

static inline uint32_t
sysv64_take_gpr (struct sysv64_state *s)
{
  return SYSV64_GPR + 8 * s->gpr++;
}

static inline uint32_t
sysv64_take_vector (struct sysv64_state *s)
{
  return SYSV64_VECTOR + SYSV64_VECTOR_SLOT * s->vector++;
}

/* The image offset of a value of LENGTH bytes in the vector register at
   IMAGE.  */
static inline uint32_t
sysv64_by_length (uint32_t image, uint32_t length)
{
  return length <= 16 ? image
                      : (image - SYSV64_VECTOR) / SYSV64_VECTOR_SLOT
                          * SYSV64_WIDE_SLOT;
}

/* "... the address is aligned up to the next 8 byte boundary", or to 16 and
   more where the type's alignment requires it.  */
static inline uint32_t
sysv64_take_stack (struct sysv64_state *s, size_t size, unsigned align)
{
  if (align < 8)
    align = 8;
  if (align > s->align)
    s->align = align;
  size_t at = ffi_round_up (s->stack, align);
  size_t end = at + ffi_round_up (size, 8);
  s->stack = end > FFI_MAX_IMAGE ? FFI_MAX_IMAGE + 64 : (uint32_t) end;
  return SYSV64_STACK + (uint32_t) at;
}

/* Takes the place of a scalar of one eightbyte: class SSE or INTEGER.  */
static inline uint32_t
sysv64_take_scalar (struct sysv64_state *s, bool sse)
{
  if (sse)
    return s->vector < SYSV64_VECTORS ? sysv64_take_vector (s)
                                      : sysv64_take_stack (s, 8, 8);
  return s->gpr < SYSV64_GPRS ? sysv64_take_gpr (s)
                              : sysv64_take_stack (s, 8, 8);
}

/* The kinds of the eightbytes of a value of at most two, the second one
   WORD_BITS further left, or WORD_NONE for other values.  */
enum { WORD_SSE = 1, WORD_INTEGER = 2, WORD_BITS = 2, WORD_NONE = 16 };

/* Takes the places of the eightbytes of WORDS, in registers as a whole.
   False: "if there are no registers available for any eightbyte of an
   argument, the whole argument is passed on the stack".  */
static inline bool
sysv64_take_words (struct sysv64_state *s, unsigned words, uint32_t image[2])
{
  static const uint8_t gprs[] = { 0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 2, 2, 1, 1, 2,
                                  2 },
                       vectors[] = { 0, 1, 0, 0, 1, 2, 1, 1, 0, 1, 0, 0, 0, 1,
                                     0, 0 };
  unsigned first = words & (WORD_SSE | WORD_INTEGER);
  unsigned second = words >> WORD_BITS;
  if (s->gpr + gprs[words] > SYSV64_GPRS
      || s->vector + vectors[words] > SYSV64_VECTORS)
    return false;
  if (first != 0)
    image[0] = first >= WORD_INTEGER ? sysv64_take_gpr (s)
                                     : sysv64_take_vector (s);
  if (second != 0)
    image[1] = second >= WORD_INTEGER ? sysv64_take_gpr (s)
                                      : sysv64_take_vector (s);
  return true;
}

struct ffi_sysv64_desc
{
  struct ffi_abi_desc abi;
  /* Bytes of the widest vector register; NULL: 64.  */
  unsigned (*vector_bytes) (void);
  /* long double is binary128 (-mlong-double-128, which is Android's).  */
  bool quad;
};

FFI_HIDDEN ffi_status ffi_sysv64_place (const struct ffi_abi_desc *,
                                        const struct ffi_signature *,
                                        struct ffi_layout *);
/* Its parts: the kinds of TYPE (sysv64_take_words), which, if it is a struct,
   may not be checked yet; the result of TYPE, no scalar but a long double,
   which has these WORDS, and, with WORD_NONE, holds no wide vector.  */
FFI_HIDDEN unsigned ffi_sysv64_words (const ffi_type *type);
FFI_HIDDEN void ffi_sysv64_place_value (const struct ffi_abi_desc *,
                                        const ffi_type *, unsigned words,
                                        struct sysv64_state *,
                                        struct ffi_layout *);
FFI_HIDDEN const char *ffi_sysv64_reg_name (const struct ffi_abi_desc *,
                                            uint32_t offset);

/* The fast paths (sysv64-code.c, sysv64-fast.S).  */
FFI_HIDDEN uint64_t ffi_sysv64_code (const struct ffi_layout *,
                                     const struct ffi_signature *);
FFI_HIDDEN ffi_status ffi_sysv64_prepare (ffi_cif *, ffi_abi, uint32_t nargs,
                                          ffi_type *rtype,
                                          ffi_type **arg_types);
FFI_HIDDEN unsigned ffi_sysv64_plan_ops (const struct ffi_layout *,
                                         const struct ffi_signature *,
                                         void **op);
FFI_HIDDEN void (*ffi_sysv64_fast_closure (uint64_t code, const ffi_cif *,
                                           uint64_t *note)) (void);
FFI_HIDDEN extern const char ffi_sysv64_fast_whole[];
FFI_HIDDEN extern const char ffi_sysv64_fast_plan[];

/* max_extra: an argument in several pieces has each in a register, of 14.  */
#define FFI_SYSV64_DESC(title, vectors, is_quad)                              \
  {                                                                           \
    { .name = title, .word = 8, .max_extra = 14, .half_floats = true,         \
      .looks_into = 1 | 1 << 1 | 1 << 2 | 1 << 4 | 1 << 8,                    \
      .stack_at = SYSV64_STACK, .clear_at = SYSV64_RAX,                       \
      .gpr_at = SYSV64_GPR, .fpr_at = SYSV64_VECTOR, .fpr_end = SYSV64_RAX,   \
      .gpr_end = SYSV64_GPR + 8 * SYSV64_GPRS,                                \
      .fpr_step = SYSV64_VECTOR_SLOT, .x87_flag = SYSV64_X87_1,               \
      .split_at = 8,                                                          \
      .wide_end = SYSV64_CHAIN, .frame = SYSV64_FRAME,                        \
      .wide_flags = SYSV64_VECTOR_16 | SYSV64_VECTOR_32 | SYSV64_VECTOR_64,   \
      .padded = true, .one_run = 8, .one_run_from = 17,                       \
      .place = ffi_sysv64_place,                                              \
      .reg_name = ffi_sysv64_reg_name },                                      \
    vectors, is_quad                                                          \
  }

/* The convention on a processor with every vector register.  */
FFI_HIDDEN extern const struct ffi_sysv64_desc ffi_sysv64, ffi_sysv64_quad;

#endif
