/* SPDX-License-Identifier: MIT */
/* The objects of scalar and complex types, which all of a process share, are
   read-only, and so are the lists of members in them.  Would catch: objects in
   writable data.  Complex types hold addresses.  Static programs of some C
   libraries leave constants with addresses writable, this program's too.  */
#include <ffi.h>
#include "check.h"

#ifdef _WIN32
#include <windows.h>

static int
is_writable (void *p)
{
  MEMORY_BASIC_INFORMATION info;
  CHECK (VirtualQuery (p, &info, sizeof info) != 0);
  return (info.Protect & (PAGE_READWRITE | PAGE_WRITECOPY
                          | PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY))
         != 0;
}

#else
#include <setjmp.h>
#include <signal.h>

static sigjmp_buf before;

static void
back (int sig)
{
  (void) sig;
  siglongjmp (before, 1);
}

static int
is_writable (void *p)
{
  volatile unsigned short *word = p;
  signal (SIGSEGV, back);
  signal (SIGBUS, back);
  if (sigsetjmp (before, 1) != 0)
    return 0;
  *word = *word;
  return 1;
}
#endif

int
main (void)
{
  static ffi_type own;
  static ffi_type *const constant = &own;
  ffi_type *const types[] = {
    &ffi_type_void, &ffi_type_uint8, &ffi_type_sint64, &ffi_type_float,
    &ffi_type_longdouble, &ffi_type_pointer
  };
  CHECK (is_writable (&own));
  for (unsigned i = 0; i < sizeof types / sizeof *types; i++)
    CHECK (!is_writable (&types[i]->alignment));
#ifdef FFI_TARGET_HAS_COMPLEX_TYPE
  ffi_type *const complex[]
    = { &ffi_type_complex_float, &ffi_type_complex_longdouble };
  for (unsigned i = 0; i < 2 && !is_writable ((void *) &constant); i++)
    {
      CHECK (!is_writable (&complex[i]->alignment));
      CHECK (!is_writable (complex[i]->elements));
    }
#endif
  return 0;
}
