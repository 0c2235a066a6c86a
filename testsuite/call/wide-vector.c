/* SPDX-License-Identifier: MIT */
/* Vectors of 32 and 64 bytes, in calls and both kinds of closures, against
   functions compiled for them; refused where the processor has no registers
   for them.  clang passes such vectors as -mavx says, not the attribute.
   test-for: gcc  */
#include <ffi.h>
#include "check.h"

#if !defined __x86_64__ || defined _WIN32

int
main (void)
{
  SKIP ("no such vector registers");
}

#else

typedef double v32 __attribute__ ((vector_size (32)));
typedef double v64 __attribute__ ((vector_size (64)));

static ffi_type *lanes[] = {
  &ffi_type_double, &ffi_type_double, &ffi_type_double, &ffi_type_double,
  &ffi_type_double, &ffi_type_double, &ffi_type_double, &ffi_type_double, NULL
};
static ffi_type type32 = { 0, 0, FFI_TYPE_VECTOR, lanes + 4 };
static ffi_type type64 = { 0, 0, FFI_TYPE_VECTOR, lanes };
static void *go_seen;

#define TEST(N, ISA)                                                          \
__attribute__ ((target (ISA), noinline)) static v##N                          \
compiled_##N (int k, v##N a, v##N b)                                          \
{                                                                             \
  return a * k - b;                                                           \
}                                                                             \
                                                                              \
__attribute__ ((target (ISA))) static void                                    \
handle_##N (ffi_cif *cif, void *result, void **args, void *data)              \
{                                                                             \
  CHECK ((uintptr_t) args[1] % N == 0 && (uintptr_t) args[2] % N == 0);       \
  *(v##N *) result = compiled_##N (*(int *) args[0], *(v##N *) args[1],       \
                                   *(v##N *) args[2]);                        \
  go_seen = data;                                                             \
  (void) cif;                                                                 \
}                                                                             \
                                                                              \
__attribute__ ((target (ISA), noinline)) static v##N                          \
through_##N (v##N (*fn) (int, v##N, v##N), v##N a, v##N b)                    \
{                                                                             \
  return fn (3, a, b);                                                        \
}                                                                             \
                                                                              \
__attribute__ ((target (ISA))) static void                                    \
test_##N (void)                                                               \
{                                                                             \
  ffi_type *types[] = { &ffi_type_sint, &type##N, &type##N };                 \
  v##N a, b, result, expected;                                                \
  int k = 3;                                                                  \
  void *args[] = { &k, &a, &b }, *code;                                       \
  ffi_cif cif;                                                                \
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 3, &type##N, types)             \
         == FFI_OK);                                                          \
  for (int i = 0; i < N / 8; i++)                                             \
    {                                                                         \
      a[i] = i + 1;                                                           \
      b[i] = 100 * i;                                                         \
    }                                                                         \
  expected = compiled_##N (k, a, b);                                          \
  clobber ();                                                                 \
  ffi_call (&cif, FFI_FN (compiled_##N), &result, args);                      \
  CHECK (memcmp (&result, &expected, N) == 0);                                \
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);          \
  CHECK (closure && ffi_prep_closure_loc (closure, &cif, handle_##N, NULL,    \
                                          code) == FFI_OK);                   \
  v##N (*fn) (int, v##N, v##N);                                               \
  memcpy (&fn, &code, sizeof fn);                                             \
  clobber ();                                                                 \
  result = through_##N (fn, a, b);                                            \
  CHECK (memcmp (&result, &expected, N) == 0);                                \
  ffi_go_closure go;                                                          \
  CHECK (ffi_prep_go_closure (&go, &cif, handle_##N) == FFI_OK);              \
  memset (&result, 0, N);                                                     \
  ffi_call_go (&cif, FFI_FN (go.tramp), &result, args, &go);                  \
  CHECK (memcmp (&result, &expected, N) == 0 && go_seen == &go);              \
  ffi_closure_free (closure);                                                 \
}

TEST (32, "avx")
TEST (64, "avx512f")

static void
refused (ffi_type *type)
{
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 1, &ffi_type_void, &type)
         == FFI_BAD_TYPEDEF);
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 0, type, NULL)
         == FFI_BAD_TYPEDEF);
}

int
main (void)
{
  if (__builtin_cpu_supports ("avx"))
    test_32 ();
  else
    refused (&type32);
  if (__builtin_cpu_supports ("avx512f"))
    test_64 ();
  else
    refused (&type64);
  return 0;
}

#endif
