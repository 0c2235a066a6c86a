/* SPDX-License-Identifier: MIT */
/* The Java raw API: 64-bit values take two words.  */
#include <ffi.h>
#include "check.h"

#if defined FFI_NO_RAW_API || FFI_NATIVE_RAW_API
int
main (void)
{
  SKIP ("built without the Java raw API");
}
#else

static int64_t
mix (int32_t a, int64_t b, double c, float d, void *e, int16_t f)
{
  CHECK (a == -7 && b == INT64_C (-123456789012345) && c == 2.5);
  CHECK (d == -0.75f && e == (void *) &mix && f == -32000);
  return b * 2;
}

int
main (void)
{
  int32_t a = -7;
  int64_t b = INT64_C (-123456789012345), result = 0;
  double c = 2.5;
  float d = -0.75f;
  void *e = (void *) &mix;
  int16_t f = -32000;
  ffi_type *types[] = {
    &ffi_type_sint32, &ffi_type_sint64, &ffi_type_double, &ffi_type_float,
    &ffi_type_pointer, &ffi_type_sint16
  };
  void *args[] = { &a, &b, &c, &d, &e, &f }, *back[6];
  ffi_java_raw raw[12];
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 6, &ffi_type_sint64, types)
         == FFI_OK);
  CHECK (ffi_java_raw_size (&cif) == 8 * sizeof (ffi_java_raw));
  memset (raw, 0xa5, sizeof raw);
  ffi_java_ptrarray_to_raw (&cif, args, raw);
  for (unsigned char *p = (unsigned char *) &raw[8];
       p < (unsigned char *) &raw[12]; p++)
    CHECK (*p == 0xa5);
  CHECK (raw[0].sint == -7);
  CHECK (raw[7].sint == -32000);
  ffi_java_raw_to_ptrarray (&cif, raw, back);
  for (int n = 0; n < 6; n++)
    CHECK (memcmp (back[n], args[n], types[n]->size) == 0);
  clobber ();
  ffi_java_raw_call (&cif, FFI_FN (mix), &result, raw);
  CHECK (result == b * 2);
  return 0;
}
#endif
