/* SPDX-License-Identifier: MIT */
/* A placement as data.  The place function of an ABI tells where the arguments
   and the result of one signature are passed, as a list of pieces.  A piece
   says: these bytes of that value are at these bytes of the image, widened in
   this way.  Plans, ffi_describe and the tests read the list.  Calls and
   closures give a function instead, the sink: the place function calls it for
   each piece, the sink copies the bytes, and no list is made.

   The image is one block of memory: the static chain, the argument registers
   in an order of the ABI's choosing, the result registers, and at stack_at
   the outgoing stack arguments; image.h in each processor folder draws it.  An
   offset into the image is that of the value's own first byte: byte order and
   justification are already taken into account (ffi_low_bytes).

   Nothing here depends on the host's processor: every ABI's place function
   compiles, and is tested, everywhere.  */
#ifndef FFI_PIECE_H
#define FFI_PIECE_H

#if defined _MSC_VER && !defined __clang__
# error "libffi is GNU C: use clang-cl instead of cl"
#endif
#ifndef LIBFFI_BUILDING
# define LIBFFI_BUILDING
#endif
#include <ffi.h>
#include <stdbool.h>
#include <stdint.h>

/* Exceptions pass through every function: gcc writes unwind tables for C on
   some processors only if it is asked to.  */
#if defined __GNUC__ && !defined __clang__ && !defined __EXCEPTIONS
# pragma GCC optimize ("exceptions")
#endif

/* On Windows, libraries export only what is declared as public.  */
#ifdef _WIN32
# define FFI_HIDDEN
#else
# define FFI_HIDDEN __attribute__ ((visibility ("hidden")))
#endif

/* Type codes as classifiers see them: FFI_TYPE_LONGDOUBLE of the host may
   equal FFI_TYPE_DOUBLE, the target's may not.  */
enum { FFI_CODE_LONGDOUBLE = 4 };

/* How the bytes of a piece are passed.  A word is as wide as a register in
   the image, ffi_abi_desc.word bytes.  The side that produces a value
   widens it, so the side that reads the value reads only the value's own
   bytes.  */
enum ffi_op
{
  FFI_OP_BYTES,     /* len bytes as in memory; what is beyond is untouched */
  FFI_OP_U8, FFI_OP_S8, FFI_OP_U16, FFI_OP_S16, FFI_OP_U32, FFI_OP_S32,
                    /* an integer widened to a word */
  FFI_OP_BOXED,     /* a float of 2 or 4 bytes; above are all ones up to 8 */
  FFI_OP_DOUBLE,    /* a 4-byte float that travels as a double: image is of
                       all 8 bytes, and inward it becomes a float again */
  FFI_OP_REF,       /* the word holds the address of a copy; value is the
                       copy's offset in the scratch area, len its size */
  FFI_OP_X87        /* an 80-bit x87 value (results: a register of its
                       own; the 10 bytes that count) */
};

struct ffi_piece
{
  uint8_t op;       /* enum ffi_op */
  uint8_t dup;      /* written when calling, never read back */
  uint16_t arg;     /* which argument; pieces of one stand in a row */
  uint32_t value;   /* offset into the value */
  uint32_t image;   /* offset into the image (of the whole word: REF) */
  uint32_t len;     /* bytes of the value */
};

/* A piece of a result in registers.  Its fields mean the same.  They are small,
   for each general call and closure has all pieces of a result in its
   frame.  */
struct ffi_result_piece
{
  uint32_t value : 8, len : 8, image : 12, op : 4;
};

enum
{
  FFI_MAX_ARGS = 65535,             /* arguments in a signature */
  FFI_MAX_IMAGE = 64 << 20,         /* bytes of stack arguments or copies */
  FFI_MAX_RESULT_PIECES = 8,
  FFI_FRAME_ALIGN = 64,             /* what kernels align their frames to */
  FFI_MAX_RESULT = 256              /* bytes of a result in registers */
};

#define FFI_NO_IMAGE UINT32_C (0xffffffff)
#define FFI_NO_ECHO UINT16_C (0xffff)

struct ffi_layout;

/* How sinks are called: with registers for arguments.  */
#ifdef __i386__
# define FFI_SINK __attribute__ ((regparm (3)))
#else
# define FFI_SINK
#endif

