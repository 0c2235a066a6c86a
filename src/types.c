/* SPDX-License-Identifier: MIT */
/* The type objects; laying out, checking and walking aggregates.  */
#define FFI_TYPE_CONST const  /* the objects, which this file defines */
#include "arch.h"
#include "types.h"

#define SCALAR(name, code, ctype)                                             \
  struct name##_alignment { char c; ctype x; };                               \
  const ffi_type ffi_type_##name = {                                          \
    sizeof (ctype), offsetof (struct name##_alignment, x), code, NULL         \
  }

const ffi_type ffi_type_void = { 1, 1, FFI_TYPE_VOID, NULL };
SCALAR (uint8, FFI_TYPE_UINT8, uint8_t);
SCALAR (sint8, FFI_TYPE_SINT8, int8_t);
SCALAR (uint16, FFI_TYPE_UINT16, uint16_t);
SCALAR (sint16, FFI_TYPE_SINT16, int16_t);
SCALAR (uint32, FFI_TYPE_UINT32, uint32_t);
SCALAR (sint32, FFI_TYPE_SINT32, int32_t);
SCALAR (uint64, FFI_TYPE_UINT64, uint64_t);
SCALAR (sint64, FFI_TYPE_SINT64, int64_t);
SCALAR (pointer, FFI_TYPE_POINTER, void *);
SCALAR (float, FFI_TYPE_FLOAT, float);
SCALAR (double, FFI_TYPE_DOUBLE, double);
SCALAR (longdouble, FFI_TYPE_LONGDOUBLE, long double);
SCALAR (bool, FFI_TYPE_UINT8, _Bool);

/* Every ABI that has two-byte floats passes both kinds alike, so that one type
   code serves them.  */
const ffi_type ffi_type_float16 = { 2, 2, FFI_TYPE_FLOAT, NULL };
const ffi_type ffi_type_bfloat16 = { 2, 2, FFI_TYPE_FLOAT, NULL };

#ifdef FFI_TARGET_HAS_INT128
__extension__ typedef unsigned __int128 uint128;
__extension__ typedef __int128 sint128;
SCALAR (uint128, FFI_TYPE_UINT128, uint128);
SCALAR (sint128, FFI_TYPE_SINT128, sint128);
#endif

#ifdef FFI_TARGET_HAS_COMPLEX_TYPE
# define COMPLEX(name, size, alignment)                                       \
  static ffi_type *const complex_##name##_elements[]                          \
    = { (ffi_type *) &ffi_type_##name, NULL };                                \
  const ffi_type ffi_type_complex_##name = {                                  \
    2 * (size), alignment, FFI_TYPE_COMPLEX,                                  \
    (ffi_type **) complex_##name##_elements                                   \
  }
COMPLEX (float16, 2, 2);
COMPLEX (float, sizeof (float), offsetof (struct float_alignment, x));
COMPLEX (double, sizeof (double), offsetof (struct double_alignment, x));
COMPLEX (longdouble, sizeof (long double),
         offsetof (struct longdouble_alignment, x));
#endif

const uint8_t ffi_scalar_size[FFI_TYPE_LAST + 1] = {
  [FFI_TYPE_INT] = sizeof (int),
  [FFI_TYPE_FLOAT] = sizeof (float),
  [FFI_TYPE_DOUBLE] = sizeof (double),
#if FFI_TYPE_LONGDOUBLE != FFI_TYPE_DOUBLE
  [FFI_TYPE_LONGDOUBLE] = sizeof (long double),
#endif
  [FFI_TYPE_UINT8] = 1, [FFI_TYPE_SINT8] = 1,
  [FFI_TYPE_UINT16] = 2, [FFI_TYPE_SINT16] = 2,
  [FFI_TYPE_UINT32] = 4, [FFI_TYPE_SINT32] = 4,
  [FFI_TYPE_UINT64] = 8, [FFI_TYPE_SINT64] = 8,
  [FFI_TYPE_POINTER] = sizeof (void *),
#ifdef FFI_TARGET_HAS_INT128
  [FFI_TYPE_UINT128] = 16, [FFI_TYPE_SINT128] = 16,
#endif
};

/* The alignment of the scalar TYPE, for a description that gives none.  */
static size_t
scalar_alignment (const ffi_type *type)
{
  static const uint8_t alignment[FFI_TYPE_LAST + 1] = {
#define ALIGN(code, name) [code] = offsetof (struct name##_alignment, x)
    [FFI_TYPE_INT] = sizeof (int),
    ALIGN (FFI_TYPE_FLOAT, float), ALIGN (FFI_TYPE_DOUBLE, double),
#if FFI_TYPE_LONGDOUBLE != FFI_TYPE_DOUBLE
    ALIGN (FFI_TYPE_LONGDOUBLE, longdouble),
#endif
    ALIGN (FFI_TYPE_UINT8, uint8), ALIGN (FFI_TYPE_SINT8, sint8),
    ALIGN (FFI_TYPE_UINT16, uint16), ALIGN (FFI_TYPE_SINT16, sint16),
    ALIGN (FFI_TYPE_UINT32, uint32), ALIGN (FFI_TYPE_SINT32, sint32),
    ALIGN (FFI_TYPE_UINT64, uint64), ALIGN (FFI_TYPE_SINT64, sint64),
    ALIGN (FFI_TYPE_POINTER, pointer),
#ifdef FFI_TARGET_HAS_INT128
    ALIGN (FFI_TYPE_UINT128, uint128), ALIGN (FFI_TYPE_SINT128, sint128),
#endif
#undef ALIGN
  };
  bool is_own = ffi_scalar_size[type->type] == type->size;
  return is_own ? alignment[type->type] : type->size & -type->size;
}

