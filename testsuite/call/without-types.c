/* SPDX-License-Identifier: MIT */
/* Fast paths look at no types once ffi_prep_cif has: calls, plans and closures
   of common signatures work when their types have been taken away.  Would
   catch: a signature that is no longer given its fast path, which nothing else
   tells from the general one.  */
#include <ffi.h>
#include "check.h"
#include "fast-code.h"

#ifndef TEST_ABI
# define TEST_ABI FFI_DEFAULT_ABI
# define FUNCTION
#endif

/* What has no fast path: closures; small structs, left-justified; what takes
   more operations than a code has room for.  Microsoft's convention is tried
   in testsuite/win64.  */
#ifdef TEST_WIN64
# define FAST_CLOSURES 0
#else
# define FAST_CLOSURES 1
#endif
/* Results that may be in memory.  */
#ifdef TEST_WIN64
# define IN_MEMORY(t) ((t)->size > 8)
#elif UINTPTR_MAX == UINT32_MAX
# define IN_MEMORY(t) ((t)->type == FFI_TYPE_STRUCT)
#else
# define IN_MEMORY(t) ((t)->size > 16)
#endif
#if defined __i386__ || defined TEST_WIN64
# define MANY_WORDS(X)
#else
# define MANY_WORDS(X)                                                        \
  X (many, "b{ll}fl{dd}", (b a, S (ll) i, f j, l k, S (dd) m),                \
     (1, (S (ll)) { 2, 3 }, 4, 5, (S (dd)) { 6, 7 }),                         \
     a + 2 * i.x + 3 * i.y + 4 * j + 5 * k + 6 * m.x + 7 * m.y)
#endif
#ifdef TEST_WIN64
# define MANY_ARGUMENTS(X)                                                    \
  X (copies, "{llllllll}{llllllll}",                                          \
     (struct s_8 a, struct s_8 i),                                            \
     ((struct s_8) { { 1, 2 } }, (struct s_8) { { 3, 4 } }),                  \
     a.x[0] + 2 * a.x[1] + 3 * i.x[0] + 4 * i.x[1])
#else
# define MANY_ARGUMENTS(X)                                                    \
  X (stack, "llllllllll",                                                     \
     (l a, l i, l j, l k, l m, l n, l o, l q, l r, l s),                      \
     (1, 2, 3, 4, 5, 6, 7, 8, 9, 10),                                         \
     a + 2 * i + 3 * j + 4 * k + 5 * m + 6 * n + 7 * o + 8 * q + 9 * r        \
       + 10 * s)                                                              \
  X (later, "llllllllw",                                                      \
     (l a, l i, l j, l k, l m, l n, l o, l q, w r),                           \
     (1, 2, 3, 4, 5, 6, 7, 8, -9),                                            \
     a + 2 * i + 3 * j + 4 * k + 5 * m + 6 * n + 7 * o + 8 * q + 9 * r)       \
  X (ints, "wwwwwwww", (w a, w i, w j, w k, w m, w n, w o, w q),              \
     (1, 2, 3, 4, 5, 6, 7, 8),                                                \
     a + 2 * i + 3 * j + 4 * k + 5 * m + 6 * n + 7 * o + 8 * q)               \
  X (doubles, "dddddddd", (d a, d i, d j, d k, d m, d n, d o, d q),           \
     (1, 2, 3, 4, 5, 6, 7, 8),                                                \
     a + 2 * i + 3 * j + 4 * k + 5 * m + 6 * n + 7 * o + 8 * q)
#endif

typedef int64_t l;
typedef int32_t w;
typedef int16_t h;
typedef int8_t b;
typedef uint64_t L;
typedef uint32_t W;
typedef uint16_t H;
typedef uint8_t B;
typedef float f;
typedef double d;
typedef long double D;
typedef void *p;
struct s_l { l x; };
struct s_w { w x; };
struct s_h { h x; };
struct s_B { B x; };
struct s_ll { l x, y; };
struct s_ld { l x; d y; };
struct s_dl { d x; l y; };
struct s_dd { d x, y; };
struct s_lw { l x; w y; };
struct s_lf { l x; f y; };
struct s_fl { f x; l y; };
struct s_df { d x; f y; };
struct s_dw { d x; w y; };
struct s_wf { w x; f y; };
struct s_ff { f x, y; };
struct s_fff { f x, y, z; };
struct s_ffff { f x, y, z, t; };
struct s_www { w x, y, z; };
struct s_wwf { w x, y; f z; };
struct s_ffw { f x, y; w z; };
struct s_lll { l x, y, z; };
struct s_8 { l x[8]; };
#define S(name) struct s_##name

