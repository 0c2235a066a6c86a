/* SPDX-License-Identifier: MIT */
/* MIPS o32: from a finished placement to the operations of its fast paths. */
#include "arch.h"

#if defined __mips__ && _MIPS_SIM == _ABIO32

#include "o32-fast.h"
#include "image.h"

/* The kind of the integer that OP widens.  */
static unsigned
narrow_kind (unsigned op)
{
  return op == FFI_OP_U8    ? 0
         : op == FFI_OP_S8  ? 1
         : op == FFI_OP_U16 ? 2
                            : 3;
}

static bool
is_lead (const struct ffi_piece *piece)
{
  return piece->image < O32_BLOCK;
}

/* Adds the operation for PIECE, an argument of TYPE, to slot W.  */
static bool
add_argument (struct ffi_mips_program *p, const struct ffi_piece *piece,
              const ffi_type *type, unsigned w)
{
  uint32_t len = piece->len;
  if (w + (len + 3) / 4 > FAST_SLOTS)
    return false;
  if (piece->op != FFI_OP_BYTES)
    {
      if (w >= FAST_NARROW_SLOTS)
        return false;
      ffi_mips_add (p, FAST_NARROW + 4 * w + narrow_kind (piece->op));
      return true;
    }
  if (type->alignment < 4 || len % 4 != 0)
    return false;
  if (len == 4)
    ffi_mips_add (p, FAST_4 + w);
  else if (len == 8 && w == 1)
    ffi_mips_add (p, FAST_8_AT_1);
  else if (len == 8 && w % 2 == 0)
    ffi_mips_add (p, FAST_8 + w / 2);
  else if (len == 16 && w % 2 == 0)
    ffi_mips_add (p, FAST_16 + w / 2);
  else
    {
      ffi_mips_add (p, FAST_BYTES + w);
      ffi_mips_add (p, FAST_OPERAND + len);
    }
  return true;
}

/* Adds the operation for the N leading arguments at PIECE.  Returns the number
   of slots that they take.  */
static unsigned
add_lead (struct ffi_mips_program *p, const struct ffi_piece *piece,
          unsigned n)
{
  bool wide = piece[0].len == 8;
  if (n == 1)
    {
      ffi_mips_add (p, wide ? FAST_LEAD_D : FAST_LEAD_F);
      return wide ? 2 : 1;
    }
  bool second_wide = piece[1].len == 8;
  ffi_mips_add (p, FAST_LEAD_FF + 2 * wide + second_wide);
  return second_wide ? 4 : wide ? 3 : 2;
}

static bool
add_arguments (struct ffi_mips_program *p, const struct ffi_layout *layout,
               const struct ffi_signature *sig)
{
  const struct ffi_piece *piece = layout->piece;
  unsigned next = 0, i = 0;
  if (layout->indirect != FFI_NO_IMAGE)
    {
      ffi_mips_add (p, FAST_INDIRECT);
      next = 1;
    }
  while (i < layout->npieces && is_lead (&piece[i]))
    i++;
  if (i > 0)
    next = add_lead (p, piece, i);
  for (; i < layout->npieces; i++)
    {
      unsigned w = (piece[i].image - O32_BLOCK) / 4;
      if (w > next && p->n == 1 && p->op[0] == FAST_INDIRECT)
        p->op[0] = FAST_INDIRECT_SKIP;
      else if (w > next)
        ffi_mips_add (p, FAST_SKIP);
      if (!add_argument (p, &piece[i], sig->arg_types[piece[i].arg], w)
          || p->n >= FAST_MAX_OPS)
        return false;
      next = w + (piece[i].len + 3) / 4;
    }
  return true;
}

static bool
is_in (unsigned op, unsigned first, unsigned n)
{
  return op >= first && op < first + n;
}

/* The operation that does the work of the first of the N operations at OP, for
   two arguments; or FAST_NONE.  Stores in *REPLACED how many it replaces.  */
static unsigned
pair_of (const uint16_t *op, unsigned n, unsigned *replaced)
{
  enum { PAIRS = FAST_SLOTS / 2 };
  if (n >= 2 && is_in (op[0], FAST_8, PAIRS) && op[1] == op[0] + 1
      && is_in (op[1], FAST_8, PAIRS))
    return *replaced = 2, FAST_88 + (op[0] - FAST_8);
  unsigned w = op[0] - FAST_4;
  if (n < 2 || !is_in (op[0], FAST_4, FAST_SLOTS) || w % 2 != 0)
    return FAST_NONE;
  if (op[1] == op[0] + 1)
    return *replaced = 2, FAST_44 + w / 2;
  if (n >= 3 && op[1] == FAST_SKIP && op[2] == FAST_8 + w / 2 + 1)
    return *replaced = 3, FAST_48 + w / 2;
  return FAST_NONE;
}

/* Joins operations where one does the work of several.  */
static void
combine (struct ffi_mips_program *p)
{
  unsigned n = 0, step;
  for (unsigned i = 0; i < p->n; i += step)
    {
      unsigned pair = pair_of (p->op + i, p->n - i, &step);
      if (pair == FAST_NONE)
        {
          pair = p->op[i];
          step = 1;
        }
      p->op[n++] = (uint16_t) pair;
    }
  p->n = n;
}

/* The operation for the call and its result.  */
static unsigned
end_op (const struct ffi_layout *layout, const ffi_type *type)
{
  const struct ffi_result_piece *r = layout->result;
  if (layout->nresult == 0)
    return FAST_END_VOID;
  if (r->op != FFI_OP_BYTES)
    return FAST_END_U8 + narrow_kind (r->op);
  if (type->alignment < 4)
    return FAST_NONE;
  if (r->image < O32_V0)
    return layout->nresult == 2 ? (r->len == 8 ? FAST_END_DD : FAST_END_FF)
                                : (r->len == 8 ? FAST_END_F64
                                               : FAST_END_F32);
  return r->len == 4    ? FAST_END_W32
         : r->len == 8  ? FAST_END_W64
         : r->len == 16 ? FAST_END_W128
                        : FAST_NONE;
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
