/* SPDX-License-Identifier: MIT */
/* _Float16 and __bf16, floats of two bytes: arguments in registers and on the
   stack, the result, variadic ones, complex numbers, vectors and structs of
   them, in calls, plans and closures.  Would catch: four bytes moved, a float
   that is boxed too little, structs in the wrong registers.  Where the library
   knows none, it refuses them.  */
#include "there-and-back.h"
#include <stdarg.h>

#if defined __FLT16_MANT_DIG__ && defined FFI_TARGET_HAS_FLOAT16

typedef _Float16 half;

#define H &ffi_type_float16
/* gcc has homogeneous aggregates of halves in VFP registers, clang and the
   AAPCS do not.  */
#if !(defined __ARM_PCS_VFP && !defined __clang__)
# define HOMOGENEOUS(X)                                                       \
  X (one, (H), half a;)                                                       \
  X (two, (H, H), half a; half b;)                                            \
  X (three, (H, H, H), half a; half b; half c;)                               \
  X (four, (H, H, H, H), half a; half b; half c; half d;)
#else
# define HOMOGENEOUS(X)
#endif
#define STRUCTS(X)                                                            \
  HOMOGENEOUS (X)                                                             \
  X (five, (H, H, H, H, H), half a; half b; half c; half d; half e;)          \
  X (with_short, (H, &ffi_type_sint16), half a; short b;)                     \
  X (short_first, (&ffi_type_sint16, H), short a; half b;)                    \
  X (with_float, (H, H, &ffi_type_float), half a; half b; float c;)           \
  X (with_int, (&ffi_type_sint64, H, H, H, H),                                \
     int64_t a; half b; half c; half d; half e;)
#define LIST(...) __VA_ARGS__
#define DEFINE(name, list, members)                                           \
  static ffi_type *list_##name[] = { LIST list, NULL };                       \
  static ffi_type type_##name = { 0, 0, FFI_TYPE_STRUCT, list_##name };       \
  CASE (name, type_##name, members)
STRUCTS (DEFINE)

/* ---- Ten values of one type ------------------------------------------- */

enum { N = 10 };

/* The value number I of SIZE bytes: no NaN of any format.  */
static void
fill (void *value, size_t size, int i)
{
  for (size_t at = 0; at < size; at++)
    ((unsigned char *) value)[at] = (unsigned char) (0x20 + 3 * i + 5 * at);
}

static unsigned char filled[N][16], which;

static void
answer (ffi_cif *cif, void *result, void **args, void *data)
{
  (void) data;
  for (int i = 0; i < N; i++)
    CHECK (memcmp (args[i], filled[i], cif->rtype->size) == 0);
  memcpy (result, args[which], cif->rtype->size);
}

/* FN gives back the argument that which tells, TAKE calls such a function.  */
static void
ten (ffi_type *type, size_t size, size_t alignment, void (*fn) (void),
     void (*take) (void *code, void *result))
{
  static struct guarded g;
  ffi_type *types[N];
  void *values[N], *code;
  ffi_cif cif;
  for (int i = 0; i < N; i++)
    {
      fill (filled[i], size, i);
      types[i] = type;
      values[i] = filled[i];
    }
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, N, type, types) == FFI_OK);
  CHECK (type->size == size && type->alignment == alignment);
  ffi_call_plan *plan = ffi_call_plan_alloc (&cif);
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (plan && closure);
  CHECK (ffi_prep_closure_loc (closure, &cif, answer, NULL, code) == FFI_OK);
  for (which = 0; which < N; which++)
    for (int way = 0; way < 3; way++)
      {
        guard (&g);
        clobber ();
        if (way == 0)
          ffi_call (&cif, fn, &g.value, values);
        else if (way == 1)
          ffi_call_plan_invoke (plan, fn, &g.value, values);
        else
          take (code, &g.value);
        CHECK (memcmp (&g.value, filled[which], size) == 0
               && guard_holds (&g, size));
      }
  ffi_call_plan_free (plan);
  ffi_closure_free (closure);
}

