/* SPDX-License-Identifier: MIT */
/* The 64-bit PowerPC ABIs: ELFv2 ("64-Bit ELF V2 ABI Specification", section
   2.2.3, "Parameter Passing in Registers") and ELFv1 ("64-bit PowerPC ELF
   Application Binary Interface Supplement", section 3.2.3).  Arguments have
   slots, the doublewords of the parameter save area.  Slots 0-7 are r3-r10.
   Arguments in f1-f13 or v2-v13 have slots, too, which stay empty.  */
#include "ppc64.h"
#include "image64.h"

enum { NGPR = 8, NFPR = 13, NVR = 12, MAX_UNITS = 8 };

/* Registers and slots taken so far.  */
struct state
{
  const struct ffi_ppc64_desc *desc;
  struct ffi_layout *layout;
  unsigned fpr, vr;
  size_t slot;
};

/* How a value is passed.  */
enum kind
{
  NOTHING,                   /* it has no bytes */
  INTEGER,                   /* in a slot, widened */
  MEMORY,                    /* in slots, as in memory */
  FLOATS,                    /* in f registers, else in slots as in memory */
  PARTS,                     /* the same, but each in a slot of its own */
  VECTORS,                   /* in v registers, else in slots as in memory */
  REFERENCE                  /* the address of a copy */
};

struct value
{
  enum kind kind;
  uint32_t unit, n;          /* FLOATS, PARTS, VECTORS: size of one, and
                                their number */
  bool even;                 /* its first slot is even */
};

/* ---- Taking slots and registers -------------------------------------- */

/* The image offset of slot N.  */
static uint32_t
slot_image (const struct ffi_ppc64_desc *desc, size_t n)
{
  return n < NGPR ? PPC64_GPR + 8 * (uint32_t) n
                  : PPC64_STACK + desc->slots_at + 8 * (uint32_t) n;
}

static size_t
take_slots (struct state *s, size_t size, bool even)
{
  size_t first = even ? (s->slot + 1) & ~(size_t) 1 : s->slot;
  s->slot = first + (size + 7) / 8;
  return first;
}

/* Takes up to N registers of a bank of LIMIT registers.  Returns how many were
   left.  */
static unsigned
take_registers (unsigned *bank, unsigned n, unsigned limit)
{
  unsigned taken = limit - *bank < n ? limit - *bank : n;
  *bank += taken;
  return taken;
}

/* Places the bytes of argument ARG from offset FROM up to SIZE in slots, as in
   memory.  The value starts in slot FIRST.  Less than a slot is
   right-justified.  */
static void
emit_memory (struct state *s, uint32_t arg, size_t first, uint32_t from,
             uint32_t size)
{
  uint32_t in_gprs = first < NGPR ? 8 * (uint32_t) (NGPR - first) : 0;
  if (from < in_gprs && from < size)
    {
      uint32_t end = size < in_gprs ? size : in_gprs;
      uint32_t at = slot_image (s->desc, first) + from;
      if (size < 8)
        at = ffi_low_bytes (&s->desc->abi, at, size);
      ffi_emit (s->layout, arg, FFI_OP_BYTES, from, at, end - from);
      from = end;
    }
  if (from < size)
    {
      uint32_t at = slot_image (s->desc, first + from / 8) + from % 8;
      if (size < 8)
        at = ffi_low_bytes (&s->desc->abi, at, size);
      ffi_emit (s->layout, arg, FFI_OP_BYTES, from, at, size - from);
    }
}

/* Places N floats of UNIT bytes at offset VALUE in f registers from FPR on.
   Those of 8 bytes are one piece, as their registers are adjacent in the
   image.  */
