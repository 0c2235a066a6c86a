/* SPDX-License-Identifier: MIT */
/* RISC-V: from a finished placement to the operations of its fast paths.  */
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

enum { NONE = 256, MAX_OPS = FFI_PLAN_OPS - 1, WORD = RISCV_WORD };

/* A signature as operations.  */
struct program
{
  unsigned prefix;
  unsigned n;                /* operations, with the end if the prefix is
                                not the whole call */
  uint8_t op[MAX_OPS];
};

/* The state after the arguments compiled so far.  */
struct progress
{
  uint32_t stack;            /* bytes of stack arguments */
  bool copied;               /* the frame's space for one copy is taken */
};

/* Whether loads and stores of BYTES may move values of TYPE.  Half the
   alignment is accepted: most values are better aligned than their type
   requires, and on Linux misaligned loads and stores work, if slowly.  The
   frames of closures align values to 16.  */
static bool
is_aligned (const ffi_type *type, unsigned bytes)
{
  if (type->alignment > 16)
    return false;
#ifdef __linux__
  return 2u * type->alignment >= bytes;
#else
  return type->alignment >= bytes;
#endif
}

/* Whether one load and one store can move PIECE of a value of TYPE.  There are
   none for two-byte floats in floating-point registers.  */
static bool
is_movable (const struct ffi_piece *piece, const ffi_type *type)
{
  bool words = piece->len > WORD && piece->image >= RISCV_GPR;
  if (piece->op == FFI_OP_BOXED && piece->len < 4)
    return false;
  return is_aligned (type, words ? WORD : piece->len);
}

/* The kinds of image offsets.  */
static bool
in_fpr (uint32_t image)
{
  return image < RISCV_GPR;
}

static unsigned
fpr_of (uint32_t image)
{
  return (image - RISCV_FPR) / RISCV_FPR_SLOT;
}

static unsigned
gpr_of (uint32_t image)
{
  return (image - RISCV_GPR) / WORD;
}

/* The kind of integer that PIECE moves to a register, or NONE.  */
static unsigned
integer_kind (const struct ffi_piece *piece)
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
      return piece->len == 4                ? FAST_W32
             : piece->len == 8 && WORD == 8 ? FAST_W64
             : piece->len == 2              ? FAST_U16
             : piece->len == 1              ? FAST_U8
                                            : NONE;
    }
}

/* The operation for a stack argument that follows the previous one without a
   gap.  */
static unsigned
stack_op (struct progress *at, const struct ffi_piece *piece)
{
  uint32_t offset = piece->image - RISCV_IMAGE;
  if (offset != at->stack || (piece->len != 4 && piece->len != 8)
      || (piece->op != FFI_OP_BYTES && piece->op != FFI_OP_S32))
    return NONE;
  at->stack += piece->len == 8 ? 8 : WORD;
  return (offset == 0 ? FAST_STACK_FIRST : FAST_STACK_NEXT)
         + (piece->len == 8);
}

static unsigned
copy_op (struct progress *at, const struct ffi_piece *piece)
{
  if (at->copied || piece->image >= RISCV_IMAGE
      || (piece->len != 3 * WORD && piece->len != 4 * WORD))
    return NONE;
  at->copied = true;
  return (piece->len == 3 * WORD ? FAST_COPY_3 : FAST_COPY_4)
         + gpr_of (piece->image);
}

/* The operation for an argument of TYPE in one piece, PIECE.  */
static unsigned
single_op (struct progress *at, const struct ffi_piece *piece,
           const ffi_type *type)
{
  if (piece->value != 0 && piece->op != FFI_OP_REF)
    return NONE;
  if (!is_movable (piece, type))
    return NONE;
  if (piece->op == FFI_OP_REF)
    return copy_op (at, piece);
  if (piece->image >= RISCV_IMAGE)
    return stack_op (at, piece);
  if (in_fpr (piece->image))
    return FAST_FPR + 2 * fpr_of (piece->image) + (piece->len == 8);
  unsigned g = gpr_of (piece->image);
  if (piece->len <= WORD)
    {
      unsigned kind = integer_kind (piece);
      return kind == NONE ? NONE : FAST_GPR + FAST_KINDS * g + kind;
    }
  if (g == RISCV_NGPR - 1)
    return NONE;             /* split */
  return piece->len == 2 * WORD             ? FAST_PAIR + g
         : piece->len == 12 && WORD == 8    ? FAST_PAIR_12 + g
                                            : NONE;
}

/* The part of a struct that its second piece moves, or NONE.  */
static unsigned
second_part (const struct ffi_piece *piece)
{
  return piece->len == 4 && piece->value == 4   ? FAST_4_AT_4
         : piece->len == 4 && piece->value == 8 ? FAST_4_AT_8
         : piece->len == 8 && piece->value == 8 ? FAST_8_AT_8
                                                : NONE;
}

