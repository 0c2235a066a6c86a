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

#include "types.h"
#include "arch.h"

enum
{
  STEPS_WORD = sizeof (ffi_arg),
  STEPS_IS_BIG = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__,
  STEPS_BITS = 4,
  STEPS_MASK = (1 << STEPS_BITS) - 1,
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
  STEP_FPR_8,        /* 8 or 4 bytes in a floating-point register */
  STEP_FPR_4,
  STEP_U8, STEP_S8, STEP_U16, STEP_S16, STEP_U32,
  STEP_MORE_WORD,
  STEP_WORDS,        /* operand: how many words */
  STEP_SKIP,         /* leave an integer register or a stack word empty */
  STEP_STACK,        /* operand: stack offset of the next word / 16,
                        plus 1 */
  STEP_REPEAT,       /* operand: how often the next step runs */
  STEP_OTHER,        /* the next 4 bits are one of the following */
  STEP_HALF,         /* 4 bytes of 8: the first, in big-endian words the
                        last */
  STEP_HALF_LOW,
  STEP_MORE_FPR_8,
  STEP_MORE_FPR_4,
  STEP_FPR_4_LOW,
  STEP_FPR_BOXED,
  STEP_FPR_DOUBLE,   /* a float, as a double */
  STEP_SKIP_FPR,
  STEP_BYTES,        /* from here on with an operand: how many bytes, less than
                        a word */
  STEP_MORE_WORDS,
  STEP_MORE_BYTES,
  STEP_KINDS
};

_Static_assert ((int) STEP_OTHER == (int) STEPS_MASK
                && STEP_KINDS - STEP_HALF <= STEPS_MASK + 1, "");

/* The kinds of results.  The place of a result is a word of the image.  */
enum result
{
  RESULT_VOID,
  RESULT_U8, RESULT_S8, RESULT_U16, RESULT_S16, RESULT_U32, RESULT_S32,
  RESULT_4, RESULT_4_LOW, RESULT_8, RESULT_16, RESULT_X87, RESULT_BOXED,
  RESULT_DOUBLE,
  RESULT_MEMORY,     /* the place holds the result's address */
  RESULT_ECHO        /* the same; the first integer register passes the
                        address, and the callee returns it in the place */
};

/* The fields of a code, from the lowest bit on.  */
enum
{
  STEPS_AT_STACK = 40,             /* in units of 8 bytes */
  STEPS_AT_FLAGS = STEPS_AT_STACK + 5,   /* layout.flags */
  STEPS_AT_RESULT = STEPS_AT_FLAGS + 4,
  STEPS_AT_PLACE = STEPS_AT_RESULT + 4,  /* 7 bits */
  STEPS_MAX_PLACE = 127, STEPS_MAX_STACK = 31, STEPS_MAX_FLAGS = 15,
  STEPS_MAX = STEPS_AT_STACK / STEPS_BITS
};

_Static_assert (FFI_CODE_STEPS >> (STEPS_AT_PLACE + 7) == 9, "");

/* ---- Running a code -------------------------------------------------- */

#define FFI_STEP static inline __attribute__ ((always_inline))

/* The walk over the steps of a call or a closure.  */
struct ffi_walk
{
  const struct ffi_abi_desc *abi;
  bool is_call;
  char *gpr, *fpr;           /* the next places */
  char *end, *stack;         /* of the integer registers; the stack */
  void **avalue;             /* the next argument's element */
  const char *from;          /* calls: the bytes to move next */
  char *floats;              /* closures: space for floats made from doubles */
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
      w->gpr += (bytes + STEPS_WORD - 1) / STEPS_WORD * STEPS_WORD;
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
          char word[STEPS_WORD] = { 0 };
          memcpy (word, w->from + i, len - i);
          memcpy (w->gpr + i, word, STEPS_WORD);
        }
      w->from += len;
    }
  ffi_step_past_gpr (w, (len + STEPS_WORD - 1) / STEPS_WORD * STEPS_WORD);
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

FFI_STEP void
ffi_step_float_as (struct ffi_walk *w, unsigned op)
{
  ffi_step_begin (w, op == FFI_OP_DOUBLE ? w->floats : w->fpr);
  if (w->is_call)
    ffi_put_float (w->abi, op, w->fpr, w->from, 4);
  else if (op == FFI_OP_DOUBLE)
    {
      ffi_get_piece (op, w->floats, w->fpr, 4);
      w->floats += 4;
    }
  ffi_step_past_fpr (w, op == FFI_OP_DOUBLE ? 8 : 4);
}

