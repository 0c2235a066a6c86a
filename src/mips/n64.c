/* SPDX-License-Identifier: MIT */
/* MIPS n64 and n32: "MIPSpro N32 ABI Handbook", chapter 2, "Calling
   Convention Implementations".  */
#include "mips.h"
#include "image.h"

enum { NSLOT = 8 };

/* The slots: slot N of the first eight is $(4 + N) or $f(12 + N); the others
   are words of the stack.  */
struct slots
{
  uint32_t next;
};

static uint32_t
take (struct slots *s, size_t size, unsigned align)
{
  uint32_t slot = align > 8 ? (s->next + 1) & ~1u : s->next;
  size_t end = slot + (size + 7) / 8;
  s->next = end > FFI_MAX_IMAGE / 8 ? FFI_MAX_IMAGE / 8 + 2 * NSLOT
                                  : (uint32_t) end;
  return slot;
}

static uint32_t
gpr_image (uint32_t slot)
{
  return N64_GPR + 8 * slot;
}

static uint32_t
in_fpr (const struct ffi_abi_desc *abi, uint32_t image, size_t len)
{
  return ffi_low_bytes (abi, image, (uint32_t) len);
}

static bool
is_hard (const struct ffi_abi_desc *abi)
{
  return ((const struct ffi_mips_desc *) abi)->hard_float;
}

/* "... 32-bit values are sign-extended", also unsigned ones.  */
static enum ffi_op
int_op (const ffi_type *type)
{
  return type->size == 4 ? FFI_OP_S32 : ffi_int_op (type, 8);
}

/* The op of a floating-point field of LEN bytes, which is a 32-bit value too
   if it is in an integer register.  */
static enum ffi_op
fp_op (const struct ffi_abi_desc *abi, uint32_t len)
{
  return len == 4 && !is_hard (abi) ? FFI_OP_S32 : FFI_OP_BYTES;
}

/* ---- Results --------------------------------------------------------- */

/* Places a result of N fields in FP registers: in $f0 and, if there are two,
   in SECOND.  With soft float the fields are in $2 and $4.  */
static void
emit_fp_result (const struct ffi_abi_desc *abi, const struct ffi_leaf *field,
                unsigned n, uint32_t second, struct ffi_layout *layout)
{
  uint32_t image = is_hard (abi) ? N64_F0 : N64_V0;
  layout->flags |= is_hard (abi) ? MIPS_USES_FPR : 0;
  for (unsigned i = 0; i < n; i++)
    {
      uint32_t len = (uint32_t) field[i].type->size;
      ffi_emit_result (layout, fp_op (abi, len), field[i].offset,
                       in_fpr (abi, image, len), len);
      image = is_hard (abi) ? second : N64_GPR;
    }
}

/* Stores the members of a struct that has one or two floating-point members,
   not nested, and no others.  Returns their number, or 0.  */
static unsigned
fp_fields (const struct ffi_abi_desc *abi, const ffi_type *type,
           struct ffi_leaf field[2])
{
  bool exact = true;
  ffi_type *const *e = ffi_members (type);
  for (unsigned i = 0; e[i]; i++)
    if (i == 2 || (e[i]->type != FFI_TYPE_FLOAT
                   && e[i]->type != FFI_TYPE_DOUBLE))
      return 0;
  unsigned n = ffi_flatten (abi, type, field, 2, &exact);
  return exact && n <= 2 ? n : 0;
}

static bool
is_fp_type (const ffi_type *type)
{
  return type->type == FFI_TYPE_FLOAT || type->type == FFI_TYPE_DOUBLE;
}

static void
place_long_double_result (const struct ffi_abi_desc *abi, uint32_t second,
                          struct ffi_layout *layout)
{
  bool hard = is_hard (abi);
  layout->flags |= hard ? MIPS_USES_FPR : 0;
  ffi_emit_result (layout, FFI_OP_BYTES, 0, hard ? N64_F0 : N64_V0, 8);
  ffi_emit_result (layout, FFI_OP_BYTES, 8, hard ? second : N64_GPR, 8);
}

/* If a struct of four bytes is in the low half of its register, gcc treats it
   as an int, which is sign-extended.  */
static enum ffi_op
struct_op (const struct ffi_abi_desc *abi, const ffi_type *type)
{
  return type->size == 4 && !abi->big_endian ? FFI_OP_S32 : FFI_OP_BYTES;
}

