/* SPDX-License-Identifier: MIT */
/* Preparing signatures: the only place that refuses one.  */
#include "types.h"

enum { PIECES_ON_STACK = 24 };  /* enough for any signature with a fast code */

/* C promotes these in "...", so no function can expect them there.  */
static bool
is_promoted (const ffi_type *type)
{
  return type->type == FFI_TYPE_FLOAT
         || (type->type != FFI_TYPE_STRUCT && type->type != FFI_TYPE_COMPLEX
             && type->type != FFI_TYPE_VECTOR && type->size < sizeof (int));
}

/* A scalar that costs nothing to speak of.  */
static bool
is_cheap (const ffi_type *type, const uint8_t *scalar_size)
{
  return ffi_is_scalar (type, scalar_size) && type->alignment <= type->size;
}

/* Void, whatever its size is; 0 tells that TYPE was never filled in.  */
static bool
is_void (const ffi_type *type)
{
  return type->type == FFI_TYPE_VOID && type->size != 0;
}

static bool
is_good (const struct ffi_abi_desc *abi, ffi_type *type,
         struct ffi_cost *cost)
{
  return type && (is_cheap (type, cost->scalar_size)
                  || ffi_is_quickly_good (type, abi->looks_into, cost)
                  || is_void (type) || ffi_lay_out (type, cost) == FFI_OK);
}

ffi_status
ffi_prepare_types (const struct ffi_abi_desc *abi,
                   const struct ffi_signature *sig,
                   const uint8_t *scalar_size)
{
  struct ffi_cost cost = { .scalar_size = scalar_size,
                           .half_floats = abi->half_floats };
  if (!is_good (abi, (ffi_type *) sig->rtype, &cost))
    return FFI_BAD_TYPEDEF;
  for (uint32_t i = 0; i < sig->nargs; i++)
    if (!is_good (abi, sig->arg_types[i], &cost))
      return FFI_BAD_TYPEDEF;
  for (uint32_t i = sig->nfixed; i < sig->nargs; i++)
    if (is_promoted (sig->arg_types[i]))
      return FFI_BAD_ARGTYPE;
  return FFI_OK;
}

/* The code of SIG, which has no fast one.  */
static uint64_t
general_code (const struct ffi_abi_desc *abi, const struct ffi_signature *sig,
              const struct ffi_layout *layout)
{
  uint64_t code = FFI_CODE_GENERAL
                  | (sig->variadic ? sig->nfixed : FFI_CODE_PLAIN);
  uint64_t stack = (layout->stack + 7) / 8;
  uint64_t scratch = (layout->scratch + 15) / 16;
  if ((stack | scratch) >> FFI_CODE_SIZE_BITS || layout->align != 0)
    return code;
  return code | FFI_CODE_SIZED | stack << FFI_CODE_STACK
         | scratch << FFI_CODE_SCRATCH
         | (layout->flags & abi->wide_flags ? FFI_CODE_WIDE : 0);
}

/* The code of SIG for CIF, whose types are laid out here.  */
static ffi_status
place_and_code (ffi_cif *cif, const struct ffi_target *target,
                const struct ffi_signature *sig, uint64_t *code)
{
  ffi_status status = ffi_prepare_types (target->desc, sig, ffi_scalar_size);
  if (status != FFI_OK)
    return status;
  struct ffi_piece piece[PIECES_ON_STACK];
  struct ffi_layout layout;
  ffi_layout_init (&layout, piece, PIECES_ON_STACK);
  status = ffi_place (target->desc, sig, &layout);
  if (status != FFI_OK)
    return status;
  bool apart = sig->variadic && target->desc->variadic_differs
               && !ffi_cif_named (cif);
  if (target->code && !apart && layout.npieces <= PIECES_ON_STACK
      && ffi_is_plain (&layout, sig->nargs))
    *code = target->code (&layout, sig);
  if (*code == 0)
    *code = general_code (target->desc, sig, &layout);
  return FFI_OK;
}

static ffi_status
prepare (ffi_cif *cif, const struct ffi_target *target, ffi_abi abi,
         const struct ffi_signature *sig)
{
  uint64_t code = 0;
  if (!target)
    return FFI_BAD_ABI;
  if (!cif || !ffi_is_whole (sig))
    return FFI_BAD_TYPEDEF;
  ffi_status status = place_and_code (cif, target, sig, &code);
  if (status == FFI_OK)
    ffi_cif_fill_in (cif, abi, sig->nargs, sig->rtype, sig->arg_types,
                     sig->variadic ? sig->nfixed + 1 : 0, code);
  return status;
}

/* Not inline, for ffi_prep_cif needs no frame without it.  */
__attribute__ ((noinline)) ffi_status
ffi_prep_cif_general (ffi_cif *cif, ffi_abi abi, uint32_t nargs,
                      ffi_type *rtype, ffi_type **arg_types)
{
  return prepare (cif, ffi_target_get (abi), abi, &(struct ffi_signature) {
                    rtype, arg_types, nargs, nargs, false });
}

ffi_status
ffi_prep_cif (ffi_cif *cif, ffi_abi abi, unsigned int nargs, ffi_type *rtype,
              ffi_type **arg_types)
{
  const struct ffi_target *target = ffi_target_get (abi);
  if (target && target->prepare && cif && rtype && (arg_types || nargs == 0)
      && nargs <= FFI_MAX_ARGS)
    return target->prepare (cif, abi, nargs, rtype, arg_types);
  return ffi_prep_cif_general (cif, abi, nargs, rtype, arg_types);
}

ffi_status
ffi_prep_cif_var (ffi_cif *cif, ffi_abi abi, unsigned int nfixed,
                  unsigned int ntotal, ffi_type *rtype, ffi_type **arg_types)
{
  return prepare (cif, ffi_target_get (abi), FFI_VARIADIC_ABI (abi),
                  &(struct ffi_signature) {
                    rtype, arg_types, ntotal, nfixed, true });
}

ffi_status
ffi_get_struct_offsets (ffi_abi abi, ffi_type *struct_type, size_t *offsets)
{
  const struct ffi_target *target = ffi_target_get (abi);
  if (!target)
    return FFI_BAD_ABI;
  if (!struct_type || struct_type->type != FFI_TYPE_STRUCT)
    return FFI_BAD_TYPEDEF;
  struct ffi_cost cost = { .scalar_size = ffi_scalar_size,
                           .half_floats = target->desc->half_floats };
  ffi_status status = ffi_lay_out (struct_type, &cost);
  if (status == FFI_OK && offsets)
    ffi_member_offsets (struct_type, offsets);
  return status;
}
