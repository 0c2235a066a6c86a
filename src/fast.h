/* SPDX-License-Identifier: MIT */
/* Programs of operations: what families have in common whose calls and plans
   run stubs.  For C and assembly; <abi>-fast.h includes it at its end.

   An operation is the number of a stub, which moves one argument, or makes the
   call and stores its result.  A program is a prefix, which stands for the
   first arguments, and the operations for the rest.  It fits into a code
   (ffi_cif_code) if it has few operations.  <abi>-fast.h has these rules:

     FAST_OP_BITS, FAST_PREFIX_BITS    of the fields of a code
     FAST_FIELDS                       how many may follow the prefix
     FAST_ESCAPE (op)                  the field before that of OP, which then
                                       has only the low-order bits of OP; 0:
                                       there is none
     FAST_X                            the operation for an integer of kind 0 in
                                       the first integer register; the others
                                       follow, FAST_KINDS a register
     FAST_REGISTERS                    how many integer registers there are
     FAST_END                          the first of the ends
     FAST_STACK_STEP                   how far the operations for words of the
                                       stack are apart
     FAST_ALLOCATE, FAST_MOVED         operations before the first argument on
                                       the stack, and before the end if there
                                       is one; 0: none
     FAST_P_NONE                       the kind of what no prefix stands for
     FAST_P_START                      the prefix for no argument
     FAST_P_ADDS (n, kind)             what KIND as argument N adds to it
     FAST_PREFIX_INDIRECT              the prefix if the result is in memory
     FAST_P_ROW (kind)                 the prefix for integers of KIND in all
                                       registers; 0: there is none  */
#ifndef FFI_FAST_H
#define FFI_FAST_H

/* Kinds of integers.  W32 is for an int and an unsigned int.  */
#define FAST_U8 0
#define FAST_S8 1
#define FAST_U16 2
#define FAST_S16 3
#define FAST_W32 4
#define FAST_I64 5
#define FAST_KINDS 6

/* Ends, from FAST_END on unless the family numbers them itself: the call and
   its result.  */
#ifdef FAST_END
# define FAST_END_VOID FAST_END
# define FAST_END_U8 (FAST_END + 1)
# define FAST_END_S8 (FAST_END + 2)
# define FAST_END_U16 (FAST_END + 3)
# define FAST_END_S16 (FAST_END + 4)
# define FAST_END_U32 (FAST_END + 5)
# define FAST_END_S32 (FAST_END + 6)
# define FAST_END_I64 (FAST_END + 7)    /* the first 8 bytes of a result */
# define FAST_END_F32 (FAST_END + 8)
# define FAST_END_F64 (FAST_END + 9)
#endif

#define FAST_P_ARGS 3                   /* the most arguments of a prefix */

#ifndef __ASSEMBLER__
#include "plan.h"
#include "steps-code.h"

enum { FAST_NONE = 256, FAST_MAX_OPS = FFI_PLAN_OPS - 1 };

_Static_assert (offsetof (struct ffi_call_plan, entry) == 0
                && offsetof (struct ffi_call_plan, cif) == 2 * sizeof (void *)
                && offsetof (struct ffi_ready_plan, op) == 3 * sizeof (void *),
                "assembly knows");

/* The kind of integer that OP, enum ffi_op, moves of LEN bytes, or
   FAST_NONE.  */
static inline unsigned
ffi_fast_kind (unsigned op, size_t len)
{
  static const uint8_t of_op[]
    = { FAST_I64, FAST_U8, FAST_S8, FAST_U16, FAST_S16, FAST_W32, FAST_W32 };
  _Static_assert (FFI_OP_BYTES == 0 && FFI_OP_U8 == 1 && FFI_OP_S8 == 2
                  && FFI_OP_U16 == 3 && FFI_OP_S16 == 4 && FFI_OP_U32 == 5
                  && FFI_OP_S32 == 6, "of_op");
  if (op != FFI_OP_BYTES)
    return op <= FFI_OP_S32 ? of_op[op] : FAST_NONE;
  return len == 8   ? FAST_I64
         : len == 4 ? FAST_W32
         : len == 2 ? FAST_U16
         : len == 1 ? FAST_U8
                    : FAST_NONE;
}