static void
place_struct_result (const struct ffi_abi_desc *abi, const ffi_type *type,
                     struct ffi_layout *layout)
{
  ffi_type *const *e = ffi_members (type);
  struct ffi_leaf field[2];
  unsigned n = fp_fields (abi, type, field);
  if (n != 0)
    emit_fp_result (abi, field, n, N64_F2, layout);
  else if (is_hard (abi) && type->size == 16 && e[0] && !e[1]
           && e[0]->type == FFI_CODE_LONGDOUBLE)
    place_long_double_result (abi, N64_F1, layout);
  else
    ffi_emit_result (layout, struct_op (abi, type), 0, N64_V0,
                     (uint32_t) type->size);
}

/* Places a result that is no integer, float or double.  Not inline, as below
   for arguments.  */
static __attribute__ ((noinline)) void
place_other_result (const struct ffi_abi_desc *abi, const ffi_type *type,
                    struct ffi_layout *layout)
{
  uint32_t size = (uint32_t) type->size;
  switch (ffi_code (type))
    {
    case FFI_TYPE_STRUCT:
      place_struct_result (abi, type, layout);
      break;
    case FFI_TYPE_COMPLEX:
      if (is_hard (abi) && is_fp_type (type->elements[0]))
        {
          const ffi_type *part = type->elements[0];
          uint32_t half = size / 2;
          struct ffi_leaf both[2]
            = { { part, 0, half }, { part, half, half } };
          emit_fp_result (abi, both, 2, N64_F2, layout);
        }
      else
        ffi_emit_result (layout, FFI_OP_BYTES, 0, N64_V0, size);
      break;
    case FFI_CODE_LONGDOUBLE:
      place_long_double_result (abi, N64_F2, layout);
      break;
    default:
      ffi_emit_result (layout, FFI_OP_BYTES, 0, N64_V0, size);
    }
}

static void
place_result (const struct ffi_abi_desc *abi, const ffi_type *type,
              struct slots *s, struct ffi_layout *layout)
{
  uint32_t size = (uint32_t) type->size;
  if (type->type == FFI_TYPE_VOID)
    return;
  if (size > 16)
    {
      layout->indirect = gpr_image (take (s, 8, 8));
      layout->echo = N64_V0;
      return;
    }
  switch (ffi_code (type))
    {
    case FFI_TYPE_FLOAT:
    case FFI_TYPE_DOUBLE:
      layout->flags |= is_hard (abi) ? MIPS_USES_FPR : 0;
      ffi_emit_result (layout, fp_op (abi, size), 0,
                       in_fpr (abi, is_hard (abi) ? N64_F0 : N64_V0, size),
                       size);
      break;
    case FFI_TYPE_STRUCT:
    case FFI_TYPE_COMPLEX:
    case FFI_TYPE_VECTOR:
    case FFI_TYPE_UINT128:
    case FFI_TYPE_SINT128:
    case FFI_CODE_LONGDOUBLE:
      place_other_result (abi, type, layout);
      break;
    default:
      ffi_emit_result (layout, int_op (type), 0,
                       ffi_low_bytes (abi, N64_V0, size), size);
    }
}

/* ---- Arguments ------------------------------------------------------- */

/* The argument to place.  FPRS: it may use FP registers, which only named
   arguments do.  */
struct argument
{
  const struct ffi_abi_desc *abi;
  struct ffi_layout *layout;
  uint32_t arg;
  bool fprs;
  uint8_t doubles;           /* of a struct: a bit for each doubleword */
  uint8_t word, from;        /* its next doubleword and byte to place */
};

/* Places LEN bytes of a floating-point value, from offset VALUE, in SLOT.  On
   the stack a float is at the low address in both byte orders.  */
static inline __attribute__ ((always_inline)) void
emit_fp (const struct argument *a, uint32_t value, uint32_t slot,
         uint32_t len)
{
  struct ffi_layout *layout = a->layout;
  uint32_t image = gpr_image (slot);
  if (slot < NSLOT)
    {
      if (a->fprs)
        {
          image = N64_FPR + 8 * slot;
          layout->flags |= MIPS_USES_FPR;
        }
      image = in_fpr (a->abi, image, len);
    }
  ffi_emit (layout, a->arg,
            slot < NSLOT ? fp_op (a->abi, len) : FFI_OP_BYTES, value, image,
            len);
}

