/* SPDX-License-Identifier: MIT */
/* AAPCS64 ("Procedure Call Standard for the Arm 64-bit Architecture") and its
   variants.  NGRN, NSRN, NSAA and the rule names (A.1, B.3, C.2, ...) are
   those of its section 6.8.2, "Parameter passing rules".  */
#include "aapcs64.h"
#include "image.h"

enum { NGPR = 8, NVECTOR = 8, MAX_MEMBERS = 4, MAX_IN_REGISTERS = 16 };

/* Registers and stack taken so far.  */
struct state
{
  const struct ffi_aapcs64_desc *desc;
  struct ffi_layout *layout;
  uint32_t nsaa;
  uint8_t ngrn, nsrn;
  bool only_x;               /* no arguments in v registers */
};

/* ---- Taking registers and stack -------------------------------------- */

static uint32_t
vector_image (const struct ffi_aapcs64_desc *desc, unsigned n, uint32_t size)
{
  return AAPCS64_V + 16 * n + (desc->abi.big_endian ? 16 - size : 0);
}

/* C.14: "the NSAA is rounded up to the larger of 8 or the Natural Alignment of
   the argument's type", which is 16 at most.  */
static uint32_t
take_stack (struct state *s, size_t size, unsigned align)
{
  size_t at = ffi_round_up (s->nsaa, align > 16 ? 16 : align);
  s->nsaa = at + size > FFI_MAX_IMAGE ? FFI_MAX_IMAGE + 64
                                      : (uint32_t) (at + size);
  return AAPCS64_STACK + (uint32_t) at;
}

/* Takes SIZE bytes of x registers for a value with alignment ALIGN.
   FFI_NO_IMAGE: there are too few, and later values get none either
   (C.13).  */
static uint32_t
take_x (struct state *s, size_t size, unsigned align)
{
  unsigned n = (unsigned) ((size + 7) / 8);
  /* C.10: "If the argument has an alignment of 16 then the NGRN is rounded
     up to the next even number."  */
  if (align >= 16 && s->desc->even_pairs)
    s->ngrn = (s->ngrn + 1u) & 0xfe;
  uint32_t image = AAPCS64_X + 8 * s->ngrn;
  if (s->ngrn + n <= NGPR)
    {
      s->ngrn = (uint8_t) (s->ngrn + n);
      return image;
    }
  /* Microsoft's variadic functions: the x registers count as the first 64
     bytes of the stack; in the image the stack follows them.  */
  bool split = s->only_x && s->desc->variadic_split && s->ngrn < NGPR;
  if (split)
    s->nsaa = 8 * (n + s->ngrn - NGPR);
  s->ngrn = NGPR;
  return split ? image : FFI_NO_IMAGE;
}

/* C.2, C.3: all members are in registers, or this value and all later ones are
   on the stack.  */
static bool
take_v (struct state *s, unsigned n, unsigned *first)
{
  *first = s->nsrn;
  bool fits = s->nsrn + n <= NVECTOR;
  s->nsrn = (uint8_t) (fits ? s->nsrn + n : NVECTOR);
  return fits;
}

/* ---- Classification -------------------------------------------------- */

/* The base types of Homogeneous Aggregates (section 5.9.5).  */
static bool
is_base (const struct ffi_abi_desc *abi, const ffi_type *type)
{
  (void) abi;
  return ffi_is_float (type)
         || (type->type == FFI_TYPE_VECTOR
             && (type->size == 8 || type->size == 16));
}

/* A homogeneous aggregate: one to four members of one base type, no more, no
   less.  */
static struct ffi_aapcs64_value
homogeneous (const struct ffi_aapcs64_desc *desc, const ffi_type *type,
             const ffi_type *base, unsigned align)
{
  struct ffi_aapcs64_value v
    = { AAPCS64_VECTORS, true, (uint8_t) (type->size / base->size),
        (uint8_t) base->size, (uint16_t) align };
  if (desc->packed_stack)
    v.align = v.member_size;
  return v;
}

