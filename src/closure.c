/* SPDX-License-Identifier: MIT */
/* Closures: preparing them, and the general path of their calls.  */
#include "arch.h"
#include "exec.h"

/* The address of the bytes at OFFSET of an image whose stack arguments are
   apart from its registers.  */
static char *
image_at (const struct ffi_abi_desc *abi, char *image, char *stack,
          uint32_t offset)
{
  return offset >= abi->stack_at ? stack + (offset - abi->stack_at)
                                 : image + offset;
}

static bool
is_aligned (const char *at, const ffi_type *type)
{
  return ((uintptr_t) at & (type->alignment - 1)) == 0;
}

/* Whether the N pieces of an argument of TYPE that start at PIECE are one
   run of bytes in the image, so that a handler may be given its address.  */
static bool
is_one_run (const struct ffi_piece *piece, uint32_t n, const char *at,
            const ffi_type *type)
{
  if (piece->op == FFI_OP_DOUBLE)
    return false;
  for (uint32_t i = 1; i < n; i++)
    if (piece[i].value != piece[i - 1].value + piece[i - 1].len
        || piece[i].image != piece[i - 1].image + piece[i - 1].len)
      return false;
  return piece->value == 0 && is_aligned (at, type)
         && (n == 1 || piece[n - 1].value + piece[n - 1].len >= type->size);
}

/* Room for gathered copies of the arguments that are not one run: where
   registers have 4 bytes, of a double too; of a float that travels as a
   double; and of whatever is aligned more than it is long.  */
static size_t
gather_size (const struct ffi_signature *sig)
{
  size_t size = 64;
  for (uint32_t i = 0; i < sig->nargs; i++)
    {
      const ffi_type *type = sig->arg_types[i];
      if (type->type >= FFI_TYPE_FLOAT || type->alignment > type->size)
        size += type->size + type->alignment;
    }
  return size;
}

/* Arguments FROM up to TO do not travel: their pointers are to something that
   may be read.  Returns TO.  */
static inline uint32_t
point_between (void **avalue, uint32_t from, uint32_t to, void *something)
{
  while (from < to)
    avalue[from++] = something;
  return to;
}

/* Copies an argument of TYPE to GATHER: from AT, if PIECE says that its
   address travels, or from the places of N pieces.  */
static void
gather_pieces (const struct ffi_abi_desc *abi, const struct ffi_piece *piece,
               uint32_t n, const ffi_type *type, char *gather, const char *at,
               char *image, char *stack)
{
  memset (gather, 0, type->size);
  if (piece->op == FFI_OP_REF)
    memcpy (gather, at, type->size);
  else
    for (uint32_t i = 0; i < n; i++)
      ffi_get_piece (&piece[i], gather,
                     image_at (abi, image, stack, piece[i].image));
}

/* Fills AVALUE with pointers to the arguments in the image, or where callers
   left copies; or to copies in GATHER where they do not stand in one aligned
   run.  (Not all compilers align what they pass by reference as much as its
   type asks for.)  */
static void
point_at_arguments (const struct ffi_abi_desc *abi,
                    const struct ffi_signature *sig,
                    const struct ffi_layout *layout, void **avalue,
                    char *image, char *stack, char *gather)
{
  const struct ffi_piece *piece = layout->piece;
  const struct ffi_piece *end = piece + layout->npieces;
  uint32_t next = 0;
  while (piece < end)
    {
      next = point_between (avalue, next, piece->arg, image) + 1;
      const ffi_type *type = sig->arg_types[piece->arg];
      uint32_t n = 1;
      while (piece + n < end && piece[n].arg == piece->arg && !piece[n].dup)
        n++;
      char *at = image_at (abi, image, stack, piece->image);
      bool by_reference = piece->op == FFI_OP_REF;
      if (by_reference)
        at = ffi_get_address (abi, at);
      if (by_reference ? is_aligned (at, type)
                       : is_one_run (piece, n, at, type))
        avalue[piece->arg] = at;
      else
        {
          gather = (char *) ffi_round_up ((uintptr_t) gather,
                                          type->alignment);
          avalue[piece->arg] = gather;
          gather_pieces (abi, piece, n, type, gather, at, image, stack);
          gather += type->size;
        }
      piece += n;
      while (piece < end && piece->dup)
        piece++;
    }
  point_between (avalue, next, sig->nargs, image);
}

