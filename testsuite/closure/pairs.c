/* SPDX-License-Identifier: MIT */
/* A struct of two words of different kinds after 0 to 6 integers or doubles,
   so that each of its words comes in each register, and on the stack.  */
#include <ffi.h>
#include "check.h"

struct dl { double d; long l; };
struct ld { long l; double d; };

static ffi_type *dl_members[] = { &ffi_type_double, &ffi_type_slong, NULL };
static ffi_type *ld_members[] = { &ffi_type_slong, &ffi_type_double, NULL };
static ffi_type dl = { 0, 0, FFI_TYPE_STRUCT, dl_members };
static ffi_type ld = { 0, 0, FFI_TYPE_STRUCT, ld_members };
static ffi_closure *closure;
static void *code;

/* Weighs the arguments, which are long or double, and a struct.  */
static void
handle (ffi_cif *cif, void *result, void **args, void *data)
{
  long sum = 0;
  for (unsigned i = 0; i < cif->nargs; i++)
    {
      ffi_type *type = cif->arg_types[i];
      long x = type == &ffi_type_double ? (long) *(double *) args[i]
               : type == &dl ? ((struct dl *) args[i])->l * 100
                                 + (long) ((struct dl *) args[i])->d
               : type == &ld ? ((struct ld *) args[i])->l * 100
                                 + (long) ((struct ld *) args[i])->d
                             : *(long *) args[i];
      sum += x << i;
    }
  *(ffi_sarg *) result = sum;
  (void) data;
}

static ffi_cif cif;
static ffi_type *types[7];

/* N arguments of the type FIRST, then LAST.  */
static void
prepare (unsigned n, ffi_type *first, ffi_type *last)
{
  for (unsigned i = 0; i < n; i++)
    types[i] = first;
  types[n] = last;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, n + 1, &ffi_type_slong, types)
         == FFI_OK);
  CHECK (ffi_prep_closure_loc (closure, &cif, handle, NULL, code) == FFI_OK);
}

static long
expected (unsigned n, long last)
{
  long sum = last << n;
  for (unsigned i = 0; i < n; i++)
    sum += (long) (i + 1) << i;
  return sum;
}

#define TRY(n, first, types, values, s, value)                                \
  do                                                                          \
    {                                                                         \
      long (*fn) types;                                                       \
      memcpy (&fn, &code, sizeof fn);                                         \
      prepare (n, &ffi_type_##first, &s);                                     \
      clobber ();                                                             \
      CHECK (fn values == expected (n, value));                               \
    }                                                                         \
  while (0)
#define TRY_ALL(first, T, s)                                                  \
  do                                                                          \
    {                                                                         \
      struct s x = { .l = 7, .d = 3 };                                        \
      TRY (0, first, (struct s), (x), s, 703);                                \
      TRY (1, first, (T, struct s), (1, x), s, 703);                          \
      TRY (2, first, (T, T, struct s), (1, 2, x), s, 703);                    \
      TRY (3, first, (T, T, T, struct s), (1, 2, 3, x), s, 703);              \
      TRY (4, first, (T, T, T, T, struct s), (1, 2, 3, 4, x), s, 703);        \
      TRY (5, first, (T, T, T, T, T, struct s), (1, 2, 3, 4, 5, x), s, 703);  \
      TRY (6, first, (T, T, T, T, T, T, struct s), (1, 2, 3, 4, 5, 6, x), s,  \
           703);                                                              \
    }                                                                         \
  while (0)

int
main (void)
{
  closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure);
  TRY_ALL (slong, long, dl);
  TRY_ALL (slong, long, ld);
  TRY_ALL (double, double, dl);
  TRY_ALL (double, double, ld);
  ffi_closure_free (closure);
  return 0;
}
