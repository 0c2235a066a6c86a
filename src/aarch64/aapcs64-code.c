/* SPDX-License-Identifier: MIT */
/* AAPCS64: from a finished placement to the operations of its fast paths. */
#include "steps.h"

#ifdef __aarch64__

#include "aapcs64-fast.h"
#include "aapcs64.h"
#include "image.h"
#include "signed.h"

#if AAPCS64_FAST

_Static_assert (offsetof (ffi_cif, bytes) == 24, "");

/* The operation for bytes on the stack.  Stubs store whole words, so that a
   word holds one argument.  */
static unsigned
stack_op (const struct ffi_piece *piece)
{
  unsigned offset = piece->image - AAPCS64_STACK, slot = offset / 8;
  unsigned kind = ffi_fast_kind (piece->op, piece->len);
  if (offset % 8 != 0 || slot >= FAST_STACK_SLOTS)
    return FAST_NONE;
  if (kind == FAST_I64)
    return FAST_STACK_8 + slot;
  if (kind == FAST_W32)
    return FAST_STACK_4 + slot;
  return piece->op == FFI_OP_BYTES && piece->len == 16 ? FAST_STACK_16 + slot
                                                       : FAST_NONE;
}

/* The operation for LEN bytes in x registers from x[N] on.  */
static unsigned
bytes_op (unsigned n, size_t len)
{
  unsigned kind = ffi_fast_kind (FFI_OP_BYTES, len);
  return kind != FAST_NONE ? FAST_X + FAST_KINDS * n + kind
         : len == 16  ? FAST_XX + n
         : len == 12  ? FAST_XW + n
                      : FAST_NONE;
}

static unsigned
x_op (const struct ffi_piece *piece)
{
  unsigned n = (piece->image - AAPCS64_X) / 8;
  unsigned kind = ffi_fast_kind (piece->op, piece->len);
  return piece->op == FFI_OP_BYTES ? bytes_op (n, piece->len)
         : kind != FAST_NONE            ? FAST_X + FAST_KINDS * n + kind
                                   : FAST_NONE;
}

/* The operation for a value of TYPE, of which x[N] passes the address of a
   copy.  The copy is at the stack pointer, which is a multiple of 16.  */
static unsigned
copy_op (unsigned n, const ffi_type *type)
{
  return n >= 8 || type->alignment > 16 ? FAST_NONE
         : type->size == 24              ? FAST_COPY_24 + 2 * n
         : type->size == 32              ? FAST_COPY_32 + 2 * n
                                         : FAST_NONE;
}

/* The operation for N members of LEN bytes in v registers, the first in
   v[FIRST].  */
static unsigned
v_op (unsigned first, unsigned n, size_t len)
{
  static const uint8_t floats[] = { FAST_F32, FAST_FF, FAST_FFF, FAST_FFFF };
  static const uint8_t doubles[] = { FAST_F64, FAST_DD, FAST_DDD, FAST_DDDD };
  if (n > 4)
    return FAST_NONE;
  return len == 4              ? floats[n - 1] + first
         : len == 8            ? doubles[n - 1] + first
         : len == 16 && n == 1 ? FAST_Q + first
                               : FAST_NONE;
}

/* The operation for an argument in N pieces.  */
static unsigned
argument_op (const struct ffi_piece *piece, unsigned n)
{
  bool one = n == 1;
  if (piece->image >= AAPCS64_STACK)
    return one ? stack_op (piece) : FAST_NONE;
  if (piece->image >= AAPCS64_X)
    return one ? x_op (piece) : FAST_NONE;
  return v_op ((piece->image - AAPCS64_V) / 16, n, piece->len);
}

/* The end for a result of N members of LEN bytes in v registers.  */
static unsigned
v_end (unsigned n, size_t len)
{
  static const uint8_t floats[]
    = { FAST_END_F32, FAST_END_FF, FAST_END_FFF, FAST_END_FFFF };
  static const uint8_t doubles[]
    = { FAST_END_F64, FAST_END_DD, FAST_END_DDD, FAST_END_DDDD };
  return len == 4              ? floats[n - 1]
         : len == 8            ? doubles[n - 1]
         : len == 16 && n == 1 ? FAST_END_Q
                               : FAST_NONE;
}

