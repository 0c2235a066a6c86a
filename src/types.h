/* SPDX-License-Identifier: MIT */
/* Checking and laying out types; for the core only.  */
#ifndef FFI_TYPES_H
#define FFI_TYPES_H

#include "arch.h"

/* Alignment that vectors of more bytes than this are given.  */
#ifndef FFI_VECTOR_ALIGN
# define FFI_VECTOR_ALIGN 16
#endif

FFI_HIDDEN extern const uint8_t ffi_scalar_size[FFI_TYPE_LAST + 1];

/* Whether TYPE is a scalar of this platform, void excepted.  */
static inline bool
ffi_is_scalar (const ffi_type *type)
{
  return type->type <= FFI_TYPE_LAST && ffi_scalar_size[type->type] != 0
         && ffi_scalar_size[type->type] == type->size && type->alignment != 0
         && (type->alignment & (type->alignment - 1)) == 0;
}

/* What the aggregates of one signature have cost so far: members looked at,
   scalars, bytes.  Overlaid members may be more than bytes, and whoever walks
   them must not take forever.  */
struct ffi_cost
{
  unsigned visits;
  size_t leaves, bytes;
};

/* Checks TYPE and everything in it, lays out the aggregates that have no
   size yet, and adds to COST.  Void, and too much cost, is FFI_BAD_TYPEDEF. */
FFI_HIDDEN ffi_status ffi_lay_out (ffi_type *type, struct ffi_cost *cost);

/* The offset of each member of the struct TYPE.  */
FFI_HIDDEN void ffi_member_offsets (const ffi_type *type, size_t *offsets);

#endif
