/* SPDX-License-Identifier: MIT */
/* AAPCS64: from a finished placement to the operations of its fast paths. */
#include "plan.h"
#include "steps.h"

#ifdef __aarch64__

#include "aapcs64-fast.h"
#include "aapcs64.h"
#include "image.h"
#include "signed.h"

#if AAPCS64_FAST

_Static_assert (offsetof (struct ffi_call_plan, entry) == 0, "");
_Static_assert (offsetof (struct ffi_call_plan, cif) == 16, "");
_Static_assert (offsetof (struct ffi_ready_plan, op) == 24, "");
_Static_assert (offsetof (ffi_cif, bytes) == 24, "");

enum { NONE = 255, MAX_OPS = FFI_PLAN_OPS - 1 };

/* A signature as operations.  */
struct program
{
  unsigned prefix;
  unsigned n;                /* operations, with the end */
  uint8_t op[MAX_OPS];
};

/* The kind of integer that moves LEN bytes, or NONE.  */
static unsigned
bytes_kind (size_t len)
{
  return len == 8   ? FAST_I64
         : len == 4 ? FAST_W32
         : len == 2 ? FAST_U16
         : len == 1 ? FAST_U8
                    : NONE;
}

/* The kind of integer that PIECE moves, or NONE.  */
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
    case FFI_OP_U32:
    case FFI_OP_S32:
      return FAST_W32;
    case FFI_OP_BYTES:
      return bytes_kind (piece->len);
    default:
      return NONE;
    }
}

/* The operation for bytes on the stack.  Stubs store whole words, so that a
   word holds one argument.  */
static unsigned
stack_op (const struct ffi_piece *piece)
{
  unsigned offset = piece->image - AAPCS64_STACK, slot = offset / 8;
  unsigned kind = integer_kind (piece);
  if (offset % 8 != 0 || slot >= FAST_STACK_SLOTS)
    return NONE;
  if (kind == FAST_I64)
    return FAST_STACK_8 + slot;
  if (kind == FAST_W32)
    return FAST_STACK_4 + slot;
  return piece->op == FFI_OP_BYTES && piece->len == 16 ? FAST_STACK_16 + slot
                                                       : NONE;
}

/* The operation for LEN bytes in x registers from x[N] on.  */
static unsigned
bytes_op (unsigned n, size_t len)
{
  unsigned kind = bytes_kind (len);
  return kind != NONE ? FAST_X + FAST_KINDS * n + kind
         : len == 16  ? FAST_XX + n
         : len == 12  ? FAST_XW + n
                      : NONE;
}

static unsigned
x_op (const struct ffi_piece *piece)
{
  unsigned n = (piece->image - AAPCS64_X) / 8, kind = integer_kind (piece);
  return piece->op == FFI_OP_BYTES ? bytes_op (n, piece->len)
         : kind != NONE            ? FAST_X + FAST_KINDS * n + kind
                                   : NONE;
}

/* The operation for a value of TYPE, of which x[N] passes the address of a
   copy.  The copy is at the stack pointer, which is a multiple of 16.  */
static unsigned
copy_op (unsigned n, const ffi_type *type)
{
  return n >= 8 || type->alignment > 16 ? NONE
         : type->size == 24              ? FAST_COPY_24 + 2 * n
         : type->size == 32              ? FAST_COPY_32 + 2 * n
                                         : NONE;
}

/* The operation for N members of LEN bytes in v registers, the first in
   v[FIRST].  */
static unsigned
v_op (unsigned first, unsigned n, size_t len)
{
  static const uint8_t floats[] = { FAST_F32, FAST_FF, FAST_FFF, FAST_FFFF };
  static const uint8_t doubles[] = { FAST_F64, FAST_DD, FAST_DDD, FAST_DDDD };
  if (n > 4)
    return NONE;
  return len == 4              ? floats[n - 1] + first
         : len == 8            ? doubles[n - 1] + first
         : len == 16 && n == 1 ? FAST_Q + first
                               : NONE;
}

/* The operation for an argument in N pieces.  */
static unsigned
argument_op (const struct ffi_piece *piece, unsigned n)
{
  bool one = n == 1;
  if (piece->image >= AAPCS64_STACK)
    return one ? stack_op (piece) : NONE;
  if (piece->image >= AAPCS64_X)
    return one ? x_op (piece) : NONE;
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
                               : NONE;
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
                     : NONE;
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
  unsigned n = layout->nresult;
  enum ffi_op integer = ffi_int_op (type, 8);
  if (n == 0)
    return FAST_END_VOID;
  if (integer != FFI_OP_BYTES)
    return integer_end[integer];
  if (r->image >= AAPCS64_X)
    return bytes_end (r->len);
  for (unsigned i = 0; i < n; i++)
    if (r[i].image != AAPCS64_V + 16 * i)
      return NONE;
  return v_end (n, r->len);
}

