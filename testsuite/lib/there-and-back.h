/* SPDX-License-Identifier: MIT */
/* Passes structs, each with a description of its own, to compiled functions
   and back, and to closures from compiled code: see CASE.  */
#ifndef THERE_AND_BACK_H
#define THERE_AND_BACK_H

#include <ffi.h>
#include "check.h"

enum { THERE_SIZE = 64 };

/* What each function and handler is given, and gives back.  */
static unsigned char given[THERE_SIZE], back[THERE_SIZE];

static ffi_closure *there_closure;
static void *there_code;

static void
there_handle (ffi_cif *cif, void *result, void **args, void *data)
{
  (void) data;
  CHECK (*(int *) args[0] == -3 && *(double *) args[2] == 0.25);
  CHECK (memcmp (args[1], given, cif->rtype->size) == 0);
  memcpy (result, back, cif->rtype->size);
}

/* Calls FN in each way, and prepares the closure.  TYPE describes a struct of
   SIZE and ALIGNMENT.  */
static __attribute__ ((unused)) void
there (void (*fn) (void), ffi_type *type, size_t size, size_t alignment)
{
  static ffi_cif cif;
  static ffi_type *types[] = { &ffi_type_sint, NULL, &ffi_type_double };
  int n = -3;
  double d = 0.25;
  struct guarded argument, g;
  void *values[] = { &n, &argument.value, &d };
  types[1] = type;
  guard (&argument);
  memcpy (&argument.value, given, size);
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 3, type, types) == FFI_OK);
  CHECK (type->size == size && type->alignment == alignment);
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
  CHECK (ffi_prep_closure_loc (there_closure, &cif, there_handle, NULL,
                               there_code)
         == FFI_OK);
}

static __attribute__ ((unused)) void
there_init (void)
{
  there_closure = ffi_closure_alloc (sizeof *there_closure, &there_code);
  CHECK (there_closure);
  for (int i = 0; i < THERE_SIZE; i++)
    {
      given[i] = (unsigned char) (0xf1 - 5 * i);
      back[i] = (unsigned char) (0x1f + 3 * i);
    }
}

/* try_NAME passes struct NAME, of MEMBERS without padding, which the variable
   ffi_type TYPE describes.  */
#define CASE(name, type, members)                                             \
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
    struct name s, r, (*fn) (int, struct name, double);                       \
    there (FFI_FN (f_##name), &type, sizeof s, _Alignof (struct name));       \
    memcpy (&s, given, sizeof s);                                             \
    memcpy (&fn, &there_code, sizeof fn);                                     \
    clobber ();                                                               \
    r = fn (-3, s, 0.25);                                                     \
    CHECK (memcmp (&r, back, sizeof r) == 0);                                 \
  }

#endif
