/* SPDX-License-Identifier: MIT */
/* x86-64 System V (LP64 and x32).  Section numbers are those of the x86-64
   psABI, "Parameter Passing" (3.2.3).  */
#include "sysv64.h"

enum { MAX_EIGHTBYTES = 8 };

enum class
{
  NO_CLASS, SSE, INTEGER, SSEUP, X87, X87UP, MEMORY
};

struct classes
{
  enum class c[MAX_EIGHTBYTES];
  unsigned n;                /* eightbytes; 0: class MEMORY */
  const struct ffi_abi_desc *abi;
  bool holds_x87, quad;      /* quad: as in the descriptor */
};

static uint32_t
vector_image (unsigned n)
{
  return SYSV64_VECTOR + SYSV64_VECTOR_SLOT * n;
}

/* Classification, point 4: the class of an eightbyte that two fields share. */
static enum class
merge (enum class a, enum class b)
{
  if (a == b || b == NO_CLASS)
    return a;
  if (a == NO_CLASS)
    return b;
  if (a == MEMORY || b == MEMORY)
    return MEMORY;
  if (a == INTEGER || b == INTEGER)
    return INTEGER;
  if (a == X87 || a == X87UP || b == X87 || b == X87UP)
    return MEMORY;
  return SSE;
}

static void
merge_bytes (struct classes *k, uint32_t offset, size_t size,
             enum class first, enum class rest)
{
  for (uint32_t at = offset / 8; at * 8 < offset + size; at++)
    if (at < MAX_EIGHTBYTES)
      k->c[at] = merge (k->c[at], at == offset / 8 ? first : rest);
}

static void
merge_at (struct classes *k, uint32_t offset, size_t size, enum class first,
          enum class rest)
{
  /* "if it contains unaligned fields, it has class MEMORY".  */
  if (offset % size != 0)
    first = rest = MEMORY;
  merge_bytes (k, offset, size, first, rest);
}

/* Adds a scalar of the value.  */
static bool
classify_leaf (void *context, struct ffi_leaf leaf)
{
  struct classes *k = context;
  const ffi_type *type = leaf.type;
  switch (type->type)
    {
    case FFI_TYPE_FLOAT:
    case FFI_TYPE_DOUBLE:
      merge_at (k, leaf.offset, type->size, SSE, SSE);
      break;
    case FFI_CODE_LONGDOUBLE:
      k->holds_x87 = !k->quad;
      if (k->quad)
        merge_at (k, leaf.offset, 16, SSE, SSEUP);
      else
        merge_at (k, leaf.offset, 16, X87, X87UP);
      break;
    case FFI_TYPE_COMPLEX:
      leaf.type = type->elements[0];
      classify_leaf (k, leaf);
      leaf.offset += (uint32_t) leaf.type->size;
      classify_leaf (k, leaf);
      break;
    case FFI_TYPE_VECTOR:
      /* Compilers pass vectors of one floating lane in memory, and vectors
         that are smaller than an eightbyte as integers.  */
      if (!type->elements[1] && ffi_is_float (type->elements[0]))
        merge_at (k, leaf.offset, type->size, MEMORY, MEMORY);
      else if (type->size < 8)
        merge_at (k, leaf.offset, type->size, INTEGER, INTEGER);
      else
        merge_at (k, leaf.offset, type->size, SSE, SSEUP);
      break;
    case FFI_TYPE_BITFIELD:
      if (ffi_is_unnamed (type))
        break;
      /* Fall through.  */
    case FFI_TYPE_STRUCT:
      merge_bytes (k, leaf.offset, leaf.size, INTEGER, INTEGER);
      break;
    default:
      merge_at (k, leaf.offset, type->size, INTEGER, INTEGER);
    }
  return true;
}

/* Bytes outside of the listed members.  Those that must be data are
   bit-fields, so integers.  Those that may be padding count as integers only
   if their eightbyte has nothing else.  */
static void
classify_hole (void *context, uint32_t offset, uint32_t size, bool surely)
{
  struct classes *k = context;
  for (uint32_t at = offset / 8; at * 8 < offset + size; at++)
    if (at < MAX_EIGHTBYTES && (surely || k->c[at] == NO_CLASS))
      k->c[at] = merge (k->c[at], INTEGER);
}

