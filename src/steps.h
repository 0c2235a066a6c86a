/* SPDX-License-Identifier: MIT */
/* Codes of steps: short programs that C runs, for every processor.

   ffi_prep_cif makes one from a finished placement that is simple enough.
   With the code, a call moves the arguments into the image, and a closure
   finds them in the image, without the types and the rules of the ABI.

   Two pointers move through the image.  One is at the next integer register,
   and goes on to the first stack argument after the last register; the other
   is at the next floating-point register.  A third is at the next place on the
   stack, for arguments that are there while integer registers are left.  A step
   is a number of 4 bits, some with an operand of 4 bits.  It tells the kind of
   the next argument, and so how far the pointers move.

   steps.c makes codes, and runs those of any ABI.  A family that has
   FFI_STEPS_RUNNERS in its table of targets has a copy of what runs them, in
   which the numbers of its image are constants.  */
#ifndef FFI_STEPS_H
#define FFI_STEPS_H

#include "arch.h"
#include "steps-code.h"

enum
{
  STEPS_WORD = sizeof (ffi_arg),
  STEPS_IS_BIG = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__,
  STEPS_MASK = (1 << STEPS_BITS) - 1,
  STEPS_IN_WORD = 8 * STEPS_WORD / STEPS_BITS,
  STEPS_STACK_UNIT = 16,
  STEPS_WORTH_IT = 4         /* the least number of equal steps for a REPEAT */
};

/* The other steps.  A step named "more" moves another part of the argument of
   the step before.  */
enum step
{
  STEP_MORE_WORD = STEP_WORDS + 1,
  STEP_MEMORY,       /* all of an argument, in the next words of the stack; the
                        integer registers left are for later arguments */
  STEP_OTHER,        /* the next 4 bits are one of the following */
  STEP_HALF,         /* 4 bytes of 8: the first, in big-endian words the
                        last */
  STEP_HALF_LOW,
  STEP_MORE_FPR_8,
  STEP_MORE_FPR_4,
  STEP_FPR_4_LOW,
  STEP_FPR_16,       /* 16 bytes in floating-point registers */
  STEP_MORE_FPR_16,
  STEP_REF,          /* the address of a copy */
  STEP_SKIP_FPR,
  STEP_MEMORY_ALIGNED, /* STEP_MEMORY, from an even word on */
  STEP_BYTES,        /* from here on with an operand: how many bytes, less than
                        a word */
  STEP_MORE_WORDS,
  STEP_MORE_BYTES,
  STEP_FLOATS,       /* operand: how many floats, each in a register */
  STEP_DOUBLES,      /* the same of doubles, with bytes between them */
  STEP_STACK,        /* operand: how far the next word is from the next place
                        on the stack / 16, plus 1; no integer register is used
                        from here on */
  STEP_KINDS
};

_Static_assert ((int) STEP_OTHER == (int) STEPS_MASK
                && STEP_KINDS - STEP_HALF <= STEPS_MASK + 1, "");

/* The other kinds of results.  */
enum result
{
  RESULT_MEMORY = RESULT_8 + 1,
                     /* the place holds the result's address */
  RESULT_BYTES = RESULT_ECHO + 1,
                     /* as many bytes as the type has */
  RESULT_ROW,        /* the same, of floats or doubles in a register each, as
                        STEP_FLOATS and STEP_DOUBLES have them */
  RESULT_KINDS
};

_Static_assert ((int) RESULT_KINDS == RESULT_X87
                && RESULT_X87 < 1 << STEPS_RESULT_BITS, "");

/* What fits into the fields of a code, and limits.  */
enum
{
  STEPS_MAX_PLACE = (1 << STEPS_PLACE_BITS) - 1,
  STEPS_MAX_STACK = (1 << STEPS_STACK_BITS) - 1,
  STEPS_MUCH = 8 * STEPS_MAX_STACK,      /* bytes of stack, or more than that:
                                            the types tell */
  STEPS_MAX_FLAGS = (1 << STEPS_FLAGS_BITS) - 1,
  STEPS_MAX = STEPS_AT_PLACE / STEPS_BITS,
  STEPS_MAX_RESULT = 64,     /* bytes of a result in registers */
  STEPS_ALIGN = 2 * STEPS_WORD,          /* the most for such a result */
  STEPS_X87 = 16,            /* bytes of each part of a complex one */
  STEPS_SCRATCH = 128,       /* bytes of copies without FFI_CODE_COPIES */
  STEPS_SPACE = 16           /* words, doubles, or pairs of floats, that a
                                closure gathers: as many as there are
                                registers, or more */
};

_Static_assert (STEPS_AT_STACK + STEPS_STACK_BITS == 60
                && FFI_CODE_STEPS >> 60 == 9 && FFI_CODE_COPIES >> 60 == 2, "");

#define FFI_STEP static inline __attribute__ ((always_inline))

/* The bytes of the words that BYTES take.  */
FFI_STEP unsigned
ffi_steps_words (unsigned bytes)
{
  return (unsigned) ffi_round_up (bytes, STEPS_WORD);
}

/* Whether each slot of 8 bytes is an integer register or a floating-point one.
   In the slots closures find a struct that is in registers of both kinds.  */
FFI_STEP bool
ffi_shares_slots (const struct ffi_abi_desc *abi)
{
  return abi->gpr_takes_fpr == 8 && abi->fpr_takes_gpr;
}

