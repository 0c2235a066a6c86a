/* SPDX-License-Identifier: MIT */
/* The type objects; laying out, checking and walking aggregates.  */
#define FFI_TYPE_CONST const  /* the objects, which this file defines */
#include "arch.h"
#include "types.h"

#ifdef __SANITIZE_THREAD__
# define FFI_THREAD_SANITIZER
#elif defined __has_feature
# if __has_feature (thread_sanitizer)
#  define FFI_THREAD_SANITIZER
# endif
#endif

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
#ifdef FFI_TARGET_HAS_INT128
__extension__ typedef unsigned __int128 uint128;
__extension__ typedef __int128 sint128;
SCALAR (uint128, FFI_TYPE_UINT128, uint128);
SCALAR (sint128, FFI_TYPE_SINT128, sint128);
#endif

#ifdef FFI_TARGET_HAS_COMPLEX_TYPE
# define COMPLEX(name, ctype)                                                 \
  static ffi_type *const complex_##name##_elements[]                          \
    = { (ffi_type *) &ffi_type_##name, NULL };                                \
  const ffi_type ffi_type_complex_##name = {                                  \
    2 * sizeof (ctype), offsetof (struct name##_alignment, x),                \
    FFI_TYPE_COMPLEX, (ffi_type **) complex_##name##_elements                 \
  }
COMPLEX (float, float);
COMPLEX (double, double);
COMPLEX (longdouble, long double);
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

/* The alignment of TYPE, a scalar, where its description has none.  */
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
  MAX_VISITS = 1 << 22,  /* members looked at to lay out a signature's types */
  MAX_LEAVES = 1 << 16,  /* scalars, where they are more than bytes */
  MAX_NODES = 1 << 19,   /* aggregates, each as often as it is there */
  MAX_BYTES = 2 * FFI_MAX_IMAGE  /* of arguments and result */
};

/* Size and alignment as they are filled in, perhaps by another thread that
   prepares the same type.  Each is written by one thread, and whoever has laid
   a type out has seen what was written last: from then on both are read
   plainly.  */
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

/* Stores NEW in *FIELD, if OLD is there.  An exchange that fails is no write in
   C.  ThreadSanitizer takes it for one and would report whoever reads plainly,
   so in its builds the write is a store under a lock.  */
#ifdef FFI_THREAD_SANITIZER
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

/* Stores ALIGNMENT in TYPE, unless it is there.  Where a processor cannot
   exchange so little, it is exchanged with the type code, which stays.  */
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

/* Fills in what TYPE lacks: ALIGNMENT, where it has no size or no alignment,
   and then SIZE.  */
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

/* What laying out has cost so far, and the scalars and aggregates of the last
   type.  */
struct cost
{
  const uint8_t *scalar_size;
  bool half_floats;
  unsigned visits;
  size_t leaves, nodes;
  const char *why;           /* what was wrong */
};

static ffi_status
refuse (struct cost *cost, const char *why)
{
  cost->why = why;
  return FFI_BAD_TYPEDEF;
}

static bool
is_power_of_2 (size_t n)
{
  return n != 0 && (n & (n - 1)) == 0;
}

static ffi_status lay_out (ffi_type *type, unsigned depth, struct cost *cost);

/* Whether MEMBER is an opaque one-byte member: PHP describes
   arrays so.  They count as integers, as far as the struct's size shows.  */
static bool
is_unlisted (const ffi_type *member)
{
  return member->type == FFI_TYPE_VOID && member->size == 1
         && member->alignment == 1;
}

/* Fills in what the struct TYPE lacks, whose members have SIZE and ALIGNMENT.
   No bytes at all are good for a member only (DEPTH above 1); what alignment
   it says that it has counts.  */
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

