/* SPDX-License-Identifier: MIT */
/* Closures: preparing them, and the general path of their calls.  */
#include "arch.h"
#include "exec.h"
#include "steps.h"

/* Added to the number of an argument.  */
enum { SEVERAL = 1 << 24 };

_Static_assert ((int) FFI_MAX_ARGS < (int) SEVERAL, "");

/* The state of a search for a closure's arguments.  find_piece, the layout's
   sink, gets each piece and stores a pointer to the argument in the image.  An
   argument that is in several registers is closed up to one run of bytes in the
   image, if only the ends of floating-point registers are between its parts.
   If it is still not one aligned run there, its bytes are gathered at GATHER,
   where LEFT bytes are left, and the pointer is to that copy.  Copies for which
   no room is left are not made, and LEFT is what they lack, below 0.  */
struct incoming
{
  struct ffi_layout layout;
  struct ffi_signature sig;
  const struct ffi_abi_desc *abi;
  void **avalue;
  union
  {
    struct
    {
      uintptr_t gather;
      int32_t left;
      /* The last argument: where its bytes are.  */
      enum { IN_IMAGE, GATHERED, LACKING } where : 8;
      bool is_again : 1;     /* a second search: closed up already */
      uint32_t next;         /* the argument after it, plus SEVERAL if it has
                                several pieces */
      uint32_t value, at;    /* its run of bytes: the value and the place after
                                it */
      uint32_t piece_image, piece_len;   /* for find_any */
    };
    _Alignas (8) char small[16];         /* after the search: a result */
  };
};

static inline char *
image_at (const struct incoming *in, uint32_t offset)
{
  return offset >= in->abi->stack_at
           ? in->layout.apart + (offset - in->abi->stack_at)
           : in->layout.image + offset;
}

/* Whether an argument of TYPE is likely to need a copy: integers beside
   floating-point numbers, and those that are converted.  A struct in registers
   has few members.  */
static inline bool
is_likely_apart (const struct ffi_abi_desc *abi, const ffi_type *type)
{
  enum { INTEGER = 1, FLOATING = 2, BOTH = 3, FEW = 8 };
  if (type->size <= abi->one_run
      || (abi->one_run_from != 0 && type->size >= abi->one_run_from))
    return false;
  if (type->type < FFI_TYPE_STRUCT || type->type == FFI_TYPE_POINTER)
    return type->size > abi->word || type->type == FFI_TYPE_FLOAT;
  unsigned seen = 0;
  ffi_type *const *e = ffi_members (type);
  for (ffi_type *const *first = e; *e && e < first + FEW; e++)
    seen |= ffi_is_integer (*e)             ? INTEGER
            : (*e)->type == FFI_TYPE_DOUBLE ? FLOATING
            : (*e)->type == FFI_TYPE_FLOAT && abi->float_op != FFI_OP_DOUBLE
              ? FLOATING
              : BOTH;
  return seen == 0 || seen == BOTH;
}

/* The room for gathered copies that is kept before their size is known.  Where
   it is too little, the arguments are found again.  Few signatures need more
   than MOST, for on the stack an argument is one run.  */
static __attribute__ ((noinline)) size_t
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
  const ffi_type *type = in->sig.arg_types[arg];
  uintptr_t at = ffi_round_up (in->gather, type->alignment);
  in->left -= (int32_t) (at + type->size - in->gather);
  in->gather = at + type->size;
  in->where = in->left < 0 ? LACKING : GATHERED;
  if (in->left < 0)
    return;
  in->avalue[arg] = memset ((char *) at, 0, type->size);
  ffi_get_piece (op, (char *) at + value, from, len);
}

/* Several pieces in one run are the argument only if no byte is missing.  */
static void
end_argument (struct incoming *in)
{
  uint32_t arg = in->next - SEVERAL - 1;
  if (in->next >= SEVERAL && in->where == IN_IMAGE
      && in->value < in->sig.arg_types[arg]->size)
    begin_copy (in, arg, FFI_OP_BYTES, 0, in->avalue[arg], in->value);
}

/* Whether between the end of a piece at AT of the image and the next one at
   IMAGE there is only the end of a floating-point register.  */
static inline bool
is_next_fpr (const struct ffi_abi_desc *abi, uint32_t at, uint32_t image)
{
  return at > abi->fpr_at && image < abi->fpr_end
         && image - at < abi->fpr_step;
}

/* Gives each argument before ARG that has no piece a pointer to memory that
   may be read.  The image may begin at wide_end.  */
