/* SPDX-License-Identifier: MIT */
/* Compiled callers of every kind, for closures with the signatures of pick
   and mix (pick.h).  */
#ifndef PICK_CLOSURE_H
#define PICK_CLOSURE_H

#include "pick.h"

#ifndef PICK_CALL
/* How CODE of the closure at CHAIN is called.  */
# define PICK_CALL(call, chain) (call)
#endif

#define PICK_CALLERS(name, type, ffi) \
  static void \
  call_pick_##name (void *code, void *chain, const struct pick_values *v, \
                    int which, void *result) \
  { \
    type (*f) (type, type, type, type, type, type, type, type, type, type, \
               int); \
    type a[PICK]; \
    type r; \
    f = (__typeof__ (f)) code; \
    for (int i = 0; i < PICK; i++) \
      memcpy (&a[i], v->value[i].bytes, sizeof (type)); \
    (void) chain; \
    r = PICK_CALL (f (a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], \
                      a[9], which), chain); \
    memcpy (result, &r, sizeof r); \
  } \
  static void \
  call_mix_##name (void *code, void *chain, const struct pick_values *v, \
                   int which, void *result) \
  { \
    type (*f) (int32_t, type, double, type, float, type, int16_t, type, \
               type, int32_t, type, double, type, int); \
    type a[PICK]; \
    type r; \
    f = (__typeof__ (f)) code; \
    for (int i = 0; i < PICK; i++) \
      memcpy (&a[i], v->value[i].bytes, sizeof (type)); \
    (void) chain; \
    r = PICK_CALL (f (beside_int, a[0], beside_double, a[1], beside_float, a[2], \
                      beside_short, a[3], a[4], beside_int, a[5], beside_double, \
                      a[6], which), chain); \
    memcpy (result, &r, sizeof r); \
  }

typedef void pick_caller (void *code, void *chain,
                          const struct pick_values *v, int which,
                          void *result);

struct pick_expected
{
  ffi_cif *cif;
  const struct pick_values *values;
  const int *where;   /* the kind's positions, COUNT of them */
  int count;
  int wrong;
};

/* Writes the value at P, of TYPE, as handlers must: a whole ffi_arg if it is
   narrower.  */
static inline void
pick_return (const ffi_type *type, const void *p, void *result)
{
  ffi_arg wide;
  if (kind_widened (type, p, &wide))
    memcpy (result, &wide, sizeof wide);
  else
    memcpy (result, p, type->size);
}

/* The handler: checks all arguments, returns the one that the last names.  */
static inline void
pick_handle (ffi_cif *cif, void *result, void **args,
             struct pick_expected *expected)
{
  int which = *(int *) args[cif->nargs - 1];
  for (unsigned i = 0; i < cif->nargs; i++)
    if ((uintptr_t) args[i] % cif->arg_types[i]->alignment != 0)
      expected->wrong++;
  for (int i = 0; i < expected->count; i++)
    if (!kind_same (cif->rtype, args[expected->where[i]],
                    expected->values->value[i].bytes))
      expected->wrong++;
  if (cif->nargs != PICK + 1
      && (*(int32_t *) args[0] != beside_int
          || *(double *) args[2] != beside_double
          || *(float *) args[4] != beside_float
          || *(int16_t *) args[6] != beside_short
          || *(int32_t *) args[9] != beside_int
          || *(double *) args[11] != beside_double))
    expected->wrong++;
  if (cif != expected->cif || which < 0 || which >= expected->count)
    expected->wrong++;
  else
    pick_return (cif->rtype, args[expected->where[which]], result);
  clobber ();
}

static inline int
pick_call_all (pick_caller *caller, void *code, void *chain,
               struct pick_expected *expected)
{
  static struct guarded g;
  const ffi_type *type = expected->cif->rtype;
  for (int which = 0; which < expected->count; which++)
    {
      guard (&g);
      clobber ();
      caller (code, chain, expected->values, which, g.value.bytes);
      if (!guard_holds (&g, type->size)
          || !kind_same (type, g.value.bytes,
                         expected->values->value[which].bytes))
        return 0;
    }
  return expected->wrong == 0;
}

#ifndef PICK_OWN_CLOSURES
static void
pick_handler (ffi_cif *cif, void *result, void **args, void *user)
{
  pick_handle (cif, result, args, user);
}

/* Calls a closure with CIF through CALLER.  */
static inline int
pick_one (pick_caller *caller, struct pick_expected *expected)
{
  void *code;
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure != NULL);
  CHECK (ffi_prep_closure_loc (closure, expected->cif, pick_handler, expected,
                               code) == FFI_OK);
  int ok = pick_call_all (caller, code, closure, expected);
  ffi_closure_free (closure);
  return ok;
}
#else
static int pick_one (pick_caller *caller, struct pick_expected *expected);
#endif

static inline int
pick_closure (ffi_type *type, pick_caller *pick, pick_caller *mix)
{
  static struct pick_values values;
  static const int in_order[PICK] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
  ffi_type *types[2 * PICK];
  int where[MIX], ok = 1;
  ffi_cif cif;
  struct pick_expected expected = { &cif, &values, in_order, PICK, 0 };

  pick_fill (&values, type);
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, pick_types (types, type), type,
                       types) == FFI_OK);
  ok &= pick_one (pick, &expected);

  expected.where = where;
  expected.count = MIX;
  unsigned n = mix_types (types, type, where);
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, n, type, types) == FFI_OK);
  ok &= pick_one (mix, &expected);
  return ok;
}

#endif
