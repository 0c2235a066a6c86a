/* SPDX-License-Identifier: MIT */
/* i386: from a finished placement to the operations of its fast paths.  */
#include "arch.h"

#ifdef __i386__

#include "i386.h"
#include "i386-fast.h"
#include "image-i386.h"
#include "plan.h"

_Static_assert (offsetof (struct ffi_call_plan, cif) == 8, "");
_Static_assert (offsetof (struct ffi_ready_plan, op) == 12, "");
_Static_assert (offsetof (ffi_cif, nargs) == 4, "");
_Static_assert (offsetof (ffi_cif, bytes) == 16, "");

enum
{
  NONE = 255, WORD = 4, STACK_ALIGN = 16,
  MAX_OPS = FFI_PLAN_OPS - 2,  /* besides a plan's entry and bytes */
  FOUR = FAST_RUN + 1, EIGHT = FAST_RUN + 2  /* runs of one argument */
};

/* Something to push: an argument, a part of one, or the hidden pointer.  */
struct item
{
  uint32_t order;            /* decreases from each push to the next */
  uint32_t size;
  unsigned arg;
  uint8_t op;
};

/* A signature as operations.  */
struct program
{
  unsigned prefix;
  unsigned n;                /* operations, with the end */
  uint8_t op[MAX_OPS];
};

/* ---- What to push ----------------------------------------------------- */

static unsigned
push_op (const struct ffi_piece *piece)
{
  switch (piece->op)
    {
    case FFI_OP_U8:
      return FAST_U8;
    case FFI_OP_S8:
      return FAST_S8;
    case FFI_OP_U16:
      return FAST_U16;
    case FFI_OP_S16:
      return FAST_S16;
    case FFI_OP_BYTES:
      break;
    default:
      return NONE;
    }
  uint32_t words = piece->len / WORD;
  if (piece->len % WORD)
    return piece->len == 1   ? FAST_U8
           : piece->len == 2 ? FAST_U16
                             : NONE;
  return words == 1   ? FOUR
         : words == 2 ? EIGHT
         : words >= FAST_WORDS_MIN && words <= FAST_WORDS_MAX
           ? FAST_WORDS + words - FAST_WORDS_MIN
           : NONE;
}

/* Registers are pushed after the stack, in the reverse of the order in which
   they are popped: eax, edx, ecx, or ecx, edx.  */
static uint32_t
order_of (const struct ffi_layout *layout, uint32_t image)
{
  bool first = image == I386_ECX && !(layout->flags & I386_TAKES_EAX);
  return first ? I386_EAX - WORD : image;
}

/* Inserts ITEM into LIST, which has N items in the order of pushing.  */
static void
insert (struct item *list, unsigned n, struct item item)
{
  while (n > 0 && list[n - 1].order < item.order)
    {
      list[n] = list[n - 1];
      n--;
    }
  list[n] = item;
}

/* Lists the items that a call with LAYOUT pushes.  Returns their number, or
   NONE.  */
static unsigned
list_items (const struct ffi_layout *layout, struct item list[MAX_OPS])
{
  unsigned n = 0;
  for (; n < layout->npieces; n++)
    {
      const struct ffi_piece *piece = &layout->piece[n];
      unsigned op = push_op (piece);
      if (op == NONE)
        return NONE;
      insert (list, n, (struct item) {
                order_of (layout, piece->image),
                (uint32_t) ffi_round_up (piece->len, WORD), piece->arg,
                (uint8_t) op });
    }
  if (layout->indirect != FFI_NO_IMAGE)
    insert (list, n++, (struct item) { order_of (layout, layout->indirect),
                                       WORD, 0, FAST_HIDDEN });
  return n;
}

/* The number of items of LIST in registers, or NONE if the other items leave
   gaps on the stack.  */
static unsigned
registers_among (const struct ffi_layout *layout, const struct item *list,
                 unsigned n)
{
  uint32_t end = I386_STACK + layout->stack;
  unsigned i = 0;
  for (; i < n && list[i].order >= I386_STACK; i++)
    {
      if (list[i].order + list[i].size != end)
        return NONE;
      end = list[i].order;
    }
  return end == I386_STACK ? n - i : NONE;
}

/* ---- How ------------------------------------------------------------- */

static void
add (struct program *p, unsigned op)
{
  if (p->n < MAX_OPS)
    p->op[p->n] = (uint8_t) op;
  p->n++;
}

