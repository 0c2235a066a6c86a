/* SPDX-License-Identifier: MIT */
/* AAPCS32 ("Procedure Call Standard for the Arm Architecture") and its
   variants.  NCRN, NSAA, VFP CPRC and the rule names (C.1.cp, C.3, ...) are
   those of its sections 6.5, "Parameter Passing", and 7.1, "VFP and SIMD
   vector register arguments".  */
#include "aapcs.h"
#include "image.h"

enum
{
  NCORE = 4,                 /* r0-r3 */
  NVFP = 16,                 /* s0-s15 */
  ALL_VFP = (1 << NVFP) - 1,
  MAX_MEMBERS = 4
};

/* Registers and stack taken so far.  */
struct state
{
  const struct ffi_arm_desc *desc;
  bool vfp;                  /* the VFP variant, for this function */
  unsigned ncrn;
  unsigned taken;            /* bit n: s_n */
  uint32_t nsaa;
};

/* A VFP CPRC: members of 1, 2 or 4 words in adjacent VFP registers.  */
struct cprc
{
  unsigned members, words;
};

/* ---- Taking registers and stack -------------------------------------- */

/* C.7, C.8: "the NSAA is rounded up to the next double-word address" if the
   argument has such an alignment.  Arguments are whole words.  */
static uint32_t
take_stack (struct state *s, size_t size, unsigned align)
{
  size_t at = ffi_round_up (s->nsaa, align);
  size_t end = at + ffi_round_up (size, 4);
  s->nsaa = end > FFI_MAX_IMAGE ? FFI_MAX_IMAGE + 64 : (uint32_t) end;
  return ARM_STACK + (uint32_t) at;
}

/* The place of a value in core registers, on the stack, or split.  */
static uint32_t
take_core (struct state *s, size_t size, unsigned align)
{
  size_t words = (size + 3) / 4;
  /* C.3: "If the argument requires double-word alignment, the NCRN is rounded
     up to the next even register number."  */
  if (align == 8)
    s->ncrn = (s->ncrn + 1) & ~1u;
  uint32_t image = ARM_CORE + 4 * s->ncrn;
  unsigned left = NCORE - s->ncrn;
  /* C.4: all of it in registers.  */
  if (words <= left)
    {
      s->ncrn += (unsigned) words;
      return image;
    }
  /* C.6  */
  s->ncrn = NCORE;
  /* C.5: "If the NCRN is less than r4 and the NSAA is equal to the SP, the
     argument is split between core registers and the stack."  */
  if (left > 0 && s->nsaa == 0)
    {
      take_stack (s, 4 * (words - left), 4);
      return image;
    }
  return take_stack (s, size, align);
}

/* C.1.cp: the lowest free registers that C fits in, also those that the
   alignment of earlier arguments skipped.  C.2.cp: if there are none, later
   arguments get none either, and the result is false.  */
static bool
take_vfp (struct state *s, struct cprc c, unsigned *first)
{
  unsigned n = c.members * c.words, run = (1u << n) - 1;
  for (*first = 0; *first + n <= NVFP; *first += c.words)
    if (!(s->taken & run << *first))
      {
        s->taken |= run << *first;
        return true;
      }
  s->taken = ALL_VFP;
  return false;
}

/* ---- Classification -------------------------------------------------- */

/* Floats and "containerized vectors" of 8 and 16 bytes.  Vectors of one size
   are one base type, whatever their lanes are.  */
static bool
is_base (const struct ffi_abi_desc *abi, const ffi_type *type)
{
  (void) abi;
  return (ffi_is_float (type) && type->size >= 4)
         || (type->type == FFI_TYPE_VECTOR
             && (type->size == 8 || type->size == 16));
}

/* "A VFP CPRC is: a half-, single- or double-precision type, a containerized
   vector type, a Homogeneous Aggregate" of one to four members, no more, no
   less (unions: as many as their longest member).  */
static bool
is_cprc (const struct ffi_arm_desc *desc, const ffi_type *type,
         struct cprc *c)
{
  struct ffi_homogeneous h = { .is_base = is_base, .max = MAX_MEMBERS };
  if (ffi_is_float (type))
    {
      *c = (struct cprc) { 1, type->size > 4 ? 2 : 1 };
      return true;
    }
  if (!ffi_is_aggregate (type) && type->type != FFI_TYPE_COMPLEX
      && type->type != FFI_TYPE_VECTOR)
    return false;
  if (!ffi_is_homogeneous (&desc->abi, type, &h))
    return false;
  c->members = (unsigned) (type->size / h.base->size);
  c->words = (unsigned) h.base->size / 4;
  return true;
}

