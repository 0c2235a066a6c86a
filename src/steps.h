/* SPDX-License-Identifier: MIT */
/* Codes of steps: short programs that C runs, for every processor.

   ffi_prep_cif makes one from a finished placement that is simple enough.
   With the code, a call moves the arguments into the image, and a closure
   finds them in the image, without the types and the rules of the ABI.

   Two pointers move through the image.  One is at the next integer register,
   and goes on to the stack after the last register; the other is at the next
   floating-point register.  A step is a number of 4 bits, some with an operand
   of 4 bits.  It tells the kind of the next argument, and so how far the
   pointers move.

   steps.c makes codes, and runs those of any ABI.  A family that has
   FFI_STEPS_RUNNERS in its table of targets has a copy of what runs them, in
   which the numbers of its image are constants.  */
#ifndef FFI_STEPS_H
#define FFI_STEPS_H

#include "arch.h"

enum
{
  STEPS_WORD = sizeof (ffi_arg),
  STEPS_IS_BIG = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__,
  STEPS_BITS = 4,
  STEPS_MASK = (1 << STEPS_BITS) - 1,
  STEPS_IN_WORD = 8 * STEPS_WORD / STEPS_BITS,
  STEPS_STACK_UNIT = 16,
  STEPS_WORTH_IT = 4         /* the least number of equal steps for a REPEAT */
};

/* A step named "more" moves another part of the argument of the step
   before.  */
enum step
{
  STEP_END,
  STEP_WIDE,         /* 8-byte words: an int, sign-extended; else 8 bytes */
  STEP_WORD_1,       /* a word */
  STEP_FPR_8,        /* 8 bytes in a floating-point register */
  STEP_FLOAT,        /* a float there, as the ABI's float_op has it */
  STEP_U8, STEP_S8, STEP_U16, STEP_S16, STEP_U32,
  STEP_MORE_WORD,
  STEP_WORDS,        /* operand: how many words */
  STEP_SKIP,         /* leave an integer register or a stack word empty */
  STEP_STACK,        /* operand: stack offset of the next word / 16,
                        plus 1 */
  STEP_REPEAT,       /* operand: how often the next step runs, which is one of
                        the first four */
  STEP_OTHER,        /* the next 4 bits are one of the following */
  STEP_HALF,         /* 4 bytes of 8: the first, in big-endian words the
                        last */
  STEP_HALF_LOW,
  STEP_MORE_FPR_8,
  STEP_MORE_FPR_4,
  STEP_FPR_4_LOW,
  STEP_FPR_16,       /* 16 bytes in floating-point registers */
  STEP_REF,          /* the address of a copy */
  STEP_SKIP_FPR,
  STEP_BYTES,        /* from here on with an operand: how many bytes, less than
                        a word */
  STEP_MORE_WORDS,
  STEP_MORE_BYTES,
  STEP_FLOATS,       /* operand: how many floats, each in a register */
  STEP_KINDS
};

_Static_assert ((int) STEP_OTHER == (int) STEPS_MASK
                && STEP_KINDS - STEP_HALF <= STEPS_MASK + 1, "");

/* The kinds of results.  The place of a result is a word of the image.  */
enum result
{
  RESULT_VOID,
  RESULT_U8, RESULT_S8, RESULT_U16, RESULT_S16, RESULT_U32, RESULT_S32,
  RESULT_SIGNED,     /* an unsigned int, sign-extended */
  RESULT_4, RESULT_4_LOW, RESULT_8,
  RESULT_MEMORY,     /* the place holds the result's address */
  RESULT_ECHO,       /* the same; the first integer register passes the
                        address, and the callee returns it in the place */
  RESULT_BYTES,      /* as many bytes as the type has */
  RESULT_FLOATS,     /* the same, of floats in a register each, as the ABI's
                        float_op has them */
  RESULT_X87
};

/* The fields of a code, from the lowest bit on.  */
enum
{
  STEPS_AT_PLACE = 40,
  STEPS_AT_RESULT = STEPS_AT_PLACE + 7,
  STEPS_AT_FLAGS = STEPS_AT_RESULT + 4,  /* layout.flags */
  STEPS_AT_STACK = STEPS_AT_FLAGS + 4,   /* 5 bits; in units of 8 bytes */
  STEPS_MAX_PLACE = 127, STEPS_MAX_STACK = 31, STEPS_MAX_FLAGS = 15,
  STEPS_MAX = STEPS_AT_PLACE / STEPS_BITS,
  STEPS_MAX_RESULT = 64,     /* bytes of a result in registers */
  STEPS_ALIGN = 2 * STEPS_WORD,          /* the most for such a result */
  STEPS_FEW = 16,            /* arguments */
  STEPS_SCRATCH = 128,       /* bytes of copies */
  STEPS_FLOATS = 16          /* floats made from doubles: as many as there are
                                registers, or more */
};

_Static_assert (FFI_CODE_STEPS >> (STEPS_AT_STACK + 5) == 9, "");

#define FFI_STEP static inline __attribute__ ((always_inline))

/* The bytes of the words that BYTES take.  */
FFI_STEP unsigned
ffi_steps_words (unsigned bytes)
{
  return (unsigned) ffi_round_up (bytes, STEPS_WORD);
}

/* ---- Making a code --------------------------------------------------- */

/* The steps of a code, while it is made.  */
struct ffi_steps_fields
{
  unsigned n;
  unsigned last, run;        /* the last step, and how many times in a row */
  uint8_t field[STEPS_MAX];
};

FFI_STEP void
ffi_steps_begin (struct ffi_steps_fields *f)
{
  f->n = f->run = 0;
  f->last = STEP_KINDS;
}

FFI_STEP bool
ffi_steps_put (struct ffi_steps_fields *f, unsigned field)
{
  if (f->n == STEPS_MAX || field > STEPS_MASK)
    return false;
  f->field[f->n++] = (uint8_t) field;
  return true;
}