static void classify (const struct ffi_abi_desc *abi, const ffi_type *type,
                      struct classes *k);

/* Classification, point 5: rules for the value as a whole.  */
static void
clean_up (struct classes *k)
{
  bool memory = false;
  for (unsigned i = 0; i < k->n; i++)
    {
      enum class before = i > 0 ? k->c[i - 1] : NO_CLASS;
      memory |= k->c[i] == MEMORY || (k->c[i] == X87UP && before != X87);
      if (k->c[i] == SSEUP && before != SSE && before != SSEUP)
        k->c[i] = SSE;
      if (k->n > 2)
        memory |= k->c[i] != (i == 0 ? SSE : SSEUP);
    }
  if (memory)
    k->n = 0;
}

/* Classifies any value, scalar by scalar.  */
static void
classify_leaves (const ffi_type *type, struct classes *k)
{
  bool exact = true;
  ffi_walk (k->abi, type, 0, classify_leaf, k, &exact);
  if (!exact)
    ffi_holes (k->abi, type, 0, classify_hole, k);
  clean_up (k);
  /* "Each field of an object is classified recursively": if a member has class
     MEMORY, the whole value has it, whatever shares the member's eightbytes.
     An eightbyte that merged an x87 class with INTEGER does not show this, so
     the members are classified one by one.  */
  const ffi_type *last = NULL;
  bool hides = k->holds_x87 && (k->c[0] == INTEGER || k->c[1] == INTEGER);
  if (!hides || !ffi_is_aggregate (type))
    return;
  struct ffi_cursor c = ffi_open (type, k->abi->bit_fields);
  for (struct ffi_member m; k->n > 0 && ffi_next (&c, &m);)
    if (m.type != last && ffi_is_aggregate (last = m.type) && m.size != 0)
      {
        struct classes member;
        classify (k->abi, last, &member);
        if (member.n == 0)
          k->n = 0;
      }
}

/* The same for most values: at most two eightbytes of aligned scalars, one
   after the other.  INTEGER overrides SSE.  */

/* How deep the structs are nested that add_row knows.  */
enum { ROW_DEPTH = 4 };

static unsigned add_nested (const ffi_type *type, size_t offset,
                            unsigned words, unsigned depth);

/* Adds to WORDS the kinds of the struct TYPE, which is at OFFSET in the value,
   if nothing but scalars and such structs are in it.  */
static inline __attribute__ ((always_inline)) unsigned
add_row (const ffi_type *type, size_t offset, unsigned words, unsigned depth)
{
  /* x32's pointers are left to the others.  */
#define WORD(size, kind) (size) << WORD_BITS | (kind)
  static const uint8_t word_of[FFI_TYPE_POINTER + 1] = {
    [FFI_TYPE_VOID] = WORD (1, WORD_INTEGER),
    [FFI_TYPE_INT] = WORD (4, WORD_INTEGER),
    [FFI_TYPE_FLOAT] = WORD (4, WORD_SSE),
    [FFI_TYPE_DOUBLE] = WORD (8, WORD_SSE),
    [FFI_TYPE_UINT8] = WORD (1, WORD_INTEGER),
    [FFI_TYPE_SINT8] = WORD (1, WORD_INTEGER),
    [FFI_TYPE_UINT16] = WORD (2, WORD_INTEGER),
    [FFI_TYPE_SINT16] = WORD (2, WORD_INTEGER),
    [FFI_TYPE_UINT32] = WORD (4, WORD_INTEGER),
    [FFI_TYPE_SINT32] = WORD (4, WORD_INTEGER),
    [FFI_TYPE_UINT64] = WORD (8, WORD_INTEGER),
    [FFI_TYPE_SINT64] = WORD (8, WORD_INTEGER),
    [FFI_TYPE_POINTER] = WORD (8, WORD_INTEGER)
  };
#undef WORD
  /* Another thread may be filling in a type that is not checked yet.  */
#define SIZE(type) __atomic_load_n (&(type)->size, __ATOMIC_ACQUIRE)
#define ALIGNMENT(type) __atomic_load_n (&(type)->alignment, __ATOMIC_RELAXED)
  size_t end = 0, whole = SIZE (type), most = ALIGNMENT (type);
  ffi_type *const *e = ffi_members (type);
  const ffi_type *member = *e;
  if (!member || (most & (most - 1)) != 0)
    return WORD_NONE;
  do
    {
      size_t size = SIZE (member), align = ALIGNMENT (member), n = 1;
      size_t at = ffi_round_up (end, align);
      unsigned code = member->type;
      unsigned word = code <= FFI_TYPE_POINTER ? word_of[code] : 0;
      while (e[n] == member)
        n++;
      e += n;
      end = at + n * size;
      if (end > 16 || align > most)
        return WORD_NONE;
      if (word != 0 && size == align && size == word >> WORD_BITS)
        {
          word &= WORD_SSE | WORD_INTEGER;
          if (offset + at < 8)
            words |= word;
          if (offset + end > 8)
            words |= word << WORD_BITS;
        }
      else if (code != FFI_TYPE_STRUCT || size == 0 || depth == 0)
        return WORD_NONE;
      else
        for (; at < end; at += size)
          words = add_nested (member, offset + at, words, depth - 1);
    }
  while ((member = *e) != NULL);
  return ffi_round_up (end, most) == whole ? words : WORD_NONE;
}