/* The end for a result of LEN bytes in x registers.  */
static unsigned
bytes_end (size_t len)
{
  return len == 8    ? FAST_END_I64
         : len == 16 ? FAST_END_XX
         : len == 12 ? FAST_END_XW
         : len == 4  ? FAST_END_W4
         : len == 2  ? FAST_END_W2
         : len == 1  ? FAST_END_W1
                     : FAST_NONE;
}

/* The operation for the call and its result.  */
static unsigned
end_op (const struct ffi_layout *layout, const ffi_type *type)
{
  const struct ffi_result_piece *r = layout->result;
  unsigned n = layout->nresult;
  enum ffi_op integer = ffi_int_op (type, 8);
  if (n == 0)
    return FAST_END_VOID;
  if (integer != FFI_OP_BYTES)
    return ffi_fast_end (integer);
  if (r->image >= AAPCS64_X)
    return bytes_end (r->len);
  for (unsigned i = 0; i < n; i++)
    if (r[i].image != AAPCS64_V + 16 * i)
      return FAST_NONE;
  return v_end (n, r->len);
}

/* The prefix's kind of an argument in one register, which OP loads.  */
static unsigned
prefix_kind (unsigned op)
{
  if (op < FAST_F32)
    return op % FAST_KINDS == FAST_W32   ? FAST_P_W32
           : op % FAST_KINDS == FAST_I64 ? FAST_P_I64
                                         : FAST_P_NONE;
  return op < FAST_F64 ? FAST_P_F32 : op < FAST_Q ? FAST_P_F64 : FAST_P_NONE;
}

static inline bool
add_op (struct ffi_program *p, unsigned op)
{
  return ffi_add_op (p, op, prefix_kind (op));
}

_Static_assert (8 + 8 + FAST_STACK_SLOTS + 3 <= FAST_MAX_OPS,
                "an argument takes a register or a word at least");

/* Adds the operations of all arguments; false if an argument has none.  */
static bool
compile_arguments (const struct ffi_layout *layout,
                   const struct ffi_signature *sig, struct ffi_program *p)
{
  const struct ffi_piece *piece = layout->piece;
  bool allocated = false;
  for (unsigned i = 0, n; i < layout->npieces; i += n)
    {
      n = 1;
      while (i + n < layout->npieces && piece[i + n].arg == piece[i].arg)
        n++;
      if (piece[i].image >= AAPCS64_STACK && !allocated)
        allocated = add_op (p, FAST_ALLOCATE);
      unsigned op = argument_op (&piece[i], n);
      if (piece[i].op == FFI_OP_REF)
        op = allocated || piece[i].image < AAPCS64_X
               ? FAST_NONE
               : copy_op ((piece[i].image - AAPCS64_X) / 8,
                          sig->arg_types[piece[i].arg]);
      if (!add_op (p, op))
        return false;
    }
  return true;
}

/* Adds END.  MOVED: operations have moved the stack pointer.  */
static bool
add_end (struct ffi_program *p, unsigned end, bool moved)
{
  return (!moved || add_op (p, FAST_MOVED)) && add_op (p, end);
}

/* Stores the program of LAYOUT's signature in P, its operations in OP unless
   that is NULL; false if it has none.  */
static bool
compile (const struct ffi_layout *layout, const struct ffi_signature *sig,
         struct ffi_program *p, uint8_t *op)
{
  ffi_begin_program (p, op, layout->indirect != FFI_NO_IMAGE);
  return layout->npieces <= layout->capacity
         && layout->stack <= 8 * FAST_STACK_SLOTS
         && compile_arguments (layout, sig, p)
         && add_end (p, end_op (layout, sig->rtype),
                     layout->stack != 0 || layout->scratch != 0);
}

uint64_t
ffi_aapcs64_code (const struct ffi_layout *layout,
                  const struct ffi_signature *sig)
{
  struct ffi_program p;
  return compile (layout, sig, &p, NULL) ? ffi_program_code (&p) : 0;
}