/* Whether a closure can give its handler the next argument at the address AT:
   AT has the alignment of the argument's type.  TYPE is the first of the
   types, FIRST the first element of the argument vector.  */
FFI_STEP bool
ffi_step_can_read (const struct ffi_walk *w, const char *at, ffi_type **type,
                   void **first)
{
  return w->is_call || ((uintptr_t) at & 15) == 0
         || ((uintptr_t) at & (type[w->avalue - first]->alignment - 1)) == 0;
}

/* One of the steps after STEP_OTHER, with its OPERAND.  */
FFI_STEP void
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
    case STEP_FPR_BOXED:
      ffi_step_float_as (w, FFI_OP_BOXED);
      break;
    case STEP_FPR_DOUBLE:
      ffi_step_float_as (w, FFI_OP_DOUBLE);
      break;
    case STEP_SKIP_FPR:
      w->fpr += w->abi->fpr_step;
      break;
    }
}

/* Runs CODE.  Returns false if an argument of a closure needs an aligned copy.
   TYPES are the types of the arguments.  */
FFI_STEP bool
ffi_step_all (struct ffi_walk *w, uint64_t code, ffi_type **types)
{
  void **first = w->avalue;
  unsigned step, repeat = 0;
  for (;;)
    {
      if (repeat != 0)
        repeat--;
      else
        {
          step = code & STEPS_MASK;
          code >>= STEPS_BITS;
        }
    again:
      switch (step)
        {
        case STEP_END:
          return true;
        case STEP_WIDE:
          if (STEPS_WORD == 8)
            {
              ffi_step_integer (w, 4, true);
              break;
            }
          if (!ffi_step_can_read (w, w->gpr, types, first))
            return false;
          ffi_step_begin (w, w->gpr);
          ffi_step_bytes (w, 8);
          break;
        case STEP_WORD_1:
          ffi_step_begin (w, w->gpr);
          ffi_step_bytes (w, STEPS_WORD);
          break;
        case STEP_FPR_8:
          if (STEPS_WORD == 4 && !ffi_step_can_read (w, w->fpr, types, first))
            return false;
          ffi_step_begin (w, w->fpr);
          ffi_step_fpr (w, 8);
          break;
        case STEP_FPR_4:
          ffi_step_begin (w, w->fpr);
          ffi_step_fpr (w, 4);
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
          if (!ffi_step_can_read (w, w->gpr, types, first))
            return false;
          ffi_step_begin (w, w->gpr);
          ffi_step_bytes (w, (code & STEPS_MASK) * STEPS_WORD);
          code >>= STEPS_BITS;
          break;
        case STEP_SKIP:
          if (w->is_call)
            ffi_step_word (w->gpr, 0);
          ffi_step_past_gpr (w, STEPS_WORD);
          break;
        case STEP_STACK:
          w->gpr = w->stack + ((code & STEPS_MASK) - 1) * STEPS_STACK_UNIT;
          code >>= STEPS_BITS;
          break;
        case STEP_REPEAT:
          repeat = (unsigned) (code & STEPS_MASK) - 1;
          step = code >> STEPS_BITS & STEPS_MASK;
          code >>= 2 * STEPS_BITS;
          goto again;
        case STEP_OTHER:
          step = STEP_HALF + (code & STEPS_MASK);
          code >>= STEPS_BITS;
          ffi_step_other (w, step, code & STEPS_MASK);
          if (step >= STEP_BYTES)
            code >>= STEPS_BITS;
          break;
        default:
          __builtin_unreachable ();
        }
    }
}

FFI_STEP bool
ffi_run_steps (const struct ffi_abi_desc *abi, uint64_t code, bool is_call,
               char *image, char *stack, void **avalue, char *floats,
               ffi_type **types)
{
  struct ffi_walk w = { abi, is_call, image + abi->gpr_at, image + abi->fpr_at,
                        image + abi->stack_at, stack, avalue, NULL, floats };
  if (!is_call && abi->gpr_at == abi->stack_at)
    w.gpr = stack;
  return ffi_step_all (&w, code & (((uint64_t) 1 << STEPS_AT_STACK) - 1),
                       types);
}