/* ---- Making a code --------------------------------------------------- */

/* The last step of simple codes.  */
#ifdef FFI_SIMPLE_WHOLE
enum { SIMPLE_STEP = STEP_WORDS };
#else
enum { SIMPLE_STEP = STEP_REPEAT };
#endif

/* Whether simple codes may have a result of KIND.  */
FFI_STEP bool
ffi_is_simple_result (unsigned kind)
{
  return kind <= RESULT_8
         || (SIMPLE_STEP == STEP_WORDS
             && (kind == RESULT_ECHO || kind == RESULT_X87));
}

/* The steps of a code, while it is made, in words of the library's own
   processor.  */
struct ffi_steps_fields
{
  unsigned n;
  unsigned last, run;        /* the last step, and how many times in a row */
  bool is_simple, skips;     /* skips: the last step is STEP_SKIP */
  ffi_arg word[8 / STEPS_WORD];
};

FFI_STEP void
ffi_steps_begin (struct ffi_steps_fields *f)
{
  f->n = f->run = 0;
  f->last = STEP_KINDS;
  f->is_simple = true;
  f->skips = false;
  for (unsigned i = 0; i < 8 / STEPS_WORD; i++)
    f->word[i] = 0;
}

/* Whether N fields from AT on are in the same word of the code.  */
FFI_STEP bool
ffi_steps_in_word (unsigned at, unsigned n)
{
  return STEPS_MAX + 3 <= STEPS_IN_WORD
         || at / STEPS_IN_WORD == (at + n - 1) / STEPS_IN_WORD;
}

/* Adds VALUE to the fields from AT on, all in one word.  */
FFI_STEP void
ffi_steps_put (struct ffi_steps_fields *f, unsigned at, unsigned value)
{
  f->word[STEPS_MAX + 3 <= STEPS_IN_WORD ? 0 : at / STEPS_IN_WORD]
    += (ffi_arg) value << at % STEPS_IN_WORD * STEPS_BITS;
}

/* Adds a step with OPERAND, which is 0 for none.  All its fields are in one
   word; STEP_END goes on to the next word.  False if the code has no room for
   it.  */
FFI_STEP bool
ffi_steps_add (struct ffi_steps_fields *f, unsigned step, uint32_t operand)
{
#ifdef FFI_STEPS_MEMORY
  if (step == STEP_DOUBLES && operand == 2)
    {
      step = STEP_PAIR;
      operand = 0;
    }
#endif
  unsigned fields = 1 + (step >= STEP_OTHER) + (operand != 0);
#ifdef FFI_STEPS_SKIP_WIDE
  bool both = f->skips && step == STEP_WIDE;
  f->skips = step == STEP_SKIP;
  if (both)
    {
      ffi_steps_put (f, f->n - 1, STEP_SKIP_WIDE - STEP_SKIP);
      return true;
    }
#endif
  bool again = step == f->last && step <= STEP_FLOAT && f->run < STEPS_MASK
               && (f->run != STEPS_WORTH_IT - 1
                   || ffi_steps_in_word (f->n - 3, 3));
  f->run = again ? f->run + 1 : 1;
  f->last = step;
#ifdef FFI_SIMPLE_FLAGS
  f->is_simple &= step <= SIMPLE_STEP;
#endif
  if (f->run > STEPS_WORTH_IT)
    {
      ffi_steps_put (f, f->n - 2, 1);
      return true;
    }
  if (f->run == STEPS_WORTH_IT)
    {
      ffi_steps_put (f, f->n - 3, STEP_REPEAT - step);
      ffi_steps_put (f, f->n - 2, STEPS_WORTH_IT - step);
      return true;
    }
  if (!ffi_steps_in_word (f->n, fields))
    {
      f->n = (unsigned) ffi_round_up (f->n, STEPS_IN_WORD);
      f->run = 1;
    }
  if (f->n + fields > STEPS_MAX || operand > STEPS_MASK)
    return false;
  unsigned value = step < STEP_OTHER
                     ? step : STEP_OTHER | (step - STEP_HALF) << STEPS_BITS;
  ffi_steps_put (f, f->n, value | operand << (fields - 1) * STEPS_BITS);
  f->n += fields;
  return true;
}

/* Adds STEP, one of a simple code, TIMES, at least once.  */
FFI_STEP bool
ffi_steps_add_times (struct ffi_steps_fields *f, unsigned step, unsigned times)
{
  if (step >= STEP_REPEAT)
    __builtin_unreachable ();
  while (ffi_steps_add (f, step, 0))
    {
      if (--times == 0)
        return true;
      if (f->run >= STEPS_WORTH_IT)
        {
          unsigned room = STEPS_MASK - f->run;
          unsigned more = times < room ? times : room;
          ffi_steps_put (f, f->n - 2, more);
          f->run += more;
          times -= more;
          if (times == 0)
            return true;
        }
    }
  return false;
}

/* The code of these steps, which move NARGS arguments, and of a result of KIND
   in the word PLACE of the image; STACK bytes and FLAGS are layout.stack and
   layout.flags.  0 if there is no code for so much.  */
