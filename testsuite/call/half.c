/* SPDX-License-Identifier: MIT */
/* _Float16, a float of two bytes: arguments in registers and on the stack, the
   result, structs of it, in calls, plans and closures.  Would catch: four
   bytes read or written, and structs of halves in the wrong registers.  */
#include "there-and-back.h"

#if defined __FLT16_MANT_DIG__ && !defined _WIN32                             \
    && (defined __aarch64__ || defined __x86_64__)

typedef _Float16 half;

static ffi_type type = { 2, 2, FFI_TYPE_FLOAT, NULL };

#define H &type
#define STRUCTS(X)                                                            \
  X (one, (H), half a;)                                                       \
  X (two, (H, H), half a; half b;)                                            \
  X (three, (H, H, H), half a; half b; half c;)                               \
  X (four, (H, H, H, H), half a; half b; half c; half d;)                     \
  X (five, (H, H, H, H, H), half a; half b; half c; half d; half e;)          \
  X (with_short, (H, &ffi_type_sint16), half a; short b;)                     \
  X (with_float, (H, H, &ffi_type_float), half a; half b; float c;)
#define LIST(...) __VA_ARGS__
#define DEFINE(name, list, members)                                           \
  static ffi_type *list_##name[] = { LIST list, NULL };                       \
  static ffi_type type_##name = { 0, 0, FFI_TYPE_STRUCT, list_##name };       \
  CASE (name, type_##name, members)
STRUCTS (DEFINE)

static half
ten (half a, half b, half c, half d, half e, half f, half g, half h, half i,
     half j)
{
  return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i
         + 10 * j;
}

static void
answer (ffi_cif *cif, void *result, void **args, void *data)
{
  double sum = 0;
  (void) data;
  for (unsigned i = 0; i < cif->nargs; i++)
    sum += (i + 1) * (double) *(half *) args[i];
  *(half *) result = (half) sum;
}

/* Each value at the end of its bytes, with others beside.  */
static void
scalars (void)
{
  enum { N = 10 };
  struct guarded result;
  half h[N];
  ffi_type *types[N];
  void *value[N], *code;
  ffi_cif cif;
  for (int i = 0; i < N; i++)
    {
      h[i] = (half) (i + 0.5);
      types[i] = &type;
      value[i] = &h[i];
    }
  half expected = ten (0.5f, 1.5f, 2.5f, 3.5f, 4.5f, 5.5f, 6.5f, 7.5f, 8.5f,
                       9.5f);
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, N, &type, types) == FFI_OK);
  ffi_call_plan *plan = ffi_call_plan_alloc (&cif);
  for (int planned = 0; planned <= 1; planned++)
    {
      guard (&result);
      clobber ();
      if (planned)
        ffi_call_plan_invoke (plan, FFI_FN (ten), &result.value, value);
      else
        ffi_call (&cif, FFI_FN (ten), &result.value, value);
      CHECK (memcmp (&result.value, &expected, sizeof expected) == 0
             && guard_holds (&result, sizeof expected));
    }
  ffi_call_plan_free (plan);

  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure != NULL);
  CHECK (ffi_prep_closure_loc (closure, &cif, answer, NULL, code) == FFI_OK);
  half (*fn) (half, half, half, half, half, half, half, half, half, half);
  memcpy (&fn, &code, sizeof fn);
  clobber ();
  CHECK (fn (0.5f, 1.5f, 2.5f, 3.5f, 4.5f, 5.5f, 6.5f, 7.5f, 8.5f, 9.5f)
         == expected);
  ffi_closure_free (closure);
}

int
main (void)
{
  scalars ();
  there_init ();
#define TRY(name, ...) try_##name ();
  STRUCTS (TRY)
  ffi_closure_free (there_closure);
  return 0;
}

#else
int
main (void)
{
  SKIP ("no _Float16");
}
#endif