/* Whether N fields from AT on are in the same word of the code.  */
FFI_STEP bool
ffi_steps_in_word (unsigned at, unsigned n)
{
  return at / STEPS_IN_WORD == (at + n - 1) / STEPS_IN_WORD;
}

/* Adds a step with OPERAND, which is 0 for none.  All its fields are in one
   word; STEP_END goes on to the next word.  False if the code has no room for
   it.  */
FFI_STEP bool
ffi_steps_add (struct ffi_steps_fields *f, unsigned step, uint32_t operand)
{
  unsigned fields = 1 + (step >= STEP_OTHER) + (operand != 0);
  if (step != f->last || f->run >= STEPS_MASK
      || (f->run == STEPS_WORTH_IT - 1 && !ffi_steps_in_word (f->n - 3, 3)))
    f->run = 0;
  f->run++;
  f->last = step <= STEP_FLOAT ? step : STEP_KINDS;
  if (f->run < STEPS_WORTH_IT)
    while (!ffi_steps_in_word (f->n, fields))
      {
        f->field[f->n++] = STEP_END;
        f->run = 1;
      }
  if (f->run >= STEPS_WORTH_IT)
    {
      f->field[f->n - 3] = STEP_REPEAT;
      f->field[f->n - 2] = (uint8_t) f->run;
      return true;
    }
  return (step < STEP_OTHER ? ffi_steps_put (f, step)
                            : ffi_steps_put (f, STEP_OTHER)
                                && ffi_steps_put (f, step - STEP_HALF))
         && (operand == 0 || ffi_steps_put (f, operand));
}

/* The code of these steps and of a result of KIND in the word PLACE of the
   image; STACK bytes and FLAGS are layout.stack and layout.flags.  0 if there
   is no code for so much.  */
FFI_STEP uint64_t
ffi_steps_end (struct ffi_steps_fields *f, unsigned kind, uint32_t place,
               uint32_t stack, uint32_t flags)
{
  uint64_t steps = 0;
  stack = (stack + 7) / 8;
  if (stack > STEPS_MAX_STACK || flags > STEPS_MAX_FLAGS
      || place > STEPS_MAX_PLACE)
    return 0;
  while (f->n > 0)
    steps = steps << STEPS_BITS | f->field[--f->n];
  uint32_t upper = place << (STEPS_AT_PLACE - 32)
                   | (uint32_t) kind << (STEPS_AT_RESULT - 32)
                   | flags << (STEPS_AT_FLAGS - 32)
                   | stack << (STEPS_AT_STACK - 32);
  return FFI_CODE_STEPS | (uint64_t) upper << 32 | steps;
}

/* ---- Running a code -------------------------------------------------- */

/* The walk over the steps of a call or a closure.  */
struct ffi_walk
{
  const struct ffi_abi_desc *abi;
  const ffi_cif *cif;
  bool is_call;
  char *gpr, *fpr;           /* the next places */
  char *end, *stack;         /* of the integer registers; the stack */
  void **first, **avalue;    /* the argument vector, the next element */
  const char *from;          /* calls: the bytes to move next */
  char *space;               /* calls: for copies; closures: for floats made
                                from doubles */
};

FFI_STEP void
ffi_step_word (char *to, uint64_t x)
{
  ffi_arg word = (ffi_arg) x;
  memcpy (to, &word, sizeof word);
}

/* A closure's stack need not follow its registers.  */
FFI_STEP void
ffi_step_to_stack (struct ffi_walk *w)
{
  if (!w->is_call && !w->abi->stack_follows && w->gpr == w->end)
    w->gpr = w->stack;
}

FFI_STEP void
ffi_step_past_gpr (struct ffi_walk *w, unsigned bytes)
{
  w->gpr += bytes;
  if (w->abi->gpr_takes_fpr)
    w->fpr += bytes / STEPS_WORD * w->abi->gpr_takes_fpr;
  ffi_step_to_stack (w);
}

FFI_STEP void
ffi_step_past_fpr (struct ffi_walk *w, unsigned bytes)
{
  w->fpr += bytes > w->abi->fpr_step ? bytes : w->abi->fpr_step;
  if (w->abi->fpr_takes_gpr)
    {
      w->gpr += ffi_steps_words (bytes);
      ffi_step_to_stack (w);
    }
}

/* Goes on to the next argument.  In a closure, AT is its address.  */
FFI_STEP void
ffi_step_begin (struct ffi_walk *w, char *at)
{
  if (w->is_call)
    w->from = *w->avalue++;
  else
    *w->avalue++ = at;
}

/* The step for an integer of LEN bytes.  */
FFI_STEP void
ffi_step_integer (struct ffi_walk *w, unsigned len, bool is_signed)
{
  union { uint8_t u8; int8_t s8; uint16_t u16; int16_t s16; uint32_t u32;
          int32_t s32; } x;
  ffi_step_begin (w, w->gpr + (STEPS_IS_BIG ? STEPS_WORD - len : 0));
  if (w->is_call)
    {
      memcpy (&x, w->from, len);
      ffi_step_word (w->gpr,
                     len == 1   ? (is_signed ? (uint64_t) x.s8 : x.u8)
                     : len == 2 ? (is_signed ? (uint64_t) x.s16 : x.u16)
                     : is_signed ? (uint64_t) x.s32
                                 : x.u32);
    }
  ffi_step_past_gpr (w, STEPS_WORD);
}

/* The step for LEN bytes at the beginning of the next words.  */
FFI_STEP void
ffi_step_bytes (struct ffi_walk *w, unsigned len)
{
  unsigned whole = len / STEPS_WORD * STEPS_WORD, i;
  if (w->is_call)
    {
      for (i = 0; i < whole; i += STEPS_WORD)
        memcpy (w->gpr + i, w->from + i, STEPS_WORD);
      if (i < len)
        {
          /* Not by memcpy: for a function the loop would save registers.  */
          const unsigned char *tail = (const unsigned char *) w->from + i;
          ffi_arg word = 0;
          for (unsigned n = 0; n < STEPS_WORD; n++)
            {
              unsigned at = STEPS_IS_BIG ? n : STEPS_WORD - 1 - n;
              word = word << 8 | (at < len - i ? tail[at] : 0);
            }
          memcpy (w->gpr + i, &word, sizeof word);
        }
      w->from += len;
    }
  ffi_step_past_gpr (w, ffi_steps_words (len));
}

