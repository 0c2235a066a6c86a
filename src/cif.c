/* SPDX-License-Identifier: MIT */
/* Preparing signatures: the only place that refuses one.  */
#include "types.h"

enum { PIECES_ON_STACK = 24 };  /* enough for any signature with a fast code */

/* C promotes these types in "...", so no function can expect them there.  */
static bool
is_promoted (const ffi_type *type)
{
  if (type->type == FFI_TYPE_FLOAT)
    return type->size == sizeof (float);
  return !ffi_is_aggregate (type) && type->type != FFI_TYPE_COMPLEX
         && type->type != FFI_TYPE_VECTOR && type->size < sizeof (int);
}

/* Whether TYPE is a scalar whose cost need not be counted.  */
static inline bool
is_cheap (const ffi_type *type, const uint8_t *scalar_size)
{
  return ffi_is_scalar (type, scalar_size) && type->alignment <= type->size;
}

const char *
ffi_what_lacks (const struct ffi_signature *sig)
{
  if (!sig->rtype)
    return "the type of the result is NULL";
  if (sig->nargs > FFI_MAX_ARGS)
    return "there are more than 65535 arguments";
  if (!sig->arg_types && sig->nargs != 0)
    return "the list of the arguments' types is NULL";
  if (ffi_is_variadic (sig) && sig->nfixed > sig->nargs)
    return "more arguments are named than there are";
  return NULL;
}

/* REFUSAL is NULL if the caller does not want the reason.  */
static ffi_status
refuse (struct ffi_refusal *refusal, ffi_status status, unsigned argument,
        const char *why)
{
  if (refusal)
    *refusal = (struct ffi_refusal) { argument, why };
  return status;
}

static inline ffi_status
check_variadic (const struct ffi_signature *sig, struct ffi_refusal *refusal)
{
  for (uint32_t i = sig->nfixed; i < sig->nargs; i++)
    if (sig->arg_types[i] && is_promoted (sig->arg_types[i]))
      return refuse (refusal, FFI_BAD_ARGTYPE, i,
                     "C passes no float among variadic arguments, but a "
                     "double, and no integer narrower than int");
  return FFI_OK;
}

/* ffi_prepare_types, inline so that scalars need no call.  */
static inline __attribute__ ((always_inline)) ffi_status
prepare_types (const struct ffi_abi_desc *abi,
               const struct ffi_abi_desc *platform,
               const struct ffi_signature *sig, const uint8_t *scalar_size,
               struct ffi_refusal *refusal)
{
  struct ffi_cost cost = { .scalar_size = scalar_size,
                           .half_floats = abi->half_floats,
                           .bit_fields = platform->bit_fields };
  ffi_type *type = (ffi_type *) sig->rtype;
  if (!is_cheap (type, scalar_size)
      && !ffi_is_good (type, abi->looks_into, &cost))
    return refuse (refusal, FFI_BAD_TYPEDEF, FFI_PLACED_RESULT, cost.why);
  for (uint32_t i = 0; i < sig->nargs; i++)
    {
      type = sig->arg_types[i];
      if ((!type || !is_cheap (type, scalar_size))
          && !ffi_is_good (type, abi->looks_into, &cost))
        return refuse (refusal, FFI_BAD_TYPEDEF, i, cost.why);
    }
  return check_variadic (sig, refusal);
}

ffi_status
ffi_prepare_types (const struct ffi_abi_desc *abi,
                   const struct ffi_abi_desc *platform,
                   const struct ffi_signature *sig,
                   const uint8_t *scalar_size, struct ffi_refusal *refusal)
{
  return prepare_types (abi, platform, sig, scalar_size, refusal);
}

/* Finds the first argument of SIG that cannot be placed, by a bisection over
   the number of arguments placed.  That of all gave STATUS and LAYOUT.  */
static __attribute__ ((noinline)) ffi_status
refuse_placed (const struct ffi_abi_desc *abi, const struct ffi_signature *sig,
               const struct ffi_layout *layout, ffi_status status,
               struct ffi_refusal *refusal)
{
  uint32_t good = 0, bad = sig->nargs + 1;   /* arguments before a void one */
  struct ffi_signature row = *sig;
  struct ffi_layout last = *layout, trial;
  row.rtype = &ffi_type_void;
  while (refusal && bad - good > 1)
    {
      row.nargs = good + (bad - good) / 2;
      if (ffi_is_variadic (sig) && sig->nfixed > row.nargs)
        row.nfixed = row.nargs;
      ffi_layout_init (&trial, NULL, 0);
      if (ffi_place (abi, &row, &trial) == FFI_OK)
        good = row.nargs;
      else
        {
          bad = row.nargs;
          last = trial;
        }
    }
  return refuse (refusal, status,
                 bad > sig->nargs ? FFI_PLACED_RESULT : bad - 1,
                 last.stack > FFI_MAX_IMAGE || last.scratch > FFI_MAX_IMAGE
                   ? "the arguments take more than 64 MiB of memory"
                   : "functions of this ABI cannot pass this type");
}

