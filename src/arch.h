/* SPDX-License-Identifier: MIT */
/* The interface between a processor folder and the core.

   A folder holds, for each ABI: a descriptor and place function (piece.h), a
   call kernel and closure entries in assembly, and in <family>-targets.c the
   table that names them.  Nothing outside the folder knows the processor.  */
#ifndef FFI_ARCH_H
#define FFI_ARCH_H

#include "debug.h"
#include "family.h"
#include "piece.h"
#include <string.h>

/* Allocates stack memory of a size known at run time.  A page or more is
   probed downwards in steps of a page, smaller than a guard page: if the
   stack is too small, the program stops at the guard page, and no memory
   beyond is written.  Not all systems have <alloca.h>.  */
#define ffi_alloca(size)                                                      \
  __extension__ ({                                                            \
    size_t bytes_ = (size);                                                   \
    ffi_touched (__builtin_alloca (bytes_), bytes_);                          \
  })

/* The same, aligned to ALIGN.  */
#define ffi_alloca_aligned(size, align)                                       \
  __extension__ ({                                                            \
    size_t align_ = (align);                                                  \
    size_t room_ = align_ > __BIGGEST_ALIGNMENT__ ? align_ - 1 : 0;           \
    (void *) ffi_round_up ((uintptr_t) ffi_alloca ((size) + room_), align_);  \
  })

/* Always inline: a call would write below BLOCK before BLOCK is
   probed.  */
static inline __attribute__ ((always_inline)) void *
ffi_touched (void *block, size_t size)
{
  enum { STEP = 2048 };
  volatile char *byte = block;
  for (size_t left = size; left >= STEP; left -= STEP)
    byte[left - 1] = 0;
  return block;
}

/* Clears the bytes of BLOCK from FROM to TO.  BLOCK is a multiple of 8, FROM
   and TO are multiples of 16, and the bytes are few.  */
static inline void
ffi_clear (char *block, size_t from, size_t to)
{
  for (; from < to; from += 16)
    memset (__builtin_assume_aligned (block + from, 8), 0, 16);
}

/* Whether AddressSanitizer and ThreadSanitizer watch.  */
#ifdef __has_feature         /* clang */
# define FFI_HAS_ASAN __has_feature (address_sanitizer)
# define FFI_HAS_TSAN __has_feature (thread_sanitizer)
#else
# ifdef __SANITIZE_ADDRESS__
#  define FFI_HAS_ASAN 1
# else
#  define FFI_HAS_ASAN 0
# endif
# ifdef __SANITIZE_THREAD__
#  define FFI_HAS_TSAN 1
# else
#  define FFI_HAS_TSAN 0
# endif
#endif

/* The callee will use the stack below BLOCK, which was aligned to ALIGN.
   Tells so to AddressSanitizer, which reserves that stack for the
   compiler.  */
static inline void
ffi_let_run_on (char *block, size_t align)
{
#if FFI_HAS_ASAN
  enum { REDZONE = 128 };
  void __asan_unpoison_memory_region (void const volatile *, size_t);
  __asan_unpoison_memory_region (block - align - REDZONE, align + REDZONE);
#else
  (void) block, (void) align;
#endif
}

enum ffi_closure_kind
{
  FFI_PLAIN_CLOSURE,
  FFI_GO_CLOSURE,
  FFI_RAW_CLOSURE,           /* only where FFI_NATIVE_RAW_API is 1 */
  FFI_EXACT_CLOSURE          /* ffi_prep_closure_exact; for the core only */
};

/* One ABI that this library was built for.  */
struct ffi_target
{
  const struct ffi_abi_desc *desc;

  /* Loads all argument registers from IMAGE, copies STACK bytes from
     IMAGE + stack_at to the stack, whose pages were probed (or passes them
     where they are: desc->frame), calls FN, stores all result registers to
     IMAGE.  FLAGS is layout.flags, which tells whether stack arguments are
     aligned to more than FFI_FRAME_ALIGN.  */
  void (*call) (void *image, size_t stack, void (*fn) (void), uint32_t flags);