/* The end for an integer result that OP widens.  */
static inline unsigned
ffi_fast_end (enum ffi_op op)
{
  static const uint8_t end[] = {
    [FFI_OP_U8] = FAST_END_U8, [FFI_OP_S8] = FAST_END_S8,
    [FFI_OP_U16] = FAST_END_U16, [FFI_OP_S16] = FAST_END_S16,
    [FFI_OP_U32] = FAST_END_U32, [FFI_OP_S32] = FAST_END_S32
  };
  return end[op];
}

/* ---- Programs -------------------------------------------------------- */

struct ffi_program
{
  uint64_t code;             /* the fields after the prefix */
  unsigned at;               /* the bit of the next field */
  bool fits;                 /* into a code */
  unsigned prefix, taken;    /* taken: arguments in it; FAST_P_ARGS if no other
                                may follow */
  unsigned n;                /* operations after the prefix */
  uint8_t *op;               /* they themselves, FAST_MAX_OPS at most; NULL: for
                                a code only */
};

/* OP as in a program.  IS_INDIRECT: the result is in memory.  */
static inline void
ffi_begin_program (struct ffi_program *p, uint8_t *op, bool is_indirect)
{
  p->code = 0;
  p->at = FAST_PREFIX_BITS;
  p->fits = true;
  p->prefix = is_indirect ? FAST_PREFIX_INDIRECT : FAST_P_START;
  p->taken = is_indirect ? FAST_P_ARGS : 0;
  p->n = 0;
  p->op = op;
}

static inline void
ffi_add_field (struct ffi_program *p, unsigned field)
{
  p->fits &= p->at < FAST_PREFIX_BITS + FAST_OP_BITS * FAST_FIELDS;
  p->code |= (uint64_t) field << (p->at & 63);
  p->at += FAST_OP_BITS;
}

enum { FAST_IN_ROW = FAST_REGISTERS - FAST_P_ARGS };

/* Whether P is an integer of KIND in each register, as far as it goes, of which
   the prefix has those that it knows as P_KIND.  */
static inline bool
ffi_is_fast_row (const struct ffi_program *p, unsigned kind, unsigned p_kind)
{
  uint64_t code = 0;
  for (unsigned i = FAST_IN_ROW; i-- > 0;)
    code = code << FAST_OP_BITS
           | (FAST_X + FAST_KINDS * (FAST_P_ARGS + i) + kind);
  return p->code == code << FAST_PREFIX_BITS
         && p->prefix == FAST_P_START + FAST_P_ADDS (0, p_kind)
                         + FAST_P_ADDS (1, p_kind) + FAST_P_ADDS (2, p_kind);
}

/* Adds OP, which prefixes know as KIND.  False if there is no such operation,
   or no room.  */
static inline bool
ffi_add_op (struct ffi_program *p, unsigned op, unsigned kind)
{
  if (op >= FAST_NONE)
    return false;
  if (p->taken < FAST_P_ARGS && kind != FAST_P_NONE)
    {
      p->prefix += FAST_P_ADDS (p->taken, kind);
      p->taken++;
      return true;
    }
  p->taken = FAST_P_ARGS;
  if (FAST_ESCAPE (op) != 0)
    ffi_add_field (p, FAST_ESCAPE (op));
  ffi_add_field (p, op & ((1 << FAST_OP_BITS) - 1));
  if (p->op && p->n == FAST_MAX_OPS)
    return false;
  if (p->op)
    p->op[p->n] = (uint8_t) op;
  if (++p->n != FAST_IN_ROW)
    return true;
  unsigned row = ffi_is_fast_row (p, FAST_I64, FAST_P_I64)
                   ? FAST_P_ROW (FAST_I64)
                 : ffi_is_fast_row (p, FAST_W32, FAST_P_W32)
                   ? FAST_P_ROW (FAST_W32) : 0;
  if (row != 0)
    {
      p->prefix = row;
      p->code = p->n = 0;
      p->at = FAST_PREFIX_BITS;
    }
  return true;
}