FFI_STEP uint64_t
ffi_steps_end (struct ffi_steps_fields *f, uint32_t nargs, unsigned kind,
               uint32_t place, uint32_t stack, uint32_t flags)
{
  stack = (stack + 7) / 8;
  if (flags > STEPS_MAX_FLAGS || place > STEPS_MAX_PLACE)
    return 0;
  if (stack >= STEPS_MAX_STACK)
    {
      stack = STEPS_MAX_STACK;
      f->is_simple = false;
    }
  uint64_t steps = f->word[0];
  if (STEPS_WORD == 4)
    steps |= (uint64_t) f->word[8 / STEPS_WORD - 1] << 32;
  uint32_t upper = place << (STEPS_AT_PLACE - 32)
                   | (uint32_t) kind << (STEPS_AT_RESULT - 32)
                   | flags << (STEPS_AT_FLAGS - 32)
                   | stack << (STEPS_AT_STACK - 32);
  uint64_t tag = FFI_CODE_STEPS;
#ifdef FFI_SIMPLE_FLAGS
  if (f->is_simple && ffi_is_simple_result (kind) && nargs <= STEPS_FEW
      && (flags & ~FFI_SIMPLE_FLAGS) == 0)
    tag = FFI_CODE_SIMPLE;
#else
  (void) nargs;
#endif
  return tag | (uint64_t) upper << 32 | steps;
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

/* The same for SIG, which has the result that LAYOUT tells of, and
   layout.flags.  */
FFI_HIDDEN uint64_t ffi_steps_finish (struct ffi_steps_fields *f,
                                      const struct ffi_abi_desc *abi,
                                      const struct ffi_layout *layout,
                                      const struct ffi_signature *sig,
                                      uint32_t stack);

/* ---- Running a code -------------------------------------------------- */

/* The walk over the steps of a call or a closure.  */
struct ffi_walk
{
  const struct ffi_abi_desc *abi;
  const ffi_cif *cif;
  bool is_call, in_registers;
  char *gpr, *fpr;           /* the next places */
  char *end, *stack;         /* of the integer registers; the next place on the
                                stack, while such registers are left */
  void **first, **avalue;    /* the argument vector, the next element */
  const char *from;          /* calls: the bytes to move next */
  char *space;               /* calls: for copies; closures: for what they
                                gather */
};

FFI_STEP void
ffi_step_word (char *to, uint64_t x)
{
  ffi_arg word = (ffi_arg) x;
  memcpy (to, &word, sizeof word);
}

/* The stack arguments need not follow the registers, least so in a
   closure.  */
FFI_STEP void
ffi_step_to_stack (struct ffi_walk *w)
{
  if (!w->in_registers
      && (w->abi->gpr_end != 0 || !(w->is_call || w->abi->stack_follows))
      && w->gpr == w->end)
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

/* LEN more bytes of an argument, which are at AT.  A closure gathers the
   argument if it is not in one run.  */
FFI_STEP void
ffi_step_more (struct ffi_walk *w, const char *at, unsigned len)
{
  unsigned first = w->abi->split_at;
  if (w->is_call || first == 0 || at == (char *) w->avalue[-1] + first)
    return;
  memcpy (w->space, w->avalue[-1], STEPS_WORD);
  for (unsigned i = 0; i < len; i++)
    w->space[first + i] = at[i];
  w->avalue[-1] = w->space;
  w->space += 2 * STEPS_WORD;
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

/* Where a closure finds an argument that begins in the next floating-point
   register.  */
FFI_STEP char *
ffi_step_slot (const struct ffi_walk *w)
{
  return ffi_shares_slots (w->abi) ? w->gpr : w->fpr;
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
  else if (ffi_shares_slots (w->abi))
    memcpy (__builtin_assume_aligned (w->gpr, 8),
            __builtin_assume_aligned (w->fpr, 8), len);
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

/* The step for N floats (LEN 4) or doubles (8), each in a register.  */
FFI_STEP void
ffi_step_row (struct ffi_walk *w, unsigned n, unsigned len)
{
  unsigned op = w->abi->float_op, words = ffi_steps_words (len * n);
  bool in_place = op != FFI_OP_DOUBLE && n == 1;
  if (len == 8 && !w->is_call)
    w->space = (char *) ffi_round_up ((uintptr_t) w->space, 8);
  ffi_step_begin (w, in_place ? w->fpr : w->space);
  for (; n != 0; n--)
    {
      if (w->is_call && len == 8)
        memcpy (w->fpr, w->from, 8);
      else if (w->is_call)
        ffi_put_float (w->abi, op, w->fpr, w->from, 4);
      else if (len == 8)
        memcpy (w->space, w->fpr, 8);
      else if (!in_place)
        ffi_get_float (op, w->space, w->fpr);
      if (w->is_call)
        w->from += len;
      else if (!in_place)
        w->space += len;
      w->fpr += w->abi->fpr_step;
    }
  if (w->abi->fpr_takes_gpr)
    {
      w->gpr += words;
      ffi_step_to_stack (w);
    }
}

/* Copies the SIZE bytes of a value.  */
FFI_STEP void
ffi_step_copy (char *to, const char *from, size_t size)
{
  size_t i = 0;
  for (; i + 2 * STEPS_WORD <= size; i += 2 * STEPS_WORD)
    memcpy (to + i, from + i, 2 * STEPS_WORD);
  if (i + STEPS_WORD <= size)
    {
      memcpy (to + i, from + i, STEPS_WORD);
      i += STEPS_WORD;
    }
  for (; i < size; i++)
    to[i] = from[i];
}

/* The step for an argument on the stack.  The image of registers is below the
   stack.  False as from ffi_step_all.  */
FFI_STEP bool
ffi_step_memory (struct ffi_walk *w, bool aligned)
{
  size_t size = ffi_step_type (w)->size;
  bool in_gprs = w->gpr < w->end;
  char *at = in_gprs ? w->stack : w->gpr;
  if (aligned)
    at = (char *) ffi_round_up ((uintptr_t) at, 2 * STEPS_WORD);
  if (!ffi_step_can_read (w, at, 16))
    return false;
  if (w->is_call)
    ffi_step_copy (at, *w->avalue++, size);
  else
    *w->avalue++ = at;
  at += ffi_round_up (size, STEPS_WORD);
  if (in_gprs)
    w->stack = at;
  else
    w->gpr = at;
  return true;
}

/* The step for the address of a copy.  False as from ffi_step_all.  */
FFI_STEP bool
ffi_step_ref (struct ffi_walk *w)
{
  if (w->is_call && !w->space)
    __builtin_unreachable ();
  else if (w->is_call)
    {
      size_t size = ffi_step_type (w)->size;
      ffi_put_address (w->abi, w->gpr, w->space);
      ffi_step_copy (w->space, *w->avalue++, size);
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
      ffi_step_more (w, w->gpr, operand);
      ffi_step_bytes (w, operand);
      break;
    case STEP_MORE_FPR_8:
      ffi_step_more (w, w->fpr, 8);
      ffi_step_fpr (w, 8);
      break;
    case STEP_MORE_FPR_4:
      ffi_step_more (w, w->fpr, 4);
      ffi_step_fpr (w, 4);
      break;
    case STEP_FPR_4_LOW:
      ffi_step_begin (w, w->fpr + 4);
      if (w->is_call)
        memcpy (w->fpr + 4, w->from, 4);
      ffi_step_past_fpr (w, 4);
      break;
    case STEP_FPR_16:
      if (!ffi_step_can_read (w, ffi_step_slot (w), 16))
        return false;
      ffi_step_begin (w, ffi_step_slot (w));
      ffi_step_fpr (w, 16);
      break;
    case STEP_MORE_FPR_16:
      ffi_step_fpr (w, 16);
      break;
    case STEP_REF:
      return ffi_step_ref (w);
    case STEP_SKIP_FPR:
      w->fpr += w->abi->fpr_step;
      break;
#ifdef FFI_STEPS_MEMORY
    case STEP_MEMORY_ALIGNED:
      return ffi_step_memory (w, true);
#endif
    case STEP_FLOATS:
      ffi_step_row (w, operand, 4);
      break;
    case STEP_DOUBLES:
      if (w->abi->fpr_step > 8)
        ffi_step_row (w, operand, 8);
      break;
    case STEP_STACK:
      w->gpr = w->stack + (operand - 1) * STEPS_STACK_UNIT;
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
        ffi_step_begin (w, ffi_step_slot (w));
        ffi_step_fpr (w, 8);
        break;
      default:
        ffi_step_row (w, 1, 4);
        break;
      }
  return true;
}

/* Runs CODE.  Returns false if an argument of a closure needs an aligned
   copy.  */
FFI_STEP bool
ffi_step_all (struct ffi_walk *w, uint64_t code)
{
  ffi_arg steps = (ffi_arg) code, next = STEPS_WORD == 8 ? 0 : code >> 32;
  for (bool good = true; good;)
    {
      if (steps == 0)
        {
          if (next == 0)
            return true;
          steps = next;
          next = 0;
        }
      unsigned step = steps & STEPS_MASK, times;
      steps >>= STEPS_BITS;
      switch (step)
        {
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
          if (STEPS_WORD == 8)
            {
              ffi_step_integer (w, 4, false);
              break;
            }
          if (w->is_call)
            ffi_step_word (w->gpr, 0);
          ffi_step_past_gpr (w, STEPS_WORD);
          good = ffi_step_simple (w, STEP_WIDE, 1);
          break;
        case STEP_MORE_WORD:
          ffi_step_more (w, w->gpr, STEPS_WORD);
          ffi_step_bytes (w, STEPS_WORD);
          break;
        case STEP_WORDS:
          if (!ffi_step_can_read (w, w->gpr, 16))
            return false;
          ffi_step_begin (w, w->gpr);
          ffi_step_bytes (w, (steps & STEPS_MASK) * STEPS_WORD);
          steps >>= STEPS_BITS;
          break;
#ifdef FFI_STEPS_MEMORY
        case STEP_PAIR:
          ffi_step_row (w, 2, 8);
          break;
#else
        case STEP_SKIP:
          if (w->is_call)
            ffi_step_word (w->gpr, 0);
          ffi_step_past_gpr (w, STEPS_WORD);
          break;
#endif
#ifdef FFI_STEPS_MEMORY
        case STEP_MEMORY:
          good = ffi_step_memory (w, false);
          break;
#endif
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
        case STEP_END:  /* not reached, but all numbers stand here */
          return true;
        default:
          __builtin_unreachable ();
        }
    }
  return false;
}

/* Runs CODE, that of CIF.  STACK is what stack_at is in the image.  SPACE is
   for copies in calls, for what is gathered in closures.  IN_REGISTERS: a call
   that ffi_is_in_registers tells of.  False as from ffi_step_all.  */
FFI_STEP bool
ffi_run_steps (const struct ffi_abi_desc *abi, const ffi_cif *cif,
               uint64_t code, bool is_call, bool in_registers, char *image,
               char *stack, void **avalue, char *space)
{
  uint32_t end = abi->gpr_end != 0 ? abi->gpr_end : abi->stack_at;
  struct ffi_walk w
    = { abi, cif, is_call, in_registers, image + abi->gpr_at,
        image + abi->fpr_at, image + end, stack + abi->home, avalue, avalue,
        NULL, space };
  if (!is_call && abi->gpr_at == abi->stack_at)
    w.gpr = stack;
  if (ffi_steps_kind ((uint32_t) (code >> 32)) == RESULT_ECHO)
    ffi_step_past_gpr (&w, STEPS_WORD);
  return ffi_step_all (&w, code & (((uint64_t) 1 << STEPS_AT_PLACE) - 1));
}

/* ---- Results --------------------------------------------------------- */

FFI_STEP bool
ffi_is_in_memory (unsigned kind)
{
  return kind == RESULT_MEMORY || kind == RESULT_ECHO;
}

/* What ffi_steps_result has to know of the result of KIND beside the code: how
   many bytes there are, and in each register.  The CIF is asked before the
   function or the handler runs, which may free it.  */
struct ffi_result_size
{
  size_t all, each;
};

FFI_STEP struct ffi_result_size
ffi_result_size (const struct ffi_abi_desc *abi, unsigned kind,
                 const ffi_cif *cif)
{
  bool doubles = abi->fpr_step > 8 && kind == RESULT_ROW
                 && cif->rtype->alignment == 8;
  return (struct ffi_result_size) {
    kind >= RESULT_BYTES ? cif->rtype->size : 0,
    doubles ? 8 : 4
  };
}

/* The layout.flags of the UPPER half of a code with a result of KIND.  */
FFI_STEP uint32_t
ffi_steps_all_flags (const struct ffi_abi_desc *abi, uint32_t upper,
                     unsigned kind, struct ffi_result_size size)
{
  uint32_t x87 = kind == RESULT_X87 ? abi->x87_flag : 0;
  return ffi_steps_flags (upper) | (size.all > STEPS_X87 ? 2 * x87 : x87);
}

/* Moves a result of KIND from FROM to TO.  One of them is memory, the other the
   word in the image.  */
FFI_STEP void
ffi_steps_result (const struct ffi_abi_desc *abi, unsigned kind, bool is_call,
                  struct ffi_result_size bytes, char *to, const char *from)
{
  ffi_arg word;
  size_t size = bytes.all;
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
      if (!is_call && abi->float_op == FFI_OP_BOXED)
        memset (to + 4, 0xff, 4);
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
        {
          for (size_t i = 0; i < size; i += STEPS_WORD)
            memcpy (__builtin_assume_aligned (to + i, STEPS_WORD),
                    __builtin_assume_aligned (from + i, STEPS_WORD),
                    STEPS_WORD);
          break;
        }
      for (; size >= 4; size -= 4, to += 4, from += 4)
        memcpy (to, from, 4);
      for (; size != 0; size--)
        *to++ = *from++;
      break;
    case RESULT_X87:
      memcpy (to, from, 10);
      if (abi->x87_flag != 0 && size > STEPS_X87)
        memcpy (to + STEPS_X87, from + STEPS_X87, 10);
      break;
    case RESULT_ROW:
      for (; size != 0; size -= bytes.each)
        {
          if (bytes.each == 8)
            memcpy (to, from, 8);
          else if (is_call)
            ffi_get_float (abi->float_op, to, from);
          else
            ffi_put_float (abi, abi->float_op, to, from, 4);
          to += is_call ? bytes.each : abi->fpr_step;
          from += is_call ? abi->fpr_step : bytes.each;
        }
      break;
    case RESULT_VOID:
    case RESULT_MEMORY:
    case RESULT_ECHO:
      break;
    default:
      __builtin_unreachable ();
    }
}

/* ---- Calls and closures ---------------------------------------------- */

/* Clears SIZE bytes, and up to a multiple of two words.  */
FFI_STEP void
ffi_steps_clear (char *at, size_t size)
{
  for (size_t i = 0; i < size; i += 2 * STEPS_WORD)
    memset (at + i, 0, 2 * STEPS_WORD);
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
  ffi_run_steps (abi, cif, ffi_cif_code (cif), true, true, image,
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
      struct ffi_result_size size = ffi_result_size (abi, kind, cif);
      size_t bytes = size.all;
      if (kind == RESULT_ROW)
        bytes = bytes / size.each * abi->fpr_step;
      if (ffi_is_in_memory (kind) ? !rvalue
                                  : bytes > (is_float ? reals : words))
        return false;
      if (ffi_is_in_memory (kind))
        ffi_put_address (abi,
                         image + (kind == RESULT_ECHO ? abi->gpr_at : place),
                         rvalue);
    }
  struct ffi_result_size size = ffi_result_size (abi, kind, cif);
  const char *result
    = call (image, fn, ffi_steps_flags (upper), is_float);
  if (STEPS_IS_BIG && is_float)
    result += place - abi->fpr_at;
  if (rvalue)
    ffi_steps_result (abi, kind, true, size, rvalue, result);
  return true;
}

/* The bytes that CIF's arguments take at most, each aligned to UNIT or twice
   that: its copies (16) or its stack arguments (a word).  */
FFI_HIDDEN size_t ffi_steps_bytes (const ffi_cif *cif, size_t unit);

/* As ffi_call_general does, for CODE, by KERNEL.  GPRS as for
   ffi_run_registers; 0: all registers without arguments are cleared.  */
FFI_STEP void
ffi_run_call (const struct ffi_abi_desc *abi,
              void (*kernel) (void *, size_t, void (*) (void), uint32_t),
              size_t gprs, uint64_t code, ffi_cif *cif, void (*fn) (void),
              void *rvalue, void **avalue, void *chain)
{
  _Alignas (STEPS_ALIGN) char scratch[STEPS_SCRATCH];
  char *copies = code & FFI_CODE_COPIES
                   ? ffi_alloca_aligned (ffi_steps_bytes (cif, 16), STEPS_ALIGN)
                   : scratch;
  uint32_t upper = (uint32_t) (code >> 32), place = ffi_steps_place (upper);
  size_t stack = ffi_steps_stack (upper);
  unsigned flags = ffi_steps_flags (upper), kind = ffi_steps_kind (upper);
  bool wide = (flags & abi->wide_flags) != 0;
  /* This memory must be allocated before the image: the image has to be at the
     end of the stack.  */
  if (!rvalue && ffi_is_in_memory (kind))
    rvalue = ffi_alloca_aligned (cif->rtype->size, cif->rtype->alignment);
  size_t before = abi->stack_at - ffi_image_begin (abi, flags);
  if (stack == STEPS_MUCH)
    stack = ffi_round_up (abi->home + ffi_steps_bytes (cif, STEPS_WORD), 16);
  size_t align = abi->image_align ? abi->image_align : FFI_FRAME_ALIGN;
  size_t size_of_block
    = before + stack + abi->frame + (align > 8 ? align - 1 : 0);
  char *block = __builtin_alloca (size_of_block);
  if (stack >= STEPS_MUCH)   /* less is far less than a page */
    ffi_touched (block, size_of_block);
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
  ffi_run_steps (abi, cif, code, true, false, image, image + abi->stack_at,
                 avalue, copies);
  if (ffi_is_in_memory (kind))
    ffi_put_address (abi, image + (kind == RESULT_ECHO ? abi->gpr_at : place),
                     rvalue);
  if (abi->frame != 0)
    ffi_let_run_on (block, align);
  struct ffi_result_size size = ffi_result_size (abi, kind, cif);
  kernel (image, stack, fn, ffi_steps_all_flags (abi, upper, kind, size));
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
   STEPS_SPACE doubles.  Returns layout.flags; FFI_NOT_RUN if the closure has
   to be run as others are, for an argument that needs an aligned copy.  */
enum { FFI_NOT_RUN = 256 };
FFI_STEP uint32_t
ffi_run_closure (const struct ffi_abi_desc *abi, uint64_t code, ffi_cif *cif,
                 void (*fun) (ffi_cif *, void *, void **, void *),
                 void *user_data, char *image, char *stack, void **avalue,
                 char *space)
{
  uint32_t upper = (uint32_t) (code >> 32);
  struct ffi_result_size size = { 0, 4 };
  _Alignas (STEPS_ALIGN) char small[STEPS_MAX_RESULT];

  if (!ffi_run_steps (abi, cif, code, false, false, image, stack, avalue,
                      space))
    return FFI_NOT_RUN;
  /* What the handler does not write shall not show what lay here.  */
  char *rvalue = memset (small, 0, sizeof (uint64_t));
  __asm__ ("" : "+r" (upper));    /* its fields need no registers before */
  unsigned kind = ffi_steps_kind (upper);
  if (kind >= RESULT_MEMORY)
    {
      uint32_t place = ffi_steps_place (upper);
      uint32_t at = kind == RESULT_ECHO ? abi->gpr_at : place;
      if (ffi_is_in_memory (kind))
        rvalue = ffi_get_address (abi, abi->stack_follows || at < abi->stack_at
                                         ? image + at
                                         : stack + (at - abi->stack_at));
      if (kind == RESULT_ECHO)
        ffi_put_address (abi, image + place, rvalue);
      size = ffi_result_size (abi, kind, cif);
      ffi_steps_clear (small, size.all);
    }
  fun (cif, rvalue, avalue, user_data);
  __asm__ ("" : "+r" (upper));
  kind = ffi_steps_kind (upper);
  if (kind != RESULT_VOID)
    ffi_steps_result (abi, kind, false, size, image + ffi_steps_place (upper),
                      small);
  return ffi_steps_all_flags (abi, upper, kind, size);
}

/* ---- Scalars --------------------------------------------------------- */

/* How an ABI passes scalars: each in the next register of its kind, integers
   then in words of the stack; the first result register of its kind for the
   result.  Floating-point numbers on the stack, and those that fill a gap, are
   left to the general way.  */
struct ffi_steps_scalars
{
  uint8_t ngpr, nfpr;        /* how many registers there are, floating-point
                                ones for doubles */
  uint8_t flag, result_flag; /* in layout.flags, for arguments and a result in
                                floating-point registers */
  bool even_pairs;           /* what has two words of 4 bytes begins in one
                                with an even number; false: is left as well */
  bool whole_16;             /* layout.stack is a multiple of 16 */
  struct ffi_steps_scalar    /* by type code; SIZE 0: not one of these */
  {
    _Alignas (4) uint8_t size;
    uint8_t step, result;
    bool is_float;           /* in a floating-point register */
  } type[FFI_TYPE_LAST + 1];
  uint8_t result_gpr, result_fpr;   /* the words of the image for results; 0:
                                the first registers for arguments */
};

/* The integers of a word.  U32_STEP and U32_RESULT are those of an unsigned
   int in words of 8 bytes; RESULT_VOID: there is none.  */
#define FFI_STEPS_INTEGERS(u32_step, u32_result)                              \
  [FFI_TYPE_UINT8] = { 1, STEP_U8, RESULT_U8, false },                        \
  [FFI_TYPE_SINT8] = { 1, STEP_S8, RESULT_S8, false },                        \
  [FFI_TYPE_UINT16] = { 2, STEP_U16, RESULT_U16, false },                     \
  [FFI_TYPE_SINT16] = { 2, STEP_S16, RESULT_S16, false },                     \
  [FFI_TYPE_UINT32] = { 4, STEPS_IF_WIDE (u32_step, STEP_WORD_1),             \
                        STEPS_IF_WIDE (u32_result, RESULT_4), false },        \
  [FFI_TYPE_SINT32] = { 4, STEPS_IF_WIDE (STEP_WIDE, STEP_WORD_1),            \
                        STEPS_IF_WIDE (RESULT_S32, RESULT_4), false },        \
  [FFI_TYPE_INT] = { 4, STEPS_IF_WIDE (STEP_WIDE, STEP_WORD_1),               \
                     STEPS_IF_WIDE (RESULT_S32, RESULT_4), false },           \
  [FFI_TYPE_UINT64] = { 8, STEPS_IF_WIDE (STEP_WORD_1, STEP_WIDE), RESULT_8,  \
                        false },                                              \
  [FFI_TYPE_SINT64] = { 8, STEPS_IF_WIDE (STEP_WORD_1, STEP_WIDE), RESULT_8,  \
                        false },                                              \
  [FFI_TYPE_POINTER] = { sizeof (void *) == STEPS_WORD ? STEPS_WORD : 0,      \
                         STEP_WORD_1, STEPS_IF_WIDE (RESULT_8, RESULT_4),     \
                         false }
#define STEPS_IF_WIDE(wide, narrow) (STEPS_WORD == 8 ? (wide) : (narrow))

/* The floating-point numbers, if there are registers for them.  STEP is that of
   a float; STEP_END: there is none.  */
#define FFI_STEPS_FLOATS(count, step, result)                                 \
  [FFI_TYPE_FLOAT]                                                            \
    = { (count) != 0 && (step) != STEP_END ? 4 : 0, step, result, true },     \
  [FFI_TYPE_DOUBLE] = { (count) != 0 ? 8 : 0, STEP_FPR_8, RESULT_8, true }

/* What SCALARS tell of TYPE, if TYPE is as the library's own types are; else
   NULL.  Another thread may be filling in the size of a struct, and the
   alignment of a scalar.  */
FFI_STEP const struct ffi_steps_scalar *
ffi_steps_scalar (const struct ffi_steps_scalars *scalars,
                  const ffi_type *type)
{
  if (type->type > FFI_TYPE_LAST)
    return NULL;
  const struct ffi_steps_scalar *scalar = &scalars->type[type->type];
  return scalar->size != 0 && type->size == scalar->size
           && __atomic_load_n (&type->alignment, __ATOMIC_RELAXED)
              == scalar->size ? scalar : NULL;
}

/* The code that ffi_prep_cif_general comes to, one of steps or of the general
   path, or 0: it is to look.  Not inline: registers are few.  */
static __attribute__ ((noinline, unused)) uint64_t
ffi_scalars_code (const struct ffi_abi_desc *abi,
                  const struct ffi_steps_scalars *scalars, unsigned nargs,
                  const ffi_type *rtype, ffi_type **arg_types)
{
  struct ffi_steps_fields f;
  bool halves = abi->fpr_step < 8, hole = false, fits = true;
  unsigned fprs = scalars->nfpr * (halves ? 2 : 1), gpr = 0, fpr = 0;
  unsigned kind = RESULT_VOID;
  uint32_t place = abi->gpr_at / STEPS_WORD, stack = abi->home, flags = 0;
  if (rtype->type != FFI_TYPE_VOID)
    {
      const struct ffi_steps_scalar *scalar
        = ffi_steps_scalar (scalars, rtype);
      if (!scalar)
        return 0;
      kind = scalar->result;
      if (kind == RESULT_VOID)
        return 0;
      if (scalars->result_gpr)
        place = scalar->is_float ? scalars->result_fpr : scalars->result_gpr;
      else if (scalar->is_float)
        place = abi->fpr_at / STEPS_WORD;
      flags = scalar->is_float ? scalars->result_flag : 0;
    }
  else if (rtype->size == 0)
    return 0;
  ffi_steps_begin (&f);
  /* ARG_TYPES may be NULL for no arguments.  */
  ffi_type **end = nargs != 0 ? arg_types + nargs : arg_types;
  while (arg_types != end)
    {
      const ffi_type *type = *arg_types;
      const struct ffi_steps_scalar *scalar
        = type ? ffi_steps_scalar (scalars, type) : NULL;
      if (!scalar)
        return 0;
      unsigned times = 1;
      while (++arg_types != end && *arg_types == type)
        times++;
      bool is_float = scalar->is_float;
      bool is_pair = is_float ? halves && scalar->size == 8
                              : STEPS_WORD < 8 && scalar->size > STEPS_WORD;
      unsigned next = is_float ? fpr : gpr;
      if (is_pair && !scalars->even_pairs)
        return 0;
      if (is_pair && next % 2 != 0)
        {
          fits = fits
                 && ffi_steps_add (&f, is_float ? STEP_SKIP_FPR : STEP_SKIP, 0);
          next++;
          hole |= is_float;  /* a float may go there, and none has yet */
        }
      next += times << is_pair;
      if (!is_float)
        gpr = next;
      else
        {
          fpr = next;
          flags |= scalars->flag;
          gpr += abi->fpr_takes_gpr ? times : 0;
          if (fpr > fprs || (hole && !is_pair)
              || (abi->fpr_takes_gpr && gpr > scalars->ngpr))
            return 0;
        }
      fits = fits && ffi_steps_add_times (&f, scalar->step, times);
    }
  if (gpr > scalars->ngpr)
    stack += (gpr - scalars->ngpr) * STEPS_WORD;
  if (scalars->whole_16)
    stack = (uint32_t) ffi_round_up (stack, 16);
  uint64_t code
    = fits ? ffi_steps_end (&f, nargs, kind, place, stack, flags) : 0;
  return code != 0 ? code : ffi_sized_code (abi, stack, 0, flags)
                            | FFI_CODE_PLAIN;
}

/* Defines NAME, a short cut of ffi_prep_cif (struct ffi_target), where
   FFI_STEPS_RUNNERS stands before it.  The other arguments are an initializer
   of struct ffi_steps_scalars.  */
#define FFI_STEPS_PREPARE(name, ...)                                          \
  static ffi_status                                                           \
  name (ffi_cif *cif, ffi_abi abi, uint32_t nargs, ffi_type *rtype,           \
        ffi_type **arg_types)                                                 \
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
  static const __attribute__ ((unused)) struct ffi_abi_desc steps_image       \
    = { .word = STEPS_WORD, .big_endian = STEPS_IS_BIG, __VA_ARGS__ };

#ifdef FFI_FAMILY_STEPS
# include FFI_FAMILY_STEPS
FFI_STEPS_IMAGE (FFI_STEPS_FIELDS)
#endif

/* Other closures shall not have the frame of those of few arguments.  Inlined,
   these are faster; but on PowerPC no tail call leaves the source file, and
   the frame would stay.  */
#ifdef FFI_STACK_FOLLOWS
# define FFI_STEPS_APART inline __attribute__ ((always_inline))
#else
# define FFI_STEPS_APART __attribute__ ((noinline))
#endif

/* The function that runs calls; where assembly runs those with simple codes,
   the function for all others.  */
#ifdef FFI_SIMPLE_FLAGS
# define FFI_STEPS_CALL FFI_HIDDEN ffi_call_here
#else
# define FFI_STEPS_CALL ffi_call
#endif

/* Defines FFI_STEPS_CALL for calls by KERNEL, or without one by
   steps_registers, and ffi_closure_run_here for the entries of closures.  */
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
  void FFI_STEPS_CALL (ffi_cif *cif, void (*fn) (void), void *rvalue,         \
                       void **avalue);                                        \
  void                                                                        \
  FFI_STEPS_CALL (ffi_cif *cif, void (*fn) (void), void *rvalue,              \
                  void **avalue)                                              \
  {                                                                           \
    uint64_t code = ffi_cif_code (cif);                                       \
    if (ffi_is_in_registers (&steps_image, code, steps_flags))                \
      ffi_call_by_registers (cif, fn, rvalue, avalue);                        \
    else if (ffi_is_steps (code))                                             \
      ffi_call_by_kernel (cif, fn, rvalue, avalue);                           \
    else                                                                      \
      ffi_call_unchained (cif, fn, rvalue, avalue);                           \
  }                                                                           \
  static FFI_STEPS_APART uint64_t                                             \
  ffi_closure_run_few (ffi_cif *cif,                                          \
                       void (*fun) (ffi_cif *, void *, void **, void *),      \
                       void *user_data, void *image_ FFI_STACK_PARAMETER)     \
  {                                                                           \
    void *avalue[STEPS_FEW];                                                  \
    double space[STEPS_SPACE];                                                \
    uint32_t flags = ffi_run_closure (&steps_image, ffi_cif_code (cif), cif,  \
                                      fun, user_data, image_,                 \
                                      FFI_STACK_OF (&steps_image, image_),    \
                                      avalue, (char *) space);                \
    if (flags != FFI_NOT_RUN)                                                 \
      return flags;                                                           \
    return ffi_closure_run (cif, fun, user_data, image_ FFI_STACK_ARGUMENT);  \
  }                                                                           \
  FFI_HIDDEN uint64_t                                                         \
  ffi_closure_run_here (ffi_cif *cif,                                         \
                        void (*fun) (ffi_cif *, void *, void **, void *),     \
                        void *user_data, void *image_ FFI_STACK_PARAMETER)    \
  {                                                                           \
    return ((uintptr_t) cif & FFI_EXACT_BIT) == 0                             \
               && ffi_is_steps (ffi_cif_code (cif))                           \
               && cif->nargs <= STEPS_FEW                                     \
             ? ffi_closure_run_few (cif, fun, user_data,                      \
                                    image_ FFI_STACK_ARGUMENT)                \
             : ffi_closure_run (cif, fun, user_data,                          \
                                image_ FFI_STACK_ARGUMENT);                   \
  }

#endif
