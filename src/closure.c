/* SPDX-License-Identifier: MIT */
/* Closures: preparing them, and the general path of their calls.  */
#include "arch.h"
#include "exec.h"

/* The state of a search for a closure's arguments.  find_piece, the
   layout's sink, gets each piece and stores a pointer to the argument in
   the image.  If an argument is not one aligned run of bytes there,
   find_piece gathers its bytes in the room from GATHER to GATHER_END, and the
   pointer is to that copy.  Where GATHER comes to lie beyond GATHER_END, some
   copies were not made.  */
struct incoming
{
  struct ffi_layout layout;
  const struct ffi_abi_desc *abi;
  const struct ffi_signature *sig;
  void **avalue;
  char *image, *stack;       /* stack arguments are separate from registers */
  uintptr_t gather, gather_end;
  uint32_t next;             /* the argument after the last one found */
  /* The last argument's run of bytes: the values and places after it.  COPY
     is where it is gathered, or NULL.  */
  uint32_t pieces, value, at;
  char *copy;
};

static inline char *
image_at (const struct incoming *in, uint32_t offset)
{
  return offset >= in->abi->stack_at
           ? in->stack + (offset - in->abi->stack_at)
           : in->image + offset;
}

/* Whether an argument of TYPE is likely to need a copy.  */
static inline bool
is_likely_apart (const struct ffi_abi_desc *abi, const ffi_type *type)
{
  if (type->size <= abi->one_run
      || (abi->one_run_from != 0 && type->size >= abi->one_run_from))
    return false;
  if (type->type < FFI_TYPE_STRUCT || type->type == FFI_TYPE_POINTER)
    return type->size > abi->word || type->type == FFI_TYPE_FLOAT;
  const ffi_type *first = *ffi_members (type);
  return !abi->integer_one_run || !first || !ffi_is_integer (first);
}

/* The room for gathered copies that is kept before their size is known.  Where
   it is too little, the arguments are found again.  Few signatures need more
   than MOST, for on the stack an argument is one run.  */
static inline size_t
gather_room (const struct ffi_abi_desc *abi, const struct ffi_signature *sig)
{
  enum { MOST = 128 };
  size_t size = 0;
  for (uint32_t i = 0; i < sig->nargs && size < MOST; i++)
    if (is_likely_apart (abi, sig->arg_types[i]))
      size += sig->arg_types[i]->size + sig->arg_types[i]->alignment;
  return size < MOST ? size : MOST;
}

/* Begins to gather the argument ARG.  LEN bytes of the value, from offset
   VALUE on, are at FROM.  */
static void
begin_copy (struct incoming *in, uint32_t arg, unsigned op, uint32_t value,
            const char *from, uint32_t len)
{
  const ffi_type *type = in->sig->arg_types[arg];
  uintptr_t at = ffi_round_up (in->gather, type->alignment);
  in->gather = at + type->size;
  if (in->gather > in->gather_end)
    return;
  in->copy = (char *) at;
  memset (in->copy, 0, type->size);
  ffi_get_piece (op, in->copy + value, from, len);
  in->avalue[arg] = in->copy;
}

/* Several pieces in one run are the argument only if no byte is missing.  */
static void
end_argument (struct incoming *in)
{
  uint32_t arg = in->next - 1;
  if (in->pieces > 1 && !in->copy
      && in->value < in->sig->arg_types[arg]->size)
    begin_copy (in, arg, FFI_OP_BYTES, 0, in->avalue[arg], in->value);
}

/* Handles a further piece of an argument.  */
static void
find_more (struct incoming *in, uint32_t arg, unsigned op, uint32_t value,
           uint32_t image, uint32_t len)
{
  const char *at = image_at (in, image);
  in->pieces++;
  if (!in->copy
      && (op == FFI_OP_DOUBLE || value != in->value || image != in->at))
    begin_copy (in, arg, FFI_OP_BYTES, 0, in->avalue[arg], in->value);
  if (in->copy)
    ffi_get_piece (op, in->copy + value, at, len);
  in->value = value + len;
  in->at = image + len;
}

/* Gives each argument before ARG that has no piece a pointer to memory that
   may be read.  The image may begin at wide_end.  */
static inline void
skip_to (struct incoming *in, uint32_t arg)
{
  for (; in->next < arg; in->next++)
    in->avalue[in->next] = in->image + in->abi->wide_end;
}

