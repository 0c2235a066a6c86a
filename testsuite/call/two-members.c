/* SPDX-License-Identifier: MIT */
/* Structs of two scalars, each kind with each, as argument and result of
   calls, plans and closures; alone and after other arguments.  Would catch: a
   member stored at the wrong offset, from the wrong register or in the wrong
   length.  */
#include <ffi.h>
#include "check.h"

#define WITH_EACH(X, A, a)                                                    \
  X (A, a, int8_t, sint8) X (A, a, int16_t, sint16) X (A, a, int32_t, sint32) \
  X (A, a, int64_t, sint64) X (A, a, float, float) X (A, a, double, double)
#define PAIRS(X)                                                              \
  WITH_EACH (X, int8_t, sint8) WITH_EACH (X, int16_t, sint16)                 \
  WITH_EACH (X, int32_t, sint32) WITH_EACH (X, int64_t, sint64)               \
  WITH_EACH (X, float, float) WITH_EACH (X, double, double)

static ffi_closure *closure;
static void *code;

/* The handler: the last argument, each member larger by DATA.  */
typedef void adder (void *to, const void *from, int n);

struct job
{
  adder *add;
  int n;
};

static void
handle (ffi_cif *cif, void *result, void **args, void *data)
{
  struct job *job = data;
  if (cif->nargs == 3)
    CHECK (*(long *) args[0] == -7 && *(double *) args[1] == 0.25);
  job->add (result, args[cif->nargs - 1], job->n);
}

/* Calls FN (VALUE), or FN (-7, 0.25, VALUE) if it has THREE arguments, in
   each way; WANTED is what it is to give back.  */
static void
call (ffi_type *type, int three, void (*fn) (void), void *value, adder *add,
      int (*equal) (const void *, const void *), const void *wanted)
{
  ffi_type *types[] = { &ffi_type_slong, &ffi_type_double, type };
  long l = -7;
  double d = 0.25;
  void *values[] = { &l, &d, value };
  unsigned skip = three ? 0 : 2;
  ffi_cif cif;
  struct guarded g;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 3 - skip, type, types + skip)
         == FFI_OK);
  guard (&g);
  clobber ();
  ffi_call (&cif, fn, &g.value, values + skip);
  CHECK (equal (&g.value, wanted) && guard_holds (&g, type->size));
  clobber ();
  ffi_call (&cif, fn, NULL, values + skip);
  ffi_call_plan *plan = ffi_call_plan_alloc (&cif);
  CHECK (plan);
  guard (&g);
  clobber ();
  ffi_call_plan_invoke (plan, fn, &g.value, values + skip);
  CHECK (equal (&g.value, wanted) && guard_holds (&g, type->size));
  clobber ();
  ffi_call_plan_invoke (plan, fn, NULL, values + skip);
  ffi_call_plan_free (plan);
  static struct job job;
  static ffi_cif kept;
  static ffi_type *kept_types[3];
  job = (struct job) { add, 3 };
  memcpy (kept_types, types, sizeof types);
  CHECK (ffi_prep_cif (&kept, FFI_DEFAULT_ABI, 3 - skip, type,
                       kept_types + skip) == FFI_OK);
  CHECK (ffi_prep_closure_loc (closure, &kept, handle, &job, code)
         == FFI_OK);
}

#define DEFINE(A, a, B, b)                                                    \
  struct a##_##b { A x; B y; };                                               \
  static struct a##_##b                                                       \
  one_##a##_##b (struct a##_##b s)                                            \
  {                                                                           \
    struct a##_##b r = { (A) (s.x + 1), (B) (s.y - 1) };                      \
    return r;                                                                 \
  }                                                                           \
  static struct a##_##b                                                       \
  three_##a##_##b (long l, double d, struct a##_##b s)                        \
  {                                                                           \
    CHECK (l == -7 && d == 0.25);                                             \
    struct a##_##b r = { (A) (s.x + 2), (B) (s.y - 2) };                      \
    return r;                                                                 \
  }                                                                           \
  static void                                                                 \
  add_##a##_##b (void *to, const void *from, int n)                           \
  {                                                                           \
    const struct a##_##b *s = from;                                           \
    struct a##_##b r = { (A) (s->x + n), (B) (s->y - n) };                    \
    memcpy (to, &r, sizeof r);                                                \
  }                                                                           \
  static int                                                                  \
  equal_##a##_##b (const void *p, const void *q)                              \
  {                                                                           \
    const struct a##_##b *r = p, *s = q;                                      \
    return r->x == s->x && r->y == s->y;                                      \
  }                                                                           \
  static void                                                                 \
  try_##a##_##b (struct a##_##b s)                                            \
  {                                                                           \
    ffi_type *members[] = { &ffi_type_##a, &ffi_type_##b, NULL };             \
    ffi_type type = { 0, 0, FFI_TYPE_STRUCT, members };                       \
    struct a##_##b one = one_##a##_##b (s), three, r;                         \
    call (&type, 0, FFI_FN (one_##a##_##b), &s, add_##a##_##b,                \
          equal_##a##_##b, &one);                                             \
    add_##a##_##b (&three, &s, 3);                                            \
    struct a##_##b (*f) (struct a##_##b);                                     \
    memcpy (&f, &code, sizeof f);                                             \
    clobber ();                                                               \
    r = f (s);                                                                \
    CHECK (equal_##a##_##b (&r, &three));                                     \
    one = three_##a##_##b (-7, 0.25, s);                                      \
    call (&type, 1, FFI_FN (three_##a##_##b), &s, add_##a##_##b,              \
          equal_##a##_##b, &one);                                             \
    struct a##_##b (*g) (long, double, struct a##_##b);                       \
    memcpy (&g, &code, sizeof g);                                             \
    clobber ();                                                               \
    r = g (-7, 0.25, s);                                                      \
    CHECK (equal_##a##_##b (&r, &three));                                     \
  }
PAIRS (DEFINE)

#define TRY(A, a, B, b)                                                       \
  {                                                                           \
    struct a##_##b s = { (A) -100, (B) 90 };                                  \
    try_##a##_##b (s);                                                        \
  }

int
main (void)
{
  closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure);
  PAIRS (TRY)
  ffi_closure_free (closure);
  return 0;
}
