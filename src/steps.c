/* SPDX-License-Identifier: MIT */
/* Making codes of steps, and running those of any ABI.  */
#include "steps.h"

/* ---- Making a code --------------------------------------------------- */

struct writer
{
  const struct ffi_abi_desc *abi;
  uint32_t gpr, fpr;         /* the next places */
  uint32_t scratch;          /* bytes of copies so far */
  struct ffi_steps_fields fields;
};

static inline bool
add (struct writer *w, enum step step, uint32_t operand)
{
  return ffi_steps_add (&w->fields, step, operand);
}

/* Takes BYTES, a multiple of a word, of integer registers or stack.  */
static inline void
take_gpr (struct writer *w, uint32_t bytes)
{
  w->gpr += bytes;
  w->fpr += bytes / STEPS_WORD * w->abi->gpr_takes_fpr;
}

static inline void
take_fpr (struct writer *w, uint32_t bytes)
{
  w->fpr += bytes > w->abi->fpr_step ? bytes : w->abi->fpr_step;
  if (w->abi->fpr_takes_gpr)
    w->gpr += ffi_steps_words (bytes);
}

/* Moves the integer pointer forward to AT.  */
static inline bool
reach_word (struct writer *w, uint32_t at)
{
  uint32_t stack = at - w->abi->stack_at;
  if (at >= w->abi->stack_at && at != w->gpr && at - w->gpr > 2 * STEPS_WORD)
    {
      if (!add (w, STEP_STACK, stack / STEPS_STACK_UNIT + 1))
        return false;
      w->gpr = w->abi->stack_at + stack / STEPS_STACK_UNIT * STEPS_STACK_UNIT;
    }
  while (w->gpr < at)
    {
      if (!add (w, STEP_SKIP, 0))
        return false;
      take_gpr (w, STEPS_WORD);
    }
  return w->gpr == at;
}

static inline bool
reach_fpr (struct writer *w, uint32_t at)
{
  while (w->fpr < at)
    {
      if (!add (w, STEP_SKIP_FPR, 0))
        return false;
      w->fpr += w->abi->fpr_step;
    }
  return w->fpr == at;
}

/* Adds LEN bytes that are not converted and start at the beginning of a
   word.  */
static bool
add_bytes (struct writer *w, uint32_t len, bool more)
{
  uint32_t words = len / STEPS_WORD, tail = len % STEPS_WORD;
  bool good = true;
  for (; words > STEPS_MASK; words -= STEPS_MASK, more = true)
    good &= add (w, more ? STEP_MORE_WORDS : STEP_WORDS, STEPS_MASK);
  if (words == 1)
    good &= add (w, more ? STEP_MORE_WORD : STEP_WORD_1, 0);
  else if (STEPS_WORD == 4 && words == 2 && !more)
    good &= add (w, STEP_WIDE, 0);
  else if (words != 0)
    good &= add (w, more ? STEP_MORE_WORDS : STEP_WORDS, words);
  if (tail == 4 && words == 0 && !more)
    good &= add (w, STEP_HALF, 0);
  else if (good && tail != 0)
    good = add (w, more || words != 0 ? STEP_MORE_BYTES : STEP_BYTES, tail);
  take_gpr (w, ffi_steps_words (len));
  return good;
}

/* Adds the address of a copy.  */
static bool
add_copy (struct writer *w, const struct ffi_piece *piece)
{
  bool good = reach_word (w, piece->image) && piece->value == w->scratch
              && add (w, STEP_REF, 0);
  w->scratch += (uint32_t) ffi_round_up (piece->len, 16);
  take_gpr (w, STEPS_WORD);
  return good;
}

static inline bool
add_to_gpr (struct writer *w, const struct ffi_piece *piece, bool more)
{
  static const uint8_t integer[] = {
    [FFI_OP_U8] = STEP_U8, [FFI_OP_S8] = STEP_S8, [FFI_OP_U16] = STEP_U16,
    [FFI_OP_S16] = STEP_S16, [FFI_OP_U32] = STEP_U32, [FFI_OP_S32] = STEP_WIDE
  };
  uint32_t past = (piece->image - w->abi->gpr_at) % STEPS_WORD;
  if (piece->op == FFI_OP_REF)
    return add_copy (w, piece);
  if (!reach_word (w, piece->image - past))
    return false;
  bool low = past == (STEPS_IS_BIG && piece->len < STEPS_WORD
                        ? STEPS_WORD - piece->len : 0);
  if (piece->op == FFI_OP_BYTES && past == 0)
    return add_bytes (w, piece->len, more);
  if (more || !low || piece->op > (STEPS_WORD == 8 ? FFI_OP_S32 : FFI_OP_S16)
      || (piece->op == FFI_OP_BYTES && piece->len != 4))
    return false;
  take_gpr (w, STEPS_WORD);
  return add (w, piece->op == FFI_OP_BYTES ? STEP_HALF_LOW
                                           : integer[piece->op], 0);
}