/* The alignment of an argument: 8 if it "requires double-word alignment", else
   4. "The natural alignment of a composite type is the maximum of each of the
   member alignments".  */
static unsigned
passed_align (const struct ffi_arm_desc *desc, const ffi_type *type)
{
  if (desc->apcs)
    return 4;
  unsigned align = !ffi_is_aggregate (type) ? ffi_passed_align (type)
                   : desc->declared_align   ? type->alignment
                                            : ffi_member_align (&desc->abi, type);
  return align >= 8 ? 8 : 4;
}

/* "A structure is integer-like if its size is less than or equal to one word,
   and the offset of each of its addressable sub-fields is zero" (ARM Procedure
   Call Standard, before AAPCS).  Floats and arrays are not integer-like; a
   member void may stand for an array.  Bit-fields are not addressable; those
   of an integer of 8 bytes are not integer-like for clang.  */
static bool
is_integer_like (const struct ffi_arm_desc *desc, const ffi_type *type)
{
  if (type->size > 4 || type->type == FFI_TYPE_ARRAY)
    return false;
  if (!ffi_is_aggregate (type) || ffi_is_opaque (type))
    return !ffi_is_float (type) && type->type != FFI_TYPE_VOID
           && type->type != FFI_TYPE_COMPLEX && type->type != FFI_TYPE_VECTOR;
  struct ffi_cursor c = ffi_open (type, desc->abi.bit_fields);
  for (struct ffi_member m; ffi_next (&c, &m);)
    if (m.type->type == FFI_TYPE_BITFIELD
          ? ((const ffi_bitfield *) m.type)->unit->size > 4
          : m.offset != 0 || !is_integer_like (desc, m.type))
      return false;
  return true;
}

/* Section 6.4, "Result Return", for results outside of VFP registers.  */
static bool
is_memory_result (const struct ffi_arm_desc *desc, const ffi_type *type)
{
  switch (ffi_code (type))
    {
    case FFI_TYPE_STRUCT:
      return desc->apcs ? !is_integer_like (desc, type)
                        : type->size > (desc->by_reference ? 16 : 4);
    case FFI_TYPE_COMPLEX:
      return !desc->apcs && type->size > (desc->by_reference ? 16 : 4);
    default:
      return type->size > 16;
    }
}

/* ---- Placement ------------------------------------------------------- */

/* The runs of bytes in the image that a CPRC takes: one run, except for single
   registers in big-endian order, where the halves of each double are
   swapped.  */
struct runs
{
  unsigned n;
  uint32_t len;
  unsigned swap;
};

static struct runs
vfp_runs (const struct state *s, struct cprc c, const ffi_type *type)
{
  if (c.words == 1 && s->desc->abi.big_endian)
    return (struct runs) { c.members, type->size < 4 ? 2 : 4, 1 };
  return (struct runs) { 1, (uint32_t) type->size, 0 };
}

/* The image offset of the run that begins in s_REG. "Half-precision: the
   low-order bits of the register".  */
static uint32_t
vfp_image (const struct state *s, struct runs runs, unsigned reg)
{
  return ffi_low_bytes (&s->desc->abi, ARM_VFP + 4 * (reg ^ runs.swap),
                        runs.len);
}

/* The image offset of a value's bytes in the words at IMAGE: scalars are
   widened and right-justified, other values are as in memory.  */
static uint32_t
justified (const struct state *s, const ffi_type *type, uint32_t image)
{
  return ffi_is_aggregate (type)
           ? image
           : ffi_low_bytes (&s->desc->abi, image, (uint32_t) type->size);
}

static void
place_result (struct state *s, const ffi_type *type,
              struct ffi_layout *layout)
{
  struct cprc c;
  uint32_t size = (uint32_t) type->size;
  if (type->type == FFI_TYPE_VOID)
    return;
  if (s->vfp && is_cprc (s->desc, type, &c))
    {
      struct runs runs = vfp_runs (s, c, type);
      for (unsigned i = 0; i < runs.n; i++)
        ffi_emit_result (layout, FFI_OP_BYTES, 4 * i, vfp_image (s, runs, i),
                         runs.len);
      layout->flags |= ARM_USES_VFP;
    }
  else if (is_memory_result (s->desc, type))
    layout->indirect = take_core (s, 4, 4);
  else
    ffi_emit_result (layout, ffi_int_op (type, 4), 0,
                     justified (s, type, ARM_CORE), size);
}

