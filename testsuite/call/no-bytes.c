/* SPDX-License-Identifier: MIT */
/* Members of no bytes, in arguments and results of calls, plans and closures,
   wherever they stand among the others: empty structs of GNU C, arrays of no
   element, with sizes and without.  Then structs that only say how long they
   are, or whose alignment is 0.  Would catch: a type that is refused, an empty
   member that takes a register or changes the class of the others, and bytes
   of no kind that do not travel as integers.  */
#include "there-and-back.h"

static ffi_type *none[] = { NULL };
static ffi_type empty = { 0, 0, FFI_TYPE_STRUCT, none };
static ffi_type sized = { 0, 1, FFI_TYPE_STRUCT, none };
static ffi_type *empties[] = { &empty, &sized, NULL };
static ffi_type nested = { 0, 0, FFI_TYPE_STRUCT, empties };
static ffi_type doubles = { 0, _Alignof (struct { double d; }),
                            FFI_TYPE_STRUCT, none };

#define N &ffi_type_sint
#define F &ffi_type_float
#define D &ffi_type_double
#define EMPTY struct { }
#define WITH_EMPTY(X)                                                         \
  X (middle, (N, &empty, N), int a; EMPTY e; int b;)                          \
  X (known, (N, &sized, N), int a; EMPTY e; int b;)                           \
  X (floats, (F, &empty, F), float a; EMPTY e; float b;)                      \
  X (first, (&nested, D), struct { EMPTY e; EMPTY f; } e; double d;)          \
  X (last, (D, D, &nested), double d; double e;                               \
     struct { EMPTY e; EMPTY f; } f;)                                         \
  X (mixed, (D, &empty, &ffi_type_sint64), double d; EMPTY e; int64_t n;)     \
  X (large, (D, D, &empty, D), double d; double e; EMPTY f;                   \
     double g;)                                                               \
  X (three, (F, F, &sized, F), float d; float e; EMPTY f;                     \
     float g;)                                                                \
  X (chars, (&ffi_type_sint8, &empty, &ffi_type_sint8), char c; EMPTY e;      \
     char d;)                                                                 \
  X (array, (N, N, &doubles), int a; int b; double d[0];)
#define LIST(...) __VA_ARGS__

/* Without a size.  */
#define DEFINE(name, list, members)                                           \
  static ffi_type *list_##name[] = { LIST list, NULL };                       \
  static ffi_type type_##name = { 0, 0, FFI_TYPE_STRUCT, list_##name };       \
  CASE (name, type_##name, members)
WITH_EMPTY (DEFINE)

/* Bytes of which nothing is known but how many they are.  */
#define OPAQUE(X)                                                             \
  X (four, 4, NULL, int n;)                                                   \
  X (eight, 8, none, int n[2];)                                               \
  X (twelve, 12, NULL, int n[3];)                                             \
  X (sixteen, 16, none, int n[4];)                                            \
  X (twenty, 20, NULL, int n[5];)
#define DEFINE_OPAQUE(name, size, list, members)                              \
  static ffi_type type_##name = { size, sizeof (int), FFI_TYPE_STRUCT, list };\
  CASE (name, type_##name, members)
OPAQUE (DEFINE_OPAQUE)

/* An opaque member beside others.  */
static ffi_type two = { 8, 4, FFI_TYPE_STRUCT, none };
static ffi_type *around[] = { D, &two, D, NULL };
static ffi_type type_around = { 0, 0, FFI_TYPE_STRUCT, around };
CASE (around, type_around, double d; int n[2]; double e;)
static ffi_type *after[] = { F, &two, NULL };
static ffi_type type_after = { 0, 0, FFI_TYPE_STRUCT, after };
CASE (after, type_after, float f; int n[2];)

/* Alignment 0 is filled in as size 0 is.  */
static ffi_type half_known = { sizeof (short), 0, FFI_TYPE_SINT16, NULL };
static ffi_type *shorts[] = { &half_known, &half_known, NULL };
static ffi_type type_shorts = { 4, 0, FFI_TYPE_STRUCT, shorts };
CASE (shorts, type_shorts, short a; short b;)
static ffi_type *wide[] = { D, N, N, NULL };
static ffi_type type_wide = { 16, 0, FFI_TYPE_STRUCT, wide };
CASE (wide, type_wide, double d; int n[2];)

int
main (void)
{
  there_init ();
#define TRY(name, ...) try_##name ();
  WITH_EMPTY (TRY)
  OPAQUE (TRY)
  try_around ();
  try_after ();
  try_shorts ();
  try_wide ();
  ffi_closure_free (there_closure);
  return 0;
}
