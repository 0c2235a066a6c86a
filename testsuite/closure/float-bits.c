/* SPDX-License-Identifier: MIT */
/* Floats that a compiled caller passes come to a closure with all their bits:
   denormal ones, zeros, infinities and NaNs.  */
#include "check.h"
#include <ffi.h>

#ifdef __i386__
# define NAN_BITS 0x7fc12345       /* the x87 sets this bit */
#else
# define NAN_BITS 0x7fa12345       /* signaling */
#endif

enum { ARGUMENTS = 6 };

static const uint32_t bits[]
  = { 1, 0x807fffff, 0x00800000, 0x80000000, 0xff800000, 0x7f7fffff, NAN_BITS };

static uint32_t got[ARGUMENTS];

static void
take (ffi_cif *cif, void *result, void **values, void *data)
{
  (void) cif;
  (void) result;
  (void) data;
  for (int i = 0; i < ARGUMENTS; i++)
    memcpy (&got[i], values[i], 4);
}

int
main (void)
{
  enum { N = sizeof bits / sizeof *bits };
  ffi_type *f = &ffi_type_float, *types[] = { f, f, f, f, f, f };
  ffi_cif cif;
  void *code;
  void (*fn) (float, float, float, float, float, float);
  float x[2 * N];
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure);
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, ARGUMENTS, &ffi_type_void, types)
         == FFI_OK);
  CHECK (ffi_prep_closure_loc (closure, &cif, take, NULL, code) == FFI_OK);
  memcpy (&fn, &code, sizeof fn);
  memcpy (x, bits, sizeof bits);
  memcpy (x + N, bits, sizeof bits);
  for (int i = 0; i < N; i++)
    {
      clobber ();
      fn (x[i], x[i + 1], x[i + 2], x[i + 3], x[i + 4], x[i + 5]);
      for (int k = 0; k < ARGUMENTS; k++)
        CHECK (got[k] == bits[(i + k) % N]);
    }
  ffi_closure_free (closure);
  return 0;
}
