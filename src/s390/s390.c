/* SPDX-License-Identifier: MIT */
/* IBM Z: "ELF Application Binary Interface s390x Supplement", section 1.2, and
   the 31-bit ABI.  doc/abi/s390x.md explains the rules.  */
#include "s390.h"
#include "image.h"

/* MAX_EQUIVALENT: the largest struct that is passed as the scalar in it.  */
enum { NGPR = 5, NVR = 8, MAX_EQUIVALENT = 16 };

/* How a value is passed.  */
enum kind
{
  WORD,                      /* right-justified in an r register */
  FLOAT,                     /* left-justified in an f register */
  VECTOR,                    /* left-justified in a v register */
  REFERENCE                  /* the address of a copy */
};

/* Registers of each kind taken so far, and the stack.  */
struct state
{
  const struct ffi_s390_desc *desc;
  uint32_t stack;            /* image offset of the next stack argument */
  uint8_t gpr, fpr, vr;
};

/* ---- Taking registers and stack -------------------------------------- */

static uint32_t
take_stack (struct state *s, size_t size)
{
  uint32_t at = s->stack;
  s->stack += (uint32_t) ffi_round_up (size, s->desc->abi.word);
  return at;
}

/* Takes r registers for SIZE bytes: in 31 bits, 8 bytes take the next two.  If
   only r6 is left for two, it stays empty: the value is on the stack, and so
   are all later values that need an r register.  */
static uint32_t
take_gpr (struct state *s, size_t size)
{
  unsigned word = s->desc->abi.word;
  unsigned n = size > word ? 2 : 1;
  if (s->gpr + n > NGPR)
    {
      s->gpr = NGPR;
      return take_stack (s, size);
    }
  uint32_t image = S390_R (word, 2 + s->gpr);
  s->gpr += n;
  return image;
}

/* A float on the stack is right-justified in its word, as integers are.  SIZE
   is that of the float or of the struct around it.  */
static uint32_t
take_fpr (struct state *s, size_t size)
{
  const struct ffi_abi_desc *abi = &s->desc->abi;
  if (s->fpr == s->desc->nfpr)
    return ffi_low_bytes (abi, take_stack (s, size), (uint32_t) size);
  return S390_FPR + 8 * s->fpr++;
}

/* Anonymous vectors are always on the stack, even if registers are left.  */
static uint32_t
take_vr (struct state *s, size_t size, bool named)
{
  if (!named || s->vr == NVR)
    return take_stack (s, size);
  return S390_VR + 16 * s->vr++;
}

/* ---- Classification -------------------------------------------------- */

/* A struct is equivalent to a scalar if it has exactly one member, which is
   the scalar or such a struct: no union, no array, not even a second member
   without bytes.  Returns the scalar, or TYPE itself if it is no struct; NULL
   for other structs.  */
static const ffi_type *
only_scalar (const ffi_type *type)
{
  while (ffi_is_aggregate (type))
    {
      ffi_type *const *e = ffi_members (type);
      const ffi_type *member = e[0];
      if (!member || e[1] || ffi_is_union (type)
          || member->type == FFI_TYPE_BITFIELD
          || ffi_round_up (member->size, type->alignment) != type->size)
        return NULL;
      type = member;
    }
  return type;
}

static inline enum kind
classify_scalar (const struct ffi_s390_desc *desc, const ffi_type *type)
{
  switch (type->type)
    {
    case FFI_TYPE_FLOAT:
    case FFI_TYPE_DOUBLE:
      return desc->nfpr != 0 ? FLOAT : WORD;
    case FFI_TYPE_VECTOR:
      return desc->vectors && type->size <= MAX_EQUIVALENT ? VECTOR
                                                           : REFERENCE;
    case FFI_CODE_LONGDOUBLE:
    case FFI_TYPE_UINT128:
    case FFI_TYPE_SINT128:
    case FFI_TYPE_COMPLEX:
      return REFERENCE;
    default:
      return WORD;
    }
}

/* A struct that is equivalent to a float or a vector is passed as that scalar.
   A vector must not have padding after it; a float may have, by an "aligned"
   attribute, up to 8 bytes in all.  Other structs of 1, 2, 4 or 8 bytes are
   passed as integers of their size, with undefined upper bytes.  All others,
   also those without bytes, are passed by reference.  */
static enum kind
classify_struct (const struct ffi_s390_desc *desc, const ffi_type *type)
{
  size_t size = type->size;
  const ffi_type *scalar = size <= MAX_EQUIVALENT ? only_scalar (type) : NULL;
  if (scalar)
    {
      enum kind kind = classify_scalar (desc, scalar);
      if ((kind == FLOAT && size <= 8)
          || (kind == VECTOR && scalar->size == size))
        return kind;
    }
  return size == 1 || size == 2 || size == 4 || size == 8 ? WORD : REFERENCE;
}

/* ---- Placement ------------------------------------------------------- */