/* The step for LEN bytes in a floating-point register.  */
FFI_STEP void
ffi_step_fpr (struct ffi_walk *w, unsigned len)
{
  if (w->is_call)
    {
      memcpy (w->fpr, w->from, len);
      w->from += len;
    }
  ffi_step_past_fpr (w, len);
}

FFI_STEP void
ffi_step_half (struct ffi_walk *w, bool low)
{
  ffi_step_begin (w, w->gpr + (low ? 4 : 0));
  if (w->is_call)
    {
      uint32_t x;
      memcpy (&x, w->from, 4);
      ffi_step_word (w->gpr, STEPS_IS_BIG && !low ? (uint64_t) x << 32 : x);
      w->from += 4;
    }
  ffi_step_past_gpr (w, STEPS_WORD);
}

/* The type of the next argument.  */
FFI_STEP const ffi_type *
ffi_step_type (const struct ffi_walk *w)
{
  return w->cif->arg_types[w->avalue - w->first];
}

/* Whether a closure can give its handler the next argument at the address AT:
   AT has the alignment of the argument's type, which is at most ALIGN.  */
FFI_STEP bool
ffi_step_can_read (const struct ffi_walk *w, const char *at, unsigned align)
{
  return w->is_call || ((uintptr_t) at & (align - 1)) == 0
         || ((uintptr_t) at & (ffi_step_type (w)->alignment - 1)) == 0;
}

/* The step for N floats, each in a register.  */
FFI_STEP void
ffi_step_floats (struct ffi_walk *w, unsigned n)
{
  unsigned op = w->abi->float_op, gprs = 4 * n;
  bool in_place = op != FFI_OP_DOUBLE && n == 1;
  ffi_step_begin (w, in_place ? w->fpr : w->space);
  for (; n != 0; n--)
    {
      if (w->is_call)
        ffi_put_float (w->abi, op, w->fpr, w->from, 4);
      else if (!in_place)
        {
          ffi_get_float (op, w->space, w->fpr);
          w->space += 4;
        }
      if (w->is_call)
        w->from += 4;
      w->fpr += w->abi->fpr_step;
    }
  if (w->abi->fpr_takes_gpr)
    {
      w->gpr += ffi_steps_words (gprs);
      ffi_step_to_stack (w);
    }
}

/* The step for the address of a copy.  False as from ffi_step_all.  */
FFI_STEP bool
ffi_step_ref (struct ffi_walk *w)
{
  if (w->is_call && !w->space)
    __builtin_unreachable ();
  else if (w->is_call)
    {
      size_t size = ffi_step_type (w)->size, i;
      const char *from = *w->avalue++;
      ffi_put_address (w->abi, w->gpr, w->space);
      for (i = 0; i + STEPS_WORD <= size; i += STEPS_WORD)
        memcpy (w->space + i, from + i, STEPS_WORD);
      for (; i < size; i++)
        w->space[i] = from[i];
      w->space += ffi_round_up (size, 16);
    }
  else
    {
      char *at = ffi_get_address (w->abi, w->gpr);
      if (!ffi_step_can_read (w, at, STEPS_ALIGN))
        return false;
      *w->avalue++ = at;
    }
  ffi_step_past_gpr (w, STEPS_WORD);
  return true;
}

/* One of the steps after STEP_OTHER, with its OPERAND.  False as from
   ffi_step_all.  */
FFI_STEP bool
ffi_step_other (struct ffi_walk *w, unsigned step, unsigned operand)
{
  switch (step)
    {
    case STEP_HALF:
      ffi_step_half (w, false);
      break;
    case STEP_HALF_LOW:
      ffi_step_half (w, true);
      break;
    case STEP_BYTES:
      ffi_step_begin (w, w->gpr);
      ffi_step_bytes (w, operand);
      break;
    case STEP_MORE_WORDS:
      ffi_step_bytes (w, operand * STEPS_WORD);
      break;
    case STEP_MORE_BYTES:
      ffi_step_bytes (w, operand);
      break;
    case STEP_MORE_FPR_8:
      ffi_step_fpr (w, 8);
      break;
    case STEP_MORE_FPR_4:
      ffi_step_fpr (w, 4);
      break;
    case STEP_FPR_4_LOW:
      ffi_step_begin (w, w->fpr + 4);
      if (w->is_call)
        memcpy (w->fpr + 4, w->from, 4);
      ffi_step_past_fpr (w, 4);
      break;
    case STEP_FPR_16:
      if (!ffi_step_can_read (w, w->fpr, 16))
        return false;
      ffi_step_begin (w, w->fpr);
      ffi_step_fpr (w, 16);
      break;
    case STEP_REF:
      return ffi_step_ref (w);
    case STEP_SKIP_FPR:
      w->fpr += w->abi->fpr_step;
      break;
    case STEP_FLOATS:
      ffi_step_floats (w, operand);
      break;
    }
  return true;
}

/* STEP, one of the first four kinds, TIMES.  False as from ffi_step_all.  */
FFI_STEP bool
ffi_step_simple (struct ffi_walk *w, unsigned step, unsigned times)
{
  for (; times != 0; times--)
    switch (step)
      {
      case STEP_WIDE:
        if (STEPS_WORD == 8)
          {
            ffi_step_integer (w, 4, true);
            break;
          }
        if (!ffi_step_can_read (w, w->gpr, 8))
          return false;
        ffi_step_begin (w, w->gpr);
        ffi_step_bytes (w, 8);
        break;
      case STEP_WORD_1:
        ffi_step_begin (w, w->gpr);
        ffi_step_bytes (w, STEPS_WORD);
        break;
      case STEP_FPR_8:
        if (STEPS_WORD == 4 && !ffi_step_can_read (w, w->fpr, 8))
          return false;
        ffi_step_begin (w, w->fpr);
        ffi_step_fpr (w, 8);
        break;
      default:
        ffi_step_floats (w, 1);
        break;
      }
  return true;
}