uint64_t
ffi_general_code (const struct ffi_abi_desc *abi,
                  const struct ffi_signature *sig,
                  const struct ffi_layout *layout)
{
  uint64_t code = FFI_CODE_GENERAL
                  | (ffi_is_variadic (sig) ? sig->nfixed : FFI_CODE_PLAIN);
  bool fits = (layout->stack + 7) / 8 >> FFI_CODE_SIZE_BITS == 0
              && (layout->scratch + 15) / 16 >> FFI_CODE_SIZE_BITS == 0;
  return fits && layout->align_log2 == 0
           ? code | ffi_sized_code (abi, layout->stack, layout->scratch,
                                    layout->flags)
           : code;
}

/* Lays out the types of SIG, and makes the code for CIF, which is to have the
   ABI: that of TARGET or, if SIG is variadic, of such functions.  CODED: it is
   known to be none of the family's own.  */
static inline __attribute__ ((always_inline)) ffi_status
place_and_code (ffi_cif *cif, const struct ffi_target *target, ffi_abi abi,
                const struct ffi_signature *sig, bool coded, uint64_t *code,
                struct ffi_refusal *refusal)
{
  ffi_status status
    = prepare_types (target->desc, ffi_platform (), sig, ffi_scalar_size,
                     refusal);
  if (status != FFI_OK)
    return status;
  struct ffi_piece piece[PIECES_ON_STACK];
  struct ffi_layout layout;
  ffi_layout_init (&layout, piece, PIECES_ON_STACK);
  status = ffi_place (target->desc, sig, &layout);
  if (status != FFI_OK)
    return refuse_placed (target->desc, sig, &layout, status, refusal);
  bool apart = ffi_is_variadic (sig) && target->desc->variadic_differs
               && !ffi_cif_named (cif) && ffi_target_get (abi) == target;
  if (!apart && layout.npieces <= PIECES_ON_STACK)
    {
      if (target->code && !coded && ffi_is_plain (&layout, sig->nargs))
        *code = target->code (&layout, sig);
      if (*code == 0)
        *code = ffi_steps_code (target->desc, &layout, sig);
    }
  if (*code == 0)
    *code = ffi_general_code (target->desc, sig, &layout);
  return FFI_OK;
}

static inline __attribute__ ((always_inline)) void
fill_in (ffi_cif *cif, ffi_abi abi, const struct ffi_signature *sig,
         uint64_t code)
{
  ffi_cif_fill_in (cif, abi, sig->nargs, sig->rtype, sig->arg_types,
                   sig->nfixed + 1, code);
}

/* CODED as in place_and_code.  */
static __attribute__ ((noinline)) ffi_status
prepare (ffi_cif *cif, const struct ffi_target *target, ffi_abi abi,
         const struct ffi_signature *sig, bool coded,
         struct ffi_refusal *refusal)
{
  uint64_t code = 0;
  const char *lacking = cif ? ffi_what_lacks (sig) : "there is no cif";
  if (!target)
    return refuse (refusal, FFI_BAD_ABI, FFI_WHOLE_SIGNATURE,
                   "the ABI is none of this platform's");
  if (lacking)
    return refuse (refusal, FFI_BAD_TYPEDEF,
                   sig->rtype ? FFI_WHOLE_SIGNATURE : FFI_PLACED_RESULT,
                   lacking);
  ffi_status status
    = place_and_code (cif, target, abi, sig, coded, &code, refusal);
  if (status == FFI_OK)
    fill_in (cif, abi, sig, code);
  return status;
}

/* Not inline, so that ffi_prep_cif itself needs no frame.  */
__attribute__ ((noinline)) ffi_status
ffi_prep_cif_general (ffi_cif *cif, ffi_abi abi, uint32_t nargs,
                      ffi_type *rtype, ffi_type **arg_types)
{
  return prepare (cif, ffi_target_get (abi), abi, &(struct ffi_signature) {
                    rtype, arg_types, nargs, FFI_NOT_VARIADIC }, false, NULL);
}

