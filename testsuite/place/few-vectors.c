/* SPDX-License-Identifier: MIT */
/* x86-64 System V on a processor with short vector registers: vectors that
   are longer cannot be passed.  */
#include "x86/sysv64.h"
#include "check.h"

static unsigned bytes_of_vectors;

static unsigned
vector_bytes (void)
{
  return bytes_of_vectors;
}

static const struct ffi_sysv64_desc desc = FFI_SYSV64_DESC ("few", vector_bytes, false);

/* Whether a vector of N doubles can be argument and result.  */
static bool
passes (unsigned n)
{
  ffi_type *lanes[9];
  for (unsigned i = 0; i < n; i++)
    lanes[i] = &ffi_type_double;
  lanes[n] = NULL;
  ffi_type type = { 8 * n, 16, FFI_TYPE_VECTOR, lanes }, *types[] = { &type };
  struct ffi_piece piece[16];
  ffi_status status[2];
  for (int i = 0; i < 2; i++)
    {
      struct ffi_signature sig
        = { i ? &type : &ffi_type_void, types, !i, !i, false };
      struct ffi_layout layout = { .sink = ffi_list_piece,
                                   .piece = piece, .capacity = 16,
                                   .indirect = FFI_NO_IMAGE,
                                   .echo = FFI_NO_ECHO };
      status[i] = desc.abi.place (&desc.abi, &sig, &layout);
    }
  CHECK (status[0] == status[1]);
  return status[0] == FFI_OK;
}

int
main (void)
{
  for (bytes_of_vectors = 16; bytes_of_vectors <= 64; bytes_of_vectors *= 2)
    for (unsigned n = 2; n <= 8; n *= 2)
      CHECK (passes (n) == (8 * n <= bytes_of_vectors));
  return 0;
}