static __attribute__ ((noinline)) unsigned
add_nested (const ffi_type *type, size_t offset, unsigned words,
            unsigned depth)
{
  return words | add_row (type, offset, words, depth);
}

/* Most structs have only scalars.  */
unsigned
ffi_sysv64_words (const ffi_type *type)
{
  if (type->type == FFI_TYPE_STRUCT)
    {
      size_t size = SIZE (type);
      unsigned words
        = size - 1 < 16 ? add_row (type, 0, 0, ROW_DEPTH) : WORD_NONE;
      return words < WORD_NONE ? words : WORD_NONE;
    }
  if (type->type == FFI_TYPE_UINT128 || type->type == FFI_TYPE_SINT128)
    return WORD_INTEGER | WORD_INTEGER << WORD_BITS;
  unsigned part
    = type->type == FFI_TYPE_COMPLEX ? type->elements[0]->type : 0;
  return part == FFI_TYPE_FLOAT    ? WORD_SSE
         : part == FFI_TYPE_DOUBLE ? WORD_SSE | WORD_SSE << WORD_BITS
                                   : WORD_NONE;
}
#undef SIZE
#undef ALIGNMENT

/* Whether TYPE holds a vector of more than two eightbytes.  */
static bool
holds_wide_vector (const ffi_type *type)
{
  const ffi_type *last = NULL;
  if (type->type == FFI_TYPE_ARRAY)
    return holds_wide_vector (((const ffi_array *) type)->element);
  if (!ffi_is_aggregate (type))
    return type->type == FFI_TYPE_VECTOR && type->size > 16;
  for (ffi_type *const *e = ffi_members (type); *e; last = *e++)
    if (*e != last && (*e)->size > 16 && holds_wide_vector (*e))
      return true;
  return false;
}

/* "If the size of the aggregate exceeds two eightbytes and the first eightbyte
   isn't SSE or any other eightbyte isn't SSEUP, the whole argument is passed
   in memory": what is left are vectors of 32 and 64 bytes.  */
static inline bool
is_large (const ffi_type *type)
{
  size_t n = (type->size + 7) / 8;
  return n > 2 && ((n != 4 && n != 8) || !holds_wide_vector (type));
}

/* Whether TYPE is a long double, or a complex number of two, that the x87 unit
   knows.  */
static inline bool
is_x87 (const struct ffi_abi_desc *abi, const ffi_type *type)
{
  unsigned part = type->type;
  if (part == FFI_TYPE_COMPLEX)
    part = type->elements[0]->type;
  return part == FFI_CODE_LONGDOUBLE
         && !((const struct ffi_sysv64_desc *) abi)->quad;
}