/* Receives a piece of argument ARG.  The pieces of one argument come one after
   the other, and arguments come in order.  OP may have FFI_OP_DUP.  */
typedef FFI_SINK void ffi_sink (struct ffi_layout *layout, uint32_t arg,
                                unsigned op, uint32_t value, uint32_t image,
                                uint32_t len);

enum { FFI_OP_DUP = 0x80 };  /* written when calling, never read back */

struct ffi_layout
{
  /* Arguments: the pieces go to sink.  That of a list is ffi_list_piece: the
     caller provides piece and capacity; all pieces are counted in npieces and
     the first capacity of them stored.  At most ffi_max_pieces arise.  */
  ffi_sink *sink;
  union
  {
    struct
    {
      struct ffi_piece *piece;
      uint32_t npieces, capacity;
    };
    struct                   /* other sinks: an image, and copies or stack */
    {
      char *image, *apart;
    };
  };
  /* The result, unless it is in memory.  */
  struct ffi_result_piece result[FFI_MAX_RESULT_PIECES];
  uint8_t nresult;
  uint8_t align_log2; /* of the alignment that stack arguments or copies have to
                         have; 0: frames have it anyway (ffi_need_align) */
  uint16_t echo;      /* where a callee gives back the hidden result pointer: a
                         register's word, or FFI_NO_ECHO */
  uint32_t indirect;  /* where that pointer goes: a word, or FFI_NO_IMAGE */
  uint32_t stack;     /* bytes of stack arguments, with home areas */
  uint32_t scratch;   /* bytes of by-reference copies */
  uint32_t pop;       /* bytes of arguments that the callee pops */
  uint32_t flags;     /* the ABI's own note to its kernel (registers used, kind
                         of result), 0 for none */
};

/* A signature, before or after it is in a cif.  */
struct ffi_signature
{
  const ffi_type *rtype;
  ffi_type *const *arg_types;
  uint32_t nargs;
  uint32_t nfixed;  /* arguments before "...", even if nothing is passed there;
                       without "...", FFI_NOT_VARIADIC */
};

#define FFI_NOT_VARIADIC UINT32_MAX

static inline bool
ffi_is_variadic (const struct ffi_signature *sig)
{
  return sig->nfixed != FFI_NOT_VARIADIC;
}

/* How bit-fields are laid out on an ABI's platform.  */
enum ffi_bit_fields
{
  FFI_BITS_SYSV,    /* in a unit of their declared type; named ones align their
                       aggregate as it would */
  FFI_BITS_ARM,     /* the same, but those without a name align it too */
  FFI_BITS_APART,   /* one bit after the other (Apple's 32-bit ARM); those of no
                       width align what follows, and the aggregate, to 4 */
  FFI_BITS_MS,      /* units of one size hold them, as gcc has Microsoft's */
  FFI_BITS_MSVC     /* the same, and in unions they align nothing */
};

/* An ABI as data.  Families embed it as the first member of a descriptor of
   their own, whose further fields are the variants of one place function.  */
