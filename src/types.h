/* SPDX-License-Identifier: MIT */
/* Checking and laying out types; for the core only.  */
#ifndef FFI_TYPES_H
#define FFI_TYPES_H

#include "arch.h"
#include "family.h"

/* The largest alignment of vectors: no limit.  */
#ifndef FFI_VECTOR_ALIGN
# define FFI_VECTOR_ALIGN 32768
#endif

/* The size of each scalar of this platform; 0: none.  */
FFI_HIDDEN extern const uint8_t ffi_scalar_size[FFI_TYPE_LAST + 1];

/* Whether TYPE is one of the scalars of SCALAR_SIZE, void excepted, with an
   alignment.  Another thread may be filling in TYPE.  */
static inline bool
ffi_is_scalar (const ffi_type *type, const uint8_t *scalar_size)
{
  size_t alignment = __atomic_load_n (&type->alignment, __ATOMIC_ACQUIRE);
  size_t size = __atomic_load_n (&type->size, __ATOMIC_RELAXED);
  return type->type <= FFI_TYPE_LAST && size != 0
         && scalar_size[type->type] == size && alignment != 0
         && (alignment & (alignment - 1)) == 0;
}

/* Whether TYPE is a complex number of a real floating type.  Another thread may
   be filling in TYPE.  */
static inline bool
ffi_is_complex (const ffi_type *type, const uint8_t *scalar_size)
{
  if (type->type != FFI_TYPE_COMPLEX || !type->elements)
    return false;
  const ffi_type *real = type->elements[0];
  size_t alignment = __atomic_load_n (&type->alignment, __ATOMIC_ACQUIRE);
  size_t size = __atomic_load_n (&type->size, __ATOMIC_ACQUIRE);
  return real && real->type - 1u < FFI_CODE_LONGDOUBLE
         && real->type != FFI_TYPE_INT && ffi_is_scalar (real, scalar_size)
         && size == 2 * real->size && alignment != 0
         && (alignment & (alignment - 1)) == 0;
}

/* Whether an ABI classifies the members of a struct of SIZE bytes.  LOOKS_INTO
   is the ABI's set of such sizes.  */
static inline bool
ffi_is_looked_into (size_t size, uint64_t looks_into)
{
  size_t words = (size + 7) / 8;
  return looks_into == 0 || (words < 64 && looks_into >> words & 1);
}

/* Why a signature is refused: the number of the argument, FFI_PLACED_RESULT or
   FFI_WHOLE_SIGNATURE, and a sentence.  */
struct ffi_refusal
{
  unsigned argument;
  const char *why;
};

/* The cost of the aggregates of one signature so far, which is limited:
   members visited, scalars, aggregates, bytes.  If members overlap there may
   be more of them than bytes, and more aggregates than scalars; the limits
   bound the time of a walk.  WHY says why a type was refused.  */
struct ffi_cost
{
  const uint8_t *scalar_size;
  bool half_floats;
  uint8_t bit_fields;
  unsigned visits;
  size_t leaves, nodes, bytes;
  const ffi_type *last;      /* a struct that ffi_is_good knows */
  const char *why;
};

/* Checks TYPE and everything in it, lays out the aggregates that have no
   size yet, and adds to COST.  Void, and too much cost, is FFI_BAD_TYPEDEF. */
FFI_HIDDEN ffi_status ffi_lay_out (ffi_type *type, struct ffi_cost *cost);

/* The same, and void is good.  Most types need no full check: the size is
   known, and the ABI does not look into aggregates of that size (LOOKS_INTO,
   struct ffi_abi_desc); or it is few scalars in a row, or a complex number.  */
FFI_HIDDEN bool ffi_is_good (ffi_type *type, uint64_t looks_into,
                             struct ffi_cost *cost);

/* The same for the types of SIG, all of which may be void.  ABI will pass
   them.  SCALAR_SIZE has the sizes of scalars, PLATFORM the rules for
   bit-fields.  FFI_BAD_ARGTYPE: a variadic argument that C promotes.  REFUSAL
   gets the reason.  */
FFI_HIDDEN ffi_status ffi_prepare_types (const struct ffi_abi_desc *abi,
                                         const struct ffi_abi_desc *platform,
                                         const struct ffi_signature *sig,
                                         const uint8_t *scalar_size,
                                         struct ffi_refusal *refusal);

/* The error in the pointers and counts of SIG; NULL: none.  */
FFI_HIDDEN const char *ffi_what_lacks (const struct ffi_signature *sig);

/* The nfixed of a signature with "..." after NFIXED arguments, any number.  */
static inline uint32_t
ffi_before_ellipsis (unsigned nfixed)
{
  return nfixed <= FFI_MAX_ARGS ? nfixed : FFI_MAX_ARGS + 1;
}

/* The ABI whose rules for bit-fields are this platform's: types are the same
   in functions of all its ABIs.  */
static inline const struct ffi_abi_desc *
ffi_platform (void)
{
  return ffi_targets[FFI_DEFAULT_ABI]->desc;
}

/* Stores the offset of each member of the aggregate TYPE; for a bit-field,
   that of its unit.  */
FFI_HIDDEN void ffi_member_offsets (const ffi_type *type, unsigned bit_fields,
                                    size_t *offsets);

/* Stores member INDEX of TYPE, an aggregate.  False: there is none.  */
FFI_HIDDEN bool ffi_member_number (const ffi_type *type, unsigned bit_fields,
                                   size_t index, struct ffi_member *m);

#endif
