/* SPDX-License-Identifier: MIT */
/* x86-64 System V: from a finished placement to the operations of its fast
   paths.  */
#include "plan.h"
#include "steps.h"
#include "types.h"

#if defined __x86_64__ && !defined _WIN32

#include "sysv64.h"
#include "sysv64-fast.h"

_Static_assert (offsetof (struct ffi_call_plan, cif) == 2 * sizeof (void *),
                "");
_Static_assert (offsetof (struct ffi_ready_plan, op) == 3 * sizeof (void *),
                "");

enum { NONE = 255, MAX_OPS = FFI_PLAN_OPS - 1 };

/* A signature as operations.  */
struct program
{
  unsigned prefix;
  unsigned n;                /* operations with the end; FAST_END_REST
                                counts two, its own number and that of the
                                result */
  uint8_t *op;               /* those after the prefix */
  uint8_t all[MAX_OPS];
};

/* The kind of integer that PIECE moves, or NONE.  */
static inline unsigned
integer_kind (const struct ffi_piece *piece)
{
  static const uint8_t of_op[] = {
    [FFI_OP_U8] = FAST_U8, [FFI_OP_S8] = FAST_S8, [FFI_OP_U16] = FAST_U16,
    [FFI_OP_S16] = FAST_S16, [FFI_OP_U32] = FAST_W32, [FFI_OP_S32] = FAST_W32
  };
  static const uint8_t of_length[]
    = { NONE, FAST_U8, FAST_U16, NONE, FAST_W32, NONE, NONE, NONE, FAST_I64 };
  if (piece->op != FFI_OP_BYTES)
    return of_op[piece->op];
  return piece->len <= 8 ? of_length[piece->len] : NONE;
}

static unsigned
stack_op (const struct ffi_piece *piece)
{
  unsigned slot = (piece->image - SYSV64_STACK) / 8;
  unsigned kind = integer_kind (piece);
  if (kind == FAST_I64 && slot < FAST_STACK_SLOTS)
    return FAST_STACK_8 + slot;
  if (kind == FAST_W32 && slot < FAST_STACK_SLOTS)
    return FAST_STACK_4 + slot;
  if (slot == 0 && piece->len == 16)
    return FAST_STACK_16;
  if (slot == 0 && piece->len == 24)
    return FAST_STACK_24;
  return NONE;
}

/* The operation for PIECE.  IS_FIRST: a second piece of the same argument
   follows.  */
static inline unsigned
piece_op (const struct ffi_piece *piece, bool is_first)
{
  bool is_second = piece->value == 8;
  if (piece->image >= SYSV64_STACK)
    return stack_op (piece);
  if (piece->image >= SYSV64_GPR)
    {
      unsigned g = (piece->image - SYSV64_GPR) / 8;
      unsigned kind = integer_kind (piece);
      if (is_first)
        return FAST_FIRST_GPR + g;
      if (!is_second)
        return kind == NONE ? NONE : FAST_GPR + FAST_KINDS * g + kind;
      return kind == FAST_W32 || kind == FAST_I64
               ? FAST_SECOND_GPR + 2 * g + (kind == FAST_I64)
               : NONE;
    }
  unsigned v = (piece->image - SYSV64_VECTOR) / SYSV64_VECTOR_SLOT;
  if (piece->len != 4 && piece->len != 8)
    return NONE;
  if (is_first)
    return FAST_FIRST_VECTOR + v;
  return (is_second ? FAST_SECOND_VECTOR : FAST_VECTOR) + 2 * v
         + (piece->len == 8);
}

/* The operation for a result of a rarer kind in N pieces.  If there are two
   pieces, the first has 8 bytes.  */
static unsigned
rest_op (const struct ffi_result_piece *r, unsigned n)
{
  bool gpr0 = r[0].image >= SYSV64_RAX, gpr1 = r[1].image >= SYSV64_RAX;
  if (n == 1 && gpr0)
    return r[0].len == 1   ? FAST_REST_G1
           : r[0].len == 2 ? FAST_REST_G2
           : r[0].len == 4 ? FAST_REST_G4
                           : NONE;
  if (n == 1 || r[1].len != 4)
    return NONE;
  return gpr0 ? gpr1 ? FAST_REST_GG : FAST_REST_GV
         : gpr1 ? FAST_REST_VG
                : FAST_REST_VV;
}

/* The operation for the call and its result: an end, or FAST_END_REST.  */
static unsigned
end_op (const struct ffi_layout *layout, const ffi_type *type)
{
  static const uint8_t integer_end[] = {
    [FFI_OP_U8] = FAST_END_U8, [FFI_OP_S8] = FAST_END_S8,
    [FFI_OP_U16] = FAST_END_U16, [FFI_OP_S16] = FAST_END_S16,
    [FFI_OP_U32] = FAST_END_U32, [FFI_OP_S32] = FAST_END_S32
  };
  const struct ffi_result_piece *r = layout->result;
  bool gpr0 = r[0].image >= SYSV64_RAX, gpr1 = r[1].image >= SYSV64_RAX;
  enum ffi_op integer = ffi_int_op (type, 8);
  if (layout->nresult == 0)
    return FAST_END_VOID;
  if (r[0].op == FFI_OP_X87)
    return layout->nresult == 1 ? FAST_END_X87 : NONE;
  if (integer != FFI_OP_BYTES)
    return integer_end[integer];
  if (layout->nresult == 2 && r[0].len == 8 && r[1].len == 8)
    return gpr0 ? gpr1 ? FAST_END_GG : FAST_END_GV
           : gpr1 ? FAST_END_VG
                  : FAST_END_VV;
  if (layout->nresult == 1 && !gpr0 && r[0].len == 4)
    return FAST_END_F32;
  if (layout->nresult == 1 && r[0].len == 8)
    return gpr0 ? FAST_END_I64 : FAST_END_F64;
  return rest_op (r, layout->nresult) == NONE ? NONE : FAST_END_REST;
}