/* Handles any piece.  */
static __attribute__ ((noinline)) void
find_any (struct incoming *in, uint32_t arg, unsigned op, uint32_t value,
          uint32_t image, uint32_t len)
{
  if (op & FFI_OP_DUP)
    return;
  if (arg < in->next)
    {
      find_more (in, arg, op, value, image, len);
      return;
    }
  if (in->pieces > 1)
    end_argument (in);
  skip_to (in, arg);
  in->next = arg + 1;
  in->pieces = 1;
  in->copy = NULL;
  in->value = value + len;
  in->at = image + len;
  char *at = image_at (in, image);
  /* Some compilers align a copy passed by reference less than its type
     requires.  */
  if (op == FFI_OP_REF)
    {
      at = ffi_get_address (in->abi, at);
      op = FFI_OP_BYTES;
      value = 0;
    }
  if (value != 0 || op == FFI_OP_DOUBLE
      || ((uintptr_t) at & (in->sig->arg_types[arg]->alignment - 1)))
    begin_copy (in, arg, op, value, at, len);
  else
    in->avalue[arg] = at;
}

/* Handles a piece without a frame of its own if the piece is the whole next
   argument, as most pieces are.  */
static void
find_piece (struct ffi_layout *layout, uint32_t arg, unsigned op,
            uint32_t value, uint32_t image, uint32_t len)
{
  struct incoming *in = (struct incoming *) layout;
  const ffi_type *type = in->sig->arg_types[arg];
  char *at = image_at (in, image);
  if (op <= FFI_OP_S32 && len == type->size && arg == in->next
      && in->pieces <= 1 && ((uintptr_t) at & (type->alignment - 1)) == 0)
    {
      in->next = arg + 1;
      in->avalue[arg] = at;
    }
  else
    find_any (in, arg, op, value, image, len);
}

/* Leaves the result, which the handler stored at RVALUE, in the image.  */
static inline void
leave_result (const struct incoming *in, const ffi_type *type,
              const char *rvalue)
{
  const struct ffi_layout *layout = &in->layout;
  if (layout->echo != FFI_NO_IMAGE)
    ffi_put_address (in->abi, in->image + layout->echo, rvalue);
  else if (layout->nresult == 1 && layout->result[0].op == FFI_OP_BYTES
           && layout->result[0].len == 8)
    memcpy (in->image + layout->result[0].image,
            rvalue + layout->result[0].value, 8);
  else if (layout->nresult != 0)
    ffi_put_result (in->abi, layout, type, rvalue, in->image);
}

/* Finds all arguments, with SIZE bytes at ROOM for copies.  Returns how many
   the copies need.  */
static inline size_t
find_arguments (struct incoming *in, char *room, size_t size)
{
  in->gather = (uintptr_t) room;
  in->gather_end = in->gather + size;
  in->next = in->pieces = 0;
  ffi_layout_init (&in->layout, NULL, 0);
  in->layout.sink = find_piece;
  in->abi->place (in->abi, in->sig, &in->layout);
  if (in->pieces > 1)
    end_argument (in);
  skip_to (in, in->sig->nargs);
  return in->gather - (uintptr_t) room;
}

static __attribute__ ((noinline)) uint64_t
run_general (ffi_cif *marked, void (*fun) (ffi_cif *, void *, void **, void *),
             void *user_data, void *image, void *stack)
{
  bool is_exact = ((uintptr_t) marked & FFI_EXACT_BIT) != 0;
  ffi_cif *cif = (ffi_cif *) ((uintptr_t) marked & ~(uintptr_t) FFI_EXACT_BIT);
  const struct ffi_abi_desc *abi = ffi_target_of (cif)->desc;
  struct ffi_signature sig = ffi_signature_of (cif);
  struct incoming in;
  size_t vector = ffi_round_up (sig.nargs * sizeof (void *), 16);
  size_t size = gather_room (abi, &sig);
  in.abi = abi;
  in.sig = &sig;
  in.image = image;
  in.stack = stack;
  in.avalue = ffi_alloca (vector + size);
  char *room = (char *) in.avalue + vector;
  for (size_t needed; (needed = find_arguments (&in, room, size)) > size;)
    room = ffi_alloca (size = needed);

  /* Cleared, so that padding that the handler does not write holds no data of
     the stack.  */
  _Alignas (16) char small[16] = { 0 };
  char *rvalue = small;
  if (in.layout.indirect != FFI_NO_IMAGE)
    rvalue = ffi_get_address (abi, image_at (&in, in.layout.indirect));
  else if (ffi_is_passed (sig.rtype)
           && (sig.rtype->size > sizeof small
               || sig.rtype->alignment > sizeof small))
    {
      /* A handler may store a vector with an alignment of its size.  */
      size_t size = ffi_round_up (sig.rtype->size, 16);
      rvalue = ffi_alloca_aligned (size, sig.rtype->alignment < 64
                                           ? 64 : sig.rtype->alignment);
      ffi_clear (rvalue, 0, size);
    }
  char *low = is_exact ? rvalue + sizeof (ffi_arg) - sig.rtype->size : rvalue;
  fun (cif, low, in.avalue, user_data);
  leave_result (&in, sig.rtype, rvalue);
  return (uint64_t) in.layout.pop << 32 | in.layout.flags;
}