/* Not inline, so that scalars and rows of floats do not get its large
   frame.  */
static __attribute__ ((noinline)) struct ffi_aapcs64_value
classify_aggregate (const struct ffi_aapcs64_desc *desc, const ffi_type *type)
{
  struct ffi_aapcs64_value v
    = { .kind = AAPCS64_REFERENCE, .aggregate = true };
  struct ffi_homogeneous h = { .is_base = is_base, .max = MAX_MEMBERS };
  if (type->size > MAX_MEMBERS * 16)
    return v;
  bool in_v = ffi_is_homogeneous (&desc->abi, type, &h);
  if (!in_v && type->size > MAX_IN_REGISTERS)
    return v;
  /* "The natural alignment of a composite type is the maximum of each of the
     member alignments of the members".  */
  v.align = (uint16_t) ffi_member_align (&desc->abi, type);
  if (in_v)
    return homogeneous (desc, type, h.base, v.align);
  if (desc->declared_align)
    v.align = type->alignment;
  v.kind = AAPCS64_BYTES;
  return v;
}

static inline __attribute__ ((always_inline)) struct ffi_aapcs64_value
classify (const struct ffi_aapcs64_desc *desc, const ffi_type *type)
{
  struct ffi_aapcs64_value v
    = { AAPCS64_WORD, false, 1, (uint8_t) type->size,
        (uint16_t) ffi_passed_align (type) };
  const ffi_type *floats;
  switch (ffi_code (type))
    {
    case FFI_TYPE_FLOAT:
    case FFI_TYPE_DOUBLE:
    case FFI_CODE_LONGDOUBLE:
      v.kind = AAPCS64_VECTORS;
      break;
    case FFI_TYPE_VECTOR:
      /* Short vectors have 8 or 16 bytes; compilers pass smaller ones as
         integers, larger ones as composites.  */
      if (type->size > 16)
        v.kind = AAPCS64_REFERENCE;
      else if (type->size >= 8)
        v.kind = AAPCS64_VECTORS;
      break;
    case FFI_TYPE_STRUCT:
    case FFI_TYPE_COMPLEX:
      /* Without looking at all members; no member of such a struct is aligned
         to 16.  */
      if (ffi_begins_with_integer (type)
          && (type->size > MAX_IN_REGISTERS
              || (type->type == FFI_TYPE_STRUCT && type->alignment <= 8)))
        return (struct ffi_aapcs64_value) {
          .kind = type->size > MAX_IN_REGISTERS ? AAPCS64_REFERENCE
                                                : AAPCS64_BYTES,
          .aggregate = true,
          .align = desc->declared_align ? type->alignment : 8
        };
      floats = ffi_row_of_floats (type);
      return floats && type->size <= MAX_MEMBERS * floats->size
               ? homogeneous (desc, type, floats, floats->alignment)
               : classify_aggregate (desc, type);
    case FFI_TYPE_UINT128:
    case FFI_TYPE_SINT128:
      v.kind = AAPCS64_BYTES;
      v.align = 16;
      break;
    default:
      break;
    }
  return v;
}

struct ffi_aapcs64_value
ffi_aapcs64_classify (const struct ffi_aapcs64_desc *desc,
                      const ffi_type *type)
{
  return classify (desc, type);
}

/* ---- Placement ------------------------------------------------------- */

static void
place_reference (struct state *s, uint32_t arg, const ffi_type *type)
{
  uint32_t copy = ffi_take_scratch (s->layout, type->size, type->alignment);
  uint32_t image = take_x (s, 8, 8);
  if (image == FFI_NO_IMAGE)
    image = take_stack (s, 8, 8);
  ffi_emit (s->layout, arg, FFI_OP_REF, copy, image, (uint32_t) type->size);
}

/* The op of a WORD.  Vectors, and values that fill their place, are not
   widened.  */