  /* The entry for closures of KIND, by layout.flags: code that saves the
     argument registers to an image, calls ffi_closure_run, loads the result
     registers and returns.  */
  void (*(*closure) (uint32_t flags, enum ffi_closure_kind kind)) (void);

  /* Fast paths, all optional.  code: the 64-bit code by which ffi_call can run
     SIG without the types; 0 if SIG has none.  plan: writes up to PLAN_OPS
     ready-to-run operations and returns how many, 0 for none; the first is the
     plan's entry where plan_entry is NULL.  */
  uint64_t (*code) (const struct ffi_layout *layout,
                    const struct ffi_signature *sig);
  /* Optional short cut of ffi_prep_cif for signatures of scalars, with the
     same code.  The caller has checked only pointers.  The function calls
     ffi_prep_cif_general for every signature that it does not handle.  */
  ffi_status (*prepare) (ffi_cif *cif, ffi_abi abi, uint32_t nargs,
                         ffi_type *rtype, ffi_type **arg_types);
  /* A faster entry for plain closures of CIF, which has this CODE, or NULL.
     It finds NOTE in the closure at FFI_TRAMP_NOTE_AT.  */
  void (*(*fast_closure) (uint64_t code, const ffi_cif *cif,
                          uint64_t *note)) (void);
  unsigned (*plan) (const struct ffi_layout *layout,
                    const struct ffi_signature *sig, void **op);
  void (*plan_entry) (ffi_call_plan *, void (*) (void), void *, void **);
};

enum { FFI_PLAN_OPS = 32 };

/* In each folder's <family>-targets.c.  */
FFI_HIDDEN extern const struct ffi_target *const ffi_targets[FFI_LAST_ABI];

/* NULL if ABI is not one of this platform's.  */
static inline const struct ffi_target *
ffi_target_get (ffi_abi abi)
{
  return (unsigned) abi < FFI_LAST_ABI ? ffi_targets[abi] : NULL;
}

/* Writes to CLOSURE->tramp a trampoline that enters ENTRY with the closure's
   address.  CODELOC is the executable address of CLOSURE.  */
FFI_HIDDEN void ffi_arch_write_tramp (void *tramp, void *codeloc,
                                      void (*entry) (void));

/* The target that CIF was prepared for.  */
static inline const struct ffi_target *
ffi_target_of (const ffi_cif *cif)
{
  return ffi_targets[cif->abi];
}

/* ---- The core's side ------------------------------------------------- */

/* ffi_prep_cif without its fast path for scalars.  */
FFI_HIDDEN ffi_status ffi_prep_cif_general (ffi_cif *cif, ffi_abi abi,
                                            uint32_t nargs, ffi_type *rtype,
                                            ffi_type **arg_types);

/* The same after the fast path found that there is no code of the family's
   own.  */
FFI_HIDDEN ffi_status ffi_prep_cif_coded (ffi_cif *cif, ffi_abi abi,
                                          uint32_t nargs, ffi_type *rtype,
                                          ffi_type **arg_types);

/* Whether TYPE, no scalar, is laid out and good, as a quick look shows that
   suffices for most.  ABI will pass it.  */
FFI_HIDDEN bool ffi_is_ready (const struct ffi_abi_desc *abi,
                              const ffi_type *type);

/* The general path of ffi_call.  Each folder's assembly defines ffi_call: it
   runs the fast code if the cif has one, else comes here.  CHAIN is for the
   static chain register.  */
FFI_HIDDEN void ffi_call_general (ffi_cif *cif, void (*fn) (void),
                                  void *rvalue, void **avalue, void *chain);

/* The same without a static chain, for assembly that has no register for a
   fifth argument; and for a cif that has no code of steps.  */
FFI_HIDDEN void ffi_call_plain (ffi_cif *cif, void (*fn) (void),
                                void *rvalue, void **avalue);
FFI_HIDDEN void ffi_call_unchained (ffi_cif *cif, void (*fn) (void),
                                    void *rvalue, void **avalue);

