/* SPDX-License-Identifier: MIT */
/* _Complex __int128, which gcc has: an argument among others, a result, both
   ways.  Would catch: a type that is refused, or taken for a complex long
   double, which has its size.  */
#include <ffi.h>
#include "check.h"

#if defined FFI_TARGET_HAS_INT128 && defined FFI_TARGET_HAS_COMPLEX_TYPE     \
    && !defined __clang__

typedef _Complex __int128 wide;

static wide given, back;

static wide
take (int a, wide w, int b, int c, int d, int e, wide x, int f)
{
  CHECK (a == 1 && b == 2 && c == 3 && d == 4 && e == 5 && f == 6);
  CHECK (w == given && x == back);
  return w + x;
}

static void
handle (ffi_cif *cif, void *result, void **args, void *data)
{
  (void) cif, (void) data;
  CHECK ((uintptr_t) args[1] % 16 == 0 && (uintptr_t) args[6] % 16 == 0);
  *(wide *) result
    = take (*(int *) args[0], *(wide *) args[1], *(int *) args[2],
            *(int *) args[3], *(int *) args[4], *(int *) args[5],
            *(wide *) args[6], *(int *) args[7]);
}

int
main (void)
{
  ffi_type *part[] = { &ffi_type_sint128, NULL };
  ffi_type type = { 0, 0, FFI_TYPE_COMPLEX, part }, *i = &ffi_type_sint;
  ffi_type *types[] = { i, &type, i, i, i, i, &type, i };
  int n[] = { 1, 2, 3, 4, 5, 6 };
  void *args[] = { &n[0], &given, &n[1], &n[2], &n[3], &n[4], &back, &n[5] };
  void *code;
  wide result;
  ffi_cif cif;
  __real__ given = ((__int128) 0x123456789abcdef << 64) + 0xfedcba9876543210;
  __imag__ given = -((__int128) 7 << 90) + 5;
  back = given * 3;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 8, &type, types) == FFI_OK);
  CHECK (type.size == sizeof (wide) && type.alignment == _Alignof (wide));
  ffi_call (&cif, FFI_FN (take), NULL, args);
  ffi_call (&cif, FFI_FN (take), &result, args);
  CHECK (result == given + back);
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure);
  CHECK (ffi_prep_closure_loc (closure, &cif, handle, NULL, code) == FFI_OK);
  wide (*fn) (int, wide, int, int, int, int, wide, int);
  memcpy (&fn, &code, sizeof fn);
  CHECK (fn (1, given, 2, 3, 4, 5, back, 6) == given + back);
  ffi_closure_free (closure);
  return 0;
}

#else
int
main (void)
{
  SKIP ("no complex numbers of 128-bit integers");
}
#endif