static void
emit_floats (struct state *s, uint32_t arg, uint32_t value, uint32_t unit,
             unsigned n, unsigned fpr)
{
  uint32_t image = PPC64_FPR + 8 * fpr;
  s->layout->flags |= POWERPC_FPR_ARGUMENTS;
  if (unit == 8)
    ffi_emit (s->layout, arg, FFI_OP_BYTES, value, image, 8 * n);
  else
    for (unsigned i = 0; i < n; i++)
      ffi_emit (s->layout, arg, FFI_OP_DOUBLE, value + 4 * i, image + 8 * i,
                4);
}

/* ---- Classification -------------------------------------------------- */

/* Whether TYPE is a long double of FORMAT, one of 16 bytes: one of 8 bytes is a
   double, whatever the ABI says.  */
static bool
is_quad (const struct ffi_ppc64_desc *desc, const ffi_type *type,
         enum ffi_powerpc_longdouble format)
{
  return type->type == FFI_CODE_LONGDOUBLE && type->size == 16
         && desc->longdouble == format;
}

static bool
is_ieee (const struct ffi_ppc64_desc *desc, const ffi_type *type)
{
  return is_quad (desc, type, FFI_POWERPC_IEEE);
}

/* The size of what one register holds of TYPE, a float or a vector; 0 for
   other types.  In an ABI whose long double is a double, a long double of 16
   bytes is passed as one.  */
static uint32_t
unit_of (const struct ffi_ppc64_desc *desc, const ffi_type *type)
{
  if (type->type == FFI_TYPE_VECTOR)
    return type->size == 16 && !desc->no_vectors ? 16 : 0;
  if (!ffi_is_float (type))
    return 0;
  return type->type == FFI_TYPE_FLOAT ? 4 : is_ieee (desc, type) ? 16 : 8;
}

/* The number of registers that a float or vector takes.  */
static uint32_t
units_in (const struct ffi_ppc64_desc *desc, const ffi_type *type)
{
  return is_quad (desc, type, FFI_POWERPC_IBM) ? 2 : 1;
}

static bool
is_vector_unit (const struct ffi_ppc64_desc *desc, const ffi_type *type)
{
  return type->type == FFI_TYPE_VECTOR || is_ieee (desc, type);
}

static bool
is_base (const struct ffi_abi_desc *abi, const ffi_type *type)
{
  return unit_of ((const struct ffi_ppc64_desc *) abi, type) != 0;
}

/* ELFv2: "homogeneous aggregates ... of up to eight registers".  Complex
   numbers count as two members.  ELFv1: only aggregates of a single member,
   not complex, and no unions.  In such an aggregate, as an argument (no
   RESULT), compilers ignore bit-fields of no bits, which end homogeneity
   elsewhere.  */
static bool
is_homogeneous (const struct ffi_ppc64_desc *desc, const ffi_type *type,
                bool result, struct value *v)
{
  struct ffi_homogeneous h
    = { .is_base = is_base, .max = MAX_UNITS, .bits_count = true };
  if (!desc->homogeneous || !ffi_is_homogeneous (&desc->abi, type, &h))
    {
      if (result)
        return false;
      h = (struct ffi_homogeneous) { .is_base = is_base, .max = MAX_UNITS };
      if (!ffi_is_homogeneous (&desc->abi, type, &h) || !h.exact
          || h.members != 1 || type->size != h.base->size)
        return false;
    }
  size_t units = type->size / h.base->size * units_in (desc, h.base);
  if (units > MAX_UNITS)
    return false;
  v->kind = is_vector_unit (desc, h.base) ? VECTORS : FLOATS;
  v->unit = unit_of (desc, h.base);
  v->n = (uint32_t) units;
  /* Aggregates of floats, also of IBM long doubles, start in any slot.  */
  v->even = v->kind == VECTORS;
  return true;
}

/* Not inline, so that scalars do not get its large frame.  */
static __attribute__ ((noinline)) struct value
classify_aggregate (const struct ffi_ppc64_desc *desc, const ffi_type *type,
                    bool result)
{
  struct value v = { MEMORY, 0, 0, false };
  /* "Aggregates ... that have a required alignment of 16 bytes or more are
     aligned on a 16-byte boundary."  */
  v.even = type->alignment >= 16 && !desc->unaligned;
  if (type->size == 0)
    v.kind = NOTHING;
  else
    is_homogeneous (desc, type, result, &v);
  return v;
}

