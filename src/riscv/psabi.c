/* SPDX-License-Identifier: MIT */
/* The RISC-V calling conventions.  Section names are those of the RISC-V ELF
   psABI, chapter "Calling Convention": "Integer Calling Convention" and
   "Hardware Floating-point Calling Convention".

   The LoongArch Procedure Call Standard places every value in the same way,
   XLEN and FLEN being its GRLEN and FRLEN: its descriptors (loongarch/lapcs.c)
   are variants of this place function too.  */
#include "psabi.h"
#include "image.h"

enum { NFPR = 8 };

/* Registers not yet taken, and the stack.  */
struct state
{
  const struct ffi_riscv_desc *desc;
  unsigned gpr, fpr;
  uint32_t stack;
};

/* Where one part of a value travels.  */
struct part
{
  enum ffi_op op;
  uint32_t value, image, len;
};

/* The parts of a value: none, if it has no bytes; one; or two registers.  */
struct place
{
  unsigned n;
  struct part part[2];
};

static uint32_t
take_gpr (struct state *s)
{
  return RISCV_GPR + s->desc->abi.word * s->gpr++;
}

static uint32_t
take_fpr (struct state *s)
{
  return RISCV_FPR + RISCV_FPR_SLOT * s->fpr++;
}

/* Stack arguments are aligned "to the greater of the type alignment and XLEN
   bits, but never more than the stack alignment".  */
static uint32_t
take_stack (struct state *s, size_t size, unsigned align)
{
  const struct ffi_abi_desc *abi = &s->desc->abi;
  if (align > s->desc->stack_align)
    align = s->desc->stack_align;
  if (align < abi->word)
    align = abi->word;
  size_t at = ffi_round_up (s->stack, align);
  size_t end = at + ffi_round_up (size, abi->word);
  s->stack = end > FFI_MAX_IMAGE ? FFI_MAX_IMAGE + 64 : (uint32_t) end;
  return abi->stack_at + (uint32_t) at;
}

/* A word in a register or, when they are used up, on the stack.  */
static uint32_t
take_word (struct state *s)
{
  return s->gpr < s->desc->ngpr ? take_gpr (s)
                                : take_stack (s, s->desc->abi.word, 1);
}

/* Two words: "in a pair of argument registers ... if only one register is
   available, the low-order XLEN bits are passed in it and the high-order on
   the stack".  The stack is still empty then, so that both are one run.  */
static uint32_t
take_two_words (struct state *s, const ffi_type *type, bool named)
{
  unsigned word = s->desc->abi.word;
  /* "variadic arguments with 2×XLEN-bit alignment ... in an aligned register
     pair (the first register is even-numbered), or on the stack by value".
     Once on the stack, all that follow are.  */
  if (!named && s->desc->even_pairs && ffi_passed_align (type) >= 2 * word)
    s->gpr = (s->gpr + 1) & ~1u;
  if (s->gpr >= s->desc->ngpr)
    return take_stack (s, type->size, ffi_passed_align (type));
  uint32_t first = take_gpr (s);
  take_word (s);
  return first;
}

static bool
is_int (const ffi_type *type)
{
  return type->type == FFI_TYPE_INT
         || (type->type >= FFI_TYPE_UINT8 && type->type <= FFI_TYPE_SINT64);
}

/* ---- "Integer Calling Convention" ------------------------------------ */

/* "sign-extended from 32 bits to XLEN": a 32-bit integer of either kind.  */
static enum ffi_op
int_op (const struct state *s, const ffi_type *type)
{
  enum ffi_op op = ffi_int_op (type, s->desc->abi.word);
  return op == FFI_OP_U32 ? FFI_OP_S32 : op;
}

static void
add_part (struct place *place, enum ffi_op op, uint32_t value, uint32_t image,
          size_t len)
{
  place->part[place->n++]
    = (struct part) { op, value, image, (uint32_t) len };
}

/* A value of no more than two words.  */
static void
place_integer (struct state *s, const ffi_type *type, bool named,
               struct place *place)
{
  uint32_t image = type->size <= s->desc->abi.word
                     ? take_word (s)
                     : take_two_words (s, type, named);
  add_part (place, int_op (s, type), 0, image, type->size);
}

/* ---- "Hardware Floating-point Calling Convention" --------------------- */

static bool
is_fpr_float (const struct state *s, const ffi_type *type)
{
  return ffi_is_float (type) && type->size <= s->desc->flen;
}

/* Flattens TYPE to at most two scalars, a complex number to its parts.
   Returns how many they are, 0 if they are others, or lie in a union.  */
static unsigned
flatten (const ffi_type *type, struct ffi_leaf leaf[2])
{
  bool exact;
  unsigned n = ffi_flatten (type, leaf, 2, &exact);
  if (!exact || n > 2)
    return 0;
  if (n == 1 && leaf[0].type->type == FFI_TYPE_COMPLEX)
    {
      const ffi_type *real = leaf[0].type->elements[0];
      leaf[1] = (struct ffi_leaf) { real,
                                    leaf[0].offset + (uint32_t) real->size };
      leaf[0].type = real;
      return 2;
    }
  return n;
}

/* "A struct containing one floating-point real and one integer": compilers
   do not count a pointer as an integer.  */
static bool
is_gpr_field (const struct state *s, const ffi_type *type)
{
  return is_int (type) && type->size <= s->desc->abi.word;
}

