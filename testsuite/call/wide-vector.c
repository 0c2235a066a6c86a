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

/* In structs, where the vector's alignment makes the size; the first and the
   third are on the stack, and what follows them is in its place.  */
#define STRUCT(N, ISA)                                                        \
struct s_##N { float f; v##N v; };                                            \
struct t_##N { v##N v; };                                                     \
__attribute__ ((target (ISA), noinline)) static double                        \
structs_##N (int k, struct s_##N s, struct t_##N t, struct s_##N u, int l)    \
{                                                                             \
  return k + 10 * l + (double) s.f * s.v[N / 8 - 1] + t.v[1] * u.v[0];        \
}                                                                             \
__attribute__ ((target (ISA))) static void                                    \
test_structs_##N (void)                                                       \
{                                                                             \
  ffi_type *s_list[] = { &ffi_type_float, &type##N, NULL };                   \
  ffi_type *t_list[] = { &type##N, NULL };                                    \
  ffi_type s_type = { 0, 0, FFI_TYPE_STRUCT, s_list };                        \
  ffi_type t_type = { 0, 0, FFI_TYPE_STRUCT, t_list };                        \
  ffi_type *types[] = { &ffi_type_sint, &s_type, &t_type, &s_type,            \
                        &ffi_type_sint };                                     \
  struct s_##N s = { 2, { 3, 5 } }, u = { 7, { 11, 13 } };                    \
  struct t_##N t = { { 17, 19 } };                                            \
  int k = 3, l = 4;                                                           \
  void *args[] = { &k, &s, &t, &u, &l };                                      \
  double result;                                                              \
  ffi_cif cif;                                                                \
  s.v[N / 8 - 1] = 23;                                                        \
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 5, &ffi_type_double, types)     \
         == FFI_OK);                                                          \
  CHECK (s_type.size == sizeof s && t_type.size == sizeof t);                 \
  ffi_call (&cif, FFI_FN (structs_##N), &result, args);                       \
  CHECK (result == structs_##N (k, s, t, u, l));                              \
}
STRUCT (32, "avx")
STRUCT (64, "avx512f")

/* As code passes them that was compiled without these registers.  */
#ifndef __AVX__
static __attribute__ ((noinline)) v32
plain (int k, v32 a, int l, v32 b)
{
  return a * k - b * l;
}

static void
handle_plain (ffi_cif *cif, void *result, void **args, void *data)
{
  (void) cif, (void) data;
  *(v32 *) result = plain (*(int *) args[0], *(v32 *) args[1],
                           *(int *) args[2], *(v32 *) args[3]);
}

static void
without_avx (void)
{
  ffi_type half = { 0, 0, FFI_TYPE_VECTOR, lanes + 6 };
  ffi_type *halves[] = { &half, &half, NULL };
  ffi_type whole = { 32, 32, FFI_TYPE_STRUCT, halves };
  ffi_type *types[] = { &ffi_type_sint, &whole, &ffi_type_sint, &whole };
  int k = 3, l = 5;
  v32 a = { 1, 2, 3, 4 }, b = { 10, 20, 30, 40 }, result;
  v32 expected = plain (k, a, l, b);
  void *args[] = { &k, &a, &l, &b }, *code;
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 4, &whole, types) == FFI_OK);
  ffi_call (&cif, FFI_FN (plain), &result, args);
  CHECK (memcmp (&result, &expected, sizeof result) == 0);
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure && ffi_prep_closure_loc (closure, &cif, handle_plain, NULL,
                                          code) == FFI_OK);
  v32 (*fn) (int, v32, int, v32);
  memcpy (&fn, &code, sizeof fn);
  result = fn (k, a, l, b);
  CHECK (memcmp (&result, &expected, sizeof result) == 0);
  ffi_closure_free (closure);
}
#endif

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
#ifndef __AVX__
  without_avx ();
#endif
  if (__builtin_cpu_supports ("avx"))
    test_32 (), test_structs_32 ();
  else
    refused (&type32);
  if (__builtin_cpu_supports ("avx512f"))
    test_64 (), test_structs_64 ();
  else
    refused (&type64);
  return 0;
}

#endif