static void
classify (const struct ffi_abi_desc *abi, const ffi_type *type,
          struct classes *k)
{
  k->quad = ((const struct ffi_sysv64_desc *) abi)->quad;
  k->n = is_large (type) ? 0 : (unsigned) ((type->size + 7) / 8);
  if (k->n == 0)
    return;
  memset (k->c, 0, sizeof k->c);
  k->abi = abi;
  k->holds_x87 = false;
  classify_leaves (type, k);
  /* Said to be smaller than its long double: st0 has more bytes.  */
  if (k->holds_x87 && type->size < 16)
    k->n = 0;
}

/* How many bytes the vector value that starts at eightbyte I has.  */
static uint32_t
vector_length (const struct classes *k, unsigned i)
{
  unsigned end = i + 1;
  while (end < k->n && k->c[end] == SSEUP)
    end++;
  return 8 * (end - i);
}

static ffi_status
note_vector (const struct ffi_abi_desc *abi, struct ffi_layout *layout,
             uint32_t length)
{
  const struct ffi_sysv64_desc *desc = (const struct ffi_sysv64_desc *) abi;
  if (length > 16 && desc->vector_bytes && length > desc->vector_bytes ())
    return FFI_BAD_TYPEDEF;
  layout->flags |= length > 32   ? SYSV64_VECTOR_64
                   : length > 16 ? SYSV64_VECTOR_32
                                 : SYSV64_VECTOR_16;
  return FFI_OK;
}

static inline uint32_t
piece_length (const ffi_type *type, uint32_t at, uint32_t length)
{
  uint32_t left = (uint32_t) type->size - at;
  return left < length ? left : length;
}

/* A result of class X87, or COMPLEX_X87: the real part in st0, the imaginary
   part in st1.  */
static void
place_result_x87 (struct ffi_layout *layout, bool is_complex)
{
  ffi_emit_result (layout, FFI_OP_X87, 0, SYSV64_ST0, 10);
  if (is_complex)
    ffi_emit_result (layout, FFI_OP_X87, 16, SYSV64_ST1, 10);
  layout->flags |= is_complex ? SYSV64_X87_2 : SYSV64_X87_1;
}

static inline void
place_result_in_memory (struct sysv64_state *s, struct ffi_layout *layout)
{
  layout->echo = SYSV64_RAX;
  layout->indirect = sysv64_take_gpr (s);
}

static void
place_result_words (const ffi_type *type, unsigned words,
                    struct ffi_layout *layout)
{
  unsigned ngpr = 0, nvector = 0;
  for (uint32_t at = 0; words != 0; at += 8, words >>= WORD_BITS)
    if (words & (WORD_INTEGER | WORD_SSE))
      ffi_emit_result (layout, FFI_OP_BYTES, at,
                       words & WORD_INTEGER ? SYSV64_RAX + 8 * ngpr++
                                            : vector_image (nvector++),
                       piece_length (type, at, 8));
}

void
ffi_sysv64_place_value (const struct ffi_abi_desc *abi, const ffi_type *type,
                        unsigned words, struct sysv64_state *s,
                        struct ffi_layout *layout)
{
  if (words < WORD_NONE)
    place_result_words (type, words, layout);
  else if (is_x87 (abi, type))
    place_result_x87 (layout, type->type == FFI_TYPE_COMPLEX);
  else
    place_result_in_memory (s, layout);
}

/* The same for values of any classes.  */
static __attribute__ ((noinline)) ffi_status
place_result_classes (const struct ffi_abi_desc *abi, const ffi_type *type,
                      struct sysv64_state *s, struct ffi_layout *layout)
{
  struct classes k;
  unsigned ngpr = 0, nvector = 0;
  classify (abi, type, &k);
  if (k.n == 0)
    place_result_in_memory (s, layout);
  for (unsigned i = 0; i < k.n; i++)
    switch (k.c[i])
      {
      case INTEGER:
        ffi_emit_result (layout, FFI_OP_BYTES, 8 * i,
                         SYSV64_RAX + 8 * ngpr++,
                         piece_length (type, 8 * i, 8));
        break;
      case SSE:
        {
          uint32_t length = vector_length (&k, i);
          if (length > 8 && note_vector (abi, layout, length) != FFI_OK)
            return FFI_BAD_TYPEDEF;
          ffi_emit_result (layout, FFI_OP_BYTES, 8 * i,
                           sysv64_by_length (vector_image (nvector++), length),
                           piece_length (type, 8 * i, length));
          if (length > 16)
            layout->flags |= SYSV64_WIDE_RESULT;
          break;
        }
      case X87:
        place_result_x87 (layout, false);
        break;
      default:
        break;
      }
  return FFI_OK;
}