static inline void
skip_to (struct incoming *in, uint32_t arg)
{
  for (; in->next < arg; in->next++)
    in->avalue[in->next] = in->layout.image + in->abi->wide_end;
}

static inline bool
is_aligned_for (const ffi_type *type, const char *at)
{
  return ((uintptr_t) at & ((uintptr_t) type->alignment - 1)) == 0;
}

/* Handles a further piece of an argument; as find_any.  Most such pieces need
   no frame.  */
static __attribute__ ((noinline)) void
find_more (struct incoming *in, uint32_t arg, unsigned op, uint32_t value)
{
  uint32_t image = in->piece_image, len = in->piece_len;
  const char *from = image_at (in, image);
  char *to = in->where != LACKING ? (char *) in->avalue[arg] + value : NULL;
  if (in->where == IN_IMAGE
      && (op == FFI_OP_DOUBLE || value != in->value
          || (to != from && !is_next_fpr (in->abi, in->at, image))))
    {
      begin_copy (in, arg, FFI_OP_BYTES, 0, in->avalue[arg], in->value);
      to = (char *) in->avalue[arg] + value;
    }
  in->next |= SEVERAL;
  in->value = value + len;
  in->at = image + len;
  if (in->where == GATHERED)
    ffi_get_piece (op, to, from, len);
  else if (in->where == IN_IMAGE && to != from && !in->is_again)
    memmove (to, from, len);
}

/* Handles the first piece of an argument; as find_any.  */
static __attribute__ ((noinline)) void
find_first (struct incoming *in, uint32_t arg, unsigned op, uint32_t value)
{
  uint32_t image = in->piece_image, len = in->piece_len;
  end_argument (in);
  in->next &= SEVERAL - 1u;
  skip_to (in, arg);
  in->next = arg + 1;
  in->where = IN_IMAGE;
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
      || !is_aligned_for (in->sig.arg_types[arg], at))
    begin_copy (in, arg, op, value, at, len);
  else
    in->avalue[arg] = at;
}

/* Handles any piece; two of its fields are in IN.  All processors can make a
   tail call of four arguments.  */
static __attribute__ ((noinline)) void
find_any (struct incoming *in, uint32_t arg, unsigned op, uint32_t value)
{
  if (op == FFI_OP_REF && arg == in->next)
    {
      const ffi_type *type = in->sig.arg_types[arg];
      char *at = ffi_get_address (in->abi, image_at (in, in->piece_image));
      if (in->piece_len == type->size && is_aligned_for (type, at))
        {
          in->next = arg + 1;
          in->avalue[arg] = at;
          return;
        }
    }
  if (op & FFI_OP_DUP)
    return;
  if (arg < (in->next & (SEVERAL - 1u)))
    find_more (in, arg, op, value);
  else
    find_first (in, arg, op, value);
}

/* Handles a piece without a frame of its own if the piece is the whole next
   argument, as most pieces are.  */
static FFI_SINK void
find_piece (struct ffi_layout *layout, uint32_t arg, unsigned op,
            uint32_t value, uint32_t image, uint32_t len)
{
  struct incoming *in = (struct incoming *) layout;
  const ffi_type *type = in->sig.arg_types[arg];
  char *at = image_at (in, image);
  if (op <= FFI_OP_S32 && arg == in->next && len == type->size
      && is_aligned_for (type, at))
    {
      in->next = arg + 1;
      in->avalue[arg] = at;
      return;
    }
  in->piece_image = image;
  in->piece_len = len;
  find_any (in, arg, op, value);
}

/* Leaves the result, which the handler stored at RVALUE, in the image.  */
static inline void
leave_result (const struct incoming *in, const char *rvalue)
{
  const struct ffi_layout *layout = &in->layout;
  if (layout->echo != FFI_NO_ECHO)
    ffi_put_address (in->abi, in->layout.image + layout->echo, rvalue);
  else if (layout->nresult == 1 && layout->result[0].op == FFI_OP_BYTES
           && layout->result[0].len == 8)
    memcpy (in->layout.image + layout->result[0].image,
            rvalue + layout->result[0].value, 8);
  else if (layout->nresult != 0)
    ffi_put_result (in->abi, layout, in->sig.rtype, rvalue,
                    in->layout.image);
}

/* Finds all arguments in IN->layout.image, with SIZE bytes at ROOM for copies.
   Returns how many more the copies need.  */