FFI_STEP unsigned
ffi_steps_field (uint64_t code, unsigned at, unsigned max)
{
  return (unsigned) (code >> at) & max;
}

/* ---- Results --------------------------------------------------------- */

/* Moves a result of KIND from FROM to TO.  One of them is memory, the other
   the word in the image.  */
FFI_STEP void
ffi_steps_result (const struct ffi_abi_desc *abi, unsigned kind, bool is_call,
                  char *to, const char *from)
{
  ffi_arg word;
  switch ((enum result) kind)
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
    case RESULT_4:
      memcpy (to, from, 4);
      break;
    case RESULT_4_LOW:
      memcpy (to + (is_call ? 0 : 4), from + (is_call ? 4 : 0), 4);
      break;
    case RESULT_8:
      memcpy (to, from, 8);
      break;
    case RESULT_16:
      memcpy (to, from, 16);
      break;
    case RESULT_X87:
      memcpy (to, from, 10);
      break;
    case RESULT_BOXED:
    case RESULT_DOUBLE:
      {
        unsigned op = kind == RESULT_BOXED ? FFI_OP_BOXED : FFI_OP_DOUBLE;
        if (is_call)
          ffi_get_piece (op, to, from, 4);
        else
          ffi_put_float (abi, op, to, from, 4);
      }
      break;
    case RESULT_VOID:
    case RESULT_MEMORY:
    case RESULT_ECHO:
      break;
    }
}

/* ---- Calls and closures ---------------------------------------------- */

/* Clears SIZE bytes, a multiple of 8.  */
FFI_STEP void
ffi_steps_clear (char *at, size_t size)
{
  if (__builtin_constant_p (size))
    memset (at, 0, size);
  else
    for (size_t i = 0; i < size; i += 8)
      memset (at + i, 0, 8);
}

/* As ffi_call_general does, for CODE, by KERNEL.  */
FFI_STEP void
ffi_run_call (const struct ffi_abi_desc *abi,
              void (*kernel) (void *, size_t, void (*) (void), uint32_t),
              uint64_t code, ffi_cif *cif, void (*fn) (void), void *rvalue,
              void **avalue, void *chain)
{
  size_t stack = ffi_steps_field (code, STEPS_AT_STACK, STEPS_MAX_STACK) * 8;
  unsigned flags = ffi_steps_field (code, STEPS_AT_FLAGS, STEPS_MAX_FLAGS);
  unsigned kind = ffi_steps_field (code, STEPS_AT_RESULT, STEPS_MASK);
  uint32_t place
    = ffi_steps_field (code, STEPS_AT_PLACE, STEPS_MAX_PLACE) * STEPS_WORD;
  bool wide = (flags & abi->wide_flags) != 0;
  /* This memory must be allocated before the image: the image has to be at the
     end of the stack.  */
  if (!rvalue && kind >= RESULT_MEMORY)
    rvalue = ffi_alloca_aligned (cif->rtype->size, cif->rtype->alignment);
  size_t before = abi->stack_at - (wide ? 0 : abi->wide_end);
  /* Not probed: it is far less than a page.  */
  size_t align = abi->image_align ? abi->image_align : FFI_FRAME_ALIGN;
  char *block = __builtin_alloca (before + stack + abi->frame
                                  + (align > 8 ? align - 1 : 0));
  if (align > 8)
    block = (char *) ffi_round_up ((uintptr_t) block, align);
  char *image = block + before - abi->stack_at;

  if (wide && abi->wide_fprs)
    ffi_steps_clear (image + abi->fpr_at, (size_t) abi->fpr_end - abi->fpr_at);
  else if (wide)
    ffi_steps_clear (image, abi->clear_at);
  ffi_steps_clear (image + abi->clear_at, abi->stack_at - abi->clear_at);
  if (!abi->padded)
    {
      if (abi->gpr_at >= abi->stack_at)
        ffi_steps_clear (image + abi->stack_at, abi->home);
      if (stack > abi->home)
        ffi_steps_clear (image + abi->stack_at + abi->home, stack - abi->home);
    }
  memcpy (image + abi->wide_end, &chain, sizeof chain);
  ffi_run_steps (abi, code, true, image, image + abi->stack_at, avalue, NULL,
                 NULL);
  if (kind >= RESULT_MEMORY)
    ffi_put_address (abi, image + (kind == RESULT_ECHO ? abi->gpr_at : place),
                     rvalue);
  if (abi->frame != 0)
    ffi_let_run_on (block, align);
  kernel (image, stack, fn, flags);
  if (rvalue)
    ffi_steps_result (abi, kind, true, rvalue, image + place);
}