/* "Returning of Values".  Inline, for the stack of general calls.  */
static inline __attribute__ ((always_inline)) ffi_status
place_result (const struct ffi_abi_desc *abi, const ffi_type *type,
              struct sysv64_state *s, struct ffi_layout *layout)
{
  ffi_status status = FFI_OK;
  unsigned words;
  switch (ffi_code (type))
    {
    case FFI_TYPE_VOID:
      break;
    case FFI_TYPE_STRUCT:
    case FFI_TYPE_COMPLEX:
    case FFI_TYPE_VECTOR:
    case FFI_TYPE_UINT128:
    case FFI_TYPE_SINT128:
    case FFI_CODE_LONGDOUBLE:
      words = ffi_sysv64_words (type);
      if (words < WORD_NONE || is_x87 (abi, type) || is_large (type))
        ffi_sysv64_place_value (abi, type, words, s, layout);
      else
        status = place_result_classes (abi, type, s, layout);
      break;
    case FFI_TYPE_FLOAT:
    case FFI_TYPE_DOUBLE:
      ffi_emit_result (layout, FFI_OP_BYTES, 0, SYSV64_VECTOR,
                       (uint32_t) type->size);
      break;
    default:
      ffi_emit_result (layout, ffi_int_op (type, 8), 0, SYSV64_RAX,
                       (uint32_t) type->size);
    }
  return status;
}

static void
place_in_memory (uint32_t arg, const ffi_type *type, struct sysv64_state *s,
                 struct ffi_layout *layout)
{
  ffi_emit (layout, arg, FFI_OP_BYTES, 0,
            sysv64_take_stack (s, type->size, ffi_passed_align (type)),
            (uint32_t) type->size);
}

static void
place_words (uint32_t arg, const ffi_type *type, unsigned words,
             struct sysv64_state *s, struct ffi_layout *layout)
{
  uint32_t image[2];
  if (!sysv64_take_words (s, words, image))
    {
      place_in_memory (arg, type, s, layout);
      return;
    }
  for (uint32_t i = 0; words != 0; i++, words >>= WORD_BITS)
    if (words & (WORD_INTEGER | WORD_SSE))
      ffi_emit (layout, arg, FFI_OP_BYTES, 8 * i, image[i],
                piece_length (type, 8 * i, 8));
}

/* The same for values of any classes.  */
static __attribute__ ((noinline)) ffi_status
place_classes (const struct ffi_abi_desc *abi, uint32_t arg,
               const ffi_type *type, bool named, struct sysv64_state *s,
               struct ffi_layout *layout)
{
  struct classes k;
  classify (abi, type, &k);
  if (k.n == 0)
    {
      place_in_memory (arg, type, s, layout);
      return FFI_OK;
    }
  unsigned ngpr = 0, nvector = 0;
  uint32_t widest = 0;
  bool stack = false;
  for (unsigned i = 0; i < k.n; i++)
    {
      ngpr += k.c[i] == INTEGER;
      nvector += k.c[i] == SSE;
      stack |= k.c[i] == X87;
      if (k.c[i] == SSE && vector_length (&k, i) > widest)
        widest = vector_length (&k, i);
    }
  /* Compilers do not pass a vector by value if the processor has no registers
     of its width.  As an argument of "..." it is in memory.  */
  if (widest > 8 && note_vector (abi, layout, widest) != FFI_OK)
    return FFI_BAD_TYPEDEF;
  if (stack || s->gpr + ngpr > SYSV64_GPRS
      || s->vector + nvector > SYSV64_VECTORS
      || (widest > 16 && !named))
    {
      place_in_memory (arg, type, s, layout);
      return FFI_OK;
    }
  for (unsigned i = 0; i < k.n; i++)
    if (k.c[i] == INTEGER)
      ffi_emit (layout, arg, FFI_OP_BYTES, 8 * i, sysv64_take_gpr (s),
                piece_length (type, 8 * i, 8));
    else if (k.c[i] == SSE)
      ffi_emit (layout, arg, FFI_OP_BYTES, 8 * i,
                sysv64_by_length (sysv64_take_vector (s),
                                  vector_length (&k, i)),
                piece_length (type, 8 * i, vector_length (&k, i)));
  return FFI_OK;
}

