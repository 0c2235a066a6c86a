/* SPDX-License-Identifier: MIT */
/* The general path of calls: fill an image as the place function says, call,
   fetch the result.  */
#include "arch.h"

/* Probes the SIZE bytes of stack that a kernel will use.  */
static __attribute__ ((noinline)) void
touch_stack (size_t size)
{
  ffi_alloca (size);
}

/* Whether TYPE is a scalar of 8 bytes or less, or void.  */
static inline bool
is_word (const ffi_type *type)
{
  return !ffi_is_passed (type)
         || ((type->type < FFI_TYPE_STRUCT || type->type == FFI_TYPE_POINTER)
             && type->size <= 8 && type->alignment <= 8);
}

/* Passes each piece of LAYOUT's list to the sink CALL.  */
static void
put_list (const struct ffi_layout *layout, struct ffi_outgoing *call)
{
  for (uint32_t i = 0; i < layout->npieces; i++)
    {
      const struct ffi_piece *p = &layout->piece[i];
      call->layout.sink (&call->layout, p->arg, p->op, p->value, p->image,
                         p->len);
    }
}

static void run_again (const struct ffi_target *target,
                       const struct ffi_signature *sig,
                       void (*fn) (void), void *rvalue, void **avalue,
                       void *chain);

/* Calls FN.  KNOWN is the placement; if it is NULL, the place function runs
   while the image is filled.  SIZES are the exact sizes or upper bounds.
   RVALUE is NULL only where the result is a word.  */
static inline __attribute__ ((always_inline)) void
run (const struct ffi_target *target, const struct ffi_signature *sig,
     struct ffi_layout *known, struct ffi_sizes sizes,
     void (*fn) (void), void *rvalue, void **avalue, void *chain)
{
  const struct ffi_abi_desc *abi = target->desc;
  struct ffi_outgoing outgoing, *call = &outgoing;
  size_t before = abi->stack_at - sizes.begin;
  if (abi->frame != 0)
    before = ffi_round_up (before, sizes.align);
  size_t size
    = ffi_round_up (before + sizes.stack + abi->frame, sizes.align);
  char *block = ffi_alloca_aligned (size + sizes.scratch, sizes.align);
  char *image = block + before - abi->stack_at;

  /* Registers and padding without an argument are cleared: they would give the
     callee old data of the stack.  */
  size_t stack_end = abi->padded ? abi->stack_at
                                 : abi->stack_at + sizes.stack;
  ffi_clear (image, sizes.wide ? sizes.begin : abi->clear_at,
             ffi_round_up (stack_end, 16));
  memcpy (image + abi->wide_end, &chain, sizeof chain);
  call->abi = abi;
  call->avalue = avalue;
  call->end = abi->stack_at;
  if (!known)
    ffi_layout_init (&call->layout, NULL, 0);
  call->layout.image = image;
  call->layout.apart = block + size;
  call->layout.sink = abi->padded ? ffi_put_padded : ffi_put_piece;
  if (known)
    put_list (known, call);
  else
    abi->place (abi, sig, &call->layout);
  FFI_READ_AGAIN (call);
  abi = call->abi;
  image = call->layout.image;
  const struct ffi_layout *layout = known ? known : &call->layout;
  if (!known && !sizes.wide && (layout->flags & abi->wide_flags))
    {
      run_again (target, sig, fn, rvalue, avalue, chain);
      return;
    }
  if (layout->indirect != FFI_NO_IMAGE)
    ffi_put_address (abi, image + layout->indirect, rvalue);
  if (abi->frame != 0)
    ffi_let_run_on (block, sizes.align);
  else if (layout->stack + ffi_layout_align (layout) >= 1024)
    touch_stack (layout->stack + ffi_layout_align (layout));
  target->call (image, layout->stack, fn, layout->flags);
  if (rvalue && layout->nresult)
    ffi_get_result (layout, sig->rtype, rvalue, image);
}

/* The alignment of an image in which no argument needs more.  Kernels that
   keep their frame in the image do not align the stack themselves.  Copies,
   which follow the image, may need more.  */
static inline uint32_t
image_align (const struct ffi_abi_desc *abi, bool wide, uint32_t scratch)
{
  return abi->frame != 0 && (!wide || abi->image_align != 0) && scratch == 0
           ? 16 : FFI_FRAME_ALIGN;
}

static struct ffi_sizes
sizes_of_layout (const struct ffi_abi_desc *abi,
                 const struct ffi_layout *layout)
{
  bool wide = (layout->flags & abi->wide_flags) != 0;
  return (struct ffi_sizes) {
    layout->stack, layout->scratch,
    layout->align_log2 ? (uint32_t) ffi_layout_align (layout)
                       : image_align (abi, wide, layout->scratch),
    ffi_image_begin (abi, layout->flags), wide
  };
}

/* Upper bounds of the sizes that the place function would give for SIG.  In
   every convention, callers reserve at most AREA bytes of stack beside the
   arguments.  To clear FEW bytes of registers costs less than to place the
   arguments again.  */
static struct ffi_sizes
bound_of (const struct ffi_abi_desc *abi, const struct ffi_signature *sig)
{
  enum { AREA = 160, FEW = 320 };
  struct ffi_sizes sizes
    = { AREA, 0, FFI_FRAME_ALIGN, 0, abi->wide_end <= FEW };
  for (uint32_t i = 0; i < sig->nargs; i++)
    {
      const ffi_type *type = sig->arg_types[i];
      sizes.stack += 8;
      if (is_word (type))
        continue;
      uint32_t most
        = (uint32_t) ffi_round_up (type->size, 16) + 16 + type->alignment;
      sizes.stack += most;
      sizes.scratch += most;
      if (type->alignment > sizes.align)
        sizes.align = type->alignment;
    }
  return sizes;
}