/* Moves the walker from FROM to TO.  */
static void
add_moves (struct program *p, unsigned from, unsigned to)
{
  while (from > to)
    {
      unsigned by = from - to < FAST_BACK_MAX ? from - to : FAST_BACK_MAX;
      add (p, FAST_BACK + by - 1);
      from -= by;
    }
  while (from < to)
    {
      unsigned by = to - from < FAST_AHEAD_MAX ? to - from : FAST_AHEAD_MAX;
      /* No operation moves ahead by one, so one must not remain.  */
      if (to - from - by == 1)
        by--;
      add (p, FAST_AHEAD + by - FAST_AHEAD_MIN);
      from += by;
    }
}

/* The number of the first items of LIST, which has N, that form a run.  Stores
   the operation of the run in *OP.  */
static unsigned
take_run (const struct item *list, unsigned n, unsigned *op)
{
  unsigned length = 0, bits = 0;
  while (length < n && length < FAST_RUN_MAX
         && (list[length].op == FOUR || list[length].op == EIGHT)
         && list[length].arg + length == list[0].arg)
    {
      bits |= (unsigned) (list[length].op == EIGHT) << length;
      length++;
    }
  *op = FAST_RUN + (1u << length) - 1 + bits;
  return length;
}

/* Adds to P the operations that push the N items of LIST.  The signature has
   NARGS arguments.  */
static void
add_pushes (struct program *p, const struct item *list, unsigned n,
            unsigned nargs)
{
  unsigned walker = nargs;
  for (unsigned i = 0; i < n;)
    {
      unsigned op = list[i].op, length = 1;
      if (op == FAST_HIDDEN)
        {
          add (p, op);
          i++;
          continue;
        }
      add_moves (p, walker, list[i].arg + 1);
      if (op == FOUR || op == EIGHT)
        length = take_run (list + i, n - i, &op);
      add (p, op);
      walker = list[i].arg + 1 - length;
      i += length;
    }
}

/* The operation that pops N registers, for the items at ITEM.  Only fastcall
   may skip its first register.  */
static unsigned
pop_op (const struct ffi_layout *layout, const struct item *item, unsigned n)
{
  if (layout->flags & I386_TAKES_EAX)
    return FAST_POP_A + n - 1;
  return n == 2                      ? FAST_POP_CD
         : item->order == I386_EDX ? FAST_POP_D
                                   : FAST_POP_C;
}

/* The operation for the call and its result.  */
static unsigned
end_op (const struct ffi_layout *layout, const ffi_type *type)
{
  static const uint8_t integer_end[] = {
    [FFI_OP_U8] = FAST_END_U8, [FFI_OP_S8] = FAST_END_S8,
    [FFI_OP_U16] = FAST_END_U16, [FFI_OP_S16] = FAST_END_S16
  };
  enum ffi_op integer = ffi_int_op (type, WORD);
  if (layout->nresult == 0)
    return FAST_END_VOID;
  if (layout->flags & I386_FLOAT)
    return FAST_END_F32;
  if (layout->flags & I386_DOUBLE)
    return FAST_END_F64;
  if (layout->flags & I386_LONG_DOUBLE)
    return FAST_END_X87;
  if (integer != FFI_OP_BYTES)
    return integer_end[integer];
  switch (layout->result[0].len)
    {
    case 1:
      return FAST_END_G1;
    case 2:
      return FAST_END_G2;
    case 4:
      return FAST_END_W32;
    case 8:
      return FAST_END_W64;
    default:
      return NONE;
    }
}

/* Moves the first operations into the prefix, if only the end remains.  */
static void
take_prefix (struct program *p, uint32_t stack)
{
  unsigned run = p->op[0] != FAST_HIDDEN && p->op[0] < FAST_RUNS ? p->op[0]
                                                                 : 0;
  unsigned taken = run != 0;
  if (p->op[taken] >= FAST_END)
    p->prefix = FAST_P_WHOLE + run;
  else if (p->op[taken] == FAST_HIDDEN && p->op[taken + 1] >= FAST_END
           && run < FAST_HIDDEN_RUNS)
    {
      p->prefix = FAST_P_HIDDEN + run;
      taken++;
    }
  else
    {
      p->prefix = FAST_P_PAD + (-stack & (STACK_ALIGN - 1)) / WORD;
      taken = 0;
    }
  p->n -= taken;
  memmove (p->op, p->op + taken, p->n);
}

/* Vectors are on the stack in variadic functions only, and a code does not
   tell whether the function is variadic.  */
static bool
has_vector (const struct ffi_signature *sig)
{
  for (uint32_t i = 0; i < sig->nargs; i++)
    if (sig->arg_types[i]->type == FFI_TYPE_VECTOR)
      return true;
  return sig->rtype->type == FFI_TYPE_VECTOR;
}