static enum ffi_op
word_op (const ffi_type *type)
{
  return ffi_int_op (type, 8);
}

/* A value on the stack (C.4 to C.7, C.13 to C.17).  Apple: "arguments may
   consume slots on the stack that are not multiples of 8 bytes", except
   anonymous arguments and composites.  */
static void
place_on_stack (struct state *s, uint32_t arg, const ffi_type *type,
                const struct ffi_aapcs64_value *v, bool anonymous)
{
  const struct ffi_aapcs64_desc *desc = s->desc;
  uint32_t size = (uint32_t) type->size;
  if (desc->packed_stack && v->kind != AAPCS64_BYTES && !anonymous)
    {
      ffi_emit (s->layout, arg, FFI_OP_BYTES, 0,
                take_stack (s, size, v->align), size);
      return;
    }
  unsigned slot = v->aggregate && v->kind == AAPCS64_BYTES && !anonymous
                    ? desc->composite_align : 8;
  if (v->align > slot)
    slot = v->align > 16 ? 16 : v->align;
  uint32_t image = take_stack (s, ffi_round_up (size, slot), slot);
  if (v->aggregate)
    ffi_emit (s->layout, arg, FFI_OP_BYTES, 0, image, size);
  else
    ffi_emit (s->layout, arg,
              v->kind == AAPCS64_WORD ? word_op (type) : FFI_OP_BYTES, 0,
              ffi_low_bytes (&desc->abi, image, size), size);
}

/* Places a value in x registers, or split between x registers and the
   stack.  */
static void
place_in_x (struct state *s, uint32_t arg, const ffi_type *type,
            const struct ffi_aapcs64_value *v, uint32_t image)
{
  uint32_t size = (uint32_t) type->size;
  uint32_t room = AAPCS64_STACK - image;
  if (v->kind == AAPCS64_WORD)
    ffi_emit (s->layout, arg, word_op (type), 0,
              ffi_low_bytes (&s->desc->abi, image, size), size);
  else if (size <= room)
    ffi_emit (s->layout, arg, FFI_OP_BYTES, 0, image, size);
  else
    {
      ffi_emit (s->layout, arg, FFI_OP_BYTES, 0, image, room);
      ffi_emit (s->layout, arg, FFI_OP_BYTES, room, AAPCS64_STACK,
                size - room);
    }
}

static void
place_in_v (struct state *s, uint32_t arg, const struct ffi_aapcs64_value *v,
            unsigned first)
{
  for (unsigned i = 0; i < v->members; i++)
    ffi_emit (s->layout, arg, FFI_OP_BYTES, i * v->member_size,
              vector_image (s->desc, first + i, v->member_size),
              v->member_size);
  s->layout->flags |= AAPCS64_VECTOR_ARGUMENTS;
}

/* A scalar for which no register is free, in a slot of the stack.  False: the
   stack is packed.  */
static bool
place_in_slot (struct state *s, uint32_t arg, enum ffi_op op, uint32_t size)
{
  if (s->desc->packed_stack)
    return false;
  ffi_emit (s->layout, arg, op, 0,
            ffi_low_bytes (&s->desc->abi, take_stack (s, 8, 8), size), size);
  return true;
}

/* C.1, C.9 and C.14 for most arguments: scalars.  False: not a scalar, or one
   of a rarer case.  */