struct ffi_abi_desc
{
  const char *name;          /* as in doc/abi, for messages */
  uint8_t word;              /* bytes of an integer register and its slot */
  bool big_endian;
  uint8_t max_extra;         /* pieces beyond one per argument, in all */
  bool two_pieces;           /* any argument may take two, wherever it is */
  bool variadic_differs;     /* variadic functions' arguments travel apart */
  /* Bit N: members of structs of N words of 8 bytes, the last perhaps in
     part, are looked at where they are placed.  0: those of all are.  */
  uint64_t looks_into;
  bool half_floats;          /* 2-byte floats travel like floats */
  uint8_t float_op;          /* enum ffi_op of floats in floating-point
                                registers */
  uint8_t bit_fields;        /* enum ffi_bit_fields */
  bool unnamed_fields;       /* ffi_flatten: bit-fields without a name that
                                have bits count as others do */
  bool one_element;          /* ffi_walk: of an array the first element is
                                visited, for the kinds of scalars count, not
                                their places */
  uint32_t stack_at;         /* image offset of the first stack argument */
  /* Calls clear the image from here on.  Kernels load registers of lower
     offsets only as far as pieces write them, or layout.flags has one of
     wide_flags: then the whole image is cleared.  */
  uint32_t clear_at, wide_flags;
  /* For codes of steps (steps.c); gpr_at is 0 where there are none.  The first
     integer register, or word of the stack if there are none; the first
     floating-point register, the end of these, and how far they are apart.
     Where an integer takes the place of a floating-point register too,
     gpr_takes_fpr is fpr_step; fpr_takes_gpr tells of the reverse.  */
  uint16_t gpr_at, fpr_at, fpr_end;
  uint16_t gpr_end;          /* after the last integer register, where the
                                first stack argument does not follow it; else
                                0 */
  uint8_t fpr_step, gpr_takes_fpr;
  bool fpr_takes_gpr;
  uint32_t wide_end;         /* only such calls have the image up to here,
                                where the static chain is; closures without
                                such registers need not have it, either */
  uint32_t wider_flags, wider_end;   /* the same for the first of these
                                registers, where there are two banks */
  uint8_t frame;             /* bytes after the stack arguments that the kernel
                                of calls keeps its frame in: it leaves those
                                arguments where they are, and stack_at is a
                                multiple of 16.  0: it copies them */
  /* For codes of steps, where not 0: what the kernel of calls needs the image
     aligned to (else FFI_FRAME_ALIGN); bytes of a home area at stack_at that
     every call has, which has no arguments from gpr_end on; whether steps write
     none of the registers that wide_flags are about but the floating-point
     ones; whether closure entries save the
     registers directly below the stack arguments.  */
  uint8_t image_align, home;
  bool wide_fprs, stack_follows;
  uint8_t split_at;          /* where the second part of a value begins that is
                                in two registers, which need not be side by
                                side; closures gather such a value */
  uint32_t x87_flag;         /* the flag for a result in an x87 register, if
                                there is one; twice it is that for two */
  /* Hints: an argument of no more bytes than ONE_RUN, or of ONE_RUN_FROM or
     more (0: not known) is most likely one run of bytes in the image, where it
     can be read as it is.  */
  uint8_t one_run, one_run_from;
  bool padded;               /* a piece of less than a word that begins where
                                a word does has the rest of it to itself */
  /* Fills LAYOUT, whose piece and capacity are set and whose other fields
     are 0 (indirect: FFI_NO_IMAGE, echo: FFI_NO_ECHO), for SIG, whose types
     are laid out.  FFI_BAD_TYPEDEF: the ABI cannot pass a type.  */
  ffi_status (*place) (const struct ffi_abi_desc *abi,
                       const struct ffi_signature *sig,
                       struct ffi_layout *layout);
  /* Names the register that the byte at OFFSET of the image belongs to: "rdi"
     for each of its eight bytes; NULL for stack, padding and the static chain.
     Where the home area of register arguments is part of the stack (stack_at
     is the first register's slot), it names those slots' registers.  For
     ffi_describe and tests, which find a register's extent by asking for its
     neighbours: registers side by side have different names.  */
  const char *(*reg_name) (const struct ffi_abi_desc *abi, uint32_t offset);
};

/* The largest number of pieces of a signature of NARGS arguments.  */
static inline uint32_t
ffi_max_pieces (const struct ffi_abi_desc *abi, uint32_t nargs)
{
  return nargs * (abi->two_pieces ? 2 : 1) + abi->max_extra;
}

/* Makes the compiler read memory again, and P's members by P.  Otherwise it keeps
   in the frame a second time what it has no register for.  */
#define FFI_READ_AGAIN(p) __asm__ ("" : "+r" (p) : : "memory")

FFI_HIDDEN ffi_sink ffi_list_piece;

/* Gives a piece of argument ARG to the sink.  */
static inline void
ffi_emit (struct ffi_layout *layout, uint32_t arg, unsigned op,
          uint32_t value, uint32_t image, uint32_t len)
{
  layout->sink (layout, arg, op, value, image, len);
}

/* The same for a second place of bytes that another piece has, too.  Calls
   write it, nothing reads it.  Such a piece comes after all pieces that are
   read.  */
static inline void
ffi_emit_dup (struct ffi_layout *layout, uint32_t arg, enum ffi_op op,
              uint32_t value, uint32_t image, uint32_t len)
{
  ffi_emit (layout, arg, (unsigned) op | FFI_OP_DUP, value, image, len);
}

