/* SPDX-License-Identifier: MIT */
/* x86-64 System V: from a finished placement to the operations of its fast
   paths.  */
#include "steps.h"
#include "types.h"

#if defined __x86_64__ && !defined _WIN32

#include "sysv64.h"
#include "sysv64-fast.h"

static unsigned
stack_op (const struct ffi_piece *piece)
{
  unsigned slot = (piece->image - SYSV64_STACK) / 8;
  unsigned kind = ffi_fast_kind (piece->op, piece->len);
  if (kind == FAST_I64 && slot < FAST_STACK_SLOTS)
    return FAST_STACK_8 + slot;
  if (kind == FAST_W32 && slot < FAST_STACK_SLOTS)
    return FAST_STACK_4 + slot;
  if (slot == 0 && piece->len == 16)
    return FAST_STACK_16;
  if (slot == 0 && piece->len == 24)
    return FAST_STACK_24;
  return FAST_NONE;
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
      unsigned kind = ffi_fast_kind (piece->op, piece->len);
      if (is_first)
        return FAST_FIRST_GPR + g;
      if (!is_second)
        return kind == FAST_NONE ? FAST_NONE : FAST_X + FAST_KINDS * g + kind;
      return kind == FAST_W32 || kind == FAST_I64
               ? FAST_SECOND_GPR + 2 * g + (kind == FAST_I64)
               : FAST_NONE;
    }
  unsigned v = (piece->image - SYSV64_VECTOR) / SYSV64_VECTOR_SLOT;
  if (piece->len != 4 && piece->len != 8)
    return FAST_NONE;
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
                           : FAST_NONE;
  if (n == 1 || r[1].len != 4)
    return FAST_NONE;
  return gpr0 ? gpr1 ? FAST_REST_GG : FAST_REST_GV
         : gpr1 ? FAST_REST_VG
                : FAST_REST_VV;
}