/* Added to the cif of a closure whose handler leaves a narrow integer as its
   type has it.  Where a word's low-order bytes are its first, its handler
   leaves them where those of others do.  */
enum { FFI_EXACT_BIT = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ };

/* The last parameter of what closure entries call: where the stack arguments
   start, if they do not follow the registers in the image.  Without it a
   processor with few registers for arguments can make tail calls.  */
#ifdef FFI_STACK_FOLLOWS
# define FFI_STACK_PARAMETER
# define FFI_STACK_ARGUMENT
# define FFI_STACK_OF(abi, image) ((char *) (image) + (abi)->stack_at)
#else
# define FFI_STACK_PARAMETER , void *stack
# define FFI_STACK_ARGUMENT , stack
# define FFI_STACK_OF(abi, image) ((void) (abi), (char *) stack)
#endif

/* Runs the handler of a closure whose registers were saved to IMAGE and whose
   stack arguments start at STACK; leaves the result in IMAGE.  Returns
   layout.flags in the low and layout.pop in the high 32 bits.  */
FFI_HIDDEN uint64_t ffi_closure_run (ffi_cif *cif,
                                     void (*fun) (ffi_cif *, void *, void **,
                                                  void *),
                                     void *user_data,
                                     void *image FFI_STACK_PARAMETER);

#if FFI_NATIVE_RAW_API && !defined FFI_NO_RAW_API
/* The same for closures of the kind FFI_RAW_CLOSURE, whose handler FUN gets
   words.  */
FFI_HIDDEN uint64_t ffi_raw_closure_run (ffi_cif *cif,
                                         void (*fun) (ffi_cif *, void *,
                                                      ffi_raw *, void *),
                                         void *user_data, void *image,
                                         void *stack);
#endif

/* ffi_prep_closure_loc for a closure of KIND, which FUN must suit.  */
FFI_HIDDEN ffi_status
ffi_prep_closure_kind (ffi_closure *closure, ffi_cif *cif,
                       enum ffi_closure_kind kind,
                       void (*fun) (ffi_cif *, void *, void **, void *),
                       void *user_data, void *codeloc);

/* Calls FN with LAYOUT, the finished placement of CIF.  */
FFI_HIDDEN void ffi_call_layout (const struct ffi_target *target,
                                 struct ffi_layout *layout,
                                 const ffi_cif *cif, void (*fn) (void),
                                 void *rvalue, void **avalue, void *chain);

/* The state of a call that is being prepared.  ffi_put_piece, or ffi_put_padded
   where the ABI is padded, is the layout's sink.  It copies each piece from its
   value to the image, and each copy that is passed by reference to
   layout.apart.  */
struct ffi_outgoing
{
  struct ffi_layout layout;
  const struct ffi_abi_desc *abi;
  void **avalue;
  uint32_t end;              /* padded: end of the stack written so far */
};

FFI_HIDDEN ffi_sink ffi_put_piece, ffi_put_padded;

/* Copies LEN bytes of a value from AT, in an image, to TO.  */
FFI_HIDDEN void ffi_get_piece (unsigned op, char *to, const char *at,
                               uint32_t len);

/* Whether a result of TYPE is widened to an ffi_arg.  */
static inline bool
ffi_is_widened (const ffi_type *type)
{
  return ffi_int_op (type, sizeof (ffi_arg)) != FFI_OP_BYTES;
}

/* Stores the SIZE low-order bytes of WIDE at VALUE; WIDE has more bytes.  */
static inline void
ffi_put_narrow (void *value, ffi_arg wide, size_t size)
{
  uint8_t byte = (uint8_t) wide;
  uint16_t half = (uint16_t) wide;
  uint32_t word = (uint32_t) wide;
  if (size == sizeof byte)
    memcpy (value, &byte, sizeof byte);
  else if (size == sizeof half)
    memcpy (value, &half, sizeof half);
  else
    memcpy (value, &word, sizeof word);
}

/* Stores the float of LEN bytes at FROM in its place TO in an image.  OP is
   FFI_OP_BYTES, FFI_OP_BOXED or FFI_OP_DOUBLE.  */
