/* SPDX-License-Identifier: MIT */
/* 64-bit RISC-V: from a finished placement to the operations of its fast
   paths.  */
#include "plan.h"

#ifdef __riscv

#include "psabi-fast.h"
#include "psabi.h"
#include "image.h"

_Static_assert (offsetof (struct ffi_call_plan, cif) == 2 * sizeof (void *),
                "");
_Static_assert (offsetof (struct ffi_ready_plan, op) == 3 * sizeof (void *),
                "");

#if RISCV_HAS_STUBS

enum { NONE = 256, MAX_OPS = FFI_PLAN_OPS - 1 };

/* A signature as operations.  */
struct program
{
  unsigned prefix;
  unsigned n;                /* operations, with the end if the prefix is
                                not the whole call */
  uint8_t op[MAX_OPS];
};

/* Adds OP; false if it is NONE or there is no room.  */
static bool
add (struct program *p, unsigned op)
{
  if (op == NONE || p->n == MAX_OPS)
    return false;
  p->op[p->n++] = (uint8_t) op;
  return true;
}

/* Whether one load and one store can move PIECE of a value of TYPE.  There are
   none for two-byte floats in floating-point registers.  Half the alignment is
   accepted: most values are better aligned than their type requires, and on
   Linux misaligned loads and stores work, if slowly.  The frames of closures
   align values to 16.  */
static bool
is_movable (const struct ffi_piece *piece, const ffi_type *type)
{
  bool words = piece->len > 8 && piece->image >= RISCV_GPR;
  unsigned bytes = words ? 8 : piece->len, align = type->alignment;
  if (align > 16 || (piece->op == FFI_OP_BOXED && piece->len < 4))
    return false;
#ifdef __linux__
  align *= 2;
#endif
  return align >= bytes;
}

/* The registers at offsets of the image.  */
static bool
in_fpr (uint32_t image)
{
  return image < RISCV_GPR;
}

static unsigned
register_of (uint32_t image)
{
  return (image - (in_fpr (image) ? RISCV_FPR : RISCV_GPR)) / 8;
}

/* The kind of an integer that OP widens, or of LEN bytes, in a register; or
   NONE.  */
static unsigned
kind_of (unsigned op, unsigned len)
{
  static const uint8_t widened[] = {
    [FFI_OP_U8] = FAST_U8, [FFI_OP_S8] = FAST_S8, [FFI_OP_U16] = FAST_U16,
    [FFI_OP_S16] = FAST_S16, [FFI_OP_U32] = FAST_U32, [FFI_OP_S32] = FAST_W32
  };
  return op != FFI_OP_BYTES ? widened[op]
         : len == 1         ? FAST_U8
         : len == 2         ? FAST_U16
         : len == 4         ? FAST_W32
         : len == 8         ? FAST_W64
                            : NONE;
}

/* ---- Arguments ------------------------------------------------------- */

/* The operation for an argument in one piece, PIECE.  The stack follows the
   integer registers.  */
static unsigned
single_op (const struct ffi_piece *piece)
{
  unsigned len = piece->len, r = register_of (piece->image);
  bool by_reference = piece->op == FFI_OP_REF;
  if (in_fpr (piece->image))
    return FAST_FPR + 2 * r + (len == 8);
  if (r >= RISCV_NGPR)
    return by_reference || (len != 4 && len != 8)
             ? NONE : FAST_STACK + 2 * (r - RISCV_NGPR) + (len == 8);
  if (by_reference)
    return len == 24   ? FAST_COPY_24 + r
           : len == 32 ? FAST_COPY_32 + r
                       : NONE;
  unsigned kind = kind_of (piece->op, len);
  bool is_split = len > 8 && r == RISCV_NGPR - 1;
  return kind != NONE ? FAST_GPR + FAST_KINDS * r + kind
         : is_split   ? NONE
         : len == 16  ? FAST_PAIR + r
         : len == 12  ? FAST_PAIR_12 + r
                      : NONE;
}

/* The part of a value that PIECE[1] moves, if each of both pieces has an
   operation; or NONE.  */
