/* SPDX-License-Identifier: MIT */
/* Structs of a given size in which ffi_type_void stands for an array of
   characters, as PHP describes them: arguments and results of calls, plans and
   closures, in registers and in memory.  Would catch: a type that is refused,
   bytes that do not travel, and an array taken for one small integer.  */
#include "there-and-back.h"

#define N &ffi_type_sint
#define F &ffi_type_float
#define D &ffi_type_double
#define A &ffi_type_void
#define KINDS(X)                                                              \
  X (four, (A), char a[4];)                                                   \
  X (eight, (A), char a[8];)                                                  \
  X (tail, (N, A), int n; char a[12];)                                        \
  X (pair, (F, A), float f; char a[4];)                                       \
  X (mixed, (D, A), double d; char a[8];)                                     \
  X (last, (A, D), char a[8]; double d;)                                      \
  X (large, (N, A), int n; char a[36];)                                       \
  X (odd, (A), char a[21];)
#define LIST(...) __VA_ARGS__

#define DEFINE(name, list, members)                                           \
  static ffi_type type_##name;                                                \
  CASE (name, type_##name, members)                                           \
  static void                                                                 \
  describe_##name (void)                                                      \
  {                                                                           \
    static ffi_type *elements[] = { LIST list, NULL };                        \
    type_##name = (ffi_type) { sizeof (struct name), _Alignof (struct name),  \
                               FFI_TYPE_STRUCT, elements };                   \
  }
KINDS (DEFINE)

int
main (void)
{
  there_init ();
#define TRY(name, list, members) describe_##name (), try_##name ();
  KINDS (TRY)
  ffi_closure_free (there_closure);
  return 0;
}
