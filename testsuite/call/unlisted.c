/* SPDX-License-Identifier: MIT */
/* Structs of a given size in which ffi_type_void stands for an array of
   characters, as PHP describes them: arguments and results of calls, plans and
   closures, in registers and in memory.  Would catch: a type that is refused,
   bytes that do not travel, and an array taken for one small integer.  */
#include <ffi.h>
#include "check.h"

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

enum { SIZE = 40 };

/* What each function and handler is given, and gives back.  */
static unsigned char given[SIZE], back[SIZE];

static ffi_closure *closure;
static void *code;

static void
handle (ffi_cif *cif, void *result, void **args, void *data)
{
  (void) data;
  CHECK (*(int *) args[0] == -3 && *(double *) args[2] == 0.25);
  CHECK (memcmp (args[1], given, cif->rtype->size) == 0);
  memcpy (result, back, cif->rtype->size);
}

/* Calls FN in each way, and prepares the closure.  */
static void
call (void (*fn) (void), ffi_type *type)
{
  static ffi_cif cif;
  static ffi_type *types[] = { &ffi_type_sint, NULL, &ffi_type_double };
  size_t size = type->size;
  int n = -3;
  double d = 0.25;
  struct guarded argument, g;
  void *values[] = { &n, &argument.value, &d };
  types[1] = type;
  guard (&argument);
  memcpy (&argument.value, given, size);
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 3, type, types) == FFI_OK);
  CHECK (type->size == size);
  ffi_call_plan *plan = ffi_call_plan_alloc (&cif);
  CHECK (plan);
  for (int planned = 0; planned <= 1; planned++)
    {
      guard (&g);
      clobber ();
      if (planned)
        ffi_call_plan_invoke (plan, fn, &g.value, values);
      else
        ffi_call (&cif, fn, &g.value, values);
      CHECK (memcmp (&g.value, back, size) == 0 && guard_holds (&g, size));
    }
  ffi_call_plan_free (plan);
  CHECK (ffi_prep_closure_loc (closure, &cif, handle, NULL, code) == FFI_OK);
}

#define DEFINE(name, list, members)                                           \
  struct name { members };                                                    \
  static struct name                                                          \
  f_##name (int n, struct name s, double d)                                   \
  {                                                                           \
    struct name r;                                                            \
    CHECK (n == -3 && d == 0.25 && memcmp (&s, given, sizeof s) == 0);        \
    memcpy (&r, back, sizeof r);                                              \
    return r;                                                                 \
  }                                                                           \
  static void                                                                 \
  try_##name (void)                                                           \
  {                                                                           \
    ffi_type *elements[] = { LIST list, NULL };                               \
    ffi_type type = { sizeof (struct name), _Alignof (struct name),           \
                      FFI_TYPE_STRUCT, elements };                            \
    struct name s, r, (*fn) (int, struct name, double);                       \
    call (FFI_FN (f_##name), &type);                                          \
    memcpy (&s, given, sizeof s);                                             \
    memcpy (&fn, &code, sizeof fn);                                           \
    clobber ();                                                               \
    r = fn (-3, s, 0.25);                                                     \
    CHECK (memcmp (&r, back, sizeof r) == 0);                                 \
  }
KINDS (DEFINE)

int
main (void)
{
  closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure);
  for (int i = 0; i < SIZE; i++)
    {
      given[i] = (unsigned char) (0xf1 - 5 * i);
      back[i] = (unsigned char) (0x1f + 3 * i);
    }
#define TRY(name, list, members) try_##name ();
  KINDS (TRY)
  ffi_closure_free (closure);
  return 0;
}
