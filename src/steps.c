/* SPDX-License-Identifier: MIT */
/* Codes of steps: short programs that C runs, for every processor.

   ffi_prep_cif makes one from a finished placement that is simple enough.
   With the code, a call moves the arguments into the image, and a closure
   finds them in the image, without the types and the rules of the ABI.

   Two pointers move through the image.  One is at the next integer register,
   and goes on to the stack after the last register; the other is at the next
   floating-point register.  A step is a number of 4 bits, some with an operand
   of 4 bits.  It tells the kind of the next argument, and so how far the
   pointers move.  */
#include "arch.h"

enum
{
  WORD = sizeof (ffi_arg),
  IS_BIG = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__,
  STEP_BITS = 4,
  MASK = (1 << STEP_BITS) - 1,
  STACK_UNIT = 16
};

/* A step named "more" moves another part of the argument of the step
   before.  */
enum step
{
  END,
  WIDE,         /* 8-byte words: an int, sign-extended; else 8 bytes */
  WORD_1,       /* a word */
  FPR_8,        /* 8 or 4 bytes in a floating-point register */
  FPR_4,
  U8, S8, U16, S16, U32,
  MORE_WORD,
  WORDS,        /* operand: how many words */
  SKIP,         /* leave an integer register or a stack word empty */
  STACK,        /* operand: stack offset of the next word / 16, plus 1 */
  REPEAT,       /* operand: how often the step before runs in total */
  OTHER,        /* the next 4 bits are one of the following */
  HALF,         /* 4 bytes of 8: the first, in big-endian words the last */
  HALF_LOW,
  BYTES,        /* operand: how many bytes, less than a word */
  MORE_WORDS,
  MORE_BYTES,
  MORE_FPR_8,
  MORE_FPR_4,
  FPR_4_LOW,
  FPR_BOXED,
  FPR_DOUBLE,   /* a float, as a double */
  SKIP_FPR,
  STEPS
};

_Static_assert ((int) OTHER == (int) MASK && STEPS - HALF <= MASK + 1, "");

/* The kinds of results.  The place of a result is a word of the image.  */
enum result
{
  R_VOID,
  R_U8, R_S8, R_U16, R_S16, R_U32, R_S32,
  R_4, R_4_LOW, R_8, R_16, R_X87, R_BOXED, R_DOUBLE,
  R_MEMORY,     /* the place holds the result's address */
  R_ECHO        /* the same; the first integer register passes the address,
                   and the callee returns it in the place */
};

/* The fields of a code, from the lowest bit on.  */
enum
{
  AT_STACK = 40,             /* in units of 8 bytes */
  AT_FLAGS = AT_STACK + 5,   /* layout.flags */
  AT_RESULT = AT_FLAGS + 4,
  AT_PLACE = AT_RESULT + 4,  /* 7 bits */
  MAX_PLACE = 127, MAX_STACK = 31, MAX_FLAGS = 15,
  MAX_STEPS = AT_STACK / STEP_BITS
};

_Static_assert (FFI_CODE_STEPS >> (AT_PLACE + 7) == 9, "");

/* ---- Making a code --------------------------------------------------- */

struct writer
{
  const struct ffi_abi_desc *abi;
  uint32_t gpr, fpr;         /* the next places */
  unsigned n;
  unsigned last, run;        /* the last step, and how many times in a row */
  uint8_t field[MAX_STEPS];
};

static inline bool
add_field (struct writer *w, unsigned field)
{
  if (w->n == MAX_STEPS || field > MASK)
    return false;
  w->field[w->n++] = (uint8_t) field;
  return true;
}