/* Types of the arguments, their declarations, values, and what is made of
   them.  */
#define ARGUMENTS(X)                                                          \
  X (1, "", (void), (), 7)                                                    \
  X (2, "b", (b a), (-5), a)                                                  \
  X (3, "B", (B a), (250), a)                                                 \
  X (4, "h", (h a), (-500), a)                                                \
  X (5, "H", (H a), (65000), a)                                               \
  X (6, "w", (w a), (-70000), a)                                              \
  X (7, "W", (W a), (4000000000), a)                                          \
  X (8, "l", (l a), (-5000000000), a)                                         \
  X (9, "L", (L a), (5000000000), a)                                          \
  X (10, "f", (f a), (1.5f), a)                                               \
  X (11, "d", (d a), (-2.5), a)                                               \
  X (12, "p", (p a), (number), *(int *) a)                                    \
  X (13, "wlfd", (w a, l i, f j, d k), (1, 2, 3.5f, 4.5),                     \
     a + 2 * i + 3 * j + 4 * k)                                               \
  X (14, "llllll", (l a, l i, l j, l k, l m, l n), (1, 2, 3, 4, 5, 6),        \
     a + 2 * i + 3 * j + 4 * k + 5 * m + 6 * n)                               \
  MANY_ARGUMENTS (X)                                                          \
  X (17, "{l}", (S (l) a), ((S (l)) { 1 }), a.x)                              \
  X (18, "{w}", (S (w) a), ((S (w)) { 1 }), a.x)                              \
  X (21, "{ll}", (S (ll) a), ((S (ll)) { 1, 2 }), a.x + 2 * a.y)              \
  X (22, "{ld}", (S (ld) a), ((S (ld)) { 1, 2 }), a.x + 2 * a.y)              \
  X (23, "{dl}", (S (dl) a), ((S (dl)) { 1, 2 }), a.x + 2 * a.y)              \
  X (24, "{dd}", (S (dd) a), ((S (dd)) { 1, 2 }), a.x + 2 * a.y)              \
  X (25, "{lw}", (S (lw) a), ((S (lw)) { 1, 2 }), a.x + 2 * a.y)              \
  X (26, "{lf}", (S (lf) a), ((S (lf)) { 1, 2 }), a.x + 2 * a.y)              \
  X (27, "{fl}", (S (fl) a), ((S (fl)) { 1, 2 }), a.x + 2 * a.y)              \
  X (28, "{df}", (S (df) a), ((S (df)) { 1, 2 }), a.x + 2 * a.y)              \
  X (29, "{dw}", (S (dw) a), ((S (dw)) { 1, 2 }), a.x + 2 * a.y)              \
  X (30, "{wf}", (S (wf) a), ((S (wf)) { 1, 2 }), a.x + 2 * a.y)              \
  X (31, "{ff}", (S (ff) a), ((S (ff)) { 1, 2 }), a.x + 2 * a.y)              \
  X (32, "{fff}", (S (fff) a), ((S (fff)) { 1, 2, 3 }),                       \
     a.x + 2 * a.y + 3 * a.z)                                                 \
  X (four, "{w}{w}{w}{w}", (S (w) a, S (w) i, S (w) j, S (w) k),              \
     ((S (w)) { 1 }, (S (w)) { 2 }, (S (w)) { 3 }, (S (w)) { -4 }),           \
     a.x + 2 * i.x + 3 * j.x + 4 * k.x)                                       \
  X (www, "{www}", (S (www) a), ((S (www)) { 1, 2, 3 }),                      \
     a.x + 2 * a.y + 3 * a.z)                                                 \
  X (wwf, "{wwf}", (S (wwf) a), ((S (wwf)) { 1, 2, 3 }),                      \
     a.x + 2 * a.y + 3 * a.z)                                                 \
  X (ffw, "{ffw}", (S (ffw) a), ((S (ffw)) { 1, 2, 3 }),                      \
     a.x + 2 * a.y + 3 * a.z)                                                 \
  X (33, "{ffff}", (S (ffff) a), ((S (ffff)) { 1, 2, 3, 4 }),                 \
     a.x + 2 * a.y + 3 * a.z + 4 * a.t)                                       \
  X (34, "{lll}", (S (lll) a), ((S (lll)) { 1, 2, 3 }),                       \
     a.x + 2 * a.y + 3 * a.z)                                                 \
  X (h, "{h}", (S (h) a), ((S (h)) { 1 }), a.x)                               \
  X (B, "{B}", (S (B) a), ((S (B)) { 1 }), a.x)                               \
  MANY_WORDS (X)

