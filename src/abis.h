/* SPDX-License-Identifier: MIT */
/* Every calling convention that has a place function, by name; the
   descriptors are those that calls use on their own platform.  */
#ifndef FFI_ABIS_H
#define FFI_ABIS_H

#include "arch.h"

struct ffi_named_abi
{
  const char *alias;                /* NULL: the descriptor's name */
  const struct ffi_abi_desc *desc;
  /* The size of its pointers and of its long double (0: a double); whether it
     has 128-bit integers.  */
  uint8_t pointer, longdouble;
  bool int128;
};

/* The convention with the name NAME, and convention number N.  NULL: none.  */
FFI_HIDDEN const struct ffi_named_abi *ffi_abi_named (const char *name);
FFI_HIDDEN const struct ffi_named_abi *ffi_abi_number (unsigned n);

FFI_HIDDEN const char *ffi_abi_name (const struct ffi_named_abi *abi);

#endif