/* Runs CODE.  Returns false if an argument of a closure needs an aligned
   copy.  */
FFI_STEP bool
ffi_step_all (struct ffi_walk *w, uint64_t code)
{
  unsigned step, times;
  ffi_arg steps = (ffi_arg) code;
  uint32_t next = STEPS_WORD == 8 ? 0 : (uint32_t) (code >> 32);
  bool good = true;
  while (good)
    {
      step = steps & STEPS_MASK;
      steps >>= STEPS_BITS;
      switch (step)
        {
        case STEP_END:
          if (next == 0)
            return true;
          steps = next;
          next = 0;
          break;
        case STEP_WIDE:
          good = ffi_step_simple (w, STEP_WIDE, 1);
          break;
        case STEP_WORD_1:
          good = ffi_step_simple (w, STEP_WORD_1, 1);
          break;
        case STEP_FPR_8:
          good = ffi_step_simple (w, STEP_FPR_8, 1);
          break;
        case STEP_FLOAT:
          good = ffi_step_simple (w, STEP_FLOAT, 1);
          break;
        case STEP_U8:
          ffi_step_integer (w, 1, false);
          break;
        case STEP_S8:
          ffi_step_integer (w, 1, true);
          break;
        case STEP_U16:
          ffi_step_integer (w, 2, false);
          break;
        case STEP_S16:
          ffi_step_integer (w, 2, true);
          break;
        case STEP_U32:
          ffi_step_integer (w, 4, false);
          break;
        case STEP_MORE_WORD:
          ffi_step_bytes (w, STEPS_WORD);
          break;
        case STEP_WORDS:
          if (!ffi_step_can_read (w, w->gpr, 16))
            return false;
          ffi_step_begin (w, w->gpr);
          ffi_step_bytes (w, (steps & STEPS_MASK) * STEPS_WORD);
          steps >>= STEPS_BITS;
          break;
        case STEP_SKIP:
          if (w->is_call)
            ffi_step_word (w->gpr, 0);
          ffi_step_past_gpr (w, STEPS_WORD);
          break;
        case STEP_STACK:
          w->gpr = w->stack + ((steps & STEPS_MASK) - 1) * STEPS_STACK_UNIT;
          steps >>= STEPS_BITS;
          break;
        case STEP_REPEAT:
          times = steps & STEPS_MASK;
          step = steps >> STEPS_BITS & STEPS_MASK;
          steps >>= 2 * STEPS_BITS;
          good = step == STEP_WIDE     ? ffi_step_simple (w, STEP_WIDE, times)
                 : step == STEP_WORD_1 ? ffi_step_simple (w, STEP_WORD_1, times)
                                       : ffi_step_simple (w, step, times);
          break;
        case STEP_OTHER:
          step = STEP_HALF + (steps & STEPS_MASK);
          steps >>= STEPS_BITS;
          good = ffi_step_other (w, step, steps & STEPS_MASK);
          if (step >= STEP_BYTES)
            steps >>= STEPS_BITS;
          break;
        }
    }
  return false;
}

/* Runs CODE, that of CIF.  SPACE is for copies in calls, for floats in
   closures.  False as from ffi_step_all.  */
FFI_STEP bool
ffi_run_steps (const struct ffi_abi_desc *abi, const ffi_cif *cif,
               uint64_t code, bool is_call, char *image, char *stack,
               void **avalue, char *space)
{
  struct ffi_walk w
    = { abi, cif, is_call, image + abi->gpr_at, image + abi->fpr_at,
        image + abi->stack_at, stack, avalue, avalue, NULL, space };
  if (!is_call && abi->gpr_at == abi->stack_at)
    w.gpr = stack;
  return ffi_step_all (&w, code & (((uint64_t) 1 << STEPS_AT_PLACE) - 1));
}

/* The fields of the UPPER 32 bits of a code.  */
FFI_STEP unsigned
ffi_steps_place (uint32_t upper)
{
  return (upper >> (STEPS_AT_PLACE - 32) & STEPS_MAX_PLACE) * STEPS_WORD;
}

FFI_STEP unsigned
ffi_steps_kind (uint32_t upper)
{
  return upper >> (STEPS_AT_RESULT - 32) & STEPS_MASK;
}

FFI_STEP unsigned
ffi_steps_flags (uint32_t upper)
{
  return upper >> (STEPS_AT_FLAGS - 32) & STEPS_MAX_FLAGS;
}

FFI_STEP size_t
ffi_steps_stack (uint32_t upper)
{
  return (upper >> (STEPS_AT_STACK - 32) & STEPS_MAX_STACK) * 8;
}

/* ---- Results --------------------------------------------------------- */

FFI_STEP bool
ffi_is_in_memory (unsigned kind)
{
  return kind == RESULT_MEMORY || kind == RESULT_ECHO;
}

/* The bytes of the result of KIND, for ffi_steps_result.  They are asked for
   before the function or the handler runs, which may free the CIF.  */
FFI_STEP size_t
ffi_result_bytes (unsigned kind, const ffi_cif *cif)
{
  return kind == RESULT_X87 ? 12 : kind >= RESULT_BYTES ? cif->rtype->size : 0;
}

/* Moves a result of KIND, for RESULT_BYTES and RESULT_FLOATS of SIZE bytes, from FROM to TO.  One
   of them is memory, the other the word in the image.  */