static inline void
ffi_emit_result (struct ffi_layout *layout, enum ffi_op op, uint32_t value,
                 uint32_t image, uint32_t len)
{
  layout->result[layout->nresult++]
    = (struct ffi_result_piece) { value & 0xff, len & 0xff, image & 0xfff,
                                  op & 0xf };
}

/* Piece N of LAYOUT's result, like a piece of an argument.  */
static inline struct ffi_piece
ffi_result_piece (const struct ffi_layout *layout, unsigned n)
{
  const struct ffi_result_piece *r = &layout->result[n];
  return (struct ffi_piece) { r->op, 0, 0, r->value, r->image, r->len };
}

/* The offset of the LEN low-order bytes of the word at IMAGE: scalars are
   right-justified in their word.  (Left-justified aggregates start at
   IMAGE itself in both byte orders.)  */
static inline uint32_t
ffi_low_bytes (const struct ffi_abi_desc *abi, uint32_t image, uint32_t len)
{
  return abi->big_endian && len < abi->word ? image + abi->word - len : image;
}

static inline size_t
ffi_round_up (size_t n, size_t align)
{
  return (n + align - 1) & -align;
}

static inline size_t
ffi_at_most (size_t align, size_t cap)
{
  return align < cap ? align : cap;
}

/* The offset of MEMBER, a scalar, in the struct TYPE, if the members before it
   are scalars too, and end at END.  */
static inline size_t
ffi_row_offset (const ffi_type *type, const ffi_type *member, size_t end)
{
  return ffi_round_up (end, ffi_at_most (member->alignment, type->alignment));
}

/* Whether TYPE consists of members that end at bit END, and ordinary padding.
   A type that has members, all of them without bytes, holds no data.  */
static inline bool
ffi_is_accounted_for (const ffi_type *type, size_t end)
{
  return end == 0 || ffi_round_up ((end + 7) / 8, type->alignment)
                       == type->size;
}

/* The alignment that stack arguments or copies of LAYOUT have to have, or 0:
   frames have it anyway.  */
static inline size_t
ffi_layout_align (const struct ffi_layout *layout)
{
  return layout->align_log2 != 0 ? (size_t) 1 << layout->align_log2 : 0;
}

/* Notes that stack arguments or copies are aligned to ALIGN, a power of 2.  */
static inline void
ffi_need_align (struct ffi_layout *layout, size_t align)
{
  if (align > FFI_FRAME_ALIGN && align > ffi_layout_align (layout))
    layout->align_log2 = (uint8_t) __builtin_ctzl (align);
}

/* Reserves room for the copy of a by-reference argument and returns its
   offset in the scratch area.  */
static inline uint32_t
ffi_take_scratch (struct ffi_layout *layout, size_t size, size_t align)
{
  if (align < 16)
    align = 16;
  ffi_need_align (layout, align);
  uint32_t at = (uint32_t) ffi_round_up (layout->scratch, align);
  layout->scratch = at + (uint32_t) size;
  return at;
}

/* The widening op of an integer or pointer type: FFI_OP_BYTES for those of a
   word or more.  */
static inline enum ffi_op
ffi_int_op (const ffi_type *type, uint8_t word)
{
  static const uint8_t op[16] = {
    [FFI_TYPE_UINT8] = FFI_OP_U8, [FFI_TYPE_SINT8] = FFI_OP_S8,
    [FFI_TYPE_UINT16] = FFI_OP_U16, [FFI_TYPE_SINT16] = FFI_OP_S16,
    [FFI_TYPE_UINT32] = FFI_OP_U32, [FFI_TYPE_SINT32] = FFI_OP_S32,
    [FFI_TYPE_INT] = FFI_OP_S32, [FFI_TYPE_POINTER] = FFI_OP_U32
  };
  unsigned found = type->type < 16 ? op[type->type] : FFI_OP_BYTES;
  return found >= FFI_OP_U32 && type->size >= word ? FFI_OP_BYTES
                                                   : (enum ffi_op) found;
}

/* ---- Types as classifiers see them (types.c) ------------------------- */

/* The type code that decides how a value of TYPE is passed: unions, records
   and arrays are passed like structs.  */