static bool
place_scalar (struct state *s, uint32_t arg, const ffi_type *type)
{
  uint32_t size = (uint32_t) type->size;
  switch (type->type)
    {
    case FFI_TYPE_FLOAT:
    case FFI_TYPE_DOUBLE:
      if (s->only_x)
        return false;
      if (s->nsrn == NVECTOR)
        return place_in_slot (s, arg, FFI_OP_BYTES, size);
      ffi_emit (s->layout, arg, FFI_OP_BYTES, 0,
                vector_image (s->desc, s->nsrn++, size), size);
      s->layout->flags |= AAPCS64_VECTOR_ARGUMENTS;
      return true;
    case FFI_TYPE_INT:
    case FFI_TYPE_UINT8: case FFI_TYPE_SINT8:
    case FFI_TYPE_UINT16: case FFI_TYPE_SINT16:
    case FFI_TYPE_UINT32: case FFI_TYPE_SINT32:
    case FFI_TYPE_UINT64: case FFI_TYPE_SINT64:
    case FFI_TYPE_POINTER:
      if (s->ngrn == NGPR)
        return place_in_slot (s, arg, word_op (type), size);
      ffi_emit (s->layout, arg, word_op (type), 0,
                ffi_low_bytes (&s->desc->abi, AAPCS64_X + 8 * s->ngrn++, size),
                size);
      return true;
    default:
      return false;
    }
}

/* Apple's compiler passes a double for a float of two bytes in "...".  */
static bool
is_widened (const struct ffi_aapcs64_desc *desc, const ffi_type *type)
{
  return desc->anonymous_on_stack && type->type == FFI_TYPE_FLOAT
         && type->size == 2;
}

static void
place_argument (struct state *s, uint32_t arg, const ffi_type *type,
                bool anonymous)
{
  if (anonymous && s->desc->anonymous_on_stack)
    s->ngrn = NGPR, s->nsrn = NVECTOR;
  if (place_scalar (s, arg, type))
    return;
  struct ffi_aapcs64_value v = classify (s->desc, type);
  if (s->only_x && v.kind == AAPCS64_VECTORS)
    v.kind = type->size > MAX_IN_REGISTERS ? AAPCS64_REFERENCE : AAPCS64_BYTES;

  unsigned first;
  uint32_t image;
  if (v.kind == AAPCS64_REFERENCE)
    place_reference (s, arg, type);
  else if (v.kind == AAPCS64_VECTORS && take_v (s, v.members, &first))
    place_in_v (s, arg, &v, first);
  else if (v.kind != AAPCS64_VECTORS
           && (image = take_x (s, type->size, v.align)) != FFI_NO_IMAGE)
    place_in_x (s, arg, type, &v, image);
  else
    place_on_stack (s, arg, type, &v, anonymous);
}

/* Places a result that is a vector of less than 8 bytes, on platforms whose
   convention is that the compiler widens it to a whole register.  */
static void
place_small_vector (struct ffi_layout *layout, const ffi_type *type)
{
  uint32_t lane = (uint32_t) type->elements[0]->size;
  uint32_t lanes = (uint32_t) type->size / lane;
  for (uint32_t i = 0; i < lanes; i++)
    ffi_emit_result (layout, FFI_OP_BYTES, i * lane, AAPCS64_V + 8 / lanes * i,
                     lane);
  layout->flags |= AAPCS64_VECTOR_RESULT;
}

/* Section 6.9, "Result return": as a first argument, or in memory at x8.  */
static void
place_result (const struct ffi_aapcs64_desc *desc, const ffi_type *type,
              struct ffi_layout *layout)
{
  if (type->type == FFI_TYPE_VOID)
    return;
  struct ffi_aapcs64_value v = ffi_aapcs64_classify (desc, type);
  uint32_t size = (uint32_t) type->size;
  if (type->type == FFI_TYPE_VECTOR && v.kind == AAPCS64_WORD
      && desc->small_vector_lanes)
    place_small_vector (layout, type);
  else if (v.kind == AAPCS64_REFERENCE)
    layout->indirect = AAPCS64_X8;
  else if (v.kind == AAPCS64_VECTORS)
    {
      for (unsigned i = 0; i < v.members; i++)
        ffi_emit_result (layout, FFI_OP_BYTES, i * v.member_size,
                         vector_image (desc, i, v.member_size),
                         v.member_size);
      layout->flags |= AAPCS64_VECTOR_RESULT;
    }
  else if (v.kind == AAPCS64_WORD)
    ffi_emit_result (layout, word_op (type), 0,
                     ffi_low_bytes (&desc->abi, AAPCS64_X, size), size);
  else
    ffi_emit_result (layout, FFI_OP_BYTES, 0, AAPCS64_X, size);
}