/* ---- Types in registers ---------------------------------------------- */

#define FLOAT(size, code, op, stack, prefix, end)                             \
  [code] = { UINT64_C (1) << 32, FAST_TAG (size, code), size, op, 32, 8,      \
             stack, end, FAST_PREFIX_OF (prefix), 0, 0, 0, 0 }

static const struct ffi_fast_scalar scalars[FAST_SCALARS] = {
  FAST_VOID_ROW (0),
  FAST_INTEGERS (FAST_STACK_4, FAST_STACK_8, 0),
  FLOAT (4, FFI_TYPE_FLOAT, FAST_F32, FAST_STACK_4, FAST_P_F32, FAST_END_F32),
  FLOAT (8, FFI_TYPE_DOUBLE, FAST_F64, FAST_STACK_8, FAST_P_F64, FAST_END_F64),
#if FFI_TYPE_LONGDOUBLE != FFI_TYPE_DOUBLE
  FLOAT (16, FFI_TYPE_LONGDOUBLE, FAST_Q, 0, FAST_P_NONE, FAST_END_Q)
#endif
};

/* The arguments of a signature that are no scalars.  */
struct values
{
  const struct ffi_aapcs64_desc *desc;
  bool unknown;              /* only placing tells whether there is a code */
  const ffi_type *ready;     /* the type looked at last, and how it is passed */
  struct ffi_aapcs64_value value;
};

/* Whether V tells how TYPE, a struct or a complex number, is passed.  */
static bool
classify (struct values *v, const ffi_type *type)
{
  if (!type)
    return false;
  if (type == v->ready)
    return true;
  if ((type->type != FFI_TYPE_STRUCT && type->type != FFI_TYPE_COMPLEX)
      || !ffi_is_ready (&v->desc->abi, type))
    return false;
  v->value = ffi_aapcs64_classify (v->desc, type);
  v->ready = v->value.align <= 8 ? type : NULL;
  return v->ready;
}

static const struct ffi_fast_scalar *
as_scalar (void *values, size_t i, const ffi_type *type)
{
  struct values *v = values;
  (void) i;
  if (!classify (v, type))
    v->unknown = true;
  if (v->unknown || v->value.kind == AAPCS64_REFERENCE || type->size > 8)
    return NULL;
  bool in_v = v->value.kind == AAPCS64_VECTORS;
  return !in_v || v->value.members == 1
           ? ffi_fast_of_size (scalars, in_v, type->size) : NULL;
}

/* Stores OP, which may need two fields, in FIELD; returns how many.  */
static unsigned
fields_of (unsigned op, unsigned field[2])
{
  unsigned escape = FAST_ESCAPE (op);
  field[0] = escape;
  field[escape != 0] = op & ((1 << FAST_OP_BITS) - 1);
  return op >= FAST_NONE ? 0 : 1 + (escape != 0);
}

static unsigned
value_ops (void *values, size_t i, const ffi_type *type,
           const struct ffi_fast_scalar *k, struct ffi_fast_taken *t,
           unsigned op[2])
{
  struct values *v = values;
  unsigned x = (uint32_t) t->registers / FAST_KINDS;
  unsigned d = (unsigned) (t->registers >> 32);
  (void) i;
  v->unknown = !k || k->size == 16;
  if (k || !classify (v, type))
    return 0;
  bool in_v = v->value.kind == AAPCS64_VECTORS;
  bool is_copy = v->value.kind == AAPCS64_REFERENCE;
  unsigned n = in_v      ? v->value.members
               : is_copy ? 1 : (unsigned) (type->size + 7) / 8;
  unsigned first = in_v ? d : x;
  if (first + n > 8 || (is_copy && t->stack != 0))
    return 0;
  v->unknown = false;
  t->registers += in_v ? (uint64_t) n << 32 : FAST_KINDS * n;
  t->moved |= is_copy;
  return fields_of (in_v      ? v_op (first, n, v->value.member_size)
                    : is_copy ? copy_op (first, type)
                              : bytes_op (first, type->size), op);
}

