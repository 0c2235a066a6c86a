/* SPDX-License-Identifier: MIT */
/* A struct of one word and one of two after a struct of 1 to 40, so that each
   begins in each word of the stack that fast paths know, and beyond; calls,
   plans and closures.  */
#include <ffi.h>
#include "check.h"

enum { MAX_WORDS = 40 };

#define TEN(X, n)                                                             \
  X (n##0) X (n##1) X (n##2) X (n##3) X (n##4) X (n##5) X (n##6) X (n##7)     \
  X (n##8) X (n##9)
#define SIZES(X)                                                              \
  X (1) X (2) X (3) X (4) X (5) X (6) X (7) X (8) X (9) TEN (X, 1)            \
  TEN (X, 2) TEN (X, 3) X (40)

struct one { int x; };
struct two { int x, y; };

static const int *before;    /* the words of the first struct */

/* Whether WORDS are those N, and what is left over is as it was.  */
static int
is_right (const int *words, int n, struct one one, struct two two, int last)
{
  return memcmp (words, before, sizeof (int) * (size_t) n) == 0
         && one.x == -1 && two.x == 2 && two.y == -3 && last == 4;
}

#define DEFINE(n)                                                             \
  struct words_##n { int w[n]; };                                             \
  static int                                                                  \
  after_##n (struct words_##n a, struct one b, struct two c, int d)           \
  {                                                                           \
    return is_right (a.w, n, b, c, d);                                        \
  }
SIZES (DEFINE)

static ffi_type *int_members[] = { &ffi_type_sint, NULL };
static ffi_type *two_members[] = { &ffi_type_sint, &ffi_type_sint, NULL };
static ffi_type type_one = { 0, 0, FFI_TYPE_STRUCT, int_members };
static ffi_type type_two = { 0, 0, FFI_TYPE_STRUCT, two_members };
static ffi_type *members[MAX_WORDS + 1], type_words;
static ffi_type *types[]
  = { &type_words, &type_one, &type_two, &ffi_type_sint };
static struct one one = { -1 };
static struct two two = { 2, -3 };
static int last = 4;
static ffi_cif cif;
static ffi_closure *closure;
static void *code;

static void
handle (ffi_cif *c, void *result, void **args, void *data)
{
  (void) data;
  *(ffi_sarg *) result
    = is_right (args[0], (int) (c->arg_types[0]->size / sizeof (int)),
                *(struct one *) args[1], *(struct two *) args[2],
                *(int *) args[3]);
}

static void
call (void (*fn) (void), int n, void *words)
{
  ffi_arg result = 0;
  void *values[] = { words, &one, &two, &last };
  for (int i = 0; i <= n; i++)
    members[i] = i < n ? &ffi_type_sint : NULL;
  type_words = (ffi_type) { 0, 0, FFI_TYPE_STRUCT, members };
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 4, &ffi_type_sint, types)
         == FFI_OK);
  ffi_call_plan *plan = ffi_call_plan_alloc (&cif);
  CHECK (plan);
  clobber ();
  ffi_call_plan_invoke (plan, fn, &result, values);
  CHECK (result == 1);
  ffi_call_plan_free (plan);
  result = 0;
  clobber ();
  ffi_call (&cif, fn, &result, values);
  CHECK (result == 1);
  CHECK (ffi_prep_closure_loc (closure, &cif, handle, NULL, code) == FFI_OK);
}

#define TRY(n)                                                                \
  {                                                                           \
    struct words_##n a;                                                       \
    int (*fn) (struct words_##n, struct one, struct two, int);                \
    for (int i = 0; i < n; i++)                                               \
      a.w[i] = 100 * n + i;                                                   \
    before = a.w;                                                             \
    call (FFI_FN (after_##n), n, &a);                                         \
    memcpy (&fn, &code, sizeof fn);                                           \
    clobber ();                                                               \
    CHECK (fn (a, one, two, last) == 1);                                      \
  }

int
main (void)
{
  closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure);
  SIZES (TRY)
  ffi_closure_free (closure);
  return 0;
}