/* As ffi_closure_run does.  False if the closure has to be run as others are,
   for an argument that needs an aligned copy; else *FLAGS is layout.flags.  */
FFI_STEP bool
ffi_run_closure (const struct ffi_abi_desc *abi, uint64_t code, ffi_cif *cif,
                 void (*fun) (ffi_cif *, void *, void **, void *),
                 void *user_data, char *image, char *stack, uint32_t *flags)
{
  unsigned kind = ffi_steps_field (code, STEPS_AT_RESULT, STEPS_MASK);
  uint32_t place
    = ffi_steps_field (code, STEPS_AT_PLACE, STEPS_MAX_PLACE) * STEPS_WORD;
  size_t vector = (cif->nargs + 1) * sizeof (void *);
  void **avalue = __builtin_alloca (vector + cif->nargs * sizeof (float));
  _Alignas (16) char small[16] = { 0 };
  char *rvalue = small;

  if (!ffi_run_steps (abi, code, false, image, stack, avalue,
                      (char *) avalue + vector, cif->arg_types))
    return false;
  if (kind >= RESULT_MEMORY)
    {
      uint32_t at = kind == RESULT_ECHO ? abi->gpr_at : place;
      rvalue = ffi_get_address (abi, at < abi->stack_at
                                       ? image + at
                                       : stack + (at - abi->stack_at));
    }
  *flags = ffi_steps_field (code, STEPS_AT_FLAGS, STEPS_MAX_FLAGS);
  fun (cif, rvalue, avalue, user_data);
  if (kind == RESULT_ECHO)
    ffi_put_address (abi, image + place, rvalue);
  else
    ffi_steps_result (abi, kind, false, image + place, rvalue);
  return true;
}

/* ---- Scalars --------------------------------------------------------- */

/* How an ABI passes scalars: each in the next register of its kind, integers
   then in words of the stack; the first result register of its kind for the
   result.  Floating-point numbers on the stack are left to the general way.  */
struct ffi_steps_scalars
{
  uint8_t ngpr, nfpr;        /* how many registers there are */
  uint8_t u32;               /* 8-byte words: the step of an unsigned int */
  uint8_t f32;               /* the step of a float, and of a float as result */
  uint8_t f32_result;
  uint8_t flag, result_flag; /* in layout.flags, for arguments and a result in
                                floating-point registers */
};

/* The step of an integer or pointer with the type code TYPE; STEP_END: none is
   so simple.  */
FFI_STEP unsigned
ffi_scalar_step (unsigned type)
{
  enum { INT = STEPS_WORD == 8 ? STEP_WIDE : STEP_WORD_1,
         LONG = STEPS_WORD == 8 ? STEP_WORD_1 : STEP_END };
  static const uint8_t step[FFI_TYPE_LAST + 1] = {
    [FFI_TYPE_INT] = INT, [FFI_TYPE_SINT32] = INT,
    [FFI_TYPE_UINT32] = STEPS_WORD == 8 ? STEP_U32 : STEP_WORD_1,
    [FFI_TYPE_UINT8] = STEP_U8, [FFI_TYPE_SINT8] = STEP_S8,
    [FFI_TYPE_UINT16] = STEP_U16, [FFI_TYPE_SINT16] = STEP_S16,
    [FFI_TYPE_UINT64] = LONG, [FFI_TYPE_SINT64] = LONG,
    [FFI_TYPE_POINTER] = STEP_WORD_1
  };
  return step[type];
}

