/* SPDX-License-Identifier: MIT */
/* AAPCS64: closures of signatures with a fast code.  To find the arguments by
   the code is less work than to place them again.  */
#include "arch.h"

#ifdef __aarch64__

#include "aapcs64-fast.h"
#include "image.h"

#if AAPCS64_FAST

enum { OP_MASK = (1 << FAST_OP_BITS) - 1, MAX_VALUES = 8 + FAST_FIELDS };

/* Removes the next operation from *CODE, which has no prefix any more.  */
static inline unsigned
next_op (uint64_t *code)
{
  unsigned op = *code & OP_MASK;
  *code >>= FAST_OP_BITS;
  if (op == FAST_MORE)
    {
      op = (*code & OP_MASK) + (1 << FAST_OP_BITS);
      *code >>= FAST_OP_BITS;
    }
  return op;
}

static inline bool
is_end (unsigned op)
{
  return (op >= FAST_END_VOID && op <= FAST_END_DD)
         || (op >= FAST_END_DDD && op <= FAST_END_W4);
}

/* Removes the kind of the next argument from PREFIX, the code's prefix less
   1.  */
static inline unsigned
next_kind (unsigned *prefix)
{
  unsigned kind = *prefix % FAST_PREFIX_KINDS;
  *prefix /= FAST_PREFIX_KINDS;
  return kind;
}

/* ---- Arguments ------------------------------------------------------- */

/* The arguments of a closure, while they are being found.  */
struct arguments
{
  char *image, *words;       /* where word 0 would be */
  char *gather;              /* space for joined values, 16-aligned */
  unsigned n;
  void *value[MAX_VALUES];
};

static inline char *
v_slot (const struct arguments *a, unsigned n)
{
  return a->image + AAPCS64_V + 16 * n;
}

/* The number of the word of the image, from 1 on, where an operation's argument
   begins, if the argument is contiguous there; else 0.  */
#define SIX(word) word, word, word, word, word, word
#define EIGHT(word, step)                                                     \
  word, word + step, word + 2 * step, word + 3 * step, word + 4 * step,       \
    word + 5 * step, word + 6 * step, word + 7 * step

enum
{
  V = 1 + AAPCS64_V / 8, X = 1 + AAPCS64_X / 8, STACK = 1 + AAPCS64_STACK / 8
};

static const uint8_t word_of[2 << FAST_OP_BITS] = {
  [FAST_X] = SIX (X), SIX (X + 1), SIX (X + 2), SIX (X + 3), SIX (X + 4),
             SIX (X + 5), SIX (X + 6), SIX (X + 7),
  [FAST_F32] = EIGHT (V, 2),
  [FAST_F64] = EIGHT (V, 2),
  [FAST_Q] = EIGHT (V, 2),
  [FAST_XX] = EIGHT (X, 1),
  [FAST_STACK_4] = EIGHT (STACK, 1),
  [FAST_STACK_8] = EIGHT (STACK, 1),
  [FAST_XW] = EIGHT (X, 1),
  [FAST_STACK_16] = EIGHT (STACK, 1)
};

_Static_assert (FAST_KINDS == 6, "SIX");

static inline void
find_word (struct arguments *a, unsigned word)
{
  a->value[a->n++] = a->words + 8 * word;
}

/* Joins N members of SIZE bytes from v[FIRST] and the registers after it.  */
static inline void
find_members (struct arguments *a, unsigned first, unsigned n, size_t size)
{
  a->value[a->n++] = a->gather;
  for (unsigned i = 0; i < n; i++)
    memcpy (a->gather + i * size, v_slot (a, first + i), size);
  a->gather += 32;
}

/* Finds the argument of OP if OP has one.  It is called for operations of word
   0.  */
static void
find_other (struct arguments *a, unsigned op)
{
  unsigned n = op % 8;
  if (op >= FAST_COPY_24)
    memcpy (&a->value[a->n++],
            a->image + AAPCS64_X + 8 * ((op - FAST_COPY_24) / 2 % 8),
            sizeof (void *));
  else if (op >= FAST_FF)
    find_members (a, n, 2 + (op - FAST_FF) / 8, 4);
  else if (op >= FAST_DDD)
    find_members (a, n, 3 + (op - FAST_DDD) / 8, 8);
  else if (op < FAST_STACK_4)
    find_members (a, n, 2, 8);
}