static struct value
classify (const struct ffi_ppc64_desc *desc, const ffi_type *type, bool result)
{
  struct value v = { INTEGER, 0, 0, false };
  const ffi_type *part = type;
  switch (ffi_code (type))
    {
    case FFI_TYPE_STRUCT:
      return classify_aggregate (desc, type, result);
    case FFI_TYPE_VOID:
      v.kind = NOTHING;
      break;
    case FFI_TYPE_UINT128:
    case FFI_TYPE_SINT128:
      v.kind = MEMORY;
      break;
    case FFI_TYPE_VECTOR:
      /* Vectors of 8 bytes and less are passed as in memory, and vectors that
         no register holds by reference.  */
      v.unit = unit_of (desc, type);
      v.kind = v.unit != 0 ? VECTORS : type->size > 8 ? REFERENCE : MEMORY;
      v.n = 1;
      v.even = v.kind == VECTORS;
      break;
    case FFI_TYPE_COMPLEX:
      part = type->elements[0];
      v.kind = PARTS;
      v.unit = unit_of (desc, part);
      /* Both parts are passed as separate arguments.  */
      v.n = 2 * units_in (desc, part);
      if (v.unit != 0)
        v.kind = is_ieee (desc, part) ? VECTORS
                 : v.unit == 8 ? FLOATS : PARTS;
      else if (part->size >= 8)
        v.kind = MEMORY;
      v.even = v.kind == VECTORS;
      break;
    case FFI_TYPE_FLOAT:
    case FFI_TYPE_DOUBLE:
    case FFI_CODE_LONGDOUBLE:
      v.kind = is_ieee (desc, type) ? VECTORS : FLOATS;
      v.unit = unit_of (desc, type);
      v.n = units_in (desc, type);
      v.even = v.kind == VECTORS;
      break;
    default:
      break;
    }
  return v;
}

/* ---- Arguments ------------------------------------------------------- */

static void
place_integer (struct state *s, uint32_t arg, const ffi_type *type)
{
  uint32_t size = (uint32_t) type->size;
  uint32_t image = slot_image (s->desc, take_slots (s, size, false));
  ffi_emit (s->layout, arg, ffi_int_op (type, 8), 0,
            ffi_low_bytes (&s->desc->abi, image, size), size);
}

static void
place_reference (struct state *s, uint32_t arg, const ffi_type *type)
{
  uint32_t copy = ffi_take_scratch (s->layout, type->size, type->alignment);
  ffi_emit (s->layout, arg, FFI_OP_REF, copy,
            slot_image (s->desc, take_slots (s, 8, false)),
            (uint32_t) type->size);
}

/* The f registers end between the two floats of a doubleword: the first float
   is in f13, and callers put the whole doubleword in its slot, too.  Callees
   by gcc read the whole slot if it is a register, and only the second float if
   it is on the stack; callees by clang read f13.  */
static void
place_split_floats (struct state *s, uint32_t arg, size_t first,
                    unsigned fpr, unsigned taken, uint32_t size)
{
  uint32_t shared = 4 * (taken - 1);
  size_t slot = first + shared / 8;
  bool in_gpr = slot < NGPR;
  emit_floats (s, arg, 0, 4, in_gpr ? taken - 1 : taken, fpr);
  emit_memory (s, arg, first, in_gpr ? shared : shared + 4, size);
  if (in_gpr)
    ffi_emit_dup (s->layout, arg, FFI_OP_DOUBLE, shared,
                  PPC64_FPR + 8 * (fpr + taken - 1), 4);
  else
    ffi_emit_dup (s->layout, arg, FFI_OP_BYTES, shared,
                  slot_image (s->desc, slot), 4);
}