/* The prefix's kind of the argument that OP moves, if it is in the first free
   registers.  Takes these registers.  */
static unsigned
prefix_kind (unsigned op, unsigned *x, unsigned *v)
{
  if (op == FAST_X + FAST_KINDS * *x + FAST_W32)
    return ++*x, FAST_P_W32;
  if (op == FAST_X + FAST_KINDS * *x + FAST_I64)
    return ++*x, FAST_P_I64;
  if (op == FAST_F64 + *v)
    return ++*v, FAST_P_F64;
  if (op == FAST_F32 + *v)
    return ++*v, FAST_P_F32;
  return FAST_P_NONE;
}

/* Moves as many operations as possible into the prefix.  */
static void
take_prefix (struct program *p, bool indirect)
{
  unsigned taken = 0, x = 0, v = 0, factor = 1, kind;
  while (taken < 8 && p->op[taken] == FAST_X + FAST_KINDS * taken + FAST_I64)
    taken++;
  if (indirect)
    taken = 0, p->prefix = FAST_PREFIX_INDIRECT;
  else if (taken == 8)
    p->prefix = FAST_PREFIX_EIGHT_I64;
  else
    for (taken = 0; taken < 3; taken++, factor *= FAST_PREFIX_KINDS)
      {
        kind = prefix_kind (p->op[taken], &x, &v);
        if (kind == FAST_P_NONE)
          break;
        p->prefix += kind * factor;
      }
  p->n -= taken;
  memmove (p->op, p->op + taken, p->n);
}

_Static_assert (8 + 8 + FAST_STACK_SLOTS + 3 <= MAX_OPS,
                "an argument takes a register or a word at least");

/* Adds the operations of all arguments; false if an argument has none.  */
static bool
compile_arguments (const struct ffi_layout *layout,
                   const struct ffi_signature *sig, struct program *p)
{
  const struct ffi_piece *piece = layout->piece;
  bool allocated = false;
  for (unsigned i = 0, n; i < layout->npieces; i += n)
    {
      n = 1;
      while (i + n < layout->npieces && piece[i + n].arg == piece[i].arg)
        n++;
      if (piece[i].image >= AAPCS64_STACK && !allocated)
        {
          p->op[p->n++] = FAST_ALLOCATE;
          allocated = true;
        }
      unsigned op = argument_op (&piece[i], n);
      if (piece[i].op == FFI_OP_REF)
        op = allocated || piece[i].image < AAPCS64_X
               ? NONE
               : copy_op ((piece[i].image - AAPCS64_X) / 8,
                          sig->arg_types[piece[i].arg]);
      if (op == NONE)
        return false;
      p->op[p->n++] = (uint8_t) op;
    }
  return true;
}

/* Stores the program of LAYOUT's signature in P; false if it has none.  */
static bool
compile (const struct ffi_layout *layout, const struct ffi_signature *sig,
         struct program *p)
{
  unsigned end = end_op (layout, sig->rtype);
  *p = (struct program) { FAST_PREFIX_PLAIN, 0, { 0 } };
  if (end == NONE || layout->npieces > layout->capacity
      || layout->stack > 8 * FAST_STACK_SLOTS
      || !compile_arguments (layout, sig, p))
    return false;
  if (layout->stack != 0 || layout->scratch != 0)
    p->op[p->n++] = FAST_MOVED;
  p->op[p->n++] = (uint8_t) end;
  take_prefix (p, layout->indirect != FFI_NO_IMAGE);
  return true;
}

/* The code of P; 0 if it has too many operations.  */
static uint64_t
code_of (const struct program *p)
{
  enum { FIRST_TABLE = 1 << FAST_OP_BITS };
  uint64_t code = 0;
  unsigned fields = 0;
  for (unsigned i = p->n; i-- > 0;)
    {
      code = code << FAST_OP_BITS | (p->op[i] & (FIRST_TABLE - 1));
      fields++;
      if (p->op[i] >= FIRST_TABLE)
        {
          code = code << FAST_OP_BITS | FAST_MORE;
          fields++;
        }
      if (fields > FAST_FIELDS)
        return 0;
    }
  return code << FAST_OP_BITS | p->prefix;
}