FFI_STEP unsigned
ffi_scalar_result (unsigned type)
{
  enum { LONG = STEPS_WORD == 8 ? RESULT_8 : RESULT_VOID };
  static const uint8_t result[FFI_TYPE_LAST + 1] = {
    [FFI_TYPE_INT] = STEPS_WORD == 8 ? RESULT_S32 : RESULT_4,
    [FFI_TYPE_SINT32] = STEPS_WORD == 8 ? RESULT_S32 : RESULT_4,
    [FFI_TYPE_UINT32] = STEPS_WORD == 8 ? RESULT_U32 : RESULT_4,
    [FFI_TYPE_UINT8] = RESULT_U8, [FFI_TYPE_SINT8] = RESULT_S8,
    [FFI_TYPE_UINT16] = RESULT_U16, [FFI_TYPE_SINT16] = RESULT_S16,
    [FFI_TYPE_UINT64] = LONG, [FFI_TYPE_SINT64] = LONG,
    [FFI_TYPE_POINTER] = STEPS_WORD == 8 ? RESULT_8 : RESULT_4
  };
  return result[type];
}

/* Whether TYPE is a scalar as the library's own types are.  */
FFI_STEP bool
ffi_is_usual (const ffi_type *type)
{
  return type->type <= FFI_TYPE_LAST && ffi_scalar_size[type->type] != 0
         && type->size == ffi_scalar_size[type->type]
         && type->alignment == type->size;
}

/* The code that ffi_prep_cif_general comes to, or 0: it is to look.  Stores no
   code of more than STEPS_MAX fields, which are fields of 4 bits from UNIT
   on.  */
FFI_STEP uint64_t
ffi_scalars_code (const struct ffi_abi_desc *abi,
                  const struct ffi_steps_scalars *scalars, unsigned nargs,
                  const ffi_type *rtype, ffi_type **arg_types)
{
  uint64_t steps = 0, unit = 1, end = (uint64_t) 1 << STEPS_AT_STACK;
  unsigned gprs = scalars->ngpr, fprs = scalars->nfpr, last = STEP_KINDS;
  unsigned run = 0, kind = RESULT_VOID, flags = 0;
  uint32_t place = 0, stack = abi->home;
  bool seen_float = false, seen_double = false;
  if (rtype->type == FFI_TYPE_FLOAT || rtype->type == FFI_TYPE_DOUBLE)
    {
      if (fprs == 0 || !ffi_is_usual (rtype))
        return 0;
      kind = rtype->type == FFI_TYPE_FLOAT ? scalars->f32_result : RESULT_8;
      place = abi->fpr_at / STEPS_WORD;
      flags = scalars->result_flag;
    }
  else if (rtype->type != FFI_TYPE_VOID)
    {
      if (!ffi_is_usual (rtype)
          || (kind = ffi_scalar_result (rtype->type)) == RESULT_VOID)
        return 0;
      place = abi->gpr_at / STEPS_WORD;
    }
  else if (rtype->size == 0)
    return 0;
  for (unsigned i = 0; i < nargs; i++)
    {
      const ffi_type *type = arg_types[i];
      unsigned step;
      if (!type || !ffi_is_usual (type))
        return 0;
      if (type->type == FFI_TYPE_FLOAT || type->type == FFI_TYPE_DOUBLE)
        {
          bool is_float = type->type == FFI_TYPE_FLOAT;
          seen_float |= is_float;
          seen_double |= !is_float;
          if (fprs-- == 0 || (abi->fpr_takes_gpr && gprs-- == 0)
              || (abi->fpr_step < 8 && seen_float && seen_double))
            return 0;
          flags |= scalars->flag;
          step = is_float ? scalars->f32 : STEP_FPR_8;
        }
      else
        {
          step = STEPS_WORD == 8 && type->type == FFI_TYPE_UINT32
                   ? scalars->u32 : ffi_scalar_step (type->type);
          if (step == STEP_END)
            return 0;
          if (gprs != 0)
            gprs--;
          else
            {
              /* The first word is behind the home area.  */
              if (stack == abi->home && stack > 2 * STEPS_WORD)
                {
                  steps += unit * STEP_STACK
                           + (unit << STEPS_BITS)
                               * (stack / STEPS_STACK_UNIT + 1);
                  unit <<= 2 * STEPS_BITS;
                  last = STEP_KINDS;
                }
              else if (stack == abi->home)
                for (unsigned at = 0; at < stack; at += STEPS_WORD)
                  {
                    steps += unit * STEP_SKIP;
                    unit <<= STEPS_BITS;
                    last = STEP_SKIP;
                  }
              stack += STEPS_WORD;
            }
        }
      if (step == last && ++run >= STEPS_WORTH_IT)
        {
          /* The count of these steps is two fields before the end.  */
          uint64_t first = unit >> 3 * STEPS_BITS;
          if (run > STEPS_MASK)
            return 0;
          steps += run > STEPS_WORTH_IT
                     ? first << STEPS_BITS
                     : first * (STEP_REPEAT - step)
                         + (first << STEPS_BITS)
                             * ((uint64_t) STEPS_WORTH_IT - step);
          continue;
        }
      if (step != last)
        run = 1;
      if (step > STEP_OTHER)
        {
          steps += unit * STEP_OTHER;
          unit <<= STEPS_BITS;
          step -= STEP_HALF;
          last = STEP_KINDS;
        }
      else
        last = step;
      if (unit >= end)
        return 0;
      steps += unit * step;
      unit <<= STEPS_BITS;
    }
  stack = (stack + 7) / 8;
  if (unit > end || unit == 0 || stack > STEPS_MAX_STACK)
    return 0;
  uint32_t upper = place << (STEPS_AT_PLACE - 32)
                   | (uint32_t) kind << (STEPS_AT_RESULT - 32)
                   | (uint32_t) flags << (STEPS_AT_FLAGS - 32)
                   | stack << (STEPS_AT_STACK - 32);
  return FFI_CODE_STEPS | (uint64_t) upper << 32 | steps;
}

