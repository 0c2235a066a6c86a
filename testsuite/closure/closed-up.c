/* SPDX-License-Identifier: MIT */
/* Structs whose members came in a floating-point register each, beside structs
   that are aligned to more than where they came, so that they are copied: more
   copies than a closure keeps room for, which makes it look for its arguments a
   second time.  Would catch: a struct that is closed up twice.  By a closure
   with a narrow result, too, which takes the general path.  */
#include <ffi.h>
#include "check.h"

/* Members, not arrays: MIPS n64 passes arrays otherwise.  */
typedef struct { double x, y, z, t; } doubles;
typedef struct { float x, y, z, t; } floats;
typedef struct { float x, y, z; } three;
typedef struct __attribute__ ((aligned (16))) { long l[2]; } longs;

static unsigned calls;

static void
handle (ffi_cif *cif, void *result, void **args, void *exact)
{
  const doubles *a = args[0];
  const longs *b = args[2], *e = args[5];
  const floats *c = args[3];
  const three *f = args[6];
  (void) cif;
  CHECK (a->x == 1 && a->y == 2 && a->z == 3 && a->t == 4);
  CHECK (*(short *) args[1] == 5);
  CHECK ((uintptr_t) b % 16 == 0 && b->l[0] == 6 && b->l[1] == 7);
  CHECK (c->x == 8 && c->y == 9 && c->z == 10 && c->t == 11);
  CHECK (*(long *) args[4] == 12);
  CHECK ((uintptr_t) e % 16 == 0 && e->l[0] == 13 && e->l[1] == 14);
  CHECK (f->x == 15 && f->y == 16 && f->z == 17);
  if (exact)
    *(short *) result = -18;
  else
    *(ffi_sarg *) result = -18;
  calls++;
}

static void
try (void *code)
{
  doubles a = { 1, 2, 3, 4 };
  longs b = { { 6, 7 } }, e = { { 13, 14 } };
  floats c = { 8, 9, 10, 11 };
  three f = { 15, 16, 17 };
  CHECK (((short (*) (doubles, short, longs, floats, long, longs, three)) code)
           (a, 5, b, c, 12, e, f) == -18);
}

int
main (void)
{
  ffi_type *d4[] = { &ffi_type_double, &ffi_type_double, &ffi_type_double,
                     &ffi_type_double, NULL };
  ffi_type *f4[] = { &ffi_type_float, &ffi_type_float, &ffi_type_float,
                     &ffi_type_float, NULL };
  ffi_type *l2[] = { &ffi_type_slong, &ffi_type_slong, NULL };
  ffi_type a = { 0, 0, FFI_TYPE_STRUCT, d4 };
  ffi_type c = { 0, 0, FFI_TYPE_STRUCT, f4 };
  ffi_type f = { 0, 0, FFI_TYPE_STRUCT, f4 + 1 };
  ffi_record b = FFI_RECORD_INIT (l2, 0, 16);
  ffi_type *types[] = { &a, &ffi_type_sshort, &b.type, &c, &ffi_type_slong,
                        &b.type, &f };
  ffi_cif cif;
  void *code;
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure);
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 7, &ffi_type_sshort, types)
         == FFI_OK);
  CHECK (ffi_prep_closure_loc (closure, &cif, handle, NULL, code) == FFI_OK);
  try (code);
  CHECK (ffi_prep_closure_exact (closure, &cif, handle, &cif, code) == FFI_OK);
  try (code);
  CHECK (calls == 2);
  ffi_closure_free (closure);
  return 0;
}
