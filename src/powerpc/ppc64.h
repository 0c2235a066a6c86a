/* SPDX-License-Identifier: MIT */
#ifndef FFI_POWERPC_PPC64_H
#define FFI_POWERPC_PPC64_H

#include "powerpc.h"

struct ffi_ppc64_desc
{
  struct ffi_abi_desc abi;
  uint8_t slots_at;          /* of the first slot, from r1 at the call */
  uint8_t longdouble;        /* enum ffi_powerpc_longdouble */
  bool homogeneous;          /* ELFv2: homogeneous aggregates in registers of
                                floats or vectors, small ones as results in
                                r3 and r4; else of one member only, and no
                                results */
  bool unaligned;            /* aggregates aligned to 16 bytes start in any
                                slot: gcc before 4.9 */
};

FFI_HIDDEN extern const struct ffi_ppc64_desc ffi_ppc64le, ffi_ppc64le_ieee,
  ffi_ppc64le_ldbl64, ffi_ppc64_elfv2, ffi_ppc64_elfv2_ieee,
  ffi_ppc64_elfv2_ldbl64, ffi_ppc64_elfv1, ffi_ppc64_elfv1_ldbl64,
  ffi_ppc64_elfv1_unaligned, ffi_ppc64_elfv1_unaligned_ldbl64;

#endif
