/* SPDX-License-Identifier: MIT */
/* Closures of few arguments, which the fast entries take: results of each
   plain kind with no argument, an int, a double, both, or two of the kind,
   called by compiled code.  */
#include "kinds.h"

enum { NONE, INT, DOUBLE, BOTH, SAME, SHAPES };

static unsigned char value[3][KIND_SIZE] __attribute__ ((aligned (16)));

struct expected
{
  int shape, wrong;
};

/* Checks its arguments, returns value[0].  */
static void
handler (ffi_cif *cif, void *result, void **args, void *data)
{
  struct expected *e = data;
  const ffi_type *type = cif->rtype;
  ffi_arg wide;
  if ((e->shape == INT && *(int *) args[0] != -3)
      || (e->shape == DOUBLE && *(double *) args[0] != 2.5)
      || (e->shape == BOTH
          && (*(double *) args[0] != 2.5 || *(int *) args[1] != -3))
      || (e->shape == SAME
          && (!kind_same (type, args[0], value[1])
              || !kind_same (type, args[1], value[2]))))
    e->wrong++;
  if (kind_widened (type, value[0], &wide))
    memcpy (result, &wide, sizeof wide);
  else
    memcpy (result, value[0], type->size);
  clobber ();
}

typedef void caller (void *code, int shape, void *result);

#define KIND_X(name, type, ffi) \
  static void \
  call_##name (void *code, int shape, void *result) \
  { \
    type a; \
    type b; \
    type r; \
    memcpy (&a, value[1], sizeof a); \
    memcpy (&b, value[2], sizeof b); \
    switch (shape) \
      { \
      case NONE: r = ((type (*) (void)) code) (); break; \
      case INT: r = ((type (*) (int)) code) (-3); break; \
      case DOUBLE: r = ((type (*) (double)) code) (2.5); break; \
      case BOTH: r = ((type (*) (double, int)) code) (2.5, -3); break; \
      default: r = ((type (*) (type, type)) code) (a, b); break; \
      } \
    memcpy (result, &r, sizeof r); \
  }
PLAIN_KINDS
#undef KIND_X

static int
call_closure (ffi_type *type, int shape, caller *call)
{
  static const unsigned counts[] = { 0, 1, 1, 2, 2 };
  ffi_type *types[] = { type, type };
  struct guarded g;
  struct expected e = { shape, 0 };
  ffi_cif cif;
  void *code;
  if (shape == INT)
    types[0] = &ffi_type_sint;
  if (shape == DOUBLE || shape == BOTH)
    types[0] = &ffi_type_double;
  if (shape == BOTH)
    types[1] = &ffi_type_sint;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, counts[shape], type, types)
         == FFI_OK);
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure != NULL);
  CHECK (ffi_prep_closure_loc (closure, &cif, handler, &e, code) == FFI_OK);
  guard (&g);
  clobber ();
  call (code, shape, g.value.bytes);
  ffi_closure_free (closure);
  return guard_holds (&g, type->size) && !e.wrong
         && kind_same (type, g.value.bytes, value[0]);
}

static int
call_closures (ffi_type *type, caller *call)
{
  int ok = 1;
  for (int i = 0; i < 3; i++)
    kind_fill (type, value[i], 4 * i + 2);
  for (int shape = 0; shape < SHAPES; shape++)
    ok &= call_closure (type, shape, call);
  return ok;
}

int
main (void)
{
  int ok = 1;
  kinds_init ();
#define KIND_X(name, type, ffi) \
  ok &= kind_report (call_closures (ffi, call_##name), #name);
  PLAIN_KINDS
  return !ok;
}