static ffi_status
place (const struct ffi_abi_desc *abi, const struct ffi_signature *sig,
       struct ffi_layout *layout)
{
  const struct ffi_aapcs64_desc *desc = (const struct ffi_aapcs64_desc *) abi;
  struct state s = { .desc = desc, .layout = layout,
                     .only_x = desc->variadic_in_x && ffi_is_variadic (sig) };
  place_result (desc, sig->rtype, layout);
  for (uint32_t i = 0; i < sig->nargs; i++)
    if (i >= sig->nfixed && is_widened (desc, sig->arg_types[i]))
      return FFI_BAD_ARGTYPE;
    else if (ffi_is_passed (sig->arg_types[i]))
      place_argument (&s, i, sig->arg_types[i], i >= sig->nfixed);
  layout->stack = (uint32_t) ffi_round_up (s.nsaa, 16);
  return FFI_OK;
}

static const char *
reg_name (const struct ffi_abi_desc *abi, uint32_t offset)
{
  static const char *const x[]
    = { "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7" };
  static const char *const v[]
    = { "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7" };
  (void) abi;
  if (offset < AAPCS64_CHAIN)
    return v[(offset - AAPCS64_V) / 16];
  if (offset >= AAPCS64_STACK || offset < AAPCS64_X8)
    return NULL;
  return offset >= AAPCS64_X ? x[(offset - AAPCS64_X) / 8] : "x8";
}

/* ---- The variants ---------------------------------------------------- */

/* max_extra: two homogeneous aggregates of four members fill v0-v7; one value
   may be split.  */
#define DESC(abi_name, be, bits, differs)                                     \
  { .name = abi_name, .word = 8, .big_endian = be, .bit_fields = bits,        \
    .max_extra = 7, .variadic_differs = differs,                              \
    .looks_into = 0x1ff, .half_floats = true,                                 \
    FFI_STEPS_FIELDS, .one_run = 4, .one_run_from = MAX_MEMBERS * 16 + 1,     \
    .place = place, .reg_name = reg_name }

const struct ffi_aapcs64_desc ffi_aapcs64
  = { .abi = DESC ("aarch64", false, FFI_BITS_ARM, false),
      .composite_align = 8, .even_pairs = true };

const struct ffi_aapcs64_desc ffi_aapcs64_be
  = { .abi = DESC ("aarch64_be", true, FFI_BITS_ARM, false),
      .composite_align = 8, .even_pairs = true };

const struct ffi_aapcs64_desc ffi_aapcs64_apple
  = { .abi = DESC ("aarch64-apple", false, FFI_BITS_SYSV, true),
      .composite_align = 8, .packed_stack = true, .anonymous_on_stack = true,
      .declared_align = true, .small_vector_lanes = true };

const struct ffi_aapcs64_desc ffi_aapcs64_apple_ilp32
  = { .abi = DESC ("aarch64-apple-ilp32", false, FFI_BITS_APART, true),
      .composite_align = 4, .packed_stack = true, .anonymous_on_stack = true,
      .declared_align = true, .small_vector_lanes = true };

/* Functions with clang's attribute ms_abi on other systems.  Composites are
   aligned by the rules of the system's own ABI.  */
const struct ffi_aapcs64_desc ffi_aapcs64_ms_abi
  = { .abi = DESC ("aarch64-ms_abi", false, FFI_BITS_ARM, true),
      .composite_align = 8, .even_pairs = true, .variadic_in_x = true };

const struct ffi_aapcs64_desc ffi_aapcs64_windows
  = { .abi = DESC ("aarch64-windows", false, FFI_BITS_MSVC, true),
      .composite_align = 8, .even_pairs = true, .declared_align = true,
      .variadic_in_x = true, .variadic_split = true,
      .small_vector_lanes = true };
