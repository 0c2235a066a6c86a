/* SPDX-License-Identifier: MIT */
/* Making codes of steps, and running those of any ABI.  */
#include "steps.h"

#ifndef FFI_SIMPLE_ALIGNED
# define FFI_SIMPLE_ALIGNED 0
#endif

#ifdef FFI_STEPS_MEMORY
enum { HAS_MEMORY = true };
#else
enum { HAS_MEMORY = false };
#endif

#ifdef FFI_SIMPLE_FLAGS
enum { HAS_SIMPLE = true };
#else
enum { HAS_SIMPLE = false };
#endif

/* ---- Making a code --------------------------------------------------- */

struct writer
{
  const struct ffi_abi_desc *abi;
  uint32_t gpr, fpr, stack;  /* the next places; the third while integer
                                registers are left */
  uint32_t scratch;          /* bytes of copies so far */
  struct ffi_steps_fields fields;
};

static inline bool
add (struct writer *w, enum step step, uint32_t operand)
{
  return ffi_steps_add (&w->fields, step, operand);
}

/* Moves on over BYTES, a multiple of a word, of integer registers or stack.  */
static inline void
past_words (struct writer *w, uint32_t bytes)
{
  w->gpr += bytes;
  if (w->gpr == w->abi->gpr_end)
    w->gpr = w->stack;
}

static inline void
take_gpr (struct writer *w, uint32_t bytes)
{
  past_words (w, bytes);
  w->fpr += bytes / STEPS_WORD * w->abi->gpr_takes_fpr;
}

static inline void
take_fpr (struct writer *w, uint32_t bytes)
{
  w->fpr += bytes > w->abi->fpr_step ? bytes : w->abi->fpr_step;
  if (w->abi->fpr_takes_gpr)
    past_words (w, ffi_steps_words (bytes));
}

/* Moves the integer pointer forward to AT.  */
static __attribute__ ((noinline)) bool
reach_word (struct writer *w, uint32_t at)
{
  uint32_t stack = at - w->stack;
  uint32_t gap = w->gpr < w->abi->gpr_end ? w->abi->gpr_end - w->gpr + stack
                                          : at - w->gpr;
  if (at >= w->stack && gap > 2 * STEPS_WORD)
    {
      if (!add (w, STEP_STACK, stack / STEPS_STACK_UNIT + 1))
        return false;
      w->gpr = w->stack + stack / STEPS_STACK_UNIT * STEPS_STACK_UNIT;
    }
  while (w->gpr < at)
    {
      if (HAS_MEMORY || !add (w, STEP_SKIP, 0))
        return false;
      take_gpr (w, STEPS_WORD);
    }
  return w->gpr == at;
}

static inline bool
reach_fpr (struct writer *w, uint32_t at)
{
  if (ffi_shares_slots (w->abi) && w->fpr < at)
    reach_word (w, w->gpr + (at - w->fpr));
  while (w->fpr < at)
    {
      if (!add (w, STEP_SKIP_FPR, 0))
        return false;
      w->fpr += w->abi->fpr_step;
    }
  return w->fpr == at;
}

/* Adds LEN bytes that are not converted and start at the beginning of a word.
   As many as an integer has go by its step, which takes less of the code, but
   not where assembly runs it, with an aligned load.  */
static __attribute__ ((noinline)) bool
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
  bool first = words == 0 && !more;
  if (first && !STEPS_IS_BIG && !HAS_SIMPLE && tail != 0
      && (tail & (tail - 1)) == 0)
    good &= add (w, tail == 1 ? STEP_U8 : tail == 2 ? STEP_U16 : STEP_U32, 0);
  else if (first && tail == 4)
    good &= add (w, STEP_HALF, 0);
  else if (good && tail != 0)
    good = add (w, first ? STEP_BYTES : STEP_MORE_BYTES, tail);
  take_gpr (w, ffi_steps_words (len));
  return good;
}

