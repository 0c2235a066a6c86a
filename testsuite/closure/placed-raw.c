/* SPDX-License-Identifier: MIT */
/* Raw and Java raw closures in executable memory of the caller's, where the
   closure is its own code.  */
#include <ffi.h>
#include "executable.h"

#if defined FFI_NO_RAW_API || !defined HAVE_EXECUTABLE
int
main (void)
{
  SKIP ("no raw API, or no such memory");
}
#else
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

typedef int function (int, int);

static void
handler (ffi_cif *cif, void *result, ffi_raw *raw, void *user)
{
  void *args[2];
  ffi_raw_to_ptrarray (cif, raw, args);
  *(ffi_sarg *) result = *(int *) args[0] - *(int *) args[1] + *(int *) user;
}

#if !FFI_NATIVE_RAW_API
static void
java_handler (ffi_cif *cif, void *result, ffi_java_raw *raw, void *user)
{
  void *args[2];
  ffi_java_raw_to_ptrarray (cif, raw, args);
  *(ffi_sarg *) result = *(int *) args[1] - *(int *) args[0] + *(int *) user;
}
#endif

int
main (void)
{
  ffi_type *types[] = { &ffi_type_sint, &ffi_type_sint };
  int number = 500;
  enum { PAGE = 1 << 16 };
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 2, &ffi_type_sint, types)
         == FFI_OK);
  char *own = executable_memory (PAGE);
  CHECK (ffi_prep_raw_closure ((ffi_raw_closure *) own, &cif, handler,
                               &number) == FFI_OK);
#if !FFI_NATIVE_RAW_API
  CHECK (ffi_prep_java_raw_closure ((ffi_java_raw_closure *) (own + 256),
                                    &cif, java_handler, &number) == FFI_OK);
  CHECK (ffi_prep_java_raw_closure (NULL, &cif, java_handler, &number)
         == FFI_BAD_TYPEDEF);
#endif
  if (!executable_make (own, PAGE))
    SKIP ("the system forbids executable memory");
  clobber ();
  CHECK (((function *) executable_code (own)) (7, 2) == 505);
#if !FFI_NATIVE_RAW_API
  clobber ();
  CHECK (((function *) executable_code (own + 256)) (7, 2) == 495);
#endif
  return 0;
}
#endif