ffi_status
ffi_prep_cif_coded (ffi_cif *cif, ffi_abi abi, uint32_t nargs,
                    ffi_type *rtype, ffi_type **arg_types)
{
  return prepare (cif, ffi_target_get (abi), abi, &(struct ffi_signature) {
                    rtype, arg_types, nargs, FFI_NOT_VARIADIC }, true, NULL);
}

ffi_status
ffi_prep_cif (ffi_cif *cif, ffi_abi abi, unsigned int nargs, ffi_type *rtype,
              ffi_type **arg_types)
{
  const struct ffi_target *target = ffi_target_get (abi);
  if (!target || !target->prepare || !cif || !rtype
      || (nargs != 0 && (!arg_types || nargs > FFI_MAX_ARGS)))
    return ffi_prep_cif_general (cif, abi, nargs, rtype, arg_types);
  return target->prepare (cif, abi, nargs, rtype, arg_types);
}

ffi_status
ffi_prep_cif_var (ffi_cif *cif, ffi_abi abi, unsigned int nfixed,
                  unsigned int ntotal, ffi_type *rtype, ffi_type **arg_types)
{
  const struct ffi_target *target = ffi_target_get (abi);
  struct ffi_signature sig
    = { rtype, arg_types, ntotal, ffi_before_ellipsis (nfixed) };
  abi = FFI_VARIADIC_ABI (abi);
  /* Where arguments travel alike, only the code of the general path tells of
     "...", beside which some ABIs pass wide vectors apart.  CIF is written only
     when that is known.  */
  ffi_cif trial;
  if (target && target->prepare && !target->desc->variadic_differs && cif
      && !ffi_what_lacks (&sig) && check_variadic (&sig, NULL) == FFI_OK
      && target->prepare (&trial, abi, ntotal, rtype, arg_types) == FFI_OK)
    {
      uint64_t code = ffi_cif_code (&trial);
      bool is_coded = ffi_is_fast (code) || ffi_is_steps (code);
      if (is_coded || !(code & FFI_CODE_WIDE))
        {
          if (!is_coded)
            code = (code & ~FFI_CODE_PLAIN) | sig.nfixed;
          fill_in (cif, abi, &sig, code);
          return FFI_OK;
        }
    }
  return prepare (cif, target, abi, &sig, false, NULL);
}

ffi_status
ffi_prep_cif_why (ffi_cif *cif, ffi_abi abi, int nfixed, unsigned int ntotal,
                  ffi_type *rtype, ffi_type **arg_types, unsigned *argument,
                  const char **why)
{
  struct ffi_refusal refusal = { FFI_WHOLE_SIGNATURE, NULL };
  ffi_status status
    = prepare (cif, ffi_target_get (abi),
               nfixed != -1 ? FFI_VARIADIC_ABI (abi) : abi,
               &(struct ffi_signature) {
                 rtype, arg_types, ntotal, (uint32_t) nfixed },
               false, &refusal);
  if (argument)
    *argument = refusal.argument;
  if (why)
    *why = refusal.why;
  return status;
}

/* Lays out TYPE, which must be an aggregate.  */
static ffi_status
lay_out_aggregate (ffi_abi abi, ffi_type *type)
{
  const struct ffi_target *target = ffi_target_get (abi);
  if (!target)
    return FFI_BAD_ABI;
  if (!type || !ffi_is_aggregate (type))
    return FFI_BAD_TYPEDEF;
  struct ffi_cost cost = { .scalar_size = ffi_scalar_size,
                           .half_floats = target->desc->half_floats,
                           .bit_fields = ffi_platform ()->bit_fields };
  return ffi_lay_out (type, &cost);
}

ffi_status
ffi_get_struct_offsets (ffi_abi abi, ffi_type *struct_type, size_t *offsets)
{
  ffi_status status = lay_out_aggregate (abi, struct_type);
  if (status == FFI_OK && offsets)
    ffi_member_offsets (struct_type, ffi_platform ()->bit_fields, offsets);
  return status;
}

ffi_status
ffi_get_member (ffi_abi abi, ffi_type *type, size_t index, size_t *offset,
                unsigned *bit, unsigned *width)
{
  struct ffi_member m;
  ffi_status status = lay_out_aggregate (abi, type);
  if (status != FFI_OK)
    return status;
  if (!ffi_member_number (type, ffi_platform ()->bit_fields, index, &m))
    return FFI_BAD_TYPEDEF;
  bool is_bits = m.type->type == FFI_TYPE_BITFIELD;
  if (offset)
    *offset = is_bits ? m.unit : m.offset;
  if (bit)
    *bit = is_bits ? (unsigned) (m.first_bit - 8 * m.unit) : 0;
  if (width)
    *width = m.width;
  return status;
}