static inline void
ffi_put_float (const struct ffi_abi_desc *abi, unsigned op, char *to,
               const char *from, uint32_t len)
{
  if (op == FFI_OP_DOUBLE)
    {
      typedef struct { float x; } __attribute__ ((packed, may_alias)) any;
      double wide = ((const any *) from)->x;
      memcpy (to, &wide, 8);
      return;
    }
  memcpy (to, from, len);
  if (op == FFI_OP_BOXED)
    memset (abi->big_endian ? to - (8 - len) : to + len, 0xff, 8 - len);
}

/* The reverse, for a float of 4 bytes.  C's conversion to a float may change
   the bits of a signaling NaN; this one keeps them.  A float that is not
   denormal has the bits of the equal double, without the middle bits of the
   exponent and the last bits of the fraction.  */
static inline void
ffi_get_float (unsigned op, char *to, const char *from)
{
  enum { LEAST_EXPONENT = 0x381 };   /* of a float that is not denormal */
  uint64_t bits;
  memcpy (&bits, from, op == FFI_OP_DOUBLE ? 8 : 4);
  uint32_t x = (uint32_t) (bits >> 32 & 0xc0000000)
               | (uint32_t) (bits >> 29 & 0x3fffffff);
  if (op != FFI_OP_DOUBLE)
    memcpy (&x, from, 4);
  else if ((bits >> 52 & 0x7ff) < LEAST_EXPONENT)
    {
      double wide;
      memcpy (&wide, from, 8);
      float narrow = (float) wide;
      memcpy (&x, &narrow, 4);
    }
  memcpy (to, &x, 4);
}

/* The code of SIG, whose placement is LAYOUT, for the general path.  */
FFI_HIDDEN uint64_t ffi_general_code (const struct ffi_abi_desc *abi,
                                      const struct ffi_signature *sig,
                                      const struct ffi_layout *layout);

/* The code of steps for LAYOUT, the placement of SIG, or 0.  */
FFI_HIDDEN uint64_t ffi_steps_code (const struct ffi_abi_desc *abi,
                                    const struct ffi_layout *layout,
                                    const struct ffi_signature *sig);

/* ffi_call_general and ffi_closure_run for a cif whose code is of steps, and
   ffi_closure_run for any other.  */
FFI_HIDDEN void ffi_call_steps (ffi_cif *cif, void (*fn) (void), void *rvalue,
                                void **avalue, void *chain);
FFI_HIDDEN uint64_t ffi_closure_steps (ffi_cif *cif,
                                       void (*fun) (ffi_cif *, void *, void **,
                                                    void *),
                                       void *user_data,
                                       void *image FFI_STACK_PARAMETER);
FFI_HIDDEN uint64_t ffi_closure_general (ffi_cif *cif,
                                         void (*fun) (ffi_cif *, void *,
                                                      void **, void *),
                                         void *user_data,
                                         void *image FFI_STACK_PARAMETER);

/* A result of TYPE: image -> *RVALUE as callers of ffi_call get it, and
   *RVALUE as closure handlers leave it -> image.  */
FFI_HIDDEN void ffi_get_result (const struct ffi_layout *layout,
                                const ffi_type *type, void *rvalue,
                                const char *image);
FFI_HIDDEN void ffi_put_result (const struct ffi_abi_desc *abi,
                                const struct ffi_layout *layout,
                                const ffi_type *type, const char *rvalue,
                                char *image);

/* Addresses in the words of an image; the word is that of the library's own
   processor and may be wider than a pointer.  */
static inline void
ffi_put_address (const struct ffi_abi_desc *abi, char *word, const void *p)
{
  uint64_t x = (uintptr_t) p;
  uint32_t low = (uint32_t) x;
  if (abi->word == 8)
    memcpy (word, &x, 8);
  else
    memcpy (__builtin_assume_aligned (word, 4), &low, 4);
}

