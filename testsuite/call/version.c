/* SPDX-License-Identifier: MIT */
/* The header and the library that is loaded agree on the version.  */
#include <ffi.h>
#include "check.h"

int
main (void)
{
  CHECK (strcmp (ffi_get_version (), FFI_VERSION_STRING) == 0);
  CHECK (strcmp (ffi_get_version (), "3.8.0") == 0);
  CHECK (ffi_get_version_number () == FFI_VERSION_NUMBER);
  CHECK (ffi_get_version_number () == 30800);
  CHECK (ffi_get_default_abi () == FFI_DEFAULT_ABI);
  CHECK (ffi_get_closure_size () == sizeof (ffi_closure));
  return 0;
}