enum
{
  MAX_DEPTH = 64,        /* nested aggregates */
  MAX_VISITS = 1 << 22,  /* members visited to lay out a signature's types */
  MAX_LEAVES = 1 << 16,  /* scalars, checked where they outnumber bytes */
  MAX_NODES = 1 << 19,   /* aggregates, counted once per use */
  MAX_BYTES = 2 * FFI_MAX_IMAGE, /* of arguments and result */
  MAX_ALIGN = 32768,     /* the largest that an ffi_type can have */
  VISITED_BYTES = 256    /* bytes of an array that a walk visits: more than a
                            value in registers has */
};

/* The size and the alignment of a type whose layout may be in progress in
   another thread, which prepares the same type object.  One thread alone
   writes each of them.  A thread that has laid out the type has seen the final
   values, and reads them without atomic operations from then on.  */
static size_t
type_size (const ffi_type *type)
{
  return __atomic_load_n (&type->size, __ATOMIC_ACQUIRE);
}

static size_t
type_alignment (const ffi_type *type)
{
  return __atomic_load_n (&type->alignment, __ATOMIC_ACQUIRE);
}

/* Stores NEW in *FIELD if its value is OLD.  In C, a compare-and-exchange that
   fails does not write.  ThreadSanitizer counts it as a write, and would
   report every thread that reads without atomic operations; in its builds a
   lock guards an ordinary store.  */
#if FFI_HAS_TSAN
static bool is_exchanging;
# define EXCHANGE(field, old, new)                                            \
    do                                                                        \
      {                                                                       \
        while (__atomic_test_and_set (&is_exchanging, __ATOMIC_ACQUIRE))      \
          continue;                                                           \
        if (__atomic_load_n (field, __ATOMIC_RELAXED) == (old))               \
          __atomic_store_n (field, new, __ATOMIC_RELEASE);                    \
        __atomic_clear (&is_exchanging, __ATOMIC_RELEASE);                    \
      }                                                                       \
    while (0)