/* Types of results and values.  */
#define RESULTS(X)                                                            \
  X (1, "b", b, -5) X (2, "B", B, 250) X (3, "h", h, -500)                    \
  X (4, "H", H, 65000) X (5, "w", w, -70000) X (6, "W", W, 4000000000)        \
  X (7, "l", l, -5000000000) X (8, "L", L, 5000000000) X (9, "f", f, 1.5f)    \
  X (10, "d", d, -2.5) X (11, "D", D, 3.25) X (12, "p", p, number)            \
  X (13, "{l}", S (l), { 1 }) X (14, "{w}", S (w), { 1 })                     \
  X (15, "{h}", S (h), { 1 }) X (16, "{B}", S (B), { 1 })                     \
  X (17, "{ll}", S (ll), { 1, 2 }) X (18, "{ld}", S (ld), { 1, 2 })           \
  X (19, "{dl}", S (dl), { 1, 2 }) X (20, "{dd}", S (dd), { 1, 2 })           \
  X (21, "{lw}", S (lw), { 1, 2 }) X (22, "{lf}", S (lf), { 1, 2 })           \
  X (23, "{fl}", S (fl), { 1, 2 }) X (24, "{df}", S (df), { 1, 2 })           \
  X (25, "{dw}", S (dw), { 1, 2 }) X (26, "{wf}", S (wf), { 1, 2 })           \
  X (27, "{ff}", S (ff), { 1, 2 }) X (28, "{fff}", S (fff), { 1, 2, 3 })      \
  X (29, "{ffff}", S (ffff), { 1, 2, 3, 4 })                                  \
  X (30, "{lll}", S (lll), { 1, 2, 3 })                                       \
  X (www, "{www}", S (www), { 1, 2, 3 })                                      \
  X (wwf, "{wwf}", S (wwf), { 1, 2, 3 })                                      \
  X (ffw, "{ffw}", S (ffw), { 1, 2, 3 })

enum { MAX = 12, MEMBERS = 8 };

static const char *row;