/* The prefix's kind of an argument in one register, which OP loads.  */
static unsigned
prefix_kind (unsigned op)
{
  if (op < FAST_VECTOR)
    return op % FAST_KINDS == FAST_W32   ? FAST_P_W32
           : op % FAST_KINDS == FAST_I64 ? FAST_P_I64
                                         : FAST_P_NONE;
  if (op < FAST_FIRST_GPR)
    return op % 2 ? FAST_P_F64 : FAST_P_F32;
  return FAST_P_NONE;
}

/* Whether P begins with six operations that load gprs from KIND.  */
static bool
is_run_of_six (const struct program *p, unsigned kind)
{
  for (unsigned g = 0; g < SYSV64_GPRS; g++)
    if (p->all[g] != FAST_GPR + FAST_KINDS * g + kind)
      return false;
  return true;
}

_Static_assert (FAST_PREFIX_WIN64 != FAST_P_NONE
                && FAST_PREFIX_WIN64 < FAST_PREFIX_INDIRECT
                && FAST_PREFIX_WIN64 % FAST_PREFIX_KINDS == FAST_P_NONE,
                "no prefix of kinds, the first of which is not NONE");

/* Moves as many operations as possible into the prefix.  */
static void
take_prefix (struct program *p, bool indirect)
{
  unsigned taken = SYSV64_GPRS;
  if (indirect)
    {
      p->prefix = FAST_PREFIX_INDIRECT;
      taken = 0;
    }
  else if (is_run_of_six (p, FAST_I64))
    p->prefix = FAST_PREFIX_SIX_I64;
  else if (is_run_of_six (p, FAST_W32))
    p->prefix = FAST_PREFIX_SIX_W32;
  else
    {
      p->prefix = FAST_P_NONE;
      unsigned factor = 1;
      for (taken = 0; taken < 3; taken++, factor *= FAST_PREFIX_KINDS)
        {
          unsigned kind = prefix_kind (p->all[taken]);
          if (kind == FAST_P_NONE)
            break;
          p->prefix += kind * factor;
        }
    }
  p->n -= taken;
  p->op = p->all + taken;
}

_Static_assert (SYSV64_GPRS + SYSV64_VECTORS + FAST_STACK_SLOTS + 2
                  <= MAX_OPS, "a piece takes a register or a word at least");

/* Stores the program of LAYOUT's signature in P; false if it has none.  */
static bool
compile (const struct ffi_layout *layout, const struct ffi_signature *sig,
         struct program *p)
{
  unsigned end = end_op (layout, sig->rtype);
  if (layout->npieces > layout->capacity || end == NONE
      || layout->stack > 8 * FAST_STACK_SLOTS || layout->align_log2 != 0
      || (layout->flags & (SYSV64_X87_2 | SYSV64_VECTOR_32
                           | SYSV64_VECTOR_64)))
    return false;
  const struct ffi_piece *piece = layout->piece;
  const struct ffi_piece *last = piece + layout->npieces;
  uint8_t *next = p->all;
  for (; piece != last; piece++)
    {
      unsigned op = piece_op (piece, piece + 1 != last
                                       && piece[1].arg == piece->arg);
      if (op == NONE)
        return false;
      *next++ = (uint8_t) op;
    }
  *next++ = (uint8_t) end;
  if (end == FAST_END_REST)
    *next++ = (uint8_t) rest_op (layout->result, layout->nresult);
  p->n = (unsigned) (next - p->all);
  take_prefix (p, layout->indirect != FFI_NO_IMAGE);
  return true;
}

uint64_t
ffi_sysv64_code (const struct ffi_layout *layout,
                 const struct ffi_signature *sig)
{
  struct program p;
  /* A prefix takes six operations at most.  */
  if (layout->npieces >= FAST_OPS + SYSV64_GPRS || !compile (layout, sig, &p)
      || p.n > FAST_OPS)
    return 0;
  uint64_t code = 0;
  for (unsigned i = p.n; i-- > 0;)
    code = code << FAST_OP_BITS | p.op[i];
  return code << FAST_OP_BITS | p.prefix;
}

/* A scalar type: its ffi_type (SIZE, and in TAG the alignment and the type
   code) and its part of a code.

   TAKEN counts the registers that arguments use, each class in its own bits:
   (uint32_t) (taken >> shift) is the number of operations for the registers
   used so far.  ADDS is what one register adds to TAKEN.  If the count is
   LIMIT, no register is left.  OP is the operation for the first register of
   the class, STACK that for stack word 0, or NONE.  A long double has no
   registers, so its LIMIT is 0, and no operation but the one for stack word 0.
   STEP, RESULT and PLACE are those of codes of steps.  The struct has 32 bytes,
   because a power of two is quick to index.  */
struct scalar
{
  uint64_t adds;
  uint32_t tag;
  uint8_t size, step, op, shift, limit, stack, end;
  uint8_t prefix[3];         /* as the first, second, third argument */
  uint8_t result;
  _Alignas (8) uint8_t place;
};

#define TAG(size, code) size | (uint32_t) code << 16
#define PREFIX_FIRST(kind)                                                    \
  { kind, FAST_PREFIX_KINDS * kind,                                           \
    FAST_PREFIX_KINDS * FAST_PREFIX_KINDS * kind }
#define INT(size, code, step, result, kind, stack, prefix, end)               \
  [code] = { FAST_KINDS, TAG (size, code), size, step, FAST_GPR + kind, 0,    \
             FAST_KINDS * SYSV64_GPRS, stack, end, PREFIX_FIRST (prefix),     \
             result, SYSV64_RAX / 8 }