static __attribute__ ((noinline)) uint64_t
run_steps (ffi_cif *cif, void (*fun) (ffi_cif *, void *, void **, void *),
           void *user_data, void *image, void *stack)
{
  uint32_t flags;
  return ffi_closure_steps (cif, fun, user_data, image, stack, &flags)
           ? flags : run_general (cif, fun, user_data, image, stack);
}

/* Has no variable whose address is taken, and so no frame of its own while the
   handler runs.  */
uint64_t
ffi_closure_run (ffi_cif *cif,
                 void (*fun) (ffi_cif *, void *, void **, void *),
                 void *user_data, void *image, void *stack)
{
  return !((uintptr_t) cif & FFI_EXACT_BIT)
             && ffi_is_steps (ffi_cif_code (cif))
           ? run_steps (cif, fun, user_data, image, stack)
           : run_general (cif, fun, user_data, image, stack);
}

/* The general entry for closures of CIF, which works for any signature.  */
static __attribute__ ((noinline)) void (
  *general_entry_of (const struct ffi_target *target, ffi_cif *cif,
                     enum ffi_closure_kind kind)) (void)
{
  struct ffi_signature sig = ffi_signature_of (cif);
  struct ffi_layout layout;
  ffi_layout_init (&layout, NULL, 0);
  target->desc->place (target->desc, &sig, &layout);
  return target->closure (&layout, kind == FFI_EXACT_CLOSURE
                                     ? FFI_PLAIN_CLOSURE : kind);
}

/* The entry for closures of CIF.  */
static inline void (*entry_of (ffi_cif *cif, enum ffi_closure_kind kind,
                               uint64_t *note)) (void)
{
  const struct ffi_target *target = ffi_target_get (cif->abi);
  if (!target)
    return NULL;
  uint64_t code = ffi_cif_code (cif);
  if (kind == FFI_PLAIN_CLOSURE && target->fast_closure
      && ffi_is_fast (code))
    {
      void (*fast) (void) = target->fast_closure (code, cif, note);
      if (fast)
        return fast;
    }
  return general_entry_of (target, cif, kind);
}

/* Makes the code at CODELOC jump to ENTRY, with NOTE, by way of CLOSURE.  */
static void
bind (ffi_closure *closure, void *codeloc, void (*entry) (void),
      uint64_t note)
{
  if (ffi_exec_owns (codeloc))
    ffi_tramp_set_entry (closure, entry);
  else
    ffi_arch_write_tramp (closure->tramp, FFI_TRAMP_STRIP (codeloc), entry);
#ifdef FFI_TRAMP_NOTE_AT
  memcpy (closure->tramp + FFI_TRAMP_NOTE_AT, &note, sizeof note);
#else
  (void) note;
#endif
}

static inline __attribute__ ((always_inline)) ffi_status
prepare (ffi_closure *closure, ffi_cif *cif, enum ffi_closure_kind kind,
         void (*fun) (ffi_cif *, void *, void **, void *), void *user_data,
         void *codeloc)
{
  if (!closure || !cif || !fun || !codeloc)
    return FFI_BAD_TYPEDEF;
  if (kind == FFI_EXACT_CLOSURE && !ffi_is_widened (cif->rtype))
    kind = FFI_PLAIN_CLOSURE;
  uint64_t note = 0;
  void (*entry) (void) = entry_of (cif, kind, &note);
  if (!entry)
    return FFI_BAD_ABI;
  bind (closure, codeloc, entry, note);
  uintptr_t exact = kind == FFI_EXACT_CLOSURE ? FFI_EXACT_BIT : 0;
  closure->cif = (ffi_cif *) ((uintptr_t) cif | exact);
  closure->fun = fun;
  closure->user_data = user_data;
  return FFI_OK;
}

ffi_status
ffi_prep_closure_kind (ffi_closure *closure, ffi_cif *cif,
                       enum ffi_closure_kind kind,
                       void (*fun) (ffi_cif *, void *, void **, void *),
                       void *user_data, void *codeloc)
{
  return prepare (closure, cif, kind, fun, user_data, codeloc);
}

/* The kind that most closures are of has a copy of its own.  */
ffi_status
ffi_prep_closure_loc (ffi_closure *closure, ffi_cif *cif,
                      void (*fun) (ffi_cif *, void *, void **, void *),
                      void *user_data, void *codeloc)
{
  return prepare (closure, cif, FFI_PLAIN_CLOSURE, fun, user_data, codeloc);
}

ffi_status
ffi_prep_closure_exact (ffi_closure *closure, ffi_cif *cif,
                        void (*fun) (ffi_cif *, void *, void **, void *),
                        void *user_data, void *codeloc)
{
  return ffi_prep_closure_kind (closure, cif, FFI_EXACT_CLOSURE, fun,
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
