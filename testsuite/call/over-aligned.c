/* SPDX-License-Identifier: MIT */
/* Structs aligned to more than frames are: arguments on the stack and behind
   pointers, results in memory that nobody wants, in calls, plans and closures,
   at several depths of the stack.  The callee looks at the addresses.  Would
   catch: an argument, a copy or a result at an address that compiled code does
   not expect.
   test-flags: -Wno-psabi */
#include <ffi.h>
#include "check.h"

/* How far a compiler aligns an argument of ALIGN: x86-64 to all of it, others
   to no more than the stack.  */
#if defined __x86_64__ && !defined _WIN32
# define SEEN(s, align) ((uintptr_t) (s) % (align) == 0)
#else
# define SEEN(s, align) ((void) (s), 1)
#endif
static unsigned calls;

/* Code that has the address of its argument or result, and knows nothing of
   its alignment.  */
static uintptr_t __attribute__ ((noinline))
address (void *p)
{
  __asm__ volatile ("" : "+r" (p));
  return (uintptr_t) p;
}

#define ALIGNS(X) X (16) X (64) X (128) X (256) X (1024) X (4096)
#define DEFINE(n)                                                             \
  struct s_##n { _Alignas (n) char c[n]; };                                   \
  static struct s_##n                                                         \
  f_##n (int a, struct s_##n s, int b, struct s_##n t)                        \
  {                                                                           \
    struct s_##n r;                                                           \
    memset (r.c, 0x3c, n);                                                    \
    CHECK (SEEN (address (&s), n) && SEEN (address (&t), n));                 \
    CHECK (a == 1 && b == 2 && s.c[0] == 3 && s.c[n - 1] == 4                 \
           && t.c[0] == 5 && t.c[n - 1] == 6);                                \
    calls++;                                                                  \
    return r;                                                                 \
  }                                                                           \
  static struct s_##n                                                         \
  result_##n (void)                                                           \
  {                                                                           \
    struct s_##n r;                                                           \
    memset (r.c, 0x3c, n);                                                    \
    calls++;                                                                  \
    return r;                                                                 \
  }                                                                           \
  static void                                                                 \
  handle_##n (ffi_cif *cif, void *result, void **args, void *data)            \
  {                                                                           \
    struct s_##n *s = args[1], *t = args[3];                                  \
    (void) cif, (void) data;                                                  \
    CHECK (address (s) % n == 0 && address (t) % n == 0);                     \
    CHECK (*(int *) args[0] == 1 && *(int *) args[2] == 2 && s->c[0] == 3     \
           && s->c[n - 1] == 4 && t->c[0] == 5 && t->c[n - 1] == 6);          \
    memset (result, 0x3c, n);                                                 \
    calls++;                                                                  \
  }
ALIGNS (DEFINE)

static const struct
{
  size_t align;
  void (*fn) (void), (*result) (void);
} function[] = {
#define ROW(n) { n, FFI_FN (f_##n), FFI_FN (result_##n) },
  ALIGNS (ROW)
};

enum { FUNCTIONS = sizeof function / sizeof *function, MAX = 4096 };

/* Calls function I in each way, with its result wanted and not.  */
static void
call (unsigned i)
{
  size_t n = function[i].align;
  static ffi_type *members[MAX + 1];
  static _Alignas (MAX) char s[MAX], t[MAX], r[MAX];
  for (size_t m = 0; m < n; m++)
    members[m] = &ffi_type_sint8;
  members[n] = NULL;
  ffi_type array = { n, (unsigned short) n, FFI_TYPE_STRUCT, members };
  ffi_type *only[] = { &array, NULL };
  ffi_type type = { 0, 0, FFI_TYPE_STRUCT, only };
  ffi_type *types[] = { &ffi_type_sint, &type, &ffi_type_sint, &type };
  int a = 1, b = 2;
  void *values[] = { &a, s, &b, t };
  ffi_cif cif, no_arguments;
  s[0] = 3, s[n - 1] = 4, t[0] = 5, t[n - 1] = 6;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 4, &type, types) == FFI_OK);
  CHECK (ffi_prep_cif (&no_arguments, FFI_DEFAULT_ABI, 0, &type, NULL)
         == FFI_OK);
  ffi_call_plan *plan = ffi_call_plan_alloc (&cif);
  CHECK (plan);
  calls = 0;
  for (int wanted = 0; wanted <= 1; wanted++)
    {
      memset (r, 0, n);
      ffi_call (&cif, function[i].fn, wanted ? r : NULL, values);
      CHECK (r[0] == (wanted ? 0x3c : 0));
      memset (r, 0, n);
      ffi_call_plan_invoke (plan, function[i].fn, wanted ? r : NULL, values);
      CHECK (r[n - 1] == (wanted ? 0x3c : 0));
      ffi_call (&no_arguments, function[i].result, wanted ? r : NULL, NULL);
    }
  CHECK (calls == 6);
  ffi_call_plan_free (plan);
}

/* Calls closures from compiled code.  */
#define CLOSURE(n)                                                            \
  static __attribute__ ((noinline)) void                                      \
  closure_##n (ffi_closure *closure, void *code)                              \
  {                                                                           \
    static ffi_type *members[n + 1];                                          \
    static struct s_##n s, t;                                                 \
    for (size_t m = 0; m < n; m++)                                            \
      members[m] = &ffi_type_sint8;                                           \
    ffi_type array = { n, n, FFI_TYPE_STRUCT, members };                      \
    ffi_type *only[] = { &array, NULL };                                      \
    ffi_type type = { 0, 0, FFI_TYPE_STRUCT, only };                          \
    ffi_type *types[] = { &ffi_type_sint, &type, &ffi_type_sint, &type };     \
    struct s_##n (*fn) (int, struct s_##n, int, struct s_##n), r;             \
    ffi_cif cif;                                                              \
    s.c[0] = 3, s.c[n - 1] = 4, t.c[0] = 5, t.c[n - 1] = 6;                   \
    CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 4, &type, types) == FFI_OK);  \
    CHECK (ffi_prep_closure_loc (closure, &cif, handle_##n, NULL, code)       \
           == FFI_OK);                                                        \
    memcpy (&fn, &code, sizeof fn);                                           \
    r = fn (1, s, 2, t);                                                      \
    CHECK (r.c[0] == 0x3c && r.c[n - 1] == 0x3c);                             \
  }
ALIGNS (CLOSURE)

/* All of it below another 8 to 512 bytes of stack.  */
static __attribute__ ((noinline)) void
at_depth (unsigned depth, ffi_closure *closure, void *code)
{
  volatile char room[8 * depth + 1];
  room[8 * depth] = 0;
  for (unsigned i = 0; i < FUNCTIONS; i++)
    call (i);
#define CALL(n) closure_##n (closure, code);
  ALIGNS (CALL)
  CHECK (room[8 * depth] == 0);
}

int
main (void)
{
  void *code;
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure);
  for (unsigned depth = 0; depth < 64; depth += 3)
    at_depth (depth, closure, code);
  ffi_closure_free (closure);
  return 0;
}
