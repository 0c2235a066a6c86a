/* SPDX-License-Identifier: MIT */
/* IBM Z: "ELF Application Binary Interface s390x Supplement", section 1.2,
   and what it has of the 31-bit ABI.  The rules are told in
   doc/abi/s390x.md.  */
#include "s390.h"
#include "image.h"

enum { NGPR = 5, NVR = 8 };

/* How a value travels.  */
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
  unsigned gpr, fpr, vr;
  uint32_t stack;            /* image offset of the next stack argument */
};

/* ---- Taking registers and stack -------------------------------------- */

static uint32_t
take_stack (struct state *s, size_t size)
{
  uint32_t at = s->stack;
  s->stack += (uint32_t) ffi_round_up (size, s->desc->abi.word);
  return at;
}

/* SIZE bytes in r registers, two of them for 8 bytes in 31 bits, of any
   numbers.  If only r6 is left for these two, it stays empty: they go on the
   stack, and whatever needs an r register after them does too.  */
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

/* A float on the stack is right-justified in its word as an integer is; SIZE
   is that of the struct that it may be alone in.  */
static uint32_t
take_fpr (struct state *s, size_t size)
{
  const struct ffi_abi_desc *abi = &s->desc->abi;
  if (s->fpr == s->desc->nfpr)
    return ffi_low_bytes (abi, take_stack (s, size), (uint32_t) size);
  return S390_FPR (abi->word) + 8 * s->fpr++;
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

/* A struct is equivalent to a scalar if it has exactly one member, and this
   one is either the scalar or such a struct: no union, no array, no member
   without bytes beside it.  Returns the scalar, TYPE itself if it is no
   struct, NULL for other structs.  */
static const ffi_type *
only_scalar (const ffi_type *type)
{
  while (type->type == FFI_TYPE_STRUCT)
    {
      ffi_type *const *e = ffi_members (type);
      const ffi_type *member = e[0];
      if (!member || e[1]
          || ffi_round_up (member->size, type->alignment) != type->size)
        return NULL;
      type = member;
    }
  return type;
}

/* The float or double that TYPE is or is equivalent to; NULL: neither.  What
   an "aligned" attribute adds to 8 bytes is padding, but no more than that.  */
static const ffi_type *
float_of (const ffi_type *type)
{
  const ffi_type *scalar = type->size <= 8 ? only_scalar (type) : NULL;
  return scalar && (scalar->type == FFI_TYPE_FLOAT
                    || scalar->type == FFI_TYPE_DOUBLE) ? scalar : NULL;
}

/* Vectors of up to 16 bytes, and structs equivalent to one without any
   padding.  */
static bool
is_vector (const ffi_type *type)
{
  const ffi_type *scalar = type->size <= 16 ? only_scalar (type) : NULL;
  return scalar && scalar->type == FFI_TYPE_VECTOR
         && scalar->size == type->size;
}

/* Structs and unions of 1, 2, 4 or 8 bytes travel as an integer of their size
   does, the bytes above not defined.  Those of none travel by reference.  */
static bool
has_size_of_integer (const ffi_type *type)
{
  return type->size == 1 || type->size == 2 || type->size == 4
         || type->size == 8;
}

static enum kind
classify (const struct ffi_s390_desc *desc, const ffi_type *type)
{
  if (desc->vectors && is_vector (type))
    return VECTOR;
  if (desc->nfpr != 0 && float_of (type))
    return FLOAT;
  switch (type->type)
    {
    case FFI_TYPE_STRUCT:
      return has_size_of_integer (type) ? WORD : REFERENCE;
    case FFI_CODE_LONGDOUBLE:
    case FFI_TYPE_UINT128:
    case FFI_TYPE_SINT128:
    case FFI_TYPE_COMPLEX:
    case FFI_TYPE_VECTOR:
      return REFERENCE;
    default:
      return WORD;
    }
}

/* ---- Placement ------------------------------------------------------- */

static void
place_argument (struct state *s, uint32_t arg, const ffi_type *type,
                bool named, struct ffi_layout *layout)
{
  const struct ffi_abi_desc *abi = &s->desc->abi;
  uint32_t size = (uint32_t) type->size;
  switch (classify (s->desc, type))
    {
    case WORD:
      ffi_emit (layout, arg, ffi_int_op (type, abi->word), 0,
                ffi_low_bytes (abi, take_gpr (s, size), size), size);
      break;
    case FLOAT:
      ffi_emit (layout, arg, FFI_OP_BYTES, 0, take_fpr (s, size),
                (uint32_t) float_of (type)->size);
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

/* Scalars are returned in r2 (r2 and r3), f0 or v24; all structs, and whatever
   is passed by reference, where a hidden first argument points.  Callers rely
   on nothing in r2 then, but compiled functions leave the address there.  */
static void
place_result (struct state *s, const ffi_type *type,
              struct ffi_layout *layout)
{
  const struct ffi_abi_desc *abi = &s->desc->abi;
  uint32_t size = (uint32_t) type->size;
  enum kind kind = type->type == FFI_TYPE_STRUCT ? REFERENCE
                                                 : classify (s->desc, type);
  if (type->type == FFI_TYPE_VOID)
    return;
  if (kind == REFERENCE)
    layout->indirect = layout->echo = take_gpr (s, abi->word);
  else if (kind == VECTOR)
    {
      ffi_emit_result (layout, FFI_OP_BYTES, 0, S390_VR, size);
      layout->flags |= S390_USES_VR;
    }
  else if (kind == FLOAT)
    ffi_emit_result (layout, FFI_OP_BYTES, 0, S390_FPR (abi->word), size);
  else
    ffi_emit_result (layout, ffi_int_op (type, abi->word), 0,
                     ffi_low_bytes (abi, S390_R (abi->word, 2), size), size);
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
  if (s.vr > 0)
    layout->flags |= S390_USES_VR;
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
  if (offset >= S390_VR && offset < S390_S)
    return vr[(offset - S390_VR) / 16];
  if (offset >= S390_R (word, 2) && offset < S390_R (word, 2 + NGPR))
    return gpr[(offset - S390_R (word, 2)) / word];
  if (offset >= S390_FPR (word) && offset < S390_STACK (word))
    return fpr[(offset - S390_FPR (word)) / 8];
  return NULL;
}

/* ---- The variants ---------------------------------------------------- */

#define DESC(variant, abi_name, word_, nfpr_, vectors_)                       \
  const struct ffi_s390_desc ffi_##variant = {                                \
    { .name = abi_name, .word = word_, .big_endian = true,                    \
      .variadic_differs = vectors_, .stack_at = S390_S,                       \
      .place = s390_place, .reg_name = s390_reg_name },                       \
    nfpr_, vectors_                                                           \
  }

DESC (s390x, "s390x", 8, 4, false);
DESC (s390x_vx, "s390x-vx", 8, 4, true);
DESC (s390x_soft, "s390x-soft", 8, 0, false);
DESC (s390, "s390", 4, 2, false);
DESC (s390_vx, "s390-vx", 4, 2, true);
DESC (s390_soft, "s390-soft", 4, 0, false);