/* The code of P, or 0: it does not fit.  */
static inline uint64_t
ffi_program_code (const struct ffi_program *p)
{
  return p->fits && !(p->code & FFI_CODE_GENERAL) ? p->code | p->prefix : 0;
}

/* ---- Scalars --------------------------------------------------------- */

/* A scalar type: its ffi_type (SIZE, and in TAG the alignment and the type
   code) and its part of a code.

   TAKEN counts the registers that arguments use, each class in its own bits:
   (uint32_t) (taken >> shift) is the number of operations for the registers
   used so far.  ADDS is what one register adds to TAKEN.  If the count is
   LIMIT, no register is left.  OP is the operation for the first register of
   the class, STACK that for stack word 0, or 0 if there is none.  A scalar
   without registers has LIMIT 0, and no operation but the one for stack word
   0.  KIND is what prefixes know it as, PREFIX what it adds to one as the
   first, second and third argument, or 0; ROW the prefix where it is in all
   registers.  STEP, RESULT and PLACE are for codes of steps.  The struct has 32
   bytes, because a power of two is quick to index.  */
struct ffi_fast_scalar
{
  uint64_t adds;
  uint32_t tag;
  uint8_t size, op, shift, limit, stack, end;
  uint8_t kind, prefix[FAST_P_ARGS], row;
  uint8_t step, result, place;
};

#define FAST_TAG(size, code) (size) | (uint32_t) (code) << 16
#define FAST_PREFIX_OF(kind)                                                  \
  kind, { FAST_P_ADDS (0, kind), FAST_P_ADDS (1, kind), FAST_P_ADDS (2, kind) }

/* The rows of void and of the integers.  STACK_4 and STACK_8 are the operations
   for 4 and 8 bytes to stack word 0, PLACE is that of a result, NO_PLACE that
   of none.  */
#define FAST_VOID_ROW(no_place)                                               \
  [FFI_TYPE_VOID] = { 0, FAST_TAG (1, FFI_TYPE_VOID), 1, 0, 0, 0, 0,          \
                      FAST_END_VOID, FAST_P_NONE, { 0 }, 0, STEP_END,         \
                      RESULT_VOID, no_place }
#define FAST_INT(code, size, kind, stack, end, prefix, step, result, place)   \
  [code] = { FAST_KINDS, FAST_TAG (size, code), size, FAST_X + (kind), 0,     \
             FAST_KINDS * FAST_REGISTERS, stack, end, FAST_PREFIX_OF (prefix),\
             FAST_P_ROW (kind), step, result, place }
