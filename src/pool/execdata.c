/* SPDX-License-Identifier: MIT */
/* ffi_closure_alloc and ffi_closure_free where a function pointer is the
   address of a descriptor (FFI_EXEC_DATA).  A closure is its own descriptor:
   data, which any memory will do for, and its code address is its address. */
#include "exec.h"

#ifdef FFI_EXEC_DATA

#include <stdlib.h>

/* What malloc may write to when a closure is given back is before it, so that
   the descriptor goes on to trap while nobody else has the memory.  */
enum { HEADER = 16 };

/* The entry of a closure that was given back.  */
static void
freed (void)
{
  __builtin_trap ();
}

void *
ffi_closure_alloc (size_t size, void **code)
{
  if (code == NULL || size > SIZE_MAX - HEADER)
    return NULL;
  if (size < sizeof (ffi_closure))
    size = sizeof (ffi_closure);
  char *block = malloc (HEADER + size);
  if (block == NULL)
    return NULL;
  char *closure = block + HEADER;
  ffi_arch_write_tramp (closure, closure, freed);
  return *code = closure;
}

void
ffi_closure_free (void *closure)
{
  if (closure == NULL)
    return;
  ffi_arch_write_tramp (closure, closure, freed);
  free ((char *) closure - HEADER);
}

#endif