/* Starts again with the whole image cleared, because the placement needs
   it.  */
static __attribute__ ((noinline)) void
run_again (const struct ffi_target *target, const struct ffi_signature *sig,
           void (*fn) (void), void *rvalue, void **avalue, void *chain)
{
  struct ffi_sizes sizes = bound_of (target->desc, sig);
  sizes.wide = true;
  run (target, sig, NULL, sizes, fn, rvalue, avalue, chain);
}

/* Whether CODE has the sizes of a call.  */
static inline bool
has_sizes (uint64_t code)
{
  return (~code & (FFI_CODE_GENERAL | FFI_CODE_SIZED)) == 0;
}

static inline struct ffi_sizes
sizes_of_code (const struct ffi_abi_desc *abi, uint64_t code)
{
  enum { MASK = (1 << FFI_CODE_SIZE_BITS) - 1 };
  bool wide = (code & FFI_CODE_WIDE) != 0;
  uint32_t stack = (uint32_t) (code >> FFI_CODE_STACK) & MASK;
  uint32_t scratch = ((uint32_t) (code >> FFI_CODE_SCRATCH) & MASK) * 16;
  uint32_t begin = !wide                     ? abi->wide_end
                   : !(code & FFI_CODE_WIDER) ? abi->wider_end : 0;
  return (struct ffi_sizes) { stack * 8, scratch,
                              image_align (abi, wide, scratch), begin, wide };
}

/* Memory for a result of TYPE that nobody wants, if RVALUE is NULL.  It must be
   allocated before the image: the image has to be at the end of the
   stack.  */
#define RESULT_ROOM(rvalue, type)                                             \
  ((rvalue) || is_word (type)                                                 \
     ? (rvalue) : ffi_alloca_aligned ((type)->size, (type)->alignment))

void
ffi_call_layout (const struct ffi_target *target, struct ffi_layout *layout,
                 const ffi_cif *cif, void (*fn) (void), void *rvalue,
                 void **avalue, void *chain)
{
  struct ffi_signature sig = { .rtype = cif->rtype };
  struct ffi_sizes sizes = sizes_of_layout (target->desc, layout);
  rvalue = RESULT_ROOM (rvalue, sig.rtype);
  run (target, &sig, layout, sizes, fn, rvalue, avalue, chain);
}

/* Any call.  */
static __attribute__ ((noinline)) void
call_any (ffi_cif *cif, void (*fn) (void), void *rvalue, void **avalue,
          void *chain)
{
  const struct ffi_target *target = ffi_target_of (cif);
  struct ffi_signature sig = ffi_signature_of (cif);
  uint64_t code = ffi_cif_code (cif);
  struct ffi_sizes sizes = has_sizes (code)
                             ? sizes_of_code (target->desc, code)
                             : bound_of (target->desc, &sig);
  rvalue = RESULT_ROOM (rvalue, sig.rtype);
  run (target, &sig, NULL, sizes, fn, rvalue, avalue, chain);
}

static __attribute__ ((noinline)) void
call_unsized (ffi_cif *cif, void (*fn) (void), void *rvalue, void **avalue)
{
  call_any (cif, fn, rvalue, avalue, NULL);
}

/* Nearly all calls of the general path: their frame is small.  */
static __attribute__ ((noinline)) void
call_sized (ffi_cif *cif, void (*fn) (void), void *rvalue, void **avalue)
{
  const struct ffi_target *target = ffi_target_of (cif);
  struct ffi_signature sig = ffi_signature_of (cif);
  run (target, &sig, NULL, sizes_of_code (target->desc, ffi_cif_code (cif)),
       fn, rvalue, avalue, NULL);
}

void
ffi_call_unchained (ffi_cif *cif, void (*fn) (void), void *rvalue,
                    void **avalue)
{
  if (has_sizes (ffi_cif_code (cif)) && (rvalue || is_word (cif->rtype)))
    call_sized (cif, fn, rvalue, avalue);
  else
    call_unsized (cif, fn, rvalue, avalue);
}

static __attribute__ ((noinline)) void
call_steps (ffi_cif *cif, void (*fn) (void), void *rvalue, void **avalue)
{
  ffi_call_steps (cif, fn, rvalue, avalue, NULL);
}

/* These two have no large frame of their own.  All processors can make a tail
   call of four arguments, not all one of five.  */
void
ffi_call_plain (ffi_cif *cif, void (*fn) (void), void *rvalue, void **avalue)
{
  if (ffi_is_steps (ffi_cif_code (cif)))
    call_steps (cif, fn, rvalue, avalue);
  else
    ffi_call_unchained (cif, fn, rvalue, avalue);
}

void
ffi_call_general (ffi_cif *cif, void (*fn) (void), void *rvalue,
                  void **avalue, void *chain)
{
  if (ffi_is_steps (ffi_cif_code (cif)))
    ffi_call_steps (cif, fn, rvalue, avalue, chain);
  else if (chain)
    call_any (cif, fn, rvalue, avalue, chain);
  else
    ffi_call_unchained (cif, fn, rvalue, avalue);
}

void
ffi_call_exact (ffi_cif *cif, void (*fn) (void), void *rvalue, void **avalue)
{
  if (!rvalue || !ffi_is_widened (cif->rtype))
    {
      ffi_call (cif, fn, rvalue, avalue);
      return;
    }
  ffi_arg wide;
  ffi_call (cif, fn, &wide, avalue);
  ffi_put_narrow (rvalue, wide, cif->rtype->size);
}

#if FFI_GO_CLOSURES
void
ffi_call_go (ffi_cif *cif, void (*fn) (void), void *rvalue, void **avalue,
             void *closure)
{
  ffi_call_general (cif, fn, rvalue, avalue, closure);
}
#endif