_Static_assert (FAST_DD % 8 == 0 && FAST_DDD % 8 == 0 && FAST_FF % 8 == 0
                && FAST_COPY_32 == FAST_COPY_24 + 16, "op % 8");

/* Finds the arguments of PREFIX.  */
static inline void
find_prefix (struct arguments *a, unsigned prefix)
{
  unsigned x = 0, v = 0, kind;
  if (prefix == FAST_PREFIX_EIGHT_I64)
    while (x < 8)
      find_word (a, X + x++);
  if (prefix >= FAST_PREFIX_INDIRECT)
    return;
  for (prefix--; (kind = next_kind (&prefix)) != FAST_P_NONE;)
    if (kind == FAST_P_W32 || kind == FAST_P_I64)
      find_word (a, X + x++);
    else
      find_word (a, V + 2 * v++);
}

/* ---- The result ------------------------------------------------------ */

/* Widens an integer that the handler wrote as an ffi_arg, as the end END
   requires.  */
static inline ffi_arg
extended (unsigned end, ffi_arg x)
{
  switch (end)
    {
    case FAST_END_U8:
      return (uint8_t) x;
    case FAST_END_S8:
      return (ffi_arg) (int8_t) x;
    case FAST_END_U16:
      return (uint16_t) x;
    case FAST_END_S16:
      return (ffi_arg) (int16_t) x;
    case FAST_END_U32:
      return (uint32_t) x;
    default:
      return (ffi_arg) (int32_t) x;
    }
}

static void
put_members (char *image, const char *result, unsigned n, size_t size)
{
  for (unsigned i = 0; i < n; i++)
    memcpy (image + AAPCS64_V + 16 * i, result + i * size, size);
}

/* Stores RESULT in the image's registers, as the end END requires.  */
static void
put_result (char *image, unsigned end, const char *result)
{
  ffi_arg x;
  if (end >= FAST_END_U8 && end <= FAST_END_S32)
    {
      memcpy (&x, result, sizeof x);
      x = extended (end, x);
      memcpy (image + AAPCS64_X, &x, sizeof x);
    }
  else if (end >= FAST_END_F32 && end <= FAST_END_Q)
    memcpy (image + AAPCS64_V, result, 16);
  else if (end == FAST_END_DD || end == FAST_END_DDD || end == FAST_END_DDDD)
    put_members (image, result,
                 end == FAST_END_DD ? 2 : 3 + end - FAST_END_DDD, 8);
  else if (end >= FAST_END_FF && end <= FAST_END_FFFF)
    put_members (image, result, 2 + end - FAST_END_FF, 4);
  else if (end != FAST_END_VOID)
    memcpy (image + AAPCS64_X, result, 16);
}

/* Does the same as ffi_closure_run, by the fast code.  STACK is the address of
   the stack arguments.  */
uint64_t
ffi_aapcs64_closure_run (ffi_cif *cif,
                         void (*fun) (ffi_cif *, void *, void **, void *),
                         void *user_data, void *image, void *stack)
{
  uint64_t code = ffi_cif_code (cif);
  if (!ffi_is_fast (code))
    return ffi_closure_run (cif, fun, user_data, image, stack);
  _Alignas (16) char room[32 * FAST_FIELDS], result[32] = { 0 };
  struct arguments a;
  unsigned prefix = code & OP_MASK, op;
  void *rvalue = result;
  a.image = image;
  a.words = a.image - 8;
  a.gather = room;
  a.n = 0;
  find_prefix (&a, prefix);
  code >>= FAST_OP_BITS;
  while (word_of[op = next_op (&code)] || !is_end (op))
    if (word_of[op])
      find_word (&a, word_of[op]);
    else
      find_other (&a, op);
  if (prefix == FAST_PREFIX_INDIRECT)
    memcpy (&rvalue, a.image + AAPCS64_X8, sizeof rvalue);
  fun (cif, rvalue, a.value, user_data);
  put_result (image, op, result);
  return 0;
}