static const struct ffi_fast_values value_functions = { as_scalar, value_ops };

/* Codes of steps for what has too many operations.  */
static const struct ffi_steps_scalars steps_scalars = {
  8, 8, AAPCS64_VECTOR_ARGUMENTS, AAPCS64_VECTOR_RESULT, false, true,
  { FFI_STEPS_INTEGERS (STEP_U32, RESULT_U32),
    FFI_STEPS_FLOATS (8, STEP_FLOAT, RESULT_4) },
  0, 0
};

static __attribute__ ((noinline)) ffi_status
prepare_values (ffi_cif *cif, ffi_abi abi, uint32_t nargs, ffi_type *rtype,
                ffi_type **arg_types)
{
  const struct ffi_aapcs64_desc *desc
    = (const struct ffi_aapcs64_desc *) ffi_targets[abi]->desc;
  struct values v = { desc, false, NULL, { 0 } };
  const struct ffi_fast_pass p
    = { scalars, arg_types, nargs, desc->packed_stack ? 0 : FAST_STACK_SLOTS,
        &value_functions, &v };
  const struct ffi_fast_scalar *k = ffi_fast_scalar (scalars, rtype);
  unsigned prefix = FAST_P_START, n = 1, field[2];
  uint8_t end = k ? k->end : 0;
  uint64_t code = 0;
  if (!k && classify (&v, rtype))
    {
      bool is_indirect = v.value.kind == AAPCS64_REFERENCE;
      prefix = is_indirect ? FAST_PREFIX_INDIRECT : FAST_P_START;
      n = fields_of (is_indirect ? FAST_END_VOID
                     : v.value.kind == AAPCS64_VECTORS
                       ? v_end (v.value.members, v.value.member_size)
                       : bytes_end (rtype->size), field);
      end = (uint8_t) field[0];
    }
  else if (!k)
    v.unknown = true;
  if (!v.unknown && n != 0)
    code = ffi_fast_pass (&p, prefix, 0, &end, n == 2 ? field[1] : FAST_NONE);
  if (code == 0 && (v.unknown || desc->packed_stack))
    return ffi_prep_cif_general (cif, abi, nargs, rtype, arg_types);
  if (code == 0 && !v.ready)
    code = ffi_scalars_code (&steps_image, &steps_scalars, nargs, rtype,
                             arg_types);
  if (code == 0)
    return ffi_prep_cif_coded (cif, abi, nargs, rtype, arg_types);
  ffi_cif_fill_in (cif, abi, nargs, rtype, arg_types, 0, code);
  return FFI_OK;
}

/* Apple's ABI packs what is on the stack, which no scalar of few is.  */
ffi_status
ffi_aapcs64_prepare (ffi_cif *cif, ffi_abi abi, uint32_t nargs,
                     ffi_type *rtype, ffi_type **arg_types)
{
  uint64_t code = 0;
  if (nargs <= 8 || !((const struct ffi_aapcs64_desc *)
                      ffi_targets[abi]->desc)->packed_stack)
    code = ffi_scalars_program (scalars, rtype, arg_types, nargs);
  if (code == 0)
    return prepare_values (cif, abi, nargs, rtype, arg_types);
  ffi_cif_fill_in (cif, abi, nargs, rtype, arg_types, 0, code);
  return FFI_OK;
}

unsigned
ffi_aapcs64_plan_ops (const struct ffi_layout *layout,
                      const struct ffi_signature *sig, void **op)
{
  struct ffi_program p;
  uint8_t ops[FAST_MAX_OPS];
  unsigned n = 0;
  if (!compile (layout, sig, &p, ops))
    return 0;
  const char *table = ffi_aapcs64_prefix_plan
                      + FAST_PREFIX_EIGHT_I64 * FAST_PREFIX_SLOT;
  void *entry = (void *) (table - p.prefix * FAST_PREFIX_SLOT);
  op[n++] = FFI_TRAMP_SIGN (entry);
  for (unsigned i = 0; i < p.n; i++)
    op[n++] = (void *) (table + p.op[i] * FAST_SLOT);
  return n;
}

#endif

#endif