/* Adds a step with OPERAND, which is 0 for none.  */
static inline bool
add (struct writer *w, enum step step, uint32_t operand)
{
  enum { WORTH_IT = 4 };     /* the least number of equal steps for a REPEAT */
  w->run = step == w->last && operand == 0 ? w->run + 1 : 1;
  w->last = operand == 0 && step < OTHER ? step : STEPS;
  if (w->run > WORTH_IT && w->run <= MASK)
    {
      w->field[w->n - 1] = (uint8_t) w->run;
      return true;
    }
  if (w->run == WORTH_IT)
    {
      w->field[w->n - 2] = REPEAT;
      w->field[w->n - 1] = WORTH_IT;
      return true;
    }
  if (w->run > MASK)
    w->run = 1;
  return (step < OTHER ? add_field (w, step)
                       : add_field (w, OTHER) && add_field (w, step - HALF))
         && (operand == 0 || add_field (w, operand));
}

/* Takes BYTES, a multiple of a word, of integer registers or stack.  */
static inline void
take_gpr (struct writer *w, uint32_t bytes)
{
  w->gpr += bytes;
  w->fpr += bytes / WORD * w->abi->gpr_takes_fpr;
}

static inline void
take_fpr (struct writer *w, uint32_t bytes)
{
  w->fpr += bytes > w->abi->fpr_step ? bytes : w->abi->fpr_step;
  w->gpr += w->abi->fpr_takes_gpr ? (bytes + WORD - 1) / WORD * WORD : 0;
}

/* Moves the integer pointer forward to AT.  */
static inline bool
reach_word (struct writer *w, uint32_t at)
{
  uint32_t stack = at - w->abi->stack_at;
  if (at >= w->abi->stack_at && at != w->gpr && at - w->gpr > 2 * WORD)
    {
      if (!add (w, STACK, stack / STACK_UNIT + 1))
        return false;
      w->gpr = w->abi->stack_at + stack / STACK_UNIT * STACK_UNIT;
    }
  while (w->gpr < at)
    {
      if (!add (w, SKIP, 0))
        return false;
      take_gpr (w, WORD);
    }
  return w->gpr == at;
}

