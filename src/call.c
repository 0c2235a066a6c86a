/* SPDX-License-Identifier: MIT */
/* The general path of calls: place, fill an image, call, fetch the result. */
#include "arch.h"

/* Touches the SIZE bytes of stack that a kernel is going to take.  */
static __attribute__ ((noinline)) void
touch_stack (size_t size)
{
  ffi_alloca (size);
}

void
ffi_call_layout (const struct ffi_target *target,
                 const struct ffi_layout *layout, const ffi_cif *cif,
                 void (*fn) (void), void *rvalue, void **avalue, void *chain)
{
  const struct ffi_abi_desc *abi = target->desc;
  size_t align = layout->align != 0 ? layout->align : FFI_FRAME_ALIGN;
  size_t image_size = ffi_round_up (abi->stack_at + layout->stack, align);
  char *image = ffi_alloca_aligned (image_size + layout->scratch, align);
  char *scratch = image + image_size;

  /* Registers and padding that carry no argument carry no secret either.  */
  memset (image, 0, image_size);
  memcpy (image, &chain, sizeof chain);
  if (layout->indirect != FFI_NO_IMAGE)
    {
      if (!rvalue)
        rvalue = ffi_alloca_aligned (cif->rtype->size, cif->rtype->alignment);
      ffi_put_address (abi, image + layout->indirect, rvalue);
    }
  for (uint32_t i = 0; i < layout->npieces; i++)
    {
      const struct ffi_piece *piece = &layout->piece[i];
      ffi_put_piece (abi, piece, avalue[piece->arg], image, scratch);
    }
  touch_stack (layout->stack + layout->align);
  target->call (image, layout->stack, fn, layout->flags);
  if (rvalue && layout->nresult)
    ffi_get_result (layout, cif->rtype, rvalue, image);
}

void
ffi_call_general (ffi_cif *cif, void (*fn) (void), void *rvalue,
                  void **avalue, void *chain)
{
  const struct ffi_target *target = ffi_target_of (cif);
  struct ffi_signature sig = ffi_signature_of (cif);
  uint32_t capacity = ffi_max_pieces (target->desc, sig.nargs);
  struct ffi_layout layout;
  ffi_layout_init (&layout, ffi_alloca (capacity * sizeof (struct ffi_piece)),
                   capacity);
  target->desc->place (target->desc, &sig, &layout);
  ffi_call_layout (target, &layout, cif, fn, rvalue, avalue, chain);
}

#if FFI_GO_CLOSURES
void
ffi_call_go (ffi_cif *cif, void (*fn) (void), void *rvalue, void **avalue,
             void *closure)
{
  ffi_call_general (cif, fn, rvalue, avalue, closure);
}
#endif