/* Stores the program of LAYOUT's signature in P; false if it has none.  */
static bool
compile (const struct ffi_layout *layout, const struct ffi_signature *sig,
         struct program *p)
{
  struct item list[MAX_OPS];
  p->n = 0;
  if (layout->npieces >= MAX_OPS || layout->npieces > layout->capacity
      || (layout->flags & I386_VECTORS) || has_vector (sig))
    return false;
  unsigned end = end_op (layout, sig->rtype), n = list_items (layout, list);
  if (end == NONE || n == NONE)
    return false;
  unsigned registers = registers_among (layout, list, n);
  if (registers == NONE)
    return false;
  add_pushes (p, list, n, sig->nargs);
  if (registers)
    add (p, pop_op (layout, list + n - registers, registers));
  add (p, end);
  if (p->n > MAX_OPS)
    return false;
  take_prefix (p, layout->stack);
  return true;
}

/* ---- Codes and plans ------------------------------------------------- */

uint64_t
ffi_i386_code (const struct ffi_layout *layout,
               const struct ffi_signature *sig)
{
  struct program p;
  if (!compile (layout, sig, &p) || p.n > FAST_OPS)
    return 0;
  uint32_t ops = 0;
  for (unsigned i = p.n; i-- > 0;)
    ops = (ops | p.op[i]) << FAST_OP_BITS;
  return (uint64_t) ops << 32
         | (uintptr_t) (ffi_i386_fast_code + FAST_PREFIX_SLOT * p.prefix);
}

unsigned
ffi_i386_plan_ops (const struct ffi_layout *layout,
                   const struct ffi_signature *sig, void **op)
{
  struct program p;
  unsigned n = 0;
  if (!compile (layout, sig, &p))
    return 0;
  op[n++] = (void *) (ffi_i386_fast_plan + FAST_PREFIX_SLOT * p.prefix);
  op[n++] = (void *) (uintptr_t) (sizeof (void *) * sig->nargs);
  for (unsigned i = 0; i < p.n; i++)
    op[n++] = (void *) (ffi_i386_fast_plan + FAST_TABLE
                         + FAST_SLOT * p.op[i]);
  return n;
}

/* ---- Closures -------------------------------------------------------- */

typedef void (*entry) (void);

#define DECLARE(suffix)                                                       \
  FFI_HIDDEN void ffi_i386_closure_w32##suffix (void),                        \
    ffi_i386_closure_w64##suffix (void), ffi_i386_closure_f32##suffix (void), \
    ffi_i386_closure_f64##suffix (void), ffi_i386_closure_x87##suffix (void), \
    ffi_i386_closure_g1##suffix (void), ffi_i386_closure_g2##suffix (void);

DECLARE ()
DECLARE (_pop)
FFI_HIDDEN void ffi_i386_closure_hidden (void),
  ffi_i386_closure_hidden_pop_4 (void), ffi_i386_closure_hidden_pop (void);

/* Indexed by the end, and by whether the callee pops the arguments.  */
#define BOTH(result)                                                          \
  { ffi_i386_closure_##result, ffi_i386_closure_##result##_pop }

static const entry entries[][2] = {
  BOTH (w32), BOTH (w32), BOTH (w32), BOTH (w32), BOTH (w32), BOTH (w32),
  BOTH (w64), BOTH (f32), BOTH (f64), BOTH (x87), BOTH (g1), BOTH (g2)
};

_Static_assert (FAST_END_VOID == FAST_END && FAST_END_W64 == FAST_END + 6
                && FAST_END_F32 == FAST_END + 7
                && FAST_END_X87 == FAST_END + 9
                && FAST_END_G1 == FAST_END + 10
                && FAST_ENDS == FAST_END + sizeof entries / sizeof *entries,
                "entries");

entry
ffi_i386_fast_closure (uint64_t code, const ffi_cif *cif, uint64_t *note)
{
  const struct ffi_abi_desc *abi = ffi_target_of (cif)->desc;
  const struct ffi_i386_desc *desc = (const struct ffi_i386_desc *) abi;
  struct ffi_signature sig = ffi_signature_of (cif);
  struct ffi_layout layout;
  (void) code, (void) note;
  if (desc->nreg != 0 || desc->left_to_right)
    return NULL;
  /* The handler gets arguments in place, with the alignment of words only.  */
  for (uint32_t i = 0; i < cif->nargs; i++)
    if (cif->arg_types[i]->alignment > WORD)
      return NULL;
  ffi_layout_init (&layout, NULL, 0);
  sig.nargs = 0;                 /* the result alone is asked for */
  abi->place (abi, &sig, &layout);
  if (layout.indirect == FFI_NO_IMAGE)
    return entries[end_op (&layout, sig.rtype) - FAST_END][desc->callee_pops];
  return desc->callee_pops ? ffi_i386_closure_hidden_pop
         : layout.pop      ? ffi_i386_closure_hidden_pop_4
                           : ffi_i386_closure_hidden;
}

#endif