#define ROW_CHECK(condition)                                                  \
  ((condition) ? (void) 0                                                     \
               : (puts (row), check_fail (#condition, __FILE__, __LINE__)))

static int number[1] = { 42 };
static double sum;

/* ---- A signature and its types ---------------------------------------- */

static struct
{
  ffi_cif cif;
  unsigned nargs;
  ffi_type *result, *type[MAX];
  ffi_type made[MAX + 1], *members[MAX + 1][MEMBERS + 1];
  unsigned nmade;
} sig;

static ffi_type *
scalar (char letter)
{
  switch (letter)
    {
    case 'b': return &ffi_type_sint8;
    case 'B': return &ffi_type_uint8;
    case 'h': return &ffi_type_sint16;
    case 'H': return &ffi_type_uint16;
    case 'w': return &ffi_type_sint32;
    case 'W': return &ffi_type_uint32;
    case 'l': return &ffi_type_sint64;
    case 'L': return &ffi_type_uint64;
    case 'f': return &ffi_type_float;
    case 'd': return &ffi_type_double;
    case 'D': return &ffi_type_longdouble;
    case 'p': return &ffi_type_pointer;
    default: return &ffi_type_void;
    }
}

/* The type that *TEXT begins with, which is moved on.  */
static ffi_type *
parse (const char **text)
{
  if (**text != '{')
    return scalar (*(*text)++);
  ffi_type *type = &sig.made[sig.nmade];
  ffi_type **member = sig.members[sig.nmade++];
  *type = (ffi_type) { 0, 0, FFI_TYPE_STRUCT, member };
  for (++*text; **text != '}'; ++*text)
    *member++ = scalar (**text);
  ++*text;
  *member = NULL;
  return type;
}

static void
prepare (const char *result, const char *arguments)
{
  row = *arguments ? arguments : result;
  sig.nmade = sig.nargs = 0;
  sig.result = parse (&result);
  while (*arguments)
    sig.type[sig.nargs++] = parse (&arguments);
  ROW_CHECK (ffi_prep_cif (&sig.cif, TEST_ABI, sig.nargs, sig.result,
                       sig.type) == FFI_OK);
}

/* No way but the fast one can do anything with these.  */
static void
take_types_away (void)
{
  static ffi_type *none[MAX]
    = { &ffi_type_void, &ffi_type_void, &ffi_type_void, &ffi_type_void,
        &ffi_type_void, &ffi_type_void, &ffi_type_void, &ffi_type_void,
        &ffi_type_void, &ffi_type_void, &ffi_type_void, &ffi_type_void };
  sig.cif.arg_types = none;
  sig.cif.rtype = &ffi_type_void;
}

/* ---- Ways to call ----------------------------------------------------- */

static ffi_closure *closure;
static void *code;
static unsigned char value[MAX][64] __attribute__ ((aligned (16)));

/* The result that is wanted: as a function gives it, and as ffi_call's
   callers and the handlers of closures have it.  */
static union
{
  unsigned char bytes[32] __attribute__ ((aligned (16)));
  ffi_arg word;
  ffi_sarg sword;
} narrow, wide;

static void
want (const void *result, size_t size)
{
  memcpy (narrow.bytes, result, size);
  wide = narrow;
  switch (sig.result->type)
    {
    case FFI_TYPE_UINT8: wide.word = *(const uint8_t *) result; break;
    case FFI_TYPE_SINT8: wide.sword = *(const int8_t *) result; break;
    case FFI_TYPE_UINT16: wide.word = *(const uint16_t *) result; break;
    case FFI_TYPE_SINT16: wide.sword = *(const int16_t *) result; break;
    case FFI_TYPE_UINT32: wide.word = *(const uint32_t *) result; break;
    case FFI_TYPE_SINT32: wide.sword = *(const int32_t *) result; break;
    case FFI_TYPE_POINTER: wide.word = *(const uintptr_t *) result; break;
    }
}

/* The bytes of a result that *RVALUE has.  */
static size_t
result_size (void)
{
  return sig.result->type == FFI_TYPE_VOID ? 0
         : (sig.result->type >= FFI_TYPE_UINT8
            && sig.result->type <= FFI_TYPE_SINT32)
               || sig.result->type == FFI_TYPE_POINTER
           ? sizeof (ffi_arg) : sig.result->size;
}

/* Whether X and Y, results, are equal but for padding.  */
static int
equal (const void *x, const void *y)
{
  size_t at = 0;
  if (sig.result->type == FFI_TYPE_LONGDOUBLE)
    return *(const long double *) x == *(const long double *) y;
  if (sig.result->type != FFI_TYPE_STRUCT)
    return memcmp (x, y, result_size ()) == 0;
  for (ffi_type **e = sig.result->elements; *e; e++)
    {
      at = (at + (*e)->alignment - 1) & -(size_t) (*e)->alignment;
      if (memcmp ((const char *) x + at, (const char *) y + at, (*e)->size))
        return 0;
      at += (*e)->size;
    }
  return 1;
}

/* Whether RESULT, of a function, is what is wanted.  */
static int
comes_to (const void *result, size_t size)
{
  return sig.result->type == FFI_TYPE_STRUCT
           || sig.result->type == FFI_TYPE_LONGDOUBLE
         ? equal (result, &narrow) : memcmp (result, &narrow, size) == 0;
}

/* Keeps the arguments, gives back what is wanted.  */
static void
handle (ffi_cif *cif, void *result, void **args, void *data)
{
  ROW_CHECK (cif == &sig.cif && data == &sig);
  for (unsigned i = 0; i < sig.nargs; i++)
    memcpy (value[i], args[i], sig.type[i]->size);
  memcpy (result, wide.bytes, result_size ());
}

static void
prepare_closure (void)
{
  memset (value, 0, sizeof value);
  ROW_CHECK (ffi_prep_closure_loc (closure, &sig.cif, handle, &sig, code)
         == FFI_OK);
  if (FAST_CLOSURES)
    take_types_away ();
}

/* Calls FN with the values that the closure was called with.  */
static void
call (void (*fn) (void))
{
  struct guarded g;
  void *values[MAX];
  for (unsigned i = 0; i < sig.nargs; i++)
    values[i] = value[i];
  sig.cif.arg_types = sig.type;
  sig.cif.rtype = sig.result;
  ffi_call_plan *plan = ffi_call_plan_alloc (&sig.cif);
  ROW_CHECK (plan);
  /* One that is ready to run is an address an operation; on i386 none is.  */
#ifndef __i386__
  ROW_CHECK (ffi_call_plan_size (plan) <= 13 * sizeof (void *));
#endif
  take_types_away ();
  guard (&g);
  clobber ();
  ffi_call_plan_invoke (plan, fn, &g.value, values);
  ROW_CHECK (equal (&g.value, &wide) && guard_holds (&g, result_size ()));
  ffi_call_plan_free (plan);
  guard (&g);
  clobber ();
  ffi_call (&sig.cif, fn, &g.value, values);
  ROW_CHECK (equal (&g.value, &wide) && guard_holds (&g, result_size ()));
  /* The general path makes a place for what is returned in memory.  */
  if (IN_MEMORY (sig.result))
    {
      sig.cif.arg_types = sig.type;
      sig.cif.rtype = sig.result;
    }
  clobber ();
  ffi_call (&sig.cif, fn, NULL, values);
}

#define DEFINE_ARGUMENTS(n, text, parameters, values, made)                   \
  static void FUNCTION arguments_##n parameters { sum += (double) (made); }   \
  static void                                                                 \
  try_arguments_##n (void)                                                    \
  {                                                                           \
    void (FUNCTION *fn) parameters;                                           \
    prepare ("v", text);                                                      \
    prepare_closure ();                                                       \
    memcpy (&fn, &code, sizeof fn);                                           \
    clobber ();                                                               \
    fn values;                                                                \
    sum = 0;                                                                  \
    arguments_##n values;                                                     \
    double once = sum;                                                        \
    call (FFI_FN (arguments_##n));                                            \
    ROW_CHECK (sum == 4 * once);                                              \
  }
ARGUMENTS (DEFINE_ARGUMENTS)

#define DEFINE_RESULT(n, text, T, ...)                                        \
  static T FUNCTION result_##n (void) { T x = __VA_ARGS__; return x; }        \
  static void                                                                 \
  try_result_##n (void)                                                       \
  {                                                                           \
    T (FUNCTION *fn) (void), x;                                               \
    prepare (text, "");                                                       \
    x = result_##n ();                                                        \
    want (&x, sizeof x);                                                      \
    prepare_closure ();                                                       \
    memcpy (&fn, &code, sizeof fn);                                           \
    clobber ();                                                               \
    x = fn ();                                                                \
    ROW_CHECK (comes_to (&x, sizeof x));                                      \
    call (FFI_FN (result_##n));                                               \
  }
RESULTS (DEFINE_RESULT)

/* A plan of nothing but the call has no more words than that takes.  */
static void
try_size (void)
{
#ifndef __i386__
# if defined __x86_64__ && !defined TEST_WIN64
  enum { WORDS = 3 };
# else
  enum { WORDS = 4 };
# endif
  prepare ("v", "");
  ffi_call_plan *plan = ffi_call_plan_alloc (&sig.cif);
  CHECK (plan && ffi_call_plan_size (plan) <= WORDS * sizeof (void *));
  ffi_call_plan_free (plan);
#endif
}

/* What is no struct and has 16 bytes is returned in registers.  */
static void
try_wide_result (void)
{
#if defined __aarch64__ || (defined _MIPS_SIM && _MIPS_SIM == _ABIO32)
# ifdef __aarch64__
  ffi_type *w = &ffi_type_sint32, *parts[] = { w, w, w, w, NULL };
  ffi_type type = { 0, 0, FFI_TYPE_VECTOR, parts };
# else
  ffi_type *parts[] = { &ffi_type_sint64, NULL };
  ffi_type type = { 0, 0, FFI_TYPE_COMPLEX, parts };
# endif
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 0, &type, NULL) == FFI_OK);
  CHECK (type.size == 16 && has_fast_code (&cif));
#endif
}

int
main (void)
{
  prepare ("w", "w");
#ifdef _WIN32
  SKIP ("testsuite/win64 knows what is fast");
#elif defined __riscv && __riscv_xlen == 32
  SKIP ("codes have room for little");
#elif defined __s390x__ || defined __arm__ || defined __powerpc64__           \
    || defined __mips__
  SKIP ("fast codes are of scalars only, and plans have none");
#endif
  if (!has_fast_code (&sig.cif))
    SKIP ("no fast paths here");
  closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure);
#define TRY_ARGUMENTS(n, ...) try_arguments_##n ();
  ARGUMENTS (TRY_ARGUMENTS)
  try_size ();
  try_wide_result ();
#define TRY_RESULT(n, ...) try_result_##n ();
  RESULTS (TRY_RESULT)
  ffi_closure_free (closure);
  return 0;
}