static inline unsigned
ffi_code (const ffi_type *type)
{
  bool as_struct = type->type > FFI_TYPE_LAST
                   && (type->type == FFI_TYPE_UNION
                       || type->type == FFI_TYPE_ARRAY
                       || type->type == FFI_TYPE_RECORD);
  return as_struct ? FFI_TYPE_STRUCT : type->type;
}

static inline bool
ffi_is_aggregate (const ffi_type *type)
{
  return ffi_code (type) == FFI_TYPE_STRUCT;
}

static inline bool
ffi_is_union (const ffi_type *type)
{
  return type->type == FFI_TYPE_UNION
         || (type->type == FFI_TYPE_RECORD
             && ((const ffi_record *) type)->flags & FFI_RECORD_UNION);
}

/* The members that the aggregate TYPE lists.  An array, and an aggregate
   without a list, has none.  */
static inline ffi_type *const *
ffi_members (const ffi_type *type)
{
  static ffi_type *const none[] = { NULL };
  return type->elements && type->type != FFI_TYPE_ARRAY ? type->elements
                                                         : none;
}

/* Whether TYPE is an opaque struct: only the size is known, no member is
   listed.  Its bytes are passed as integers.  */
static inline bool
ffi_is_opaque (const ffi_type *type)
{
  return type->type == FFI_TYPE_STRUCT && type->size != 0
         && !*ffi_members (type);
}

/* Whether a value of TYPE is passed.  An argument of type void is allowed and
   is not passed, whatever size its description gives.  */
static inline bool
ffi_is_passed (const ffi_type *type)
{
  return type->type != FFI_TYPE_VOID;
}

/* Whether the bit-field TYPE has no name.  */
static inline bool
ffi_is_unnamed (const ffi_type *type)
{
  unsigned width = ((const ffi_bitfield *) type)->width;
  return width == 0 || (width & FFI_BITFIELD_UNNAMED) != 0;
}

/* A member of an aggregate.  For a bit-field, offset and size are those of the
   bytes that hold its bits.  */
struct ffi_member
{
  const ffi_type *type;
  size_t offset, size;
  size_t first_bit;          /* of the aggregate */
  unsigned width;            /* in bits; 0: no bit-field, or one of width 0 */
  size_t unit;               /* bit-fields: offset of the unit */
};

/* A walk over the members of an aggregate, which lays them out one after the
   other.  */
struct ffi_cursor
{
  ffi_type *const *next;
  const ffi_type *element;   /* of an array, or NULL */
  size_t left;               /* elements left */
  bool overlap;              /* all members are at offset 0 */
  uint8_t bit_fields;        /* enum ffi_bit_fields */
  unsigned cap, pack;        /* the largest alignment of a member, and of a
                                bit-field */
  size_t end;                /* end of the members so far, in bits */
  size_t last;               /* the largest end so far */
  size_t unit;               /* Microsoft's bit-fields: size of the open
                                unit, which ends at END, or 0 */
  unsigned room;             /* bits left in it */
  unsigned align;            /* the largest alignment so far */
};

/* The members of TYPE, an aggregate or array that is laid out, by the rules of
   a platform (enum ffi_bit_fields); of an array, no more of them than a value
   in registers can hold, and one.  */
FFI_HIDDEN struct ffi_cursor ffi_open (const ffi_type *type,
                                       unsigned bit_fields);

/* Stores the next member in *M.  False: there is none.  */
FFI_HIDDEN bool ffi_next (struct ffi_cursor *c, struct ffi_member *m);

/* Scalars of an aggregate with their offsets, in order of description.  */
struct ffi_leaf
{
  const ffi_type *type;  /* a scalar, a complex number, a vector or an
                            opaque struct */
  uint32_t offset;       /* in the outermost aggregate */
  uint32_t size;         /* the type's; of a bit-field: of the bytes in which it
                            has bits, 0 if it has none */
};