/* Places one float or double.  */
static void
place_float (struct state *s, uint32_t arg, uint32_t size, bool named)
{
  uint32_t slot = slot_image (s->desc, take_slots (s, size, false));
  bool in_fpr = named && s->fpr < NFPR;
  if (in_fpr)
    s->layout->flags |= POWERPC_FPR_ARGUMENTS;
  ffi_emit (s->layout, arg,
            in_fpr && size == 4 ? FFI_OP_DOUBLE : FFI_OP_BYTES, 0,
            in_fpr ? PPC64_FPR + 8 * s->fpr++
                   : ffi_low_bytes (&s->desc->abi, slot, size),
            size);
}

/* Places floats: in f registers while some are left, the rest in slots.  */
static void
place_floats (struct state *s, uint32_t arg, struct value v, bool named)
{
  uint32_t size = v.unit * v.n;
  size_t first = take_slots (s, size, v.even);
  unsigned fpr = s->fpr;
  unsigned taken = named ? take_registers (&s->fpr, v.n, NFPR) : 0;
  if (v.unit == 4 && taken % 2 != 0 && taken < v.n)
    {
      place_split_floats (s, arg, first, fpr, taken, size);
      return;
    }
  if (taken > 0)
    emit_floats (s, arg, 0, v.unit, taken, fpr);
  emit_memory (s, arg, first, taken * v.unit, size);
}

/* Places the parts of a complex number of floats or integers.  */
static void
place_parts (struct state *s, uint32_t arg, const ffi_type *type,
             struct value v, bool named)
{
  const ffi_type *part = type->elements[0];
  uint32_t size = (uint32_t) part->size;
  for (uint32_t i = 0; i < 2; i++)
    {
      size_t slot = take_slots (s, size, false);
      if (v.unit == 4 && named && s->fpr < NFPR)
        emit_floats (s, arg, 4 * i, 4, 1, s->fpr++);
      else
        ffi_emit (s->layout, arg, ffi_int_op (part, 8), i * size,
                  ffi_low_bytes (&s->desc->abi, slot_image (s->desc, slot),
                                 size),
                  size);
    }
}

static void
place_vectors (struct state *s, uint32_t arg, struct value v, bool named)
{
  uint32_t size = 16 * v.n;
  size_t first = take_slots (s, size, v.even);
  uint32_t image = PPC64_VR + 16 * s->vr;
  uint32_t taken = named ? 16 * take_registers (&s->vr, v.n, NVR) : 0;
  if (taken > 0)
    {
      ffi_emit (s->layout, arg, FFI_OP_BYTES, 0, image, taken);
      s->layout->flags |= POWERPC_VR_ARGUMENTS;
    }
  emit_memory (s, arg, first, taken, size);
}

/* Not inline, so that scalars do not get its large frame.  */
static __attribute__ ((noinline)) void
place_value (struct state *s, uint32_t arg, const ffi_type *type,
             struct value v, bool named)
{
  switch (v.kind)
    {
    case NOTHING:
    case INTEGER:
      break;
    case MEMORY:
      emit_memory (s, arg, take_slots (s, type->size, v.even), 0,
                   (uint32_t) type->size);
      break;
    case FLOATS:
      place_floats (s, arg, v, named);
      break;
    case PARTS:
      place_parts (s, arg, type, v, named);
      break;
    case VECTORS:
      place_vectors (s, arg, v, named);
      break;
    case REFERENCE:
      place_reference (s, arg, type);
      break;
    }
}

/* "Arguments that correspond to the ellipsis are passed in general registers
   and the parameter save area": NAMED is false.  */
static void
place_argument (struct state *s, uint32_t arg, const ffi_type *type,
                bool named)
{
  struct value v = classify (s->desc, type, false);
  if (v.kind == INTEGER)
    place_integer (s, arg, type);
  else if (v.kind == FLOATS && v.n == 1 && v.unit == type->size)
    place_float (s, arg, v.unit, named);
  else
    place_value (s, arg, type, v, named);
}