#define INT_1(code, u, end)                                                   \
  INT (1, code, STEP_##u, RESULT_##u, FAST_##u, NONE, FAST_P_NONE, end)
#define INT_2(code, u, end)                                                   \
  INT (2, code, STEP_##u, RESULT_##u, FAST_##u, NONE, FAST_P_NONE, end)
#define INT_4(code, step, result, end)                                        \
  INT (4, code, step, result, FAST_W32, FAST_STACK_4, FAST_P_W32, end)
#define INT_8(code)                                                           \
  INT (8, code, STEP_WORD_1, RESULT_8, FAST_I64, FAST_STACK_8, FAST_P_I64,    \
       FAST_END_I64)
#define SSE(size, code, step, result, op, stack, prefix, end)                 \
  [code] = { UINT64_C (2) << 32, TAG (size, code), size, step, op, 32,        \
             2 * SYSV64_VECTORS, stack, end, PREFIX_FIRST (prefix), result,   \
             SYSV64_VECTOR / 8 }

/* Indexed by type code modulo SCALARS.  A code that is not a scalar's matches
   no tag.  Void is a result only: it has an end and no operation.  */
enum { SCALARS = 32 };

static const struct scalar scalar[SCALARS] = {
  [FFI_TYPE_VOID] = { 0, TAG (1, FFI_TYPE_VOID), 1, STEP_END, NONE, 0, 0,
                      NONE, FAST_END_VOID, { 0 }, RESULT_VOID, SYSV64_GPR / 8 },
  SSE (4, FFI_TYPE_FLOAT, STEP_FLOAT, RESULT_4, FAST_VECTOR, FAST_STACK_4,
       FAST_P_F32, FAST_END_F32),
  SSE (8, FFI_TYPE_DOUBLE, STEP_FPR_8, RESULT_8, FAST_VECTOR + 1, FAST_STACK_8,
       FAST_P_F64, FAST_END_F64),
#if __LDBL_MANT_DIG__ == 64
  [FFI_CODE_LONGDOUBLE] = { 0, TAG (16, FFI_CODE_LONGDOUBLE), 16, STEP_END,
                            NONE, 0, 0, FAST_STACK_16, FAST_END_X87, { 0 },
                            RESULT_X87, SYSV64_ST0 / 8 },
#endif
  INT_4 (FFI_TYPE_INT, STEP_WIDE, RESULT_S32, FAST_END_S32),
  INT_1 (FFI_TYPE_UINT8, U8, FAST_END_U8),
  INT_1 (FFI_TYPE_SINT8, S8, FAST_END_S8),
  INT_2 (FFI_TYPE_UINT16, U16, FAST_END_U16),
  INT_2 (FFI_TYPE_SINT16, S16, FAST_END_S16),
  INT_4 (FFI_TYPE_UINT32, STEP_U32, RESULT_U32, FAST_END_U32),
  INT_4 (FFI_TYPE_SINT32, STEP_WIDE, RESULT_S32, FAST_END_S32),
  INT_8 (FFI_TYPE_UINT64),
  INT_8 (FFI_TYPE_SINT64),
#ifdef __ILP32__
  INT_4 (FFI_TYPE_POINTER, STEP_U32, RESULT_U32, FAST_END_U32),
#else
  INT_8 (FFI_TYPE_POINTER),
#endif
};

/* TYPE's entry, or NULL if TYPE is not a scalar of the usual size and
   alignment.  */
static inline const struct scalar *
scalar_of (const ffi_type *type)
{
  typedef uint32_t __attribute__ ((may_alias)) word;
  enum { ROW = sizeof (struct scalar) };
  _Static_assert (offsetof (ffi_type, type)
                  == offsetof (ffi_type, alignment) + 2, "tag");
  _Static_assert (ROW == 32, "a shift makes a row of a tag");
  if (!type)
    return NULL;
  /* Another thread may be filling in TYPE.  */
  uint32_t tag = __atomic_load_n ((const word *) &type->alignment,
                                  __ATOMIC_ACQUIRE);
  size_t size = __atomic_load_n (&type->size, __ATOMIC_RELAXED);
  const struct scalar *k
    = (const void *) ((const char *) scalar
                      + (tag >> 11 & (SCALARS - 1) * ROW));
  return k->size == size && k->tag == tag ? k : NULL;
}

/* Consumes the leading arguments that a prefix can encode, at most up to END:
   advances *TYPE, sets *TAKEN to the registers and stack that these arguments
   use, and returns the prefix.  */
static inline unsigned
first_scalars (ffi_type *const **type, ffi_type *const *end, uint64_t *taken)
{
  enum { KINDS = FAST_PREFIX_KINDS, THREE = 1 + KINDS * (1 + KINDS) };
  unsigned prefix = 0;
  ffi_type *const *t = *type, *const *stop = end - t > 3 ? t + 3 : end;
  for (size_t i = 0; t != stop; i++, t++)
    {
      const struct scalar *k = scalar_of (*t);
      if (!k || k->prefix[i] == FAST_P_NONE)
        break;
      prefix += k->prefix[i];
      *taken += k->adds;
    }
  *type = t;
  if (end - t < 3
      || (prefix != FAST_P_I64 * THREE && prefix != FAST_P_W32 * THREE))
    return prefix;
  for (stop = t + 3; t != stop; t++)
    {
      const struct scalar *k = scalar_of (*t);
      if (!k || k->prefix[0] * THREE != prefix)
        return prefix;
    }
  *type = t;
  *taken = FAST_KINDS * SYSV64_GPRS;
  return prefix == FAST_P_I64 * THREE ? FAST_PREFIX_SIX_I64
                                      : FAST_PREFIX_SIX_W32;
}

/* Makes the same code as ffi_sysv64_code for a signature of scalars, in one
   pass that also checks the types; 0 for other signatures.  New operations
   enter at the top of the code, and the earlier ones move down.  */
static inline uint64_t
scalar_code (const ffi_type *rtype, ffi_type *const *type, uint32_t n)
{
  enum { TOP = 64 - FAST_OP_BITS };
  uint64_t code = 0, taken = 0;
  unsigned stack = 0;
  ffi_type *const *end = n != 0 ? type + n : type;
  unsigned prefix = first_scalars (&type, end, &taken);
  size_t ops = (size_t) (end - type) + 1;
  if (ops > FAST_OPS)
    return 0;
  for (; type != end; type++)
    {
      const struct scalar *k = scalar_of (*type);
      if (!k)
        return 0;
      unsigned op = (uint32_t) (taken >> k->shift);
      if (op < k->limit)
        {
          op += k->op;
          taken += k->adds;
        }
      else if (k->stack != NONE && k->limit != 0)
        op = k->stack + stack++;
      else
        return 0;
      code = code >> FAST_OP_BITS | (uint64_t) op << TOP;
    }
  const struct scalar *k = scalar_of (rtype);
  if (!k)
    return 0;
  code = code >> FAST_OP_BITS | (uint64_t) k->end << TOP;
  return code >> (TOP - FAST_OP_BITS * ops) | prefix;
}

/* ---- Codes from types that are not checked yet ------------------------ */

/* A signature's two codes while its types are placed: of operations, which are
   added at the top, and of steps.  */
struct coder
{
  struct sysv64_state s;
  struct ffi_layout layout;  /* of the result only */
  bool has_ops, has_steps;   /* there is such a code so far */
  unsigned n, prefix;
  unsigned factor;           /* that of the next argument's kind in the prefix,
                                or 0 */
  uint64_t code;
  struct ffi_steps_fields steps;
};

#define SIX(kind)                                                             \
  ((uint64_t) (3 * FAST_KINDS + (kind)) << (64 - 3 * FAST_OP_BITS)            \
   | (uint64_t) (4 * FAST_KINDS + (kind)) << (64 - 2 * FAST_OP_BITS)          \
   | (uint64_t) (5 * FAST_KINDS + (kind)) << (64 - FAST_OP_BITS))

/* KIND is the prefix's of the argument.  */
static inline void
add_op (struct coder *c, unsigned op, unsigned kind)
{
  enum { THREE = 1 + FAST_PREFIX_KINDS * (1 + FAST_PREFIX_KINDS) };
  if (c->factor != 0 && kind != FAST_P_NONE)
    {
      c->prefix += kind * c->factor;
      c->factor = c->factor < FAST_PREFIX_KINDS * FAST_PREFIX_KINDS
                    ? c->factor * FAST_PREFIX_KINDS : 0;
      return;
    }
  c->factor = 0;
  c->has_ops &= op != NONE && c->n < FAST_OPS;
  c->code = c->code >> FAST_OP_BITS | (uint64_t) op << (64 - FAST_OP_BITS);
  if (++c->n != 3)
    return;
  if (c->prefix == FAST_P_I64 * THREE && c->code == SIX (FAST_I64))
    c->prefix = FAST_PREFIX_SIX_I64;
  else if (c->prefix == FAST_P_W32 * THREE && c->code == SIX (FAST_W32))
    c->prefix = FAST_PREFIX_SIX_W32;
  else
    return;
  c->code = c->n = 0;
}

static inline void
add_step (struct coder *c, unsigned step, uint32_t operand)
{
  c->has_steps = c->has_steps && ffi_steps_add (&c->steps, step, operand);
}

/* Adds LEN bytes of an argument, from offset VALUE on.  */
static inline void
add_piece (struct coder *c, uint32_t value, uint32_t image, uint32_t len,
           bool is_first)
{
  if (!c->has_ops)
    return;
  unsigned op = piece_op (&(struct ffi_piece) { FFI_OP_BYTES, 0, 0, value,
                                                image, len }, is_first);
  add_op (c, op, c->factor != 0 ? prefix_kind (op) : FAST_P_NONE);
}

/* Takes LEN bytes of the stack.  Returns where, and stores the step.  */
static inline uint32_t
take_memory (struct coder *c, size_t len, unsigned align, unsigned *step)
{
  uint32_t next = c->s.stack, image = sysv64_take_stack (&c->s, len, align);
  *step = image - SYSV64_STACK != next              ? STEP_MEMORY_ALIGNED
          : c->s.gpr == SYSV64_GPRS && len == 8 ? STEP_WORD_1
                                                : STEP_MEMORY;
  return image;
}

/* Adds an argument that is the scalar K.  */
static inline void
add_scalar (struct coder *c, const struct scalar *k)
{
  bool sse = k->shift != 0;
  unsigned next = sse ? 2 * c->s.vector : FAST_KINDS * c->s.gpr;
  unsigned step = k->step, slot = c->s.stack / 8;
  bool in_register = next < k->limit;
  if (in_register || (!sse && k->limit != 0))
    sysv64_take_scalar (&c->s, sse);
  else
    slot = (take_memory (c, k->size, k->size, &step) - SYSV64_STACK) / 8;
  add_step (c, step, 0);
  if (!c->has_ops)
    return;
  if (in_register)
    add_op (c, k->op + next, k->prefix[0]);
  else
    add_op (c, k->stack != NONE
               && slot < (k->limit != 0 ? FAST_STACK_SLOTS : 1)
                 ? k->stack + slot : NONE, FAST_P_NONE);
}

/* The steps for LEN bytes in registers, of the kinds WORDS.  */
static inline void
add_words (struct coder *c, unsigned words, uint32_t len)
{
  unsigned first = words & (WORD_SSE | WORD_INTEGER);
  unsigned second = words >> WORD_BITS;
  uint32_t end = len % 8;    /* bytes of the last eightbyte, if not 8 */
  bool whole = len >= 8;
  bool row = first == WORD_SSE && second == WORD_SSE && end == 0;
  unsigned step = row                   ? STEP_DOUBLES
                  : first == WORD_SSE   ? (whole ? STEP_FPR_8 : STEP_FLOAT)
                  : whole               ? STEP_WORD_1
                  : end == 1            ? STEP_U8
                  : end == 2            ? STEP_U16
                  : end == 4            ? STEP_U32
                                        : STEP_BYTES;
  add_step (c, step, row ? 2 : step == STEP_BYTES ? end : 0);
  if (second == 0 || row)
    return;
  step = second == WORD_SSE ? (end == 0 ? STEP_MORE_FPR_8 : STEP_MORE_FPR_4)
         : end == 0         ? STEP_MORE_WORD
                            : STEP_MORE_BYTES;
  add_step (c, step, step == STEP_MORE_BYTES ? end : 0);
}

/* What the kinds of eightbytes are (sysv64_take_words), WORD_NONE for a type in
   memory, or LOOK: TYPE may not be laid out yet, or is rare.  */
enum { LOOK = NONE + 1 };

static inline unsigned
quick_words (const struct ffi_abi_desc *abi, const ffi_type *type)
{
  size_t size = __atomic_load_n (&type->size, __ATOMIC_ACQUIRE);
  size_t align = __atomic_load_n (&type->alignment, __ATOMIC_RELAXED);
  unsigned words = WORD_NONE;
  bool is_struct = type->type == FFI_TYPE_STRUCT, is_small = size <= 16;
  if (align - 1 >= 16 || (align & (align - 1)) != 0)
    return LOOK;
  if (is_struct && is_small)
    words = ffi_sysv64_row_words (type);
  else if (is_struct && size <= FFI_MAX_IMAGE
           && !ffi_is_looked_into (size, abi->looks_into))
    return WORD_NONE;
  if (words == WORD_NONE)
    {
      if (is_struct ? !ffi_is_ready (abi, type)
                    : !ffi_is_complex (type, ffi_scalar_size))
        return LOOK;
      if (!is_small)
        return WORD_NONE;
      words = ffi_sysv64_words (type);
    }
  return words < WORD_NONE && (words & (WORD_INTEGER | WORD_SSE)) != 0 ? words
                                                                       : LOOK;
}

/* Adds an argument of TYPE, no scalar.  False: placing it has to look.  */
static inline bool
add_value (struct coder *c, const struct ffi_abi_desc *abi,
           const ffi_type *type)
{
  unsigned words = quick_words (abi, type);
  uint32_t image[2] = { 0 }, len = (uint32_t) type->size;
  if (words == LOOK)
    return false;
  if (words < WORD_NONE && sysv64_take_words (&c->s, words, image))
    {
      bool two = words >> WORD_BITS != 0;
      add_words (c, words, len);
      add_piece (c, 0, image[0], len < 8 ? len : 8, two);
      if (two)
        add_piece (c, 8, image[1], len - 8, false);
    }
  else
    {
      unsigned step;
      image[0] = take_memory (c, len, type->alignment, &step);
      add_step (c, step, 0);
      add_piece (c, 0, image[0], len, false);
    }
  return true;
}

/* The end for a result of TYPE, no scalar; NONE if there is none, or LOOK.  */
static inline unsigned
value_end (struct coder *c, const struct ffi_abi_desc *abi,
           const ffi_type *type, unsigned *rest)
{
  unsigned words = quick_words (abi, type);
  if (words == LOOK)
    return LOOK;
  if (words == WORD_NONE && type->type == FFI_TYPE_COMPLEX)
    return NONE;
  if (words == WORD_NONE)
    {
      c->prefix = FAST_PREFIX_INDIRECT;
      c->factor = 0;
      c->layout.echo = SYSV64_RAX;
      c->layout.indirect = sysv64_take_gpr (&c->s);
      return FAST_END_VOID;
    }
  ffi_sysv64_place_result_words (type, words, &c->layout);
  unsigned end = end_op (&c->layout, type);
  if (end == FAST_END_REST)
    *rest = rest_op (c->layout.result, c->layout.nresult);
  return end;
}

/* Whether these types could be placed.  Otherwise ffi_sysv64_place has to.  */
static inline bool
place_types (struct coder *c, const struct ffi_abi_desc *abi, uint32_t nargs,
             const struct scalar *result, ffi_type *rtype, ffi_type **arg_types)
{
  unsigned rest = NONE;
  unsigned end = result ? result->end : value_end (c, abi, rtype, &rest);
  if (end == LOOK)
    return false;
  c->has_ops = end != NONE;
  for (uint32_t i = 0; i < nargs; i++)
    {
      const ffi_type *type = arg_types[i];
      const struct scalar *k = scalar_of (type);
      if (k && k->end != FAST_END_VOID)
        add_scalar (c, k);
      else if (!type || !add_value (c, abi, type))
        return false;
    }
  if (c->has_ops)
    add_op (c, end, FAST_P_NONE);
  if (end == FAST_END_REST)
    add_op (c, rest, FAST_P_NONE);
  return c->s.stack <= FFI_MAX_IMAGE;
}

/* The code of C, which is not of operations.  */
static inline uint64_t
code_of_steps (struct coder *c, const struct ffi_abi_desc *abi, uint32_t nargs,
               const struct scalar *result, ffi_type *rtype)
{
  struct ffi_signature sig = { rtype, NULL, nargs, FFI_NOT_VARIADIC };
  uint64_t code = 0;
  c->layout.stack = c->s.stack;
  c->layout.flags = c->s.vector;
  if (result && c->has_steps)
    code = ffi_steps_end (&c->steps, nargs, result->result, result->place,
                          c->s.stack, c->s.vector);
  else if (c->has_steps)
    {
      if (c->layout.nresult == 0 && c->layout.indirect == FFI_NO_IMAGE)
        ffi_sysv64_place_result (abi, rtype, &(struct sysv64_state) { 0 },
                                 &c->layout);
      code = ffi_steps_finish (&c->steps, abi, &c->layout, &sig, c->s.stack);
    }
  return code != 0 ? code : ffi_general_code (abi, &sig, &c->layout);
}

/* Most types need no more than a quick look, which this does while it places
   them.  */
static __attribute__ ((noinline)) ffi_status
prepare_any (ffi_cif *cif, ffi_abi abi, uint32_t nargs, ffi_type *rtype,
             ffi_type **arg_types)
{
  const struct ffi_abi_desc *desc = ffi_target_get (abi)->desc;
  const struct scalar *result = scalar_of (rtype);
  struct coder c;
  c.s = (struct sysv64_state) { 0 };
  c.code = 0;
  c.n = c.prefix = 0;
  c.factor = 1;
  c.has_steps = true;
  ffi_steps_begin (&c.steps);
  ffi_layout_init (&c.layout, NULL, 0);
  if (!place_types (&c, desc, nargs, result, rtype, arg_types))
    return ffi_prep_cif_general (cif, abi, nargs, rtype, arg_types);
  uint64_t code
    = c.has_ops ? c.code >> (64 - FAST_OP_BITS * (c.n + 1)) | c.prefix
                : code_of_steps (&c, desc, nargs, result, rtype);
  ffi_cif_fill_in (cif, abi, nargs, rtype, arg_types, 0, code);
  return FFI_OK;
}

static inline bool
is_no_scalar (const ffi_type *type)
{
  return type
         && (type->type == FFI_TYPE_STRUCT || type->type == FFI_TYPE_COMPLEX);
}

/* This is what makes ffi_prep_cif fast.  */
ffi_status
ffi_sysv64_prepare (ffi_cif *cif, ffi_abi abi, uint32_t nargs,
                    ffi_type *rtype, ffi_type **arg_types)
{
  uint64_t code = 0;
  if (!is_no_scalar (rtype) && (nargs == 0 || !is_no_scalar (*arg_types)))
    code = scalar_code (rtype, arg_types, nargs);
  if (code == 0)
    return prepare_any (cif, abi, nargs, rtype, arg_types);
  ffi_cif_fill_in (cif, abi, nargs, rtype, arg_types, 0, code);
  return FFI_OK;
}

/* The number of the whole call for P's arguments and result, or NONE.  */
static unsigned
whole_number (const struct program *p)
{
  static const uint8_t end[] = {
    [FAST_END_VOID - FAST_END] = 1 + FAST_WHOLE_END_VOID,
    [FAST_END_S32 - FAST_END] = 1 + FAST_WHOLE_END_S32,
    [FAST_END_I64 - FAST_END] = 1 + FAST_WHOLE_END_I64,
    [FAST_END_F64 - FAST_END] = 1 + FAST_WHOLE_END_F64,
    [FAST_END_REST - FAST_END] = 0
  };
  unsigned arguments = 0, shorter = 1, prefix = p->prefix;
  if (p->n != 1 || end[p->op[0] - FAST_END] == 0)
    return NONE;
  unsigned base = FAST_WHOLES * (end[p->op[0] - FAST_END] - 1u);
  if (prefix >= FAST_PREFIX_INDIRECT)
    return prefix == FAST_PREFIX_SIX_I64   ? base + FAST_WHOLE_SIX_I64
           : prefix == FAST_PREFIX_SIX_W32 ? base + FAST_WHOLE_SIX_W32
                                           : NONE;
  for (; prefix != 0; prefix /= FAST_PREFIX_KINDS)
    {
      unsigned kind = prefix % FAST_PREFIX_KINDS - 1;
      if (kind >= FAST_WHOLE_KINDS)
        return NONE;
      arguments += shorter * (1 + kind);
      shorter *= FAST_WHOLE_KINDS;
    }
  return base + arguments;
}

static bool
is_between (unsigned op, unsigned first, unsigned end)
{
  return op >= first && op < end;
}

/* The stub that loads both parts of an argument into registers of one class,
   or NONE.  */
static unsigned
pair_op (unsigned first, unsigned second)
{
  if (is_between (first, FAST_FIRST_GPR, FAST_FIRST_VECTOR))
    return is_between (second, FAST_SECOND_GPR, FAST_SECOND_VECTOR)
             ? FAST_PAIR_GG + 2 * (first - FAST_FIRST_GPR) + second % 2
             : NONE;
  return is_between (second, FAST_SECOND_VECTOR, FAST_STACK_4)
           ? FAST_PAIR_VV + 2 * (first - FAST_FIRST_VECTOR) + second % 2
           : NONE;
}

_Static_assert (FAST_SECOND_GPR % 2 == 0 && FAST_SECOND_VECTOR % 2 == 0,
                "odd: 8 bytes");

/* A plan's stub for the next *TAKEN of the N operations at OP: one, or several
   that one stub does.  */
static unsigned
plan_op (const uint8_t *op, unsigned n, unsigned *taken)
{
  unsigned run = 0, joined = NONE;
  while (run < n && op[run] == FAST_STACK_8 + run)
    run++;
  *taken = 2;
  if (op[0] == FAST_END_REST)
    return FAST_ENDS + op[1];
  if (run >= 2)
    {
      *taken = run;
      return FAST_STACK_RUN + 4 * (run - 2);
    }
  if (is_between (op[0], FAST_FIRST_GPR, FAST_SECOND_GPR))
    joined = pair_op (op[0], op[1]);
  else if (op[0] < FAST_VECTOR && op[1] < FAST_VECTOR)
    joined = FAST_TWO_GPRS + FAST_KINDS * (op[0] - FAST_GPR)
             + (op[1] - FAST_GPR) % FAST_KINDS;
  if (joined != NONE)
    return joined;
  *taken = 1;
  return op[0];
}

/* The prefix of a plan for the operations at OP, if they have no prefix yet.
   It stands for the first *TAKEN of them.  */
static unsigned
plan_prefix (const uint8_t *op, unsigned *taken)
{
  static const struct
  {
    uint8_t first, second, prefix;
  } known[] = {
    { FAST_FIRST_GPR, FAST_SECOND_GPR + 2 + 1, FAST_PREFIX_GG },
    { FAST_FIRST_GPR, FAST_SECOND_VECTOR + 1, FAST_PREFIX_GV },
    { FAST_FIRST_VECTOR, FAST_SECOND_GPR + 1, FAST_PREFIX_VG },
    { FAST_FIRST_VECTOR, FAST_SECOND_VECTOR + 2 + 1, FAST_PREFIX_VV },
    { FAST_FIRST_VECTOR, FAST_SECOND_VECTOR + 2, FAST_PREFIX_VV_4 }
  };
  *taken = 2;
  for (unsigned i = 0; i < sizeof known / sizeof *known; i++)
    if (op[0] == known[i].first && op[1] == known[i].second)
      return known[i].prefix;
  *taken = op[0] == FAST_STACK_16;
  return *taken ? FAST_PREFIX_STACK_16 : FAST_P_NONE;
}

unsigned
ffi_sysv64_plan_ops (const struct ffi_layout *layout,
                     const struct ffi_signature *sig, void **op)
{
  struct program p;
  unsigned n = 0, taken = 0;
  if (!compile (layout, sig, &p))
    return 0;
  unsigned whole = whole_number (&p);
  if (whole != NONE)
    {
      *op = (void *) (ffi_sysv64_fast_whole + whole * FAST_WHOLE_SLOT);
      return 1;
    }
  if (p.prefix == FAST_P_NONE)
    p.prefix = plan_prefix (p.op, &taken);
  op[n++] = (void *) (ffi_sysv64_fast_plan + p.prefix * FAST_ENTRY_SLOT);
  for (unsigned i = taken; i < p.n; i += taken)
    op[n++] = (void *) (ffi_sysv64_fast_plan + FAST_PLAN_OPS
                        + plan_op (&p.op[i], p.n - i, &taken) * FAST_SLOT);
  return n;
}

/* ---- Closures -------------------------------------------------------- */

#define ENTRIES(ENTRY)                                                        \
  ENTRY (gpr, i64) ENTRY (gpr, f32) ENTRY (gpr, f64)                          \
  ENTRY (vector, i64) ENTRY (vector, f32) ENTRY (vector, f64)                 \
  ENTRY (any, i64) ENTRY (any, f32) ENTRY (any, f64) ENTRY (any, x87)         \
  ENTRY (any, gg) ENTRY (any, gv) ENTRY (any, vg) ENTRY (any, vv)             \
  ENTRY (any, g1) ENTRY (any, g2) ENTRY (any, g4)                             \
  ENTRY (any, gg4) ENTRY (any, gv4) ENTRY (any, vg4) ENTRY (any, vv4)         \
  ENTRY (any, indirect)
#define DECLARE(args, result)                                                 \
  FFI_HIDDEN void ffi_sysv64_closure_##args##_##result (void);
ENTRIES (DECLARE)

typedef void (*entry) (void);

enum { OP_MASK = (1 << FAST_OP_BITS) - 1 };

/* What a code tells about the arguments of a closure: the note so far, the
   number of its fields, and whether the arguments are all in gprs or all in
   vectors, in order.  */
struct noting
{
  uint64_t note;
  unsigned fields;
  bool all_gpr, all_vector, any_vector;
};

static void
note_word (struct noting *n, unsigned word)
{
  n->note = n->note << FAST_WORD_BITS | word;
  n->any_vector |= word - FAST_WORD_VECTOR < SYSV64_VECTORS;
  n->all_gpr &= word == FAST_WORD_GPR + n->fields && n->fields < SYSV64_GPRS;
  n->all_vector &= word == FAST_WORD_VECTOR + n->fields;
  n->fields++;
}

/* The frame word (sysv64-fast.h) of the register or stack slot that OP
   loads.  */
static unsigned
word_of (unsigned op)
{
  if (op < FAST_VECTOR)
    return FAST_WORD_GPR + (op - FAST_GPR) / FAST_KINDS;
  if (op < FAST_FIRST_GPR)
    return FAST_WORD_VECTOR + (op - FAST_VECTOR) / 2;
  if (op < FAST_FIRST_VECTOR)
    return FAST_WORD_GPR + (op - FAST_FIRST_GPR);
  if (op < FAST_SECOND_GPR)
    return FAST_WORD_VECTOR + (op - FAST_FIRST_VECTOR);
  if (op < FAST_SECOND_VECTOR)
    return FAST_WORD_GPR + (op - FAST_SECOND_GPR) / 2;
  if (op < FAST_STACK_4)
    return FAST_WORD_VECTOR + (op - FAST_SECOND_VECTOR) / 2;
  if (op < FAST_STACK_16)
    return FAST_WORD_STACK + (op - FAST_STACK_4) % FAST_STACK_SLOTS;
  return FAST_WORD_STACK;
}

/* The note for the arguments of PREFIX.  */
static inline struct noting
note_prefix (unsigned prefix)
{
  enum { SIX = 0 << 25 | 1 << 20 | 2 << 15 | 3 << 10 | 4 << 5 | 5 };
  unsigned gpr = 0, vector = 0, note = 0;
  if (prefix > FAST_PREFIX_INDIRECT)
    return (struct noting) { SIX, SYSV64_GPRS, true, false, false };
  if (prefix == FAST_PREFIX_INDIRECT)
    prefix = 0;
  for (; prefix != 0; prefix /= FAST_PREFIX_KINDS)
    note = note << FAST_WORD_BITS
           | (prefix % FAST_PREFIX_KINDS >= FAST_P_F64
                ? FAST_WORD_VECTOR + vector++ : FAST_WORD_GPR + gpr++);
  return (struct noting) { note, gpr + vector, vector == 0, gpr == 0,
                           vector != 0 };
}

_Static_assert (FAST_P_F32 > FAST_P_F64 && FAST_P_F64 > FAST_P_I64
                && FAST_P_F64 > FAST_P_W32 && FAST_P_F32 < FAST_PREFIX_KINDS
                && FAST_WORD_BITS == 5 && FAST_WORD_GPR == 0, "note_prefix");

/* Notes the SECOND word of an argument in two words; FIRST is already noted.
   If the words are adjacent and of one kind, they are the value, and no note
   is needed.  */
static bool
note_second (struct noting *n, unsigned first, unsigned second)
{
  if (second == first + 1 && second != FAST_WORD_VECTOR)
    return true;
  n->all_gpr = n->all_vector = false;
  if (n->fields + 2 > FAST_NOTE_FIELDS)
    return false;
  note_word (n, second);
  note_word (n, FAST_WORD_PAIR);
  return true;
}

/* Adds the arguments that CODE's operations load.  CODE begins after the
   prefix.  Returns the rest of the code, which is the end.  *FITS becomes
   false if there are too many arguments.  */
static uint64_t
note_arguments (struct noting *n, uint64_t code, bool *fits)
{
  unsigned op, first = 0;
  for (; (op = code & OP_MASK) < FAST_END; code >>= FAST_OP_BITS)
    {
      unsigned word = word_of (op);
      if (op >= FAST_SECOND_GPR && op < FAST_STACK_4)
        *fits &= note_second (n, first, word);
      else if (n->fields == FAST_NOTE_FIELDS)
        *fits = false;
      else
        note_word (n, first = word);
    }
  return code;
}

/* The entries.  The first index is the result: the end, or FAST_ENDS plus the
   number after FAST_END_REST.  The second index is the place of the arguments:
   all in gprs, all in vectors, or any.  */
#define NAME(args, result) ffi_sysv64_closure_##args##_##result
#define SCALAR(result)                                                        \
  { NAME (gpr, result), NAME (vector, result), NAME (any, result) }
#define OTHER(result)                                                         \
  { NAME (any, result), NAME (any, result), NAME (any, result) }

static const entry entries[][3] = {
  SCALAR (i64), SCALAR (i64), SCALAR (i64), SCALAR (i64), SCALAR (i64),
  SCALAR (i64), SCALAR (i64), SCALAR (i64), SCALAR (f32), SCALAR (f64),
  OTHER (x87), OTHER (gg), OTHER (gv), OTHER (vg), OTHER (vv),
  [FAST_ENDS - FAST_END] = OTHER (g1), OTHER (g2), OTHER (g4), OTHER (gg4),
  OTHER (gv4), OTHER (vg4), OTHER (vv4)
};

_Static_assert (FAST_END_VOID == FAST_END && FAST_END_I64 == FAST_END + 7
                && FAST_END_F32 == FAST_END + 8
                && FAST_END_F64 == FAST_END + 9
                && FAST_END_X87 == FAST_END + 10
                && FAST_END_GG == FAST_END + 11
                && FAST_END_VV == FAST_END + 14 && FAST_REST_G1 == 0
                && FAST_REST_G4 == 2 && FAST_REST_GG == 3
                && FAST_REST_VV == 6, "entries");

/* The entry for the arguments N and the result END.  */
static inline entry
entry_for (const struct noting *n, unsigned prefix, uint64_t end,
           uint64_t *note)
{
  unsigned op = end & OP_MASK;
  *note = n->note | (uint64_t) n->any_vector << 63;
  if (prefix == FAST_PREFIX_INDIRECT)
    return NAME (any, indirect);
  if (op == FAST_END_REST)
    op = FAST_ENDS + (end >> FAST_OP_BITS & OP_MASK);
  return entries[op - FAST_END][n->all_gpr ? 0 : n->all_vector ? 1 : 2];
}

static __attribute__ ((noinline)) entry
entry_for_more (struct noting n, unsigned prefix, uint64_t code,
                uint64_t *note)
{
  bool fits = true;
  uint64_t end = note_arguments (&n, code, &fits);
  return fits ? entry_for (&n, prefix, end, note) : NULL;
}

entry
ffi_sysv64_fast_closure (uint64_t code, const ffi_cif *cif, uint64_t *note)
{
  /* Values in the frame's words have the alignment of words only.  */
  for (unsigned i = 0; i < cif->nargs; i++)
    if (cif->arg_types[i]->alignment > 8
        && cif->arg_types[i]->type != FFI_CODE_LONGDOUBLE)
      return NULL;
  unsigned prefix = code & OP_MASK;
  struct noting n = note_prefix (prefix);
  code >>= FAST_OP_BITS;
  if ((code & OP_MASK) < FAST_END)
    return entry_for_more (n, prefix, code, note);
  return entry_for (&n, prefix, code, note);
}

#endif
