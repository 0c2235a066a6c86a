/* SPDX-License-Identifier: MIT */
/* MIPS n64 and n32: from a finished placement to the operations of their fast
   paths.  */
#include "arch.h"

#if defined __mips__ && _MIPS_SIM != _ABIO32

#include "n64-fast.h"
#include "image.h"

static bool
in_fpr (uint32_t image)
{
  return image < N64_F1;
}

static unsigned
slot_of (uint32_t image)
{
  return (image - (in_fpr (image) ? N64_FPR : N64_GPR)) / 8;
}

/* The kind of PIECE, a scalar, or FAST_NONE.  */
static unsigned
scalar_kind (const struct ffi_piece *piece)
{
  switch (piece->op)
    {
    case FFI_OP_U8:
      return FAST_U8;
    case FFI_OP_S8:
      return FAST_S8;
    case FFI_OP_U16:
      return FAST_U16;
    case FFI_OP_S16:
      return FAST_S16;
    case FFI_OP_S32:
      return FAST_W32;
    default:
      break;
    }
  if (in_fpr (piece->image))
    return piece->len == 4 ? FAST_F32 : FAST_F64;
  /* Soft float, and floats on the stack.  */
  if (piece->len == 4)
    return slot_of (piece->image) < FAST_REGS ? FAST_W32 : FAST_F32;
  return piece->len == 8 ? FAST_W64 : FAST_NONE;
}

/* Adds the operation for an argument of one slot.  */
static bool
add_single (struct ffi_mips_program *p, unsigned slot, unsigned kind)
{
  if (kind == FAST_NONE || slot >= FAST_SLOTS)
    return false;
  if (slot < FAST_REGS)
    ffi_mips_add (p, FAST_REG + FAST_KINDS * slot + kind);
  else if (kind < FAST_STACK_KINDS)
    ffi_mips_add (p, FAST_STACK + FAST_STACK_KINDS * (slot - FAST_REGS)
                       + (kind == FAST_F64 ? FAST_W64 : kind));
  else
    return false;
  return true;
}

/* The doublewords of a struct: one of FAST_PART_... for each.  */
struct parts
{
  unsigned n, first;         /* slot */
  uint8_t part[FAST_REGS];
};

/* Adds the doublewords of PIECE, of a value of TYPE, to PARTS.  */
static bool
add_parts (struct parts *parts, const struct ffi_piece *piece,
           const ffi_type *type)
{
  unsigned slot = slot_of (piece->image), n = (piece->len + 7) / 8;
  if (slot + n > FAST_REGS || piece->value % 8 != 0
      || slot != parts->first + piece->value / 8)
    return false;
  for (uint32_t i = 0; i < n; i++)
    {
      uint32_t left = piece->len - 8 * i;
      bool aligned = type->alignment >= 8;
      if (left < 8 && (left != 4 || type->alignment < 4))
        return false;
      if (in_fpr (piece->image) && (left < 8 || !aligned))
        return false;
      parts->part[parts->n++] = in_fpr (piece->image) ? FAST_PART_F
                                : left < 8            ? FAST_PART_4
                                : aligned             ? FAST_PART_G
                                                      : FAST_PART_U;
    }
  return true;
}

static bool
emit_parts (struct ffi_mips_program *p, const struct parts *parts)
{
  static const uint8_t single[] = {
    [FAST_PART_G] = FAST_W64, [FAST_PART_F] = FAST_F64,
    [FAST_PART_U] = FAST_S8U, [FAST_PART_4] = FAST_S4
  };
  const uint8_t *part = parts->part;
  if (parts->n == 1)
    return add_single (p, parts->first, single[part[0]]);
  if (parts->n == 2 && part[0] < FAST_PART_U && part[1] < FAST_PART_U)
    {
      ffi_mips_add (p, FAST_TWO + 5 * parts->first + 2 * part[0] + part[1]);
      return true;
    }
  ffi_mips_add (p, FAST_STRUCT + parts->first);
  for (unsigned i = 0; i < parts->n; i++)
    ffi_mips_add (p, FAST_PART + 4 * (parts->first + i) + part[i]);
  return true;
}

/* Adds the operations for an argument of TYPE in N pieces that is not a scalar
   of one slot.  */
static bool
add_wide (struct ffi_mips_program *p, const struct ffi_piece *piece,
          unsigned n, const ffi_type *type)
{
  struct parts parts = { .first = slot_of (piece->image) };
  if (n == 2 && piece[0].len == 4 && piece[1].len == 4
      && in_fpr (piece[0].image))
    {
      ffi_mips_add (p, FAST_TWO + 5 * parts.first + FAST_TWO_FLOATS);
      return true;
    }
  if (n == 1 && piece->len == 8 && type->alignment >= 8)
    return add_single (p, parts.first,
                       in_fpr (piece->image) ? FAST_F64 : FAST_W64);
  for (unsigned i = 0; i < n; i++)
    if (!add_parts (&parts, &piece[i], type))
      return false;
  return emit_parts (p, &parts);
}

static bool
is_scalar (const ffi_type *type)
{
  return !ffi_is_aggregate (type) && type->type != FFI_TYPE_COMPLEX
         && type->type != FFI_TYPE_VECTOR && type->size <= 8;
}