/* ---- Results --------------------------------------------------------- */

static bool
is_in_memory (const struct ffi_ppc64_desc *desc, const ffi_type *type,
              struct value v)
{
  if (v.kind == REFERENCE)
    return true;
  if (!desc->homogeneous && ffi_is_aggregate (type))
    return true;
  return v.kind == MEMORY && type->size > 16
         && type->type != FFI_TYPE_COMPLEX;
}

static void
place_result_floats (struct ffi_layout *layout, struct value v)
{
  layout->flags |= POWERPC_FPR_RESULT;
  if (v.unit == 8)
    ffi_emit_result (layout, FFI_OP_BYTES, 0, PPC64_FPR, 8 * v.n);
  else
    for (uint32_t i = 0; i < v.n; i++)
      ffi_emit_result (layout, FFI_OP_DOUBLE, 4 * i, PPC64_FPR + 8 * i, 4);
}

/* Places a result of integers, or as in memory, of at most two registers;
   complex 128-bit integers take four.  */
static void
place_result_words (const struct ffi_ppc64_desc *desc, const ffi_type *type,
                    struct ffi_layout *layout)
{
  uint32_t size = (uint32_t) type->size;
  if (type->type == FFI_TYPE_COMPLEX && size < 16)
    {
      const ffi_type *part = type->elements[0];
      for (uint32_t i = 0; i < 2; i++)
        ffi_emit_result (layout, ffi_int_op (part, 8), i * size / 2,
                         ffi_low_bytes (&desc->abi, PPC64_GPR + 8 * i,
                                        size / 2),
                         size / 2);
      return;
    }
  ffi_emit_result (layout, ffi_int_op (type, 8), 0,
                   ffi_low_bytes (&desc->abi, PPC64_GPR, size), size);
}

/* "Return Values": placed as a first argument, if registers hold all of it.
   The address of a result in memory is a first argument, which the callee
   returns in r3.  */
static void
place_result (struct state *s, const ffi_type *type)
{
  struct ffi_layout *layout = s->layout;
  struct value v = classify (s->desc, type, true);
  if (v.kind == NOTHING)
    return;
  if (is_in_memory (s->desc, type, v))
    {
      layout->indirect = slot_image (s->desc, take_slots (s, 8, false));
      layout->echo = PPC64_GPR;
    }
  else if (v.kind == FLOATS || (v.kind == PARTS && v.unit != 0))
    place_result_floats (layout, v);
  else if (v.kind == VECTORS)
    {
      ffi_emit_result (layout, FFI_OP_BYTES, 0, PPC64_VR, 16 * v.n);
      layout->flags |= POWERPC_VR_RESULT;
    }
  else
    place_result_words (s->desc, type, layout);
}

/* Without AltiVec, compilers do not agree on vectors of 16 bytes; gcc's
   variadic functions and their callers do not agree either.  */
static bool
is_undefined (const struct ffi_ppc64_desc *desc, const ffi_type *type)
{
  return desc->no_vectors && type->type == FFI_TYPE_VECTOR && type->size == 16;
}

static ffi_status
place (const struct ffi_abi_desc *abi, const struct ffi_signature *sig,
       struct ffi_layout *layout)
{
  struct state s = { .desc = (const struct ffi_ppc64_desc *) abi,
                     .layout = layout };
  if (is_undefined (s.desc, sig->rtype))
    return FFI_BAD_TYPEDEF;
  place_result (&s, sig->rtype);
  for (uint32_t i = 0; i < sig->nargs; i++)
    {
      if (is_undefined (s.desc, sig->arg_types[i]))
        return FFI_BAD_TYPEDEF;
      if (ffi_is_passed (sig->arg_types[i]))
        place_argument (&s, i, sig->arg_types[i], i < sig->nfixed);
      if (s.slot > FFI_MAX_IMAGE / 8)
        break;    /* ffi_place refuses such a result */
    }
  /* A variadic callee may write to the slots of r3-r10, and a cif does not
     always tell that the callee is variadic.  */
  size_t slots = s.slot < NGPR ? NGPR : s.slot;
  layout->stack = s.desc->slots_at + 8 * (uint32_t) slots;
  return FFI_OK;
}