/* Adds the operations for an argument in PIECE[0] and PIECE[1].  */
static bool
add_two (struct program *p, const struct ffi_piece piece[2])
{
  unsigned part = second_part (&piece[1]);
  bool eight = piece[0].len == 8;
  if (piece[0].value != 0 || (piece[0].len != 4 && !eight) || part == NONE
      || p->n + 2 > MAX_OPS)
    return false;
  bool fpr0 = in_fpr (piece[0].image), fpr1 = in_fpr (piece[1].image);
  if (fpr0 && fpr1)
    {
      if (!eight && part == FAST_4_AT_8)
        return false;
      unsigned kind = part == FAST_4_AT_4 ? FAST_FLOATS_FF
                      : part == FAST_4_AT_8 ? FAST_FLOATS_DF
                      : eight               ? FAST_FLOATS_DD
                                            : FAST_FLOATS_FD;
      p->op[p->n++]
        = (uint8_t) (FAST_FLOATS + 4 * fpr_of (piece[0].image) + kind);
      return true;
    }
  p->op[p->n++] = (uint8_t) (
    (fpr0 ? FAST_FIRST_FPR + 2 * fpr_of (piece[0].image)
          : FAST_FIRST_GPR + 2 * gpr_of (piece[0].image)) + eight);
  p->op[p->n++] = (uint8_t) (
    (fpr1 ? FAST_SECOND_FPR + 3 * fpr_of (piece[1].image)
          : FAST_SECOND_GPR + 3 * gpr_of (piece[1].image)) + part);
  return true;
}

/* The end for a result in two registers.  */
static unsigned
end_two_op (const struct ffi_piece r[2])
{
  unsigned part = second_part (&r[1]);
  if (r[0].value != 0 || (r[0].len != 4 && r[0].len != 8) || part == NONE)
    return NONE;
  bool fpr0 = in_fpr (r[0].image), fpr1 = in_fpr (r[1].image);
  if (fpr0 && fpr1 && r[0].len == 8 && part == FAST_8_AT_8)
    return FAST_END_DD;
  unsigned first = (fpr0 ? FAST_ONE_F4 : FAST_ONE_G4) + (r[0].len == 8);
  return FAST_END_TWO + 6 * first + (fpr1 ? FAST_TWO_F : FAST_TWO_G) + part;
}

/* The operation for the call and its result.  */
static unsigned
end_op (const struct ffi_layout *layout, const ffi_type *type)
{
  static const uint8_t integer_end[] = {
    [FFI_OP_U8] = FAST_END_U8, [FFI_OP_S8] = FAST_END_S8,
    [FFI_OP_U16] = FAST_END_U16, [FFI_OP_S16] = FAST_END_S16,
    [FFI_OP_U32] = FAST_END_U32, [FFI_OP_S32] = FAST_END_W32
  };
  enum ffi_op integer = ffi_int_op (type, WORD);
  if (layout->nresult == 0)
    return FAST_END_VOID;
  if (integer != FFI_OP_BYTES)
    return integer_end[integer];
  const struct ffi_piece r[]
    = { ffi_result_piece (layout, 0),
        ffi_result_piece (layout, layout->nresult - 1) };
  if (!is_movable (&r[0], type)
      || (layout->nresult == 2 && !is_movable (&r[1], type)))
    return NONE;
  if (layout->nresult == 2)
    return end_two_op (r);
  if (r[0].value != 0)
    return NONE;
  if (in_fpr (r[0].image))
    return r[0].len == 8 ? FAST_END_F64 : FAST_END_F32;
  switch (r[0].len)
    {
    case 1:
      return FAST_END_G1;
    case 2:
      return FAST_END_G2;
    case 4:
      return WORD == 4 ? FAST_END_W32 : FAST_END_G4;
    case 8:
      return FAST_END_W64;
    case 12:
      return FAST_END_G12;
    case 16:
      return FAST_END_GG;
    default:
      return NONE;
    }
}

/* The prefix's kind of an argument in one register, which OP loads.  */
static unsigned
prefix_kind (unsigned op)
{
  if (op >= FAST_GPR && op < FAST_FPR)
    {
      unsigned kind = (op - FAST_GPR) % FAST_KINDS;
      return kind == FAST_W32   ? FAST_P_W32
             : kind == FAST_W64 ? FAST_P_W64
                                : NONE;
    }
  if (op >= FAST_FPR && op < FAST_PAIR)
    return (op - FAST_FPR) % 2 ? FAST_P_F64 : FAST_P_F32;
  return NONE;
}

/* The end of a whole call, or NONE.  */
static unsigned
whole_end (unsigned end)
{
  switch (end)
    {
    case FAST_END_VOID:
      return FAST_WHOLE_VOID;
    case FAST_END_W32:
      return FAST_WHOLE_W32;
    case FAST_END_W64:
      return FAST_WHOLE_W64;
    case FAST_END_F64:
      return FAST_WHOLE_F64;
    case FAST_END_F32:
      return FAST_WHOLE_F32;
    default:
      return NONE;
    }
}

/* How many of the first operations move one word each to a0, a1 and so on.  */
static unsigned
words_in_order (const struct program *p)
{
  unsigned n = 0, kind = WORD == 8 ? FAST_W64 : FAST_W32;
  while (n < RISCV_NGPR && p->op[n] == FAST_GPR + FAST_KINDS * n + kind)
    n++;
  return n;
}

