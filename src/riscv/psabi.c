/* SPDX-License-Identifier: MIT */
/* The RISC-V calling conventions.  Section names are those of the RISC-V ELF
   psABI, chapter "Calling Convention": "Integer Calling Convention" and
   "Hardware Floating-point Calling Convention".

   The LoongArch Procedure Call Standard places every value in the same way;
   its GRLEN and FRLEN are XLEN and FLEN here.  Its descriptors
   (loongarch/lapcs.c) use this place function.  */
#include "psabi.h"
#include "image.h"

enum { NFPR = 8 };

/* Registers taken so far, the stack, and the value to place: an argument or
   the result.  */
struct state
{
  const struct ffi_riscv_desc *desc;
  struct ffi_layout *layout;
  unsigned gpr, fpr;
  uint32_t stack;
  uint32_t arg;
  bool is_result;
};

static inline uint32_t
take_gpr (struct state *s)
{
  return RISCV_GPR + s->desc->abi.word * s->gpr++;
}

static inline uint32_t
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

/* Takes a word in a register, or on the stack if no register is left.  */
static inline uint32_t
take_word (struct state *s)
{
  return s->gpr < s->desc->ngpr ? take_gpr (s)
                                : take_stack (s, s->desc->abi.word, 1);
}

/* Two words: "in a pair of argument registers ... if only one register is
   available, the low-order XLEN bits are passed in it and the high-order on
   the stack".  The stack is empty before, so both words are adjacent in the
   image.  */
static uint32_t
take_two_words (struct state *s, const ffi_type *type, bool named)
{
  unsigned word = s->desc->abi.word;
  /* "variadic arguments with 2×XLEN-bit alignment ... in an aligned register
     pair (the first register is even-numbered), or on the stack by value".
     After an argument on the stack, all later ones are there.  */
  if (!named && s->desc->even_pairs && ffi_passed_align (type) >= 2 * word)
    s->gpr = (s->gpr + 1) & ~1u;
  if (s->gpr >= s->desc->ngpr)
    return take_stack (s, type->size, ffi_passed_align (type));
  uint32_t first = take_gpr (s);
  take_word (s);
  return first;
}

static inline bool
is_int (const ffi_type *type)
{
  return type->type == FFI_TYPE_INT
         || (type->type >= FFI_TYPE_UINT8 && type->type <= FFI_TYPE_SINT64);
}

/* ---- "Integer Calling Convention" ------------------------------------ */

/* "sign-extended from 32 bits to XLEN": signed and unsigned 32-bit
   integers.  */
static inline enum ffi_op
int_op (const struct state *s, const ffi_type *type)
{
  enum ffi_op op = ffi_int_op (type, s->desc->abi.word);
  return op == FFI_OP_U32 ? FFI_OP_S32 : op;
}

static inline void
emit (const struct state *s, enum ffi_op op, uint32_t value, uint32_t image,
      size_t len)
{
  if (s->is_result)
    ffi_emit_result (s->layout, op, value, image, (uint32_t) len);
  else
    ffi_emit (s->layout, s->arg, op, value, image, (uint32_t) len);
}

/* "Scalars wider than 2×XLEN bits are passed by reference", aggregates too.
   The address of a result comes before all arguments.  */
static void
place_reference (struct state *s, const ffi_type *type)
{
  uint32_t image = take_word (s);
  if (s->is_result)
    s->layout->indirect = image;
  else
    emit (s, FFI_OP_REF,
          ffi_take_scratch (s->layout, type->size, type->alignment), image,
          type->size);
}

static void
place_wide (struct state *s, const ffi_type *type, bool named)
{
  if (type->size <= 2u * s->desc->abi.word)
    emit (s, FFI_OP_BYTES, 0, take_two_words (s, type, named), type->size);
  else
    place_reference (s, type);
}

static inline void
place_integer (struct state *s, const ffi_type *type, bool named)
{
  if (type->size <= s->desc->abi.word)
    emit (s, int_op (s, type), 0, take_word (s), type->size);
  else
    place_wide (s, type, named);
}

/* ---- "Hardware Floating-point Calling Convention" --------------------- */

static inline bool
is_fpr_float (const struct state *s, const ffi_type *type)
{
  return ffi_is_float (type) && type->size <= s->desc->flen;
}

static inline bool
is_scalar (const ffi_type *type)
{
  return (type->type > FFI_TYPE_VOID && type->type < FFI_TYPE_STRUCT)
         || type->type == FFI_TYPE_POINTER;
}

/* flatten for most structs: those of scalars with ordinary padding; -1 for
   others.  */
static int
flatten_plain (const ffi_type *type, struct ffi_leaf leaf[2])
{
  ffi_type *const *member = type->elements;
  if (!member || !member[0] || !is_scalar (member[0]) || !member[1]
      || !is_scalar (member[1]))
    return -1;
  if (member[2])
    return is_scalar (member[2]) ? 0 : -1;
  size_t at = ffi_round_up (member[0]->size, member[1]->alignment);
  if (ffi_round_up (at + member[1]->size, type->alignment) != type->size)
    return -1;
  leaf[0] = (struct ffi_leaf) { member[0], 0, (uint32_t) member[0]->size };
  leaf[1] = (struct ffi_leaf) { member[1], (uint32_t) at,
                                (uint32_t) member[1]->size };
  return 2;
}

/* Flattens TYPE to at most two scalars; a complex number has two.  Returns
   their number; 0 if there are more, or in a union.  */
