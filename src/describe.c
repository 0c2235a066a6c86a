/* SPDX-License-Identifier: MIT */
/* Telling where arguments travel, from the placement that calls use.  */
#include "arch.h"
#include <stdlib.h>

/* The placements so far; those beyond max are only counted.  */
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
    case FFI_OP_REF:
      return FFI_PLACED_ADDRESS;
    case FFI_OP_X87:
      return FFI_PLACED_X87;
    default:
      return FFI_PLACED_BYTES;
    }
}

/* Where the register that has the byte at IMAGE begins.  */
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

/* Adds PIECE, cut where one register ends and the next begins.  */
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
      if (i < piece->len && abi->reg_name (abi, piece->image + i) == reg)
        continue;
      p.offset = piece->value + from;
      p.size = i - from;
      add (l, p, piece->image + from);
      from = i;
    }
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
  uint32_t capacity = ffi_max_pieces (target->desc, sig.nargs);
  struct ffi_piece *piece = malloc ((capacity + 1) * sizeof *piece);
  if (!piece)
    return FFI_BAD_TYPEDEF;
  struct ffi_layout layout;
  ffi_layout_init (&layout, piece, capacity);
  target->desc->place (target->desc, &sig, &layout);

  struct listing l = { target->desc, placement, 0, placement ? max : 0 };
  if (layout.indirect != FFI_NO_IMAGE)
    add (&l, (ffi_placement) { FFI_PLACED_RESULT_ADDRESS, FFI_PLACED_ADDRESS,
                               0, sig.rtype->size, NULL, 0 },
         layout.indirect);
  for (uint32_t i = 0; i < layout.npieces; i++)
    add_piece (&l, piece[i].arg, &piece[i]);
  for (uint32_t i = 0; i < layout.nresult; i++)
    add_piece (&l, FFI_PLACED_RESULT, &layout.result[i]);
  free (piece);
  *description = (ffi_description) { target->desc->name, l.n, layout.stack,
                                     layout.scratch, layout.pop };
  return FFI_OK;
}