static inline void *
ffi_get_address (const struct ffi_abi_desc *abi, const char *word)
{
  uint64_t x;
  uint32_t low;
  if (abi->word == 8)
    return memcpy (&x, word, 8), (void *) (uintptr_t) x;
  return memcpy (&low, word, 4), (void *) (uintptr_t) low;
}

static inline void
ffi_layout_init (struct ffi_layout *layout, struct ffi_piece *piece,
                 uint32_t capacity)
{
  layout->sink = ffi_list_piece;
  layout->piece = piece;
  layout->npieces = 0;
  layout->capacity = capacity;
  layout->nresult = layout->align_log2 = 0;
  layout->indirect = FFI_NO_IMAGE;
  layout->echo = FFI_NO_ECHO;
  layout->stack = layout->scratch = layout->pop = layout->flags = 0;
}

/* Places SIG, whose types are laid out.  Refuses a signature whose calls would
   need more memory than the limit.  */
static inline ffi_status
ffi_place (const struct ffi_abi_desc *abi, const struct ffi_signature *sig,
           struct ffi_layout *layout)
{
  ffi_status status = abi->place (abi, sig, layout);
  if (layout->stack > FFI_MAX_IMAGE || layout->scratch > FFI_MAX_IMAGE)
    return FFI_BAD_TYPEDEF;
  if (status == FFI_OK)
    ffi_check_layout (abi, sig, layout);
  return status;
}

/* Where the image of a call with FLAGS, layout.flags, begins.  */
static inline uint32_t
ffi_image_begin (const struct ffi_abi_desc *abi, uint32_t flags)
{
  return !(flags & abi->wide_flags)    ? abi->wide_end
         : !(flags & abi->wider_flags) ? abi->wider_end : 0;
}

/* Whether codes and ready-to-run operations can express LAYOUT, all of whose
   pieces are stored.  They move the NARGS arguments in order, and each
   argument and the result from its first byte on.  Void arguments have no
   piece, and a class that begins with an empty class has padding first.  */
static inline bool
ffi_is_plain (const struct ffi_layout *layout, uint32_t nargs)
{
  uint32_t next = 0;
  for (uint32_t i = 0; i < layout->npieces; i++)
    {
      const struct ffi_piece *piece = &layout->piece[i];
      if (piece->arg == next && (piece->value == 0 || piece->op == FFI_OP_REF))
        next++;
    }
  return next == nargs
         && (layout->nresult == 0 || layout->result[0].value == 0);
}

/* cif->bytes and cif->flags, one after the other, are 64 bits:

     0                        the general path; a plain function
     top bit clear            a fast code of the family's own
     FFI_CODE_SIMPLE | N      the same of steps, for assembly (steps-code.h)
     FFI_CODE_STEPS | N       a fast code of steps (steps.c)
       FFI_CODE_COPIES        by-reference copies take more than a few bytes
     FFI_CODE_GENERAL | N     the general path; N as below
       bits 0-15              variadic: how many arguments are named
       FFI_CODE_PLAIN         the function is not variadic
       FFI_CODE_SIZED         the fields after it tell what placing gave:
       bits 16-36             layout.stack in units of 8
       bits 37-57             layout.scratch in units of 16
       FFI_CODE_WIDE          layout.flags has one of desc->wide_flags
       FFI_CODE_WIDER         and one of desc->wider_flags

   A variadic signature whose placement differs from that of a plain function
   (desc->variadic_differs) gets a fast code only if ffitarget.h names a member
   of ffi_cif, FFI_CIF_NAMED, for the number of named arguments.  The member is
   that number plus 1, or 0 if the function is not variadic.  */
#define FFI_CODE_GENERAL ((uint64_t) 1 << 63)
#define FFI_CODE_SIZED ((uint64_t) 1 << 62)
#define FFI_CODE_PLAIN ((uint64_t) 1 << 61)
#define FFI_CODE_WIDE ((uint64_t) 1 << 60)
#define FFI_CODE_WIDER ((uint64_t) 1 << 59)
#define FFI_CODE_STEPS (FFI_CODE_GENERAL | FFI_CODE_WIDE)
#define FFI_CODE_COPIES FFI_CODE_PLAIN
#define FFI_CODE_SIMPLE (FFI_CODE_STEPS & ~FFI_CODE_GENERAL)
enum { FFI_CODE_STACK = 16, FFI_CODE_SCRATCH = 37, FFI_CODE_SIZE_BITS = 21 };

