/* SPDX-License-Identifier: MIT */
/* Scalars described with more alignment than C gives them: the handler gets
   them so aligned, and their copies are not made over the caller's frame.  */
#include <ffi.h>
#include "check.h"

enum { MAX_ALIGN = 8192, FRAME = 4 * MAX_ALIGN };

static ffi_type aligned_int = { sizeof (int), 0, FFI_TYPE_SINT32, NULL };
static ffi_type aligned_word = { sizeof (int), 0, FFI_TYPE_INT, NULL };
static ffi_type aligned_float = { sizeof (float), 0, FFI_TYPE_FLOAT, NULL };

static void
handle (ffi_cif *cif, void *result, void **args, void *data)
{
  for (unsigned i = 0; i < cif->nargs; i++)
    CHECK ((uintptr_t) args[i] % cif->arg_types[i]->alignment == 0);
  *(ffi_sarg *) result = *(int *) args[0] + *(int *) args[1]
                         + (int) *(float *) args[2];
  (void) data;
}

/* Calls FN above a frame whose bytes it watches.  */
static __attribute__ ((noinline)) int
call (int (*fn) (int, int, float))
{
  volatile unsigned char frame[FRAME];
  for (unsigned i = 0; i < FRAME; i++)
    frame[i] = 0xa5;
  int sum = fn (1000, 200, 30.5f);
  for (unsigned i = 0; i < FRAME; i++)
    CHECK (frame[i] == 0xa5);
  return sum;
}

/* As a C compiler passes them, described with too much alignment.  */
static int
last (int a, int b, float c, int d, int e, int f, int g, int h, int i, int j,
      float k, int l)
{
  CHECK (a == 1 && b == 2 && c == 3.5f && d == 4 && e == 5 && f == 6
         && g == 7 && h == 8 && i == 9 && j == 10 && k == 11.5f);
  return l;
}

static void
call_many (void)
{
  ffi_type *i = &aligned_int, *f = &aligned_float;
  ffi_type *types[] = { i, i, f, i, i, i, i, i, i, i, f, i };
  int a[12] = { 1, 2, 0, 4, 5, 6, 7, 8, 9, 10, 0, 12 };
  float c = 3.5f, k = 11.5f;
  void *args[12];
  ffi_cif cif;
  ffi_arg result = 0;
  for (int n = 0; n < 12; n++)
    args[n] = &a[n];
  args[2] = &c, args[10] = &k;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 12, &ffi_type_sint, types)
         == FFI_OK);
  ffi_call (&cif, FFI_FN (last), &result, args);
  CHECK ((int) result == 12);
}

/* With scalars that are aligned to ALIGN.  */
static void
try (ffi_closure *closure, void *code, unsigned short align)
{
  ffi_type *types[] = { &aligned_int, &aligned_word, &aligned_float };
  ffi_cif cif;
  for (int i = 0; i < 3; i++)
    types[i]->alignment = align;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 3, &ffi_type_sint, types)
         == FFI_OK);
  CHECK (ffi_prep_closure_loc (closure, &cif, handle, NULL, code) == FFI_OK);
  int (*fn) (int, int, float);
  memcpy (&fn, &code, sizeof fn);
  CHECK (call (fn) == 1230);
  call_many ();
}

int
main (void)
{
  void *code;
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure);
  for (unsigned short align = 4; align <= MAX_ALIGN; align *= 2)
    try (closure, code, align);
  ffi_closure_free (closure);
  return 0;
}