/* Adds PIECE, a whole value on the stack, if it is at the next place there.  */
static bool
add_memory (struct writer *w, const struct ffi_piece *piece)
{
  bool in_gprs = w->gpr < w->abi->gpr_end;
  uint32_t at = in_gprs ? w->stack : w->gpr;
  if (at != piece->image)
    at = (uint32_t) ffi_round_up (at, 2 * STEPS_WORD);
  if (at != piece->image
      || !add (w, at != (in_gprs ? w->stack : w->gpr) ? STEP_MEMORY_ALIGNED
                                                      : STEP_MEMORY, 0))
    return false;
  at += ffi_steps_words (piece->len);
  *(in_gprs ? &w->stack : &w->gpr) = at;
  return true;
}

/* Adds the address of a copy.  */
static bool
add_copy (struct writer *w, const struct ffi_piece *piece)
{
  bool good = (piece->image == w->gpr || reach_word (w, piece->image))
              && piece->value == w->scratch && add (w, STEP_REF, 0);
  w->scratch += (uint32_t) ffi_round_up (piece->len, 16);
  take_gpr (w, STEPS_WORD);
  return good;
}

static inline bool
add_to_gpr (struct writer *w, const struct ffi_piece *piece, bool more)
{
  static const uint8_t integer[] = {
    [FFI_OP_BYTES] = STEP_HALF_LOW,
    [FFI_OP_U8] = STEP_U8, [FFI_OP_S8] = STEP_S8, [FFI_OP_U16] = STEP_U16,
    [FFI_OP_S16] = STEP_S16, [FFI_OP_U32] = STEP_U32, [FFI_OP_S32] = STEP_WIDE
  };
  unsigned op = piece->op;
  uint32_t len = piece->len, past = piece->image - w->gpr;
  enum step step = more ? STEP_MORE_WORD : STEP_WORD_1;
  if (op == FFI_OP_REF)
    return add_copy (w, piece);
  if (past >= STEPS_WORD)
    {
      past = (piece->image - w->abi->gpr_at) % STEPS_WORD;
      if (!reach_word (w, piece->image - past))
        return false;
    }
  if (op == FFI_OP_BYTES && past == 0 && len != STEPS_WORD)
    return add_bytes (w, len, more);
  if (op != FFI_OP_BYTES || past != 0)
    {
      if (more || op > (STEPS_WORD == 8 ? FFI_OP_S32 : FFI_OP_S16)
          || past != (STEPS_IS_BIG && len < STEPS_WORD ? STEPS_WORD - len : 0)
          || (op == FFI_OP_BYTES && len != 4))
        return false;
      step = integer[op];
    }
  take_gpr (w, STEPS_WORD);
  return add (w, step, 0);
}