static unsigned
flatten (const struct state *s, const ffi_type *type,
         struct ffi_leaf leaf[2])
{
  int plain = type->type == FFI_TYPE_STRUCT ? flatten_plain (type, leaf) : -1;
  if (plain >= 0)
    return (unsigned) plain;
  bool exact;
  unsigned n = ffi_flatten (&s->desc->abi, type, leaf, 2, &exact);
  if (!exact || n > 2)
    return 0;
  if (n == 1 && leaf[0].type->type == FFI_TYPE_COMPLEX)
    {
      const ffi_type *real = leaf[0].type->elements[0];
      uint32_t half = (uint32_t) real->size;
      leaf[0] = (struct ffi_leaf) { real, leaf[0].offset, half };
      leaf[1] = (struct ffi_leaf) { real, leaf[0].offset + half, half };
      return 2;
    }
  return n;
}

/* "A struct containing one floating-point real and one integer": compilers do
   not count a pointer as an integer.  A bit-field counts with its width, not
   with its declared type.  */
static inline bool
is_gpr_field (const struct state *s, struct ffi_leaf leaf)
{
  if (leaf.type->type == FFI_TYPE_BITFIELD)
    return (((const ffi_bitfield *) leaf.type)->width & ~FFI_BITFIELD_UNNAMED)
           <= 8 * s->desc->abi.word;
  return is_int (leaf.type) && leaf.size <= s->desc->abi.word;
}

static inline void
place_leaf (struct state *s, struct ffi_leaf leaf)
{
  if (is_fpr_float (s, leaf.type))
    emit (s, leaf.size < 8 ? s->desc->abi.float_op : FFI_OP_BYTES, leaf.offset,
          take_fpr (s), leaf.size);
  else
    emit (s, int_op (s, leaf.type), leaf.offset, take_gpr (s), leaf.size);
}

/* Places a struct of one or two fields, at least one of them a float, if there
   are registers for all of it.  False: the integer convention places the
   value.  */
static bool
place_fields (struct state *s, const ffi_type *type)
{
  struct ffi_leaf leaf[2];
  unsigned n = flatten (s, type, leaf), nfloat = 0;
  for (unsigned i = 0; i < n; i++)
    if (is_fpr_float (s, leaf[i].type))
      nfloat++;
    else if (!is_gpr_field (s, leaf[i]))
      return false;
  if (nfloat == 0 || s->fpr + nfloat > NFPR
      || s->gpr + (n - nfloat) > s->desc->ngpr)
    return false;
  for (unsigned i = 0; i < n; i++)
    place_leaf (s, leaf[i]);
  return true;
}

static inline bool
place_float (struct state *s, const ffi_type *type)
{
  if (ffi_is_aggregate (type) || type->type == FFI_TYPE_COMPLEX)
    return place_fields (s, type);
  if (s->fpr >= NFPR || !is_fpr_float (s, type))
    return false;
  place_leaf (s, (struct ffi_leaf) { type, 0, (uint32_t) type->size });
  return true;
}

/* ---- Arguments and results ------------------------------------------- */

/* "Variadic arguments are passed according to the integer calling convention".
   A value that fits in floating-point registers is not passed by reference,
   although on RV32 two doubles are wider than 2×XLEN bits.  */
static inline void
place_value (struct state *s, const ffi_type *type, bool named)
{
  if (!named || s->desc->flen == 0 || !place_float (s, type))
    place_integer (s, type, named);
}

/* "Values are returned in the same manner as a first named argument of the
   same type".  Arguments then have all registers but that of the result's
   address.  */
static void
place_result (const struct ffi_riscv_desc *desc, const ffi_type *type,
              struct ffi_layout *layout)
{
  struct state s = { .desc = desc, .layout = layout, .is_result = true };
  if (type->type != FFI_TYPE_VOID)
    place_value (&s, type, true);
  if (s.fpr > 0)
    layout->flags |= RISCV_USES_FPR;
}

ffi_status
ffi_riscv_place (const struct ffi_abi_desc *abi,
                 const struct ffi_signature *sig, struct ffi_layout *layout)
{
  const struct ffi_riscv_desc *desc = (const struct ffi_riscv_desc *) abi;
  place_result (desc, sig->rtype, layout);
  struct state s = { .desc = desc, .layout = layout,
                     .gpr = layout->indirect != FFI_NO_IMAGE };
  for (uint32_t i = 0; i < sig->nargs; i++)
    {
      s.arg = i;
      if (ffi_is_passed (sig->arg_types[i]))
        place_value (&s, sig->arg_types[i], i < sig->nfixed);
      if (s.stack > FFI_MAX_IMAGE || layout->scratch > FFI_MAX_IMAGE)
        break;    /* ffi_place refuses such a result */
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
  if (offset < RISCV_CHAIN)
    return fpr[(offset - RISCV_FPR) / RISCV_FPR_SLOT];
  if (offset < RISCV_GPR || offset >= abi->stack_at)
    return NULL;
  return gpr[(offset - RISCV_GPR) / abi->word];
}

#define DESC(name, ...)                                                       \
  const struct ffi_riscv_desc ffi_riscv_##name                                \
    = FFI_RISCV_DESC ("riscv-" #name, __VA_ARGS__, true)

DESC (lp64, 8, 0, 8, 16, true);
DESC (lp64f, 8, 4, 8, 16, true);
DESC (lp64d, 8, 8, 8, 16, true);
DESC (lp64e, 8, 0, 6, 16, true);   /* both as in clang 19, in lp64 */
DESC (ilp32, 4, 0, 8, 16, true);
DESC (ilp32f, 4, 4, 8, 16, true);
DESC (ilp32d, 4, 8, 8, 16, true);
DESC (ilp32e, 4, 0, 6, 4, false);