FFI_STEP void
ffi_steps_result (const struct ffi_abi_desc *abi, unsigned kind, bool is_call,
                  size_t size, char *to, const char *from)
{
  ffi_arg word;
  switch (kind)
    {
    case RESULT_U8:
      memcpy (&word, from, sizeof word);
      ffi_step_word (to, (uint8_t) word);
      break;
    case RESULT_S8:
      memcpy (&word, from, sizeof word);
      ffi_step_word (to, (uint64_t) (int8_t) word);
      break;
    case RESULT_U16:
      memcpy (&word, from, sizeof word);
      ffi_step_word (to, (uint16_t) word);
      break;
    case RESULT_S16:
      memcpy (&word, from, sizeof word);
      ffi_step_word (to, (uint64_t) (int16_t) word);
      break;
    case RESULT_U32:
      memcpy (&word, from, sizeof word);
      ffi_step_word (to, (uint32_t) word);
      break;
    case RESULT_S32:
      memcpy (&word, from, sizeof word);
      ffi_step_word (to, (uint64_t) (int32_t) word);
      break;
    case RESULT_SIGNED:
      memcpy (&word, from, sizeof word);
      ffi_step_word (to, is_call ? (uint32_t) word
                                 : (uint64_t) (int32_t) word);
      break;
    case RESULT_4:
      memcpy (to, from, 4);
      break;
    case RESULT_4_LOW:
      memcpy (to + (is_call ? 0 : 4), from + (is_call ? 4 : 0), 4);
      break;
    case RESULT_8:
      memcpy (to, from, 8);
      break;
    case RESULT_BYTES:
      /* A closure's registers get whole words, which its buffer has.  */
      if (!is_call)
        size = ffi_steps_words ((unsigned) size);
      for (; size >= 4; size -= 4, to += 4, from += 4)
        memcpy (to, from, 4);
      for (; size != 0; size--)
        *to++ = *from++;
      break;
    case RESULT_X87:
      memcpy (to, from, 10);
      break;
    case RESULT_FLOATS:
      for (size_t i = 0; i < size; i += 4)
        if (is_call)
          ffi_get_float (abi->float_op, to + i, from + i / 4 * abi->fpr_step);
        else
          ffi_put_float (abi, abi->float_op, to + i / 4 * abi->fpr_step,
                         from + i, 4);
      break;
    default:
      break;
    }
}

/* ---- Calls and closures ---------------------------------------------- */

/* Clears SIZE bytes, and up to a multiple of 8.  */
FFI_STEP void
ffi_steps_clear (char *at, size_t size)
{
  for (size_t i = 0; i < size; i += 8)
    memset (at + i, 0, 8);
}

/* Calls FN with what IMAGE, of registers alone, holds.  Stores the result in
   IMAGE, and returns where.  FLAGS is layout.flags; IS_FLOAT tells that the
   first floating-point register has the result.  */
typedef char *ffi_call_registers (char *image, void (*fn) (void),
                                  unsigned flags, bool is_float);

/* Whether CODE is one of steps, for a call without stack arguments and copies.
   Of layout.flags those may be set that are not in FLAGS.  */
FFI_STEP bool
ffi_is_in_registers (const struct ffi_abi_desc *abi, uint64_t code,
                     unsigned flags)
{
  enum { SHIFT = STEPS_AT_FLAGS - 32 };
  uint32_t mask = UINT32_MAX << (SHIFT + 4) | flags << SHIFT;
  uint32_t asked = (uint32_t) (FFI_CODE_STEPS >> 32)
                   | (uint32_t) abi->home / 8 << (STEPS_AT_STACK - 32);
  return ((uint32_t) (code >> 32) & mask) == asked;
}

/* As ffi_call_general does, for a CIF with such a code.  IMAGE is space for an
   image of registers, whose first GPRS bytes of integer registers are cleared:
   those without arguments shall not show what this function works with.
   CALL stores WORDS bytes of a result in integer registers and REALS bytes of
   one in floating-point registers.  False, and nothing is done, if the result
   has more, or is in memory and RVALUE is NULL.  */
FFI_STEP bool
ffi_run_registers (const struct ffi_abi_desc *abi, ffi_call_registers *call,
                   size_t gprs, size_t words, size_t reals, char *image,
                   ffi_cif *cif, void (*fn) (void), void *rvalue,
                   void **avalue)
{
  memset (image + abi->gpr_at, 0, gprs);
  ffi_run_steps (abi, cif, ffi_cif_code (cif), true, image,
                 image + abi->stack_at, avalue, NULL);
  /* Floating-point registers without arguments get what the image has.  The
     code is read again, as no register is left for it.  */
  __asm__ volatile ("" : : "r" (image) : "memory");
  uint32_t upper = (uint32_t) (ffi_cif_code (cif) >> 32);
  unsigned kind = ffi_steps_kind (upper);
  uint32_t place = ffi_steps_place (upper);
  /* On big-endian Arm a float is in the second half of a double.  */
  bool is_float = place - abi->fpr_at < 8;
  if (kind >= RESULT_MEMORY)
    {
      size_t bytes = cif->rtype->size;
      if (kind == RESULT_FLOATS)
        bytes = bytes / 4 * abi->fpr_step;
      if (ffi_is_in_memory (kind) ? !rvalue
                                  : bytes > (is_float ? reals : words))
        return false;
      if (ffi_is_in_memory (kind))
        ffi_put_address (abi,
                         image + (kind == RESULT_ECHO ? abi->gpr_at : place),
                         rvalue);
    }
  size_t size = ffi_result_bytes (kind, cif);
  const char *result
    = call (image, fn, ffi_steps_flags (upper), is_float);
  if (STEPS_IS_BIG && is_float)
    result += place - abi->fpr_at;
  if (rvalue)
    ffi_steps_result (abi, kind, true, size, rvalue, result);
  return true;
}

/* As ffi_call_general does, for CODE, by KERNEL.  GPRS as for
   ffi_run_registers; 0: all registers without arguments are cleared.  */
