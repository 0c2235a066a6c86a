/* SPDX-License-Identifier: MIT */
/* The 32-bit PowerPC ABI ("System V Application Binary Interface, PowerPC
   Processor Supplement", chapter 3, "Parameter Passing") as gcc has it.  */
#include "ppc32.h"
#include "image32.h"

enum { NGPR = 8, NFPR = 8, NVR = 12 };

/* Registers and stack taken so far.  */
struct state
{
  const struct ffi_ppc32_desc *desc;
  struct ffi_layout *layout;
  unsigned gpr, fpr, vr;
  size_t stack;              /* from r1 */
};

/* How a value is passed.  */
enum kind
{
  NOTHING,                   /* it has no bytes */
  WORDS,                     /* in r registers, all of it, or on the stack */
  FLOATS,                    /* in f registers, all of it, or on the stack */
  VECTOR,                    /* in a v register or on the stack */
  REFERENCE                  /* the address of a copy */
};

/* ---- Classification -------------------------------------------------- */

/* One of 8 bytes is a double, whatever the ABI says.  */
static enum kind
classify_longdouble (const struct ffi_ppc32_desc *desc, const ffi_type *type)
{
  if (desc->longdouble == FFI_POWERPC_IEEE && type->size == 16)
    return REFERENCE;
  return desc->soft ? WORDS : FLOATS;
}

/* Aggregates are passed by reference.  So are vectors without a register for
   them, except those that fit in two r registers.  */
static enum kind
classify (const struct ffi_ppc32_desc *desc, const ffi_type *type)
{
  switch (ffi_code (type))
    {
    case FFI_TYPE_VOID:
      return NOTHING;
    case FFI_TYPE_STRUCT:
      return REFERENCE;
    case FFI_TYPE_VECTOR:
      if (type->size == 16 && desc->vectors)
        return VECTOR;
      return type->size > 8 ? REFERENCE : WORDS;
    case FFI_TYPE_FLOAT:
    case FFI_TYPE_DOUBLE:
      return desc->soft ? WORDS : FLOATS;
    case FFI_CODE_LONGDOUBLE:
      return classify_longdouble (desc, type);
    default:
      return WORDS;
    }
}

/* The size of a value.  In an ABI whose long double is a double, a long double
   of 16 bytes is passed as one.  */
static uint32_t
size_of (const struct ffi_ppc32_desc *desc, const ffi_type *type)
{
  if (type->type == FFI_CODE_LONGDOUBLE
      && desc->longdouble == FFI_POWERPC_LDBL64)
    return 8;
  return (uint32_t) type->size;
}

/* ---- Taking registers and stack -------------------------------------- */

static uint32_t
take_stack (struct state *s, size_t size, unsigned align)
{
  size_t at = ffi_round_up (s->stack, align);
  s->stack = at + ffi_round_up (size, 4);
  return PPC32_STACK + (uint32_t) at;
}

/* "A long long is put in the next pair of registers of which the first is
   odd".  Such a value is never split; if it does not fit, later values get no
   registers either.  FFI_NO_IMAGE: the value is on the stack.  */
static uint32_t
take_gprs (struct state *s, uint32_t size)
{
  unsigned n = (size + 3) / 4;
  if (n == 2)
    s->gpr = (s->gpr + 1) & ~1u;
  unsigned first = s->gpr;
  s->gpr = first + n <= NGPR ? first + n : NGPR;
  return first + n <= NGPR ? PPC32_GPR + 4 * first : FFI_NO_IMAGE;
}

/* ---- Arguments ------------------------------------------------------- */

static void
place_words (struct state *s, uint32_t arg, const ffi_type *type,
             uint32_t size)
{
  uint32_t image = take_gprs (s, size);
  if (image == FFI_NO_IMAGE)
    image = take_stack (s, size, size == 8 ? 8 : 4);
  ffi_emit (s->layout, arg, ffi_int_op (type, 4), 0,
            ffi_low_bytes (&s->desc->abi, image, size), size);
}

/* An IBM long double takes two registers, or none even if one is left.  */
static void
place_floats (struct state *s, uint32_t arg, uint32_t size)
{
  unsigned first = s->fpr, n = size == 16 ? 2 : 1;
  s->fpr = first + n <= NFPR ? first + n : NFPR;
  if (first + n > NFPR)
    {
      ffi_emit (s->layout, arg, FFI_OP_BYTES, 0,
                take_stack (s, size, size == 4 ? 4 : 8), size);
      return;
    }
  ffi_emit (s->layout, arg, size == 4 ? FFI_OP_DOUBLE : FFI_OP_BYTES, 0,
            PPC32_FPR + 8 * first, size);
  s->layout->flags |= POWERPC_FPR_ARGUMENTS;
}

/* Places a vector.  Variadic vectors are on the stack.  */
static void
place_vector (struct state *s, uint32_t arg, bool named)
{
  if (!named || s->vr == NVR)
    {
      ffi_emit (s->layout, arg, FFI_OP_BYTES, 0, take_stack (s, 16, 16), 16);
      return;
    }
  ffi_emit (s->layout, arg, FFI_OP_BYTES, 0, PPC32_VR + 16 * s->vr++, 16);
  s->layout->flags |= POWERPC_VR_ARGUMENTS;
}