#define FAST_NARROW(code, size, u, place)                                     \
  FAST_INT (code, size, FAST_##u, 0, FAST_END_##u, FAST_P_NONE, STEP_##u,     \
            RESULT_##u, place)
#define FAST_INT_4(code, stack, u, step, place)                               \
  FAST_INT (code, 4, FAST_W32, stack, FAST_END_##u, FAST_P_W32, step,         \
            RESULT_##u, place)
#define FAST_INT_8(code, stack, place)                                        \
  FAST_INT (code, 8, FAST_I64, stack, FAST_END_I64, FAST_P_I64, STEP_WORD_1,  \
            RESULT_8, place)
#define FAST_INTEGERS(stack_4, stack_8, place)                                \
  FAST_NARROW (FFI_TYPE_UINT8, 1, U8, place),                                 \
    FAST_NARROW (FFI_TYPE_SINT8, 1, S8, place),                               \
    FAST_NARROW (FFI_TYPE_UINT16, 2, U16, place),                             \
    FAST_NARROW (FFI_TYPE_SINT16, 2, S16, place),                             \
    FAST_INT_4 (FFI_TYPE_UINT32, stack_4, U32, STEP_U32, place),              \
    FAST_INT_4 (FFI_TYPE_SINT32, stack_4, S32, STEP_WIDE, place),             \
    FAST_INT_4 (FFI_TYPE_INT, stack_4, S32, STEP_WIDE, place),                \
    FAST_INT_8 (FFI_TYPE_UINT64, stack_8, place),                             \
    FAST_INT_8 (FFI_TYPE_SINT64, stack_8, place),                             \
    FAST_POINTER (stack_4, stack_8, place)
#if defined __SIZEOF_POINTER__ && __SIZEOF_POINTER__ == 4
# define FAST_POINTER(stack_4, stack_8, place)                                \
    FAST_INT_4 (FFI_TYPE_POINTER, stack_4, U32, STEP_U32, place)
#else
# define FAST_POINTER(stack_4, stack_8, place)                                \
    FAST_INT_8 (FFI_TYPE_POINTER, stack_8, place)
#endif

/* Indexed by type code modulo FAST_SCALARS.  A code that is not a scalar's
   matches no tag.  Void is a result only: it has an end and no operation.  */
enum { FAST_SCALARS = 32 };

/* TYPE's entry in TABLE, or NULL if TYPE is not a scalar of the usual size and
   alignment.  */
static inline const struct ffi_fast_scalar *
ffi_fast_scalar (const struct ffi_fast_scalar *table, const ffi_type *type)
{
  typedef uint32_t __attribute__ ((may_alias)) word;
  enum { ROW = sizeof (struct ffi_fast_scalar) };
  _Static_assert (offsetof (ffi_type, type)
                  == offsetof (ffi_type, alignment) + 2, "tag");
  _Static_assert (ROW == 32, "a shift makes a row of a tag");
  if (!type)
    return NULL;
  /* Another thread may be filling in TYPE.  */
  uint32_t tag = __atomic_load_n ((const word *) &type->alignment,
                                  __ATOMIC_ACQUIRE);
  size_t size = __atomic_load_n (&type->size, __ATOMIC_RELAXED);
  const struct ffi_fast_scalar *k
    = (const void *) ((const char *) table
                      + (tag >> 11 & (FAST_SCALARS - 1) * ROW));
  return k->size == size && k->tag == tag ? k : NULL;
}

/* The unsigned integer or the floating-point number of SIZE bytes, 1 to 8; or
   NULL.  */
static inline const struct ffi_fast_scalar *
ffi_fast_of_size (const struct ffi_fast_scalar *table, bool is_float,
                  size_t size)
{
  static const uint8_t code[2][9] = {
    { [1] = FFI_TYPE_UINT8, [2] = FFI_TYPE_UINT16, [4] = FFI_TYPE_UINT32,
      [8] = FFI_TYPE_UINT64 },
    { [4] = FFI_TYPE_FLOAT, [8] = FFI_TYPE_DOUBLE }
  };
  unsigned found = code[is_float][size];
  return found != 0 ? &table[found] : NULL;
}

/* What a pass has taken so far: registers, as above; words of the stack; memory
   elsewhere on the stack.  */
struct ffi_fast_taken
{
  uint64_t registers;
  unsigned stack;
  bool moved;
};

/* What a family knows of arguments that are no scalars, or have no register,
   for ffi_fast_pass.  I is the number of an argument.  */
struct ffi_fast_values
{
  /* The scalar that TYPE is passed like, or NULL.  */
  const struct ffi_fast_scalar *(*as_scalar) (void *family, size_t i,
                                              const ffi_type *type);
  /* Stores the operations for TYPE in OP, and returns how many there are, 0 if
     there is none.  K: TYPE is that scalar, or passed like it.  */
  unsigned (*ops) (void *family, size_t i, const ffi_type *type,
                   const struct ffi_fast_scalar *k, struct ffi_fast_taken *,
                   unsigned op[2]);
};

/* The arguments of a signature, for which a pass makes the code.  */
struct ffi_fast_pass
{
  const struct ffi_fast_scalar *table;
  ffi_type *const *arg_types;
  size_t nargs;
  unsigned slots;            /* words of the stack that have operations */
  const struct ffi_fast_values *values;  /* NULL: scalars only */
  void *family;              /* for VALUES */
};

#define FAST_PASS static inline __attribute__ ((always_inline))

/* The scalar that argument I is, or is passed like; or NULL.  */
FAST_PASS const struct ffi_fast_scalar *
ffi_fast_like (const struct ffi_fast_pass *p, size_t i)
{
  const ffi_type *type = p->arg_types[i];
  const struct ffi_fast_scalar *k = ffi_fast_scalar (p->table, type);
  return k || !p->values ? k : p->values->as_scalar (p->family, i, type);
}

#define FAST_PUSH(op)                                                         \
  (code = code >> FAST_OP_BITS | (uint64_t) (op) << (64 - FAST_OP_BITS))

/* Makes the same code as the family does from the pieces, for arguments that
   have operations, in one pass that also checks the types; 0 for others.
   *END and, if that is not FAST_NONE, REST are the operations for the call and
   its result.  If the result is in memory, PREFIX is FAST_PREFIX_INDIRECT, and
   TAKEN tells of the register for its address.  New operations enter at the top
   of the code, and the earlier ones move down.  */
FAST_PASS uint64_t
ffi_fast_pass (const struct ffi_fast_pass *p, unsigned prefix, uint64_t taken,
               const uint8_t *end, unsigned rest)
{
  enum { IN_ROW = FAST_REGISTERS - FAST_P_ARGS };
  uint64_t code = 0;
  size_t n = p->nargs, i = 0;
  unsigned stack = 0, row = 0;
  bool moved = false;
  const struct ffi_fast_scalar *k = i != n ? ffi_fast_like (p, i) : NULL;
  while (prefix != FAST_PREFIX_INDIRECT && i != n && i < FAST_P_ARGS && k
         && k->prefix[i] != 0)
    {
      prefix += k->prefix[i];
      taken += k->adds;
      row = i == 0 || row == k->row ? k->row : 0;
      if (++i != n)
        k = ffi_fast_like (p, i);
    }
  if (i == FAST_P_ARGS && row != 0 && n - i >= IN_ROW)
    {
      while (i != FAST_REGISTERS && k && k->row == row)
        if (++i != n)
          k = ffi_fast_like (p, i);
      if (i == FAST_REGISTERS)
        {
          prefix = row;
          taken = FAST_KINDS * FAST_REGISTERS;
        }
      else
        k = ffi_fast_like (p, i = FAST_P_ARGS);
    }
  size_t ops = n - i + 1 + (rest != FAST_NONE);
  if (ops > FAST_FIELDS)
    return 0;
  while (i != n)
    {
      unsigned op = k ? (uint32_t) (taken >> k->shift) : 0, two[2];
      if (k && op < k->limit)
        {
          op += k->op;
          taken += k->adds;
        }
      else if (k && k->stack != 0 && k->limit != 0)
        {
          if (p->values && stack >= p->slots)
            return 0;
          if (FAST_ALLOCATE != 0 && stack == 0 && ops++ != 0)
            FAST_PUSH (FAST_ALLOCATE);
          op = k->stack + FAST_STACK_STEP * stack++;
        }
      else if (!p->values)
        return 0;
      else
        {
          /* Not kept in memory all the time.  */
          struct ffi_fast_taken t = { taken, stack, moved };
          unsigned m
            = p->values->ops (p->family, i, p->arg_types[i], k, &t, two);
          if (m == 0)
            return 0;
          taken = t.registers;
          stack = t.stack;
          moved = t.moved;
          if (m == 2 && ops++ != 0)
            FAST_PUSH (two[0]);
          op = two[m - 1];
        }
      FAST_PUSH (op);
      if (++i != n)
        k = ffi_fast_like (p, i);
    }
  if (FAST_MOVED != 0 && (moved || stack != 0) && ops++ != 0)
    FAST_PUSH (FAST_MOVED);
  if (ops > FAST_FIELDS)
    return 0;
  FAST_PUSH (*end);
  if (rest != FAST_NONE)
    FAST_PUSH (rest);
  code >>= 64 - FAST_OP_BITS * ops - FAST_PREFIX_BITS;
  return code | prefix;
}
#undef FAST_PUSH

/* The same for a signature of scalars.  */
static inline uint64_t
ffi_scalars_program (const struct ffi_fast_scalar *table,
                     const ffi_type *rtype, ffi_type *const *arg_types,
                     uint32_t nargs)
{
  const struct ffi_fast_scalar *k = ffi_fast_scalar (table, rtype);
  const struct ffi_fast_pass p = { table, arg_types, nargs, 0, NULL, NULL };
  return k ? ffi_fast_pass (&p, FAST_P_START, 0, &k->end, FAST_NONE) : 0;
}

#endif
#endif