/* The doublewords of a struct that are passed in FP registers: doubles that
   are members of the struct itself, not of its members.  Bit i is doubleword
   i.  There are none if the members overlap, as in unions.  */
static uint8_t
double_word (const ffi_type *member, size_t offset)
{
  return member->type == FFI_TYPE_DOUBLE && offset % 8 == 0
           && offset / 8 < NSLOT ? (uint8_t) (1u << offset / 8) : 0;
}

/* For any struct.  Not inline, so that others do not get the large frame.  */
static __attribute__ ((noinline)) uint8_t
any_double_words (const struct ffi_abi_desc *abi, const ffi_type *type)
{
  uint8_t words = 0;
  struct ffi_cursor c = ffi_open (type, abi->bit_fields);
  bool overlap = c.overlap;
  for (struct ffi_member m; ffi_next (&c, &m);)
    words |= double_word (m.type, m.offset);
  return !overlap && (type->type == FFI_TYPE_RECORD
                      || ffi_is_accounted_for (type, c.last)) ? words : 0;
}

/* The same for a struct of scalars; *IS_ROW tells whether TYPE is one.  */
static inline uint8_t
row_double_words (const ffi_type *type, bool *is_row)
{
  uint8_t words = 0;
  size_t end = 0;
  *is_row = type->type == FFI_TYPE_STRUCT;
  for (ffi_type *const *e = ffi_members (type); *e; e++)
    {
      size_t at = ffi_row_offset (type, *e, end);
      words |= double_word (*e, at);
      end = at + (*e)->size;
      *is_row &= (*e)->type < FFI_TYPE_STRUCT
                 || (*e)->type == FFI_TYPE_POINTER;
    }
  return ffi_is_accounted_for (type, 8 * end) ? words : 0;
}

/* Places the struct A, of TYPE, from SLOT on.  This function, and the next ones,
   are not inline, so that each kind of argument has no frame but that which it
   needs.  */
static __attribute__ ((noinline)) void
place_double_words (struct argument *a, const ffi_type *type, uint32_t slot)
{
  for (; slot + a->word < NSLOT && 8u * a->word < type->size; a->word++)
    if (a->doubles >> a->word & 1)
      {
        if (a->from < 8 * a->word)
          ffi_emit (a->layout, a->arg, FFI_OP_BYTES, a->from,
                    gpr_image (slot) + a->from, 8u * a->word - a->from);
        FFI_READ_AGAIN (a);
        a->from = (uint8_t) (8 * (a->word + 1));
        emit_fp (a, 8 * a->word, slot + a->word, 8);
        FFI_READ_AGAIN (a);
      }
  if (a->from < type->size)
    ffi_emit (a->layout, a->arg, struct_op (a->abi, type), a->from,
              gpr_image (slot) + a->from, (uint32_t) type->size - a->from);
}

static __attribute__ ((noinline)) void
place_any_struct (struct argument *a, const ffi_type *type, uint32_t slot)
{
  a->doubles = any_double_words (a->abi, type);
  place_double_words (a, type, slot);
}

/* Places a struct: its memory, doubleword by doubleword, in consecutive
   slots.  */
static __attribute__ ((noinline)) void
place_struct (struct argument *a, const ffi_type *type, struct slots *s)
{
  uint32_t slot = take (s, type->size, ffi_passed_align (type));
  bool is_row = true;
  a->doubles = a->fprs && slot < NSLOT ? row_double_words (type, &is_row) : 0;
  if (!is_row)
    place_any_struct (a, type, slot);
  else if (a->doubles != 0)
    place_double_words (a, type, slot);
  else if (type->size != 0)
    ffi_emit (a->layout, a->arg, struct_op (a->abi, type), 0,
              gpr_image (slot), (uint32_t) type->size);
}

/* Places a complex number: its parts are separate arguments if FP registers
   are left for both (long double: for one); else as in memory.  */
