/* SPDX-License-Identifier: MIT */
/* Aggregates whose size and alignment the caller fills in, as interpreters
   do: unions, packed records, bit-fields.  */
#include <ffi.h>
#include "check.h"

typedef union { int i[4]; double d[2]; char c[12]; } un;
typedef union { float f; int i; } small_union;
typedef struct { unsigned a : 3, b : 13, c : 16; int d; } bits;
typedef struct __attribute__ ((packed)) { char a; double b; short c; } packed;

static un
pass_union (int a, un u, double b)
{
  CHECK (a == 3 && b == 1.5);
  u.c[11]++;
  return u;
}

static small_union
pass_small (small_union u, float f)
{
  CHECK (f == 0.25f);
  u.i ^= 0x55;
  return u;
}

static bits
pass_bits (bits b, int a)
{
  CHECK (a == 3);
  b.b++;
  b.d = -b.d;
  return b;
}

static packed
pass_packed (int a, packed p)
{
  CHECK (a == 3);
  p.b *= 2;
  p.c++;
  return p;
}

int
main (void)
{
  int a = 3;
  double b = 1.5;
  float f = 0.25f;
  struct guarded g;
  ffi_cif cif;

  ffi_type *ints[] = {
    &ffi_type_sint, &ffi_type_sint, &ffi_type_sint, &ffi_type_sint, NULL
  };
  ffi_type *doubles[] = { &ffi_type_double, &ffi_type_double, NULL };
  ffi_type ints_type = { 0, 0, FFI_TYPE_STRUCT, ints };
  ffi_type doubles_type = { 0, 0, FFI_TYPE_STRUCT, doubles };
  ffi_type *union_elements[] = { &ints_type, &doubles_type, NULL };
  ffi_type union_type
    = { sizeof (un), _Alignof (un), FFI_TYPE_STRUCT, union_elements };
  un u = { .c = "eleven char" };
  ffi_type *types1[] = { &ffi_type_sint, &union_type, &ffi_type_double };
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 3, &union_type, types1)
         == FFI_OK);
  CHECK (union_type.size == sizeof (un));
  guard (&g);
  clobber ();
  ffi_call (&cif, FFI_FN (pass_union), g.value.bytes,
            (void *[]) { &a, &u, &b });
  CHECK (guard_holds (&g, sizeof u));
  CHECK (memcmp (g.value.bytes, "eleven char\1", 12) == 0);

  ffi_type *small_elements[] = { &ffi_type_sint, &ffi_type_float, NULL };
  ffi_type small_type = { 4, 4, FFI_TYPE_STRUCT, small_elements };
  small_union s = { .i = 0x12345678 };
  ffi_type *types2[] = { &small_type, &ffi_type_float };
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 2, &small_type, types2)
         == FFI_OK);
  guard (&g);
  clobber ();
  ffi_call (&cif, FFI_FN (pass_small), g.value.bytes, (void *[]) { &s, &f });
  s.i ^= 0x55;
  CHECK (memcmp (g.value.bytes, &s, sizeof s) == 0);

  ffi_type *bits_elements[] = { &ffi_type_uint, &ffi_type_sint, NULL };
  ffi_type bits_type = { sizeof (bits), _Alignof (bits), FFI_TYPE_STRUCT,
                         bits_elements };
  bits w = { 5, 4000, 60000, 12345 };
  ffi_type *types3[] = { &bits_type, &ffi_type_sint };
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 2, &bits_type, types3)
         == FFI_OK);
  guard (&g);
  clobber ();
  ffi_call (&cif, FFI_FN (pass_bits), g.value.bytes, (void *[]) { &w, &a });
  w.b++;
  w.d = -w.d;
  CHECK (memcmp (g.value.bytes, &w, sizeof w) == 0);

  ffi_type *packed_elements[] = {
    &ffi_type_schar, &ffi_type_double, &ffi_type_sshort, NULL
  };
  ffi_type packed_type = { sizeof (packed), 1, FFI_TYPE_STRUCT,
                           packed_elements };
  packed p = { 'p', 21.5, 99 };
  ffi_type *types4[] = { &ffi_type_sint, &packed_type };
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 2, &packed_type, types4)
         == FFI_OK);
  guard (&g);
  clobber ();
  ffi_call (&cif, FFI_FN (pass_packed), g.value.bytes,
            (void *[]) { &a, &p });
  p.b *= 2;
  p.c++;
  CHECK (memcmp (g.value.bytes, &p, sizeof p) == 0);
  return 0;
}