/* Adds LEN bytes that are not converted, in floating-point registers.  */
static bool
add_fpr_bytes (struct writer *w, uint32_t len, bool more)
{
  uint32_t unit = len % 8 == 0 ? 8 : 4;
  if (len == 16 && !more)
    {
      take_fpr (w, 16);
      return add (w, STEP_FPR_16, 0);
    }
  if (unit == 4 && w->abi->float_op != FFI_OP_BYTES)
    return false;
  bool good = len == unit || (len % unit == 0 && w->abi->fpr_step <= unit);
  for (; good && len != 0; len -= unit, more = true)
    {
      good = add (w, unit == 8 ? (more ? STEP_MORE_FPR_8 : STEP_FPR_8)
                               : (more ? STEP_MORE_FPR_4 : STEP_FLOAT), 0);
      take_fpr (w, unit);
    }
  return good;
}

static bool
add_to_fpr (struct writer *w, const struct ffi_piece *piece, bool more)
{
  bool low = STEPS_IS_BIG && w->abi->fpr_step == 8 && piece->image % 8 == 4;
  if (!reach_fpr (w, piece->image - (low ? 4 : 0)))
    return false;
  if (piece->op == FFI_OP_BYTES && !low)
    return add_fpr_bytes (w, piece->len, more);
  enum step step = piece->op == FFI_OP_BYTES       ? STEP_FPR_4_LOW
                   : piece->op == w->abi->float_op ? STEP_FLOAT
                                                   : STEP_END;
  take_fpr (w, piece->op == FFI_OP_DOUBLE ? 8 : 4);
  return step != STEP_END && piece->len == 4 && !more
         && low == (step == STEP_FPR_4_LOW) && add (w, step, 0);
}

static inline bool
is_in_fpr (const struct ffi_abi_desc *abi, const struct ffi_piece *piece)
{
  return piece->image >= abi->fpr_at && piece->image < abi->fpr_end;
}

/* How many of the N pieces are floats of one value that the registers from
   the first piece's on have, one each.  */
static uint32_t
count_floats (const struct ffi_abi_desc *abi, const struct ffi_piece *piece,
              uint32_t n)
{
  uint32_t i = 0;
  while (i < n && piece[i].op == abi->float_op && piece[i].len == 4
         && piece[i].arg == piece->arg && !piece[i].dup
         && piece[i].value == 4 * i
         && piece[i].image == piece->image + abi->fpr_step * i)
    i++;
  return i;
}

/* Adds N floats of one value.  */
static bool
add_floats (struct writer *w, const struct ffi_piece *piece, uint32_t n)
{
  if (!reach_fpr (w, piece->image))
    return false;
  w->fpr += n * w->abi->fpr_step;
  if (w->abi->fpr_takes_gpr)
    w->gpr += ffi_steps_words (4 * n);
  return add (w, STEP_FLOATS, n);
}

/* Adds PIECE of an argument of TYPE.  PREVIOUS is the piece before if it
   belongs to the same argument, else NULL.  Both must be adjacent in the
   argument.  */
static inline bool
add_piece (struct writer *w, const struct ffi_piece *piece,
           const struct ffi_piece *previous, const ffi_type *type)
{
  bool in_fpr = is_in_fpr (w->abi, piece);
  /* Only steps of several words and of addresses check the alignment at run
     time.  */
  uint32_t align = piece->op == FFI_OP_REF  ? STEPS_ALIGN
                   : piece->len == 8        ? 8
                   : piece->len > 8         ? (in_fpr && piece->len != 16 ? 8
                                                                         : 16)
                   : in_fpr || STEPS_IS_BIG ? piece->len
                                            : STEPS_WORD;
  if (piece->dup || (!previous && type->alignment > align)
      || (previous && (piece->op != FFI_OP_BYTES
                       || previous->op != FFI_OP_BYTES
                       || piece->value != previous->value + previous->len
                       || piece->image != previous->image + previous->len)))
    return false;
  return in_fpr ? add_to_fpr (w, piece, previous != NULL)
                : piece->image >= w->abi->gpr_at
                    && add_to_gpr (w, piece, previous != NULL);
}

/* The kind of LAYOUT's result, which has TYPE and is not in memory.  Stores
   the place of its first word in *PLACE.  */