FFI_STEP void
ffi_run_call (const struct ffi_abi_desc *abi,
              void (*kernel) (void *, size_t, void (*) (void), uint32_t),
              size_t gprs, uint64_t code, ffi_cif *cif, void (*fn) (void),
              void *rvalue, void **avalue, void *chain)
{
  _Alignas (STEPS_ALIGN) char scratch[STEPS_SCRATCH];
  uint32_t upper = (uint32_t) (code >> 32), place = ffi_steps_place (upper);
  size_t stack = ffi_steps_stack (upper);
  unsigned flags = ffi_steps_flags (upper), kind = ffi_steps_kind (upper);
  bool wide = (flags & abi->wide_flags) != 0;
  /* This memory must be allocated before the image: the image has to be at the
     end of the stack.  */
  if (!rvalue && ffi_is_in_memory (kind))
    rvalue = ffi_alloca_aligned (cif->rtype->size, cif->rtype->alignment);
  size_t before = abi->stack_at - (wide ? 0 : abi->wide_end);
  /* Not probed: it is far less than a page.  */
  size_t align = abi->image_align ? abi->image_align : FFI_FRAME_ALIGN;
  char *block = __builtin_alloca (before + stack + abi->frame
                                  + (align > 8 ? align - 1 : 0));
  if (align > 8)
    block = (char *) ffi_round_up ((uintptr_t) block, align);
  char *image = block + before - abi->stack_at;

  memset (image + abi->gpr_at, 0, gprs);
  if (gprs == 0 && wide)
    ffi_steps_clear (image + (abi->wide_fprs ? abi->fpr_at : 0),
                     abi->wide_fprs ? (size_t) abi->fpr_end - abi->fpr_at
                                    : abi->clear_at);
  if (gprs == 0)
    ffi_steps_clear (image + abi->clear_at,
                     abi->stack_at - abi->clear_at
                       + (abi->padded ? 0 : stack));
  memcpy (image + abi->wide_end, &chain, sizeof chain);
  ffi_run_steps (abi, cif, code, true, image, image + abi->stack_at, avalue,
                 scratch);
  if (ffi_is_in_memory (kind))
    ffi_put_address (abi, image + (kind == RESULT_ECHO ? abi->gpr_at : place),
                     rvalue);
  if (abi->frame != 0)
    ffi_let_run_on (block, align);
  size_t size = ffi_result_bytes (kind, cif);
  kernel (image, stack, fn, flags);
  if (rvalue)
    ffi_steps_result (abi, kind, true, size, rvalue, image + place);
}

/* Results of several registers.  */
struct ffi_2_words { uint64_t a, b; };
struct ffi_2_doubles { double a, b; };
struct ffi_4_doubles { double a, b, c, d; };

#define FFI_LIST_4(x) x (0), x (1), x (2), x (3)
#define FFI_LIST_5(x) FFI_LIST_4 (x), x (4)
#define FFI_LIST_8(x) FFI_LIST_5 (x), x (5), x (6), x (7)
#define FFI_LIST_13(x)                                                        \
  FFI_LIST_8 (x), x (8), x (9), x (10), x (11), x (12)

#define FFI_STEPS_A_WORD(i) ffi_arg
#define FFI_STEPS_A_DOUBLE(i) double
#define FFI_STEPS_GPR(i) gpr[i]
#define FFI_STEPS_FPR(i) fpr[i]

/* Defines steps_registers, which calls a function through a pointer to one of
   GPRS words and FPRS doubles: those of the first registers.  They all are in
   the first SIZE bytes of the image, but for those that OTHER_FLAGS of
   layout.flags tell of.  USES_FPR tells, from FLAGS, which is layout.flags,
   whether some are floating-point registers.  WORDS is the type of a result of
   the first integer registers, REALS of the first floating-point ones.  */
