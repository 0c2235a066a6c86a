/* SPDX-License-Identifier: MIT */
/* What the 64-bit and the 32-bit PowerPC ABIs have in common.  */
#ifndef FFI_POWERPC_H
#define FFI_POWERPC_H

#include "arch.h"
#include "flags.h"

/* What a long double is.  */
enum ffi_powerpc_longdouble
{
  FFI_POWERPC_LDBL64,        /* 8 bytes, a double */
  FFI_POWERPC_IBM,           /* a pair of doubles */
  FFI_POWERPC_IEEE           /* binary128 */
};

#endif