uint64_t
ffi_aapcs64_code (const struct ffi_layout *layout,
                  const struct ffi_signature *sig)
{
  struct program p;
  return compile (layout, sig, &p) ? code_of (&p) : 0;
}

/* ---- Types in registers ---------------------------------------------- */

/* What ffi_prep_cif has to know of the scalars of the library's own types.
   SIZE 0: not one of these.  */
struct scalar
{
  uint8_t size, op, end;
};

static const struct scalar scalars[FFI_TYPE_LAST + 1] = {
  [FFI_TYPE_UINT8] = { 1, FAST_X + FAST_U8, FAST_END_U8 },
  [FFI_TYPE_SINT8] = { 1, FAST_X + FAST_S8, FAST_END_S8 },
  [FFI_TYPE_UINT16] = { 2, FAST_X + FAST_U16, FAST_END_U16 },
  [FFI_TYPE_SINT16] = { 2, FAST_X + FAST_S16, FAST_END_S16 },
  [FFI_TYPE_UINT32] = { 4, FAST_X + FAST_W32, FAST_END_U32 },
  [FFI_TYPE_SINT32] = { 4, FAST_X + FAST_W32, FAST_END_S32 },
  [FFI_TYPE_INT] = { 4, FAST_X + FAST_W32, FAST_END_S32 },
  [FFI_TYPE_UINT64] = { 8, FAST_X + FAST_I64, FAST_END_I64 },
  [FFI_TYPE_SINT64] = { 8, FAST_X + FAST_I64, FAST_END_I64 },
  [FFI_TYPE_POINTER] = { 8, FAST_X + FAST_I64, FAST_END_I64 },
  [FFI_TYPE_FLOAT] = { 4, FAST_F32, FAST_END_F32 },
  [FFI_TYPE_DOUBLE] = { 8, FAST_F64, FAST_END_F64 },
#if FFI_TYPE_LONGDOUBLE != FFI_TYPE_DOUBLE
  [FFI_TYPE_LONGDOUBLE] = { 16, FAST_Q, FAST_END_Q }
#endif
};

static const struct scalar *
scalar_of (const ffi_type *type)
{
  const struct scalar *scalar
    = &scalars[type && type->type <= FFI_TYPE_LAST ? type->type
                                                   : FFI_TYPE_STRUCT];
  return scalar->size != 0 && type->size == scalar->size
           && __atomic_load_n (&type->alignment, __ATOMIC_RELAXED)
              == scalar->size ? scalar : NULL;
}

/* The registers and words of the stack taken, and what was found beside
   them.  */
struct taken
{
  unsigned x, v, stack;
  bool copies;               /* values passed by reference */
  bool unknown;              /* only placing tells whether there is a code */
  const ffi_type *ready;     /* the type found ready last */
};

/* Whether V tells how TYPE, a struct or a complex number, is passed.  */
static bool
classify (const struct ffi_aapcs64_desc *desc, const ffi_type *type,
          struct taken *t, struct ffi_aapcs64_value *v)
{
  if (!type)
    return false;
  if (type != t->ready
      && ((type->type != FFI_TYPE_STRUCT && type->type != FFI_TYPE_COMPLEX)
          || !ffi_is_ready (&desc->abi, type)))
    return false;
  t->ready = type;
  *v = ffi_aapcs64_classify (desc, type);
  return v->align <= 8;
}

/* The operation for an aggregate TYPE in registers, or NONE.  */
static unsigned
aggregate_op (const struct ffi_aapcs64_desc *desc, const ffi_type *type,
              struct taken *t)
{
  struct ffi_aapcs64_value v;
  t->unknown = true;
  if (!classify (desc, type, t, &v))
    return NONE;
  bool in_v = v.kind == AAPCS64_VECTORS;
  bool is_copy = v.kind == AAPCS64_REFERENCE;
  unsigned n = in_v      ? v.members
               : is_copy ? 1 : (unsigned) (type->size + 7) / 8;
  unsigned *next = in_v ? &t->v : &t->x, first = *next;
  if (first + n > 8 || (is_copy && t->stack != 0))
    return NONE;
  t->unknown = false;
  *next += n;
  t->copies |= is_copy;
  return in_v      ? v_op (first, n, v.member_size)
         : is_copy ? copy_op (first, type)
                   : bytes_op (first, type->size);
}

/* The end for a result of TYPE, no scalar, or NONE.  *INDIRECT: it is in
   memory.  */