static inline __attribute__ ((always_inline)) ffi_status
place_value (const struct ffi_abi_desc *abi, uint32_t arg,
             const ffi_type *type, bool named, struct sysv64_state *s,
             struct ffi_layout *layout)
{
  unsigned words = ffi_sysv64_words (type);
  if (words < WORD_NONE)
    place_words (arg, type, words, s, layout);
  else if (is_large (type) || is_x87 (abi, type))
    place_in_memory (arg, type, s, layout);
  else
    return place_classes (abi, arg, type, named, s, layout);
  return FFI_OK;
}

ffi_status
ffi_sysv64_place (const struct ffi_abi_desc *abi,
                  const struct ffi_signature *sig, struct ffi_layout *layout)
{
  struct sysv64_state s = { 0 };
  ffi_status status = place_result (abi, sig->rtype, &s, layout);
  for (uint32_t i = 0; i < sig->nargs && status == FFI_OK; i++)
    {
      const ffi_type *type = sig->arg_types[i];
      switch (ffi_code (type))
        {
        case FFI_TYPE_STRUCT:
        case FFI_TYPE_COMPLEX:
        case FFI_TYPE_VECTOR:
        case FFI_TYPE_UINT128:
        case FFI_TYPE_SINT128:
        case FFI_CODE_LONGDOUBLE:
          status = place_value (abi, i, type, i < sig->nfixed, &s, layout);
          break;
        case FFI_TYPE_FLOAT:
        case FFI_TYPE_DOUBLE:
          ffi_emit (layout, i, FFI_OP_BYTES, 0, sysv64_take_scalar (&s, true),
                    (uint32_t) type->size);
          break;
        case FFI_TYPE_VOID:
          break;
        default:
          ffi_emit (layout, i, ffi_int_op (type, 8), 0,
                    sysv64_take_scalar (&s, false), (uint32_t) type->size);
        }
    }
  layout->stack = s.stack;
  layout->flags |= s.vector | (s.align > 16 ? SYSV64_VECTOR_16 : 0);
  ffi_need_align (layout, s.align);
  for (size_t align = ffi_layout_align (layout); align > FFI_FRAME_ALIGN;
       align /= 2)
    layout->flags += SYSV64_ALIGN;
  return status;
}

const char *
ffi_sysv64_reg_name (const struct ffi_abi_desc *abi, uint32_t offset)
{
  static const char *const gpr[] = { "rax", "rdx", "rdi", "rsi", "rdx",
                                     "rcx", "r8", "r9" };
  static const char *const vector[]
    = { "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7" };
  (void) abi;
  if (offset >= SYSV64_GPR + 8 * SYSV64_GPRS)
    return NULL;                /* the stack and its padding */
  if (offset >= SYSV64_RAX)
    return gpr[(offset - SYSV64_RAX) / 8];
  if (offset >= SYSV64_VECTOR)
    return vector[(offset - SYSV64_VECTOR) / SYSV64_VECTOR_SLOT];
  if (offset >= SYSV64_ST0)
    return offset >= SYSV64_ST1 ? "st1" : "st0";
  return offset >= SYSV64_CHAIN ? NULL : vector[offset / SYSV64_WIDE_SLOT];
}

const struct ffi_sysv64_desc ffi_sysv64
  = FFI_SYSV64_DESC ("x86_64-sysv", NULL, false);
const struct ffi_sysv64_desc ffi_sysv64_quad
  = FFI_SYSV64_DESC ("x86_64-sysv-ldbl128", NULL, true);