static void
add_leaf (struct state *s, struct ffi_leaf leaf, struct place *place)
{
  if (is_fpr_float (s, leaf.type))
    add_part (place, leaf.type->size == 4 ? FFI_OP_BOXED : FFI_OP_BYTES,
              leaf.offset, take_fpr (s), leaf.type->size);
  else
    add_part (place, int_op (s, leaf.type), leaf.offset, take_gpr (s),
              leaf.type->size);
}

/* Places a float, or a struct of one or two fields of which one at least is a
   float, if registers of each kind are left for all of it.  Returns whether
   it did; otherwise the value goes by the integer convention.  */
static bool
place_float (struct state *s, const ffi_type *type, struct place *place)
{
  struct ffi_leaf leaf[2] = { { type, 0 } };
  unsigned n = 1, nfloat = 0;
  if (type->type == FFI_TYPE_STRUCT || type->type == FFI_TYPE_COMPLEX)
    n = flatten (type, leaf);
  for (unsigned i = 0; i < n; i++)
    if (is_fpr_float (s, leaf[i].type))
      nfloat++;
    else if (!is_gpr_field (s, leaf[i].type))
      return false;
  if (nfloat == 0 || s->fpr + nfloat > NFPR
      || s->gpr + (n - nfloat) > s->desc->ngpr)
    return false;
  for (unsigned i = 0; i < n; i++)
    add_leaf (s, leaf[i], place);
  return true;
}

/* ---- Arguments and results ------------------------------------------- */

/* Places a value that is not passed by reference.  */
static struct place
place_value (struct state *s, const ffi_type *type, bool named)
{
  struct place place = { 0 };
  /* "variadic arguments are passed according to the integer calling
     convention".  */
  if (!named || s->desc->flen == 0 || !place_float (s, type, &place))
    place_integer (s, type, named, &place);
  return place;
}

/* "Scalars wider than 2×XLEN bits are passed by reference", aggregates too.
   What fits in floating-point registers is exempt: on RV32 two doubles.  */
static bool
is_by_reference (const struct state *s, const ffi_type *type, bool named)
{
  if (type->size <= 2u * s->desc->abi.word)
    return false;
  struct state trial = *s;
  struct place place = { 0 };
  return !named || s->desc->flen == 0
         || !place_float (&trial, type, &place);
}

/* "Values are returned in the same manner as a first named argument of the
   same type".  */
static void
place_result (struct state *s, const ffi_type *type,
              struct ffi_layout *layout)
{
  if (type->type == FFI_TYPE_VOID)
    return;
  if (is_by_reference (s, type, true))
    {
      layout->indirect = take_gpr (s);
      return;
    }
  struct state fresh = *s;
  struct place place = place_value (&fresh, type, true);
  for (unsigned i = 0; i < place.n; i++)
    ffi_emit_result (layout, place.part[i].op, place.part[i].value,
                     place.part[i].image, place.part[i].len);
  if (fresh.fpr > 0)
    layout->flags |= RISCV_USES_FPR;
}

static void
place_argument (struct state *s, uint32_t arg, const ffi_type *type,
                bool named, struct ffi_layout *layout)
{
  if (is_by_reference (s, type, named))
    {
      uint32_t at = ffi_take_scratch (layout, type->size, type->alignment);
      ffi_emit (layout, arg, FFI_OP_REF, at, take_word (s),
                (uint32_t) type->size);
      return;
    }
  struct place place = place_value (s, type, named);
  for (unsigned i = 0; i < place.n; i++)
    ffi_emit (layout, arg, place.part[i].op, place.part[i].value,
              place.part[i].image, place.part[i].len);
}

ffi_status
ffi_riscv_place (const struct ffi_abi_desc *abi,
                 const struct ffi_signature *sig, struct ffi_layout *layout)
{
  struct state s = { (const struct ffi_riscv_desc *) abi, 0, 0, 0 };
  place_result (&s, sig->rtype, layout);
  for (uint32_t i = 0; i < sig->nargs; i++)
    {
      if (ffi_is_passed (sig->arg_types[i]))
        place_argument (&s, i, sig->arg_types[i], i < sig->nfixed, layout);
      if (s.stack > FFI_MAX_IMAGE || layout->scratch > FFI_MAX_IMAGE)
        return FFI_BAD_TYPEDEF;
    }
  layout->stack = s.stack;
  if (s.fpr > 0)
    layout->flags |= RISCV_USES_FPR;
  return FFI_OK;
}

const char *
ffi_riscv_reg_name (const struct ffi_abi_desc *abi, uint32_t offset)
{
  static const char *const gpr[]
    = { "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7" };
  static const char *const fpr[]
    = { "fa0", "fa1", "fa2", "fa3", "fa4", "fa5", "fa6", "fa7" };
  if (offset >= abi->stack_at || offset < RISCV_FPR)
    return NULL;
  if (offset >= RISCV_GPR)
    return gpr[(offset - RISCV_GPR) / abi->word];
  return fpr[(offset - RISCV_FPR) / RISCV_FPR_SLOT];
}

#define DESC(name, ...)                                                       \
  const struct ffi_riscv_desc ffi_riscv_##name                                \
    = FFI_RISCV_DESC ("riscv-" #name, __VA_ARGS__)

DESC (lp64, 8, 0, 8, 16, true);
DESC (lp64f, 8, 4, 8, 16, true);
DESC (lp64d, 8, 8, 8, 16, true);
DESC (lp64e, 8, 0, 6, 16, true);   /* both as clang 19 has them in lp64 */
DESC (ilp32, 4, 0, 8, 16, true);
DESC (ilp32f, 4, 4, 8, 16, true);
DESC (ilp32d, 4, 8, 8, 16, true);
DESC (ilp32e, 4, 0, 6, 4, false);