static inline bool
reach_fpr (struct writer *w, uint32_t at)
{
  while (w->fpr < at)
    {
      if (!add (w, SKIP_FPR, 0))
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
  uint32_t words = len / WORD, tail = len % WORD;
  bool good = true;
  if (words == 1)
    good = add (w, more ? MORE_WORD : WORD_1, 0);
  else if (WORD == 4 && words == 2 && !more)
    good = add (w, WIDE, 0);
  else if (words != 0)
    good = add (w, more ? MORE_WORDS : WORDS, words);
  if (tail == 4 && words == 0 && !more)
    good = add (w, HALF, 0);
  else if (good && tail != 0)
    good = add (w, more || words != 0 ? MORE_BYTES : BYTES, tail);
  take_gpr (w, (len + WORD - 1) / WORD * WORD);
  return good;
}

static inline bool
add_to_gpr (struct writer *w, const struct ffi_piece *piece, bool more)
{
  static const uint8_t integer[] = {
    [FFI_OP_U8] = U8, [FFI_OP_S8] = S8, [FFI_OP_U16] = U16,
    [FFI_OP_S16] = S16, [FFI_OP_U32] = U32, [FFI_OP_S32] = WIDE
  };
  uint32_t past = (piece->image - w->abi->gpr_at) % WORD;
  if (!reach_word (w, piece->image - past))
    return false;
  bool low = past == (IS_BIG && piece->len < WORD ? WORD - piece->len : 0);
  if (piece->op == FFI_OP_BYTES && past == 0)
    return add_bytes (w, piece->len, more);
  if (more || !low || piece->op > (WORD == 8 ? FFI_OP_S32 : FFI_OP_S16)
      || (piece->op == FFI_OP_BYTES && piece->len != 4))
    return false;
  take_gpr (w, WORD);
  return add (w, piece->op == FFI_OP_BYTES ? HALF_LOW : integer[piece->op],
              0);
}

/* Adds LEN bytes that are not converted, in floating-point registers.  */
static bool
add_fpr_bytes (struct writer *w, uint32_t len, bool more)
{
  uint32_t unit = len % 8 == 0 ? 8 : 4;
  bool good = len == unit || (len % unit == 0 && w->abi->fpr_step <= unit);
  for (; good && len != 0; len -= unit, more = true)
    {
      good = add (w, unit == 8 ? (more ? MORE_FPR_8 : FPR_8)
                               : (more ? MORE_FPR_4 : FPR_4), 0);
      take_fpr (w, unit);
    }
  return good;
}

static bool
add_to_fpr (struct writer *w, const struct ffi_piece *piece, bool more)
{
  bool low = IS_BIG && w->abi->fpr_step == 8 && piece->image % 8 == 4;
  if (!reach_fpr (w, piece->image - (low ? 4 : 0)))
    return false;
  if (piece->op == FFI_OP_BYTES && !low)
    return add_fpr_bytes (w, piece->len, more);
  enum step step = piece->op == FFI_OP_BYTES    ? FPR_4_LOW
                   : piece->op == FFI_OP_BOXED  ? FPR_BOXED
                   : piece->op == FFI_OP_DOUBLE ? FPR_DOUBLE
                                                : END;
  take_fpr (w, step == FPR_DOUBLE ? 8 : 4);
  return step != END && piece->len == 4 && !more
         && low == (step == FPR_4_LOW) && add (w, step, 0);
}

/* Adds PIECE of an argument of TYPE.  PREVIOUS is the piece before if it
   belongs to the same argument, else NULL.  Both must be adjacent in the
   argument.  */
static inline bool
add_piece (struct writer *w, const struct ffi_piece *piece,
           const struct ffi_piece *previous, const ffi_type *type)
{
  bool in_fpr
    = piece->image >= w->abi->fpr_at && piece->image < w->abi->fpr_end;
  /* Only steps of several words check the alignment at run time.  */
  uint32_t align = piece->len >= 2 * WORD && !in_fpr ? 16
                   : piece->len >= 8                 ? 8
                   : in_fpr || IS_BIG                ? piece->len
                                                     : WORD;
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
result_kind (const struct ffi_layout *layout, const ffi_type *type,
             uint32_t *place)
{
  static const uint8_t integer[] = {
    [FFI_OP_U8] = R_U8, [FFI_OP_S8] = R_S8, [FFI_OP_U16] = R_U16,
    [FFI_OP_S16] = R_S16, [FFI_OP_U32] = R_U32, [FFI_OP_S32] = R_S32
  };
  const struct ffi_piece *r = layout->result;
  *place = 0;
  if (layout->nresult == 0)
    return R_VOID;
  enum ffi_op op = ffi_int_op (type, WORD);
  uint32_t len = r->len, past = r->image % WORD;
  *place = r->image - past;
  if (layout->nresult == 2 && r[0].len == 8 && r[1].len == 8
      && r[0].op == FFI_OP_BYTES && r[1].op == FFI_OP_BYTES
      && r[1].image == r[0].image + 8 && r[1].value == 8)
    len = 16;
  else if (layout->nresult != 1)
    return -1;
  if (op != FFI_OP_BYTES && op == r->op)
    return past == (IS_BIG ? WORD - len : 0) ? integer[op] : -1;
  if (op != FFI_OP_BYTES)
    return -1;
  bool is_low = len == 4 && past == 4 && IS_BIG;
  if (past != 0 && !is_low)
    return -1;
  switch (r->op)
    {
    case FFI_OP_BYTES:
      return len == 4    ? (is_low ? R_4_LOW : R_4)
             : len == 8  ? R_8
             : len == 16 ? R_16
                         : -1;
    case FFI_OP_X87:
      return len == 10 ? R_X87 : -1;
    case FFI_OP_BOXED:
      return past == 0 && len == 4 ? R_BOXED : -1;
    case FFI_OP_DOUBLE:
      return R_DOUBLE;
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
  uint32_t stack = (layout->stack + 7) / 8, place;
  int kind = result_kind (layout, sig->rtype, &place);
  if (layout->indirect != FFI_NO_IMAGE)
    {
      bool echo = layout->echo != FFI_NO_IMAGE;
      kind = echo ? (layout->indirect == abi->gpr_at ? R_ECHO : -1) : R_MEMORY;
      place = echo ? layout->echo : layout->indirect;
    }
  place /= WORD;
  if (kind < 0 || abi->gpr_at == 0 || abi->word != WORD
      || layout->npieces > layout->capacity || stack > MAX_STACK
      || layout->scratch != 0 || layout->align != 0 || layout->pop != 0
      || layout->flags > MAX_FLAGS || place > MAX_PLACE
      || (kind < R_MEMORY && sig->rtype->alignment > 16))
    return 0;
  w.abi = abi;
  w.gpr = abi->gpr_at;
  w.fpr = abi->fpr_at;
  w.last = STEPS;
  w.n = w.run = 0;
  for (uint32_t i = 0; i < layout->npieces; i++)
    {
      const struct ffi_piece *piece = &layout->piece[i];
      bool more = i > 0 && piece->arg == piece[-1].arg;
      if (!add_piece (&w, piece, more ? piece - 1 : NULL,
                      sig->arg_types[piece->arg]))
        return 0;
    }
  uint64_t steps = 0;
  while (w.n > 0)
    steps = steps << STEP_BITS | w.field[--w.n];
  uint32_t upper = place << (AT_PLACE - 32)
                   | (uint32_t) kind << (AT_RESULT - 32)
                   | layout->flags << (AT_FLAGS - 32)
                   | stack << (AT_STACK - 32);
  return FFI_CODE_STEPS | (uint64_t) upper << 32 | steps;
}

/* ---- Running a code -------------------------------------------------- */

/* The walk over the steps of a call or a closure.  */
struct walk
{
  bool is_call;
  char *gpr, *fpr;           /* the next places */
  unsigned gpr_takes_fpr, fpr_takes_gpr, fpr_step;
  char *end, *stack;         /* of the integer registers; the stack */
  void **avalue;             /* the next argument's element */
  const char *from;          /* calls: the bytes to move next */
  char *floats;              /* closures: space for floats made from doubles */
};

static inline __attribute__ ((always_inline)) void
put_word (char *to, uint64_t x)
{
  ffi_arg word = (ffi_arg) x;
  memcpy (to, &word, sizeof word);
}

static inline __attribute__ ((always_inline)) void
pass_gpr (struct walk *w, unsigned bytes)
{
  w->gpr += bytes;
  w->fpr += bytes / WORD * w->gpr_takes_fpr;
  if (!w->is_call && w->gpr == w->end)
    w->gpr = w->stack;
}

static inline __attribute__ ((always_inline)) void
pass_fpr (struct walk *w, unsigned bytes)
{
  w->fpr += bytes > w->fpr_step ? bytes : w->fpr_step;
  w->gpr += (bytes + WORD - 1) / WORD * w->fpr_takes_gpr;
  if (!w->is_call && w->fpr_takes_gpr && w->gpr == w->end)
    w->gpr = w->stack;
}

/* Goes on to the next argument.  In a closure, AT is its address.  */
static inline __attribute__ ((always_inline)) void
begin (struct walk *w, char *at)
{
  if (w->is_call)
    w->from = *w->avalue++;
  else
    *w->avalue++ = at;
}

/* The step for an integer of LEN bytes.  */
static inline __attribute__ ((always_inline)) void
step_integer (struct walk *w, unsigned len, bool is_signed)
{
  union { uint8_t u8; int8_t s8; uint16_t u16; int16_t s16; uint32_t u32;
          int32_t s32; } x;
  begin (w, w->gpr + (IS_BIG ? WORD - len : 0));
  if (w->is_call)
    {
      memcpy (&x, w->from, len);
      put_word (w->gpr, len == 1   ? (is_signed ? (uint64_t) x.s8 : x.u8)
                        : len == 2 ? (is_signed ? (uint64_t) x.s16 : x.u16)
                        : is_signed ? (uint64_t) x.s32
                                    : x.u32);
    }
  pass_gpr (w, WORD);
}

/* The step for LEN bytes at the beginning of the next words.  */
static inline __attribute__ ((always_inline)) void
step_bytes (struct walk *w, unsigned len)
{
  unsigned whole = len / WORD * WORD, i;
  if (w->is_call)
    {
      for (i = 0; i < whole; i += WORD)
        memcpy (w->gpr + i, w->from + i, WORD);
      if (i < len)
        {
          char word[WORD] = { 0 };
          memcpy (word, w->from + i, len - i);
          memcpy (w->gpr + i, word, WORD);
        }
      w->from += len;
    }
  pass_gpr (w, (len + WORD - 1) / WORD * WORD);
}

/* The step for LEN bytes in a floating-point register.  */
static inline __attribute__ ((always_inline)) void
step_fpr (struct walk *w, unsigned len)
{
  if (w->is_call)
    {
      memcpy (w->fpr, w->from, len);
      w->from += len;
    }
  pass_fpr (w, len);
}

static inline __attribute__ ((always_inline)) void
step_half (struct walk *w, bool low)
{
  begin (w, w->gpr + (low ? 4 : 0));
  if (w->is_call)
    {
      uint32_t x;
      memcpy (&x, w->from, 4);
      put_word (w->gpr, IS_BIG && !low ? (uint64_t) x << 32 : x);
      w->from += 4;
    }
  pass_gpr (w, WORD);
}

static inline __attribute__ ((always_inline)) void
step_float_as (struct walk *w, const struct ffi_abi_desc *abi, unsigned op)
{
  begin (w, op == FFI_OP_DOUBLE ? w->floats : w->fpr);
  if (w->is_call)
    ffi_put_float (abi, op, w->fpr, w->from, 4);
  else if (op == FFI_OP_DOUBLE)
    {
      ffi_get_piece (op, w->floats, w->fpr, 4);
      w->floats += 4;
    }
  pass_fpr (w, op == FFI_OP_DOUBLE ? 8 : 4);
}

/* Whether a closure can give its handler argument I, whose type is in TYPES,
   at the address AT: AT has the alignment of the type.  */
static inline __attribute__ ((always_inline)) bool
is_aligned (const struct walk *w, const char *at, ffi_type **types, size_t i)
{
  return w->is_call || ((uintptr_t) at & (types[i]->alignment - 1)) == 0;
}

#define ARGUMENT ((size_t) (w->avalue - first))

/* Runs CODE.  Returns false if an argument of a closure needs an aligned copy.
   TYPES are the types of the arguments.  */
static inline __attribute__ ((always_inline)) bool
walk (struct walk *w, const struct ffi_abi_desc *abi, uint64_t code,
      ffi_type **types)
{
  void **first = w->avalue;
  unsigned step = END, last = END, repeat = 0;
  for (;; last = step)
    {
      if (repeat != 0)
        repeat--;
      else
        {
          step = code & MASK;
          code >>= STEP_BITS;
        }
    again:
      switch (step)
        {
        case END:
          return true;
        case WIDE:
          if (WORD == 8)
            {
              step_integer (w, 4, true);
              break;
            }
          if (!is_aligned (w, w->gpr, types, ARGUMENT))
            return false;
          begin (w, w->gpr);
          step_bytes (w, 8);
          break;
        case WORD_1:
          begin (w, w->gpr);
          step_bytes (w, WORD);
          break;
        case FPR_8:
          if (WORD == 4
              && !is_aligned (w, w->fpr, types, ARGUMENT))
            return false;
          begin (w, w->fpr);
          step_fpr (w, 8);
          break;
        case FPR_4:
          begin (w, w->fpr);
          step_fpr (w, 4);
          break;
        case U8:
          step_integer (w, 1, false);
          break;
        case S8:
          step_integer (w, 1, true);
          break;
        case U16:
          step_integer (w, 2, false);
          break;
        case S16:
          step_integer (w, 2, true);
          break;
        case U32:
          step_integer (w, 4, false);
          break;
        case MORE_WORD:
          step_bytes (w, WORD);
          break;
        case WORDS:
          if (!is_aligned (w, w->gpr, types, ARGUMENT))
            return false;
          begin (w, w->gpr);
          step_bytes (w, (code & MASK) * WORD);
          code >>= STEP_BITS;
          break;
        case SKIP:
          if (w->is_call)
            put_word (w->gpr, 0);
          pass_gpr (w, WORD);
          break;
        case STACK:
          w->gpr = w->stack + ((code & MASK) - 1) * STACK_UNIT;
          code >>= STEP_BITS;
          break;
        case OTHER:
          step = HALF + (code & MASK);
          code >>= STEP_BITS;
          goto again;
        case HALF:
          step_half (w, false);
          break;
        case HALF_LOW:
          step_half (w, true);
          break;
        case BYTES:
          begin (w, w->gpr);
          step_bytes (w, code & MASK);
          code >>= STEP_BITS;
          break;
        case MORE_WORDS:
          step_bytes (w, (code & MASK) * WORD);
          code >>= STEP_BITS;
          break;
        case MORE_BYTES:
          step_bytes (w, code & MASK);
          code >>= STEP_BITS;
          break;
        case MORE_FPR_8:
          step_fpr (w, 8);
          break;
        case MORE_FPR_4:
          step_fpr (w, 4);
          break;
        case FPR_4_LOW:
          begin (w, w->fpr + 4);
          if (w->is_call)
            memcpy (w->fpr + 4, w->from, 4);
          pass_fpr (w, 4);
          break;
        case FPR_BOXED:
          step_float_as (w, abi, FFI_OP_BOXED);
          break;
        case FPR_DOUBLE:
          step_float_as (w, abi, FFI_OP_DOUBLE);
          break;
        case SKIP_FPR:
          w->fpr += w->fpr_step;
          break;
        case REPEAT:
          repeat = (unsigned) (code & MASK) - 2;
          code >>= STEP_BITS;
          step = last;
          goto again;
        }
    }
}

static inline __attribute__ ((always_inline)) bool
run (const struct ffi_abi_desc *abi, uint64_t code, bool is_call, char *image,
     char *stack, void **avalue, char *floats, ffi_type **types)
{
  struct walk w = {
    is_call, image + abi->gpr_at, image + abi->fpr_at, abi->gpr_takes_fpr,
    abi->fpr_takes_gpr ? WORD : 0, abi->fpr_step, image + abi->stack_at,
    stack, avalue, NULL, floats
  };
  if (!is_call && abi->gpr_at == abi->stack_at)
    w.gpr = stack;
  return walk (&w, abi, code & (((uint64_t) 1 << AT_STACK) - 1), types);
}

static inline unsigned
field (uint64_t code, unsigned at, unsigned max)
{
  return (unsigned) (code >> at) & max;
}

/* ---- Results --------------------------------------------------------- */

/* Widens the low-order LEN bytes of X as the result KIND requires.  */
static uint64_t
widened (unsigned kind, uint64_t x)
{
  return kind == R_U8    ? (uint8_t) x
         : kind == R_S8  ? (uint64_t) (int8_t) x
         : kind == R_U16 ? (uint16_t) x
         : kind == R_S16 ? (uint64_t) (int16_t) x
         : kind == R_U32 ? (uint32_t) x
                         : (uint64_t) (int32_t) x;
}

/* Moves a result of KIND from FROM to TO.  One of them is memory, the other
   the word in the image.  */
static inline __attribute__ ((always_inline)) void
move_result (const struct ffi_abi_desc *abi, unsigned kind, bool is_call,
             char *to, const char *from)
{
  ffi_arg word;
  switch (kind)
    {
    case R_U8:
    case R_S8:
    case R_U16:
    case R_S16:
    case R_U32:
    case R_S32:
      memcpy (&word, from, sizeof word);
      put_word (to, widened (kind, word));
      break;
    case R_4:
      memcpy (to, from, 4);
      break;
    case R_4_LOW:
      memcpy (to + (is_call ? 0 : 4), from + (is_call ? 4 : 0), 4);
      break;
    case R_8:
      memcpy (to, from, 8);
      break;
    case R_16:
      memcpy (to, from, 16);
      break;
    case R_X87:
      memcpy (to, from, 10);
      break;
    case R_BOXED:
    case R_DOUBLE:
      {
        unsigned op = kind == R_BOXED ? FFI_OP_BOXED : FFI_OP_DOUBLE;
        if (is_call)
          ffi_get_piece (op, to, from, 4);
        else
          ffi_put_float (abi, op, to, from, 4);
      }
    }
}

/* ---- Calls and closures ---------------------------------------------- */

void
ffi_call_steps (ffi_cif *cif, void (*fn) (void), void *rvalue, void **avalue,
                void *chain)
{
  uint64_t code = ffi_cif_code (cif);
  const struct ffi_target *target = ffi_target_of (cif);
  const struct ffi_abi_desc *abi = target->desc;
  size_t stack = field (code, AT_STACK, MAX_STACK) * 8;
  unsigned flags = field (code, AT_FLAGS, MAX_FLAGS);
  unsigned kind = field (code, AT_RESULT, MASK);
  uint32_t place = field (code, AT_PLACE, MAX_PLACE) * WORD;
  bool wide = (flags & abi->wide_flags) != 0;
  /* This memory must be allocated before the image: the image has to be at the
     end of the stack.  */
  if (!rvalue && kind >= R_MEMORY)
    rvalue = ffi_alloca_aligned (cif->rtype->size, cif->rtype->alignment);
  size_t before = abi->stack_at - (wide ? 0 : abi->wide_end);
  char *block = ffi_alloca_aligned (before + stack + 16 + abi->frame,
                                    FFI_FRAME_ALIGN);
  char *image = block + before - abi->stack_at;

  ffi_clear (image, wide ? 0 : abi->clear_at,
             ffi_round_up (abi->stack_at + (abi->padded ? 0 : stack), 16));
  memcpy (image + abi->wide_end, &chain, sizeof chain);
  run (abi, code, true, image, image + abi->stack_at, avalue, NULL, NULL);
  if (kind >= R_MEMORY)
    ffi_put_address (abi, image + (kind == R_ECHO ? abi->gpr_at : place),
                     rvalue);
  if (abi->frame != 0)
    ffi_let_run_on (block, FFI_FRAME_ALIGN);
  target->call (image, stack, fn, flags);
  if (rvalue)
    move_result (abi, kind, true, rvalue, image + place);
}

bool
ffi_closure_steps (ffi_cif *cif,
                   void (*fun) (ffi_cif *, void *, void **, void *),
                   void *user_data, char *image, char *stack,
                   uint32_t *flags)
{
  uint64_t code = ffi_cif_code (cif);
  const struct ffi_abi_desc *abi = ffi_target_of (cif)->desc;
  unsigned kind = field (code, AT_RESULT, MASK);
  uint32_t place = field (code, AT_PLACE, MAX_PLACE) * WORD;
  size_t vector = (cif->nargs + 1) * sizeof (void *);
  void **avalue = ffi_alloca (vector + cif->nargs * sizeof (float));
  _Alignas (16) char small[16] = { 0 };
  char *rvalue = small;

  if (!run (abi, code, false, image, stack, avalue, (char *) avalue + vector,
            cif->arg_types))
    return false;
  if (kind >= R_MEMORY)
    {
      uint32_t at = kind == R_ECHO ? abi->gpr_at : place;
      rvalue = ffi_get_address (abi, at < abi->stack_at
                                       ? image + at
                                       : stack + (at - abi->stack_at));
    }
  *flags = field (code, AT_FLAGS, MAX_FLAGS);
  fun (cif, rvalue, avalue, user_data);
  if (kind == R_ECHO)
    ffi_put_address (abi, image + place, rvalue);
  else
    move_result (abi, kind, false, image + place, rvalue);
  return true;
}