static bool
add_arguments (struct ffi_mips_program *p, const struct ffi_layout *layout,
               const struct ffi_signature *sig)
{
  const struct ffi_piece *piece = layout->piece;
  unsigned next = 0;
  if (layout->indirect != FFI_NO_IMAGE)
    {
      ffi_mips_add (p, FAST_INDIRECT);
      next = 1;
    }
  for (unsigned i = 0, n; i < layout->npieces; i += n)
    {
      const ffi_type *type = sig->arg_types[piece[i].arg];
      unsigned slot = slot_of (piece[i].image);
      n = 1;
      while (i + n < layout->npieces && piece[i + n].arg == piece[i].arg)
        n++;
      if (slot > next)
        ffi_mips_add (p, FAST_SKIP);
      if (!(is_scalar (type)
              ? add_single (p, slot, scalar_kind (&piece[i]))
              : add_wide (p, &piece[i], n, type))
          || p->n >= FAST_MAX_OPS)
        return false;
      const struct ffi_piece *last = &piece[i + n - 1];
      next = slot_of (last->image) + (last->len + 7) / 8;
    }
  return true;
}

static bool
is_in (unsigned op, unsigned first, unsigned n)
{
  return op >= first && op < first + n;
}

/* The operation that does the work of OP[0] and OP[1], or FAST_NONE.  */
static unsigned
pair_of (const uint16_t *op)
{
  enum
  {
    REGS = FAST_KINDS * FAST_REGS,
    STACK = FAST_STACK_KINDS * (FAST_SLOTS - FAST_REGS)
  };
  if (is_in (op[0], FAST_REG, REGS) && is_in (op[1], FAST_REG, REGS))
    {
      unsigned s = (op[0] - FAST_REG) / FAST_KINDS;
      unsigned first = (op[0] - FAST_REG) % FAST_KINDS;
      unsigned second = op[1] - FAST_REG - FAST_KINDS * (s + 1);
      return s % 2 == 0 && first <= FAST_F64 && second <= FAST_F64
               ? FAST_PAIR + 8 * s + 4 * second + first
               : FAST_NONE;
    }
  if (is_in (op[0], FAST_STACK, STACK) && is_in (op[1], FAST_STACK, STACK))
    {
      unsigned s = (op[0] - FAST_STACK) / FAST_STACK_KINDS;
      unsigned first = (op[0] - FAST_STACK) % FAST_STACK_KINDS;
      unsigned second = op[1] - FAST_STACK - FAST_STACK_KINDS * (s + 1);
      return s % 2 == 0 && first <= FAST_W64 && second <= FAST_W64
               ? FAST_STACK_PAIR + 2 * (2 * s + 2 * second + first)
               : FAST_NONE;
    }
  return FAST_NONE;
}

/* Joins pairs of operations where one operation does the work of both.  */
static void
combine (struct ffi_mips_program *p)
{
  unsigned n = 0;
  for (unsigned i = 0; i < p->n; i++)
    {
      unsigned pair = i + 1 < p->n ? pair_of (p->op + i) : FAST_NONE;
      i += pair != FAST_NONE;
      p->op[n++] = pair == FAST_NONE ? p->op[i] : (uint16_t) pair;
    }
  p->n = n;
}

/* The end for a result in floating-point registers, of N pieces.  */
static unsigned
float_end (const struct ffi_result_piece *r, unsigned n, unsigned align)
{
  bool wide = r[0].len == 8;
  if (align < r[0].len || align < r[n - 1].len)
    return FAST_NONE;
  if (n == 1)
    return wide ? FAST_END_F64 : FAST_END_F32;
  if (r[1].image == N64_F1)
    return FAST_END_D01;
  return FAST_END_FF + 4 * wide + 2 * (r[1].len == 8);
}

/* The end for an aggregate, or 16 bytes, in $2 and $3.  */
static unsigned
memory_end (uint32_t len, unsigned align)
{
  switch (len)
    {
    case 1:
      return FAST_END_G1;
    case 2:
      return align >= 2 ? FAST_END_G2 : FAST_NONE;
    case 4:
      return align >= 4 ? FAST_END_G4 : FAST_NONE;
    case 8:
      return FAST_END_G8;
    case 12:
      return align >= 4 ? FAST_END_G12 : FAST_NONE;
    case 16:
      return FAST_END_G16;
    default:
      return FAST_NONE;
    }
}

/* The operation for the call and its result.  */
static unsigned
end_op (const struct ffi_layout *layout, const ffi_type *type)
{
  static const uint8_t integer_end[] = {
    [FFI_OP_U8] = FAST_END_U8, [FFI_OP_S8] = FAST_END_S8,
    [FFI_OP_U16] = FAST_END_U16, [FFI_OP_S16] = FAST_END_S16,
    [FFI_OP_U32] = FAST_END_U32, [FFI_OP_S32] = FAST_END_S32
  };
  const struct ffi_result_piece *r = layout->result;
  enum ffi_op integer = ffi_int_op (type, 8);
  if (layout->nresult == 0)
    return FAST_END_VOID;
  if (integer != FFI_OP_BYTES)
    return integer_end[integer];
  if (r->image < N64_V0)
    return float_end (r, layout->nresult, type->alignment);
  if (layout->nresult > 1 || r->image % 8 != 0)
    return FAST_NONE;        /* soft float */
  return is_scalar (type) && r->len == 8 ? FAST_END_I64
                                         : memory_end (r->len,
                                                       type->alignment);
}

bool
ffi_mips_compile (const struct ffi_layout *layout,
                  const struct ffi_signature *sig,
                  struct ffi_mips_program *p)
{
  unsigned end = end_op (layout, sig->rtype);
  p->n = 0;
  if (end == FAST_NONE || layout->npieces > layout->capacity
      || !add_arguments (p, layout, sig))
    return false;
  combine (p);
  ffi_mips_add (p, end);
  return p->n <= FAST_MAX_OPS;
}

#endif