/* Defines steps_prepare, a short cut of ffi_prep_cif (struct ffi_target), after
   FFI_STEPS_RUNNERS.  The arguments are members of ffi_steps_scalars.  */
#define FFI_STEPS_PREPARE(...)                                                \
  static ffi_status                                                           \
  steps_prepare (ffi_cif *cif, ffi_abi abi, uint32_t nargs, ffi_type *rtype,  \
                 ffi_type **arg_types)                                        \
  {                                                                           \
    static const struct ffi_steps_scalars scalars = { __VA_ARGS__ };          \
    uint64_t code = ffi_scalars_code (&steps_image, &scalars, nargs, rtype,   \
                                      arg_types);                             \
    if (code == 0)                                                            \
      return ffi_prep_cif_general (cif, abi, nargs, rtype, arg_types);        \
    ffi_cif_fill_in (cif, abi, nargs, rtype, arg_types, 0, code);             \
    return FFI_OK;                                                            \
  }

/* Defines ffi_call for calls by KERNEL, and ffi_closure_run_here for the
   entries of closures.  The descriptors of all ABIs that this library is
   compiled for have the same image, which the other arguments, members of
   struct ffi_abi_desc, tell of.  */
#define FFI_STEPS_RUNNERS(kernel, ...)                                        \
  static const struct ffi_abi_desc steps_image                                \
    = { .word = STEPS_WORD, .big_endian = STEPS_IS_BIG, __VA_ARGS__ };        \
  void                                                                        \
  ffi_call (ffi_cif *cif, void (*fn) (void), void *rvalue, void **avalue)     \
  {                                                                           \
    uint64_t code = ffi_cif_code (cif);                                       \
    if (ffi_is_steps (code))                                                  \
      ffi_run_call (&steps_image, kernel, code, cif, fn, rvalue, avalue,      \
                    NULL);                                                    \
    else                                                                      \
      ffi_call_general (cif, fn, rvalue, avalue, NULL);                       \
  }                                                                           \
  FFI_HIDDEN uint64_t                                                         \
  ffi_closure_run_here (ffi_cif *cif,                                         \
                        void (*fun) (ffi_cif *, void *, void **, void *),     \
                        void *user_data, void *image_, void *stack)           \
  {                                                                           \
    uint64_t code;                                                            \
    uint32_t flags;                                                           \
    if (((uintptr_t) cif & FFI_EXACT_BIT) == 0                                \
        && ffi_is_steps (code = ffi_cif_code (cif))                           \
        && ffi_run_closure (&steps_image, code, cif, fun, user_data, image_,  \
                            stack, &flags))                                   \
      return flags;                                                           \
    return ffi_closure_run (cif, fun, user_data, image_, stack);              \
  }

#endif
