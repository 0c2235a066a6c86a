/* SPDX-License-Identifier: MIT */
/* The x64 convention of Windows, with its variants on Unix (ms_abi) and in
   UEFI.  Quotations are from Microsoft's "x64 calling convention".  */
#include "win64.h"
#include "image-win64.h"

enum { NREG = 4, SLOT = 8 };

/* "There's a one-to-one correspondence between a function call's arguments
   and the registers used for those arguments": argument N's slot is the home
   of register N, or on the stack.  */
static uint32_t
slot_image (uint32_t n)
{
  return WIN64_HOME + SLOT * n;
}

static uint32_t
xmm_image (uint32_t n)
{
  return WIN64_XMM + 16 * n;
}

enum class
{
  INTEGER,    /* in a slot, widened */
  FLOATING,   /* in a vector register, or a slot */
  BITS,       /* in a slot, "as if they were integers of the same size" */
  VECTOR,     /* 16 bytes; a result is in xmm0 */
  X87,
  REFERENCE   /* "passed as a pointer to memory allocated by the caller" */
};

static bool
fits_slot (size_t size)
{
  return size == 1 || size == 2 || size == 4 || size == 8;
}

static enum class
classify (const struct ffi_win64_desc *desc, const ffi_type *type)
{
  switch (ffi_code (type))
    {
    case FFI_TYPE_FLOAT:
    case FFI_TYPE_DOUBLE:
      return FLOATING;
    case FFI_CODE_LONGDOUBLE:
      return desc->gnu ? REFERENCE : X87;
    case FFI_TYPE_STRUCT:
    case FFI_TYPE_COMPLEX:
      return fits_slot (type->size) ? BITS : REFERENCE;
    case FFI_TYPE_VECTOR:
      if (desc->gnu && fits_slot (type->size))
        return BITS;
      return type->size <= 16 ? VECTOR : REFERENCE;
    case FFI_TYPE_UINT128:
    case FFI_TYPE_SINT128:
      return VECTOR;
    default:
      return INTEGER;
    }
}

/* "__m128 types, arrays, and strings are never passed by immediate value."  */
static void
emit_reference (struct ffi_layout *layout, uint32_t arg,
                const ffi_type *type, uint32_t slot)
{
  ffi_emit (layout, arg, FFI_OP_REF,
            ffi_take_scratch (layout, type->size, type->alignment),
            slot_image (slot), (uint32_t) type->size);
}

/* A floating-point argument in slot SLOT.  "Floating-point values are only
   placed in the integer registers when there are varargs arguments": there
   both registers must hold the value, and functions read the integer
   register.  Both are loaded in every call, because a cif may not tell that
   the function is variadic.  */
static void
emit_floating (struct ffi_layout *layout, uint32_t arg, uint32_t size,
               uint32_t slot, bool named)
{
  if (slot >= NREG)
    {
      ffi_emit (layout, arg, FFI_OP_BYTES, 0, slot_image (slot), size);
      return;
    }
  uint32_t integer = slot_image (slot), vector = xmm_image (slot);
  ffi_emit (layout, arg, FFI_OP_BYTES, 0, named ? vector : integer, size);
  ffi_emit_dup (layout, arg, FFI_OP_BYTES, 0, named ? integer : vector,
                size);
}

/* "Return values".  Places the result; true if it is in memory.  */
static bool
place_result (const struct ffi_win64_desc *desc, const ffi_type *type,
              struct ffi_layout *layout)
{
  uint32_t size = (uint32_t) type->size;
  if (type->type == FFI_TYPE_VOID)
    return false;
  switch (classify (desc, type))
    {
    case INTEGER:
      ffi_emit_result (layout, ffi_int_op (type, SLOT), 0, WIN64_RAX, size);
      return false;
    case BITS:
      ffi_emit_result (layout, FFI_OP_BYTES, 0, WIN64_RAX, size);
      return false;
    case FLOATING:
    case VECTOR:
      ffi_emit_result (layout, FFI_OP_BYTES, 0, WIN64_XMM, size);
      return false;
    case X87:
      ffi_emit_result (layout, FFI_OP_X87, 0, WIN64_ST0, 10);
      layout->flags |= WIN64_X87;
      return false;
    default:
      layout->indirect = slot_image (0);
      layout->echo = WIN64_RAX;
      return true;
    }
}

static ffi_status
place (const struct ffi_abi_desc *abi, const struct ffi_signature *sig,
       struct ffi_layout *layout)
{
  const struct ffi_win64_desc *desc = (const struct ffi_win64_desc *) abi;
  /* Compilers do not agree on these: in memory, in ymm0, or in halves.  */
  if (!desc->gnu && sig->rtype->type == FFI_TYPE_VECTOR
      && sig->rtype->size > 16)
    return FFI_BAD_TYPEDEF;
  uint32_t slot = place_result (desc, sig->rtype, layout);
  for (uint32_t i = 0; i < sig->nargs; i++)
    {
      const ffi_type *type = sig->arg_types[i];
      uint32_t size = (uint32_t) type->size;
      if (!ffi_is_passed (type))
        continue;
      switch (classify (desc, type))
        {
        case INTEGER:
          ffi_emit (layout, i, ffi_int_op (type, SLOT), 0, slot_image (slot),
                    size);
          break;
        case BITS:
          ffi_emit (layout, i, FFI_OP_BYTES, 0, slot_image (slot), size);
          break;
        case FLOATING:
          emit_floating (layout, i, size, slot, i < sig->nfixed);
          break;
        default:
          emit_reference (layout, i, type, slot);
          if (layout->scratch > FFI_MAX_IMAGE)
            return FFI_BAD_TYPEDEF;
        }
      slot++;
    }
  /* "The caller must always allocate sufficient space to store four
     register parameters".  */
  layout->stack = SLOT * (slot < NREG ? NREG : slot);
  return FFI_OK;
}

static const char *
reg_name (const struct ffi_abi_desc *abi, uint32_t offset)
{
  static const char *const gpr[] = { "rcx", "rdx", "r8", "r9" };
  static const char *const xmm[] = { "xmm0", "xmm1", "xmm2", "xmm3" };
  (void) abi;
  if (offset >= WIN64_STACK)
    return NULL;
  if (offset >= WIN64_HOME)
    return gpr[(offset - WIN64_HOME) / SLOT];
  if (offset >= WIN64_XMM)
    return xmm[(offset - WIN64_XMM) / 16];
  if (offset >= WIN64_ST0)
    return "st0";
  return offset >= WIN64_RAX ? "rax" : NULL;
}

/* max_extra: floating-point values are passed in two registers.  */
#define DESC(title, is_gnu)                                                   \
  {                                                                           \
    { .name = title, .word = SLOT, .max_extra = NREG, .looks_into = 0x1ff,    \
      .bit_fields = is_gnu ? FFI_BITS_MS : FFI_BITS_MSVC,                     \
      .gpr_at = WIN64_HOME, .fpr_at = WIN64_XMM, .fpr_end = WIN64_HOME,       \
      .fpr_step = 16, .gpr_takes_fpr = 16, .fpr_takes_gpr = true,             \
      .stack_at = WIN64_HOME, .place = place, .reg_name = reg_name },         \
    is_gnu                                                                    \
  }

const struct ffi_win64_desc ffi_win64 = DESC ("win64", false);
const struct ffi_win64_desc ffi_gnuw64 = DESC ("gnuw64", true);
