/* SPDX-License-Identifier: MIT */
/* The version and properties of this library, for programs at run time.  */
#include "piece.h"

const char *
ffi_get_version (void)
{
  return FFI_VERSION_STRING;
}

unsigned long
ffi_get_version_number (void)
{
  return FFI_VERSION_NUMBER;
}

unsigned int
ffi_get_default_abi (void)
{
  return FFI_DEFAULT_ABI;
}

size_t
ffi_get_closure_size (void)
{
  return sizeof (ffi_closure);
}