static void
place_argument (struct state *s, uint32_t arg, const ffi_type *type,
                bool named, struct ffi_layout *layout)
{
  const struct ffi_abi_desc *abi = &s->desc->abi;
  uint32_t size = (uint32_t) type->size;
  enum kind kind = ffi_is_aggregate (type)
                     ? classify_struct (s->desc, type)
                     : classify_scalar (s->desc, type);
  switch (kind)
    {
    case WORD:
      ffi_emit (layout, arg, ffi_int_op (type, abi->word), 0,
                ffi_low_bytes (abi, take_gpr (s, size), size), size);
      break;
    case FLOAT:
      ffi_emit (layout, arg, FFI_OP_BYTES, 0, take_fpr (s, size),
                (uint32_t) only_scalar (type)->size);
      break;
    case VECTOR:
      ffi_emit (layout, arg, FFI_OP_BYTES, 0, take_vr (s, size, named), size);
      break;
    case REFERENCE:
      ffi_emit (layout, arg, FFI_OP_REF,
                ffi_take_scratch (layout, size, type->alignment),
                take_gpr (s, abi->word), size);
      break;
    }
}

/* Scalars are returned in r2 (r2 and r3), f0 or v24; structs, and all that is
   passed by reference, in memory at the address in a hidden first argument.
   Callers do not rely on r2 then, but compiled functions leave the address
   there.  */
static void
place_result (struct state *s, const ffi_type *type,
              struct ffi_layout *layout)
{
  const struct ffi_abi_desc *abi = &s->desc->abi;
  uint32_t size = (uint32_t) type->size;
  enum kind kind = REFERENCE;
  if (type->type == FFI_TYPE_VOID)
    return;
  if (!ffi_is_aggregate (type))
    kind = classify_scalar (s->desc, type);
  switch (kind)
    {
    case WORD:
      ffi_emit_result (layout, ffi_int_op (type, abi->word), 0,
                       ffi_low_bytes (abi, S390_R (abi->word, 2), size), size);
      break;
    case FLOAT:
      ffi_emit_result (layout, FFI_OP_BYTES, 0, S390_FPR, size);
      layout->flags |= S390_USES_FPR;
      break;
    case VECTOR:
      ffi_emit_result (layout, FFI_OP_BYTES, 0, S390_VR, size);
      layout->flags |= S390_USES_VR;
      break;
    case REFERENCE:
      layout->indirect = take_gpr (s, abi->word);
      layout->echo = (uint16_t) layout->indirect;
      break;
    }
}

static ffi_status
s390_place (const struct ffi_abi_desc *abi, const struct ffi_signature *sig,
            struct ffi_layout *layout)
{
  struct state s = { .desc = (const struct ffi_s390_desc *) abi,
                     .stack = S390_STACK (abi->word) };
  place_result (&s, sig->rtype, layout);
  for (uint32_t i = 0; i < sig->nargs; i++)
    if (ffi_is_passed (sig->arg_types[i]))
      place_argument (&s, i, sig->arg_types[i], i < sig->nfixed, layout);
  layout->stack = (uint32_t) ffi_round_up (s.stack - S390_S, 8);
  layout->flags |= (s.vr > 0 ? S390_USES_VR : 0)
                   | (s.fpr > 0 ? S390_USES_FPR : 0);
  return FFI_OK;
}

static const char *
s390_reg_name (const struct ffi_abi_desc *abi, uint32_t offset)
{
  static const char *const gpr[] = { "r2", "r3", "r4", "r5", "r6" };
  static const char *const fpr[] = { "f0", "f2", "f4", "f6" };
  static const char *const vr[]
    = { "v24", "v26", "v28", "v30", "v25", "v27", "v29", "v31" };
  uint32_t word = abi->word;
  if (offset < S390_CHAIN)
    return vr[(offset - S390_VR) / 16];
  if (offset >= S390_R (word, 2) && offset < S390_R (word, 2 + NGPR))
    return gpr[(offset - S390_R (word, 2)) / word];
  if (offset >= S390_FPR && offset < S390_FPR_END (word))
    return fpr[(offset - S390_FPR) / 8];
  return NULL;
}

/* ---- The variants ---------------------------------------------------- */

#define DESC(variant, abi_name, word_, nfpr_, vectors_)                       \
  const struct ffi_s390_desc ffi_##variant = {                                \
    { .name = abi_name, .word = word_, .big_endian = true,                    \
      .variadic_differs = vectors_, .looks_into = 7,                         \
      S390_IMAGE (word_), .one_run = 255,                                     \
      .place = s390_place, .reg_name = s390_reg_name },                       \
    nfpr_, vectors_                                                           \
  }

DESC (s390x, "s390x", 8, 4, false);
DESC (s390x_vx, "s390x-vx", 8, 4, true);
DESC (s390x_soft, "s390x-soft", 8, 0, false);
DESC (s390, "s390", 4, 2, false);
DESC (s390_vx, "s390-vx", 4, 2, true);
DESC (s390_soft, "s390-soft", 4, 0, false);