/* ---- Entries --------------------------------------------------------- */

#define X_NAME(result) ffi_aapcs64_closure_x_##result
#define V_NAME(result) ffi_aapcs64_closure_v_##result
#define DECLARE(result)                                                       \
  FFI_HIDDEN void X_NAME (result) (void), V_NAME (result) (void);
DECLARE (i64) DECLARE (w32) DECLARE (u8) DECLARE (s8) DECLARE (u16)
DECLARE (s16) DECLARE (f32) DECLARE (f64) DECLARE (q)
FFI_HIDDEN void ffi_aapcs64_closure_any (void);

typedef void (*entry) (void);

/* The kinds of places where a code's arguments are, and its end.  */
struct places
{
  bool x, v, other;          /* in x registers, in v registers, elsewhere */
  unsigned end;
};

static struct places
places_of (uint64_t code)
{
  struct places p = { false, false, false, 0 };
  unsigned prefix = code & OP_MASK, kind;
  if (prefix >= FAST_PREFIX_INDIRECT)
    {
      p.x = prefix == FAST_PREFIX_EIGHT_I64;
      p.other = !p.x;
    }
  else
    for (prefix--; (kind = next_kind (&prefix)) != FAST_P_NONE;)
      if (kind == FAST_P_W32 || kind == FAST_P_I64)
        p.x = true;
      else
        p.v = true;
  for (code >>= FAST_OP_BITS; !is_end (p.end = next_op (&code));)
    if (p.end < FAST_F32)
      p.x = true;
    else if (p.end < FAST_XX)
      p.v = true;
    else
      p.other = true;
  return p;
}

/* The entry for arguments in x registers only, or in v registers only if V,
   and the end END; NULL if there is none.  */
static entry
straight_entry (bool v, unsigned end)
{
#define ENTRY(result) { X_NAME (result), V_NAME (result) }
  static const entry entries[][2] = {
    [FAST_END_VOID - FAST_END_VOID] = ENTRY (i64),
    [FAST_END_U8 - FAST_END_VOID] = ENTRY (u8),
    [FAST_END_S8 - FAST_END_VOID] = ENTRY (s8),
    [FAST_END_U16 - FAST_END_VOID] = ENTRY (u16),
    [FAST_END_S16 - FAST_END_VOID] = ENTRY (s16),
    [FAST_END_U32 - FAST_END_VOID] = ENTRY (w32),
    [FAST_END_S32 - FAST_END_VOID] = ENTRY (w32),
    [FAST_END_I64 - FAST_END_VOID] = ENTRY (i64),
    [FAST_END_F32 - FAST_END_VOID] = ENTRY (f32),
    [FAST_END_F64 - FAST_END_VOID] = ENTRY (f64),
    [FAST_END_Q - FAST_END_VOID] = ENTRY (q)
  };
  unsigned i = end - FAST_END_VOID;
  return i < sizeof entries / sizeof *entries ? entries[i][v] : NULL;
}

/* Whether a value of TYPE is aligned in the image: words are aligned to 8,
   values of v registers to 16, also on the stack.  */
static bool
is_aligned (const ffi_type *type)
{
  return type->alignment <= 8 || type->type == FFI_CODE_LONGDOUBLE
         || type->type == FFI_TYPE_VECTOR;
}

entry
ffi_aapcs64_fast_closure (uint64_t code, const ffi_cif *cif, uint64_t *note)
{
  struct places p = places_of (code);
  entry straight = NULL;
  (void) note;
  if (cif->rtype->alignment > 16)
    return NULL;
  for (uint32_t i = 0; i < cif->nargs; i++)
    if (!is_aligned (cif->arg_types[i]))
      return NULL;
  /* Straight entries do not preserve x18, as Microsoft's convention asks.  */
  if (cif->abi == FFI_DEFAULT_ABI && !p.other && !(p.x && p.v))
    straight = straight_entry (p.v, p.end);
  return straight ? straight : ffi_aapcs64_closure_any;
}

#endif

#endif