static inline size_t
find_arguments (struct incoming *in, char *stack, char *room, size_t size,
                bool is_again)
{
  char *image = in->layout.image;
  in->gather = (uintptr_t) room;
  in->left = (int32_t) size;
  in->next = 0;
  in->is_again = is_again;
  ffi_layout_init (&in->layout, NULL, 0);
  in->layout.sink = find_piece;
  in->layout.image = image;
  in->layout.apart = stack;
  in->abi->place (in->abi, &in->sig, &in->layout);
  end_argument (in);
  in->next &= SEVERAL - 1u;
  skip_to (in, in->sig.nargs);
  return in->left < 0 ? -(size_t) in->left : 0;
}

/* Not inline, so that ffi_closure_run does not get its frame.  */
__attribute__ ((noinline)) uint64_t
ffi_closure_general (ffi_cif *marked,
                     void (*fun) (ffi_cif *, void *, void **, void *),
                     void *user_data, void *image FFI_STACK_PARAMETER)
{
  struct incoming incoming, *in = &incoming;
  ffi_cif *cif = (ffi_cif *) ((uintptr_t) marked & ~(uintptr_t) FFI_EXACT_BIT);
  in->abi = ffi_target_of (cif)->desc;
  in->sig = ffi_signature_of (cif);
  in->layout.image = image;
  size_t vector = in->sig.nargs * sizeof (void *);
  size_t size = gather_room (in->abi, &in->sig);
  in->avalue = ffi_alloca (vector + size);
  char *room = (char *) in->avalue + vector;
  for (bool is_again = false;; is_again = true)
    {
      FFI_READ_AGAIN (in);
      size_t lacking
        = find_arguments (in, FFI_STACK_OF (in->abi, in->layout.image), room,
                          size, is_again);
      FFI_READ_AGAIN (in);
      if (lacking == 0)
        break;
      room = ffi_alloca (size += lacking);
    }
  FFI_READ_AGAIN (marked);

  /* Cleared, so that padding that the handler does not write holds no data of
     the stack.  */
  const ffi_type *type = in->sig.rtype;
  size_t align = type->alignment;
  char *rvalue = memset (in->small, 0, sizeof in->small);
  if (in->layout.indirect != FFI_NO_IMAGE)
    rvalue = ffi_get_address (in->abi, image_at (in, in->layout.indirect));
  else if (ffi_is_passed (type)
           && (type->size > sizeof in->small || align > 8))
    {
      /* A handler may store a vector with an alignment of its size.  */
      size_t bytes = ffi_round_up (type->size, 16);
      rvalue = ffi_alloca_aligned (bytes, align < 64 ? 64 : align);
      ffi_clear (rvalue, 0, bytes);
    }
  bool is_exact = ((uintptr_t) marked & FFI_EXACT_BIT) != 0;
  char *low = is_exact ? rvalue + sizeof (ffi_arg) - type->size : rvalue;
  fun ((ffi_cif *) ((uintptr_t) marked & ~(uintptr_t) FFI_EXACT_BIT), low,
       in->avalue, user_data);
  leave_result (in, rvalue);
  return (uint64_t) in->layout.pop << 32 | in->layout.flags;
}

/* Has no variable whose address is taken, and so no frame of its own while the
   handler runs.  */
uint64_t
ffi_closure_run (ffi_cif *cif,
                 void (*fun) (ffi_cif *, void *, void **, void *),
                 void *user_data, void *image FFI_STACK_PARAMETER)
{
  return !((uintptr_t) cif & FFI_EXACT_BIT)
             && ffi_is_steps (ffi_cif_code (cif))
           ? ffi_closure_steps (cif, fun, user_data, image FFI_STACK_ARGUMENT)
           : ffi_closure_general (cif, fun, user_data,
                                  image FFI_STACK_ARGUMENT);
}

/* The general entry for closures of CIF, which works for any signature.  */
static __attribute__ ((noinline)) void (
  *general_entry_of (const struct ffi_target *target, ffi_cif *cif,
                     enum ffi_closure_kind kind)) (void)
{
  uint64_t code = ffi_cif_code (cif);
  uint32_t flags = ffi_steps_flags ((uint32_t) (code >> 32));
  if (!ffi_is_steps (code))
    {
      struct ffi_signature sig = ffi_signature_of (cif);
      struct ffi_layout layout;
      ffi_layout_init (&layout, NULL, 0);
      target->desc->place (target->desc, &sig, &layout);
      flags = layout.flags;
    }
  return target->closure (flags, kind == FFI_EXACT_CLOSURE ? FFI_PLAIN_CLOSURE
                                                           : kind);
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
