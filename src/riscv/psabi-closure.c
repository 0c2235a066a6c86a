/* SPDX-License-Identifier: MIT */
/* RISC-V: closures of signatures that have a fast code, which tells where the
   arguments are with less work than placing them again.  */
#include "psabi-fast.h"
#include "psabi.h"
#include "image.h"

#if RISCV_NGPR == 8

enum { WORD = RISCV_WORD };

/* The operations of a code, one after the other.  */
struct reader
{
  uint64_t code, rest;
  bool more;                 /* the next one is of those from FAST_MORE on */
};

static inline struct reader
reader_of (uint64_t code)
{
  uint64_t low = WORD == 8 ? code : (uint32_t) code;
  return (struct reader) { code, low >> FAST_PREFIX_BITS, false };
}

static inline unsigned
next_op (struct reader *r)
{
  unsigned op;
  for (;;)
    {
      op = r->rest & ((1 << FAST_OP_BITS) - 1);
      r->rest >>= FAST_OP_BITS;
      if (r->more)
        op += FAST_MORE;
      else if (op == FAST_ESCAPE)
        {
          r->more = true;
          continue;
        }
      else if (op == FAST_REFILL)
        {
          r->rest = r->code >> 32;
          continue;
        }
      r->more = op >= FAST_FIRST_GPR && op < FAST_SECOND_GPR;
      return op;
    }
}

static inline bool
is_end (unsigned op)
{
  return op < FAST_ESCAPE || op >= FAST_END_G1;
}

/* The arguments of a closure as they are found.  */
struct arguments
{
  ffi_cif *cif;
  char *image, *stack;       /* the next of the stack */
  char *gather;              /* room for values put together */
  unsigned n;
  void *value[RISCV_NGPR + FAST_OPS];
};

static inline char *
gpr_slot (const struct arguments *a, unsigned g)
{
  return a->image + RISCV_GPR + WORD * g;
}

static inline char *
fpr_slot (const struct arguments *a, unsigned v)
{
  return a->image + RISCV_FPR + RISCV_FPR_SLOT * v;
}

/* Puts a value of up to 16 bytes together.  */
static void
gather (struct arguments *a, const char *first, const char *second,
        unsigned second_at)
{
  memcpy (a->gather, first, 8);
  memcpy (a->gather + second_at, second, 8);
  a->value[a->n++] = a->gather;
  a->gather += 16;
}

/* Two words side by side, if they are aligned for their type.  */
static void
find_pair (struct arguments *a, unsigned g)
{
  char *at = gpr_slot (a, g);
  unsigned align = a->cif->arg_types[a->n]->alignment;
  if (((uintptr_t) at & (align - 1)) == 0)
    a->value[a->n++] = at;
  else
    gather (a, at, at + WORD, WORD);
}

/* The register that OP, a first or second part, is for.  */
static char *
part_slot (const struct arguments *a, unsigned op)
{
  return op < FAST_FIRST_FPR    ? gpr_slot (a, (op - FAST_FIRST_GPR) / 2)
         : op < FAST_SECOND_GPR ? fpr_slot (a, (op - FAST_FIRST_FPR) / 2)
         : op < FAST_SECOND_FPR ? gpr_slot (a, (op - FAST_SECOND_GPR) / 3)
                                : fpr_slot (a, (op - FAST_SECOND_FPR) / 3);
}

/* Finds the argument that OP moves, or begins to.  */
static inline void
find_argument (struct arguments *a, struct reader *r, unsigned op)
{
  if (op < FAST_GPR)
    {
      a->value[a->n++] = a->stack;
      a->stack += op == FAST_STACK_FIRST || op == FAST_STACK_NEXT ? WORD : 8;
    }
  else if (op < FAST_FPR)
    a->value[a->n++] = gpr_slot (a, (op - FAST_GPR) / FAST_KINDS);
  else if (op < FAST_PAIR)
    a->value[a->n++] = fpr_slot (a, (op - FAST_FPR) / 2);
  else if (op < FAST_FLOATS)
    find_pair (a, (op - FAST_PAIR) % (FAST_PAIR_12 - FAST_PAIR));
  else if (op < FAST_MORE)
    {
      unsigned v = (op - FAST_FLOATS) / 4, kind = (op - FAST_FLOATS) % 4;
      gather (a, fpr_slot (a, v), fpr_slot (a, v + 1),
              kind == FAST_FLOATS_FF ? 4 : 8);
    }
  else if (op >= FAST_COPY_3)
    memcpy (&a->value[a->n++], gpr_slot (a, (op - FAST_COPY_3) % 8),
            sizeof (void *));
  else
    {
      unsigned second = next_op (r);
      unsigned part = (second - FAST_SECOND_GPR) % 3;
      gather (a, part_slot (a, op), part_slot (a, second),
              part == FAST_4_AT_4 ? 4 : 8);
    }
}

/* Finds the arguments that PREFIX moves, whose kinds are digits of N less
   the numbers of fewer arguments.  */
static inline void
find_prefix (struct arguments *a, unsigned n)
{
  unsigned g = 0, v = 0;
  unsigned count = n < FAST_P_1 - FAST_P_0   ? 0
                   : n < FAST_P_2 - FAST_P_0 ? 1
                   : n < FAST_P_3 - FAST_P_0 ? 2
                                             : 3;
  n -= count == 1   ? FAST_P_1 - FAST_P_0
       : count == 2 ? FAST_P_2 - FAST_P_0
       : count == 3 ? FAST_P_3 - FAST_P_0
                    : 0;
  for (; count > 0; count--, n >>= 2)
    a->value[a->n++] = (n & 3) < FAST_P_F64 ? gpr_slot (a, g++)
                                            : fpr_slot (a, v++);
}

