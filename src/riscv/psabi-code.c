/* SPDX-License-Identifier: MIT */
/* 64-bit RISC-V: from a finished placement to the operations of its fast
   paths.  */
#include "arch.h"

#ifdef __riscv

#include "psabi-fast.h"
#include "psabi.h"
#include "image.h"

#if RISCV_HAS_STUBS

/* The kind that prefixes have for the argument in one register, or the result,
   that OP moves.  */
static unsigned
prefix_kind (unsigned op)
{
  unsigned kind = op < FAST_X      ? op
                  : op < FAST_FPR  ? (op - FAST_X) % FAST_KINDS
                  : op < FAST_PAIR ? FAST_F32 + (op - FAST_FPR) % 2
                                   : FAST_VOID;
  return kind == FAST_W32   ? FAST_P_W32
         : kind == FAST_I64 ? FAST_P_I64
         : kind == FAST_F32 ? FAST_P_F32
         : kind == FAST_F64 ? FAST_P_F64
                            : FAST_P_NONE;
}

static bool
add (struct ffi_program *p, unsigned op)
{
  return ffi_add_op (p, op, prefix_kind (op));
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
             ? FAST_NONE : FAST_STACK + 2 * (r - RISCV_NGPR) + (len == 8);
  if (by_reference)
    return len == 24   ? FAST_COPY_24 + r
           : len == 32 ? FAST_COPY_32 + r
                       : FAST_NONE;
  unsigned kind = ffi_fast_kind (piece->op, len);
  bool is_split = len > 8 && r == RISCV_NGPR - 1;
  return kind != FAST_NONE ? FAST_X + FAST_KINDS * r + kind
         : is_split   ? FAST_NONE
         : len == 16  ? FAST_PAIR + r
         : len == 12  ? FAST_PAIR_12 + r
                      : FAST_NONE;
}

/* The part of a value that PIECE[1] moves, if each of both pieces has an
   operation; or FAST_NONE.  */
static unsigned
second_part (const struct ffi_piece piece[2])
{
  uint32_t len = piece[1].len, at = piece[1].value;
  return piece[0].len != 4 && piece[0].len != 8 ? FAST_NONE
         : len == 4 && at == 4                  ? FAST_4_AT_4
         : len == 4 && at == 8                  ? FAST_4_AT_8
         : len == 8 && at == 8                  ? FAST_8_AT_8
                                                : FAST_NONE;
}

/* Adds the operations for an argument in PIECE[0] and PIECE[1].  */
static bool
add_two (struct ffi_program *p, const struct ffi_piece piece[2])
{
  bool fpr0 = in_fpr (piece[0].image), fpr1 = in_fpr (piece[1].image);
  unsigned eight = piece[0].len == 8, part = second_part (piece);
  if (part == FAST_NONE)
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
add_arguments (struct ffi_program *p, const struct ffi_layout *layout,
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
  if (part == FAST_NONE)
    return FAST_NONE;
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
    return FAST_END_VOID;
  if (integer != FFI_OP_BYTES)
    return ffi_fast_end (integer);
  const struct ffi_piece r[]
    = { ffi_result_piece (layout, 0),
        ffi_result_piece (layout, layout->nresult - 1) };
  if (!is_movable (&r[0], type) || !is_movable (&r[1], type))
    return FAST_NONE;
  if (layout->nresult == 2)
    return end_two_op (r);
  if (in_fpr (r[0].image))
    return r[0].len == 8 ? FAST_F64 : FAST_F32;
  unsigned kind = ffi_fast_kind (FFI_OP_BYTES, r[0].len);
  return kind == FAST_I64 ? FAST_I64
         : kind != FAST_NONE   ? FAST_END_BYTES + kind / 2
         : r[0].len == 12 ? FAST_END_G12
         : r[0].len == 16 ? FAST_END_GG
                          : FAST_NONE;
}

/* ---- Codes and plans ------------------------------------------------- */

/* The prefix of the whole call, if PREFIX stands for all arguments, and END
   follows; or 0.  */
static unsigned
whole_call (unsigned prefix, unsigned end)
{
  unsigned kind = prefix_kind (end);
  return prefix < FAST_P_3 && (end == FAST_END_VOID || kind != FAST_P_NONE)
           ? prefix + FAST_P_WHOLE - FAST_P_START
             + (FAST_P_3 - FAST_P_START) * kind
           : 0;
}

/* Stores the program of LAYOUT's signature in P, its operations in OP unless
   that is NULL; false if it has none.  */
static bool
compile (const struct ffi_layout *layout, const struct ffi_signature *sig,
         struct ffi_program *p, uint8_t *op)
{
  unsigned end = end_op (layout, sig->rtype), whole;
  ffi_begin_program (p, op, layout->indirect != FFI_NO_IMAGE);
  if (layout->npieces > layout->capacity || layout->stack > FAST_STACK_BYTES
      || layout->scratch > FAST_COPY_BYTES || !add_arguments (p, layout, sig)
      || !ffi_add_op (p, end, FAST_P_NONE))
    return false;
  if (p->n == 1 && (whole = whole_call (p->prefix, end)) != 0)
    {
      p->prefix = whole;
      p->code = p->n = 0;
    }
  return true;
}

uint64_t
ffi_riscv_code (const struct ffi_layout *layout,
                const struct ffi_signature *sig)
{
  struct ffi_program p;
  return compile (layout, sig, &p, NULL) ? ffi_program_code (&p) : 0;
}

#define FLOAT(size, code, op, prefix, end)                                    \
  [code] = { UINT64_C (2) << 32, FAST_TAG (size, code), size, op, 32, 2 * 8,  \
             0, end, FAST_PREFIX_OF (prefix), 0, 0, 0, 0 }

/* Floating-point numbers that find no register of theirs are left to
   ffi_riscv_code.  */
static const struct ffi_fast_scalar scalars[FAST_SCALARS] = {
  FAST_VOID_ROW (0),
  FAST_INTEGERS (FAST_STACK, FAST_STACK + 1, 0),
#if RISCV_FLEN >= 4
  FLOAT (4, FFI_TYPE_FLOAT, FAST_FPR, FAST_P_F32, FAST_END_F32),
#endif
#if RISCV_FLEN == 8
  FLOAT (8, FFI_TYPE_DOUBLE, FAST_FPR + 1, FAST_P_F64, FAST_END_F64),
#endif
};

ffi_status
ffi_riscv_prepare (ffi_cif *cif, ffi_abi abi, uint32_t nargs, ffi_type *rtype,
                   ffi_type **arg_types)
{
  enum { PREFIX = (1 << FAST_PREFIX_BITS) - 1 };
  uint64_t code = ffi_scalars_program (scalars, rtype, arg_types, nargs);
  uint64_t rest = code >> FAST_PREFIX_BITS;
  if (code == 0 || code & FFI_CODE_GENERAL)
    return ffi_prep_cif_general (cif, abi, nargs, rtype, arg_types);
  unsigned whole = 0;
  if (rest < FAST_STACK)
    whole = whole_call (code & PREFIX, (unsigned) rest);
  ffi_cif_fill_in (cif, abi, nargs, rtype, arg_types, 0,
                   whole != 0 ? whole : code);
  return FFI_OK;
}

unsigned
ffi_riscv_plan_ops (const struct ffi_layout *layout,
                    const struct ffi_signature *sig, void **op)
{
  struct ffi_program p;
  uint8_t ops[FAST_MAX_OPS];
  unsigned n = 0;
  if (!compile (layout, sig, &p, ops))
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