static void
place_reference (struct state *s, uint32_t arg, const ffi_type *type)
{
  uint32_t copy = ffi_take_scratch (s->layout, type->size, type->alignment);
  uint32_t image = take_gprs (s, 4);
  if (image == FFI_NO_IMAGE)
    image = take_stack (s, 4, 4);
  ffi_emit (s->layout, arg, FFI_OP_REF, copy, image, (uint32_t) type->size);
}

static void
place_argument (struct state *s, uint32_t arg, const ffi_type *type,
                bool named)
{
  uint32_t size = size_of (s->desc, type);
  switch (classify (s->desc, type))
    {
    case NOTHING:
      break;
    case WORDS:
      place_words (s, arg, type, size);
      break;
    case FLOATS:
      place_floats (s, arg, size);
      break;
    case VECTOR:
      place_vector (s, arg, named);
      break;
    case REFERENCE:
      place_reference (s, arg, type);
      break;
    }
}

/* ---- Results --------------------------------------------------------- */

/* "Return Values".  A small structure is one right-justified value in the text
   of the ABI; on Linux all structures are in memory.  */
static void
place_result (struct state *s, const ffi_type *type)
{
  struct ffi_layout *layout = s->layout;
  uint32_t size = size_of (s->desc, type);
  bool small = s->desc->small_structs && ffi_is_aggregate (type) && size <= 8;
  enum kind kind = small ? WORDS : classify (s->desc, type);
  switch (kind)
    {
    case NOTHING:
      break;
    case WORDS:
      ffi_emit_result (layout, ffi_int_op (type, 4), 0,
                       PPC32_GPR + (-size & 3), size);
      break;
    case FLOATS:
      ffi_emit_result (layout, size == 4 ? FFI_OP_DOUBLE : FFI_OP_BYTES, 0,
                       PPC32_FPR, size);
      layout->flags |= POWERPC_FPR_RESULT;
      break;
    case VECTOR:
      ffi_emit_result (layout, FFI_OP_BYTES, 0, PPC32_VR, 16);
      layout->flags |= POWERPC_VR_RESULT;
      break;
    case REFERENCE:
      layout->indirect = take_gprs (s, 4);
      layout->echo = PPC32_GPR;
      break;
    }
}

static ffi_status
place (const struct ffi_abi_desc *abi, const struct ffi_signature *sig,
       struct ffi_layout *layout)
{
  struct state s = { .desc = (const struct ffi_ppc32_desc *) abi,
                     .layout = layout, .stack = PPC32_HEADER };
  place_result (&s, sig->rtype);
  for (uint32_t i = 0; i < sig->nargs; i++)
    {
      if (ffi_is_passed (sig->arg_types[i]))
        place_argument (&s, i, sig->arg_types[i], i < sig->nfixed);
      if (s.stack > FFI_MAX_IMAGE)
        break;    /* ffi_place refuses such a result */
    }
  layout->stack = (uint32_t) s.stack;
  return FFI_OK;
}

static const char *
reg_name (const struct ffi_abi_desc *abi, uint32_t offset)
{
  static const char *const gpr[]
    = { "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10" };
  static const char *const fpr[]
    = { "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8" };
  static const char *const vr[] = { "v2", "v3", "v4", "v5", "v6", "v7", "v8",
                                    "v9", "v10", "v11", "v12", "v13" };
  (void) abi;
  if (offset < PPC32_FPR)
    return vr[(offset - PPC32_VR) / 16];
  if (offset < PPC32_CHAIN)
    return fpr[(offset - PPC32_FPR) / 8];
  if (offset < PPC32_GPR || offset >= PPC32_STACK)
    return NULL;
  return gpr[(offset - PPC32_GPR) / 4];
}

/* ---- The variants ---------------------------------------------------- */

#define DESC(abi_name, ldbl, ...)                                             \
  { .abi = { .name = abi_name, .word = 4, .big_endian = true,                 \
             .variadic_differs = true, PPC32_IMAGE,                           \
             .place = place, .reg_name = reg_name },                          \
    .longdouble = ldbl, __VA_ARGS__ }
#define VARIANTS(kind, ...)                                                   \
  = { .ldbl64 = DESC ("powerpc-ldbl64" kind, FFI_POWERPC_LDBL64,              \
                      __VA_ARGS__),                                           \
      .ibm = DESC ("powerpc" kind, FFI_POWERPC_IBM, __VA_ARGS__),             \
      .ieee = DESC ("powerpc-ieee" kind, FFI_POWERPC_IEEE, __VA_ARGS__) }

const struct ffi_ppc32_variants ffi_ppc32
  VARIANTS ("", .soft = false);
const struct ffi_ppc32_variants ffi_ppc32_svr4
  VARIANTS ("-svr4", .small_structs = true);
const struct ffi_ppc32_variants ffi_ppc32_soft
  VARIANTS ("-soft", .soft = true);
const struct ffi_ppc32_variants ffi_ppc32_soft_svr4
  VARIANTS ("-soft-svr4", .soft = true, .small_structs = true);
const struct ffi_ppc32_variants ffi_ppc32_altivec
  VARIANTS ("-altivec", .vectors = true);
const struct ffi_ppc32_variants ffi_ppc32_altivec_svr4
  VARIANTS ("-altivec-svr4", .vectors = true, .small_structs = true);