/* Calls VISIT for each scalar of TYPE, in order of description, until it
   returns false; members of no bytes have none, and of long arrays only the
   first are visited (ffi_open).  *EXACT (may be NULL) tells whether the
   members with ordinary padding (in packed records: their alignment capped by
   the record's) account for the size of every aggregate, one after the other.
   If not, it is opaque, or a union, or a struct that holds bit-fields which
   are not listed: members that do not fit one after the other all start at
   its offset, and bytes outside of the scalars may be data.  A struct all of
   whose members have no bytes, as an empty class of C++, is padding whatever
   its size is.  ABI is the one of which TYPE's platform is.  */
FFI_HIDDEN bool ffi_walk (const struct ffi_abi_desc *abi,
                          const ffi_type *type, uint32_t offset,
                          bool (*visit) (void *context, struct ffi_leaf leaf),
                          void *context, bool *exact);

/* Calls VISIT with each run of bytes (offset, length) of the structs of a
   given size in TYPE where no member was listed but data may be; the last
   argument tells that padding cannot account for it.  */
FFI_HIDDEN void ffi_holes (const struct ffi_abi_desc *abi,
                           const ffi_type *type, uint32_t offset,
                           void (*visit) (void *context, uint32_t, uint32_t,
                                          bool),
                           void *context);

/* Flattens TYPE (of any kind) into LEAF[0..max), bit-fields without bits or a
   name left out, unless ABI counts these.  Returns how many scalars it has, or
   max + 1 if they are more.
   EXACT as for ffi_walk.  */
FFI_HIDDEN unsigned ffi_flatten (const struct ffi_abi_desc *abi,
                                 const ffi_type *type, struct ffi_leaf *leaf,
                                 unsigned max, bool *exact);

/* A homogeneous aggregate: values of one base type in a row and nothing else;
   in unions as many as the longest member has.  The first three fields are the
   ABI's to set, the others 0.  */
struct ffi_homogeneous
{
  /* Whether the scalar TYPE, no complex number, may be the base type.  No
     integer is.  */
  bool (*is_base) (const struct ffi_abi_desc *abi, const ffi_type *type);
  unsigned max;              /* the most values, less than 32 */
  bool bits_count;           /* bit-fields of no bits are members, too */
  const struct ffi_abi_desc *abi;
  const ffi_type *base;
  unsigned places;           /* bit i: there is a value at i * base->size */
  unsigned members;          /* scalars, of which a complex number is one */
  bool exact;                /* as for ffi_walk */
};

/* Whether TYPE is homogeneous by ABI.  Then it is TYPE->size / H->base->size
   values of the type H->base.  A complex number counts as two.  */
FFI_HIDDEN bool ffi_is_homogeneous (const struct ffi_abi_desc *abi,
                                    const ffi_type *type,
                                    struct ffi_homogeneous *h);

/* The type of the members of TYPE, if TYPE is a struct of floats of one type and
   nothing else, or a complex number; else NULL.  */
FFI_HIDDEN const ffi_type *ffi_row_of_floats (const ffi_type *type);

/* The largest alignment of a member of TYPE.  An aligned attribute of TYPE
   itself does not count.  */
FFI_HIDDEN unsigned ffi_member_align (const struct ffi_abi_desc *abi,
                                      const ffi_type *type);

static inline bool
ffi_is_float (const ffi_type *type)
{
  return type->type == FFI_TYPE_FLOAT || type->type == FFI_TYPE_DOUBLE
         || type->type == FFI_CODE_LONGDOUBLE;
}

/* Whether TYPE is an integer of at most 8 bytes, or a pointer.  */
static inline bool
ffi_is_integer (const ffi_type *type)
{
  return type->type == FFI_TYPE_POINTER
         || (type->type < FFI_TYPE_STRUCT && type->type != FFI_TYPE_VOID
             && !ffi_is_float (type));
}

/* Whether the first member of the aggregate TYPE is one: TYPE is not
   homogeneous.  */
static inline bool
ffi_begins_with_integer (const ffi_type *type)
{
  return ffi_is_aggregate (type) && *ffi_members (type)
         && ffi_is_integer (*ffi_members (type));
}

/* The alignment with which TYPE is passed.  That of a scalar is its size, even
   if its description has more: compilers, too, ignore the alignment of a
   typedef of a scalar in calls.  */
static inline unsigned
ffi_passed_align (const ffi_type *type)
{
  if (!ffi_is_aggregate (type) && type->alignment > type->size)
    return (unsigned) type->size;
  return type->alignment;
}

#endif