/* Adds LEN bytes that are not converted, in floating-point registers.  */
static bool
add_fpr_bytes (struct writer *w, uint32_t len, bool more)
{
  uint32_t unit = len % 8 == 0 ? 8 : 4;
  if (len == 16 && (!more || w->abi->fpr_step == 16))
    {
      take_fpr (w, 16);
      return add (w, more ? STEP_MORE_FPR_16 : STEP_FPR_16, 0);
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

/* How many of the N pieces are floats or doubles of one value that registers
   have, one each, with bytes between them, from the first piece's on.  */
static uint32_t
count_row (const struct ffi_abi_desc *abi, const struct ffi_piece *piece,
           uint32_t n)
{
  uint32_t i = 0, len = piece->len;
  unsigned op = len == 4 ? abi->float_op : (unsigned) FFI_OP_BYTES;
  if ((len != 4 && len != 8) || abi->fpr_step <= len)
    return 0;
  while (i < n && piece[i].op == op && piece[i].len == len
         && piece[i].arg == piece->arg && !piece[i].dup
         && piece[i].value == len * i
         && piece[i].image == piece->image + abi->fpr_step * i)
    i++;
  return i;
}

/* Adds N of them.  */
static bool
add_row (struct writer *w, const struct ffi_piece *piece, uint32_t n)
{
  if (!reach_fpr (w, piece->image))
    return false;
  w->fpr += n * w->abi->fpr_step;
  if (w->abi->fpr_takes_gpr)
    past_words (w, ffi_steps_words (piece->len * n));
  return add (w, piece->len == 4 ? STEP_FLOATS : STEP_DOUBLES, n);
}

/* The most that an argument of which PIECE is the first may be aligned to.
   Only steps of several words and of addresses check the alignment at run
   time.  */
static inline uint32_t
most_align (const struct ffi_piece *piece, bool in_fpr)
{
  if (piece->op == FFI_OP_REF)
    return STEPS_ALIGN;
  if (piece->len < 8)
    return in_fpr || STEPS_IS_BIG ? piece->len : STEPS_WORD;
  return piece->len == 8 || (in_fpr && piece->len != 16) ? 8 : 16;
}

/* Whether PIECE follows the one before in the image; or it is in the next
   slot; or closures gather both.  */
static inline bool
is_adjacent (const struct writer *w, const struct ffi_piece *piece,
             bool in_fpr)
{
  return piece->image == piece[-1].image + piece[-1].len
         || (w->abi->split_at != 0 && w->abi->split_at == piece->value)
         || (ffi_shares_slots (w->abi) && piece[-1].len % 8 == 0
             && piece->image == (in_fpr ? w->fpr : w->gpr));
}

/* Whether the assembly that runs simple codes can move LEN bytes of a value of
   TYPE, from or to IMAGE.  */
static inline bool
is_simple (uint32_t len, uint32_t image, bool in_fpr, const ffi_type *type)
{
  if (FFI_SIMPLE_ALIGNED)
    return type->alignment >= (in_fpr || len < STEPS_WORD ? len : STEPS_WORD);
  /* Where 8 bytes can be in any word, only C looks at their address.  */
  return type->alignment <= STEPS_WORD || image % type->alignment == 0;
}

/* Adds PIECE of an argument of TYPE.  MORE: the piece before belongs to the
   same argument; then both must be adjacent in it.  */
static inline bool
add_piece (struct writer *w, const struct ffi_piece *piece, bool more,
           bool in_fpr, const ffi_type *type)
{
  if (piece->dup
      || (more ? piece->op != FFI_OP_BYTES || piece[-1].op != FFI_OP_BYTES
                   || piece->value != piece[-1].value + piece[-1].len
                   || !is_adjacent (w, piece, in_fpr)
               : type->alignment > most_align (piece, in_fpr)))
    return false;
  if (!is_simple (piece->len, piece->image, in_fpr, type))
    w->fields.is_simple = false;
  if (in_fpr)
    return add_to_fpr (w, piece, more);
  if (HAS_MEMORY && w->abi->gpr_end != 0 && piece->op == FFI_OP_BYTES
      && piece->image >= w->stack && piece->len == type->size
      && (w->gpr < w->abi->gpr_end || piece->len != STEPS_WORD))
    return add_memory (w, piece);
  return piece->image >= w->abi->gpr_at && add_to_gpr (w, piece, more);
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
  const struct ffi_result_piece *r = layout->result;
  uint32_t n = layout->nresult, row = 0;
  *place = abi->gpr_at;
  if (n == 0)
    return RESULT_VOID;
  enum ffi_op op = ffi_int_op (type, STEPS_WORD);
  uint32_t len = r->len, past = r->image % STEPS_WORD;
  *place = r->image - past;
  if (r->op == FFI_OP_X87)
    return r->len == 10 && (n == 1 || (r[1].value == STEPS_X87
                                       && r[1].image == r->image + STEPS_X87))
             ? RESULT_X87 : -1;
  if (r->value != 0)
    return -1;
  if ((n > 1 || r->op != FFI_OP_BYTES)
      && (len == 4 || (len == 8 && abi->fpr_step > 8)))
    while (row < n && r[row].op == (len == 4 ? abi->float_op : FFI_OP_BYTES)
           && r[row].len == len && r[row].value == len * row
           && r[row].image == r->image + abi->fpr_step * row)
      row++;
  /* The alignment tells which of the two it is.  */
  if (row == n && type->size == len * row && type->alignment == len
      && past == 0)
    return r->op == FFI_OP_BOXED && row == 1 ? RESULT_4 : RESULT_ROW;
  for (uint32_t i = 1; i < n; len += r[i++].len)
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
  if (r->op != FFI_OP_BYTES)
    return -1;
  return len == 4    ? (is_low ? RESULT_4_LOW : RESULT_4)
         : len == 8  ? RESULT_8
         : len == type->size && len <= STEPS_MAX_RESULT ? RESULT_BYTES
                                                        : -1;
}

uint64_t
ffi_steps_finish (struct ffi_steps_fields *f, const struct ffi_abi_desc *abi,
                  const struct ffi_layout *layout,
                  const struct ffi_signature *sig, uint32_t stack)
{
  uint32_t place;
  int kind = result_kind (abi, layout, sig->rtype, &place);
  if (layout->indirect != FFI_NO_IMAGE)
    {
      bool echo = layout->echo != FFI_NO_ECHO;
      kind = !echo                             ? RESULT_MEMORY
             : layout->indirect == abi->gpr_at ? RESULT_ECHO
                                               : -1;
      place = echo ? layout->echo : layout->indirect;
    }
  if (FFI_SIMPLE_ALIGNED && kind >= RESULT_4
      && !is_simple ((uint32_t) sig->rtype->size, place,
                     place >= abi->fpr_at && place < abi->fpr_end,
                     sig->rtype))
    f->is_simple = false;
  if (kind < 0 || (!ffi_is_in_memory ((unsigned) kind)
                   && sig->rtype->alignment > STEPS_ALIGN))
    return 0;
  return ffi_steps_end (f, sig->nargs, (unsigned) kind, place / STEPS_WORD,
                        stack, layout->flags & ~(3 * abi->x87_flag));
}

/* The step for PIECE, all of an argument that is in one register or word; or
   STEP_END for other pieces.  */
static inline enum step
word_step (const struct writer *w, const struct ffi_piece *piece)
{
  static const uint8_t step[] = {
    [FFI_OP_U8] = STEP_U8, [FFI_OP_S8] = STEP_S8, [FFI_OP_U16] = STEP_U16,
    [FFI_OP_S16] = STEP_S16,
    [FFI_OP_U32] = STEPS_WORD == 8 ? STEP_U32 : STEP_END,
    [FFI_OP_S32] = STEPS_WORD == 8 ? STEP_WIDE : STEP_END
  };
  unsigned op = piece->op;
  uint32_t len = piece->len;
  if (op == FFI_OP_BYTES && piece->image == w->fpr
      && w->fpr < w->abi->fpr_end)
    return len == 8                                        ? STEP_FPR_8
           : len == 4 && w->abi->float_op == FFI_OP_BYTES ? STEP_FLOAT
                                                           : STEP_END;
  if (op == FFI_OP_BYTES)
    return len == STEPS_WORD && piece->image == w->gpr ? STEP_WORD_1
                                                       : STEP_END;
  if (op == w->abi->float_op)
    return piece->image == w->fpr && len == 4 ? STEP_FLOAT : STEP_END;
  return op <= FFI_OP_S32
             && piece->image == w->gpr + (STEPS_IS_BIG ? STEPS_WORD - len : 0)
           ? step[op] : STEP_END;
}

uint64_t
ffi_steps_code (const struct ffi_abi_desc *abi,
                const struct ffi_layout *layout,
                const struct ffi_signature *sig)
{
  struct writer w;
  if (abi->gpr_at == 0 || abi->word != STEPS_WORD
      || layout->npieces > layout->capacity || layout->align_log2 != 0)
    return 0;
  /* Pieces of another kind than the one before need a step at least.  */
  unsigned runs = 1;
  for (uint32_t i = 1; i < layout->npieces; i++)
    runs += layout->piece[i].op != layout->piece[i - 1].op
            || layout->piece[i].len != layout->piece[i - 1].len;
  if (runs > STEPS_MAX)
    return 0;
  uint32_t fprs = abi->fpr_end - abi->fpr_at;
  w.abi = abi;
  w.gpr = abi->gpr_at;
  w.fpr = abi->fpr_at;
  w.stack = abi->stack_at + abi->home;
  bool echo = layout->echo != FFI_NO_ECHO;
  if (echo && layout->indirect == abi->gpr_at)
    take_gpr (&w, STEPS_WORD);
  w.scratch = 0;
  ffi_steps_begin (&w.fields);
  uint32_t last = FFI_NO_IMAGE;       /* the argument before */
  for (uint32_t i = 0, n = layout->npieces; i < n; i++)
    {
      const struct ffi_piece *piece = &layout->piece[i];
      const ffi_type *type = sig->arg_types[piece->arg];
      /* Each argument has a piece, the first of which is its beginning.  */
      if (piece->arg != last
          && (piece->arg != last + 1
              || (piece->value != 0 && piece->op != FFI_OP_REF)))
        return 0;
      bool is_alone = piece->arg != last
                      && (i + 1 == n || piece[1].arg != piece->arg);
      bool is_aligned = type->alignment == piece->len
                        && type->alignment <= STEPS_WORD;
      enum step step = is_alone && is_aligned ? word_step (&w, piece)
                                              : STEP_END;
      if (step != STEP_END)
        {
          if (!add (&w, step, 0))
            return 0;
          if (step == STEP_FPR_8)
            take_fpr (&w, 8);
          else if (step == STEP_FLOAT)
            take_fpr (&w, abi->float_op == FFI_OP_DOUBLE ? 8 : 4);
          else
            take_gpr (&w, STEPS_WORD);
          last = piece->arg;
          continue;
        }
      bool in_fpr = piece->image - abi->fpr_at < fprs;
      uint32_t row = in_fpr ? count_row (abi, piece, n - i) : 0;
      if (row > 1)
        {
          /* A closure gathers them where only such a number is aligned.  */
          if (type->alignment > piece->len || !add_row (&w, piece, row))
            return 0;
          i += row - 1;
        }
      else if (!add_piece (&w, piece, piece->arg == last, in_fpr, type))
        return 0;
      last = piece->arg;
    }
  if (last + 1 != sig->nargs)
    return 0;
  /* A call with copies is made like one with stack arguments.  */
  uint64_t code
    = ffi_steps_finish (&w.fields, abi, layout, sig,
                        layout->stack + (w.scratch != 0 ? 16 : 0));
  uint32_t upper = (uint32_t) (code >> 32);
  if (layout->pop
      != FFI_STEPS_POP (ffi_steps_flags (upper), ffi_steps_stack (upper)))
    return 0;
  return code != 0 && layout->scratch > STEPS_SCRATCH
           ? code | FFI_CODE_COPIES : code;
}

/* ---- Running one ----------------------------------------------------- */

size_t
ffi_steps_bytes (const ffi_cif *cif, size_t unit)
{
  size_t size = 0;
  for (uint32_t i = 0; i < cif->nargs; i++)
    {
      const ffi_type *type = cif->arg_types[i];
      size += ffi_round_up (type->size, unit)
              + (type->alignment > unit ? unit : 0);
    }
  return size;
}

#ifdef FFI_FAMILY_STEPS
# define IMAGE_OF(target) ((void) (target), &steps_image)
#else
# define IMAGE_OF(target) ((target)->desc)
#endif

void
ffi_call_steps (ffi_cif *cif, void (*fn) (void), void *rvalue, void **avalue,
                void *chain)
{
  const struct ffi_target *target = ffi_target_of (cif);
  ffi_run_call (IMAGE_OF (target), target->call, 0, ffi_cif_code (cif), cif, fn,
                rvalue, avalue, chain);
}

uint64_t
ffi_closure_steps (ffi_cif *cif,
                   void (*fun) (ffi_cif *, void *, void **, void *),
                   void *user_data, void *image FFI_STACK_PARAMETER)
{
  void **avalue = __builtin_alloca ((cif->nargs + 1) * sizeof (void *));
  double space[STEPS_SPACE];
  uint64_t code = ffi_cif_code (cif);
  size_t size = ffi_steps_stack ((uint32_t) (code >> 32));
  uint32_t flags
    = ffi_run_closure (IMAGE_OF (ffi_target_of (cif)), code, cif, fun,
                       user_data, image,
                       FFI_STACK_OF (ffi_target_of (cif)->desc, image),
                       avalue, (char *) space);
  if (flags == FFI_NOT_RUN)
    return ffi_closure_general (cif, fun, user_data, image FFI_STACK_ARGUMENT);
  return (uint64_t) FFI_STEPS_POP (flags, size) << 32 | flags;
}