#define TEN(name, T, type)                                                    \
  static T                                                                    \
  give_##name (T a, T b, T c, T d, T e, T f, T g, T h, T i, T j)              \
  {                                                                           \
    T all[] = { a, b, c, d, e, f, g, h, i, j };                               \
    return all[which];                                                        \
  }                                                                           \
  static void                                                                 \
  take_##name (void *code, void *result)                                      \
  {                                                                           \
    T (*fn) (T, T, T, T, T, T, T, T, T, T);                                   \
    T v[N], r;                                                                \
    memcpy (&fn, &code, sizeof fn);                                           \
    for (int i = 0; i < N; i++)                                               \
      memcpy (&v[i], filled[i], sizeof (T));                                  \
    r = fn (v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9]);      \
    memcpy (result, &r, sizeof r);                                            \
  }                                                                           \
  static void                                                                 \
  ten_##name (void)                                                           \
  {                                                                           \
    ten (type, sizeof (T), _Alignof (T), FFI_FN (give_##name), take_##name);  \
  }

TEN (half, half, H)
TEN (complex, _Complex _Float16, &ffi_type_complex_float16)

/* i386's compilers do not agree on vectors of 8 bytes, and some RISC-V ones
   have none.  */
#if defined __x86_64__ || defined __aarch64__
# define VECTORS(X) X (v4) X (v8)
typedef half v4 __attribute__ ((vector_size (8)));
typedef half v8 __attribute__ ((vector_size (16)));
static ffi_type *lanes[] = { H, H, H, H, H, H, H, H, NULL };
static ffi_type v4_type = { 0, 0, FFI_TYPE_VECTOR, lanes + 4 };
static ffi_type v8_type = { 0, 0, FFI_TYPE_VECTOR, lanes };
TEN (v4, v4, &v4_type)
TEN (v8, v8, &v8_type)
#else
# define VECTORS(X)
#endif

/* A compiler that has __bf16 as a type of its own says so, or is clang.  */
#if defined __BFLT16_MANT_DIG__                                               \
  || (defined __clang__ && __clang_major__ >= 17                              \
      && (defined __x86_64__ || defined __aarch64__))
# define HAS_BF16 1
TEN (bfloat, __bf16, &ffi_type_bfloat16)
#endif

/* ---- Others ------------------------------------------------------------ */

/* By their bits: not every compiler's library can convert them.  */
static uint32_t
add (uint32_t x, half h)
{
  uint16_t bits;
  memcpy (&bits, &h, sizeof bits);
  return 31 * x + bits;
}

static uint32_t
sum (int n, ...)
{
  va_list list;
  uint32_t x = 0;
  va_start (list, n);
  for (int i = 0; i < n; i++)
    x = add (x, va_arg (list, half));
  va_end (list);
  return x;
}

/* C promotes no _Float16, but Apple's compiler makes a double of it, and so has
   whoever describes it to do.  */
static void
variadic (void)
{
  int n = 4;
  half h[] = { 1, 2, 3, 4 };
  uint32_t result = 0, expected = 0;
  ffi_type *types[] = { &ffi_type_sint, H, H, H, H };
  void *values[] = { &n, &h[0], &h[1], &h[2], &h[3] };
  ffi_cif cif;
  for (int i = 0; i < n; i++)
    expected = add (expected, h[i]);
#if defined __APPLE__ && defined __aarch64__
  double d[] = { 1, 2, 3, 4 };
  CHECK (ffi_prep_cif_var (&cif, FFI_DEFAULT_ABI, 1, 5, &ffi_type_uint32,
                           types) == FFI_BAD_ARGTYPE);
  for (int i = 0; i < n; i++)
    {
      types[1 + i] = &ffi_type_double;
      values[1 + i] = &d[i];
    }
#endif
  CHECK (ffi_prep_cif_var (&cif, FFI_DEFAULT_ABI, 1, 5, &ffi_type_uint32,
                           types) == FFI_OK);
  clobber ();
  ffi_call_exact (&cif, FFI_FN (sum), &result, values);
  CHECK (result == expected);
}

int
main (void)
{
  ten_half ();
  ten_complex ();
#define TRY_TEN(name) ten_##name ();
  VECTORS (TRY_TEN)
#ifdef HAS_BF16
  ten_bfloat ();
#endif
  variadic ();
  there_init ();
#define TRY(name, ...) try_##name ();
  STRUCTS (TRY)
  ffi_closure_free (there_closure);
  return 0;
}

#elif !defined FFI_TARGET_HAS_FLOAT16
int
main (void)
{
  ffi_cif cif;
  ffi_type *bad[] = { &ffi_type_float16, &ffi_type_bfloat16,
                      &ffi_type_complex_float16 };
  for (int i = 0; i < 3; i++)
    {
      CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 0, bad[i], NULL)
             == FFI_BAD_TYPEDEF);
      CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 1, &ffi_type_void, &bad[i])
             == FFI_BAD_TYPEDEF);
    }
  return 0;
}
#else
int
main (void)
{
  SKIP ("this compiler has no _Float16");
}
#endif