static void
place_argument (struct state *s, uint32_t arg, const ffi_type *type,
                struct ffi_layout *layout)
{
  struct cprc c;
  unsigned first, align = passed_align (s->desc, type);
  uint32_t size = (uint32_t) type->size;
  bool is_vfp = s->vfp && is_cprc (s->desc, type, &c);
  if (is_vfp && take_vfp (s, c, &first))
    {
      struct runs runs = vfp_runs (s, c, type);
      for (unsigned i = 0; i < runs.n; i++)
        ffi_emit (layout, arg, FFI_OP_BYTES, 4 * i,
                  vfp_image (s, runs, first + i), runs.len);
      layout->flags |= ARM_USES_VFP;
    }
  else if (s->desc->by_reference && !is_vfp && ffi_is_aggregate (type)
           && size > 16)
    {
      uint32_t copy = ffi_take_scratch (layout, size, type->alignment);
      ffi_emit (layout, arg, FFI_OP_REF, copy, take_core (s, 4, 4), size);
    }
  else
    {
      uint32_t image = is_vfp ? take_stack (s, size, align)
                              : take_core (s, size, align);
      ffi_emit (layout, arg, ffi_int_op (type, 4), 0,
                justified (s, type, image), size);
    }
}

static ffi_status
place (const struct ffi_abi_desc *abi, const struct ffi_signature *sig,
       struct ffi_layout *layout)
{
  const struct ffi_arm_desc *desc = (const struct ffi_arm_desc *) abi;
  /* Section 7.1: "a variadic function is always marshaled as for the base
     standard", also its named arguments and its result.  */
  struct state s = { desc, desc->vfp && !ffi_is_variadic (sig), 0, 0, 0 };
  place_result (&s, sig->rtype, layout);
  for (uint32_t i = 0; i < sig->nargs; i++)
    if (ffi_is_passed (sig->arg_types[i]))
      place_argument (&s, i, sig->arg_types[i], layout);
  layout->stack = (uint32_t) ffi_round_up (s.nsaa, 8);
  return FFI_OK;
}

static const char *
reg_name (const struct ffi_abi_desc *abi, uint32_t offset)
{
  static const char *const core[] = { "r0", "r1", "r2", "r3" };
  static const char *const vfp[]
    = { "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10",
        "s11", "s12", "s13", "s14", "s15" };
  if (offset < ARM_CHAIN)
    return vfp[(offset - ARM_VFP) / 4 ^ (abi->big_endian ? 1 : 0)];
  if (offset < ARM_CORE || offset >= ARM_STACK)
    return NULL;
  return core[(offset - ARM_CORE) / 4];
}

/* ---- The variants ---------------------------------------------------- */

/* max_extra: four big-endian homogeneous aggregates of four floats fill the
   VFP registers.  */
#define DESC(abi_name, be, bits, differs)                                     \
  { .name = abi_name, .word = 4, .big_endian = be, .bit_fields = bits,        \
    .max_extra = be ? 12 : 0, .variadic_differs = differs,                    \
    .half_floats = true, ARM_IMAGE, .one_run = 255, .place = place,           \
    .reg_name = reg_name }

const struct ffi_arm_desc ffi_arm_vfp
  = { .abi = DESC ("arm-vfp", false, FFI_BITS_ARM, true), .vfp = true };

const struct ffi_arm_desc ffi_arm_sysv
  = { .abi = DESC ("arm-sysv", false, FFI_BITS_ARM, false) };

const struct ffi_arm_desc ffi_armeb_vfp
  = { .abi = DESC ("armeb-vfp", true, FFI_BITS_ARM, true), .vfp = true };

const struct ffi_arm_desc ffi_armeb_sysv
  = { .abi = DESC ("armeb-sysv", true, FFI_BITS_ARM, false) };

/* Apple's armv7 (iOS).  */
const struct ffi_arm_desc ffi_arm_apple
  = { .abi = DESC ("arm-apple", false, FFI_BITS_APART, false), .apcs = true };

/* Apple's armv7k (watchOS), and its variadic functions.  */
const struct ffi_arm_desc ffi_arm_watch
  = { .abi = DESC ("arm-watch", false, FFI_BITS_APART, true), .vfp = true,
      .declared_align = true, .by_reference = true };

const struct ffi_arm_desc ffi_arm_watch_base
  = { .abi = DESC ("arm-watch-base", false, FFI_BITS_APART, false),
      .declared_align = true, .by_reference = true };

const struct ffi_arm_desc ffi_arm_windows
  = { .abi = DESC ("arm-windows", false, FFI_BITS_MSVC, true), .vfp = true,
      .declared_align = true };

const struct ffi_arm_desc ffi_arm_windows_base
  = { .abi = DESC ("arm-windows-base", false, FFI_BITS_MSVC, false),
      .declared_align = true };
