/* SPDX-License-Identifier: MIT */
/* ffi_get_struct_offsets against the compiler's offsetof.  */
#include <ffi.h>
#include <stddef.h>
#include "check.h"

typedef struct { char a; double b; short c; } inner;
typedef struct
{
  char a;
  short b;
  char c;
  int d;
  char e;
  long long f;
  float g;
  double h;
  char i;
  long double j;
  inner k;
  void *l;
  char m;
} outer;

int
main (void)
{
  ffi_type *inner_elements[] = {
    &ffi_type_schar, &ffi_type_double, &ffi_type_sshort, NULL
  };
  ffi_type inner_type = { 0, 0, FFI_TYPE_STRUCT, inner_elements };
  ffi_type *elements[] = {
    &ffi_type_schar, &ffi_type_sshort, &ffi_type_schar, &ffi_type_sint,
    &ffi_type_schar, &ffi_type_sint64, &ffi_type_float, &ffi_type_double,
    &ffi_type_schar, &ffi_type_longdouble, &inner_type, &ffi_type_pointer,
    &ffi_type_schar, NULL
  };
  ffi_type type = { 0, 0, FFI_TYPE_STRUCT, elements };
  static const size_t expected[] = {
    offsetof (outer, a), offsetof (outer, b), offsetof (outer, c),
    offsetof (outer, d), offsetof (outer, e), offsetof (outer, f),
    offsetof (outer, g), offsetof (outer, h), offsetof (outer, i),
    offsetof (outer, j), offsetof (outer, k), offsetof (outer, l),
    offsetof (outer, m)
  };
  enum { N = sizeof expected / sizeof expected[0] };
  size_t offsets[N + 1] = { [N] = 0xa5a5 };

  CHECK (ffi_get_struct_offsets (FFI_DEFAULT_ABI, &type, offsets) == FFI_OK);
  for (int i = 0; i < N; i++)
    CHECK (offsets[i] == expected[i]);
  CHECK (offsets[N] == 0xa5a5);
  CHECK (type.size == sizeof (outer));
  CHECK (type.alignment == _Alignof (outer));
  CHECK (inner_type.size == sizeof (inner));
  CHECK (inner_type.alignment == _Alignof (inner));

  ffi_type again = { 0, 0, FFI_TYPE_STRUCT, elements };
  CHECK (ffi_get_struct_offsets (FFI_DEFAULT_ABI, &again, NULL) == FFI_OK);
  CHECK (again.size == sizeof (outer));

  CHECK (ffi_get_struct_offsets ((ffi_abi) FFI_FIRST_ABI, &type, offsets)
         == FFI_BAD_ABI);
  CHECK (ffi_get_struct_offsets (FFI_LAST_ABI, &type, offsets)
         == FFI_BAD_ABI);
  CHECK (ffi_get_struct_offsets (FFI_DEFAULT_ABI, &ffi_type_sint, offsets)
         == FFI_BAD_TYPEDEF);
  CHECK (ffi_get_struct_offsets (FFI_DEFAULT_ABI, NULL, offsets)
         == FFI_BAD_TYPEDEF);
  return 0;
}