/* Moves as many operations as possible into the prefix.  */
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
      while (taken < 3 && (kind = prefix_kind (p->op[taken])) != NONE)
        sum += kind << 2 * taken++;
      p->prefix = base[taken] + sum;
    }
  p->n -= taken;
  memmove (p->op, p->op + taken, p->n);
  unsigned end = p->n == 1 ? whole_end (p->op[0]) : NONE;
  if (p->prefix < FAST_P_3 && end != NONE)
    {
      p->prefix += FAST_P_WHOLE - FAST_P_0 + (FAST_P_3 - FAST_P_0) * end;
      p->n = 0;
    }
}

/* Adds to P the operations for the arguments of SIG.  */
static bool
add_arguments (const struct ffi_layout *layout,
               const struct ffi_signature *sig, struct program *p)
{
  struct progress at = { 0, false };
  const struct ffi_piece *piece = layout->piece;
  const struct ffi_piece *end = piece + layout->npieces;
  for (; piece < end && p->n < MAX_OPS; piece++)
    {
      const ffi_type *type = sig->arg_types[piece->arg];
      if (piece + 1 < end && piece[1].arg == piece->arg)
        {
          if (!is_movable (piece, type) || !is_movable (piece + 1, type)
              || !add_two (p, piece++))
            return false;
          continue;
        }
      unsigned op = single_op (&at, piece, type);
      if (op == NONE)
        return false;
      p->op[p->n++] = (uint8_t) op;
    }
  return piece == end && p->n < MAX_OPS;
}

/* Stores the program of LAYOUT's signature in P; false if it has none.  */
static bool
compile (const struct ffi_layout *layout, const struct ffi_signature *sig,
         struct program *p)
{
  unsigned end = end_op (layout, sig->rtype);
  p->n = 0;
  if (layout->npieces > layout->capacity || end == NONE
      || layout->stack > FAST_STACK || !add_arguments (layout, sig, p))
    return false;
  p->op[p->n++] = (uint8_t) end;
  take_prefix (p, layout->indirect != FFI_NO_IMAGE);
  return true;
}

/* ---- Codes ----------------------------------------------------------- */

/* Stores P's operations in OP as a code has them; a pair of first and second
   operation has one escape.  Returns their number, or more than MAX.  */
static unsigned
escaped (const struct program *p, uint8_t *op, unsigned max)
{
  unsigned n = 0;
  for (unsigned i = 0; i < p->n && n < max; i++)
    {
      bool more = p->op[i] >= FAST_MORE;
      bool second = p->op[i] >= FAST_SECOND_GPR && p->op[i] < FAST_COPY_3;
      if (more && !second)
        op[n++] = FAST_ESCAPE;
      if (n < max)
        op[n] = p->op[i] % FAST_MORE;
      n++;
      if (n == max && i + 1 < p->n)
        n++;
    }
  return n;
}

static uint64_t
packed (const uint8_t *op, unsigned n)
{
  uint64_t code = 0;
  while (n-- > 0)
    code = code << FAST_OP_BITS | op[n];
  return code;
}

/* RV64: all operations after the prefix.  */
static uint64_t
code_in_one_word (const uint8_t *op, unsigned n, unsigned prefix)
{
  if (n == FAST_OPS && op[n - 1] >= 1 << (FAST_OP_BITS - 1))
    return 0;
  return packed (op, n) << FAST_PREFIX_BITS | prefix;
}

/* Whether operation I of OP must follow the one before it directly.  */
static bool
is_tied (const uint8_t *op, unsigned i)
{
  bool first = i >= 2 && op[i - 2] == FAST_ESCAPE
               && op[i - 1] < FAST_SECOND_GPR - FAST_MORE;
  return i >= 1 && (op[i - 1] == FAST_ESCAPE || first);
}

/* RV32: three operations in the lower word, or up to two and FAST_REFILL,
   and then up to four in the upper.  */
static uint64_t
code_in_two_words (uint8_t *op, unsigned n, unsigned prefix)
{
  if (n <= 3)
    return packed (op, n) << FAST_PREFIX_BITS | prefix;
  unsigned low = 2;
  while (is_tied (op, low))
    low--;
  if (n - low > 4)
    return 0;
  uint64_t high = packed (op + low, n - low);
  op[low] = FAST_REFILL;
  return high << 32 | packed (op, low + 1) << FAST_PREFIX_BITS | prefix;
}

uint64_t
ffi_riscv_code (const struct ffi_layout *layout,
                const struct ffi_signature *sig)
{
  enum { MAX = WORD == 8 ? FAST_OPS : 6 };
  struct program p;
  uint8_t op[MAX];
  if (!compile (layout, sig, &p))
    return 0;
  unsigned n = escaped (&p, op, MAX);
  return n > MAX     ? 0
         : WORD == 8 ? code_in_one_word (op, n, p.prefix)
                     : code_in_two_words (op, n, p.prefix);
}

/* ---- Plans ----------------------------------------------------------- */

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