/* Lays out the members of a struct one after the other.  */
static ffi_status
lay_out_struct (ffi_type *type, unsigned depth, struct cost *cost)
{
  size_t size = 0, alignment = 1, leaves = 0, nodes = 1;
  ffi_type *last = NULL;
  for (ffi_type *const *e = ffi_members (type); *e; e++)
    {
      /* A repeated element, as in an array, is looked at once.  */
      if (*e != last)
        {
          last = *e;
          cost->leaves = 1;
          cost->nodes = 0;
          ffi_status status = is_unlisted (last) && type_size (type) != 0
                                ? FFI_OK
                                : lay_out (last, depth, cost);
          if (status != FFI_OK)
            return status;
        }
      leaves += cost->leaves;
      nodes += cost->nodes;
      if (last->alignment > alignment)
        alignment = last->alignment;
      size = ffi_round_up (size, last->alignment) + last->size;
      if (size > FFI_MAX_IMAGE || (leaves > size && leaves > MAX_LEAVES)
          || nodes > MAX_NODES)
        return refuse (cost, "a struct is larger than 64 MiB, or has too many "
                             "members");
    }
  cost->leaves = leaves;
  cost->nodes = nodes;
  return finish_struct (type, depth, size, alignment, cost);
}

static ffi_status
lay_out_complex (ffi_type *type, unsigned depth, struct cost *cost)
{
  ffi_type *real = type->elements[0];
  if (!real || real->type == FFI_TYPE_VOID || real->type == FFI_TYPE_STRUCT
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

/* Whether TYPE may be a lane of a vector: compilers have none of long
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

/* Whether TYPE is a scalar, perhaps without an alignment, which is filled in
   then.  */
static ffi_status
lay_out_scalar (ffi_type *type, struct cost *cost)
{
  if (type->type > FFI_TYPE_LAST)
    return refuse (cost, "a type code is unknown");
  if (type->type == FFI_TYPE_VOID)
    return refuse (cost, "void stands where a value has to be");
  bool is_half = cost->half_floats && type->type == FFI_TYPE_FLOAT
                 && type->size == 2;
  if (type->size == 0
      || (cost->scalar_size[type->type] != type->size && !is_half))
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
  if (++cost->visits > MAX_VISITS)
    return refuse (cost, "there are more than 4 million members");
  ffi_status status;
  switch (type->type)
    {
    case FFI_TYPE_STRUCT:
      status = lay_out_struct (type, depth + 1, cost);
      break;
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
  struct cost cost
    = { all->scalar_size, all->half_floats, all->visits, 0, 0, NULL };
  ffi_status status = lay_out (type, 0, &cost);
  all->why = cost.why;
  if (status != FFI_OK)
    return status;
  all->visits = cost.visits;
  all->leaves += cost.leaves;
  all->nodes += cost.nodes;
  /* A copy that is aligned takes up to its alignment.  */
  all->bytes += type->alignment > type->size ? type->alignment : type->size;
  if (all->bytes <= MAX_BYTES && all->nodes <= MAX_NODES
      && (all->leaves <= MAX_LEAVES || all->leaves <= all->bytes))
    return FFI_OK;
  all->why = all->bytes > MAX_BYTES
               ? "the signature's values take more than 128 MiB"
               : "the signature's aggregates have too many members";
  return FFI_BAD_TYPEDEF;
}

/* Whether the members of the struct TYPE, which has its size, are scalars and
   such structs, none over another.  They have as many bytes as scalars at
   least.  *LEFT members may be looked at, and structs DEPTH deep.  */
static bool
is_row (const ffi_type *type, const uint8_t *scalar_size, unsigned *left,
        unsigned depth)
{
  size_t sum = 0, size = type_size (type);
  const ffi_type *last = NULL;
  ffi_type *const *e = ffi_members (type);
  for (; *e && *left != 0; e++, --*left)
    {
      if (*e != last && !ffi_is_scalar (last = *e, scalar_size)
          && (last->type != FFI_TYPE_STRUCT || depth == 0
              || type_size (last) == 0
              || !is_power_of_2 (type_alignment (last))
              || !is_row (last, scalar_size, left, depth - 1)))
        return false;
      sum += last->size;
    }
  return !*e && sum != 0 && sum <= size;
}

bool
ffi_is_quickly_good (const ffi_type *type, unsigned looks_into,
                     struct ffi_cost *cost)
{
  size_t size = type_size (type), alignment = type_alignment (type);
  unsigned left = 64;
  if (size == 0 || size > FFI_MAX_IMAGE || !is_power_of_2 (alignment)
      || cost->bytes + size + alignment > MAX_BYTES)
    return false;
  if (type->type == FFI_TYPE_COMPLEX)
    {
      const ffi_type *real = type->elements ? type->elements[0] : NULL;
      return real && (real->type == FFI_TYPE_FLOAT
                      || real->type == FFI_TYPE_DOUBLE)
             && ffi_is_scalar (real, cost->scalar_size)
             && size == 2 * real->size;
    }
  if (type->type != FFI_TYPE_STRUCT
      || ((looks_into == 0 || size <= looks_into)
          && !is_row (type, cost->scalar_size, &left, 4)))
    return false;
  cost->bytes += alignment > size ? alignment : size;
  return true;
}

/* Where the members of an aggregate are.  */
struct members
{
  size_t end;       /* of the last member, laid out one after the other */
  bool overlaid;    /* they do not fit so, and all start at offset 0 */
};

static size_t
next_member (const ffi_type *type, const ffi_type *member, size_t *end)
{
  size_t alignment = member->alignment < type->alignment ? member->alignment
                                                         : type->alignment;
  size_t offset = ffi_round_up (*end, alignment);
  *end = offset + member->size;
  return offset;
}

static struct members
place_members (const ffi_type *type)
{
  struct members m = { 0, false };
  for (ffi_type *const *e = ffi_members (type); *e; e++)
    next_member (type, *e, &m.end);
  m.overlaid = m.end > type->size;
  return m;
}

/* Whether members that end at END, with ordinary padding, are all that is in
   TYPE.  What has members but no byte of them holds no data.  */
static bool
is_accounted_for (const ffi_type *type, size_t end)
{
  return end == 0 || ffi_round_up (end, type->alignment) == type->size;
}

bool
ffi_walk (const ffi_type *type, uint32_t offset,
          bool (*visit) (void *, struct ffi_leaf), void *context, bool *exact)
{
  if (exact && ffi_is_opaque (type))
    *exact = false;
  if (type->type != FFI_TYPE_STRUCT || ffi_is_opaque (type))
    return visit (context, (struct ffi_leaf) { type, offset });
  struct members m = place_members (type);
  if (exact && !is_accounted_for (type, m.end))
    *exact = false;
  size_t end = 0;
  for (ffi_type *const *e = ffi_members (type); *e; e++)
    {
      size_t at = next_member (type, *e, &end);
      if (!ffi_walk (*e, offset + (m.overlaid ? 0 : (uint32_t) at), visit,
                     context, exact))
        return false;
    }
  return true;
}

void
ffi_holes (const ffi_type *type, uint32_t offset,
           void (*visit) (void *, uint32_t, uint32_t, bool), void *context)
{
  if (type->type != FFI_TYPE_STRUCT || ffi_is_opaque (type))
    return;
  struct members m = place_members (type);
  size_t end = 0, covered = m.overlaid ? 0 : m.end;
  for (ffi_type *const *e = ffi_members (type); *e; e++)
    {
      size_t at = next_member (type, *e, &end);
      if (m.overlaid && (*e)->size > covered)
        covered = (*e)->size;
      ffi_holes (*e, offset + (m.overlaid ? 0 : (uint32_t) at), visit,
                 context);
    }
  if (!is_accounted_for (type, m.end) && covered < type->size)
    visit (context, offset + (uint32_t) covered,
           (uint32_t) (type->size - covered),
           ffi_round_up (covered, type->alignment) != type->size);
}

struct flattening
{
  struct ffi_leaf *leaf;
  unsigned n, max;
};

static bool
flatten_visit (void *context, struct ffi_leaf leaf)
{
  struct flattening *f = context;
  if (f->n == f->max)
    {
      f->n++;
      return false;
    }
  f->leaf[f->n++] = leaf;
  return true;
}

unsigned
ffi_flatten (const ffi_type *type, struct ffi_leaf *leaf, unsigned max,
             bool *exact)
{
  struct flattening f = { leaf, 0, max };
  if (exact)
    *exact = true;
  ffi_walk (type, 0, flatten_visit, &f, exact);
  return f.n;
}

void
ffi_member_offsets (const ffi_type *type, size_t *offsets)
{
  struct members m = place_members (type);
  size_t end = 0;
  for (ffi_type *const *e = ffi_members (type); *e; e++)
    {
      size_t at = next_member (type, *e, &end);
      *offsets++ = m.overlaid ? 0 : at;
    }
}
