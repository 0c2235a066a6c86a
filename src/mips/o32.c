/* SPDX-License-Identifier: MIT */
/* MIPS o32.  "The ABI" is the System V ABI, MIPS Processor Supplement,
   chapter 3, "Function Calling Sequence".  */
#include "mips.h"
#include "image.h"

/* The argument block.  Its first 16 bytes are passed in $4-$7.  */
struct block
{
  uint32_t size;
  bool fp_leads;             /* all arguments so far are in FP registers */
  unsigned nfp;
};

/* "... the argument is aligned": to 8 bytes if its type has at least that
   alignment, else to 4.  */
static uint32_t
take (struct block *b, size_t size, unsigned align)
{
  size_t at = ffi_round_up (b->size, align >= 8 ? 8 : 4);
  size_t end = at + size;
  b->size = end > FFI_MAX_IMAGE ? FFI_MAX_IMAGE + 64 : (uint32_t) end;
  return O32_BLOCK + (uint32_t) at;
}

/* The image offset of the low-order LEN bytes in an FP register's slot of 8
   bytes.  */
static uint32_t
in_fpr (const struct ffi_abi_desc *abi, uint32_t slot, size_t len)
{
  return abi->big_endian ? slot + 8 - (uint32_t) len : slot;
}

static bool
is_hard (const struct ffi_abi_desc *abi)
{
  return ((const struct ffi_mips_desc *) abi)->hard_float;
}

static void
place_complex_result (const struct ffi_abi_desc *abi, const ffi_type *type,
                      struct ffi_layout *layout)
{
  uint32_t half = (uint32_t) type->size / 2;
  if (is_hard (abi) && ffi_is_float (type->elements[0]))
    {
      layout->flags |= MIPS_USES_FPR;
      ffi_emit_result (layout, FFI_OP_BYTES, 0, in_fpr (abi, O32_F0, half),
                       half);
      ffi_emit_result (layout, FFI_OP_BYTES, half,
                       in_fpr (abi, O32_F2, half), half);
    }
  else
    ffi_emit_result (layout, FFI_OP_BYTES, 0, O32_V0, 2 * half);
}

/* Vectors of integers are returned as wide integers, if they fit in $2-$5.  */
static bool
is_memory (const ffi_type *type)
{
  return ffi_is_aggregate (type)
         || (type->type == FFI_TYPE_VECTOR
             && (type->size > 16 || ffi_is_float (type->elements[0])));
}

/* Places the result.  Structs and unions of any size, and vectors of floating
   lanes, are in memory; soft-float complex results take $2-$5.  */
static void
place_result (const struct ffi_abi_desc *abi, const ffi_type *type,
              struct block *b, struct ffi_layout *layout)
{
  uint32_t size = (uint32_t) type->size;
  if (is_memory (type))
    {
      layout->indirect = take (b, 4, 4);
      layout->echo = O32_V0;
      b->fp_leads = false;
      return;
    }
  switch (type->type)
    {
    case FFI_TYPE_VOID:
      break;
    case FFI_TYPE_COMPLEX:
      place_complex_result (abi, type, layout);
      break;
    default:
      if (ffi_is_float (type) && is_hard (abi))
        {
          layout->flags |= MIPS_USES_FPR;
          ffi_emit_result (layout, FFI_OP_BYTES, 0,
                           in_fpr (abi, O32_F0, size), size);
        }
      else
        ffi_emit_result (layout, ffi_int_op (type, 4), 0,
                         ffi_low_bytes (abi, O32_V0, size), size);
    }
}

/* Places one argument. "If the first one or two arguments are floating-point
   values, they are passed in $f12 and $f14"; their words in the block stay
   empty.  Other arguments are in the block: scalars as words, aggregates as in
   memory.  */
static void
place_argument (const struct ffi_abi_desc *abi, uint32_t arg,
                const ffi_type *type, struct block *b,
                struct ffi_layout *layout)
{
  uint32_t size = (uint32_t) type->size;
  uint32_t at = take (b, size, ffi_passed_align (type));
  bool aggregate = ffi_is_aggregate (type)
                   || type->type == FFI_TYPE_VECTOR
                   || type->type == FFI_TYPE_COMPLEX;
  if (aggregate || !ffi_is_float (type) || b->nfp == 2)
    b->fp_leads = false;
  if (b->fp_leads)
    {
      layout->flags |= MIPS_USES_FPR;
      ffi_emit (layout, arg, FFI_OP_BYTES, 0,
                in_fpr (abi, O32_F12 + 8 * b->nfp++, size), size);
    }
  else if (aggregate)
    ffi_emit (layout, arg, FFI_OP_BYTES, 0, at, size);
  else
    ffi_emit (layout, arg, ffi_int_op (type, 4), 0,
              ffi_low_bytes (abi, at, size), size);
}

static ffi_status
place (const struct ffi_abi_desc *abi, const struct ffi_signature *sig,
       struct ffi_layout *layout)
{
  /* Variadic functions read all arguments from the block.  */
  struct block b = { 0, is_hard (abi) && !ffi_is_variadic (sig), 0 };
  place_result (abi, sig->rtype, &b, layout);
  for (uint32_t i = 0; i < sig->nargs; i++)
    if (ffi_is_passed (sig->arg_types[i]))
      place_argument (abi, i, sig->arg_types[i], &b, layout);
  layout->stack = b.size < O32_HOME
                    ? O32_HOME
                    : (uint32_t) ffi_round_up (b.size, 8);
  return FFI_OK;
}

static const char *
reg_name (const struct ffi_abi_desc *abi, uint32_t offset)
{
  static const char *const result[] = { "$2", "$3" };
  static const char *const argument[] = { "$4", "$5", "$6", "$7" };
  static const char *const fpr[] = { "$f12", "$f14", "$f0", "$f2" };
  (void) abi;
  if (offset >= O32_BLOCK + O32_HOME || offset < O32_F12)
    return NULL;
  if (offset >= O32_BLOCK)
    return argument[(offset - O32_BLOCK) / 4];
  if (offset >= O32_V0)
    return result[(offset - O32_V0) / 4];
  if (offset >= O32_F2 + 8)
    return NULL;
  return fpr[(offset - O32_F12) / 8];
}

#define DESC(abi_name, be, hard)                                              \
  {                                                                           \
    { .name = abi_name, .word = 4, .big_endian = be,                          \
      .max_extra = 0, .variadic_differs = true, .one_run = 255, O32_IMAGE,    \
      .place = place, .reg_name = reg_name },                                 \
    hard                                                                      \
  }

const struct ffi_mips_desc ffi_o32_be = DESC ("mips-o32", true, true);
const struct ffi_mips_desc ffi_o32_le = DESC ("mipsel-o32", false, true);
const struct ffi_mips_desc ffi_o32_soft_be
  = DESC ("mips-o32-soft", true, false);
const struct ffi_mips_desc ffi_o32_soft_le
  = DESC ("mipsel-o32-soft", false, false);
