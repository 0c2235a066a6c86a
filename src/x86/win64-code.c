/* SPDX-License-Identifier: MIT */
/* Win64: from a finished placement to the program of a fast call.  */
#include "plan.h"

#ifdef __x86_64__

#include "win64.h"
#include "image-win64.h"
#include "sysv64-fast.h"
#include "win64-fast.h"

enum { NONE = 0, MAX_OPS = FFI_PLAN_OPS * sizeof (void *) };

/* The operation for the argument PIECE: an address, or a value of 1, 2, 4 or 8
   bytes.  */
static unsigned
argument_op (const struct ffi_piece *piece)
{
  if (piece->op == FFI_OP_REF)
    return WIN64_OP_REF;
  if (piece->op == FFI_OP_S8)
    return WIN64_OP_S8;
  if (piece->op == FFI_OP_S16)
    return WIN64_OP_S16;
  return piece->len == 8   ? WIN64_OP_8
         : piece->len == 4 ? WIN64_OP_4
         : piece->len == 2 ? WIN64_OP_U16
                           : WIN64_OP_U8;
}

/* The operation for the call and its result.  */
static unsigned
end_op (const struct ffi_layout *layout, const ffi_type *type)
{
  static const uint8_t integer_end[] = {
    [FFI_OP_U8] = WIN64_END_U8, [FFI_OP_S8] = WIN64_END_S8,
    [FFI_OP_U16] = WIN64_END_U16, [FFI_OP_S16] = WIN64_END_S16,
    [FFI_OP_U32] = WIN64_END_U32, [FFI_OP_S32] = WIN64_END_S32
  };
  const struct ffi_result_piece *r = layout->result;
  enum ffi_op integer = ffi_int_op (type, 8);
  if (layout->nresult == 0)
    return WIN64_END_VOID;
  if (r->op == FFI_OP_X87)
    return WIN64_END_X87;
  if (integer != FFI_OP_BYTES)
    return integer_end[integer];
  if (r->image == WIN64_XMM)
    return r->len == 4    ? WIN64_END_F4
           : r->len == 8  ? WIN64_END_F8
           : r->len == 16 ? WIN64_END_F16
                          : NONE;
  return r->len == 8   ? WIN64_END_8
         : r->len == 4 ? WIN64_END_4
         : r->len == 2 ? WIN64_END_2
                       : WIN64_END_1;
}

/* Stores LAYOUT's program in the MAX bytes at OP.  Returns its length; 0 if
   there is no program.  */
static unsigned
compile (const struct ffi_layout *layout, const struct ffi_signature *sig,
         uint8_t *op, unsigned max)
{
  unsigned n = 0, copies = 0, end = end_op (layout, sig->rtype);
  if (end == NONE || layout->npieces > layout->capacity
      || layout->stack > WIN64_FAST_STACK)
    return 0;
  if (layout->indirect != FFI_NO_IMAGE)
    op[n++] = WIN64_OP_INDIRECT;
  for (const struct ffi_piece *p = layout->piece;
       p < layout->piece + layout->npieces; p++)
    {
      if (p->dup)
        continue;
      unsigned argument = argument_op (p);
      /* Space for the operation, the size of a copy and the end.  */
      if (n + 2 + (argument == WIN64_OP_REF) > max)
        return 0;
      op[n++] = (uint8_t) argument;
      if (argument != WIN64_OP_REF)
        continue;
      if (p->len > WIN64_FAST_COPIES
          || sig->arg_types[p->arg]->alignment > WIN64_COPY_ALIGN)
        return 0;
      copies += (unsigned) ffi_round_up (p->len, WIN64_COPY_ALIGN);
      op[n++] = (uint8_t) p->len;
    }
  op[n++] = (uint8_t) end;
  return copies <= WIN64_FAST_COPIES ? n : 0;
}

uint64_t
ffi_win64_code (const struct ffi_layout *layout,
                const struct ffi_signature *sig)
{
  uint8_t op[sizeof (uint64_t)] = { FAST_PREFIX_WIN64 };
  uint64_t code;
  if (!compile (layout, sig, op + 1, sizeof op - 1))
    return 0;
  memcpy (&code, op, sizeof code);
  return code;
}

unsigned
ffi_win64_plan_ops (const struct ffi_layout *layout,
                    const struct ffi_signature *sig, void **op)
{
  unsigned n = compile (layout, sig, (uint8_t *) op, MAX_OPS);
  return (n + sizeof *op - 1) / sizeof *op;
}

/* ---- Closures -------------------------------------------------------- */

typedef void (*entry) (void);

FFI_HIDDEN void ffi_win64_closure_i64 (void), ffi_win64_closure_g1 (void),
  ffi_win64_closure_g2 (void), ffi_win64_closure_g4 (void),
  ffi_win64_closure_f32 (void), ffi_win64_closure_f64 (void),
  ffi_win64_closure_xmm (void), ffi_win64_closure_x87 (void),
  ffi_win64_closure_indirect (void);

/* The closure entry for a program that ends with END.  */
static entry
entry_for (unsigned end)
{
  switch (end)
    {
    case WIN64_END_1:
      return ffi_win64_closure_g1;
    case WIN64_END_2:
      return ffi_win64_closure_g2;
    case WIN64_END_4:
      return ffi_win64_closure_g4;
    case WIN64_END_F4:
      return ffi_win64_closure_f32;
    case WIN64_END_F8:
      return ffi_win64_closure_f64;
    case WIN64_END_F16:
      return ffi_win64_closure_xmm;
    case WIN64_END_X87:
      return ffi_win64_closure_x87;
    default:
      return ffi_win64_closure_i64;
    }
}

/* A program in a code has at most so many arguments.  */
_Static_assert (WIN64_NOTE_ARGS >= sizeof (uint64_t) - 2
                && WIN64_NOTE_XMM + WIN64_HOMES <= WIN64_NOTE_REF, "note");

entry
ffi_win64_fast_closure (uint64_t code, const ffi_cif *cif, uint64_t *note)
{
  uint8_t program[sizeof code];
  memcpy (program, &code, sizeof code);
  const uint8_t *op = program + 1;
  bool indirect = *op == WIN64_OP_INDIRECT;
  op += indirect;
  for (unsigned i = 0, slot = indirect; i < cif->nargs; i++, slot++, op++)
    {
      const ffi_type *type = cif->arg_types[i];
      bool is_float
        = type->type == FFI_TYPE_FLOAT || type->type == FFI_TYPE_DOUBLE;
      if (*op == WIN64_OP_REF)
        {
          *note |= (uint64_t) 1 << (WIN64_NOTE_REF + i);
          op++;
        }
      else if (type->alignment > 8)
        return NULL;
      else if (is_float && slot < WIN64_HOMES)
        *note |= (uint64_t) 1 << (WIN64_NOTE_XMM + slot);
    }
  return indirect ? ffi_win64_closure_indirect : entry_for (*op);
}

#endif