uint64_t
ffi_closure_run (ffi_cif *cif,
                 void (*fun) (ffi_cif *, void *, void **, void *),
                 void *user_data, void *image, void *stack)
{
  const struct ffi_target *target = ffi_target_of (cif);
  const struct ffi_abi_desc *abi = target->desc;
  struct ffi_signature sig = ffi_signature_of (cif);
  uint32_t capacity = ffi_max_pieces (abi, sig.nargs);
  struct ffi_layout layout;
  ffi_layout_init (&layout, ffi_alloca (capacity * sizeof (struct ffi_piece)),
                   capacity);
  abi->place (abi, &sig, &layout);

  void **avalue = ffi_alloca ((sig.nargs + 1) * sizeof (void *));
  point_at_arguments (abi, &sig, &layout, avalue, image, stack,
                      ffi_alloca (gather_size (&sig)));
  /* Padding that the handler leaves is to tell nothing of the stack.  */
  _Alignas (64) char small[FFI_MAX_RESULT] = { 0 };
  char *result = small;
  if (cif->rtype->alignment > 64)
    {
      size_t size = cif->rtype->size + sizeof small;
      result = ffi_alloca_aligned (size, cif->rtype->alignment);
      memset (result, 0, size);
    }
  void *rvalue = result;
  if (layout.indirect != FFI_NO_IMAGE)
    rvalue = ffi_get_address (abi,
                              image_at (abi, image, stack, layout.indirect));
  fun (cif, rvalue, avalue, user_data);
  if (layout.echo != FFI_NO_IMAGE)
    ffi_put_address (abi, (char *) image + layout.echo, rvalue);
  else
    ffi_put_result (abi, &layout, cif->rtype, result, image);
  return (uint64_t) layout.pop << 32 | layout.flags;
}

/* The entry for closures of CIF that has any signature.  */
static __attribute__ ((noinline)) void (
  *general_entry_of (const struct ffi_target *target, ffi_cif *cif,
                     enum ffi_closure_kind kind)) (void)
{
  struct ffi_signature sig = ffi_signature_of (cif);
  struct ffi_layout layout;
  ffi_layout_init (&layout, NULL, 0);
  target->desc->place (target->desc, &sig, &layout);
  return target->closure (&layout, kind);
}

/* The entry for closures of CIF.  */
static inline void (*entry_of (ffi_cif *cif, enum ffi_closure_kind kind,
                               uint64_t *note)) (void)
{
  const struct ffi_target *target = ffi_target_get (cif->abi);
  if (!target)
    return NULL;
  uint64_t code = ffi_cif_code (cif);
  if (kind == FFI_PLAIN_CLOSURE && target->fast_closure && code != 0
      && !(code & FFI_CODE_VARIADIC))
    {
      void (*fast) (void) = target->fast_closure (code, cif, note);
      if (fast)
        return fast;
    }
  return general_entry_of (target, cif, kind);
}

/* Lets the code at CODELOC reach ENTRY, with NOTE, through CLOSURE.  */
static void
bind (ffi_closure *closure, void *codeloc, void (*entry) (void),
      uint64_t note)
{
  if (ffi_exec_owns (codeloc))
    ffi_tramp_set_entry (closure, entry);
  else
    ffi_arch_write_tramp (closure->tramp, codeloc, entry);
#ifdef FFI_TRAMP_NOTE_AT
  memcpy (closure->tramp + FFI_TRAMP_NOTE_AT, &note, sizeof note);
#else
  (void) note;
#endif
}

ffi_status
ffi_prep_closure_kind (ffi_closure *closure, ffi_cif *cif,
                       enum ffi_closure_kind kind,
                       void (*fun) (ffi_cif *, void *, void **, void *),
                       void *user_data, void *codeloc)
{
  if (!closure || !cif || !fun || !codeloc)
    return FFI_BAD_TYPEDEF;
  uint64_t note = 0;
  void (*entry) (void) = entry_of (cif, kind, &note);
  if (!entry)
    return FFI_BAD_ABI;
  bind (closure, codeloc, entry, note);
  closure->cif = cif;
  closure->fun = fun;
  closure->user_data = user_data;
  return FFI_OK;
}

ffi_status
ffi_prep_closure_loc (ffi_closure *closure, ffi_cif *cif,
                      void (*fun) (ffi_cif *, void *, void **, void *),
                      void *user_data, void *codeloc)
{
  return ffi_prep_closure_kind (closure, cif, FFI_PLAIN_CLOSURE, fun,
                                user_data, codeloc);
}

ffi_status
ffi_prep_closure (ffi_closure *closure, ffi_cif *cif,
                  void (*fun) (ffi_cif *, void *, void **, void *),
                  void *user_data)
{
  return ffi_prep_closure_loc (closure, cif, fun, user_data, closure);
}

#if FFI_GO_CLOSURES
ffi_status
ffi_prep_go_closure (ffi_go_closure *closure, ffi_cif *cif,
                     void (*fun) (ffi_cif *, void *, void **, void *))
{
  if (!closure || !cif || !fun)
    return FFI_BAD_TYPEDEF;
  void (*entry) (void) = entry_of (cif, FFI_GO_CLOSURE, NULL);
  if (!entry)
    return FFI_BAD_ABI;
  closure->tramp = (void *) (uintptr_t) entry;
  closure->cif = cif;
  closure->fun = fun;
  return FFI_OK;
}
#endif