static unsigned
aggregate_end (const struct ffi_aapcs64_desc *desc, const ffi_type *type,
               struct taken *t, bool *indirect)
{
  struct ffi_aapcs64_value v;
  if (type->type == FFI_TYPE_VOID && type->size != 0)
    return FAST_END_VOID;
  t->unknown = !classify (desc, type, t, &v);
  if (t->unknown)
    return NONE;
  *indirect = v.kind == AAPCS64_REFERENCE;
  return *indirect                   ? FAST_END_VOID
         : v.kind == AAPCS64_VECTORS ? v_end (v.members, v.member_size)
                                     : bytes_end (type->size);
}

/* The operation for a scalar that finds no register, or NONE.  Adds to P what
   makes room for the first.  */
static unsigned
scalar_on_stack (const struct ffi_aapcs64_desc *desc, struct program *p,
                 const struct scalar *scalar, struct taken *t)
{
  unsigned slot = t->stack++;
  t->unknown = desc->packed_stack;
  if (t->unknown || slot == FAST_STACK_SLOTS || scalar->size % 4 != 0
      || scalar->size > 8)
    return NONE;
  if (slot == 0)
    p->op[p->n++] = FAST_ALLOCATE;
  return (scalar->size == 8 ? FAST_STACK_8 : FAST_STACK_4) + slot;
}

/* Stores the program of these types in P.  False if there is none, or if it is
   not known here.  */
static bool
compile_types (const struct ffi_aapcs64_desc *desc, struct program *p,
               uint32_t nargs, const ffi_type *rtype, ffi_type **arg_types,
               struct taken *t)
{
  bool indirect = false;
  const struct scalar *scalar = scalar_of (rtype);
  unsigned end = scalar ? scalar->end
                        : aggregate_end (desc, rtype, t, &indirect);
  p->prefix = FAST_PREFIX_PLAIN;
  p->n = 0;
  if (end == NONE)
    return false;
  for (uint32_t i = 0; i < nargs; i++)
    {
      unsigned op;
      scalar = scalar_of (arg_types[i]);
      if (!scalar)
        op = aggregate_op (desc, arg_types[i], t);
      else if (scalar->op < FAST_F32)
        op = t->x == 8 ? scalar_on_stack (desc, p, scalar, t)
                      : scalar->op + FAST_KINDS * t->x++;
      else
        op = t->v == 8 ? scalar_on_stack (desc, p, scalar, t)
                      : scalar->op + t->v++;
      if (op == NONE)
        return false;
      p->op[p->n++] = (uint8_t) op;
    }
  if (t->copies || t->stack != 0)
    p->op[p->n++] = FAST_MOVED;
  /* take_prefix looks at the operations that follow, too.  */
  p->op[p->n++] = (uint8_t) end;
  take_prefix (p, indirect);
  return true;
}

/* Codes of steps for what has too many operations.  */
static const struct ffi_steps_scalars steps_scalars = {
  8, 8, AAPCS64_VECTOR_ARGUMENTS, AAPCS64_VECTOR_RESULT, false, true,
  { FFI_STEPS_INTEGERS (STEP_U32, RESULT_U32),
    FFI_STEPS_FLOATS (8, STEP_FLOAT, RESULT_4) },
  0, 0
};

ffi_status
ffi_aapcs64_prepare (ffi_cif *cif, ffi_abi abi, uint32_t nargs,
                     ffi_type *rtype, ffi_type **arg_types)
{
  struct program p;
  struct taken t = { 0 };
  const struct ffi_aapcs64_desc *desc
    = (const struct ffi_aapcs64_desc *) ffi_target_get (abi)->desc;
  uint64_t code = compile_types (desc, &p, nargs, rtype, arg_types, &t)
                    ? code_of (&p) : 0;
  if (code == 0 && t.unknown)
    return ffi_prep_cif_general (cif, abi, nargs, rtype, arg_types);
  if (code == 0 && !t.ready && !desc->packed_stack)
    code = ffi_scalars_code (&steps_image, &steps_scalars, nargs, rtype,
                             arg_types);
  if (code == 0)
    return ffi_prep_cif_coded (cif, abi, nargs, rtype, arg_types);
  ffi_cif_fill_in (cif, abi, nargs, rtype, arg_types, 0, code);
  return FFI_OK;
}

unsigned
ffi_aapcs64_plan_ops (const struct ffi_layout *layout,
                      const struct ffi_signature *sig, void **op)
{
  struct program p;
  unsigned n = 0;
  if (!compile (layout, sig, &p))
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