/* The memory that a call takes, as the placement gives it.  */
struct ffi_sizes
{
  uint32_t stack, scratch, align;
  uint32_t begin;            /* of the image, as ffi_image_begin has it */
  bool wide;                 /* layout.flags has one of desc->wide_flags */
};

/* The ABI in a cif for a variadic function of ABI, if it is another ABI.  */
#ifndef FFI_VARIADIC_ABI
# define FFI_VARIADIC_ABI(abi) (abi)
#endif

/* The member FFI_CIF_NAMED of CIF, or NULL.  */
static inline unsigned *
ffi_cif_named (ffi_cif *cif)
{
#ifdef FFI_CIF_NAMED
  return &cif->FFI_CIF_NAMED;
#else
  (void) cif;
  return NULL;
#endif
}

static inline uint64_t
ffi_cif_code (const ffi_cif *cif)
{
  enum { AT = offsetof (ffi_cif, bytes), ALIGN = _Alignof (ffi_cif) };
  uint64_t code;
  memcpy (&code, __builtin_assume_aligned (&cif->bytes, AT % ALIGN ? 4 : ALIGN),
          sizeof code);
  return code;
}

/* NAMED is the new value of ffi_cif_named.  */
static inline void
ffi_cif_fill_in (ffi_cif *cif, ffi_abi abi, uint32_t nargs,
                 const ffi_type *rtype, ffi_type *const *arg_types,
                 uint32_t named, uint64_t code)
{
  unsigned *member = ffi_cif_named (cif);
  if (member)
    *member = named;
  cif->abi = abi;
  cif->nargs = nargs;
  cif->arg_types = (ffi_type **) arg_types;
  cif->rtype = (ffi_type *) rtype;
  memcpy (&cif->bytes, &code, sizeof code);
}

/* The fields of a code of the general path that has sizes.  They have to be
   less than FFI_MAX_IMAGE.  */
static inline uint64_t
ffi_sized_code (const struct ffi_abi_desc *abi, uint32_t stack,
                uint32_t scratch, uint32_t flags)
{
  return FFI_CODE_GENERAL | FFI_CODE_SIZED
         | (uint64_t) ((stack + 7) / 8) << FFI_CODE_STACK
         | (uint64_t) ((scratch + 15) / 16) << FFI_CODE_SCRATCH
         | (flags & abi->wide_flags ? FFI_CODE_WIDE : 0)
         | (flags & abi->wider_flags ? FFI_CODE_WIDER : 0);
}

static inline bool
ffi_is_fast (uint64_t code)
{
  return code != 0 && !(code & FFI_CODE_GENERAL);
}

/* A code of the general path without FFI_CODE_SIZED is not wide.  */
static inline bool
ffi_is_steps (uint64_t code)
{
  uint64_t any = FFI_CODE_COPIES;
#ifdef FFI_SIMPLE_FLAGS
  any |= FFI_CODE_GENERAL;   /* a simple code has not */
#endif
  return (code | any) >> 60 == (FFI_CODE_STEPS | FFI_CODE_COPIES) >> 60;
}

static inline struct ffi_signature
ffi_signature_of (const ffi_cif *cif)
{
  uint64_t code = ffi_cif_code (cif);
  const unsigned *member = ffi_cif_named ((ffi_cif *) cif);
  uint32_t named = ffi_is_fast (code) || ffi_is_steps (code)
                     ? (member ? *member : 0)
                   : code == 0 || (code & FFI_CODE_PLAIN)
                     ? 0 : (uint32_t) (uint16_t) code + 1;
  return (struct ffi_signature) {
    cif->rtype, cif->arg_types, cif->nargs,
    named - 1    /* FFI_NOT_VARIADIC for 0 */
  };
}

#endif