/* Finds all arguments of the code; returns what ends it.  */
static unsigned
find_arguments (struct arguments *a, uint64_t code)
{
  static const uint8_t whole[] = {
    [FAST_WHOLE_VOID] = FAST_END_VOID, [FAST_WHOLE_W32] = FAST_END_W32,
    [FAST_WHOLE_W64] = FAST_END_W64, [FAST_WHOLE_F64] = FAST_END_F64,
    [FAST_WHOLE_F32] = FAST_END_F32
  };
  enum { WHOLES = FAST_P_3 - FAST_P_0 };
  unsigned prefix = code & ((1 << FAST_PREFIX_BITS) - 1);
  if (prefix >= FAST_P_WHOLE)
    {
      find_prefix (a, (prefix - FAST_P_WHOLE) % WHOLES);
      return whole[(prefix - FAST_P_WHOLE) / WHOLES];
    }
  if (prefix == FAST_P_EIGHT)
    while (a->n < RISCV_NGPR)
      {
        a->value[a->n] = gpr_slot (a, a->n);
        a->n++;
      }
  else if (prefix != FAST_P_INDIRECT)
    find_prefix (a, prefix - FAST_P_0);
  struct reader r = reader_of (code);
  unsigned op;
  while (!is_end (op = next_op (&r)))
    find_argument (a, &r, op);
  return op;
}

/* ---- Results --------------------------------------------------------- */

/* Puts a float as fa[V] is to have it.  */
static void
put_float (char *image, unsigned v, const char *value, unsigned size)
{
  char *to = image + RISCV_FPR + RISCV_FPR_SLOT * v;
  memset (to, 0xff, RISCV_FPR_SLOT);
  memcpy (to, value, size);
}

static void
put_two (char *image, unsigned kinds, const char *result)
{
  static const uint8_t size[] = { 4, 4, 8 }, at[] = { 4, 8, 8 };
  unsigned first = kinds / 6, second = kinds % 6, part = second % FAST_TWO_F;
  unsigned g = 0, v = 0;
  char *gpr = image + RISCV_GPR;
  if (first >= FAST_ONE_F4)
    put_float (image, v++, result, first == FAST_ONE_F8 ? 8 : 4);
  else
    memcpy (gpr + WORD * g++, result, WORD);
  if (second >= FAST_TWO_F)
    put_float (image, v, result + at[part], size[part]);
  else
    memcpy (gpr + WORD * g, result + at[part], size[part]);
}

/* An integer that the handler wrote as an ffi_arg, as END's type travels.  */
static ffi_arg
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
    default:
      return (ffi_arg) (int32_t) x;
    }
}

/* Puts the RESULT of a call that END ends.  */
static void
put_result (char *image, unsigned end, const char *result)
{
  ffi_arg x;
  if (end == FAST_END_VOID)
    return;
  if (end <= FAST_END_W32)
    {
      memcpy (&x, result, sizeof x);
      x = extended (end, x);
      memcpy (image + RISCV_GPR, &x, sizeof x);
    }
  else if (end == FAST_END_F32 || end == FAST_END_F64)
    put_float (image, 0, result, end == FAST_END_F32 ? 4 : 8);
  else if (end == FAST_END_DD)
    {
      put_float (image, 0, result, 8);
      put_float (image, 1, result + 8, 8);
    }
  else if (end >= FAST_END_TWO)
    put_two (image, end - FAST_END_TWO, result);
  else
    memcpy (image + RISCV_GPR, result, 2 * WORD);
}

/* ---- Entries --------------------------------------------------------- */

/* As ffi_closure_run, of which it is a short cut.  */
uint64_t
ffi_riscv_closure_run (ffi_cif *cif,
                       void (*fun) (ffi_cif *, void *, void **, void *),
                       void *user_data, void *image, void *stack)
{
  uint64_t code = ffi_cif_code (cif);
  if (code == 0 || (code & FFI_CODE_VARIADIC))
    return ffi_closure_run (cif, fun, user_data, image, stack);
  _Alignas (16) char room[16 * FAST_OPS], result[32];
  struct arguments a;
  a.cif = cif;
  a.image = image;
  a.stack = stack;
  a.gather = room;
  a.n = 0;
  unsigned end = find_arguments (&a, code);
  void *rvalue = result;
  if ((code & ((1 << FAST_PREFIX_BITS) - 1)) == FAST_P_INDIRECT)
    memcpy (&rvalue, gpr_slot (&a, 0), sizeof rvalue);
  fun (cif, rvalue, a.value, user_data);
  put_result (image, end, result);
  return 0;
}

FFI_HIDDEN void ffi_riscv_closure_fast (void),
  ffi_riscv_closure_fast_float (void);

/* What is not two words is found where it is, aligned to 8.  */
static bool
is_over_aligned (const ffi_type *type)
{
  return type->alignment > 8
         && (type->type == FFI_TYPE_STRUCT || type->alignment > 16);
}

static bool
has_float (const ffi_type *type)
{
  return ffi_is_float (type) || type->type == FFI_TYPE_STRUCT
         || type->type == FFI_TYPE_COMPLEX;
}

void (*ffi_riscv_fast_closure (uint64_t code, const ffi_cif *cif,
                               uint64_t *note)) (void)
{
  (void) code;
  (void) note;
  bool floats = has_float (cif->rtype);
  for (uint32_t i = 0; i < cif->nargs; i++)
    {
      if (is_over_aligned (cif->arg_types[i]))
        return NULL;
      floats |= has_float (cif->arg_types[i]);
    }
  return floats ? ffi_riscv_closure_fast_float : ffi_riscv_closure_fast;
}

#endif