static unsigned
second_part (const struct ffi_piece piece[2])
{
  uint32_t len = piece[1].len, at = piece[1].value;
  return piece[0].len != 4 && piece[0].len != 8 ? NONE
         : len == 4 && at == 4                  ? FAST_4_AT_4
         : len == 4 && at == 8                  ? FAST_4_AT_8
         : len == 8 && at == 8                  ? FAST_8_AT_8
                                                : NONE;
}

/* Adds the operations for an argument in PIECE[0] and PIECE[1].  */
static bool
add_two (struct program *p, const struct ffi_piece piece[2])
{
  bool fpr0 = in_fpr (piece[0].image), fpr1 = in_fpr (piece[1].image);
  unsigned eight = piece[0].len == 8, part = second_part (piece);
  if (part == NONE)
    return false;
  if (fpr0 && fpr1 && part == (eight ? FAST_8_AT_8 : FAST_4_AT_4))
    return add (p, (eight ? FAST_DOUBLES : FAST_FLOATS)
                     + register_of (piece[0].image));
  unsigned first = fpr0 ? FAST_FIRST_FPR + 2 * register_of (piece[0].image)
                        : FAST_FIRST_GPR + 2 * register_of (piece[0].image);
  unsigned second = fpr1 ? FAST_SECOND_FPR + 3 * register_of (piece[1].image)
                         : FAST_SECOND_GPR + 3 * register_of (piece[1].image);
  return add (p, first + eight) && add (p, second + part);
}

/* Adds the operations for the arguments of SIG.  */
static bool
add_arguments (struct program *p, const struct ffi_layout *layout,
               const struct ffi_signature *sig)
{
  const struct ffi_piece *piece = layout->piece;
  const struct ffi_piece *end = piece + layout->npieces;
  for (; piece < end; piece++)
    {
      const ffi_type *type = sig->arg_types[piece->arg];
      bool two = piece + 1 < end && piece[1].arg == piece->arg;
      if (!is_movable (piece, type)
          || (two ? !is_movable (piece + 1, type) || !add_two (p, piece++)
                  : !add (p, single_op (piece))))
        return false;
    }
  return true;
}

/* ---- Results --------------------------------------------------------- */

/* The end for a result in two registers.  */
static unsigned
end_two_op (const struct ffi_piece r[2])
{
  bool fpr0 = in_fpr (r[0].image), fpr1 = in_fpr (r[1].image);
  unsigned eight = r[0].len == 8, part = second_part (r);
  if (part == NONE)
    return NONE;
  if (fpr0 && fpr1 && eight && part == FAST_8_AT_8)
    return FAST_END_DD;
  unsigned first = (fpr0 ? FAST_F32 : FAST_W32) + eight;
  return FAST_END_TWO + 6 * (first - FAST_W32)
         + (fpr1 ? FAST_TWO_F : FAST_TWO_G) + part;
}

/* The operation for the call and its result.  */
static unsigned
end_op (const struct ffi_layout *layout, const ffi_type *type)
{
  enum ffi_op integer = ffi_int_op (type, 8);
  if (layout->nresult == 0)
    return FAST_VOID;
  if (integer != FFI_OP_BYTES)
    return kind_of (integer, 0);
  const struct ffi_piece r[]
    = { ffi_result_piece (layout, 0),
        ffi_result_piece (layout, layout->nresult - 1) };
  if (!is_movable (&r[0], type) || !is_movable (&r[1], type))
    return NONE;
  if (layout->nresult == 2)
    return end_two_op (r);
  if (in_fpr (r[0].image))
    return r[0].len == 8 ? FAST_F64 : FAST_F32;
  unsigned kind = kind_of (FFI_OP_BYTES, r[0].len);
  return kind == FAST_W64 ? FAST_W64
         : kind != NONE   ? FAST_END_BYTES + kind / 2
         : r[0].len == 12 ? FAST_END_G12
         : r[0].len == 16 ? FAST_END_GG
                          : NONE;
}

/* ---- Prefixes -------------------------------------------------------- */

/* The number that prefixes have for the value that OP moves, an argument in one
   register or a result; or NONE.  */
static unsigned
prefix_kind (unsigned op)
{
  unsigned kind = op < FAST_GPR    ? op
                  : op < FAST_FPR  ? (op - FAST_GPR) % FAST_KINDS
                  : op < FAST_PAIR ? FAST_F32 + (op - FAST_FPR) % 2
                                   : FAST_VOID;
  return kind >= FAST_W32 && kind <= FAST_F64 ? kind - FAST_W32 : NONE;
}