#else
# define EXCHANGE(field, old, new)                                            \
    ((void) __atomic_compare_exchange_n (field, &(old), new, false,           \
                                         __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
#endif

/* Stores ALIGNMENT in TYPE if it is not there yet.  Processors without an
   exchange of two bytes exchange four: the alignment and the type code, which
   keeps its value.  */
static void
set_alignment (ffi_type *type, size_t alignment)
{
#ifdef __GCC_HAVE_SYNC_COMPARE_AND_SWAP_2
  unsigned short old = (unsigned short) type_alignment (type);
  unsigned short new = (unsigned short) alignment;
  unsigned short *field = &type->alignment;
#else
  typedef uint32_t __attribute__ ((may_alias)) word;
  struct { unsigned short alignment, type; } both;
  _Static_assert (offsetof (ffi_type, type) - offsetof (ffi_type, alignment)
                  == sizeof both.alignment, "");
  word *field = (word *) &type->alignment;
  uint32_t old = __atomic_load_n (field, __ATOMIC_ACQUIRE), new;
  memcpy (&both, &old, sizeof both);
  both.alignment = (unsigned short) alignment;
  memcpy (&new, &both, sizeof new);
#endif
  if (old != new)
    EXCHANGE (field, old, new);
}

/* Completes TYPE: stores ALIGNMENT if the size or the alignment is missing,
   and then SIZE if that is missing.  */
static void
fill_in (ffi_type *type, size_t size, size_t alignment)
{
  size_t none = type_size (type);
  if (none != 0 && type_alignment (type) != 0)
    return;
  set_alignment (type, alignment);
  if (none == 0 && size != 0)
    EXCHANGE (&type->size, none, size);
}

/* ---- Where members are ------------------------------------------------ */

/* How many elements of ARRAY a walk visits.  ARRAY is laid out.  */
static size_t
visited (const ffi_array *array)
{
  size_t size = array->element->size;
  size_t most = VISITED_BYTES / (size != 0 ? size : 1) + 1;
  return array->count < most ? array->count : most;
}

static inline void
note_align (struct ffi_cursor *c, size_t align)
{
  if (align > c->align)
    c->align = (unsigned) align;
}

/* A cursor for lay_out_members, which does not rely on the size of TYPE.  */
static struct ffi_cursor
start (const ffi_type *type, unsigned bit_fields)
{
  struct ffi_cursor c = { .next = ffi_members (type), .align = 1,
                          .bit_fields = (uint8_t) bit_fields,
                          .overlap = ffi_is_union (type), .cap = MAX_ALIGN,
                          .pack = MAX_ALIGN };
  if (type->type != FFI_TYPE_RECORD)
    return c;
  const ffi_record *record = (const ffi_record *) type;
  if (record->pack != 0)
    c.cap = c.pack = record->pack;
  note_align (&c, record->align);
  if (record->flags & FFI_RECORD_GNU && bit_fields >= FFI_BITS_MS)
    c.bit_fields = FFI_BITS_SYSV;
  else if (record->flags & FFI_RECORD_MS && bit_fields < FFI_BITS_MS)
    c.bit_fields = FFI_BITS_MS;
  return c;
}

struct ffi_cursor
ffi_open (const ffi_type *type, unsigned bit_fields)
{
  struct ffi_cursor c = start (type, bit_fields);
  if (type->type == FFI_TYPE_ARRAY)
    {
      c.element = ((const ffi_array *) type)->element;
      c.left = visited ((const ffi_array *) type);
    }
  if (type->type == FFI_TYPE_STRUCT)
    {
      /* A struct whose members do not fit one after the other describes a
         union.  */
      c.cap = type->alignment;
      struct ffi_cursor ahead = c;
      struct ffi_member m;
      while (ffi_next (&ahead, &m))
        ;
      c.overlap = ahead.last > 8 * type->size;
    }
  return c;
}

/* Describes a bit-field of WIDTH bits at bit FIRST, whose unit is aligned to
   ALIGN.  */
static void
tell_bit_field (struct ffi_member *m, size_t first, unsigned width,
                size_t align)
{
  m->first_bit = first;
  m->width = width;
  m->offset = first / 8;
  m->size = width != 0 ? (first + width + 7) / 8 - m->offset : 0;
  m->unit = m->offset & -align;
}

/* Microsoft's bit-fields: "adjacent bit fields are packed into the same 1-,
   2-, or 4-byte allocation unit if the integral types are the same size and if
   the next bit field fits into the current allocation unit".  A bit-field of
   width 0 has an effect only after another bit-field.  */
static void
place_ms_bit_field (struct ffi_cursor *c, struct ffi_member *m,
                    unsigned width)
{
  size_t size = m->type->size, align = ffi_at_most (size, c->pack);
  if (width == 0 ? c->unit != 0 : c->unit != size || width > c->room)
    {
      if (width == 0 && c->bit_fields == FFI_BITS_MS)
        align = size;
      c->end = ffi_round_up (c->end, 8 * align) + (width != 0 ? 8 * size : 0);
      c->room = (unsigned) (8 * size);
      if (!c->overlap || c->bit_fields == FFI_BITS_MS)
        note_align (c, align);
    }
  tell_bit_field (m, c->end - c->room, width, align);
  c->unit = width != 0 ? size : 0;
  c->room = width != 0 ? c->room - width : 0;
}

/* The rule of all other ABIs: a bit-field does not cross the boundary of a
   unit of its type, except in records with attribute packed.  */
static void
place_bit_field (struct ffi_cursor *c, struct ffi_member *m, unsigned width,
                 bool named)
{
  size_t align = ffi_at_most (m->type->alignment, c->pack), first = c->end;
  bool apart = c->bit_fields == FFI_BITS_APART;
  if (width == 0)
    {
      /* Packing does not change this alignment.  */
      align = apart && m->type->alignment < 4 ? 4 : m->type->alignment;
      first = ffi_round_up (first, 8 * align);
    }
  else if (!apart && c->pack != 1
           && first % (8 * align) + width > 8 * m->type->size)
    first = ffi_round_up (first, 8 * align);
  if (apart ? width == 0 : named || c->bit_fields == FFI_BITS_ARM)
    note_align (c, align);
  c->end = first + width;
  tell_bit_field (m, first, width, align);
}

bool
ffi_next (struct ffi_cursor *c, struct ffi_member *m)
{
  const ffi_type *type = *c->next;
  if (c->element && c->left-- != 0)
    type = c->element;
  else if (type)
    c->next++;
  else
    return false;
  m->type = type;
  if (c->overlap)
    c->end = c->unit = c->room = 0;
  if (type->type == FFI_TYPE_BITFIELD)
    {
      unsigned width = ((const ffi_bitfield *) type)->width;
      bool named = !ffi_is_unnamed (type);
      width &= ~FFI_BITFIELD_UNNAMED;
      if (c->bit_fields >= FFI_BITS_MS)
        place_ms_bit_field (c, m, width);
      else
        place_bit_field (c, m, width, named);
    }
  else
    {
      size_t align = ffi_at_most (type->alignment, c->cap);
      m->offset = ffi_round_up ((c->end + 7) / 8, align);
      m->size = type->size;
      m->width = 0;
      c->end = 8 * (m->offset + type->size);
      c->unit = c->room = 0;
      note_align (c, align);
    }
  if (c->end > c->last)
    c->last = c->end;
  return true;
}

/* ---- Laying out ------------------------------------------------------- */

/* The cost of the signature so far, and the numbers of scalars and aggregates
   in the type laid out last.  */
struct cost
{
  struct ffi_cost *all;
  size_t leaves, nodes;
};

static ffi_status
refuse (struct cost *cost, const char *why)
{
  cost->all->why = why;
  return FFI_BAD_TYPEDEF;
}

static bool
is_power_of_2 (size_t n)
{
  return n != 0 && (n & (n - 1)) == 0;
}

static ffi_status lay_out (ffi_type *type, unsigned depth, struct cost *cost);

/* Whether MEMBER is an opaque one-byte member.  PHP describes an array by one
   such member.  The bytes of the array are classified as integers; how many
   there are follows from the struct's size.  */
static bool
is_unlisted (const ffi_type *member)
{
  return member->type == FFI_TYPE_VOID && member->size == 1
         && member->alignment == 1;
}

/* Completes the struct TYPE, whose members take SIZE bytes and need ALIGNMENT.
   Only a member (DEPTH above 1) may have no bytes; then an alignment that it
   already has is kept if it is larger.  */
static ffi_status
finish_struct (ffi_type *type, unsigned depth, size_t size, size_t alignment,
               struct cost *cost)
{
  if (size == 0 && type_size (type) == 0)
    {
      if (depth == 1 || !type->elements)
        return refuse (cost, "a struct has no bytes and no size");
      if (type_alignment (type) > alignment)
        alignment = type_alignment (type);
    }
  bool is_opaque = type_size (type) != 0 && !*ffi_members (type);
  if (!is_opaque)
    fill_in (type, ffi_round_up (size, alignment), alignment);
  return FFI_OK;
}

/* The same for a type whose size the program cannot choose.  */
static ffi_status
finish_exact (ffi_type *type, unsigned depth, size_t size, size_t alignment,
              struct cost *cost)
{
  size = ffi_round_up (size, alignment);
  if (depth == 1 && size == 0)
    return refuse (cost, "a union or record has no bytes");
  fill_in (type, size, alignment);
  return type_size (type) == size && type_alignment (type) == alignment
           ? FFI_OK
           : refuse (cost, "a union, record, array or bit-field has another "
                           "size or alignment than C gives it");
}

static bool
is_alignment (unsigned n)
{
  return n == 0 || (n <= MAX_ALIGN && is_power_of_2 (n));
}

static bool
is_good_record (const ffi_record *record)
{
  enum { BOTH = FFI_RECORD_MS | FFI_RECORD_GNU };
  return is_alignment (record->pack) && is_alignment (record->align)
         && (record->flags & ~(unsigned) (BOTH | FFI_RECORD_UNION)) == 0
         && (record->flags & BOTH) != BOTH;
}

/* A bit-field has the size and alignment of its unit.  */
static ffi_status
lay_out_bit_field (ffi_type *type, unsigned depth, struct cost *cost)
{
  const ffi_bitfield *field = (const ffi_bitfield *) type;
  ffi_type *unit = field->unit;
  if (!unit || !(unit->type == FFI_TYPE_INT
                 || (unit->type >= FFI_TYPE_UINT8
                     && unit->type <= FFI_TYPE_SINT64)
                 || unit->type == FFI_TYPE_UINT128
                 || unit->type == FFI_TYPE_SINT128))
    return refuse (cost, "a bit-field is not of an integer type");
  ffi_status status = lay_out (unit, depth, cost);
  if (status != FFI_OK)
    return status;
  if ((field->width & ~FFI_BITFIELD_UNNAMED) > 8 * unit->size)
    return refuse (cost, "a bit-field is wider than its type");
  return finish_exact (type, depth, unit->size, unit->alignment, cost);
}

/* Lays out MEMBER of an aggregate.  GIVEN: the program has given the
   aggregate's size.  */
static ffi_status
lay_out_member (ffi_type *member, bool given, unsigned depth,
                struct cost *cost)
{
  cost->leaves = 1;
  cost->nodes = 0;
  if (member->type == FFI_TYPE_BITFIELD)
    return lay_out_bit_field (member, depth, cost);
  return given && is_unlisted (member) ? FFI_OK
                                       : lay_out (member, depth, cost);
}

/* Lays out the members of a struct, union or record.  */
static ffi_status
lay_out_members (ffi_type *type, unsigned depth, struct cost *cost)
{
  size_t leaves = 0, nodes = 1;
  const ffi_type *last = NULL;
  bool given = type->type == FFI_TYPE_STRUCT && type_size (type) != 0;
  if (type->type == FFI_TYPE_RECORD
      && !is_good_record ((const ffi_record *) type))
    return refuse (cost, "pack or align of a record is no power of two, or its "
                         "flags are unknown");
  struct ffi_cursor c = start (type, cost->all->bit_fields);
  struct ffi_member m;
  for (ffi_type *member; (member = *c.next) != NULL;)
    {
      /* A member type that is repeated, as in an array, is laid out once.  */
      if (member != last)
        {
          last = member;
          ffi_status status = lay_out_member (member, given, depth, cost);
          if (status != FFI_OK)
            return status;
        }
      ffi_next (&c, &m);
      leaves += cost->leaves;
      nodes += cost->nodes;
      size_t bytes = c.last / 8;
      if (bytes > FFI_MAX_IMAGE || (leaves > bytes && leaves > MAX_LEAVES)
          || nodes > MAX_NODES)
        return refuse (cost, "a struct is larger than 64 MiB, or has too many "
                             "members");
    }
  cost->leaves = leaves;
  cost->nodes = nodes;
  size_t size = (c.last + 7) / 8;
  return type->type == FFI_TYPE_STRUCT
           ? finish_struct (type, depth, size, c.align, cost)
           : finish_exact (type, depth, size, c.align, cost);
}

static ffi_status
lay_out_array (ffi_type *type, unsigned depth, struct cost *cost)
{
  const ffi_array *array = (const ffi_array *) type;
  ffi_type *element = array->element;
  if (depth == 1)
    return refuse (cost, "an array is no argument or result, a pointer is");
  if (array->count == 0)
    return refuse (cost, "an array has no elements");
  ffi_status status = lay_out (element, depth, cost);
  if (status != FFI_OK)
    return status;
  if (element->size % element->alignment != 0)
    return refuse (cost, "the elements of an array are aligned to more than "
                         "their size");
  if (element->size != 0 && array->count > FFI_MAX_IMAGE / element->size)
    return refuse (cost, "an array is larger than 64 MiB");
  cost->leaves *= visited (array);
  cost->nodes = cost->nodes * visited (array) + 1;
  return finish_exact (type, depth, array->count * element->size,
                       element->alignment, cost);
}

static ffi_status
lay_out_complex (ffi_type *type, unsigned depth, struct cost *cost)
{
  ffi_type *real = type->elements[0];
  if (!real || real->type == FFI_TYPE_VOID || ffi_is_aggregate (real)
      || real->type == FFI_TYPE_POINTER || real->type == FFI_TYPE_COMPLEX
      || real->type == FFI_TYPE_VECTOR)
    return refuse (cost, "a complex number has no real type");
  ffi_status status = lay_out (real, depth, cost);
  if (status != FFI_OK)
    return status;
  fill_in (type, 2 * real->size, real->alignment);
  return type_size (type) == 2 * real->size
           ? FFI_OK
           : refuse (cost, "a complex number is not two real ones long");
}

/* Whether TYPE may be a lane of a vector.  Compilers have no vectors of long
   double.  */
static bool
is_lane (const ffi_type *type)
{
  return type->type <= FFI_TYPE_SINT64 && type->type != FFI_TYPE_VOID
         && type->type != FFI_CODE_LONGDOUBLE;
}

static ffi_status
lay_out_vector (ffi_type *type, unsigned depth, struct cost *cost)
{
  ffi_type *lane = type->elements[0];
  if (!lane || !is_lane (lane) || lay_out (lane, depth, cost) != FFI_OK)
    return refuse (cost, "no vector has such lanes");
  size_t size = 0;
  for (ffi_type **e = type->elements; *e; e++)
    if (*e != lane || (size += lane->size) > FFI_MAX_IMAGE)
      return refuse (cost, "the lanes of a vector differ, or are too many");
  size_t rounded = 1;
  while (rounded < size)
    rounded *= 2;
  fill_in (type, rounded,
           rounded < FFI_VECTOR_ALIGN ? rounded : FFI_VECTOR_ALIGN);
  return type_size (type) == rounded
           ? FFI_OK
           : refuse (cost, "a vector has not the size of its lanes");
}

/* Checks that TYPE is a scalar, and fills in a missing alignment.  */
static ffi_status
lay_out_scalar (ffi_type *type, struct cost *cost)
{
  if (type->type > FFI_TYPE_LAST)
    return refuse (cost, "a type code is unknown");
  if (type->type == FFI_TYPE_VOID)
    return refuse (cost, "void stands where a value has to be");
  bool is_half = type->type == FFI_TYPE_FLOAT && type->size == 2;
  if (is_half && !cost->all->half_floats)
    return refuse (cost, "functions of this ABI have no floats of two bytes");
  if (type->size == 0
      || (cost->all->scalar_size[type->type] != type->size && !is_half))
    return refuse (cost, "a scalar has not the size that its type code has "
                         "on this platform");
  fill_in (type, type->size, scalar_alignment (type));
  return FFI_OK;
}

static ffi_status
lay_out (ffi_type *type, unsigned depth, struct cost *cost)
{
  if (!type)
    return refuse (cost, "a type is NULL");
  if (depth > MAX_DEPTH)
    return refuse (cost, "aggregates nest more than 64 deep");
  if (++cost->all->visits > MAX_VISITS)
    return refuse (cost, "there are more than 4 million members");
  ffi_status status;
  switch (type->type)
    {
    case FFI_TYPE_STRUCT:
    case FFI_TYPE_UNION:
    case FFI_TYPE_RECORD:
      status = lay_out_members (type, depth + 1, cost);
      break;
    case FFI_TYPE_ARRAY:
      status = lay_out_array (type, depth + 1, cost);
      break;
    case FFI_TYPE_BITFIELD:
      return refuse (cost, "a bit-field is no member of a struct or union");
    case FFI_TYPE_COMPLEX:
    case FFI_TYPE_VECTOR:
      if (!type->elements)
        return refuse (cost, "a list of elements is NULL");
      status = type->type == FFI_TYPE_COMPLEX
                 ? lay_out_complex (type, depth + 1, cost)
                 : lay_out_vector (type, depth + 1, cost);
      cost->leaves = cost->nodes = 1;
      break;
    default:
      status = lay_out_scalar (type, cost);
      cost->leaves = 1;
      cost->nodes = 0;
    }
  if (status != FFI_OK)
    return status;
  if (!is_power_of_2 (type_alignment (type)))
    return refuse (cost, "an alignment is no power of two");
  if (type_size (type) > FFI_MAX_IMAGE)
    return refuse (cost, "a type is larger than 64 MiB");
  return status;
}

ffi_status
ffi_lay_out (ffi_type *type, struct ffi_cost *all)
{
  struct cost cost = { all, 0, 0 };
  ffi_status status = lay_out (type, 0, &cost);
  if (status != FFI_OK)
    return status;
  all->leaves += cost.leaves;
  all->nodes += cost.nodes;
  /* An aligned copy takes up to its alignment in bytes.  */
  all->bytes += type->alignment > type->size ? type->alignment : type->size;
  if (all->bytes <= MAX_BYTES && all->nodes <= MAX_NODES
      && (all->leaves <= MAX_LEAVES || all->leaves <= all->bytes))
    return FFI_OK;
  all->why = all->bytes > MAX_BYTES
               ? "the signature's values take more than 128 MiB"
               : "the signature's aggregates have too many members";
  return FFI_BAD_TYPEDEF;
}

/* Whether the members of the struct TYPE of SIZE bytes are scalars, complex
   numbers and structs of the same kind, without overlap.  Then it has no more
   scalars than bytes.  Fewer than LEFT members are visited, in structs nested
   at most DEPTH deep; the result is how many are left, or 0 for no.  */
static unsigned
is_row (const ffi_type *type, size_t size, const uint8_t *scalar_size,
        unsigned left, unsigned depth)
{
  size_t sum = 0;
  ffi_type *const *e = ffi_members (type);
  for (const ffi_type *member; (member = *e) != NULL;)
    {
      size_t bytes = type_size (member);
      if (!ffi_is_scalar (member, scalar_size)
          && !ffi_is_complex (member, scalar_size))
        {
          if (member->type != FFI_TYPE_STRUCT || depth == 0 || bytes == 0
              || !is_power_of_2 (type_alignment (member)))
            return 0;
          left = is_row (member, bytes, scalar_size, left, depth - 1);
        }
      for (; *e == member && left != 0; e++, left--)
        sum += bytes;
      if (left == 0)
        return 0;
    }
  return sum != 0 && sum <= size ? left : 0;
}

/* Whether TYPE is an aggregate that needs no full check.  */
static inline bool
is_quickly_good (const ffi_type *type, uint64_t looks_into,
                 struct ffi_cost *cost)
{
  size_t size = type_size (type), alignment = type_alignment (type);
  if (type->type != FFI_TYPE_STRUCT)
    return ffi_is_complex (type, cost->scalar_size);
  if (size - 1 >= FFI_MAX_IMAGE || !is_power_of_2 (alignment)
      || cost->bytes + size + alignment > MAX_BYTES
      || (type != cost->last && ffi_is_looked_into (size, looks_into)
          && is_row (type, size, cost->scalar_size, 64, 4) == 0))
    return false;
  cost->last = type;
  cost->bytes += alignment > size ? alignment : size;
  return true;
}

bool
ffi_is_good (ffi_type *type, uint64_t looks_into, struct ffi_cost *cost)
{
  if (!type)
    cost->why = "the type is NULL";
  return type
         && (is_quickly_good (type, looks_into, cost)
             /* Size 0 means that it was never filled in.  */
             || (type->type == FFI_TYPE_VOID && type->size != 0)
             || ffi_lay_out (type, cost) == FFI_OK);
}

bool
ffi_is_ready (const struct ffi_abi_desc *abi, const ffi_type *type)
{
  struct ffi_cost cost = { .scalar_size = ffi_scalar_size };
  return is_quickly_good (type, abi->looks_into, &cost);
}

/* ---- Looking into types ----------------------------------------------- */

/* The end of the last member of TYPE if TYPE is, as most aggregates are, a
   struct of scalars one after the other; else 0.  */
static size_t
end_of_row (const ffi_type *type)
{
  size_t end = 0;
  if (type->type != FFI_TYPE_STRUCT)
    return 0;
  for (ffi_type *const *e = ffi_members (type); *e; e++)
    {
      if ((*e)->type >= FFI_TYPE_STRUCT && (*e)->type != FFI_TYPE_POINTER)
        return 0;
      end = ffi_row_offset (type, *e, end) + (*e)->size;
    }
  return end <= type->size ? end : 0;
}

/* Visits the scalars of a struct for which end_of_row is not 0.  */
static bool
walk_row (const ffi_type *type, uint32_t offset,
          bool (*visit) (void *, struct ffi_leaf), void *context)
{
  size_t at = 0;
  for (ffi_type *const *e = ffi_members (type); *e; e++)
    {
      size_t size = (*e)->size;
      at = ffi_row_offset (type, *e, at);
      if (!visit (context, (struct ffi_leaf) { *e, offset + (uint32_t) at,
                                               (uint32_t) size }))
        return false;
      at += size;
    }
  return true;
}

/* As ffi_walk does, for an aggregate of any kind.  */
static __attribute__ ((noinline)) bool
walk_members (const struct ffi_abi_desc *abi, const ffi_type *type,
              uint32_t offset, bool (*visit) (void *, struct ffi_leaf),
              void *context, bool *exact)
{
  struct ffi_cursor c = ffi_open (type, abi->bit_fields);
  if (c.element && abi->one_element)
    c.left = 1;
  for (struct ffi_member m; ffi_next (&c, &m);)
    {
      uint32_t at = offset + (uint32_t) m.offset;
      bool more = m.type->type == FFI_TYPE_BITFIELD
                    ? visit (context, (struct ffi_leaf) { m.type, at,
                                                          (uint32_t) m.size })
                    : ffi_walk (abi, m.type, at, visit, context, exact);
      if (!more)
        return false;
    }
  if (exact && (c.overlap || (type->type == FFI_TYPE_STRUCT
                              && !ffi_is_accounted_for (type, c.last))))
    *exact = false;
  return true;
}

bool
ffi_walk (const struct ffi_abi_desc *abi, const ffi_type *type,
          uint32_t offset, bool (*visit) (void *, struct ffi_leaf),
          void *context, bool *exact)
{
  size_t end = end_of_row (type);
  if (end != 0)
    {
      if (!walk_row (type, offset, visit, context))
        return false;
      if (exact && !ffi_is_accounted_for (type, 8 * end))
        *exact = false;
      return true;
    }
  if (ffi_is_aggregate (type) && !ffi_is_opaque (type))
    return walk_members (abi, type, offset, visit, context, exact);
  if (exact && ffi_is_opaque (type))
    *exact = false;
  return visit (context, (struct ffi_leaf) { type, offset,
                                             (uint32_t) type->size });
}

void
ffi_holes (const struct ffi_abi_desc *abi, const ffi_type *type,
           uint32_t offset,
           void (*visit) (void *, uint32_t, uint32_t, bool), void *context)
{
  if (!ffi_is_aggregate (type) || ffi_is_opaque (type))
    return;
  struct ffi_cursor c = ffi_open (type, abi->bit_fields);
  for (struct ffi_member m; ffi_next (&c, &m);)
    ffi_holes (abi, m.type, offset + (uint32_t) m.offset, visit, context);
  size_t covered = (c.last + 7) / 8;
  bool known = !c.overlap && ffi_is_accounted_for (type, c.last);
  if (type->type == FFI_TYPE_STRUCT && !known && covered < type->size)
    visit (context, offset + (uint32_t) covered,
           (uint32_t) (type->size - covered),
           ffi_round_up (covered, type->alignment) != type->size);
}

struct flattening
{
  struct ffi_leaf *leaf;
  unsigned n, max;
  bool unnamed;
};

static bool
flatten_visit (void *context, struct ffi_leaf leaf)
{
  struct flattening *f = context;
  if (leaf.type->type == FFI_TYPE_BITFIELD
      && (leaf.size == 0 || (!f->unnamed && ffi_is_unnamed (leaf.type))))
    return true;
  if (f->n == f->max)
    {
      f->n++;
      return false;
    }
  f->leaf[f->n++] = leaf;
  return true;
}

unsigned
ffi_flatten (const struct ffi_abi_desc *abi, const ffi_type *type,
             struct ffi_leaf *leaf, unsigned max, bool *exact)
{
  struct flattening f = { leaf, 0, max, abi->unnamed_fields };
  if (exact)
    *exact = true;
  ffi_walk (abi, type, 0, flatten_visit, &f, exact);
  return f.n;
}

/* Base types of one size are the same type, if both are floats or neither is:
   a long double of 8 bytes is a double, and the lanes of vectors do not
   count.  */
static bool
add_value (void *context, struct ffi_leaf leaf)
{
  struct ffi_homogeneous *h = context;
  const ffi_type *type = leaf.type, *base = h->base;
  unsigned n = 1;
  if (leaf.size == 0 && !h->bits_count)
    return true;
  if (type->type == FFI_TYPE_COMPLEX)
    {
      type = type->elements[0];
      n = 2;
    }
  h->members++;
  h->base = NULL;
  if (!h->is_base (h->abi, type))
    return false;
  if (base && (base->size != type->size
               || ffi_is_float (base) != ffi_is_float (type)))
    return false;
  if (leaf.offset % type->size != 0
      || leaf.offset / type->size + n > h->max)
    return false;
  h->base = base ? base : type;
  h->places |= ((1u << n) - 1) << leaf.offset / type->size;
  return true;
}

const ffi_type *
ffi_row_of_floats (const ffi_type *type)
{
  if (type->type != FFI_TYPE_STRUCT && type->type != FFI_TYPE_COMPLEX)
    return NULL;
  ffi_type *const *e = ffi_members (type);
  const ffi_type *first = e[0];
  if (!first || !ffi_is_float (first))
    return NULL;
  if (type->type == FFI_TYPE_COMPLEX)
    return first;
  size_t n = 1;
  while (e[n] && e[n]->type == first->type && e[n]->size == first->size)
    n++;
  return !e[n] && n * first->size == type->size ? first : NULL;
}

/* Whether the first scalar of TYPE, and those among its members, show that TYPE
   is not homogeneous.  */
static bool
is_mixed (const struct ffi_abi_desc *abi, const ffi_type *type,
          const struct ffi_homogeneous *h)
{
  const ffi_type *first = type;
  while (first->type == FFI_TYPE_STRUCT && *ffi_members (first))
    first = *ffi_members (first);
  if (first->type == FFI_TYPE_COMPLEX)
    first = first->elements[0];
  if (!ffi_is_float (first))
    return ffi_is_integer (first);
  if (!h->is_base (abi, first) || type->size > h->max * first->size)
    return true;
  if (type->type == FFI_TYPE_STRUCT)
    for (ffi_type *const *e = ffi_members (type); *e; e++)
      if (ffi_is_integer (*e)
          || (ffi_is_float (*e) && (*e)->size != first->size))
        return true;
  return false;
}

bool
ffi_is_homogeneous (const struct ffi_abi_desc *abi, const ffi_type *type,
                    struct ffi_homogeneous *h)
{
  h->abi = abi;
  h->exact = true;
  /* Without the stack of a walk, as most structs need none.  */
  if (is_mixed (abi, type, h))
    return false;
  const ffi_type *first = ffi_row_of_floats (type);
  if (first && type->size / first->size <= h->max && h->is_base (abi, first))
    {
      h->base = first;
      h->members = (unsigned) (type->size / first->size);
      return true;
    }
  ffi_walk (abi, type, 0, add_value, h, &h->exact);
  return h->base && type->size % h->base->size == 0
         && type->size / h->base->size <= h->max
         && h->places == (1u << type->size / h->base->size) - 1;
}

/* As ffi_member_align does, for an aggregate of any kind.  */
static __attribute__ ((noinline)) unsigned
largest_align (const struct ffi_abi_desc *abi, const ffi_type *type)
{
  struct ffi_cursor c = ffi_open (type, abi->bit_fields);
  c.align = 1;
  for (struct ffi_member m; ffi_next (&c, &m);)
    ;
  return c.align;
}

unsigned
ffi_member_align (const struct ffi_abi_desc *abi, const ffi_type *type)
{
  if (!ffi_is_aggregate (type) || ffi_is_opaque (type))
    return type->alignment;
  if (end_of_row (type) == 0)
    return largest_align (abi, type);
  size_t align = 1;
  for (ffi_type *const *e = ffi_members (type); *e; e++)
    if ((*e)->alignment > align)
      align = (*e)->alignment;
  return (unsigned) ffi_at_most (align, type->alignment);
}

void
ffi_member_offsets (const ffi_type *type, unsigned bit_fields,
                    size_t *offsets)
{
  struct ffi_cursor c = ffi_open (type, bit_fields);
  for (struct ffi_member m; ffi_next (&c, &m);)
    *offsets++ = m.type->type == FFI_TYPE_BITFIELD ? m.unit : m.offset;
}

bool
ffi_member_number (const ffi_type *type, unsigned bit_fields, size_t index,
                   struct ffi_member *m)
{
  struct ffi_cursor c = ffi_open (type, bit_fields);
  for (size_t i = 0; ffi_next (&c, m); i++)
    if (i == index)
      return true;
  return false;
}
