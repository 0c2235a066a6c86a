/* SPDX-License-Identifier: MIT */
/* Describes where arguments are passed, by the placement that calls use.  */
#include "abis.h"
#include "types.h"
#include <stdlib.h>

/* The placements found so far.  Those beyond max are only counted.  */
struct listing
{
  const struct ffi_abi_desc *abi;
  ffi_placement *placement;
  size_t n, max;
};

static ffi_placed_how
how_of (enum ffi_op op)
{
  switch (op)
    {
    case FFI_OP_U8:
    case FFI_OP_U16:
    case FFI_OP_U32:
      return FFI_PLACED_ZERO_EXTENDED;
    case FFI_OP_S8:
    case FFI_OP_S16:
    case FFI_OP_S32:
      return FFI_PLACED_SIGN_EXTENDED;
    case FFI_OP_BOXED:
      return FFI_PLACED_NAN_BOXED;
    case FFI_OP_DOUBLE:
      return FFI_PLACED_AS_DOUBLE;
    case FFI_OP_REF:
      return FFI_PLACED_ADDRESS;
    case FFI_OP_X87:
      return FFI_PLACED_X87;
    default:
      return FFI_PLACED_BYTES;
    }
}

/* The offset at which the register with the byte at IMAGE begins.  */
static uint32_t
register_start (const struct ffi_abi_desc *abi, const char *name,
                uint32_t image)
{
  while (image > 0 && abi->reg_name (abi, image - 1) == name)
    image--;
  return image;
}

static void
add (struct listing *l, ffi_placement p, uint32_t image)
{
  const struct ffi_abi_desc *abi = l->abi;
  p.reg = abi->reg_name (abi, image);
  p.at = p.reg ? image - register_start (abi, p.reg, image)
               : image - abi->stack_at;
  if (l->n < l->max)
    l->placement[l->n] = p;
  l->n++;
}

/* Adds PIECE, cut at each boundary between registers.  There are no registers
   after the first stack word that has none.  */
static void
add_piece (struct listing *l, unsigned argument,
           const struct ffi_piece *piece)
{
  const struct ffi_abi_desc *abi = l->abi;
  ffi_placement p = { argument, how_of (piece->op), piece->value, piece->len,
                      NULL, 0 };
  if (piece->op == FFI_OP_REF)
    {
      p.offset = 0;
      add (l, p, piece->image);
      return;
    }
  uint32_t from = 0;
  for (uint32_t i = 1; i <= piece->len; i++)
    {
      const char *reg = abi->reg_name (abi, piece->image + from);
      if (!reg && piece->image + from >= abi->stack_at)
        i = piece->len;
      if (i < piece->len && abi->reg_name (abi, piece->image + i) == reg)
        continue;
      p.offset = piece->value + from;
      p.size = i - from;
      add (l, p, piece->image + from);
      from = i;
    }
}

/* Describes SIG, whose types are laid out, under ABI.  */
static ffi_status
describe (const struct ffi_abi_desc *abi, const struct ffi_signature *sig,
          ffi_description *description, ffi_placement *placement, size_t max)
{
  uint32_t capacity = ffi_max_pieces (abi, sig->nargs);
  struct ffi_piece *piece = malloc ((capacity + 1) * sizeof *piece);
  if (!piece)
    return FFI_BAD_TYPEDEF;
  struct ffi_layout layout;
  ffi_layout_init (&layout, piece, capacity);
  ffi_status status = ffi_place (abi, sig, &layout);

  struct listing l = { abi, placement, 0, placement ? max : 0 };
  if (status == FFI_OK && layout.indirect != FFI_NO_IMAGE)
    add (&l, (ffi_placement) { FFI_PLACED_RESULT_ADDRESS, FFI_PLACED_ADDRESS,
                               0, sig->rtype->size, NULL, 0 },
         layout.indirect);
  for (uint32_t i = 0; status == FFI_OK && i < layout.npieces; i++)
    add_piece (&l, piece[i].arg, &piece[i]);
  for (uint32_t i = 0; status == FFI_OK && i < layout.nresult; i++)
    {
      struct ffi_piece piece_of_result = ffi_result_piece (&layout, i);
      add_piece (&l, FFI_PLACED_RESULT, &piece_of_result);
    }
  if (status == FFI_OK && layout.echo != FFI_NO_ECHO)
    add (&l, (ffi_placement) { FFI_PLACED_RESULT, FFI_PLACED_ADDRESS, 0,
                               sig->rtype->size, NULL, 0 }, layout.echo);
  free (piece);
  if (status == FFI_OK)
    *description = (ffi_description) { abi->name, l.n, layout.stack,
                                       layout.scratch, layout.pop };
  return status;
}

ffi_status
ffi_describe (ffi_cif *cif, ffi_description *description,
              ffi_placement *placement, size_t max)
{
  if (!cif || !description)
    return FFI_BAD_TYPEDEF;
  const struct ffi_target *target = ffi_target_get (cif->abi);
  if (!target)
    return FFI_BAD_ABI;
  struct ffi_signature sig = ffi_signature_of (cif);
  return describe (target->desc, &sig, description, placement, max);
}

/* ---- Any machine's ABI ----------------------------------------------- */

/* The sizes of the scalars of ABI's platform.  */
static void
fill_sizes (const struct ffi_named_abi *abi,
            uint8_t size[FFI_TYPE_LAST + 1])
{
  memcpy (size, ffi_scalar_size, sizeof ffi_scalar_size);
  size[FFI_TYPE_POINTER] = abi->pointer;
  size[FFI_CODE_LONGDOUBLE] = abi->longdouble;
  size[FFI_TYPE_UINT128] = size[FFI_TYPE_SINT128] = abi->int128 ? 16 : 0;
}

static ffi_status
describe_abi (const char *name, const struct ffi_signature *sig,
              ffi_description *description, ffi_placement *placement,
              size_t max)
{
  const struct ffi_named_abi *abi = name ? ffi_abi_named (name) : NULL;
  uint8_t size[FFI_TYPE_LAST + 1];
  if (!abi)
    return FFI_BAD_ABI;
  if (!description || ffi_what_lacks (sig))
    return FFI_BAD_TYPEDEF;
  fill_sizes (abi, size);
  ffi_status status
    = ffi_prepare_types (abi->desc, abi->desc, sig, size, NULL);
  if (status != FFI_OK)
    return status;
  status = describe (abi->desc, sig, description, placement, max);
  if (status == FFI_OK)
    description->abi = ffi_abi_name (abi);
  return status;
}

ffi_status
ffi_describe_abi (const char *abi, unsigned nargs, ffi_type *rtype,
                  ffi_type **arg_types, ffi_description *description,
                  ffi_placement *placement, size_t max)
{
  return describe_abi (abi, &(struct ffi_signature) {
                         rtype, arg_types, nargs, FFI_NOT_VARIADIC },
                       description, placement, max);
}

ffi_status
ffi_describe_abi_var (const char *abi, unsigned nfixed, unsigned ntotal,
                      ffi_type *rtype, ffi_type **arg_types,
                      ffi_description *description, ffi_placement *placement,
                      size_t max)
{
  return describe_abi (abi, &(struct ffi_signature) {
                         rtype, arg_types, ntotal,
                         ffi_before_ellipsis (nfixed) },
                       description, placement, max);
}

const char *
ffi_describe_abi_name (unsigned n)
{
  const struct ffi_named_abi *abi = ffi_abi_number (n);
  return abi ? ffi_abi_name (abi) : NULL;
}