/* The operation for the call and its result: an end, or FAST_END_REST.  */
static unsigned
end_op (const struct ffi_layout *layout, const ffi_type *type)
{
  const struct ffi_result_piece *r = layout->result;
  bool gpr0 = r[0].image >= SYSV64_RAX, gpr1 = r[1].image >= SYSV64_RAX;
  enum ffi_op integer = ffi_int_op (type, 8);
  if (layout->nresult == 0)
    return FAST_END_VOID;
  if (r[0].op == FFI_OP_X87)
    return layout->nresult == 1 ? FAST_END_X87 : FAST_NONE;
  if (integer != FFI_OP_BYTES)
    return ffi_fast_end (integer);
  if (layout->nresult == 2 && r[0].len == 8 && r[1].len == 8)
    return gpr0 ? gpr1 ? FAST_END_GG : FAST_END_GV
           : gpr1 ? FAST_END_VG
                  : FAST_END_VV;
  if (layout->nresult == 1 && !gpr0 && r[0].len == 4)
    return FAST_END_F32;
  if (layout->nresult == 1 && r[0].len == 8)
    return gpr0 ? FAST_END_I64 : FAST_END_F64;
  return rest_op (r, layout->nresult) == FAST_NONE ? FAST_NONE : FAST_END_REST;
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

_Static_assert (FAST_PREFIX_WIN64 != FAST_P_NONE
                && FAST_PREFIX_WIN64 < FAST_PREFIX_INDIRECT
                && FAST_PREFIX_WIN64 % FAST_PREFIX_KINDS == FAST_P_NONE,
                "no prefix of kinds, the first of which is not NONE");

_Static_assert (SYSV64_GPRS + SYSV64_VECTORS + FAST_STACK_SLOTS + 2
                  <= FAST_MAX_OPS,
                "a piece takes a register or a word at least");

static inline bool
add_op (struct ffi_program *p, unsigned op)
{
  return ffi_add_op (p, op, prefix_kind (op));
}

/* Adds END and, if that is FAST_END_REST, REST.  */
static inline bool
add_end (struct ffi_program *p, unsigned end, unsigned rest)
{
  return ffi_add_op (p, end, FAST_P_NONE)
         && (end != FAST_END_REST || ffi_add_op (p, rest, FAST_P_NONE));
}

/* Stores the program of LAYOUT's signature in P, its operations in OP unless
   that is NULL; false if it has none.  */
static bool
compile (const struct ffi_layout *layout, const struct ffi_signature *sig,
         struct ffi_program *p, uint8_t *op)
{
  if (layout->npieces > layout->capacity || layout->align_log2 != 0
      || layout->stack > 8 * FAST_STACK_SLOTS
      || (layout->flags & (SYSV64_X87_2 | SYSV64_VECTOR_32
                           | SYSV64_VECTOR_64)))
    return false;
  const struct ffi_piece *piece = layout->piece;
  const struct ffi_piece *last = piece + layout->npieces;
  ffi_begin_program (p, op, layout->indirect != FFI_NO_IMAGE);
  for (; piece != last; piece++)
    if (!add_op (p, piece_op (piece, piece + 1 != last
                                       && piece[1].arg == piece->arg)))
      return false;
  return add_end (p, end_op (layout, sig->rtype),
                  rest_op (layout->result, layout->nresult));
}

uint64_t
ffi_sysv64_code (const struct ffi_layout *layout,
                 const struct ffi_signature *sig)
{
  struct ffi_program p;
  return compile (layout, sig, &p, NULL) ? ffi_program_code (&p) : 0;
}

/* ---- Scalars ---------------------------------------------------------- */

#define SSE(size, code, step, result, op, stack, prefix, end)                 \
  [code] = { UINT64_C (2) << 32, FAST_TAG (size, code), size, op, 32,         \
             2 * SYSV64_VECTORS, stack, end, FAST_PREFIX_OF (prefix), 0,      \
             step, result, SYSV64_VECTOR / 8 }

static const struct ffi_fast_scalar scalars[FAST_SCALARS] = {
  FAST_VOID_ROW (SYSV64_GPR / 8),
  FAST_INTEGERS (FAST_STACK_4, FAST_STACK_8, SYSV64_RAX / 8),
  SSE (4, FFI_TYPE_FLOAT, STEP_FLOAT, RESULT_4, FAST_VECTOR, FAST_STACK_4,
       FAST_P_F32, FAST_END_F32),
  SSE (8, FFI_TYPE_DOUBLE, STEP_FPR_8, RESULT_8, FAST_VECTOR + 1, FAST_STACK_8,
       FAST_P_F64, FAST_END_F64),
#if __LDBL_MANT_DIG__ == 64
  [FFI_CODE_LONGDOUBLE] = { 0, FAST_TAG (16, FFI_CODE_LONGDOUBLE), 16, 0, 0, 0,
                            FAST_STACK_16, FAST_END_X87, FAST_P_NONE, { 0 },
                            0, STEP_END, RESULT_X87, SYSV64_ST0 / 8 },
#endif
};

static inline const struct ffi_fast_scalar *
scalar_of (const ffi_type *type)
{
  return ffi_fast_scalar (scalars, type);
}

/* ---- Codes from types that are not checked yet ------------------------ */

/* What quick_words says beside the kinds of eightbytes (sysv64_take_words): in
   memory; the type may not be laid out yet, or is rare.  */
enum { MEMORY = WORD_NONE + 1, LOOK = WORD_NONE };

static __attribute__ ((noinline)) unsigned
quick_words (ffi_abi abi, const ffi_type *type)
{
  if (!type)
    return LOOK;
  size_t size = __atomic_load_n (&type->size, __ATOMIC_ACQUIRE);
  size_t align = __atomic_load_n (&type->alignment, __ATOMIC_RELAXED);
  bool is_struct = type->type == FFI_TYPE_STRUCT;
  if (is_struct && size - 1 < 16 && align <= 8)
    return ffi_sysv64_words (type);
  if (align - 1 >= 16 || (align & (align - 1)) != 0)
    return LOOK;
  if (!is_struct)
    {
      if (!ffi_is_complex (type, ffi_scalar_size))
        return LOOK;
      unsigned words = ffi_sysv64_words (type);
      return words != WORD_NONE ? words : MEMORY;
    }
  const struct ffi_abi_desc *desc = ffi_targets[abi]->desc;
  return size > 16 && ((size <= FFI_MAX_IMAGE
                        && !ffi_is_looked_into (size, desc->looks_into))
                       || ffi_is_ready (desc, type)) ? MEMORY : LOOK;
}

/* The arguments of a signature that are no scalars.  */
struct values
{
  ffi_abi abi;
  size_t known;              /* arguments whose words are known */
  uint8_t words[2 * FAST_FIELDS];
};

/* The words of argument I, which has TYPE.  */
static inline unsigned
words_of (struct values *v, size_t i, const ffi_type *type)
{
  if (i < v->known)
    return v->words[i];
  unsigned words = quick_words (v->abi, type);
  if (i < sizeof v->words)
    {
      v->words[i] = (uint8_t) words;
      v->known = i + 1;
    }
  return words;
}

/* The scalar that TYPE, which has these WORDS, is passed like; or NULL.  */
static inline const struct ffi_fast_scalar *
like_scalar (unsigned words, const ffi_type *type)
{
  return words - 1 < (1 << WORD_BITS) - 1
           ? ffi_fast_of_size (scalars, words == WORD_SSE, type->size) : NULL;
}

static inline const struct ffi_fast_scalar *
as_scalar (void *values, size_t i, const ffi_type *type)
{
  return like_scalar (words_of (values, i, type), type);
}

/* The operations for TYPE, which has these WORDS.  */
static __attribute__ ((noinline)) unsigned
word_ops (const ffi_type *type, unsigned words, struct ffi_fast_taken *t,
          unsigned op[2])
{
  struct sysv64_state s = { (uint32_t) t->registers / FAST_KINDS,
                            (unsigned) (t->registers >> 33), 0, 0 };
  uint32_t image[2] = { 0 }, len = (uint32_t) type->size;
  if (words < WORD_NONE && sysv64_take_words (&s, words, image))
    {
      if (words >> WORD_BITS == 0)
        return 0;            /* of an odd size */
      t->registers = (uint64_t) s.vector << 33 | FAST_KINDS * s.gpr;
      op[0] = piece_op (&(struct ffi_piece) { FFI_OP_BYTES, 0, 0, 0, image[0],
                                              8 }, true);
      op[1] = piece_op (&(struct ffi_piece) { FFI_OP_BYTES, 0, 0, 8, image[1],
                                              len - 8 }, false);
      return op[1] != FAST_NONE ? 2 : 0;
    }
  op[0] = len == 16 ? FAST_STACK_16 : FAST_STACK_24;
  if (t->stack != 0 || (len != 16 && len != 24))
    return 0;
  t->stack = len / 8;
  return 1;
}

static inline unsigned
value_ops (void *values, size_t i, const ffi_type *type,
           const struct ffi_fast_scalar *k, struct ffi_fast_taken *t,
           unsigned op[2])
{
  unsigned words = k ? MEMORY : words_of (values, i, type);
  if (words == LOOK
      || (words == MEMORY && (t->stack != 0 || type->size > 24))
      || (k && k->end == FAST_END_VOID))
    return 0;
  return word_ops (type, words, t, op);
}

static const struct ffi_fast_values value_functions = { as_scalar, value_ops };

/* The steps of a signature while its types are placed.  */
struct coder
{
  struct sysv64_state s;
  bool has_steps;            /* they fit so far */
  struct ffi_steps_fields steps;
};

static inline void
add_step (struct coder *c, unsigned step, uint32_t operand)
{
  c->has_steps = c->has_steps && ffi_steps_add (&c->steps, step, operand);
}

/* Adds an argument of LEN bytes on the stack.  */
static inline void
add_memory (struct coder *c, size_t len, unsigned align)
{
  uint32_t next = c->s.stack, image = sysv64_take_stack (&c->s, len, align);
  add_step (c, image - SYSV64_STACK != next              ? STEP_MEMORY_ALIGNED
               : c->s.gpr == SYSV64_GPRS && len == 8 ? STEP_WORD_1
                                                     : STEP_MEMORY,
            0);
}

/* Adds LEN bytes in registers, of the kinds WORDS, which are no scalar.  */
static inline void
add_words (struct coder *c, unsigned words, uint32_t len)
{
  unsigned first = words & (WORD_SSE | WORD_INTEGER);
  unsigned second = words >> WORD_BITS;
  uint32_t end = len % 8;    /* bytes of the last eightbyte, if not 8 */
  if (second == 0 || (first == WORD_SSE && second == WORD_SSE && end == 0))
    {
      add_step (c, second == 0 ? STEP_BYTES : STEP_DOUBLES,
                second == 0 ? end : 2);
      return;
    }
  add_step (c, first == WORD_SSE ? STEP_FPR_8 : STEP_WORD_1, 0);
  unsigned step = second == WORD_SSE
                    ? (end == 0 ? STEP_MORE_FPR_8 : STEP_MORE_FPR_4)
                    : end == 0 ? STEP_MORE_WORD : STEP_MORE_BYTES;
  add_step (c, step, step == STEP_MORE_BYTES ? end : 0);
}

/* Adds the arguments.  False: placing one of them has to look.  */
static inline bool
add_arguments (struct coder *c, struct values *v, ffi_type *const *arg_types,
               size_t nargs)
{
  uint32_t image[2];
  for (size_t i = 0; i < nargs; i++)
    {
      const ffi_type *type = arg_types[i];
      const struct ffi_fast_scalar *k = scalar_of (type);
      bool is_scalar = k != NULL;
      unsigned words = is_scalar ? MEMORY : words_of (v, i, type);
      if (words == LOOK || (is_scalar && k->end == FAST_END_VOID))
        return false;
      if (!is_scalar)
        k = like_scalar (words, type);
      bool sse = k && k->shift != 0;
      if (k && k->limit != 0
          && (sse ? c->s.vector < SYSV64_VECTORS
                  : is_scalar || c->s.gpr < SYSV64_GPRS))
        {
          sysv64_take_scalar (&c->s, sse);
          if (k->step > STEP_U32)
            __builtin_unreachable ();
          add_step (c, k->step, 0);
        }
      else if (!k && words < WORD_NONE
               && sysv64_take_words (&c->s, words, image))
        add_words (c, words, (uint32_t) type->size);
      else
        add_memory (c, type->size, type->alignment);
    }
  return c->s.stack <= FFI_MAX_IMAGE;
}

/* The result of a signature.  */
struct returned
{
  const ffi_type *type;
  const struct ffi_fast_scalar *scalar;  /* NULL: it is none, but has WORDS */
  unsigned words;
};

static inline void
place_result (const struct returned *r, const struct ffi_abi_desc *abi,
              struct ffi_layout *layout)
{
  ffi_layout_init (layout, NULL, 0);
  if (!r->scalar)
    ffi_sysv64_place_value (abi, r->type,
                            r->words == MEMORY ? WORD_NONE : r->words,
                            &(struct sysv64_state) { 0 }, layout);
}

/* The code of a signature that has none of operations; 0 if placing has to
   look.  */
static inline uint64_t
code_of_steps (const struct ffi_fast_pass *p, const struct ffi_abi_desc *abi,
               const struct returned *r, bool is_indirect)
{
  struct coder c;
  uint64_t code = 0;
  c.s = (struct sysv64_state) { is_indirect, 0, 0, 0 };
  c.has_steps = true;
  ffi_steps_begin (&c.steps);
  if (!add_arguments (&c, p->family, p->arg_types, p->nargs))
    return 0;
  if (c.has_steps && r->scalar)
    code = ffi_steps_end (&c.steps, (uint32_t) p->nargs, r->scalar->result,
                          r->scalar->place, c.s.stack, c.s.vector);
  if (code != 0)
    return code;
  struct ffi_layout layout;
  struct ffi_signature sig
    = { (ffi_type *) r->type, NULL, (uint32_t) p->nargs, FFI_NOT_VARIADIC };
  place_result (r, abi, &layout);
  layout.stack = c.s.stack;
  layout.flags |= c.s.vector;
  if (c.has_steps && !r->scalar)
    {
      struct ffi_steps_fields steps = c.steps;
      code = ffi_steps_finish (&steps, abi, &layout, &sig, layout.stack);
    }
  return code != 0 ? code : ffi_general_code (abi, &sig, &layout);
}

/* The operations for a result that no scalar is returned like.  */
static __attribute__ ((noinline)) unsigned
value_end (const struct returned *r, const struct ffi_abi_desc *abi,
           bool *is_indirect, unsigned *rest)
{
  struct ffi_layout layout;
  place_result (r, abi, &layout);
  *is_indirect = layout.indirect != FFI_NO_IMAGE;
  unsigned end = end_op (&layout, r->type);
  if (end == FAST_END_REST)
    *rest = rest_op (layout.result, layout.nresult);
  return end;
}

/* Most types need no more than a quick look, which this does while it places
   them.  */
static __attribute__ ((noinline)) ffi_status
prepare_any (ffi_cif *cif, ffi_abi abi, uint32_t nargs, ffi_type *rtype,
             ffi_type **arg_types)
{
  struct values v;
  const struct ffi_fast_pass p
    = { scalars, arg_types, nargs, FAST_STACK_SLOTS, &value_functions, &v };
  struct returned r = { rtype, scalar_of (rtype), 0 };
  const struct ffi_fast_scalar *like = r.scalar;
  unsigned end = FAST_NONE, rest = FAST_NONE;
  bool is_indirect = false;
  uint8_t end_byte;
  uint64_t code = 0;
  v.abi = abi;
  v.known = 0;
  if (!like)
    {
      r.words = quick_words (abi, rtype);
      if (r.words == LOOK)
        return ffi_prep_cif_general (cif, abi, nargs, rtype, arg_types);
      like = like_scalar (r.words, rtype);
      is_indirect = r.words == MEMORY && rtype->type == FFI_TYPE_STRUCT;
      if (is_indirect)
        like = &scalars[FFI_TYPE_VOID];
      else if (!like || like->end < FAST_END_I64)
        {
          bool in_memory;
          end = value_end (&r, ffi_targets[abi]->desc, &in_memory, &rest);
          end_byte = (uint8_t) end;
          is_indirect = in_memory;
          like = NULL;
        }
    }
  if (like || end != FAST_NONE)
    code = ffi_fast_pass (&p, is_indirect ? FAST_PREFIX_INDIRECT : FAST_P_START,
                          is_indirect ? FAST_KINDS : 0,
                          like ? &like->end : &end_byte, rest);
  if (code == 0)
    code = code_of_steps (&p, ffi_targets[abi]->desc, &r, is_indirect);
  if (code == 0)
    return ffi_prep_cif_general (cif, abi, nargs, rtype, arg_types);
  ffi_cif_fill_in (cif, abi, nargs, rtype, arg_types, 0, code);
  return FFI_OK;
}

/* This is what makes ffi_prep_cif fast.  A signature without arguments needs no
   registers here.  */
ffi_status
ffi_sysv64_prepare (ffi_cif *cif, ffi_abi abi, uint32_t nargs,
                    ffi_type *rtype, ffi_type **arg_types)
{
  const struct ffi_fast_scalar *result;
  if (nargs != 0 || !(result = scalar_of (rtype)))
    return prepare_any (cif, abi, nargs, rtype, arg_types);
  ffi_cif_fill_in (cif, abi, 0, rtype, arg_types, 0,
                   (uint64_t) result->end << FAST_PREFIX_BITS | FAST_P_START);
  return FFI_OK;
}

/* The number of the whole call for P's arguments and result, or FAST_NONE.  */
static unsigned
whole_number (const struct ffi_program *p)
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
    return FAST_NONE;
  unsigned base = FAST_WHOLES * (end[p->op[0] - FAST_END] - 1u);
  if (prefix >= FAST_PREFIX_INDIRECT)
    return prefix == FAST_PREFIX_SIX_I64   ? base + FAST_WHOLE_SIX_I64
           : prefix == FAST_PREFIX_SIX_W32 ? base + FAST_WHOLE_SIX_W32
                                           : FAST_NONE;
  for (; prefix != 0; prefix /= FAST_PREFIX_KINDS)
    {
      unsigned kind = prefix % FAST_PREFIX_KINDS - 1;
      if (kind >= FAST_WHOLE_KINDS)
        return FAST_NONE;
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
   or FAST_NONE.  */
static unsigned
pair_op (unsigned first, unsigned second)
{
  if (is_between (first, FAST_FIRST_GPR, FAST_FIRST_VECTOR))
    return is_between (second, FAST_SECOND_GPR, FAST_SECOND_VECTOR)
             ? FAST_PAIR_GG + 2 * (first - FAST_FIRST_GPR) + second % 2
             : FAST_NONE;
  return is_between (second, FAST_SECOND_VECTOR, FAST_STACK_4)
           ? FAST_PAIR_VV + 2 * (first - FAST_FIRST_VECTOR) + second % 2
           : FAST_NONE;
}

_Static_assert (FAST_SECOND_GPR % 2 == 0 && FAST_SECOND_VECTOR % 2 == 0,
                "odd: 8 bytes");

/* A plan's stub for the next *TAKEN of the N operations at OP: one, or several
   that one stub does.  */
static unsigned
plan_op (const uint8_t *op, unsigned n, unsigned *taken)
{
  unsigned run = 0, joined = FAST_NONE;
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
    joined = FAST_TWO_GPRS + FAST_KINDS * (op[0] - FAST_X)
             + (op[1] - FAST_X) % FAST_KINDS;
  if (joined != FAST_NONE)
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
  struct ffi_program p;
  uint8_t ops[FAST_MAX_OPS];
  unsigned n = 0, taken = 0;
  if (!compile (layout, sig, &p, ops))
    return 0;
  unsigned whole = whole_number (&p);
  if (whole != FAST_NONE)
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
    return FAST_WORD_GPR + (op - FAST_X) / FAST_KINDS;
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