#define FFI_STEPS_REGISTERS(size, gprs, fprs, other_flags, uses_fpr, words,   \
                            reals)                                            \
  typedef words steps_words;                                                  \
  typedef reals steps_reals;                                                  \
  enum { steps_size = (size), steps_flags = (other_flags),                    \
         steps_gprs = (gprs) * STEPS_WORD };                                  \
  FFI_STEP char *                                                             \
  steps_registers (char *image, void (*fn) (void), unsigned flags,            \
                   bool is_float)                                             \
  {                                                                           \
    typedef __attribute__ ((may_alias)) ffi_arg word;                         \
    typedef __attribute__ ((may_alias)) double real;                          \
    word *gpr = (word *) (image + steps_image.gpr_at);                        \
    real *fpr = (real *) (image + steps_image.fpr_at);                        \
    words result;                                                             \
    (void) flags;                                                             \
    if (!(uses_fpr))                                                          \
      result = ((words (*) (FFI_LIST_##gprs (FFI_STEPS_A_WORD))) fn) (        \
        FFI_LIST_##gprs (FFI_STEPS_GPR));                                     \
    else if (!is_float)                                                       \
      result = ((words (*) (FFI_LIST_##gprs (FFI_STEPS_A_WORD),               \
                            FFI_LIST_##fprs (FFI_STEPS_A_DOUBLE))) fn) (      \
        FFI_LIST_##gprs (FFI_STEPS_GPR), FFI_LIST_##fprs (FFI_STEPS_FPR));    \
    else                                                                      \
      {                                                                       \
        reals floats                                                          \
          = ((reals (*) (FFI_LIST_##gprs (FFI_STEPS_A_WORD),                  \
                         FFI_LIST_##fprs (FFI_STEPS_A_DOUBLE))) fn) (         \
            FFI_LIST_##gprs (FFI_STEPS_GPR), FFI_LIST_##fprs (FFI_STEPS_FPR));\
        return memcpy (fpr, &floats, sizeof floats);                          \
      }                                                                       \
    return memcpy (gpr, &result, sizeof result);                              \
  }

/* As ffi_closure_run does, with space for the argument vector and
   STEPS_FLOATS floats.  False if the closure has to be run as others are,
   for an argument that needs an aligned copy; else *FLAGS is layout.flags.  */
FFI_STEP bool
ffi_run_closure (const struct ffi_abi_desc *abi, uint64_t code, ffi_cif *cif,
                 void (*fun) (ffi_cif *, void *, void **, void *),
                 void *user_data, char *image, char *stack, void **avalue,
                 char *floats, uint32_t *flags)
{
  uint32_t upper = (uint32_t) (code >> 32);
  size_t size = 0;
  _Alignas (STEPS_ALIGN) char small[STEPS_MAX_RESULT];
  /* What the handler does not write shall not show what lay here.  */
  char *rvalue = memset (small, 0, sizeof (uint64_t));

  if (!ffi_run_steps (abi, cif, code, false, image, stack, avalue, floats))
    return false;
  __asm__ ("" : "+r" (upper));    /* its fields need no registers before */
  uint32_t place = ffi_steps_place (upper);
  unsigned kind = ffi_steps_kind (upper);
  if (kind >= RESULT_MEMORY)
    {
      uint32_t at = kind == RESULT_ECHO ? abi->gpr_at : place;
      if (ffi_is_in_memory (kind))
        rvalue = ffi_get_address (abi, abi->stack_follows || at < abi->stack_at
                                         ? image + at
                                         : stack + (at - abi->stack_at));
      size = ffi_result_bytes (kind, cif);
      ffi_steps_clear (small, size);
    }
  *flags = ffi_steps_flags (upper);
  fun (cif, rvalue, avalue, user_data);
  __asm__ ("" : "+r" (upper));
  place = ffi_steps_place (upper);
  kind = ffi_steps_kind (upper);
  if (kind == RESULT_ECHO)
    ffi_put_address (abi, image + place, rvalue);
  else
    ffi_steps_result (abi, kind, false, size, image + place, rvalue);
  return true;
}

/* ---- Scalars --------------------------------------------------------- */

/* How an ABI passes scalars: each in the next register of its kind, integers
   then in words of the stack; the first result register of its kind for the
   result.  Floating-point numbers on the stack are left to the general
   way.  */
struct ffi_steps_scalars
{
  uint8_t ngpr, nfpr;        /* how many registers there are */
  uint8_t flag, result_flag; /* in layout.flags, for arguments and a result in
                                floating-point registers */
  struct ffi_steps_scalar    /* by type code; SIZE 0: not one of these */
  {
    _Alignas (4) uint8_t size;
    uint8_t step, result;
  } type[FFI_TYPE_LAST + 1];
};

/* The integers of a word.  U32_STEP and U32_RESULT are those of an unsigned
   int in words of 8 bytes; RESULT_VOID: there is none.  */
#define FFI_STEPS_INTEGERS(u32_step, u32_result)                              \
  [FFI_TYPE_UINT8] = { 1, STEP_U8, RESULT_U8 },                               \
  [FFI_TYPE_SINT8] = { 1, STEP_S8, RESULT_S8 },                               \
  [FFI_TYPE_UINT16] = { 2, STEP_U16, RESULT_U16 },                            \
  [FFI_TYPE_SINT16] = { 2, STEP_S16, RESULT_S16 },                            \
  [FFI_TYPE_UINT32] = { 4, STEPS_IF_WIDE (u32_step, STEP_WORD_1),             \
                        STEPS_IF_WIDE (u32_result, RESULT_4) },               \
  [FFI_TYPE_SINT32] = { 4, STEPS_IF_WIDE (STEP_WIDE, STEP_WORD_1),            \
                        STEPS_IF_WIDE (RESULT_S32, RESULT_4) },               \
  [FFI_TYPE_INT] = { 4, STEPS_IF_WIDE (STEP_WIDE, STEP_WORD_1),               \
                     STEPS_IF_WIDE (RESULT_S32, RESULT_4) },                  \
  [FFI_TYPE_UINT64] = { STEPS_IF_WIDE (8, 0), STEP_WORD_1, RESULT_8 },        \
  [FFI_TYPE_SINT64] = { STEPS_IF_WIDE (8, 0), STEP_WORD_1, RESULT_8 },        \
  [FFI_TYPE_POINTER] = { sizeof (void *) == STEPS_WORD ? STEPS_WORD : 0,      \
                         STEP_WORD_1, STEPS_IF_WIDE (RESULT_8, RESULT_4) }
#define STEPS_IF_WIDE(wide, narrow) (STEPS_WORD == 8 ? (wide) : (narrow))

/* The floating-point numbers, if there are registers for them.  STEP is that of
   a float; STEP_END: there is none.  */
#define FFI_STEPS_FLOATS(count, step, result)                                 \
  [FFI_TYPE_FLOAT]                                                            \
    = { (count) != 0 && (step) != STEP_END ? 4 : 0, step, result },           \
  [FFI_TYPE_DOUBLE] = { (count) != 0 ? 8 : 0, STEP_FPR_8, RESULT_8 }

/* The next word is the first one of the stack after the home area.  */
FFI_STEP bool
ffi_steps_to_stack (const struct ffi_abi_desc *abi, struct ffi_steps_fields *f)
{
  bool good = true;
  if (abi->home > 2 * STEPS_WORD)
    return ffi_steps_add (f, STEP_STACK, abi->home / STEPS_STACK_UNIT + 1);
  for (unsigned at = 0; at < abi->home; at += STEPS_WORD)
    good &= ffi_steps_add (f, STEP_SKIP, 0);
  return good;
}

/* What SCALARS tell of TYPE, if TYPE is as the library's own types are; else
   NULL.  */
FFI_STEP const struct ffi_steps_scalar *
ffi_steps_scalar (const struct ffi_steps_scalars *scalars,
                  const ffi_type *type)
{
  if (type->type > FFI_TYPE_LAST)
    return NULL;
  const struct ffi_steps_scalar *scalar = &scalars->type[type->type];
  return type->size == scalar->size && type->alignment == scalar->size
           && type->alignment != 0 ? scalar : NULL;
}

/* The code that ffi_prep_cif_general comes to, or 0: it is to look.  */
FFI_STEP uint64_t
ffi_scalars_code (const struct ffi_abi_desc *abi,
                  const struct ffi_steps_scalars *scalars, unsigned nargs,
                  const ffi_type *rtype, ffi_type **arg_types)
{
  struct ffi_steps_fields f;
  unsigned gprs = scalars->ngpr, fprs = scalars->nfpr, code = rtype->type;
  unsigned kind = RESULT_VOID, seen = 0;
  uint32_t place = 0, stack = abi->home, flags = 0;
  if (code != FFI_TYPE_VOID)
    {
      const struct ffi_steps_scalar *scalar
        = ffi_steps_scalar (scalars, rtype);
      bool is_float = code == FFI_TYPE_FLOAT || code == FFI_TYPE_DOUBLE;
      if (!scalar)
        return 0;
      kind = scalar->result;
      if (kind == RESULT_VOID)
        return 0;
      place = (is_float ? abi->fpr_at : abi->gpr_at) / STEPS_WORD;
      flags = is_float ? scalars->result_flag : 0;
    }
  else if (rtype->size == 0)
    return 0;
  ffi_steps_begin (&f);
  for (unsigned i = 0; i < nargs; i++)
    {
      const ffi_type *type = arg_types[i];
      const struct ffi_steps_scalar *scalar
        = type ? ffi_steps_scalar (scalars, type) : NULL;
      if (!scalar)
        return 0;
      code = type->type;
      if (code == FFI_TYPE_FLOAT || code == FFI_TYPE_DOUBLE)
        {
          /* Where a register may be half of another, both kinds differ.  */
          seen |= abi->fpr_step < 8 ? 1u << code : 0;
          if (fprs-- == 0 || (abi->fpr_takes_gpr && gprs-- == 0)
              || (seen & (seen - 1)))
            return 0;
          flags |= scalars->flag;
        }
      else if (gprs != 0)
        gprs--;
      else
        {
          if (stack == abi->home && !ffi_steps_to_stack (abi, &f))
            return 0;
          stack += STEPS_WORD;
        }
      if (!ffi_steps_add (&f, scalar->step, 0))
        return 0;
    }
  return ffi_steps_end (&f, kind, place, stack, flags);
}

/* Defines steps_prepare, a short cut of ffi_prep_cif (struct ffi_target), where
   FFI_STEPS_RUNNERS stands before it.  The argument is an initializer of
   struct ffi_steps_scalars.  */
#define FFI_STEPS_PREPARE(...)                                                \
  static ffi_status                                                           \
  steps_prepare (ffi_cif *cif, ffi_abi abi, uint32_t nargs, ffi_type *rtype,  \
                 ffi_type **arg_types)                                        \
  {                                                                           \
    static const struct ffi_steps_scalars scalars = __VA_ARGS__;              \
    uint64_t code = ffi_scalars_code (&steps_image, &scalars, nargs, rtype,   \
                                      arg_types);                             \
    if (code == 0)                                                            \
      return ffi_prep_cif_general (cif, abi, nargs, rtype, arg_types);        \
    ffi_cif_fill_in (cif, abi, nargs, rtype, arg_types, 0, code);             \
    return FFI_OK;                                                            \
  }

/* What descriptors say of the image of all ABIs that this library is compiled
   for, which is the same.  The arguments are members of struct
   ffi_abi_desc.  */
#define FFI_STEPS_IMAGE(...)                                                  \
  static const struct ffi_abi_desc steps_image                                \
    = { .word = STEPS_WORD, .big_endian = STEPS_IS_BIG, __VA_ARGS__ };

/* Defines ffi_call for calls by KERNEL, or without one by steps_registers, and
   ffi_closure_run_here for the entries of closures.  */
#define FFI_STEPS_RUNNERS(kernel)                                             \
  static __attribute__ ((noinline)) void                                      \
  ffi_call_by_kernel (ffi_cif *cif, void (*fn) (void), void *rvalue,          \
                      void **avalue)                                          \
  {                                                                           \
    ffi_run_call (&steps_image, kernel, steps_gprs, ffi_cif_code (cif), cif,  \
                  fn, rvalue, avalue, NULL);                                  \
  }                                                                           \
  static __attribute__ ((noinline)) void                                      \
  ffi_call_by_registers (ffi_cif *cif, void (*fn) (void), void *rvalue,       \
                         void **avalue)                                       \
  {                                                                           \
    _Alignas (8) char image[steps_size];                                      \
    if (!ffi_run_registers (&steps_image, steps_registers, steps_gprs,        \
                            sizeof (steps_words), sizeof (steps_reals),       \
                            image, cif, fn, rvalue, avalue))                  \
      ffi_call_by_kernel (cif, fn, rvalue, avalue);                           \
  }                                                                           \
  void                                                                        \
  ffi_call (ffi_cif *cif, void (*fn) (void), void *rvalue, void **avalue)     \
  {                                                                           \
    uint64_t code = ffi_cif_code (cif);                                       \
    if (ffi_is_in_registers (&steps_image, code, steps_flags))                \
      ffi_call_by_registers (cif, fn, rvalue, avalue);                        \
    else if (ffi_is_steps (code))                                             \
      ffi_call_by_kernel (cif, fn, rvalue, avalue);                           \
    else                                                                      \
      ffi_call_unchained (cif, fn, rvalue, avalue);                           \
  }                                                                           \
  FFI_HIDDEN uint64_t                                                         \
  ffi_closure_run_here (ffi_cif *cif,                                         \
                        void (*fun) (ffi_cif *, void *, void **, void *),     \
                        void *user_data, void *image_, void *stack)           \
  {                                                                           \
    uint64_t code;                                                            \
    uint32_t flags;                                                           \
    void *avalue[STEPS_FEW];                                                  \
    float floats[STEPS_FLOATS];                                               \
    if (((uintptr_t) cif & FFI_EXACT_BIT) == 0                                \
        && ffi_is_steps (code = ffi_cif_code (cif))                           \
        && cif->nargs <= STEPS_FEW                                            \
        && ffi_run_closure (&steps_image, code, cif, fun, user_data, image_,  \
                            stack, avalue, (char *) floats, &flags))          \
      return flags;                                                           \
    return ffi_closure_run (cif, fun, user_data, image_, stack);              \
  }

#endif