/* How many of the first operations move one word each to a0, a1 and so on.  */
static unsigned
words_in_order (const struct program *p)
{
  unsigned n = 0;
  while (n < RISCV_NGPR && p->op[n] == FAST_GPR + FAST_KINDS * n + FAST_W64)
    n++;
  return n;
}

/* Moves as many operations as possible into the prefix.  The last one is an
   end.  */
static void
take_prefix (struct program *p, bool indirect)
{
  static const uint8_t base[] = { FAST_P_0, FAST_P_1, FAST_P_2, FAST_P_3 };
  unsigned taken = 0, kind, sum = 0;
  if (indirect)
    p->prefix = FAST_P_INDIRECT;
  else if (words_in_order (p) == RISCV_NGPR)
    {
      p->prefix = FAST_P_EIGHT;
      taken = RISCV_NGPR;
    }
  else
    {
      while (taken < 3 && taken + 1 < p->n
             && (kind = prefix_kind (p->op[taken])) != NONE)
        sum += kind << 2 * taken++;
      p->prefix = base[taken] + sum;
    }
  p->n -= taken;
  memmove (p->op, p->op + taken, p->n);
  unsigned end = p->op[0] == FAST_VOID ? 0 : 1 + prefix_kind (p->op[0]);
  if (p->n == 1 && p->prefix < FAST_P_3 && end < NONE)
    {
      p->prefix += FAST_P_WHOLE - FAST_P_0 + (FAST_P_3 - FAST_P_0) * end;
      p->n = 0;
    }
}

/* Stores the program of LAYOUT's signature in P; false if it has none.  */
static bool
compile (const struct ffi_layout *layout, const struct ffi_signature *sig,
         struct program *p)
{
  p->n = 0;
  if (layout->npieces > layout->capacity || layout->stack > FAST_STACK_BYTES
      || layout->scratch > FAST_COPY_BYTES || !add_arguments (p, layout, sig)
      || !add (p, end_op (layout, sig->rtype)))
    return false;
  take_prefix (p, layout->indirect != FFI_NO_IMAGE);
  return true;
}

/* ---- Codes and plans ------------------------------------------------- */

/* Adds OP to CODE from bit *AT on.  False if CODE has no room for it: its top
   bit has to stay clear.  */
static bool
put (uint64_t *code, unsigned *at, unsigned op)
{
  if (*at > 64 - FAST_OP_BITS)
    return false;
  *code |= (uint64_t) op << *at;
  *at += FAST_OP_BITS;
  return *code >> 63 == 0;
}

/* Whether a code needs FAST_ESCAPE before OP.  */
static bool
is_escaped (unsigned op)
{
  bool is_second = op >= FAST_SECOND_GPR && op < FAST_COPY_24;
  return op >= FAST_MORE && !is_second;
}

uint64_t
ffi_riscv_code (const struct ffi_layout *layout,
                const struct ffi_signature *sig)
{
  struct program p;
  if (!compile (layout, sig, &p))
    return 0;
  uint64_t code = p.prefix;
  unsigned at = FAST_PREFIX_BITS;
  for (unsigned i = 0; i < p.n; i++)
    if ((is_escaped (p.op[i]) && !put (&code, &at, FAST_ESCAPE))
        || !put (&code, &at, p.op[i] % FAST_MORE))
      return 0;
  return code;
}

unsigned
ffi_riscv_plan_ops (const struct ffi_layout *layout,
                    const struct ffi_signature *sig, void **op)
{
  struct program p;
  unsigned n = 0;
  if (!compile (layout, sig, &p))
    return 0;
  op[n++] = (void *) (ffi_riscv_fast_plan
                      + (p.prefix << FAST_PREFIX_SLOT_LOG2));
  for (unsigned i = 0; i < p.n; i++)
    op[n++] = (void *) ((p.op[i] < FAST_MORE ? ffi_riscv_fast_plan
                                             : ffi_riscv_fast_more_plan)
                        + (p.op[i] % FAST_MORE << FAST_SLOT_LOG2));
  return n;
}

#endif

#endif