static __attribute__ ((noinline)) void
place_complex (const struct argument *a, const ffi_type *type,
               struct slots *s)
{
  const ffi_type *part = type->elements[0];
  uint32_t half = (uint32_t) part->size;
  uint32_t slot = take (s, 2 * half, half);
  if (!a->fprs || !ffi_is_float (part) || slot + 2 > NSLOT)
    {
      ffi_emit (a->layout, a->arg, FFI_OP_BYTES, 0, gpr_image (slot),
                2 * half);
      return;
    }
  if (half == 16)
    {
      emit_fp (a, 0, slot, 16);
      emit_fp (a, 16, slot + 2, 16);
      return;
    }
  s->next = slot + 2;
  emit_fp (a, 0, slot, half);
  emit_fp (a, half, slot + 1, half);
}

/* Places what is no integer, float, double or struct.  */
static __attribute__ ((noinline)) void
place_other (const struct argument *a, const ffi_type *type,
             struct slots *s)
{
  uint32_t size = (uint32_t) type->size, slot;
  switch (ffi_code (type))
    {
    case FFI_TYPE_COMPLEX:
      place_complex (a, type, s);
      break;
    case FFI_CODE_LONGDOUBLE:
      emit_fp (a, 0, take (s, 16, 16), 16);
      break;
    default:
      slot = take (s, size, ffi_passed_align (type));
      ffi_emit (a->layout, a->arg, FFI_OP_BYTES, 0, gpr_image (slot), size);
    }
}

static __attribute__ ((noinline)) void
place_argument (struct argument *a, const ffi_type *type,
                struct slots *s)
{
  uint32_t size = (uint32_t) type->size, slot;
  switch (ffi_code (type))
    {
    case FFI_TYPE_FLOAT:
    case FFI_TYPE_DOUBLE:
      emit_fp (a, 0, take (s, size, size), size);
      break;
    case FFI_TYPE_STRUCT:
      place_struct (a, type, s);
      break;
    case FFI_TYPE_COMPLEX:
    case FFI_CODE_LONGDOUBLE:
    case FFI_TYPE_VECTOR:
    case FFI_TYPE_UINT128:
    case FFI_TYPE_SINT128:
      place_other (a, type, s);
      break;
    default:
      slot = take (s, size, 8);
      ffi_emit (a->layout, a->arg, int_op (type), 0,
                ffi_low_bytes (a->abi, gpr_image (slot), size), size);
    }
}

static ffi_status
place (const struct ffi_abi_desc *abi, const struct ffi_signature *sig,
       struct ffi_layout *layout)
{
  struct slots s = { 0 };
  place_result (abi, sig->rtype, &s, layout);
  for (uint32_t i = 0; i < sig->nargs; i++)
    {
      struct argument a
        = { .abi = abi, .layout = layout, .arg = i,
            .fprs = is_hard (abi) && i < sig->nfixed };
      if (ffi_is_passed (sig->arg_types[i]))
        place_argument (&a, sig->arg_types[i], &s);
    }
  layout->stack = s.next > NSLOT ? 8 * (s.next - NSLOT) : 0;
  return FFI_OK;
}

static const char *
reg_name (const struct ffi_abi_desc *abi, uint32_t offset)
{
  static const char *const gpr[]
    = { "$4", "$5", "$6", "$7", "$8", "$9", "$10", "$11" };
  static const char *const fpr[] = { "$f12", "$f13", "$f14", "$f15",
                                     "$f16", "$f17", "$f18", "$f19" };
  static const char *const result[]
    = { "$f0", "$f2", "$f1", NULL, "$2", "$3" };
  (void) abi;
  if (offset >= N64_STACK)
    return NULL;
  if (offset >= N64_GPR)
    return gpr[(offset - N64_GPR) / 8];
  return offset >= N64_F0 ? result[(offset - N64_F0) / 8]
                          : fpr[(offset - N64_FPR) / 8];
}

#define DESC(abi_name, be, hard)                                              \
  {                                                                           \
    { .name = abi_name, .word = 8, .big_endian = be,                          \
      .max_extra = 2 * NSLOT, .variadic_differs = true, .one_run = 8,         \
      N64_IMAGE, .place = place, .reg_name = reg_name },                      \
    hard                                                                      \
  }

const struct ffi_mips_desc ffi_n64_be = DESC ("mips-n64", true, true);
const struct ffi_mips_desc ffi_n64_le = DESC ("mipsel-n64", false, true);
const struct ffi_mips_desc ffi_n64_soft_be
  = DESC ("mips-n64-soft", true, false);
const struct ffi_mips_desc ffi_n64_soft_le
  = DESC ("mipsel-n64-soft", false, false);