static int
result_kind (const struct ffi_abi_desc *abi, const struct ffi_layout *layout,
             const ffi_type *type, uint32_t *place)
{
  static const uint8_t integer[] = {
    [FFI_OP_U8] = RESULT_U8, [FFI_OP_S8] = RESULT_S8,
    [FFI_OP_U16] = RESULT_U16, [FFI_OP_S16] = RESULT_S16,
    [FFI_OP_U32] = RESULT_U32, [FFI_OP_S32] = RESULT_S32
  };
  struct ffi_piece r[FFI_MAX_RESULT_PIECES];
  *place = 0;
  if (layout->nresult == 0)
    return RESULT_VOID;
  for (uint32_t i = 0; i < layout->nresult; i++)
    r[i] = ffi_result_piece (layout, i);
  enum ffi_op op = ffi_int_op (type, STEPS_WORD);
  uint32_t len = r->len, past = r->image % STEPS_WORD;
  *place = r->image - past;
  uint32_t floats = count_floats (abi, r, layout->nresult);
  if (floats == layout->nresult && type->size == 4 * floats && past == 0
      && (floats > 1 || r->op != FFI_OP_BYTES))
    return RESULT_FLOATS;
  for (uint32_t i = 1; i < layout->nresult; len += r[i++].len)
    if (r[i].op != r->op || r[i].image != r->image + len || r[i].value != len)
      return -1;
  if (op != FFI_OP_BYTES)
    return past != (STEPS_IS_BIG ? STEPS_WORD - len : 0)      ? -1
           : op == r->op                                      ? integer[op]
           : op == FFI_OP_U32 && r->op == FFI_OP_S32          ? RESULT_SIGNED
                                                              : -1;
  bool is_low = len == 4 && past == 4 && STEPS_IS_BIG;
  if (past != 0 && !is_low)
    return -1;
  switch (r->op)
    {
    case FFI_OP_BYTES:
      return len == 4    ? (is_low ? RESULT_4_LOW : RESULT_4)
             : len == 8  ? RESULT_8
             : len == type->size && len <= STEPS_MAX_RESULT ? RESULT_BYTES
                                                            : -1;
    case FFI_OP_X87:
      return len == 10 ? RESULT_X87 : -1;
    default:
      return -1;
    }
}

uint64_t
ffi_steps_code (const struct ffi_abi_desc *abi,
                const struct ffi_layout *layout,
                const struct ffi_signature *sig)
{
  struct writer w;
  uint32_t place;
  int kind = result_kind (abi, layout, sig->rtype, &place);
  if (layout->indirect != FFI_NO_IMAGE)
    {
      bool echo = layout->echo != FFI_NO_IMAGE;
      kind = !echo                             ? RESULT_MEMORY
             : layout->indirect == abi->gpr_at ? RESULT_ECHO
                                               : -1;
      place = echo ? layout->echo : layout->indirect;
    }
  place /= STEPS_WORD;
  if (kind < 0 || abi->gpr_at == 0 || abi->word != STEPS_WORD
      || layout->npieces > layout->capacity
      || layout->scratch > STEPS_SCRATCH
      || layout->align != 0 || layout->pop != 0
      || (!ffi_is_in_memory ((unsigned) kind) && sig->rtype->alignment > STEPS_ALIGN))
    return 0;
  w.abi = abi;
  w.gpr = abi->gpr_at;
  w.fpr = abi->fpr_at;
  w.scratch = 0;
  ffi_steps_begin (&w.fields);
  for (uint32_t i = 0; i < layout->npieces; i++)
    {
      const struct ffi_piece *piece = &layout->piece[i];
      uint32_t floats = is_in_fpr (abi, piece) && abi->fpr_step > 4
                          ? count_floats (abi, piece, layout->npieces - i) : 0;
      if (floats > 1)
        {
          /* A closure gathers them where only a float is aligned.  */
          if (sig->arg_types[piece->arg]->alignment > 4
              || !add_floats (&w, piece, floats))
            return 0;
          i += floats - 1;
          continue;
        }
      bool more = i > 0 && piece->arg == piece[-1].arg;
      if (!add_piece (&w, piece, more ? piece - 1 : NULL,
                      sig->arg_types[piece->arg]))
        return 0;
    }
  /* A call with copies is made like one with stack arguments.  */
  return ffi_steps_end (&w.fields, (unsigned) kind, place,
                        layout->stack + (w.scratch != 0 ? 16 : 0),
                        layout->flags);
}

/* ---- Running one ----------------------------------------------------- */

void
ffi_call_steps (ffi_cif *cif, void (*fn) (void), void *rvalue, void **avalue,
                void *chain)
{
  const struct ffi_target *target = ffi_target_of (cif);
  ffi_run_call (target->desc, target->call, 0, ffi_cif_code (cif), cif, fn,
                rvalue, avalue, chain);
}

bool
ffi_closure_steps (ffi_cif *cif,
                   void (*fun) (ffi_cif *, void *, void **, void *),
                   void *user_data, char *image, char *stack,
                   uint32_t *flags)
{
  void **avalue = __builtin_alloca ((cif->nargs + 1) * sizeof (void *));
  float floats[STEPS_FLOATS];
  return ffi_run_closure (ffi_target_of (cif)->desc, ffi_cif_code (cif), cif,
                          fun, user_data, image, stack, avalue,
                          (char *) floats, flags);
}