static const char *
reg_name (const struct ffi_abi_desc *abi, uint32_t offset)
{
  static const char *const gpr[]
    = { "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10" };
  static const char *const fpr[] = { "f1", "f2", "f3", "f4", "f5", "f6", "f7",
                                     "f8", "f9", "f10", "f11", "f12", "f13" };
  static const char *const vr[] = { "v2", "v3", "v4", "v5", "v6", "v7", "v8",
                                    "v9", "v10", "v11", "v12", "v13" };
  (void) abi;
  if (offset < PPC64_FPR)
    return vr[(offset - PPC64_VR) / 16];
  if (offset < PPC64_FPR + 8 * NFPR)
    return fpr[(offset - PPC64_FPR) / 8];
  if (offset < PPC64_GPR || offset >= PPC64_STACK)
    return NULL;
  return gpr[(offset - PPC64_GPR) / 8];
}

/* ---- The variants ---------------------------------------------------- */

/* max_extra: homogeneous aggregates of floats fill f1-f13; one of them is
   split at the end of the f registers and at r10, and one doubleword is placed
   twice.  A complex number of floats or integers is two pieces anywhere.  */
#define DESC(abi_name, be, slots, ldbl, ...)                                  \
  { .abi = { .name = abi_name, .word = 8, .big_endian = be,                 \
               .max_extra = NFPR + 3, .two_pieces = true,                     \
               .variadic_differs = true, PPC64_IMAGE (slots),                      \
               .place = place, .reg_name = reg_name },                        \
      .slots_at = slots, .longdouble = ldbl, __VA_ARGS__ }
#define ELFV2(abi_name, be)                                                   \
  = { .ldbl64 = ELFV2_DESC (abi_name "-ldbl64", be, FFI_POWERPC_LDBL64),      \
      .ibm = ELFV2_DESC (abi_name, be, FFI_POWERPC_IBM),                      \
      .ieee = ELFV2_DESC (abi_name "-ieee", be, FFI_POWERPC_IEEE) }
#define ELFV2_DESC(abi_name, be, ldbl)                                        \
  DESC (abi_name, be, PPC64_SLOTS_ELFV2, ldbl, .homogeneous = true)
#define ELFV1(kind, without)                                                  \
  = { .ldbl64 = ELFV1_DESC ("-ldbl64" kind, FFI_POWERPC_LDBL64, without,      \
                            false),                                           \
      .ibm = ELFV1_DESC (kind, FFI_POWERPC_IBM, without, false),              \
      .ldbl64_unaligned = ELFV1_DESC ("-ldbl64" kind "-unaligned",            \
                                      FFI_POWERPC_LDBL64, without, true),     \
      .ibm_unaligned = ELFV1_DESC (kind "-unaligned", FFI_POWERPC_IBM,        \
                                   without, true) }
#define ELFV1_DESC(kind, ldbl, without, unaligned_)                           \
  DESC ("powerpc64-elfv1" kind, true, PPC64_SLOTS_ELFV1, ldbl,                \
        .no_vectors = without, .unaligned = unaligned_)

const struct ffi_ppc64_elfv2 ffi_ppc64_elfv2_le ELFV2 ("powerpc64le", false);
const struct ffi_ppc64_elfv2 ffi_ppc64_elfv2_be
  ELFV2 ("powerpc64-elfv2", true);
const struct ffi_ppc64_elfv1 ffi_ppc64_elfv1 ELFV1 ("", true);
const struct ffi_ppc64_elfv1 ffi_ppc64_elfv1_altivec
  ELFV1 ("-altivec", false);
