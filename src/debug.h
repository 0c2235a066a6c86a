/* SPDX-License-Identifier: MIT */
/* Checks of --enable-debug: for mistakes of the program and for internal
   invariants.  */
#ifndef FFI_DEBUG_H
#define FFI_DEBUG_H

#include "piece.h"

#ifdef FFI_DEBUG
# define FFI_IS_DEBUG 1
#else
# define FFI_IS_DEBUG 0
#endif

/* Writes "libffi: WHAT" to the standard error output and stops the program.
   Without --enable-debug nothing calls this function, but unoptimized code
   refers to it.  */
#ifdef FFI_DEBUG
FFI_HIDDEN void ffi_stop (const char *what) __attribute__ ((noreturn, cold));
#else
__attribute__ ((noreturn)) static inline void
ffi_stop (const char *what)
{
  (void) what;
  __builtin_trap ();
}
#endif

/* In a library for debugging, stops the program unless CONDITION.  */
static inline void
ffi_check (bool condition, const char *what)
{
  if (FFI_IS_DEBUG && !condition)
    ffi_stop (what);
}

/* Checks LAYOUT of SIG: pieces are within their values and the image, no two
   that are fetched overlap, there are not too many for the result.  */
#ifdef FFI_DEBUG
FFI_HIDDEN void ffi_check_layout (const struct ffi_abi_desc *abi,
                                  const struct ffi_signature *sig,
                                  const struct ffi_layout *layout);
#else
static inline void
ffi_check_layout (const struct ffi_abi_desc *abi,
                  const struct ffi_signature *sig,
                  const struct ffi_layout *layout)
{
  (void) abi, (void) sig, (void) layout;
}
#endif

#endif
